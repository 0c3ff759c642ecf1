import assert from "node:assert/strict";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import { type OpenedStore, storeContract } from "./contract/index.ts";
import { UnexpectedChanges } from "./sql/database.ts";
import { openSqlStore } from "./sql/store.ts";
import { openSqlite } from "./sqlite.ts";

storeContract("SQLite file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stile-sqlite-"));
  return openedStore(join(folder, "stile.db"), () => rm(folder, { recursive: true, force: true }));
});

storeContract("SQLite in memory", () => openedStore(":memory:", async () => undefined), { forgets: true });

async function openedStore(path: string, remove: () => Promise<void>): Promise<OpenedStore> {
  const open = async () => openSqlStore(await openSqlite(path));
  const store = await open();
  let current = store;
  return {
    store,
    async reopen() {
      await current.close();
      current = await open();
      return current;
    },
    async close() {
      await current.close();
      await remove();
    },
  };
}

/** A path in a folder that goes away with the test. */
async function temporaryPath(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stile-sqlite-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "stile.db");
}

test("a store on a file tells its path and how long a durable write takes", async (context) => {
  const path = await temporaryPath(context);
  const store = await openSqlStore(await openSqlite(path));
  assert.equal(store.description, `sqlite ${path}`);
  assert.ok(store.syncMs !== undefined && store.syncMs > 0);
  await store.close();
});

test("a file that another program holds locked is refused with what to do", async (context) => {
  const path = await temporaryPath(context);
  const holder = new DatabaseSync(path);
  holder.exec("CREATE TABLE t (a); BEGIN EXCLUSIVE");
  context.after(() => holder.close());
  await assert.rejects(
    openSqlite(path),
    (error: Error) => error.message.includes(path) && /Another program holds a lock on it/.test(error.message),
  );
});

test("a short lock of another program delays a write and does not fail it", async (context) => {
  const path = await temporaryPath(context);
  const store = await openSqlStore(await openSqlite(path));
  const holder = new DatabaseSync(path);
  holder.exec("BEGIN IMMEDIATE");
  const written = store.records.write([{ kind: "k", key: "a", value: 1 }]);
  let answered = false;
  void written.then(() => (answered = true));
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(answered, false);
  holder.exec("COMMIT");
  await written;
  holder.close();
  await store.close();
});

for (const [damage, make, message] of [
  [
    "is no database",
    (path: string) => writeFile(path, "this is a text, and long enough to be no empty database\n".repeat(40)),
    /not a SQLite database/,
  ],
  ["lost its second half", cutInHalf, /The file is damaged/],
] as const) {
  test(`a file that ${damage} is refused with what to do, and left as it is`, async (context) => {
    const path = await temporaryPath(context);
    await make(path);
    await assert.rejects(openSqlStoreAt(path), (error: Error) => message.test(error.message) && error.message.includes(path));
  });
}

async function cutInHalf(path: string): Promise<void> {
  const store = await openSqlStoreAt(path);
  await store.blobs.put(new Uint8Array(200_000));
  await store.close();
  await truncate(path, 8_192);
}

async function openSqlStoreAt(path: string) {
  return openSqlStore(await openSqlite(path));
}

test("a folder that is missing is named", async (context) => {
  const path = join(await temporaryPath(context), "no", "stile.db");
  await assert.rejects(openSqlite(path), (error: Error) => error.message.includes(path) && /The folder is missing/.test(error.message));
});

test("data of a newer Stile is refused and stays as it is", async (context) => {
  const path = await temporaryPath(context);
  await (await openSqlStoreAt(path)).close();
  const newer = new DatabaseSync(path);
  newer.exec("UPDATE schema_version SET version = 999");
  await assert.rejects(openSqlStoreAt(path), /written by a newer Stile \(schema 999/);
  assert.equal(newer.prepare("SELECT version FROM schema_version").get()?.["version"], 999);
  newer.close();
});

test("a closed store refuses reads and writes, and may be closed again", async (context) => {
  const store = await openSqlStoreAt(await temporaryPath(context));
  const before = store.records.write([{ kind: "k", key: "a", value: 1 }]);
  const closing = store.close();
  await assert.rejects(store.records.get("k", "a"), /is closed/);
  await assert.rejects(store.records.write([{ kind: "k", key: "b", value: 1 }]), /is closed/);
  await Promise.all([before, closing, store.close()]);
});

test("when the database gives a transaction up halfway, none of the writes that shared it are kept", async (context) => {
  const database = await openSqlite(await temporaryPath(context));
  context.after(() => database.close());
  await database.write([{ sql: "CREATE TABLE t (a INTEGER PRIMARY KEY)", rows: [[]] }]);
  const insert = (a: number, orRollback = "") => database.write([{ sql: `INSERT ${orRollback} INTO t VALUES (?)`, rows: [[a]] }]);
  await insert(0);
  // A full disk ends the transaction just so; here a constraint does. All four wait while the thread is busy with the first.
  const outcomes = await Promise.allSettled([insert(1), insert(2), insert(0, "OR ROLLBACK"), insert(3)]);
  const kept = (await database.read<{ a: number }>("SELECT a FROM t ORDER BY a", [])).map(({ a }) => a);
  assert.equal(outcomes[2]?.status, "rejected");
  assert.deepEqual(kept, [0, ...[1, 2, undefined, 3].filter((a, index) => a !== undefined && outcomes[index]?.status === "fulfilled")]);
  await insert(4);
});

test("a statement that changes another number of rows is named, and nothing of its write is kept", async (context) => {
  const database = await openSqlite(await temporaryPath(context));
  context.after(() => database.close());
  await database.write([{ sql: "CREATE TABLE t (a INTEGER PRIMARY KEY)", rows: [[]] }]);
  const remove = { sql: "DELETE FROM t WHERE a = ?", rows: [[1], [2]], changes: 1 };
  await assert.rejects(
    database.write([{ sql: "INSERT INTO t VALUES (?)", rows: [[1], [3]] }, remove]),
    (error) => error instanceof UnexpectedChanges && error.statement === 1 && error.row === 1,
  );
  assert.deepEqual(await database.read("SELECT a FROM t", []), []);
});
