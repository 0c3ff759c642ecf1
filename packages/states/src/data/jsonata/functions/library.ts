/** How the built-in functions are written down: a name, a signature, and what it does with arguments that fit. */

import { JsonataFunction, type Implementation } from "../values.ts";
import { parseSignature } from "../signature.ts";

export interface Definition {
  readonly name: string;
  readonly signature: string;
  readonly implementation: Implementation;
}

export function define(name: string, signature: string, implementation: Implementation): Definition {
  return { name, signature, implementation };
}

export type Library = ReadonlyMap<string, JsonataFunction>;

export function libraryOf(definitions: readonly Definition[]): Library {
  return new Map(
    definitions.map(({ name, signature, implementation }) => {
      const parsed = parseSignature(signature);
      return [name, new JsonataFunction(implementation, parsed.parameters.length, parsed, name)];
    }),
  );
}
