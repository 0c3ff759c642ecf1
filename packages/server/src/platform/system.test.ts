import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { createSystemPlatform } from "./system.ts";

test("the real clock tells this machine's time", () => {
  const { clock, random } = createSystemPlatform({ logLevel: "error", logForm: "json" });
  assert.ok(Math.abs(clock.nowMs() - Date.now()) < 1_000);
  assert.notEqual(random.uuid(), random.uuid());
});

test("where standard error is no terminal, log lines are JSON, and nothing goes to standard output", () => {
  const script = `
    const { createSystemPlatform } = await import(${JSON.stringify(new URL("./system.ts", import.meta.url).href)});
    createSystemPlatform({ logLevel: "info", logForm: "auto" }).logger.info("hello", { a: 1 });
  `;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  assert.equal(run.stdout, "");
  const { time, ...line } = JSON.parse(run.stderr) as Record<string, unknown>;
  assert.match(String(time), /^\d{4}-.*Z$/);
  assert.deepEqual(line, { level: "info", message: "hello", a: 1 });
});
