import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { strToU8, zipSync } from "fflate";
import { zipOf } from "./lambda-fixture.ts";
import { readCentralDirectory, readEntry, unpack, ZipRefused } from "./zip.ts";

const folder = mkdtempSync(join(tmpdir(), "stile-zip-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const refused = (problem: string) => (error: unknown) => error instanceof ZipRefused && error.problem === problem;

test("files are unpacked with their folders and contents, stored and deflated alike", async () => {
  const zip = zipSync({
    "index.js": strToU8("a"),
    lib: { "deep.js": [strToU8("b".repeat(100_000)), { level: 9 }], "stored.js": [strToU8("c"), { level: 0 }] },
  });
  const to = join(folder, "plain");
  await unpack(zip, to, `${to}.tmp`);
  assert.equal(readFileSync(join(to, "index.js"), "utf8"), "a");
  assert.equal(readFileSync(join(to, "lib/deep.js"), "utf8").length, 100_000);
  assert.equal(readFileSync(join(to, "lib/stored.js"), "utf8"), "c");
});

test("unix modes are kept, but for the write bits", async () => {
  const zip = zipSync({
    bootstrap: [strToU8("#!/bin/sh\n"), { os: 3, attrs: (0o100755 << 16) >>> 0 }],
    data: [strToU8("x"), { os: 3, attrs: (0o100644 << 16) >>> 0 }],
  });
  const to = join(folder, "modes");
  await unpack(zip, to, `${to}.tmp`);
  assert.equal(statSync(join(to, "bootstrap")).mode & 0o777, 0o555);
  assert.equal(statSync(join(to, "data")).mode & 0o777, 0o444);
});

test("paths that leave the folder are refused, and nothing is written", async () => {
  for (const path of ["../evil.js", "a/../../evil.js", "/etc/evil", "..\\evil.js", "C:/evil.js"]) {
    await assert.rejects(
      unpack(zipOf({ "ok.js": "1", [path]: "2" }), join(folder, "slip"), join(folder, "slip.tmp")),
      refused("malformed"),
      path,
    );
  }
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith("slip") || name.startsWith("evil")),
    [],
  );
});

test("symbolic links are refused", () => {
  const zip = zipSync({ link: [strToU8("/etc/passwd"), { os: 3, attrs: (0o120777 << 16) >>> 0 }] });
  assert.throws(() => readCentralDirectory(zip), refused("malformed"));
});

test("names that no file system takes, and more folders than files may be, are refused", () => {
  assert.throws(() => readCentralDirectory(zipOf({ ["n".repeat(256)]: "x" })), refused("malformed"));
  const deep = Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`${at}/${"a/".repeat(1_000)}b`, ""]));
  assert.throws(() => readCentralDirectory(zipOf(deep)), refused("malformed"));
});

test("a file that is also a folder of another is refused", () => {
  assert.throws(() => readCentralDirectory(zipOf({ a: "1", "a/b": "2" })), refused("malformed"));
});

test("a package larger than the limit when unzipped is refused before it is unzipped", () => {
  assert.throws(() => readCentralDirectory(zipOf({ bomb: "0".repeat(5_000) }), 4_999), refused("too-large"));
  assert.equal(readCentralDirectory(zipOf({ bomb: "0".repeat(5_000) }), 5_000).length, 1);
});

test("an entry that is larger than it says stops inflating at what it said", async () => {
  const zip = zipOf({ bomb: "0".repeat(1_000_000) });
  const [entry] = readCentralDirectory(zip);
  await assert.rejects(readEntry(zip, { ...entry!, bytes: 10 }), refused("malformed"));
});

test("broken, encrypted-looking and empty packages are told apart", async () => {
  assert.throws(() => readCentralDirectory(strToU8("this is no zip file at all, not even nearly")), refused("malformed"));
  assert.throws(() => readCentralDirectory(zipSync({})), refused("empty"));
  const zip = zipOf({ "index.js": "exports.handler = 1".repeat(10) });
  const [entry] = readCentralDirectory(zip);
  const damaged = zip.slice();
  damaged[40]! ^= 0xff;
  await assert.rejects(readEntry(damaged, entry!), refused("malformed"));
  for (let length = 0; length < zip.length; length += 7)
    assert.throws(() => readCentralDirectory(zip.subarray(0, length)), refused("malformed"));
});
