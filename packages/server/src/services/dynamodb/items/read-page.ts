/** One page of a table or of one of its indexes: what Query and Scan read before they filter. */

import type { RecordStore, StoredRecord } from "../../../storage/ports/records.ts";
import { pageBytesMax, readPageRecords } from "../limits.ts";
import type { Item } from "../values/attribute-value.ts";
import type { KeyRange } from "../values/key-text.ts";
import { bytesOf, itemOf, type StoredItem } from "./stored-item.ts";

export interface PageRequest {
  /** The records' kind: the table's items, or an index's entries. */
  readonly kind: string;
  readonly range: KeyRange;
  /** The key of the last one read before; undefined: from the beginning. */
  readonly after: string | undefined;
  readonly reverse: boolean;
  /** Items read at most; undefined: as many as go into a page. */
  readonly limit: number | undefined;
}

export interface Page {
  readonly items: readonly ReadItem[];
  /** There may be more: the page ended for its limit or its size. */
  readonly full: boolean;
  /** Of all items read, by the rules of capacity. */
  readonly bytes: number;
}

export interface ReadItem {
  readonly item: Item;
  readonly bytes: number;
}

/** How many records are asked for at first; later as many as the page probably takes. */
const firstRecords = 32;

export async function readPage(records: RecordStore, { kind, range, after, reverse, limit }: PageRequest): Promise<Page> {
  const items: ReadItem[] = [];
  let pageBytes = 0;
  let bytes = 0;
  let last = after;
  for (let asked = firstRecords; ; ) {
    const wanted = Math.min(asked, (limit ?? Number.POSITIVE_INFINITY) - items.length);
    const found: readonly StoredRecord<StoredItem>[] = await records.list<StoredItem>(kind, {
      ...rangeAfter(range, last, reverse),
      reverse,
      limit: wanted,
    });
    for (const { value } of found) {
      items.push({ item: itemOf(value), bytes: bytesOf(value) });
      pageBytes += value[0];
      bytes += bytesOf(value);
      if (items.length === limit || pageBytes >= pageBytesMax) return { items, full: true, bytes };
    }
    if (found.length < wanted) return { items, full: false, bytes };
    last = found.at(-1)?.key;
    asked = Math.max(1, Math.min(readPageRecords, Math.ceil((pageBytesMax - pageBytes) / (pageBytes / items.length))));
  }
}

function rangeAfter(range: KeyRange, last: string | undefined, reverse: boolean): KeyRange & { readonly after?: string } {
  if (last === undefined) return range;
  if (!reverse) return { ...range, after: last };
  return { ...range, before: range.before !== undefined && lessThan(range.before, last) ? range.before : last };
}

/** In the order of keys, that of their UTF-8 bytes. */
function lessThan(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
}
