/**
 * Work that callers do not wait for: filling new indexes, entering items by their time, removing what deleted tables left,
 * counting. All of it is found again in the records when a server starts, and doing a part of it twice changes nothing.
 */

import type { Logger, Platform } from "../../../platform/platform.ts";
import { type RecordChange, RecordConflict, type RecordStore, type StoredRecord } from "../../../storage/ports/records.ts";
import { expiryChange } from "../items/expiry-entries.ts";
import { indexChanges } from "../items/index-entries.ts";
import type { ItemWriter } from "../items/item-writer.ts";
import { bytesOf, itemOf, type StoredItem } from "../items/stored-item.ts";
import { backgroundPageRecords, countAfterMs, countPauseFactor } from "../limits.ts";
import {
  type Counted,
  type ExpiryRecord,
  expiryKindOf,
  type Index,
  indexKindOf,
  itemKindOf,
  streamKindOf,
  type StreamRecord,
  type Table,
} from "./table.ts";
import { settled, type Tables } from "./tables.ts";

/** Kinds whose records nobody needs any more. */
interface Purge {
  readonly kinds: readonly string[];
}

const purgeKind = "dynamodb/purge";

/** What a deleted table leaves, to be written in the same write that deletes it. */
export function purgeOf({ record }: Table, id: string): RecordChange {
  const indexes = [...record.globalIndexes, ...record.localIndexes].map(({ indexId }) => indexKindOf(record.id, indexId));
  const streams = [...(record.stream === undefined ? [] : [record.stream]), ...(record.earlierStreams ?? [])].map(({ streamId }) =>
    streamKindOf(streamId),
  );
  const expiries = record.expiry === undefined ? [] : [expiryKindOf(record.expiry.expiryId)];
  return purgeOfKinds([itemKindOf(record.id), ...expiries, ...indexes, ...streams], id);
}

export function purgeOfIndex(tableId: string, indexId: string, id: string): RecordChange {
  return purgeOfKinds([indexKindOf(tableId, indexId)], id);
}

export function purgeOfStream({ streamId }: StreamRecord, id: string): RecordChange {
  return purgeOfKinds([streamKindOf(streamId)], id);
}

export function purgeOfExpiry({ expiryId }: ExpiryRecord, id: string): RecordChange {
  return purgeOfKinds([expiryKindOf(expiryId)], id);
}

export function purgeOfKinds(kinds: readonly string[], id: string): RecordChange {
  return { kind: purgeKind, key: id, value: { kinds } satisfies Purge };
}

export interface Background {
  /** Takes up what an earlier server left. */
  open(): Promise<void>;
  /** Removes what that purge lists, when no write is under way any more that knew the table as it was. */
  purge(table: Table | undefined, key: string): void;
  /** Other work of the kind. Ends early when the server does. */
  run(what: string, body: (pages: Pages) => Promise<void>): void;
  /** Fills the table's indexes that are not filled, and enters its items by their time; `before` is the form it had. */
  complete(before: Table, table: Table): void;
  /** Counts the table's items anew if the last count is old. */
  count(table: Table): void;
  /** Resolves when nothing runs any more; what was not finished is taken up by the next server. */
  close(): Promise<void>;
  /** For tests: resolves when nothing runs at the moment. */
  idle(): Promise<void>;
}

/** Reads a kind of records page by page, to its end or the server's. What is removed meanwhile does not matter. */
export interface Pages {
  <T>(kind: string): AsyncGenerator<readonly StoredRecord<T>[]>;
  /** Whether the reading ended for the server's end. */
  stopped(): boolean;
}

export interface BackgroundOptions {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly tables: Tables;
  readonly writer: ItemWriter;
}

