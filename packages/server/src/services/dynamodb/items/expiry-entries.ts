/** By when an item's time is over: entries in the order of that time, written along with the item. */

import type { RecordChange } from "../../../storage/ports/records.ts";
import { expiryKindOf, type Table } from "../tables/table.ts";
import { type AttributeValue, attributeOf, defineEntry, type Item } from "../values/attribute-value.ts";

const secondsDigits = 12;

/**
 * When the item's time is over, seconds since 1970; undefined when it has none: only numbers count, and what is
 * further away than the digits go never comes.
 */
export function expirySeconds(item: Item, attribute: string): number | undefined {
  const number = attributeOf(item, attribute)?.N;
  if (number === undefined) return undefined;
  const seconds = Math.floor(Number(number));
  return seconds > 0 && seconds < 10 ** secondsDigits ? seconds : undefined;
}

/** An entry that an item has left behind by changing its time is dropped when it comes due. */
export function expiryChange(table: Table, keyText: string, item: Item): RecordChange | undefined {
  const { expiry } = table.record;
  const seconds = expiry && expirySeconds(item, expiry.attribute);
  if (expiry === undefined || seconds === undefined) return undefined;
  return { kind: expiryKindOf(expiry.expiryId), key: expiryKey(seconds, keyText), value: keyOf(table, item) };
}

function expiryKey(seconds: number, keyText: string): string {
  return `${dueBefore(seconds)}/${keyText}`;
}

/** Less than the keys of all entries of that second and later ones. */
export function dueBefore(seconds: number): string {
  return String(seconds).padStart(secondsDigits, "0");
}

/** Of an item, the attributes of its key. */
export function keyOf(table: Table, item: Item): Item {
  const key: Record<string, AttributeValue> = {};
  for (const { name } of table.key.parts) defineEntry(key, name, item[name] as AttributeValue);
  return key;
}
