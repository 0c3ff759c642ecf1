/** What an item's change means for the indexes: entries that go, come or change in the same write as the item. */

import type { RecordChange } from "../../../storage/ports/records.ts";
import type { Index, Table } from "../tables/table.ts";
import { type AttributeValue, attributeOf, defineEntry, equalItems, type Item, itemBytes } from "../values/attribute-value.ts";
import { indexKeyText } from "../values/key-text.ts";
import { storedItem } from "./stored-item.ts";

/** The part of an item that the index's entries hold. */
function projectedTo(item: Item, { projected }: Index): Item {
  if (projected === undefined) return item;
  const entry: Record<string, AttributeValue> = {};
  for (const name of projected) {
    const value = attributeOf(item, name);
    if (value !== undefined) defineEntry(entry, name, value);
  }
  return entry;
}

export interface IndexChanges {
  readonly changes: readonly RecordChange[];
  /** Write units of the index: one for each KB of every entry written or removed. */
  readonly units: number;
}

const none: IndexChanges = { changes: [], units: 0 };

export function indexChanges(table: Table, index: Index, before: Item | undefined, after: Item | undefined): IndexChanges {
  const keyBefore = before && indexKeyText(before, index, table.key);
  const keyAfter = after && indexKeyText(after, index, table.key);
  if (keyBefore === undefined && keyAfter === undefined) return none;
  const { kind } = index;
  const entryBefore = before && keyBefore !== undefined ? projectedTo(before, index) : undefined;
  const entryAfter = after && keyAfter !== undefined ? projectedTo(after, index) : undefined;
  const sortKey = index.key.range?.name;
  const changes: RecordChange[] = [];
  let units = 0;
  if (keyBefore !== undefined && entryBefore !== undefined && keyBefore !== keyAfter) {
    changes.push({ kind, key: keyBefore, value: undefined });
    units += writeUnits(itemBytes(entryBefore));
  }
  if (keyAfter !== undefined && entryAfter !== undefined) {
    if (keyBefore === keyAfter && entryBefore !== undefined && equalItems(entryBefore, entryAfter)) return { changes, units };
    const stored = storedItem(entryAfter, sortKey);
    changes.push({ kind, key: keyAfter, value: stored });
    const bytes = keyBefore === keyAfter && entryBefore !== undefined ? Math.max(stored[1], itemBytes(entryBefore)) : stored[1];
    units += writeUnits(bytes);
  }
  return { changes, units };
}

/** Developer guide, "Capacity unit consumption": a KB begun is a unit, and nothing costs one as well. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}
