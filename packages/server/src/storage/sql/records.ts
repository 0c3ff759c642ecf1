/** The record and blob stores on SQL. */

import { createHash } from "node:crypto";
import type { BlobStore } from "../ports/blobs.ts";
import { type RecordChange, RecordConflict, type RecordRange, type RecordStore, type StoredRecord } from "../ports/records.ts";
import { type SqlDatabase, type SqlStatement, type SqlValue, UnexpectedChanges } from "./database.ts";

interface RecordRow {
  readonly kind: string;
  readonly key: string;
  readonly revision: number;
  readonly value: string;
}

export function sqlRecords(database: SqlDatabase): RecordStore {
  return {
    async get<T>(kind: string, key: string) {
      const [row] = await database.read<RecordRow>("SELECT kind, key, revision, value FROM record WHERE kind = ? AND key = ?", [kind, key]);
      return row && recordOf<T>(row);
    },

    async list<T>(kind: string, range: RecordRange) {
      const conditions = ["kind = ?"];
      const parameters: SqlValue[] = [kind];
      for (const [condition, bound] of boundsOf(range)) {
        conditions.push(condition);
        parameters.push(bound);
      }
      const rows = await database.read<RecordRow>(
        `SELECT kind, key, revision, value FROM record WHERE ${conditions.join(" AND ")} ORDER BY key ${range.reverse ? "DESC" : "ASC"} LIMIT ?`,
        [...parameters, range.limit],
      );
      return rows.map((row) => recordOf<T>(row));
    },

    async write(changes) {
      const { statements, firstOf } = inStatements(changes);
      try {
        await database.write(statements);
      } catch (error) {
        const change = error instanceof UnexpectedChanges ? changes[(firstOf[error.statement] ?? 0) + error.row] : undefined;
        if (change) throw new RecordConflict(change.kind, change.key);
        throw error;
      }
    },
  };
}

/** Ranges instead of LIKE: a prefix may hold any character, and the primary key serves them. */
function boundsOf({ prefix = "", after, from, before }: RecordRange): [condition: string, bound: string][] {
  const end = endOfPrefix(prefix);
  return [
    ...(prefix === "" ? [] : [["key >= ?", prefix] as [string, string]]),
    ...(prefix === "" || end === undefined ? [] : [["key < ?", end] as [string, string]]),
    ...(after === undefined ? [] : [["key > ?", after] as [string, string]]),
    ...(from === undefined ? [] : [["key >= ?", from] as [string, string]]),
    ...(before === undefined ? [] : [["key < ?", before] as [string, string]]),
  ];
}

/** The least text that is greater than everything that starts with the prefix; undefined when there is none. */
function endOfPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are no characters of their own: U+E000 comes after U+D7FF.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

/** Changes of one form that follow one another share a statement: there is less to hand over to the database's thread. */
function inStatements(changes: readonly RecordChange[]): {
  readonly statements: readonly SqlStatement[];
  readonly firstOf: readonly number[];
} {
  const statements: (SqlStatement & { readonly rows: (readonly SqlValue[])[] })[] = [];
  const firstOf: number[] = [];
  for (const [index, change] of changes.entries()) {
    const statement = statementOf(change);
    const last = statements.at(-1);
    if (last !== undefined && last.sql === statement.sql && last.changes === statement.changes) last.rows.push(...statement.rows);
    else {
      statements.push({ ...statement, rows: [...statement.rows] });
      firstOf.push(index);
    }
  }
  return { statements, firstOf };
}

function statementOf({ kind, key, value, expectedRevision }: RecordChange): SqlStatement {
  if (value === undefined) {
    const sql = "DELETE FROM record WHERE kind = ? AND key = ?";
    if (expectedRevision === undefined) return { sql, rows: [[kind, key]] };
    return expectedRevision === 0
      ? { sql, rows: [[kind, key]], changes: 0 }
      : { sql: "DELETE FROM record WHERE kind = ? AND key = ? AND revision = ?", rows: [[kind, key, expectedRevision]], changes: 1 };
  }
  const text = JSON.stringify(value);
  if (expectedRevision === undefined) {
    return {
      sql: "INSERT INTO record (kind, key, revision, value) VALUES (?, ?, 1, ?) ON CONFLICT (kind, key) DO UPDATE SET revision = record.revision + 1, value = excluded.value",
      rows: [[kind, key, text]],
    };
  }
  if (expectedRevision === 0) {
    return {
      sql: "INSERT INTO record (kind, key, revision, value) VALUES (?, ?, 1, ?) ON CONFLICT (kind, key) DO NOTHING",
      rows: [[kind, key, text]],
      changes: 1,
    };
  }
  return {
    sql: "UPDATE record SET revision = revision + 1, value = ? WHERE kind = ? AND key = ? AND revision = ?",
    rows: [[text, kind, key, expectedRevision]],
    changes: 1,
  };
}

function recordOf<T>(row: RecordRow): StoredRecord<T> {
  return { kind: row.kind, key: row.key, revision: Number(row.revision), value: JSON.parse(row.value) as T };
}

export function sqlBlobs(database: SqlDatabase): BlobStore {
  return {
    async put(bytes) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      await database.write([
        { sql: "INSERT INTO blob (sha256, data) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING", rows: [[sha256, bytes]] },
      ]);
      return sha256;
    },
    async get(sha256) {
      const [row] = await database.read<{ data: Uint8Array }>("SELECT data FROM blob WHERE sha256 = ?", [sha256]);
      if (row === undefined) return undefined;
      const bytes = new Uint8Array(row.data);
      // The name is the checksum: what a disk has changed is never handed out.
      if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
        throw new Error(
          `The blob ${sha256} in ${database.description} is damaged. Restore a backup, or deploy the function's package again.`,
        );
      }
      return bytes;
    },
    async delete(sha256) {
      await database.write([{ sql: "DELETE FROM blob WHERE sha256 = ?", rows: [[sha256]] }]);
    },
  };
}
