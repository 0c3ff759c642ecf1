import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogger, type LoggerOptions } from "./logger.ts";

function kept(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level: "info", form: "json", nowMs: () => 0, write: (line) => void lines.push(line), ...options });
  return { lines, logger };
}

test("a line is one JSON object with time, level, message and fields", () => {
  const { lines, logger } = kept();
  logger.child({ shard: 3 }).info("recovered", { runs: 12 });
  assert.deepEqual(lines, ['{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"recovered","shard":3,"runs":12}\n']);
});

test("what is below the level is not written", () => {
  const { lines, logger } = kept({ level: "warn" });
  logger.debug("a");
  logger.info("b");
  logger.warn("c");
  logger.error("d");
  assert.equal(lines.length, 2);
});

test("secrets are not written, however deep they hide", () => {
  const { lines, logger } = kept();
  logger.info("request", {
    taskToken: "SECRET",
    headers: { Authorization: "SECRET", authorization: "SECRET", cookie: "SECRET", "x-amz-security-token": "SECRET", host: "h" },
    deep: [{ password: "SECRET", dbPassword: "SECRET", secretAccessKey: "SECRET", task_token: "SECRET", nextToken: "SECRET" }],
  });
  assert.ok(!lines.join("").includes("SECRET"), lines.join(""));
  assert.ok(lines.join("").includes('"host":"h"'));
});

test("fields are bounded in length, in number and in depth", () => {
  const { lines, logger } = kept();
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  logger.info("x".repeat(1_000_000), {
    long: "y".repeat(1_000_000),
    many: Array.from({ length: 10_000 }, () => 1),
    circular,
    bytes: new Uint8Array(5),
  });
  assert.ok((lines[0]?.length ?? 0) < 10_000, `${lines[0]?.length}`);
  assert.ok(lines[0]?.includes('"bytes":"5 bytes"'));
});

test("an error is written with its code, its stack and its cause", () => {
  const { lines, logger } = kept();
  logger.error("failed", { error: new Error("outer", { cause: Object.assign(new Error("inner"), { code: "EIO" }) }) });
  const { error } = JSON.parse(lines[0] ?? "{}") as { error: { message: string; stack: string; cause: { message: string; code: string } } };
  assert.equal(error.message, "outer");
  assert.match(error.stack, /logger\.test/);
  assert.deepEqual([error.cause.message, error.cause.code], ["inner", "EIO"]);
});

test("the human form cannot be made to move the cursor or to fake a line", () => {
  const { lines, logger } = kept({ form: "human" });
  logger.info("got \u001b[2J", { name: "a\n12:00:00.000 ERROR fake", cr: "x\ry" });
  for (const control of ["\u001b", "\r"]) assert.ok(!lines[0]?.includes(control));
  assert.match(lines[0] ?? "", /^00:00:00\.000 INFO /);
  assert.ok(!/\n\S/.test(lines[0] ?? ""), lines[0]);
});
