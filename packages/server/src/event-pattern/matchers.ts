/** What one value of a pattern's array matches: a scalar of the event, by kind of comparison. */

import { findText } from "../platform/find-text.ts";

export type Scalar = string | number | boolean | null;

export type Matcher = (value: Scalar) => boolean;

/** EventBridge: numbers are compared from -5e9 to 5e9, to six digits behind the point. */
export const comparableMax = 5e9;
const comparableDigits = 1e6;

export function exactly(wanted: Scalar): Matcher {
  if (typeof wanted !== "string") return (value) => value === wanted;
  // An address matches in each of its spellings: `::1` is `0:0:0:0:0:0:0:1`.
  const address = parseAddress(wanted);
  if (address === undefined) return (value) => value === wanted;
  const key = address.join();
  return (value) => value === wanted || (typeof value === "string" && parseAddress(value)?.join() === key);
}

export function prefix(wanted: string): Matcher {
  return (value) => typeof value === "string" && value.startsWith(wanted);
}

export function suffix(wanted: string): Matcher {
  return (value) => typeof value === "string" && value.endsWith(wanted);
}

export function equalsIgnoreCase(wanted: string): Matcher {
  const folded = fold(wanted);
  return (value) => typeof value === "string" && value.length <= longest(folded) && fold(value) === folded;
}

export function prefixIgnoreCase(wanted: string): Matcher {
  const folded = fold(wanted);
  return (value) => typeof value === "string" && fold(value.slice(0, longest(folded))).startsWith(folded);
}

export function suffixIgnoreCase(wanted: string): Matcher {
  const folded = fold(wanted);
  return (value) => typeof value === "string" && fold(value.slice(-longest(folded))).endsWith(folded);
}

/** More of a value than folds to that text; the rest need not be folded, however long it is. */
function longest(folded: string): number {
  return 3 * folded.length + 16;
}

/** Upper before lower: a letter whose two lower forms share an upper one is the same letter. */
function fold(text: string): string {
  return text.toUpperCase().toLowerCase();
}

/** Whatever none of the others matches; numbers, too, when the others are texts. */
export function anythingBut(others: readonly Matcher[]): Matcher {
  return (value) => !others.some((matches) => matches(value));
}

/** The pieces of the text between wildcards: the first begins the value, the last ends it, the rest follow in between. */
export function wildcard(pieces: readonly string[]): Matcher {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return (value) => value === first;
  const middle = pieces.slice(1, -1);
  return (value) => {
    if (typeof value !== "string" || value.length < first.length + last.length) return false;
    if (!value.startsWith(first) || !value.endsWith(last)) return false;
    const end = value.length - last.length;
    let at = first.length;
    for (const piece of middle) {
      const found = findText(value, piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= end;
  };
}

/** A number as it is compared: a whole number of millionths; undefined outside of the range. */
function comparable(value: number): number | undefined {
  return value < -comparableMax || value > comparableMax ? undefined : Math.round(value * comparableDigits);
}

export interface Bound {
  readonly value: number;
  /** Whether the bound itself is within. */
  readonly included: boolean;
}

export function numeric(low: Bound | undefined, high: Bound | undefined): Matcher {
  const from = low === undefined ? undefined : comparable(low.value);
  const to = high === undefined ? undefined : comparable(high.value);
  return (value) => {
    const number = typeof value === "number" ? comparable(value) : undefined;
    if (number === undefined) return false;
    if (from !== undefined && (number < from || (number === from && low?.included === false))) return false;
    return to === undefined || number < to || (number === to && high?.included === true);
  };
}

/** `address` to the last address that has the same leading bits; as EventBridge does, it begins at the address as given. */
export function cidr(address: readonly number[], maskBits: number): Matcher {
  const last = address.map((byte, index) => {
    const free = Math.min(Math.max((index + 1) * 8 - maskBits, 0), 8);
    return byte | ((1 << free) - 1);
  });
  return (value) => {
    const bytes = typeof value === "string" ? parseAddress(value) : undefined;
    return bytes !== undefined && bytes.length === address.length && compare(address, bytes) <= 0 && compare(bytes, last) <= 0;
  };
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, byte] of one.entries()) {
    const difference = byte - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The 4 or 16 bytes of an address; undefined for any other text. An IPv4 address in IPv6 form counts as IPv4. */
export function parseAddress(text: string): readonly number[] | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split(".").map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : undefined;
  }
  if (!/^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/.test(text)) return undefined;
  const halves = text.split("::");
  const groupsOf = (half: string | undefined) => (half === undefined || half === "" ? [] : half.split(":"));
  const head = groupsOf(halves[0]);
  const tail = groupsOf(halves[1]);
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 1 ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...head, ...Array.from({ length: halves.length === 1 ? 0 : missing }, () => "0"), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const bytes = groups.flatMap((group) => {
    const bits = Number.parseInt(group, 16);
    return [bits >> 8, bits & 0xff];
  });
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? bytes.slice(12) : bytes;
}
