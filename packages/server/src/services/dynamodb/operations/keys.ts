/** Keys and items held against a table's schema. */

import { invalidParameters, validationException } from "../errors.ts";
import { partitionKeyBytesMax, sortKeyBytesMax } from "../limits.ts";
import type { KeyPart, Table } from "../tables/table.ts";
import { type AttributeValue, attributeOf, type Item, typeOf, utf8Bytes } from "../values/attribute-value.ts";

const mismatch = "The provided key element does not match the schema";

/** Throws ValidationException for a key that is not exactly the table's. */
export function requireKey({ key: schema }: Table, key: Item): void {
  if (Object.keys(key).length !== schema.parts.length) throw validationException(mismatch);
  for (const part of schema.parts) {
    const value = attributeOf(key, part.name);
    if (value?.[part.type] === undefined) throw validationException(mismatch);
    requireKeyValue(part, value, part === schema.hash);
  }
}

/** The same for the key within an item. */
export function requireKeyIn({ key: schema }: Table, item: Item): void {
  if (schema.parts.some(({ name, type }) => attributeOf(item, name)?.[type] === undefined)) throw validationException(mismatch);
}

/** Throws ValidationException for an item that cannot stand in the table or in one of its indexes. */
export function requireItem(table: Table, item: Item): void {
  for (const part of table.key.parts) {
    const value = attributeOf(item, part.name);
    if (value === undefined) throw invalidParameters(`Missing the key ${part.name} in the item`);
    if (value[part.type] === undefined) {
      throw invalidParameters(`Type mismatch for key ${part.name} expected: ${part.type} actual: ${typeOf(value)}`);
    }
    requireKeyValue(part, value, part === table.key.hash);
  }
  requireIndexKeys(table, item);
}

/** What an index's key is must have its type, where it is there. `refusal` tells an empty one. */
export function requireIndexKeys(table: Table, item: Item, refusal = emptyIndexKey): void {
  for (const index of table.indexes) {
    for (const part of index.key.parts) {
      const value = attributeOf(item, part.name);
      if (value === undefined) continue;
      if (value[part.type] === undefined) {
        throw invalidParameters(
          `Type mismatch for Index Key ${part.name} Expected: ${part.type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
        );
      }
      const empty = emptyText(value);
      if (empty !== undefined) throw refusal(empty, index.name, part.name);
      requireKeyBytes(value, part === index.key.hash);
    }
  }
}

function emptyIndexKey(empty: "string" | "binary", indexName: string, attribute: string): Error {
  return validationException(
    `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty} value. IndexName: ${indexName}, IndexKey: ${attribute}`,
  );
}

/** The same where an update made it so. */
export function emptyUpdatedIndexKey(empty: "string" | "binary"): Error {
  return validationException(
    `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty} value.`,
  );
}

function requireKeyValue({ name }: KeyPart, value: AttributeValue, isHash: boolean): void {
  const empty = emptyText(value);
  if (empty !== undefined) {
    throw validationException(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${empty} value. Key: ${name}`,
    );
  }
  requireKeyBytes(value, isHash);
}

function emptyText(value: AttributeValue): "string" | "binary" | undefined {
  if (value.S === "") return "string";
  return value.B?.length === 0 ? "binary" : undefined;
}

function requireKeyBytes(value: AttributeValue, isHash: boolean): void {
  const bytes = value.S === undefined ? (value.B?.length ?? 0) : utf8Bytes(value.S);
  if (isHash && bytes > partitionKeyBytesMax) {
    throw invalidParameters(`Size of hashkey has exceeded the maximum size limit of${partitionKeyBytesMax} bytes`);
  }
  if (!isHash && bytes > sortKeyBytesMax) {
    throw invalidParameters(`Aggregated size of all range keys has exceeded the size limit of ${sortKeyBytesMax} bytes`);
  }
}
