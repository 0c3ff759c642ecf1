/** An item as its record holds it, with the sizes that capacity and pages are counted by. */

import { type AttributeValue, type Item, holdsBytes, itemBytes, utf8Bytes, withBytes } from "../values/attribute-value.ts";
import { numberBytes } from "../values/number.ts";

/** `[pageBytes, bytes, item]`, and a 1 behind when the item holds binary attributes, which JSON keeps as base64. */
export type StoredItem = readonly [pageBytes: number, bytes: number, item: Item, binary?: 1];

/** `bytes` where they are known already; `sortKey` is the name of the sort key's attribute. */
export function storedItem(item: Item, sortKey: string | undefined, bytes = itemBytes(item)): StoredItem {
  const pageBytes = pageBytesOf(item, sortKey);
  return holdsBytes(item) ? [pageBytes, bytes, item, 1] : [pageBytes, bytes, item];
}

export function itemOf([, , item, binary]: StoredItem): Item {
  return binary === 1 ? withBytes(item) : item;
}

export function bytesOf([, bytes]: StoredItem): number {
  return bytes;
}

/**
 * What an item counts towards the megabyte of a page. DynamoDB counts it in the form in which it keeps items, as its pages have been
 * seen to end: names are one byte, lengths one to three, and every 3 KB has a header that holds the sort key again.
 */
function pageBytesOf(item: Item, sortKey: string | undefined): number {
  let size = 0;
  let sortKeyBytes = 0;
  for (const name of Object.keys(item)) {
    const value = item[name] as AttributeValue;
    if (name === sortKey) sortKeyBytes = compactBytes(value, false);
    else size += compactBytes(value, true) + 1;
  }
  return 2 + size + (1 + Math.floor((1 + size) / 3072)) * (18 + sortKeyBytes);
}

function compactBytes(value: AttributeValue, lengths: boolean): number {
  const length = (bytes: number): number => (lengths ? bytes + (bytes < 128 ? 1 : bytes < 16_384 ? 2 : 3) : bytes);
  if (value.S !== undefined) return length(utf8Bytes(value.S));
  if (value.B !== undefined) return length(value.B.length);
  if (value.N !== undefined) return numberBytes(value.N) + (lengths ? 1 : 0);
  const header = lengths ? 1 : 0;
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + utf8Bytes(text) + header, header);
  if (value.NS !== undefined) return value.NS.reduce((sum, text) => sum + numberBytes(text) + header, header);
  if (value.BS !== undefined) return value.BS.reduce((sum, bytes) => sum + bytes.length + header, header);
  if (value.L !== undefined) return value.L.reduce((sum, element) => sum + 1 + compactBytes(element, lengths), 3);
  if (value.M !== undefined) {
    let sum = 3;
    for (const name of Object.keys(value.M)) sum += 1 + utf8Bytes(name) + compactBytes(value.M[name] as AttributeValue, lengths);
    return sum;
  }
  return 1;
}
