import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform } from "../../platform/fake.ts";
import { createEventQueue } from "./event-queue.ts";
import { eventQueueBytesMax } from "./limits.ts";

const event = { functionArn: "arn:aws:lambda:us-east-1:111111111111:function:f", requestId: "r", payloadBytes: 2 };

test("a failed asynchronous invocation is tried again after one and after two minutes, then given up", async () => {
  const platform = createFakePlatform();
  const queue = createEventQueue(platform);
  const startMs = platform.clock.nowMs();
  const attemptsAtMs: number[] = [];
  queue.add({
    ...event,
    run: async () => {
      attemptsAtMs.push(platform.clock.nowMs() - startMs);
      return false;
    },
  });
  await platform.clock.advanceByAsync(600_000);
  assert.deepEqual(attemptsAtMs, [0, 60_000, 180_000]);
  assert.equal(platform.logLines.at(-1)?.message, "an asynchronous invocation failed for good");
  assert.equal(platform.clock.armedCount, 0);
});

test("one that succeeds is not run again", async () => {
  const platform = createFakePlatform();
  const queue = createEventQueue(platform);
  let attempts = 0;
  queue.add({ ...event, run: async () => ++attempts === 2 });
  await platform.clock.advanceByAsync(600_000);
  assert.equal(attempts, 2);
});

test("a full queue refuses, and has room again once something is done", async () => {
  const platform = createFakePlatform();
  const queue = createEventQueue(platform);
  let finish = (_succeeded: boolean) => {};
  queue.add({ ...event, payloadBytes: eventQueueBytesMax, run: () => new Promise((resolve) => (finish = resolve)) });
  const another = { ...event, run: async () => true };
  assert.throws(() => queue.add(another), { code: "TooManyRequestsException", httpStatus: 429 });
  finish(true);
  await platform.clock.advanceByAsync(1);
  queue.add(another);
});

test("closing says how many waiting invocations were lost", () => {
  const platform = createFakePlatform();
  const queue = createEventQueue(platform);
  queue.add({ ...event, run: () => new Promise(() => {}) });
  queue.close();
  assert.deepEqual(platform.logLines.at(-1)?.fields["count"], 1);
});
