/** Every table of the server, held in memory in the form operations work with; the records behind them are the truth. */

import { type RecordChange, RecordConflict, type RecordStore } from "../../../storage/ports/records.ts";
import { resourceNotFound, tableNotFound } from "../errors.ts";
import { compileTable, type PendingWrites, type Table, tableKey, tableKind, type TableRecord } from "./table.ts";

/** Where a table lives. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

const pageRecords = 1_000;

export class Tables {
  readonly #records: RecordStore;
  readonly #byKey = new Map<string, Table>();
  readonly #revisions = new Map<string, number>();
  /** Changes of one table's record, one after another. */
  readonly #changing = new Map<string, Promise<unknown>>();

  constructor(records: RecordStore) {
    this.#records = records;
  }

  async open(): Promise<void> {
    for (let after: string | undefined; ; ) {
      const page = await this.#records.list<TableRecord>(tableKind, { ...(after === undefined ? {} : { after }), limit: pageRecords });
      for (const { key, value, revision } of page) this.#keep(key, value, revision);
      after = page.at(-1)?.key;
      if (after === undefined || page.length < pageRecords) return;
    }
  }

  all(): Iterable<Table> {
    return this.#byKey.values();
  }

  find(home: Home, nameOrArn: string): Table | undefined {
    const name = tableNameOf(nameOrArn, home);
    return name === undefined ? undefined : this.#byKey.get(tableKey(home, name));
  }

  /** For operations on items. Throws ResourceNotFoundException. */
  require(home: Home, nameOrArn: string): Table {
    const table = this.find(home, nameOrArn);
    if (table === undefined || table.record.restored?.inProgress === true) throw resourceNotFound();
    return table;
  }

  /** For operations on tables. */
  requireNamed(home: Home, nameOrArn: string): Table {
    const table = this.find(home, nameOrArn);
    if (table === undefined) throw tableNotFound(tableNameOf(nameOrArn, home) ?? nameOrArn);
    return table;
  }

  /** Names in order, after that one. */
  names(home: Home, after: string | undefined, limit: number): readonly string[] {
    const prefix = tableKey(home, "");
    const names: string[] = [];
    for (const key of this.#byKey.keys()) {
      const name = key.slice(prefix.length);
      if (key.startsWith(prefix) && (after === undefined || name > after)) names.push(name);
    }
    return names.sort().slice(0, limit);
  }

  count(home: Home): number {
    const prefix = tableKey(home, "");
    let count = 0;
    for (const key of this.#byKey.keys()) if (key.startsWith(prefix)) count += 1;
    return count;
  }

  /** False when there is one of that name. */
  async create(record: TableRecord): Promise<Table | undefined> {
    const key = tableKey(record, record.name);
    return await this.#inTurn(key, async () => {
      if (this.#byKey.has(key)) return undefined;
      await this.#records.write([{ kind: tableKind, key, value: record, expectedRevision: 0 }]);
      return this.#keep(key, record, 1);
    });
  }

  /**
   * Changes a table's record; operations that begin afterwards see it. `change` throws to refuse; what it answers besides the
   * record is written along. Throws what `missing` makes when the table is gone by then.
   */
  async change(
    table: Table,
    change: (record: TableRecord) => { readonly record: TableRecord; readonly more?: readonly RecordChange[] },
  ): Promise<Table> {
    const key = tableKey(table.record, table.record.name);
    return await this.#inTurn(key, async () => {
      const present = this.#byKey.get(key);
      if (present === undefined || present.record.id !== table.record.id) throw tableNotFound(table.record.name);
      const { record, more = [] } = change(present.record);
      const revision = this.#revisions.get(key) ?? 0;
      await this.#records.write([{ kind: tableKind, key, value: record, expectedRevision: revision }, ...more]);
      return this.#keep(key, record, revision + 1);
    });
  }

  /** Takes a table away; `more` is written along. */
  async remove(table: Table, check: (present: TableRecord) => void, more: readonly RecordChange[]): Promise<void> {
    const key = tableKey(table.record, table.record.name);
    await this.#inTurn(key, async () => {
      const present = this.#byKey.get(key);
      if (present === undefined || present.record.id !== table.record.id) throw tableNotFound(table.record.name);
      check(present.record);
      await this.#records.write([{ kind: tableKind, key, value: undefined, expectedRevision: this.#revisions.get(key) ?? 0 }, ...more]);
      this.#byKey.delete(key);
      this.#revisions.delete(key);
    });
  }

  /** The table as it is now; undefined when it was deleted meanwhile. */
  present(table: Table): Table | undefined {
    const present = this.#byKey.get(tableKey(table.record, table.record.name));
    return present?.record.id === table.record.id ? present : undefined;
  }

  #keep(key: string, record: TableRecord, revision: number): Table {
    const before = this.#byKey.get(key);
    const table = compileTable(record, before?.record.id === record.id ? before : undefined);
    this.#byKey.set(key, table);
    this.#revisions.set(key, revision);
    return table;
  }

  async #inTurn<T>(key: string, body: () => Promise<T>): Promise<T> {
    const before = this.#changing.get(key) ?? Promise.resolve();
    const turn = before.then(body);
    const settled = turn.catch(() => {});
    this.#changing.set(key, settled);
    try {
      return await turn;
    } catch (error) {
      // Only another server on the same store writes tables besides this one.
      if (error instanceof RecordConflict && error.kind === tableKind)
        throw new Error("another server changed the table", { cause: error });
      throw error;
    } finally {
      if (this.#changing.get(key) === settled) this.#changing.delete(key);
    }
  }
}

const arnPattern = /^arn:[^:]*:dynamodb:([^:]*):([^:]*):table\/([^/]+)$/;

/** Requests may name a table by its ARN; undefined for one of another region or account. */
export function tableNameOf(nameOrArn: string, { region, accountId }: Home): string | undefined {
  if (!nameOrArn.startsWith("arn:")) return nameOrArn;
  const found = arnPattern.exec(nameOrArn);
  return found?.[1] === region && found[2] === accountId ? found[3] : undefined;
}

/** Resolves when nothing is written any more that was decided by that form of the table or an earlier one. */
export async function settled({ pending }: Table): Promise<void> {
  for (let at: PendingWrites | undefined = pending; at !== undefined; at = at.earlier) await idle(at);
}

function idle(pending: PendingWrites): Promise<void> {
  if (pending.writes === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const before = pending.idle;
    pending.idle = () => {
      before?.();
      resolve();
    };
  });
}
