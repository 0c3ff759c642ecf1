/**
 * Compact JSON text, structural equality and Java's way to print a value. All three walk with a stack of
 * their own: a payload may be nested deeper than the host's call stack, and `JSON.stringify` gives up there.
 */

import { type Json, type JsonArray, type JsonObject, isJsonObject, memberOf } from "./json.ts";

/** The text that `JSON.stringify` would print, for any depth. */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (problem) {
    // Only running out of call stack is ours to handle; V8 reports it as a RangeError.
    if (!(problem instanceof RangeError)) throw problem;
    return print(value, { scalar: scalarText, key: (key) => `${JSON.stringify(key)}:`, separator: "," });
  }
}

/** What Java prints for the map, list or scalar: `{Arg1=1, Arg2=[]}`. Strings lose their quotes, nested ones too. */
export function javaText(value: Json): string {
  if (typeof value === "string") return value;
  return print(value, {
    scalar: (scalar) => (typeof scalar === "string" ? scalar : scalarText(scalar)),
    key: (key) => `${key}=`,
    separator: ", ",
  });
}

/**
 * A text that two values share exactly when they are deeply equal: members are sorted, so their order does
 * not count. Use it as the key of a Set to find duplicates in linear time.
 */
export function canonicalText(value: Json): string {
  return print(value, { scalar: scalarText, key: (key) => `${JSON.stringify(key)}:`, separator: ",", sorted: true });
}

/** Whether both are the same JSON; the order of members does not count, the order of elements does. */
export function deepEqual(left: Json, right: Json): boolean {
  const pending: [Json, Json][] = [[left, right]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (Array.isArray(a) || Array.isArray(b)) {
      if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
      for (let i = 0; i < a.length; i++) pending.push([a[i], b[i]]);
      continue;
    }
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    for (const key of keys) {
      const other = memberOf(b as JsonObject, key);
      if (other === undefined) return false;
      pending.push([(a as JsonObject)[key] as Json, other]);
    }
  }
  return true;
}

interface Printing {
  readonly scalar: (value: null | boolean | number | string) => string;
  readonly key: (key: string) => string;
  readonly separator: string;
  readonly sorted?: boolean;
}

/** A container whose elements are being printed. `keys` is undefined for an array. */
interface Open {
  readonly container: JsonArray | JsonObject;
  readonly keys: readonly string[] | undefined;
  next: number;
}

function print(value: Json, printing: Printing): string {
  const parts: string[] = [];
  const open: Open[] = [];
  const enter = (entered: Json): void => {
    if (typeof entered !== "object" || entered === null) {
      parts.push(printing.scalar(entered));
    } else if (isJsonObject(entered)) {
      const keys = Object.keys(entered);
      if (printing.sorted) keys.sort();
      parts.push("{");
      open.push({ container: entered, keys, next: 0 });
    } else {
      parts.push("[");
      open.push({ container: entered, keys: undefined, next: 0 });
    }
  };
  enter(value);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const length = top.keys?.length ?? (top.container as JsonArray).length;
    if (top.next === length) {
      parts.push(top.keys === undefined ? "]" : "}");
      open.pop();
      continue;
    }
    if (top.next > 0) parts.push(printing.separator);
    const index = top.next++;
    if (top.keys === undefined) {
      enter((top.container as JsonArray)[index] as Json);
    } else {
      const key = top.keys[index] as string;
      parts.push(printing.key(key));
      enter((top.container as JsonObject)[key] as Json);
    }
  }
  return parts.join("");
}

function scalarText(value: null | boolean | number | string): string {
  return JSON.stringify(value);
}
