/** The thread behind sqlite.ts: owns the connection, answers requests in order, commits what has queued up together. */

import { closeSync, openSync, statSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { SqlStatement, SqlValue } from "./sql/database.ts";
import { backUpSqlite } from "./sqlite-backup.ts";
import { findLogDamage } from "./sqlite-log.ts";

/** Requests come in lists, answers go back in lists. */
export type SqliteRequest = { readonly id: number } & (
  | { readonly kind: "write"; readonly statements: readonly SqlStatement[] }
  | { readonly kind: "read"; readonly sql: string; readonly parameters: readonly SqlValue[] }
  /** Answered with one row, `{ bytes }`, when the copy is durable. Other requests go on meanwhile. */
  | { readonly kind: "backup"; readonly to: string }
  | { readonly kind: "close" }
);

export type SqliteAnswer =
  | { readonly id: number; readonly kind: "rows"; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly kind: "unexpectedChanges"; readonly statement: number; readonly row: number }
  /** `code` is the system's, where the failure is the system's: EEXIST. */
  | { readonly id: number; readonly kind: "failed"; readonly message: string; readonly code?: string | undefined };

/** Requests taken into one transaction at most: bounds how long the first of them waits for the last. */
const requestsPerTransaction = 256;

/** Reads answered together at most: the first of them waits for the last, and pages may be large. */
const readsPerMessage = 32;

const port = parentPort as MessagePort;
const { path } = workerData as { path: string };

class WrongChanges extends Error {
  readonly statement: number;
  readonly row: number;
  constructor(statement: number, row: number) {
    super("unexpected changes");
    this.statement = statement;
    this.row = row;
  }
}

/** How long a write waits for another program (a backup, `sqlite3`) to let go of the file, milliseconds. */
const lockedWaitMs = 2_000;

/** In the header of every database that Stile has made (sqlite.org/pragma.html#pragma_application_id): "Stil" in ASCII. */
const applicationId = 0x5374696c;

function open(): DatabaseSync {
  if (path !== ":memory:") {
    prepareFile();
    refuseDamagedLog();
  }
  const database = new DatabaseSync(path, { timeout: lockedWaitMs });
  refuseForeign(database);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA cache_size = -32768");
  database.exec("PRAGMA temp_store = MEMORY");
  database.exec("PRAGMA wal_autocheckpoint = 4000");
  return database;
}

/** A new file is readable for the server's user alone, whatever its folder is: it holds the secrets of access keys. */
function prepareFile(): void {
  if (bytesOf(path) > 0) return;
  const wal = `${path}-wal`;
  // SQLite would delete a log that it finds beside an empty database, and with it the last commits.
  if (bytesOf(wal) > 0) {
    throw new Error(
      `the file is missing or empty, but its write-ahead log ${wal} is there and may hold the last commits. Put the database back beside it (both belong together), restore a backup, or move the log away to start empty.`,
    );
  }
  try {
    closeSync(openSync(path, "a", 0o600));
  } catch {
    // SQLite meets the same obstacle next, and tells it with what to do.
  }
}

/** SQLite would start without what comes after the damaged place, and say nothing. */
function refuseDamagedLog(): void {
  const damage = findLogDamage(path);
  if (damage === undefined) return;
  throw new Error(
    `${damage}. Restore a backup. To start without those transactions all the same, move ${path}-wal away; the database may then be inconsistent.`,
  );
}

/** 0 for what is not there. */
function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Nothing is written into a database that another program made. One without the mark is ours if it has our table, or none. */
function refuseForeign(database: DatabaseSync): void {
  const mark = database.prepare("PRAGMA application_id").get()?.["application_id"];
  if (mark === applicationId) return;
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => name);
  const ours = tables.length === 0 || tables.includes("schema_version") || tables.every((name) => name === "sync_probe");
  if (mark !== 0 || !ours)
    throw new Error("it is the database of another program. Choose another file with --store, or another data folder.");
  database.exec(`PRAGMA application_id = ${applicationId}`);
}

/** Median of a few small durable writes, milliseconds. */
function measureSync(database: DatabaseSync): number {
  database.exec("CREATE TABLE IF NOT EXISTS sync_probe (id INTEGER PRIMARY KEY, at REAL)");
  const probe = database.prepare("INSERT INTO sync_probe (id, at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at");
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const begin = performance.now();
    probe.run(begin);
    times.push(performance.now() - begin);
  }
  return times.sort((one, other) => one - other)[3] ?? 0;
}

