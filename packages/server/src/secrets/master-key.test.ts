import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createRandom } from "../platform/random.ts";
import { createMasterKey, openMasterKeyFile } from "./index.ts";

const random = createRandom();
const folder = mkdtempSync(join(tmpdir(), "stile-secrets-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("the key file is made when the first secret is sealed, for its owner alone, and serves the next start", () => {
  const path = join(folder, "made", "master.key");
  const box = openMasterKeyFile(path, random);
  assert.equal(existsSync(path), false);
  const sealed = box.seal("pass wörd", "arn:1");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.match(sealed, /^v1\.[\w-]+$/);
  assert.equal(sealed.includes("pass"), false);
  assert.equal(openMasterKeyFile(path, random).open(sealed, "arn:1"), "pass wörd");
});

test("the same text is sealed differently each time", () => {
  const box = createMasterKey(random);
  assert.notEqual(box.seal("same", "a"), box.seal("same", "a"));
});

test("what was moved to another context, changed, or sealed with another key does not open", () => {
  const box = createMasterKey(random);
  const sealed = box.seal("secret", "arn:1");
  const refused = /cannot be opened: it was sealed with another master key, or it is damaged/;
  assert.throws(() => box.open(sealed, "arn:2"), refused);
  assert.throws(() => box.open(`${sealed.slice(0, -2)}AA`, "arn:1"), refused);
  assert.throws(() => box.open("plain text", "arn:1"), refused);
  assert.throws(() => createMasterKey(random).open(sealed, "arn:1"), refused);
});

test("without its key file a secret is not opened, and no new key is made in its place", () => {
  const path = join(folder, "lost.key");
  const sealed = openMasterKeyFile(path, random).seal("secret", "arn:1");
  const key = readFileSync(path);
  rmSync(path);
  assert.throws(() => openMasterKeyFile(path, random).open(sealed, "arn:1"), /is missing/);
  assert.equal(existsSync(path), false);
  writeFileSync(path, key.subarray(0, 20));
  assert.throws(() => openMasterKeyFile(path, random).seal("secret", "arn:1"), /is damaged/);
});
