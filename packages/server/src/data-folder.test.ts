import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { othersMayRead } from "./data-folder.ts";

test("others may read a file only where both it and its folder let them", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "stile-readers-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "stile.sqlite");
  writeFileSync(file, "");
  for (const [folderMode, fileMode, expected] of [
    [0o700, 0o644, false],
    [0o755, 0o600, false],
    [0o755, 0o644, true],
    [0o710, 0o640, true],
  ] as const) {
    chmodSync(folder, folderMode);
    chmodSync(file, fileMode);
    assert.equal(othersMayRead(file), expected, `${folderMode.toString(8)} ${fileMode.toString(8)}`);
  }
  assert.equal(othersMayRead(join(folder, "absent")), false);
});