function serve(database: DatabaseSync): void {
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };

  function run(statements: readonly SqlStatement[]): void {
    for (const [index, { sql, rows, changes }] of statements.entries()) {
      const statement = prepare(sql);
      for (const [row, values] of rows.entries()) {
        const result = statement.run(...(values as SqlValue[]));
        if (changes !== undefined && Number(result.changes) !== changes) throw new WrongChanges(index, row);
      }
    }
  }

  function answerWrite(request: SqliteRequest & { kind: "write" }): SqliteAnswer {
    prepare("SAVEPOINT request").run();
    try {
      run(request.statements);
      prepare("RELEASE request").run();
      return { id: request.id, kind: "rows", rows: [] };
    } catch (error) {
      // A full disk may have rolled the whole transaction back already; then there is no savepoint to go back to.
      if (database.isTransaction) database.exec("ROLLBACK TO request; RELEASE request");
      return refusal(request.id, error);
    }
  }

  function refusal(id: number, error: unknown): SqliteAnswer {
    if (error instanceof WrongChanges) return { id, kind: "unexpectedChanges", statement: error.statement, row: error.row };
    return { id, kind: "failed", message: reasonOf(error), code: (error as NodeJS.ErrnoException).code };
  }

  /** Writes of one transaction are answered only after its COMMIT; if that fails, each of them has failed. */
  function answerWrites(requests: readonly (SqliteRequest & { kind: "write" })[]): SqliteAnswer[] {
    const answers: SqliteAnswer[] = [];
    try {
      database.exec("BEGIN IMMEDIATE");
      for (const request of requests) {
        answers.push(answerWrite(request));
        // At once: the next request's savepoint would begin, and its release commit, a transaction of its own.
        if (!database.isTransaction) throw new Error("the transaction was rolled back by the database (is the disk full?)");
      }
      database.exec("COMMIT");
      return answers;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      return requests.map(({ id }, index) => (answers[index]?.kind === "unexpectedChanges" ? answers[index] : refusal(id, error)));
    }
  }

  function answerRead(request: SqliteRequest & { kind: "read" }): SqliteAnswer {
    try {
      return { id: request.id, kind: "rows", rows: prepare(request.sql).all(...(request.parameters as SqlValue[])) };
    } catch (error) {
      return refusal(request.id, error);
    }
  }

  function answerClose(request: SqliteRequest & { kind: "close" }): SqliteAnswer {
    try {
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      database.close();
      return { id: request.id, kind: "rows", rows: [] };
    } catch (error) {
      return refusal(request.id, error);
    }
  }

  const backups = new Set<Promise<void>>();

  function beginBackup({ id, to }: SqliteRequest & { kind: "backup" }): void {
    const running: Promise<void> = backUpSqlite(path, to)
      .then(
        (bytes): SqliteAnswer => ({ id, kind: "rows", rows: [{ bytes }] }),
        (error: unknown): SqliteAnswer => refusal(id, error),
      )
      .then((answer) => {
        backups.delete(running);
        port.postMessage([answer]);
      });
    backups.add(running);
  }

  function handle(requests: readonly SqliteRequest[]): void {
    for (let next = 0; next < requests.length; ) {
      const request = requests[next] as SqliteRequest;
      if (request.kind === "write") {
        const writes: (SqliteRequest & { kind: "write" })[] = [];
        for (let more = requests[next]; more?.kind === "write" && writes.length < requestsPerTransaction; more = requests[++next])
          writes.push(more);
        port.postMessage(answerWrites(writes));
        continue;
      }
      if (request.kind === "read") {
        const answers: SqliteAnswer[] = [];
        for (let more = requests[next]; more?.kind === "read" && answers.length < readsPerMessage; more = requests[++next])
          answers.push(answerRead(more));
        port.postMessage(answers);
        continue;
      }
      next += 1;
      if (request.kind === "backup") beginBackup(request);
      // The thread ends with the answer; a copy that has begun is finished first.
      else void Promise.all(backups).then(() => port.postMessage([answerClose(request)]));
    }
  }

  port.on("message", (first: readonly SqliteRequest[]) => {
    const requests = [...first];
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port))
      requests.push(...(more.message as readonly SqliteRequest[]));
    handle(requests);
  });
}

/** SQLite's result codes that an operator can do something about (sqlite.org/rescode.html); the low byte is the primary code. */
const advice: Readonly<Record<number, string>> = {
  5: "Another program holds a lock on it. Stop that program, or use another data folder.",
  8: "The file may not be written. Check who owns it and its folder.",
  10: "The disk refuses to be read or written; the system's log may tell why.",
  11: `The file is damaged. Restore a backup, or move it away, together with ${path}-wal, to start empty.`,
  13: "The disk is full.",
  14: "The folder is missing or may not be written.",
  26: `The file is not a SQLite database, or is damaged. Restore a backup, or move it away, together with ${path}-wal, to start empty.`,
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { errcode?: number }).errcode;
  const advised = code === undefined ? undefined : advice[code & 0xff];
  return advised === undefined ? error.message : `${error.message}. ${advised}`;
}

try {
  const database = open();
  const syncMs = measureSync(database);
  serve(database);
  port.postMessage({ opened: syncMs });
} catch (error) {
  port.postMessage({ failed: `cannot open the database ${path}: ${reasonOf(error)}` });
}
