import assert from "node:assert/strict";
import { test } from "node:test";
import { activityArn, machine, worldOf } from "./executor-fixture.ts";
import { mintTaskToken, readTaskToken } from "./task-token.ts";

const key = new Uint8Array(32).fill(1);
const content = { executionId: 2 ** 40 * 8191 + 12_345, frameId: 4_000_000_000, attempt: 77 };
const token = mintTaskToken(key, content);

test("a token says which attempt of which task it is for", () => {
  assert.deepEqual(readTaskToken(key, token), content);
  assert.equal(mintTaskToken(key, content), token, "the same each time it is asked");
});

test("no bit of a token can be changed, and no character left out or added", () => {
  const bytes = Buffer.from(token, "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const forged = Buffer.from(bytes);
    forged[bit >> 3] = (forged[bit >> 3] as number) ^ (1 << (bit & 7));
    assert.equal(readTaskToken(key, forged.toString("base64url")), undefined, `bit ${bit}`);
  }
  for (let length = 0; length < token.length; length++) assert.equal(readTaskToken(key, token.slice(0, length)), undefined);
  for (const other of [
    `${token}A`,
    `${token}=`,
    ` ${token}`,
    `${token}\n`,
    token.replace(/.$/, "!"),
    Buffer.from(bytes).toString("base64"),
  ]) {
    if (other !== token) assert.equal(readTaskToken(key, other), undefined, other);
  }
});

test("another key's token is none", () => {
  assert.equal(readTaskToken(new Uint8Array(32).fill(2), token), undefined);
});

test("a forged token is InvalidToken; one whose attempt is over, whose execution is closed or unknown, is TaskTimedOut", async () => {
  const world = worldOf({
    machines: { m: machine({ A: { Type: "Task", Resource: activityArn, Retry: [{ ErrorEquals: ["States.ALL"] }] } }) },
  });
  await world.executor.open();
  const { executor } = world;
  await world.start("one");
  const poll = () => executor.pollActivity(activityArn, { workerName: undefined, signal: new AbortController().signal });
  const first = (await poll())?.taskToken ?? "";
  await assert.rejects(executor.completeTask(first.slice(1), { kind: "heartbeat" }), { code: "InvalidToken" });
  await assert.rejects(executor.completeTask("", { kind: "succeeded", output: "1" }), { code: "InvalidToken" });
  await executor.completeTask(first, { kind: "heartbeat" });
  await executor.completeTask(first, { kind: "failed", error: "Oops", cause: undefined });
  await assert.rejects(executor.completeTask(first, { kind: "succeeded", output: "1" }), { code: "TaskTimedOut" });
  await world.platform.clock.advanceByAsync(1000);
  const second = (await poll())?.taskToken ?? "";
  await assert.rejects(executor.completeTask(first, { kind: "succeeded", output: '"stale"' }), { code: "TaskTimedOut" });
  // Two answers at once: one of them counts.
  const answers = await Promise.allSettled(
    [1, 2].map((output) => executor.completeTask(second, { kind: "succeeded", output: `${output}` })),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    ["fulfilled", "rejected"],
  );
  assert.equal((await executor.describe(world.arnOf("one")))?.output, "1");
  await assert.rejects(executor.completeTask(second, { kind: "heartbeat" }), { code: "TaskTimedOut" });
  const unknown = mintTaskToken(new Uint8Array(32).fill(7), { executionId: 2 ** 52, frameId: 0, attempt: 1 });
  await assert.rejects(executor.completeTask(unknown, { kind: "heartbeat" }), { code: "TaskTimedOut" });
});
