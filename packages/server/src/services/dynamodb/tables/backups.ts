/**
 * Backups on demand: copies of a table's items under a kind of their own, and tables made of them. Both are done page by page in the
 * background; a copy or a restore that a server left half done is done again from its beginning by the next one.
 */

import { ServiceError } from "../../../aws/index.ts";
import type { RecordChange, RecordStore } from "../../../storage/ports/records.ts";
import { indexChanges } from "../items/index-entries.ts";
import { bytesOf, itemOf, type StoredItem } from "../items/stored-item.ts";
import { type Background, purgeOfKinds } from "./background.ts";
import type { Table, TableRecord } from "./table.ts";
import { type Home, settled, type Tables } from "./tables.ts";

/** The record of a backup, kind `dynamodb/backup`, by its ARN. */
export interface BackupRecord {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly createdMs: number;
  readonly status: "CREATING" | "AVAILABLE";
  /** The table as it was. */
  readonly table: TableRecord;
  readonly items: number;
  readonly bytes: number;
}

const backupKind = "dynamodb/backup";
const backupItemsKindOf = (backupId: string): string => `dynamodb/backup-items/${backupId}`;
const pageRecords = 1_000;

export class Backups {
  readonly #records: RecordStore;
  readonly #tables: Tables;
  readonly #background: Background;
  readonly #byArn = new Map<string, BackupRecord>();

  constructor({
    records,
    tables,
    background,
  }: { readonly records: RecordStore; readonly tables: Tables; readonly background: Background }) {
    this.#records = records;
    this.#tables = tables;
    this.#background = background;
  }

  /** Takes up copies and restores that were under way. */
  async open(): Promise<void> {
    for (let after: string | undefined; ; ) {
      const page = await this.#records.list<BackupRecord>(backupKind, { ...(after === undefined ? {} : { after }), limit: pageRecords });
      for (const { key, value } of page) this.#byArn.set(key, value);
      after = page.at(-1)?.key;
      if (page.length < pageRecords) break;
    }
    for (const backup of this.#byArn.values()) if (backup.status === "CREATING") this.#copy(backup);
    for (const table of this.#tables.all()) if (table.record.restored?.inProgress === true) this.restore(table);
  }

  /** Oldest first. */
  list({ accountId, region }: Home): readonly BackupRecord[] {
    const backups = [...this.#byArn.values()].filter(({ table }) => table.accountId === accountId && table.region === region);
    return backups.sort((one, other) => one.createdMs - other.createdMs || (one.arn < other.arn ? -1 : 1));
  }

  /** Throws BackupNotFoundException. */
  require(home: Home, arn: string): BackupRecord {
    const backup = this.#byArn.get(arn);
    if (backup !== undefined && backup.table.accountId === home.accountId && backup.table.region === home.region) return backup;
    throw new ServiceError("BackupNotFoundException", `Backup not found: ${arn}`);
  }

  /** Whether a backup of that table is being made, or a table out of that backup. */
  inUse(of: { readonly tableId: string } | { readonly backupId: string }): boolean {
    if ("tableId" in of) return [...this.#byArn.values()].some(({ status, table }) => status === "CREATING" && table.id === of.tableId);
    return [...this.#tables.all()].some(({ record: { restored } }) => restored?.inProgress === true && restored.backupId === of.backupId);
  }

  async create(backup: BackupRecord): Promise<void> {
    await this.#records.write([{ kind: backupKind, key: backup.arn, value: backup, expectedRevision: 0 }]);
    this.#byArn.set(backup.arn, backup);
    this.#copy(backup);
  }

  async delete({ arn, id }: BackupRecord, purgeId: string): Promise<void> {
    const purge = purgeOfKinds([backupItemsKindOf(id)], purgeId);
    await this.#records.write([{ kind: backupKind, key: arn, value: undefined }, purge]);
    this.#byArn.delete(arn);
    this.#background.purge(undefined, purge.key);
  }

  #copy(backup: BackupRecord): void {
    this.#background.run("make a backup", async (pages) => {
      const to = backupItemsKindOf(backup.id);
      let items = 0;
      let bytes = 0;
      for await (const page of pages<StoredItem>(`dynamodb/item/${backup.table.id}`)) {
        await this.#records.write(page.map(({ key, value }) => ({ kind: to, key, value })));
        items += page.length;
        for (const { value } of page) bytes += bytesOf(value);
      }
      if (pages.stopped() || !this.#byArn.has(backup.arn)) return;
      const done: BackupRecord = { ...backup, status: "AVAILABLE", items, bytes };
      await this.#records.write([{ kind: backupKind, key: backup.arn, value: done }]);
      this.#byArn.set(backup.arn, done);
    });
  }

  /** Fills a table that was made to be restored, and opens it. */
  restore(table: Table): void {
    const { restored } = table.record;
    if (restored === undefined) return;
    this.#background.run("restore a table", async (pages) => {
      for await (const page of pages<StoredItem>(backupItemsKindOf(restored.backupId))) {
        await this.#records.write(page.flatMap(({ key, value }) => restoredEntries(table, key, value)));
      }
      const present = this.#tables.present(table);
      if (pages.stopped() || present === undefined) return;
      await settled(present);
      await this.#tables.change(present, (record) => ({ record: { ...record, restored: { ...restored, inProgress: false } } }));
    });
  }
}

/** The item under the key it had, since tables of one key schema have the same keys, and its entries in the indexes. */
function restoredEntries(table: Table, key: string, value: StoredItem): readonly RecordChange[] {
  const item = itemOf(value);
  return [{ kind: table.itemKind, key, value }, ...table.indexes.flatMap((index) => indexChanges(table, index, undefined, item).changes)];
}
