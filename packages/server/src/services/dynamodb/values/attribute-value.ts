/**
 * Attribute values: what DynamoDB accepts, the one form in which it keeps them, how large they count and how they compare.
 * What was normalised once (numbers canonical, bytes as Binary, texts well-formed) is the form all other modules work with.
 */

import type { AttributeValue } from "../../../models/dynamodb.ts";
import { invariant } from "../../../platform/invariant.ts";
import { attributeNameBytesMax, nestingLevelsMax } from "../limits.ts";
import { base64Of, Binary, compareBytes, compareTexts } from "./binary.ts";
import { canonicalNumber, compareNumbers, NumberRefused, numberBytes } from "./number.ts";
import { validationException } from "../errors.ts";

export type { AttributeValue };
/** Attributes by name. Names are data: look them up with `attributeOf`. */
export type Item = { readonly [name: string]: AttributeValue };
export type AttributeType = "S" | "N" | "B" | "SS" | "NS" | "BS" | "M" | "L" | "NULL" | "BOOL";

const types: ReadonlySet<string> = new Set(["S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"]);

/** An item's own attribute, never something that objects inherit. */
export function attributeOf(item: Item | undefined, name: string): AttributeValue | undefined {
  return item !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
}

/** The type of a normalised value. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType;
  throw new Error("an attribute value has a type");
}

/** Refused for what no attribute may hold; `invalid` values in expressions and keys are told with their context. */
export class ValueRefused extends Error {}

const parameters = "One or more parameter values were invalid: ";

/**
 * The value in the form in which it is kept: the same object where it is in that form already. Throws ValueRefused with
 * DynamoDB's words. `depth` is how many documents the value stands in.
 */
