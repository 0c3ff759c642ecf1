import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { crc32, inflateRawSync } from "node:zlib";
import { zipFolder } from "./zip.ts";

/** Files of a zip by its central directory, each checked against its checksum. */
function unzip(zip: Buffer): Record<string, { readonly text: string; readonly mode: number }> {
  const end = zip.length - 22;
  assert.equal(zip.readUInt32LE(end), 0x06054b50);
  const files: Record<string, { text: string; mode: number }> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50);
    const nameBytes = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    assert.equal(zip.readUInt32LE(local), 0x04034b50);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20)));
    assert.equal(content.length, zip.readUInt32LE(at + 24));
    assert.equal(crc32(content), zip.readUInt32LE(at + 16));
    files[zip.toString("utf8", at + 46, at + 46 + nameBytes)] = { text: content.toString(), mode: zip.readUInt32LE(at + 38) >>> 16 };
    at += 46 + nameBytes;
  }
  assert.equal(at, end);
  return files;
}

test("a folder becomes a zip of its files with their modes, and what interpreters leave behind stays out", () => {
  const folder = mkdtempSync(join(tmpdir(), "stile-zip-"));
  try {
    mkdirSync(join(folder, "lib", "__pycache__"), { recursive: true });
    writeFileSync(join(folder, "index.mjs"), "export const handler = () => 1;", { mode: 0o644 });
    writeFileSync(join(folder, "lib", "naïve.txt"), "", { mode: 0o755 });
    writeFileSync(join(folder, "lib", "__pycache__", "x.pyc"), "x");
    const zip = zipFolder(folder);
    assert.deepEqual(unzip(zip), {
      "index.mjs": { text: "export const handler = () => 1;", mode: 0o100644 },
      "lib/naïve.txt": { text: "", mode: 0o100755 },
    });
    assert.ok(zip.equals(zipFolder(folder)), "the same files give the same bytes");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
