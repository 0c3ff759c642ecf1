import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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

test("a backup taken while writing goes on opens, and holds everything acknowledged before it began", async (context) => {
  const path = await temporaryPath(context);
  const store = await openSqlStoreAt(path);
  context.after(() => store.close());
  await store.blobs.put(new Uint8Array(4_000_000).fill(7));
  let acknowledged = 0;
  let writing = true;
  const load = (async () => {
    while (writing) {
      await store.records.write([{ kind: "n", key: String(acknowledged).padStart(9, "0"), value: "x".repeat(2_000) }]);
      acknowledged += 1;
    }
  })();
  while (acknowledged < 50) await new Promise((resolve) => setImmediate(resolve));
  const before = acknowledged;
  const copy = `${path}.copy`;
  const { bytes } = (await store.backup?.(copy)) ?? { bytes: 0 };
  assert.ok(bytes > 4_000_000);
  const after = acknowledged;
  writing = false;
  await load;
  const restored = await openSqlStoreAt(copy);
  context.after(() => restored.close());
  const kept = (await restored.records.list("n", { limit: 1_000_000 })).map(({ key }) => Number(key));
  assert.ok(kept.length >= before, `${kept.length} of ${before} acknowledged before`);
  assert.deepEqual(kept, [...kept.keys()], "without a gap");
  assert.ok(kept.length <= acknowledged);
  assert.ok(after > before, "writing went on meanwhile");
  const checked = new DatabaseSync(copy);
  assert.deepEqual({ ...checked.prepare("PRAGMA integrity_check").get() }, { integrity_check: "ok" });
  checked.close();
  assert.equal((await stat(copy)).mode & 0o777, 0o600);
});

test("a backup writes over nothing, leaves no half, and a store that closes finishes it first", async (context) => {
  const path = await temporaryPath(context);
  const store = await openSqlStoreAt(path);
  await writeFile(`${path}.taken`, "mine");
  await assert.rejects(store.backup?.(`${path}.taken`) ?? Promise.resolve(), { code: "EEXIST" });
  assert.equal(await readFile(`${path}.taken`, "utf8"), "mine");
  await assert.rejects(store.backup?.(join(path, "below-a-file")) ?? Promise.resolve());
  await store.blobs.put(new Uint8Array(2_000_000));
  const both = Promise.allSettled([store.backup?.(`${path}.copy`), store.backup?.(`${path}.copy`)]);
  await store.close();
  assert.deepEqual(
    (await both).map(({ status }) => status),
    ["fulfilled", "rejected"],
  );
  await (await openSqlStoreAt(`${path}.copy`)).close();
  assert.deepEqual(
    (await readdir(dirname(path))).filter((name) => name.includes("partial")),
    [],
  );
});

test("a store in memory and one with tools of its own offer no backup", async () => {
  const store = await openSqlStoreAt(":memory:");
  assert.equal(store.backup, undefined);
  await store.close();
});

test("a database that another program made is refused and stays as it is", async (context) => {
  for (const mark of [0, 1_196_444_487]) {
    const path = await temporaryPath(context);
    const other = new DatabaseSync(path);
    other.exec(`CREATE TABLE layers (a); PRAGMA application_id = ${mark}`);
    await assert.rejects(openSqlite(path), /database of another program/);
    assert.deepEqual(
      other
        .prepare("SELECT name FROM sqlite_master")
        .all()
        .map(({ name }) => name),
      ["layers"],
    );
    other.close();
  }
});

test("a log without its database is not thrown away: the start is refused and says where it lies", async (context) => {
  const path = await temporaryPath(context);
  await writeFile(`${path}-wal`, Buffer.alloc(5_000, 1));
  await assert.rejects(openSqlite(path), (error: Error) => error.message.includes(`${path}-wal`) && /restore a backup/.test(error.message));
  await writeFile(path, "");
  await assert.rejects(openSqlite(path), /missing or empty/);
  assert.equal((await stat(`${path}-wal`)).size, 5_000);
});

test("new files are readable for their owner alone", async (context) => {
  const path = await temporaryPath(context);
  const store = await openSqlStoreAt(path);
  await store.records.write([{ kind: "k", key: "a", value: 1 }]);
  for (const file of [path, `${path}-wal`]) assert.equal((await stat(file)).mode & 0o777, 0o600, file);
  await store.close();
});

test("pages with flipped bytes are told as damage with what to do, and never read as other data", async (context) => {
  const path = await temporaryPath(context);
  const store = await openSqlStoreAt(path);
  const values = new Map(Array.from({ length: 400 }, (_, index) => [String(index).padStart(4, "0"), "v".repeat(900) + index]));
  await store.records.write([...values].map(([key, value]) => ({ kind: "k", key, value })));
  const blob = await store.blobs.put(new Uint8Array(100_000).fill(9));
  await store.close();
  const pageBytes = 4_096;
  const whole = await readFile(path);
  const told = { damaged: 0, unharmed: 0 };
  // The head of each page but the first: its kind, the number of its cells, where they begin. What SQLite has no sums for is cell content.
  for (let page = 1; page * pageBytes < whole.length; page += 7) {
    const bytes = Buffer.from(whole);
    for (let at = page * pageBytes; at < page * pageBytes + 12; at++) bytes[at] = (bytes[at] ?? 0) ^ 0x55;
    await writeFile(path, bytes);
    try {
      const damaged = await openSqlStoreAt(path);
      try {
        for (const { key, value } of await damaged.records.list<string>("k", { limit: 1_000 })) assert.equal(value, values.get(key));
        assert.equal((await damaged.blobs.get(blob))?.length, 100_000);
        told.unharmed += 1;
      } finally {
        await damaged.close();
      }
    } catch (error) {
      assert.match((error as Error).message, /damaged|malformed/, `page ${page}`);
      assert.match((error as Error).message, /Restore a backup/, `page ${page}`);
      told.damaged += 1;
    }
  }
  assert.ok(told.damaged > 5, JSON.stringify(told));
});

test("a blob that the disk has changed is refused, since its name is its checksum", async (context) => {
  const path = await temporaryPath(context);
  const store = await openSqlStoreAt(path);
  const name = await store.blobs.put(new Uint8Array(100).fill(1));
  await store.close();
  const changed = new DatabaseSync(path);
  changed.prepare("UPDATE blob SET data = ?").run(new Uint8Array(100).fill(2));
  changed.close();
  const again = await openSqlStoreAt(path);
  context.after(() => again.close());
  await assert.rejects(again.blobs.get(name), /is damaged\. Restore a backup/);
});
