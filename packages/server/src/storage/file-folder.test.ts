import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileStoreContract } from "./contract/index.ts";
import { openFileFolder } from "./file-folder.ts";

const newFolder = (): string => join(mkdtempSync(join(tmpdir(), "stile-files-")), "files");

fileStoreContract("folder", () => openFileFolder(newFolder()));

test("what an earlier process had not finished is thrown away, what it had kept stays", async () => {
  const folder = newFolder();
  const files = await openFileFolder(folder);
  const id = await files.put(
    (async function* () {
      yield Buffer.from("kept");
    })(),
    async () => {},
  );
  writeFileSync(join(folder, "new", "half"), "x");
  const again = await openFileFolder(folder);
  assert.deepEqual(readdirSync(join(folder, "new")), []);
  const read: string[] = [];
  for await (const piece of again.read(id, { from: 0, to: 4 })) read.push(Buffer.from(piece).toString());
  assert.deepEqual(read, ["kept"]);
});

test("nothing is left of a file that failed", async () => {
  const folder = newFolder();
  const files = await openFileFolder(folder);
  await assert.rejects(
    files.put(
      (async function* () {
        yield Buffer.alloc(3_000_000);
        throw new Error("gone");
      })(),
      async () => {},
    ),
  );
  assert.deepEqual(readdirSync(join(folder, "new")), []);
});
