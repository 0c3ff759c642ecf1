/**
 * All that changes items goes through here. A change is decided on the item as it is, under a lock of the item, and
 * written together with the entries of the indexes, the record of the stream and the entry by which its time is watched:
 * one atomic write, so that none of them is ever without the others. The store checks the item's revision in it as well.
 */

import { invariant } from "../../../platform/invariant.ts";
import { type RecordChange, RecordConflict, type RecordStore, type StoredRecord } from "../../../storage/ports/records.ts";
import { conflictTriesMax } from "../limits.ts";
import type { StreamRecords, StreamUser } from "../streams/stream-records.ts";
import type { Table } from "../tables/table.ts";
import { equalItems, type Item } from "../values/attribute-value.ts";
import { expiryChange } from "./expiry-entries.ts";
import { indexChanges, writeUnits } from "./index-entries.ts";
import { KeyedLocks } from "./locks.ts";
import { bytesOf, itemOf, type StoredItem, storedItem } from "./stored-item.ts";

/** What becomes of an item; `keep` leaves it as it is. */
export type Decision =
  | { readonly kind: "put"; readonly item: Item; readonly bytes?: number }
  | { readonly kind: "delete" }
  | { readonly kind: "keep" };

/** One item to be changed, and how. */
export interface ItemChange {
  readonly table: Table;
  /** Where the item stands: `itemKeyText` of its key. */
  readonly keyText: string;
  /** Decides on the item as it is; undefined: it is not there. May be asked again. What it throws, the write rejects with. */
  readonly decide: (before: Item | undefined) => Decision;
  /** A put that asks nothing of what it replaces: where nothing else depends on the item it is written without being read. */
  readonly blind?: { readonly item: Item; readonly bytes: number };
}

/** What happened to one item. */
export interface Changed {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Write units of the table itself, and of each index by name. */
  readonly tableUnits: number;
  readonly indexUnits: ReadonlyMap<string, number>;
}

export interface ItemWriter {
  write(change: ItemChange): Promise<Changed>;
  /**
   * All of them or none, in one write; the items are different ones. `more` is written along, and its conflict is the caller's:
   * RecordConflict leaves as it is. `decided` is called once when all have been decided, to throw what is wrong with them together.
   */
  writeAll(changes: readonly ItemChange[], options?: WriteAllOptions): Promise<readonly Changed[]>;
  /** Keeps those items as they are while `body` reads them together. */
  holding<T>(keys: readonly { readonly table: Table; readonly keyText: string }[], body: () => Promise<T>): Promise<T>;
  read(table: Table, keyText: string): Promise<StoredItem | undefined>;
}

export interface WriteAllOptions {
  readonly more?: readonly RecordChange[];
  /** Who changes the items, where it is not a caller; streams tell it. */
  readonly user?: StreamUser;
  /** Asked with what each `decide` answered or threw; throws to write nothing. */
  readonly judge?: (outcomes: readonly Outcome[]) => void;
}

export type Outcome =
  | { readonly kind: "decided"; readonly decision: Decision; readonly before: Item | undefined }
  | { readonly kind: "refused"; readonly error: unknown; readonly before: Item | undefined };

