/** How the built-in functions are written down: a name, a signature, and what it does with arguments that fit. */

import { JsonataFunction, type Implementation } from "../values.ts";
import { parseSignature } from "../signature.ts";

export interface Definition {
  readonly name: string;
  readonly signature: string;
  readonly implementation: Implementation;
  /** How many arguments a higher-order function passes; the signature's number unless said. */
  readonly arity?: number;
}

export function define(name: string, signature: string, implementation: Implementation, arity?: number): Definition {
  return { name, signature, implementation, ...(arity === undefined ? {} : { arity }) };
}

export type Library = ReadonlyMap<string, JsonataFunction>;

export function libraryOf(definitions: readonly Definition[]): Library {
  return new Map(
    definitions.map(({ name, signature, implementation, arity }) => {
      const parsed = parseSignature(signature);
      return [name, new JsonataFunction(implementation, arity ?? parsed.parameters.length, parsed, name)];
    }),
  );
}
