import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { openFixture } from "./events-fixture.ts";

test("a rate fires one period after it was made, and from then on", async () => {
  const { events, ruleTo, messages, platform } = openFixture();
  await events.open();
  await ruleTo({}, { ScheduleExpression: "rate(5 minutes)" });
  await platform.clock.advanceByAsync(299_000);
  assert.equal(messages().length, 0);
  await platform.clock.advanceByAsync(601_000);
  assert.deepEqual(
    messages().map(({ id: _id, ...message }) => message),
    ["2030-01-01T00:05:00Z", "2030-01-01T00:10:00Z", "2030-01-01T00:15:00Z"].map((time) => ({
      version: "0",
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: "111111111111",
      time,
      region: "us-east-1",
      resources: ["arn:aws:events:us-east-1:111111111111:rule/r"],
      detail: {},
    })),
  );
});

test("cron is in UTC; a disabled or deleted rule is silent", async () => {
  const { call, events, ruleTo, messages, platform } = openFixture();
  await events.open();
  await ruleTo({}, { ScheduleExpression: "cron(0 12 * * ? *)" });
  await platform.clock.advanceByAsync(13 * 3_600_000);
  assert.deepEqual(
    messages().map(({ time }) => time),
    ["2030-01-01T12:00:00Z"],
  );
  await call("DisableRule", { Name: "r" });
  await platform.clock.advanceByAsync(24 * 3_600_000);
  await call("EnableRule", { Name: "r" });
  await platform.clock.advanceByAsync(24 * 3_600_000);
  assert.equal(messages().length, 2);
  await call("RemoveTargets", { Rule: "r", Ids: ["t"] });
  await call("DeleteRule", { Name: "r" });
  await platform.clock.advanceByAsync(48 * 3_600_000);
  assert.deepEqual([messages().length, platform.clock.nextDueMs()], [2, platform.clock.nextDueMs()]);
});

test("of what was missed while no server ran the last time is made up for, once; nothing fires twice", async () => {
  const first = openFixture();
  await first.events.open();
  await first.ruleTo({}, { ScheduleExpression: "rate(1 hour)" });
  await first.platform.clock.advanceByAsync(2 * 3_600_000 + 60_000);
  await first.events.close();
  first.platform.clock.setWallMs(first.platform.clock.nowMs() + 5 * 3_600_000);
  const next = openFixture({ records: first.records, platform: first.platform });
  await next.events.open();
  await next.platform.clock.advanceByAsync(60_000);
  assert.deepEqual(
    first.messages().map(({ time }) => time),
    ["2030-01-01T01:00:00Z", "2030-01-01T02:00:00Z"],
  );
  assert.deepEqual(
    next.messages().map(({ time }) => time),
    ["2030-01-01T07:00:00Z"],
  );
  await next.platform.clock.advanceByAsync(3_600_000);
  assert.deepEqual(
    next.messages().map(({ time }) => time),
    ["2030-01-01T07:00:00Z", "2030-01-01T08:00:00Z"],
  );
});

test("a time that was missed for too long is waited for no more", async () => {
  const first = openFixture();
  await first.events.open();
  await first.ruleTo({}, { ScheduleExpression: "rate(7 days)" });
  await first.events.close();
  first.platform.clock.setWallMs(first.platform.clock.nowMs() + 9 * 86_400_000);
  const next = openFixture({ records: first.records, platform: first.platform });
  await next.events.open();
  assert.ok((next.platform.clock.nextDueMs() ?? 0) > next.platform.clock.nowMs());
  await next.platform.clock.advanceByAsync(6 * 86_400_000);
  assert.deepEqual(
    next.messages().map(({ time }) => time),
    ["2030-01-15T00:00:00Z"],
  );
});

test("a schedule that cannot be kept while the server ends leaves no timer", async () => {
  const stored = memoryRecords();
  let fail: (error: Error) => void = () => {};
  const records: RecordStore = {
    get: stored.get.bind(stored),
    list: stored.list.bind(stored),
    write: (changes) =>
      changes.some(({ kind }) => kind === "events.rule-clock")
        ? new Promise((_resolve, reject) => void (fail = reject))
        : stored.write(changes),
  };
  const { events, ruleTo, platform } = openFixture({ records });
  await events.open();
  await ruleTo({}, { ScheduleExpression: "rate(1 hour)" });
  await platform.clock.advanceByAsync(3_600_000);
  const closing = events.close();
  fail(new Error("disk full"));
  await closing;
  assert.equal(platform.clock.armedCount, 0);
});

test("a server that starts again at once repeats nothing", async () => {
  const first = openFixture();
  await first.events.open();
  await first.ruleTo({}, { ScheduleExpression: "rate(1 hour)" });
  await first.platform.clock.advanceByAsync(3_600_000);
  const next = openFixture({ records: first.records, platform: first.platform });
  await next.events.open();
  await next.settle();
  assert.deepEqual([first.messages().length, next.messages().length], [1, 0]);
});