export function createItemWriter(records: RecordStore, streams: StreamRecords): ItemWriter {
  const locks = new KeyedLocks();
  const lockOf = (table: Table, keyText: string): string => `${table.record.id} ${keyText}`;

  async function read(table: Table, keyText: string): Promise<StoredRecord<StoredItem> | undefined> {
    return await records.get<StoredItem>(table.itemKind, keyText);
  }

  async function writeBlind(table: Table, keyText: string, { item, bytes }: NonNullable<ItemChange["blind"]>): Promise<Changed> {
    await records.write([{ kind: table.itemKind, key: keyText, value: storedItem(item, table.key.range?.name, bytes) }]);
    return { before: undefined, after: item, tableUnits: writeUnits(bytes), indexUnits: noUnits };
  }

  async function writeDecided(changes: readonly ItemChange[], { more = [], judge, user }: WriteAllOptions): Promise<readonly Changed[]> {
    for (let tries = 1; ; tries++) {
      const present = await Promise.all(changes.map(({ table, keyText }) => read(table, keyText)));
      const outcomes = changes.map((change, at) => outcomeOf(change, present[at]));
      if (judge !== undefined) judge(outcomes);
      const planned = outcomes.map((outcome, at) => {
        if (outcome.kind === "refused") throw outcome.error;
        return planOf(changes[at] as ItemChange, present[at], outcome);
      });
      const written = [...planned.flatMap((plan) => plan.changes), ...more];
      const told = streams.take(
        planned.flatMap((plan) => plan.streamed),
        user,
      );
      try {
        if (written.length + told.changes.length > 0) await records.write([...written, ...told.changes]);
        return planned.map((plan) => plan.changed);
      } catch (error) {
        const ours = error instanceof RecordConflict && !more.some(({ kind, key }) => kind === error.kind && key === error.key);
        if (!ours || tries >= conflictTriesMax) throw error;
      } finally {
        told.done();
      }
    }
  }

  /** Counts the write towards the table's form by which it was decided, until it is through. */
  async function counted<T>(tables: readonly Table[], body: () => Promise<T>): Promise<T> {
    for (const { pending } of tables) pending.writes += 1;
    try {
      return await body();
    } finally {
      for (const { pending } of tables) {
        pending.writes -= 1;
        if (pending.writes === 0) pending.idle?.();
      }
    }
  }

  return {
    write(change) {
      const { table, keyText, blind } = change;
      return counted([table], async () => {
        const taken = locks.take(lockOf(table, keyText));
        const release = typeof taken === "function" ? taken : await taken;
        try {
          if (blind !== undefined && table.plain) return await writeBlind(table, keyText, blind);
          const [changed] = await writeDecided([change], {});
          invariant(changed !== undefined, "one change has one outcome");
          return changed;
        } finally {
          release();
        }
      });
    },
    writeAll(changes, options = {}) {
      return counted(
        changes.map(({ table }) => table),
        async () => {
          const release = await locks.takeAll(changes.map(({ table, keyText }) => lockOf(table, keyText)));
          try {
            return await writeDecided(changes, options);
          } finally {
            release();
          }
        },
      );
    },
    async holding(keys, body) {
      const release = await locks.takeAll(keys.map(({ table, keyText }) => lockOf(table, keyText)));
      try {
        return await body();
      } finally {
        release();
      }
    },
    async read(table, keyText) {
      return (await read(table, keyText))?.value;
    },
  };
}

const noUnits: ReadonlyMap<string, number> = new Map();

function outcomeOf({ decide }: ItemChange, present: StoredRecord<StoredItem> | undefined): Outcome {
  const before = present && itemOf(present.value);
  try {
    return { kind: "decided", decision: decide(before), before };
  } catch (error) {
    return { kind: "refused", error, before };
  }
}

interface Plan {
  readonly changes: readonly RecordChange[];
  readonly streamed: readonly StreamedChange[];
  readonly changed: Changed;
}

/** A change that a stream tells about. */
export interface StreamedChange {
  readonly table: Table;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

function planOf(
  { table, keyText }: ItemChange,
  present: StoredRecord<StoredItem> | undefined,
  outcome: Extract<Outcome, { kind: "decided" }>,
): Plan {
  const { decision, before } = outcome;
  const bytesBefore = present === undefined ? 0 : bytesOf(present.value);
  const unchanged = decision.kind === "keep" || (decision.kind === "delete" && before === undefined);
  if (unchanged) {
    const changed = {
      before,
      after: decision.kind === "keep" ? before : undefined,
      tableUnits: writeUnits(bytesBefore),
      indexUnits: noUnits,
    };
    return { changes: [], streamed: [], changed };
  }
  const after = decision.kind === "put" ? decision.item : undefined;
  const value = after && storedItem(after, table.key.range?.name, decision.kind === "put" ? decision.bytes : undefined);
  const changes: RecordChange[] = [{ kind: table.itemKind, key: keyText, value, expectedRevision: present?.revision ?? 0 }];
  const indexUnits = new Map<string, number>();
  for (const index of table.indexes) {
    const entries = indexChanges(table, index, before, after);
    changes.push(...entries.changes);
    if (entries.units > 0) indexUnits.set(index.name, entries.units);
  }
  const expiry = after && expiryChange(table, keyText, after);
  if (expiry !== undefined) changes.push(expiry);
  const same = before !== undefined && after !== undefined && table.record.stream !== undefined && equalItems(before, after);
  return {
    changes,
    streamed: table.record.stream === undefined || same ? [] : [{ table, before, after }],
    changed: { before, after, tableUnits: writeUnits(Math.max(bytesBefore, value === undefined ? 0 : bytesOf(value))), indexUnits },
  };
}
