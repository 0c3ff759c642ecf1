/**
 * Keys of objects within the store's record keys, in the order S3 lists them in: by the bytes of their UTF-8. NUL, which
 * the store has no room for, becomes two signs; what ends a key sorts before everything a longer key could go on with.
 */
import { refusal } from "./refusals.ts";
import { keyBytesMax } from "./limits.ts";

const escape = "\u0001";
const ends = "\u0001\u0001";

function escapeKey(key: string): string {
  // oxlint-disable-next-line no-control-regex
  return key.replace(/[\0\u0001]/g, (sign) => (sign === "\0" ? "\u0001\u0002" : "\u0001\u0003"));
}

/** Record key of the object, or with a prefix instead of a key the prefix of all record keys below it. */
export function objectRecordKey(bucket: string, key: string): string {
  return `${bucket}/${escapeKey(key)}`;
}

/** Prefix of the record keys of what belongs to an object and comes in numbers: its versions, its uploads. */
export function belongingsPrefix(bucket: string, key: string): string {
  return objectRecordKey(bucket, key) + ends;
}

/** The object's key out of a record key of either kind. */
export function keyOfRecord(bucket: string, recordKey: string): string {
  const escaped = recordKey.slice(bucket.length + 1);
  const end = escaped.indexOf(ends);
  // oxlint-disable-next-line no-control-regex
  return (end < 0 ? escaped : escaped.slice(0, end)).replace(/\u0001([\u0002\u0003])/g, (_all, sign: string) =>
    sign === "\u0002" ? "\0" : escape,
  );
}

/** The least text greater than everything that starts with `prefix`; undefined when there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are no characters of their own: U+E000 comes after U+D7FF.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

/** Throws what S3 answers to a key that cannot be one. */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > keyBytesMax) {
    throw refusal("KeyTooLongError", 400, "Your key is too long", {
      fields: { Size: Buffer.byteLength(key), MaxSizeAllowed: keyBytesMax },
    });
  }
  if (key === "" || !key.isWellFormed()) throw refusal("InvalidURI", 400, "Couldn't parse the specified URI.");
}

/** A key as lists with `encoding-type=url` and notifications tell it: as in a form, but for its slashes. */
export function encodeForm(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}

/** Order of keys: by code point, as their UTF-8 compares. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
