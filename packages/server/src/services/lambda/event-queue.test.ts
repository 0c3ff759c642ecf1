import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform } from "../../platform/fake.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { belongingKey, eventInvokeConfigKind } from "./belongings.ts";
import type { EventInvokeRecord } from "./event-invoke-config.ts";
import type { EventOutcome } from "./event-outcome.ts";
import { createEventQueue, type EventRecord } from "./event-queue.ts";
import { memoryRecords } from "./lambda-fixture.ts";
import { eventConcurrencyMax, eventHopsMax } from "./limits.ts";

const home = { partition: "aws", region: "us-east-1", accountId: "111111111111" };
const named = (name: string) => ({ ...home, name, qualifier: undefined });
const arn = (name: string) => `arn:aws:lambda:us-east-1:111111111111:function:${name}`;
const event = (name = "f", payload = "{}") => ({ name: named(name), requestId: `r-${name}`, clientContext: undefined, payload });
const succeeded: EventOutcome = { kind: "succeeded", executedVersion: "$LATEST", payload: '"done"' };
const failed: EventOutcome = { kind: "failed", executedVersion: "$LATEST", payload: '{"errorType":"E"}' };

function open(
  outcomes: (event: EventRecord) => EventOutcome | Promise<EventOutcome>,
  records: RecordStore = memoryRecords(),
  bytesMax = 1_000_000,
) {
  const platform = createFakePlatform();
  const startMs = platform.clock.nowMs();
  const tries: { name: string; atMs: number; payload: string }[] = [];
  const queue = createEventQueue({
    platform,
    records,
    bytesMax,
    run: async (tried, payload) => {
      tries.push({ name: tried.name.name, atMs: platform.clock.nowMs() - startMs, payload });
      return await outcomes(tried);
    },
  });
  return { platform, records, tries, queue };
}

const configure = async (records: RecordStore, name: string, config: Partial<EventInvokeRecord>) =>
  await records.write([{ kind: eventInvokeConfigKind, key: belongingKey(named(name), "$LATEST"), value: config }]);

test("a failed asynchronous invocation is tried again after one and after two minutes, then given up", async () => {
  const { platform, records, tries, queue } = open(() => failed);
  await queue.add(event());
  await platform.clock.advanceByAsync(600_000);
  assert.deepEqual(
    tries.map(({ atMs }) => atMs),
    [0, 60_000, 180_000],
  );
  assert.equal(platform.logLines.at(-1)?.message, "an asynchronous invocation failed for good");
  assert.deepEqual([platform.clock.armedCount, queue.count, (await records.list("lambda.event", { limit: 9 })).length], [0, 0, 0]);
});

test("one that succeeds is not run again, and leaves nothing in the store", async () => {
  let attempts = 0;
  const { platform, records, queue } = open(() => (++attempts === 2 ? succeeded : failed));
  await queue.add(event());
  await platform.clock.advanceByAsync(600_000);
  assert.equal(attempts, 2);
  for (const kind of ["lambda.event", "lambda.event-payload"]) assert.deepEqual(await records.list(kind, { limit: 9 }), []);
});

test("what waits outlives the server: the next one goes on where it stood", async () => {
  const first = open(() => failed);
  await first.queue.add(event("f", '{"kept":1}'));
  await first.platform.clock.advanceByAsync(1_000);
  await first.queue.close();
  const second = open(() => succeeded, first.records);
  await second.queue.open();
  await second.platform.clock.advanceByAsync(600_000);
  assert.deepEqual(second.tries, [{ name: "f", atMs: 60_000, payload: '{"kept":1}' }]);
});

test("what was running when the server ended is run again, and its end then is no failure", async () => {
  let end = (_outcome: EventOutcome) => {};
  const first = open(() => new Promise((resolve) => (end = resolve)));
  await first.queue.add(event());
  await first.platform.clock.advanceByAsync(1);
  const closed = first.queue.close();
  end(failed);
  await closed;
  const second = open(() => succeeded, first.records);
  await second.queue.open();
  await second.platform.clock.advanceByAsync(1);
  assert.deepEqual([second.tries.length, second.queue.count], [1, 0]);
});