export function normalValue(value: AttributeValue, depth = 0): AttributeValue {
  let type: AttributeType | undefined;
  let several = false;
  let normal = value;
  for (const name in value) {
    const content = value[name as AttributeType];
    if (content === undefined || content === null || !types.has(name)) continue;
    several = type !== undefined;
    type ??= name as AttributeType;
    normal = normalOf(name as AttributeType, value, depth);
  }
  if (type === undefined) throw new ValueRefused("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  if (several) {
    throw new ValueRefused("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
  }
  return normal;
}

function normalOf(type: AttributeType, value: AttributeValue, depth: number): AttributeValue {
  switch (type) {
    case "S": {
      const text = value.S as string;
      return text.isWellFormed() ? value : { S: text.toWellFormed() };
    }
    case "N": {
      const canonical = canonicalOrRefused(value.N as string);
      return canonical === value.N ? value : { N: canonical };
    }
    case "B":
      return value.B instanceof Binary ? value : { B: Binary.over(value.B as Uint8Array) };
    case "BOOL":
      return value;
    case "NULL":
      if (value.NULL !== true) throw new ValueRefused(`${parameters}Null attribute value types must have the value of true`);
      return value;
    case "SS":
      return normalStringSet(value.SS as readonly string[]);
    case "NS":
      return normalNumberSet(value.NS as readonly string[]);
    case "BS":
      return normalBinarySet(value.BS as readonly Uint8Array[]);
    case "L": {
      requireDepth(depth + 1);
      const list = value.L as readonly AttributeValue[];
      let normal: AttributeValue[] | undefined;
      for (let at = 0; at < list.length; at++) {
        const element = requireValue(list[at]);
        const normalElement = normalValue(element, depth + 1);
        if (normalElement !== element) (normal ??= [...list])[at] = normalElement;
      }
      return normal === undefined ? value : { L: normal };
    }
    case "M": {
      requireDepth(depth + 1);
      const map = value.M as Item;
      const normal = normalEntries(map, depth + 1);
      return normal === map ? value : { M: normal };
    }
  }
}

/** A null among elements is nothing a client's library sends: told like an empty value. */
function requireValue(value: AttributeValue | null | undefined): AttributeValue {
  return value ?? {};
}

function requireDepth(depth: number): void {
  if (depth > nestingLevelsMax) throw new ValueRefused("Nesting Levels have exceeded supported limits");
}

function normalEntries(map: Item, depth: number): Item {
  let normal: Record<string, AttributeValue> | undefined;
  for (const name of Object.keys(map)) {
    requireName(name);
    const entry = requireValue(map[name]);
    const normalEntry = normalValue(entry, depth);
    if (normalEntry !== entry) defineEntry((normal ??= { ...map }), name, normalEntry);
  }
  return normal ?? map;
}

/** Throws ValidationException for a name that is too long, wherever it stands. */
export function requireName(name: string): void {
  // In UTF-8, a unit of UTF-16 takes three bytes at most.
  if (name.length * 3 <= attributeNameBytesMax || utf8Bytes(name) <= attributeNameBytesMax) return;
  throw validationException(
    `1 validation error detected: Attribute name is too large, must be less than ${attributeNameBytesMax + 1} bytes`,
  );
}

/** Sets an attribute as data, also where it is called `__proto__`. */
export function defineEntry(target: Record<string, AttributeValue>, name: string, value: AttributeValue): void {
  if (name === "__proto__") Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

function canonicalOrRefused(text: string): string {
  try {
    return canonicalNumber(text);
  } catch (error) {
    if (error instanceof NumberRefused) throw new ValueRefused(error.message);
    throw error;
  }
}

function normalStringSet(given: readonly string[]): AttributeValue {
  if (given.length === 0) throw new ValueRefused(`${parameters}An string set  may not be empty`);
  const texts = given.map((text) => (text ?? "").toWellFormed());
  if (new Set(texts).size < texts.length) {
    throw new ValueRefused(`${parameters}Input collection [${texts.join(", ")}] contains duplicates.`);
  }
  return { SS: texts };
}

function normalNumberSet(given: readonly string[]): AttributeValue {
  if (given.length === 0) throw new ValueRefused(`${parameters}An number set  may not be empty`);
  const numbers = given.map((text) => canonicalOrRefused(text ?? ""));
  if (new Set(numbers).size < numbers.length) throw new ValueRefused("Input collection contains duplicates");
  return { NS: numbers };
}

function normalBinarySet(given: readonly Uint8Array[]): AttributeValue {
  if (given.length === 0) throw new ValueRefused(`${parameters}Binary sets should not be empty`);
  const members = given.map((bytes) => Binary.over(bytes ?? new Uint8Array(0)));
  const texts = members.map(base64Of);
  if (new Set(texts).size < texts.length) {
    throw new ValueRefused(`${parameters}Input collection [${texts.join(", ")}]of type BS contains duplicates.`);
  }
  return { BS: members };
}

/** The attributes of an item, a key or the like in the form in which they are kept. Throws ValidationException. */
export function normalItem(item: Item): Item {
  return refusing(() => normalEntries(item, 0));
}

/** Runs what throws ValueRefused, and lets it leave as ValidationException with `before` in front. */
export function refusing<T>(body: () => T, before = ""): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof ValueRefused) throw validationException(before + error.message);
    throw error;
  }
}

/** What the store holds, as items: base64 becomes bytes again. Only for items known to hold binary attributes. */
export function withBytes(item: Item): Item {
  const read: Record<string, AttributeValue> = {};
  for (const name of Object.keys(item)) defineEntry(read, name, valueWithBytes(item[name] as AttributeValue));
  return read;
}

function valueWithBytes(value: AttributeValue): AttributeValue {
  if (value.B !== undefined) return { B: Binary.fromBase64Text(value.B as unknown as string) };
  if (value.BS !== undefined) return { BS: (value.BS as unknown as string[]).map((text) => Binary.fromBase64Text(text)) };
  if (value.L !== undefined) return { L: value.L.map(valueWithBytes) };
  if (value.M !== undefined) return { M: withBytes(value.M) };
  return value;
}

/** Whether bytes are anywhere among the attributes. */
export function holdsBytes(item: Item): boolean {
  for (const name in item) if (valueHoldsBytes(item[name] as AttributeValue)) return true;
  return false;
}