export function createBackground({ platform, records, tables, writer }: BackgroundOptions): Background {
  const { clock, logger } = platform;
  const running = new Set<Promise<void>>();
  const counting = new Set<string>();
  let closed = false;

  const run = (what: string, body: () => Promise<void>): void => {
    if (closed) return;
    const job: Promise<void> = body()
      .catch((error: unknown) => failed(logger, what, error, () => closed))
      .finally(() => running.delete(job));
    running.add(job);
  };

  async function* read<T>(kind: string): AsyncGenerator<readonly StoredRecord<T>[]> {
    for (let after: string | undefined; !closed; ) {
      const page = await records.list<T>(kind, { ...(after === undefined ? {} : { after }), limit: backgroundPageRecords });
      if (page.length > 0) yield page;
      after = page.at(-1)?.key;
      if (page.length < backgroundPageRecords) return;
    }
  }
  const pages: Pages = Object.assign(read, { stopped: () => closed });

  async function removePurged(key: string): Promise<void> {
    const purge = await records.get<Purge>(purgeKind, key);
    for (const kind of purge?.value.kinds ?? []) {
      for await (const page of pages(kind)) await records.write(page.map((record) => ({ kind, key: record.key, value: undefined })));
    }
    if (!closed) await records.write([{ kind: purgeKind, key, value: undefined }]);
  }

  /** Each item under its lock, so that what a caller writes meanwhile is not overtaken by what it replaces. */
  async function enterAll(table: Table, entriesOf: (item: StoredItem, keyText: string) => readonly RecordChange[]): Promise<boolean> {
    for await (const page of pages<StoredItem>(table.itemKind)) {
      if (tables.present(table) === undefined) return false;
      const keys = page.map(({ key }) => ({ table, keyText: key }));
      await writer.holding(keys, async () => {
        const items = await Promise.all(page.map(async ({ key }) => [key, await writer.read(table, key)] as const));
        const changes = items.flatMap(([key, item]) => (item === undefined ? [] : entriesOf(item, key)));
        if (changes.length > 0) await records.write(changes);
      });
    }
    return !closed;
  }

  async function fill(table: Table, index: Index): Promise<void> {
    const done = await enterAll(table, (stored) => {
      try {
        return indexChanges(table, index, undefined, itemOf(stored)).changes;
      } catch (error) {
        // AWS: an item whose key attribute has the wrong type is left out of the index.
        logger.warn("an item could not be entered into an index", { table: table.record.name, index: index.name, error });
        return [];
      }
    });
    const present = tables.present(table);
    if (!done || present === undefined) return;
    await tables.change(present, (record) => ({
      record: {
        ...record,
        globalIndexes: record.globalIndexes.map((kept) => (kept.indexId === index.indexId ? { ...kept, status: "ACTIVE" } : kept)),
      },
    }));
  }

  async function enterExpiries(table: Table): Promise<void> {
    const done = await enterAll(table, (stored, keyText) => {
      const entry = expiryChange(table, keyText, itemOf(stored));
      return entry === undefined ? [] : [entry];
    });
    const present = tables.present(table);
    if (!done || present?.record.expiry === undefined || present.record.expiry.expiryId !== table.record.expiry?.expiryId) return;
    await tables.change(present, (record) => ({
      record: record.expiry === undefined ? record : { ...record, expiry: { ...record.expiry, entered: true } },
    }));
  }

  const completeNow = (table: Table): void => {
    for (const index of table.indexes) if (!index.active) run("fill an index", () => fill(table, index));
    if (table.record.expiry?.entered === false) run("enter items by their time", () => enterExpiries(table));
  };

  async function countedOf(kind: string): Promise<{ readonly items: number; readonly bytes: number }> {
    let items = 0;
    let bytes = 0;
    for await (const page of pages<StoredItem>(kind)) {
      items += page.length;
      for (const { value } of page) bytes += bytesOf(value);
    }
    return { items, bytes };
  }

  async function countNow(table: Table): Promise<void> {
    const atMs = clock.nowMs();
    const { items, bytes } = await countedOf(table.itemKind);
    const indexes: Record<string, Counted["indexes"][string]> = {};
    for (const { indexId, kind } of table.indexes) indexes[indexId] = await countedOf(kind);
    const present = tables.present(table);
    if (closed || present === undefined) return;
    await tables.change(present, (record) => ({
      record: { ...record, counted: { atMs, tookMs: clock.nowMs() - atMs, items, bytes, indexes } },
    }));
  }

  return {
    async open() {
      for await (const page of pages<Purge>(purgeKind)) for (const { key } of page) run("remove a deleted table", () => removePurged(key));
      for (const table of tables.all()) completeNow(table);
    },
    purge(table, key) {
      run("remove what was deleted", async () => {
        if (table !== undefined) await settled(table);
        await removePurged(key);
      });
    },
    run: (what, body) => run(what, () => body(pages)),
    complete(before, table) {
      // Who decided by the earlier form writes no entries; after them, everybody does.
      run("complete a changed table", async () => {
        await settled(before);
        if (!closed) completeNow(table);
      });
    },
    count(table) {
      const { id, counted } = table.record;
      const dueMs = counted === undefined ? 0 : counted.atMs + Math.max(countAfterMs, counted.tookMs * countPauseFactor);
      if (counting.has(id) || clock.nowMs() < dueMs) return;
      counting.add(id);
      run("count a table", () => countNow(table).finally(() => counting.delete(id)));
    },
    async close() {
      closed = true;
      await Promise.all(running);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** A table that was deleted meanwhile ends the work on it. */
function failed(logger: Logger, what: string, error: unknown, closed: () => boolean): void {
  if (closed() || error instanceof RecordConflict || (error as { code?: string }).code === "ResourceNotFoundException") return;
  logger.error(`could not ${what}`, { error });
}
