/**
 * Where items stand in the store. The key of a record is text and its order is the order of a range read:
 *
 *     table:  hash(partition) partition · sort key ·
 *     index:  hash(partition) partition · sort key · hash(table key) table key
 *
 * Partitions are thus in the order of a hash, as Scan shows them and divides them into segments, and within one the items are
 * in the order of their sort keys: texts by their UTF-8 bytes, numbers by value, bytes by byte. A partition's own place among those
 * of the same hash means nothing, so a long partition key stands there as its digest; that keeps keys within what PostgreSQL indexes.
 */

import { hash } from "node:crypto";
import { type AttributeValue, attributeOf, type Item } from "./attribute-value.ts";
import { numberAsBytes, orderedNumber } from "./number.ts";
import type { Index, KeyPart, KeySchema, KeyType } from "../tables/table.ts";

/** Ends a part: less than any character that goes on, since those below U+0002 are escaped. */
const end = "\u0001\u0001";
/** Greater than the end, less than anything that goes on. */
const afterEnd = "\u0001\u0002";
/** Longer partition keys are told apart by their digest. */
const partitionCharsMax = 100;
const hashChars = 6;

const salt = "Outliers";

/** The place of a partition in the hashed order: 24 bits, in hex. */
function partitionHash(...parts: readonly Buffer[]): string {
  return hash("md5", Buffer.concat([Buffer.from(salt), ...parts]), "hex").slice(0, hashChars);
}

function bytesOf(value: AttributeValue, type: KeyType): Buffer {
  switch (type) {
    case "S":
      return Buffer.from(value.S as string, "utf8");
    case "N":
      return numberAsBytes(value.N as string);
    case "B": {
      const bytes = value.B as Uint8Array;
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
  }
}

/** A part without its end: what begins with a prefix has a text that begins with the prefix's. */
function orderedText(value: AttributeValue, type: KeyType): string {
  switch (type) {
    case "S":
      return escaped(value.S as string);
    case "N":
      return orderedNumber(value.N as string);
    case "B":
      return escaped(bytesOf(value, "B").toString("latin1"));
  }
}

/** U+0000 may not stand in a key, U+0001 ends parts. */
function escaped(text: string): string {
  if (!text.includes("\u0000") && !text.includes("\u0001")) return text;
  return text.replaceAll("\u0001", "\u0001\u0004").replaceAll("\u0000", "\u0001\u0003");
}

/** What all keys of that partition begin with. */
export function partitionText(value: AttributeValue, type: KeyType): string {
  const bytes = bytesOf(value, type);
  return partitionHash(bytes) + shortened(orderedText(value, type)) + end;
}

function shortened(text: string): string {
  return text.length <= partitionCharsMax ? text : `\u0001\u0005${hash("sha256", text, "base64")}`;
}

/** The place of an item in its table. The item has the key's attributes, normalised. */
export function itemKeyText(item: Item, { hash: partition, range }: KeySchema): string {
  const first = partitionText(item[partition.name] as AttributeValue, partition.type);
  return range === undefined ? first : first + orderedText(item[range.name] as AttributeValue, range.type) + end;
}

/**
 * The place of an item in an index; undefined when it has none because it lacks an attribute of the index's key. Index entries
 * of the same key follow one another by a hash of the table's key.
 */
export function indexKeyText(item: Item, index: Index, table: KeySchema): string | undefined {
  const { hash: partition, range } = index.key;
  const first = keyValue(item, partition);
  if (first === undefined) return undefined;
  let text = partitionText(first, partition.type);
  if (range !== undefined) {
    const second = keyValue(item, range);
    if (second === undefined) return undefined;
    text += orderedText(second, range.type) + end;
  }
  const own = table.parts.map(({ name, type }) => bytesOf(item[name] as AttributeValue, type));
  return text + partitionHash(...own) + shortened(itemKeyText(item, table));
}

function keyValue(item: Item, { name, type }: KeyPart): AttributeValue | undefined {
  const value = attributeOf(item, name);
  return value?.[type] === undefined ? undefined : value;
}

/** A condition on a sort key that a range of keys can serve. */
export type RangeCondition =
  | { readonly operator: "=" | "<" | "<=" | ">" | ">=" | "begins_with"; readonly value: AttributeValue }
  | { readonly operator: "BETWEEN"; readonly value: AttributeValue; readonly upper: AttributeValue };

export interface KeyRange {
  readonly prefix: string;
  readonly from?: string;
  readonly before?: string;
}

/** The keys of a partition whose sort key meets the condition. */
export function keyRange(partition: string, range: KeyPart | undefined, condition: RangeCondition | undefined): KeyRange {
  if (condition === undefined || range === undefined) return { prefix: partition };
  const text = partition + orderedText(condition.value, range.type);
  switch (condition.operator) {
    case "=":
      return { prefix: text + end };
    case "begins_with":
      return { prefix: text };
    case "<":
      return { prefix: partition, before: text + end };
    case "<=":
      return { prefix: partition, before: text + afterEnd };
    case ">":
      return { prefix: partition, from: text + afterEnd };
    case ">=":
      return { prefix: partition, from: text + end };
    case "BETWEEN":
      return { prefix: partition, from: text + end, before: partition + orderedText(condition.upper, range.type) + afterEnd };
  }
}

const hashValues = 16 ** hashChars;

/** The keys of one of so many equal parts of the hashed order. */
export function segmentRange(segment: number, totalSegments: number): KeyRange {
  const boundary = (at: number): string =>
    Math.ceil((hashValues / totalSegments) * at)
      .toString(16)
      .padStart(hashChars, "0");
  return {
    prefix: "",
    ...(segment === 0 ? {} : { from: boundary(segment) }),
    ...(segment + 1 === totalSegments ? {} : { before: boundary(segment + 1) }),
  };
}