function valueHoldsBytes(value: AttributeValue): boolean {
  if (value.B !== undefined || value.BS !== undefined) return true;
  if (value.L !== undefined) return value.L.some(valueHoldsBytes);
  return value.M !== undefined && holdsBytes(value.M);
}

/** Developer guide, "DynamoDB item sizes and formats": UTF-8 bytes of names and values. */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name of Object.keys(item)) bytes += utf8Bytes(name) + valueBytes(item[name] as AttributeValue);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return utf8Bytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.SS !== undefined) return total(value.SS, utf8Bytes);
  if (value.NS !== undefined) return total(value.NS, numberBytes);
  if (value.BS !== undefined) return total(value.BS, ({ length }) => length);
  // "An attribute of type List or Map requires 3 bytes of overhead", and one byte for each element.
  if (value.L !== undefined) return 3 + total(value.L, (element) => 1 + valueBytes(element));
  if (value.M !== undefined) return 3 + itemBytes(value.M) + Object.keys(value.M).length;
  return 1;
}

function total<T>(elements: readonly T[], bytesOf: (element: T) => number): number {
  let bytes = 0;
  for (const element of elements) bytes += bytesOf(element);
  return bytes;
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** Equality as conditions see it: sets by their members, documents deeply. Both normalised. */
export function equalValues(one: AttributeValue, other: AttributeValue): boolean {
  if (one === other) return true;
  if (one.S !== undefined) return one.S === other.S;
  if (one.N !== undefined) return one.N === other.N;
  if (one.BOOL !== undefined) return one.BOOL === other.BOOL;
  if (one.NULL !== undefined) return other.NULL !== undefined;
  if (one.B !== undefined) return other.B !== undefined && compareBytes(one.B, other.B) === 0;
  if (one.SS !== undefined) return other.SS !== undefined && sameMembers(one.SS, other.SS);
  if (one.NS !== undefined) return other.NS !== undefined && sameMembers(one.NS, other.NS);
  if (one.BS !== undefined) return other.BS !== undefined && sameMembers(one.BS.map(base64Of), other.BS.map(base64Of));
  if (one.L !== undefined) {
    const { L: elements } = other;
    return elements !== undefined && one.L.length === elements.length && one.L.every((value, at) => equalValues(value, elements[at] ?? {}));
  }
  if (one.M === undefined || other.M === undefined) return false;
  return equalItems(one.M, other.M);
}

export function equalItems(one: Item, other: Item): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const counterpart = attributeOf(other, name);
    return counterpart !== undefined && equalValues(one[name] as AttributeValue, counterpart);
  });
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  const members = new Set(one);
  return other.every((member) => members.has(member));
}

/** The order of two values of the same scalar type; undefined where there is none: other types, or two different ones. */
export function orderOf(one: AttributeValue, other: AttributeValue): number | undefined {
  if (one.S !== undefined && other.S !== undefined) return compareTexts(one.S, other.S);
  if (one.N !== undefined && other.N !== undefined) return compareNumbers(one.N, other.N);
  if (one.B !== undefined && other.B !== undefined) return compareBytes(one.B, other.B);
  return undefined;
}

/** The members of a set as texts that are equal when the members are; undefined for what is no set. */
export function membersOf(value: AttributeValue): readonly string[] | undefined {
  return value.SS ?? value.NS ?? value.BS?.map(base64Of);
}

/** A set of the same type with other members, of which it has at least one. */
export function setOfMembers(like: AttributeValue, members: readonly string[]): AttributeValue {
  invariant(members.length > 0, "an attribute is never an empty set");
  if (like.SS !== undefined) return { SS: members };
  if (like.NS !== undefined) return { NS: members };
  return { BS: members.map((text) => Binary.fromBase64Text(text)) };
}

/** As refusals show a value: `{S:abc}`. */
export function valueText(value: AttributeValue): string {
  const type = typeOf(value);
  const content = value[type];
  if (value.B !== undefined) return `{B:${base64Of(value.B)}}`;
  return `{${type}:${typeof content === "object" ? JSON.stringify(content) : String(content)}}`;
}