test("the destination is told in the write that ends the event", async () => {
  const { platform, records, tries, queue } = open(({ name }) => (name.name === "bad" ? failed : succeeded));
  await configure(records, "bad", { maximumRetryAttempts: 0, onFailure: arn("told"), onSuccess: arn("never") });
  await configure(records, "good", { onSuccess: arn("told"), onFailure: arn("never") });
  await queue.add(event("bad", '{"n":1}'));
  await queue.add(event("good", '{"n":2}'));
  await platform.clock.advanceByAsync(1_000);
  const told = tries.filter(({ name }) => name === "told").map(({ payload }) => JSON.parse(payload));
  assert.deepEqual(
    told.map(({ requestContext, requestPayload }) => [requestContext.functionArn, requestContext.condition, requestPayload.n]),
    [
      [`${arn("bad")}:$LATEST`, "RetriesExhausted", 1],
      [`${arn("good")}:$LATEST`, "Success", 2],
    ],
  );
  assert.deepEqual([tries.length, queue.count], [4, 0]);
});

test("a chain of destinations that goes round in circles is cut", async () => {
  const { platform, records, tries, queue } = open(() => succeeded);
  await configure(records, "a", { onSuccess: arn("b") });
  await configure(records, "b", { onSuccess: arn("a") });
  await queue.add(event("a", "0"));
  await platform.clock.advanceByAsync(1_000);
  assert.deepEqual([tries.length, queue.count], [eventHopsMax + 1, 0]);
});

test("an event that waited longer than its age is not run any more", async () => {
  const first = open(() => succeeded);
  await configure(first.records, "f", { maximumEventAgeSeconds: 60, onFailure: arn("told") });
  await first.queue.close();
  await first.queue.add(event());
  const second = open(() => succeeded, first.records);
  second.platform.clock.setWallMs(second.platform.clock.nowMs() + 61_000);
  await second.queue.open();
  await second.platform.clock.advanceByAsync(1);
  assert.deepEqual(
    second.tries.map(({ name }) => name),
    ["told"],
  );
  assert.equal(JSON.parse(second.tries[0]!.payload).requestContext.condition, "EventAgeExceeded");
});

test("a full queue refuses, and has room again once something is done", async () => {
  let finish = (_outcome: EventOutcome) => {};
  const { platform, queue } = open(() => new Promise((resolve) => (finish = resolve)), memoryRecords(), 100);
  const large = "x".repeat(51);
  await queue.add(event("f", large));
  await assert.rejects(queue.add(event("f", large)), { code: "TooManyRequestsException", httpStatus: 429 });
  await platform.clock.advanceByAsync(1);
  finish(succeeded);
  await platform.clock.advanceByAsync(1);
  await queue.add(event("f", large));
});

test("only so many run at the same time", async () => {
  const { platform, tries, queue } = open(() => new Promise(() => {}));
  for (let n = 0; n < eventConcurrencyMax + 5; n++) await queue.add(event());
  await platform.clock.advanceByAsync(1);
  assert.deepEqual([tries.length, queue.count], [eventConcurrencyMax, eventConcurrencyMax + 5]);
});

test("when the store fails the event is not lost", async () => {
  const records = memoryRecords();
  let isBroken = false;
  const broken: RecordStore = {
    ...records,
    write: async (changes) => (isBroken ? Promise.reject(new Error("disk full")) : records.write(changes)),
  };
  const { platform, tries, queue } = open(() => succeeded, broken);
  await queue.add(event());
  isBroken = true;
  await platform.clock.advanceByAsync(1);
  isBroken = false;
  await platform.clock.advanceByAsync(600_000);
  assert.deepEqual([tries.length, queue.count], [2, 0]);
  isBroken = true;
  await assert.rejects(queue.add(event()), /disk full/);
  assert.equal(queue.count, 0);
});
