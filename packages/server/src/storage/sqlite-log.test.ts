import assert from "node:assert/strict";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { findLogDamage } from "./sqlite-log.ts";
import { openSqlite } from "./sqlite.ts";

const frameBytes = 24 + 4_096;
const commits = 6;

/** A database and its log of several commits, as a process that was killed leaves them. */
async function killedDatabase(context: TestContext): Promise<{ path: string; log: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), "stile-log-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const living = join(folder, "living.db");
  const database = await openSqlite(living);
  await database.write([{ sql: "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)", rows: [[]] }]);
  for (let a = 0; a < commits; a++) await database.write([{ sql: "INSERT INTO t VALUES (?, ?)", rows: [[a, "x".repeat(9_000)]] }]);
  const path = join(folder, "killed.db");
  await copyFile(living, path);
  await copyFile(`${living}-wal`, `${path}-wal`);
  await database.close();
  return { path, log: await readFile(`${path}-wal`) };
}

async function rowsOf(path: string): Promise<number[]> {
  const database = await openSqlite(path);
  try {
    return (await database.read<{ a: number }>("SELECT a FROM t ORDER BY a", [])).map(({ a }) => a);
  } finally {
    await database.close();
  }
}

test("the log of a killed process is whole, and so is a missing or an empty one", async (context) => {
  const { path } = await killedDatabase(context);
  assert.equal(findLogDamage(path), undefined);
  assert.equal(findLogDamage(`${path}.nowhere`), undefined);
  await writeFile(`${path}.new-wal`, "");
  assert.equal(findLogDamage(`${path}.new`), undefined);
  assert.deepEqual(await rowsOf(path), [...Array(commits).keys()]);
});

test("a log cut off anywhere is a torn transaction, and what comes before it is there", async (context) => {
  const { path, log } = await killedDatabase(context);
  for (const cut of [log.length - 1, log.length - frameBytes + 10, log.length - 2 * frameBytes, log.length - 3 * frameBytes - 512]) {
    await writeFile(`${path}-wal`, log.subarray(0, cut));
    assert.equal(findLogDamage(path), undefined, `cut at ${cut}`);
  }
  const rows = await rowsOf(path);
  assert.deepEqual(rows, [...rows.keys()]);
  assert.ok(rows.length < commits);
});

test("a torn last transaction whose later pages arrived first is not taken for damage", async (context) => {
  const { path, log } = await killedDatabase(context);
  log.fill(0, log.length - 2 * frameBytes, log.length - frameBytes);
  await writeFile(`${path}-wal`, log);
  assert.equal(findLogDamage(path), undefined);
  assert.deepEqual(await rowsOf(path), [...Array(commits - 1).keys()]);
});

test("a changed byte before the last transaction is refused with its place, and the log is left as it is", async (context) => {
  const { path, log } = await killedDatabase(context);
  const frames = Math.floor((log.length - 32) / frameBytes);
  for (const at of [32 + 3 * frameBytes + 1_000, 32 + 4 * frameBytes + 8, 32 + 5 * frameBytes + 17]) {
    const damaged = Buffer.from(log);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    await writeFile(`${path}-wal`, damaged);
    const frame = Math.floor((at - 32) / frameBytes) + 1;
    assert.ok(frame < frames - 4);
    await assert.rejects(
      openSqlite(path),
      (error: Error) => error.message.includes(`damaged at frame ${frame}`) && /Restore a backup/.test(error.message),
    );
    assert.deepEqual(await readFile(`${path}-wal`), damaged);
  }
});

test("each changed byte of the log's header is refused: SQLite would take the whole log for none", async (context) => {
  const { path, log } = await killedDatabase(context);
  for (let at = 0; at < 32; at++) {
    const damaged = Buffer.from(log);
    damaged[at] = (damaged[at] ?? 0) ^ 0x80;
    await writeFile(`${path}-wal`, damaged);
    assert.match(findLogDamage(path) ?? "", /damaged in its header/, `byte ${at}`);
  }
});

test("what the log held before its last checkpoint is not missed", async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "stile-log-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const living = join(folder, "living.db");
  const database = await openSqlite(living);
  await database.write([{ sql: "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)", rows: [[]] }]);
  // More pages than a checkpoint waits for: the log begins again from its start, and old frames follow the new ones.
  for (let a = 0; a < 5; a++) await database.write([{ sql: "INSERT INTO t VALUES (?, ?)", rows: [[a, "x".repeat(4_500_000)]] }]);
  await database.write([{ sql: "INSERT INTO t VALUES (?, ?)", rows: [[5, "y"]] }]);
  const path = join(folder, "killed.db");
  await copyFile(living, path);
  await copyFile(`${living}-wal`, `${path}-wal`);
  await database.close();
  const log = await readFile(`${path}-wal`);
  assert.ok(log.readUInt32BE(12) > 0, "the log has begun again");
  assert.equal(findLogDamage(path), undefined);
  assert.deepEqual(await rowsOf(path), [0, 1, 2, 3, 4, 5]);
});
