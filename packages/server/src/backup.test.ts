import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { backupOf } from "./backup.ts";
import { databaseFile, filesFolder, masterKeyFile } from "./data-folder.ts";
import { openFileFolder } from "./storage/file-folder.ts";
import { memoryFiles, openMemoryStore } from "./storage/memory/index.ts";
import { openSqlStore } from "./storage/sql/store.ts";
import { openSqlite } from "./storage/sqlite.ts";

const announced = async () => {};

async function* pieces(text: string) {
  yield Buffer.from(text);
}

test("a backup holds the database, every file it names, though files are deleted meanwhile, and the master key", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "stile-backup-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = mkdtempSync(join(folder, "data-"));
  const to = join(folder, "backup");
  writeFileSync(join(dataDir, masterKeyFile), "the key");
  const store = await openSqlStore(await openSqlite(join(dataDir, databaseFile)));
  const files = await openFileFolder(join(dataDir, filesFolder));
  const id = await files.put(pieces("large"), announced);
  await store.records.write([{ kind: "object", key: "k", value: id }]);
  let deleted: Promise<void> | undefined;
  const snapshot = async (path: string) => {
    const copied = await store.backup?.(path);
    deleted = files.delete(id);
    return copied ?? { bytes: 0 };
  };
  const make = backupOf({ ...store, backup: snapshot }, files, dataDir);
  assert.ok(make);
  const { file, bytes } = await make(to);
  await deleted;
  await assert.rejects(buffer(files.read(id, { from: 0, to: 5 })), /missing/);
  assert.equal(file, join(to, databaseFile));
  assert.ok(bytes > 5);
  assert.ok(existsSync(join(to, masterKeyFile)));
  await store.close();

  const copy = await openSqlStore(await openSqlite(file));
  t.after(() => copy.close());
  const named = (await copy.records.get<string>("object", "k"))?.value ?? "";
  const copiedFiles = await openFileFolder(join(to, filesFolder));
  assert.equal((await buffer(copiedFiles.read(named, { from: 0, to: 5 }))).toString(), "large");
});

test("nothing is backed up where nothing is kept", () => {
  assert.equal(backupOf(openMemoryStore(), memoryFiles(), "/nowhere"), undefined);
});
