/** The names and values of a request, as its expressions use them. */

import { validationException } from "../errors.ts";
import { type AttributeValue, type Item, normalValue, ValueRefused } from "../values/attribute-value.ts";
import type { Path } from "./ast.ts";
import { isReserved } from "./reserved-words.ts";

/** A path with its names in place of placeholders. */
export type ResolvedPath = readonly (string | number)[];

export interface GivenPlaceholders {
  readonly ExpressionAttributeNames?: { readonly [placeholder: string]: string } | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

/** What one expression has against it; of several faults DynamoDB tells one, in a fixed order of kinds. */
export interface Faults {
  reserved?: string;
  unknownFunction?: string;
  redundantParentheses?: string;
  misusedFunction?: string;
  undefinedName?: string;
  operand?: string;
  overlap?: string;
  conflict?: string;
}

export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, AttributeValue>;
  readonly #unusedNames: Set<string>;
  readonly #unusedValues: Set<string>;

  /** Throws ValidationException for names and values that no expression may have. */
  constructor({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }: GivenPlaceholders) {
    this.#names = new Map(names === undefined ? [] : Object.entries(names));
    this.#values = new Map(values === undefined ? [] : Object.entries(values));
    this.#unusedNames = new Set(this.#names.keys());
    this.#unusedValues = new Set(this.#values.keys());
  }

  value(name: string, faults: Faults): AttributeValue {
    const value = this.#values.get(name);
    this.#unusedValues.delete(name);
    if (value !== undefined) return value;
    faults.undefinedName ??= `An expression attribute value used in expression is not defined; attribute value: ${name}`;
    return undefinedValue;
  }

  path({ elements }: Path, faults: Faults): ResolvedPath {
    return elements.map((element) => (typeof element === "string" ? this.#name(element, faults) : element));
  }

  #name(written: string, faults: Faults): string {
    if (!written.startsWith("#")) {
      if (isReserved(written)) faults.reserved ??= `Attribute name is a reserved keyword; reserved keyword: ${written}`;
      return written;
    }
    const name = this.#names.get(written);
    this.#unusedNames.delete(written);
    if (name !== undefined) return name;
    faults.undefinedName ??= `An expression attribute name used in the document path is not defined; attribute name: ${written}`;
    return written;
  }

  /** To be called when every expression has been read. */
  requireAllUsed(): void {
    if (this.#unusedNames.size > 0) {
      throw validationException(
        `Value provided in ExpressionAttributeNames unused in expressions: keys: {${[...this.#unusedNames].join(", ")}}`,
      );
    }
    if (this.#unusedValues.size > 0) {
      throw validationException(
        `Value provided in ExpressionAttributeValues unused in expressions: keys: {${[...this.#unusedValues].join(", ")}}`,
      );
    }
  }
}

/** Stands in for a value that is not there until the refusal for it is thrown. */
const undefinedValue: AttributeValue = { NULL: true };

/** The values of a request in the form in which values are kept. Throws ValidationException. */
export function normalValues(values: Item): Item {
  const normal: Record<string, AttributeValue> = {};
  for (const name of Object.keys(values)) {
    try {
      normal[name] = normalValue(values[name] ?? {});
    } catch (error) {
      if (error instanceof ValueRefused) {
        throw validationException(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${name}`);
      }
      throw error;
    }
  }
  return normal;
}
