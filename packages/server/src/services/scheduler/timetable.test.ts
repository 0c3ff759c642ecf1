import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiRequest, ServiceError } from "../../aws/index.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { openFixture, queueArn, roleArn } from "./scheduler-fixture.ts";

const hourMs = 3_600_000;

test("a rate begins at once, a rate with a StartDate there", async () => {
  const { scheduler, create, bodies, platform } = openFixture();
  await scheduler.open();
  await create("rate(1 hour)");
  await create("rate(1 hour)", { Name: "later", StartDate: platform.clock.nowMs() + 30 * 60_000 });
  await platform.clock.advanceByAsync(hourMs);
  assert.deepEqual(bodies(), ["2030-01-01T00:00:00Z", "2030-01-01T00:30:00Z", "2030-01-01T01:00:00Z"]);
});

test("cron follows its time zone, and nothing is invoked after the EndDate", async () => {
  const { scheduler, create, bodies, platform } = openFixture();
  await scheduler.open();
  await create("cron(0 9 * * ? *)", { ScheduleExpressionTimezone: "America/New_York", EndDate: platform.clock.nowMs() + 39 * hourMs });
  await platform.clock.advanceByAsync(100 * hourMs);
  assert.deepEqual(bodies(), ["2030-01-01T14:00:00Z", "2030-01-02T14:00:00Z"]);
  assert.equal(platform.clock.armedCount, 0);
});

test("a one-time schedule is invoked once, and goes when it says so", async () => {
  const { scheduler, create, call, bodies, platform } = openFixture();
  await scheduler.open();
  await create("at(2030-01-01T02:00:00)", { Name: "kept" });
  await create("at(2030-01-01T03:00:00)", { Name: "gone", ActionAfterCompletion: "DELETE", ScheduleExpressionTimezone: "Europe/Berlin" });
  await create("at(2029-12-31T00:00:00)", { Name: "past" });
  await platform.clock.advanceByAsync(10 * hourMs);
  assert.deepEqual(bodies(), ["2030-01-01T02:00:00Z", "2030-01-01T02:00:00Z"]);
  assert.deepEqual(
    (await call("ListSchedules", {})).Schedules.map(({ Name }) => Name),
    ["kept", "past"],
  );
});

test("a one-time schedule ignores StartDate and EndDate", async () => {
  const { scheduler, create, bodies, platform } = openFixture();
  await scheduler.open();
  const nowMs = platform.clock.nowMs();
  await create("at(2030-01-01T02:00:00)", { Name: "late", StartDate: nowMs + 5 * hourMs });
  await create("at(2030-01-01T03:00:00)", { Name: "over", StartDate: nowMs - hourMs, EndDate: nowMs + hourMs });
  await platform.clock.advanceByAsync(10 * hourMs);
  assert.deepEqual(bodies(), ["2030-01-01T02:00:00Z", "2030-01-01T03:00:00Z"]);
});

test("a flexible window moves each invocation to a place within it, which a restart does not change", async () => {
  const first = openFixture();
  await first.scheduler.open();
  await first.create("cron(0 * * * ? *)", { FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 30 } });
  const dueMs = first.platform.clock.nextDueMs() ?? 0;
  const beganMs = first.platform.clock.nowMs();
  assert.ok(dueMs >= beganMs + hourMs && dueMs < beganMs + 1.5 * hourMs);
  const next = openFixture({ records: first.records });
  await next.scheduler.open();
  assert.equal(next.platform.clock.nextDueMs(), dueMs);
  await next.platform.clock.advanceByAsync(10 * hourMs + 30 * 60_000);
  assert.deepEqual(
    next.bodies(),
    Array.from({ length: 10 }, (_, hour) => `2030-01-01T${String(hour + 1).padStart(2, "0")}:00:00Z`),
  );
});

test("times whose flexible windows overlap are all invoked", async () => {
  const { scheduler, create, bodies, platform } = openFixture();
  await scheduler.open();
  await create("rate(1 minute)", { FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 15 } });
  await platform.clock.advanceByAsync(2 * hourMs);
  const wanted = Array.from({ length: 105 }, (_, minute) => new Date(Date.UTC(2030, 0, 1, 0, minute)).toISOString().slice(0, 19));
  assert.deepEqual(
    bodies().slice(0, 105),
    wanted.map((time) => `${time}Z`),
  );
});

test("what a schedule is changed to while it is invoked counts", async () => {
  const stored = memoryRecords();
  let meanwhile: (() => Promise<unknown>) | undefined;
  const records: RecordStore = {
    get: stored.get.bind(stored),
    list: stored.list.bind(stored),
    async write(changes) {
      const change = changes.some(({ kind }) => kind === "scheduler.clock") ? meanwhile : undefined;
      meanwhile = change === undefined ? meanwhile : undefined;
      await change?.();
      await stored.write(changes);
    },
  };
  const { scheduler, create, call, bodies, platform } = openFixture({ records });
  await scheduler.open();
  await create("at(2030-01-01T01:00:00)");
  const Target = { Arn: queueArn, RoleArn: roleArn, Input: "new" };
  meanwhile = () =>
    call("UpdateSchedule", { Name: "s", FlexibleTimeWindow: { Mode: "OFF" }, Target, ScheduleExpression: "at(2030-01-01T03:00:00)" });
  await platform.clock.advanceByAsync(5 * hourMs);
  assert.deepEqual(bodies(), ["2030-01-01T01:00:00Z", "new"]);
});

test("disabled, updated and deleted schedules are silent, or follow what they say now", async () => {
  const { scheduler, create, call, bodies, platform } = openFixture();
  await scheduler.open();
  await create("cron(0 * * * ? *)");
  await platform.clock.advanceByAsync(hourMs);
  const update = { Name: "s", FlexibleTimeWindow: { Mode: "OFF" }, Target: { Arn: queueArn, RoleArn: roleArn, Input: "new" } } as const;
  await call("UpdateSchedule", { ...update, ScheduleExpression: "cron(30 * * * ? *)" });
  await platform.clock.advanceByAsync(hourMs);
  await call("UpdateSchedule", { ...update, ScheduleExpression: "cron(30 * * * ? *)", State: "DISABLED" });
  await platform.clock.advanceByAsync(5 * hourMs);
  await call("UpdateSchedule", { ...update, ScheduleExpression: "cron(30 * * * ? *)" });
  await platform.clock.advanceByAsync(hourMs);
  await call("DeleteSchedule", { Name: "s" });
  await platform.clock.advanceByAsync(5 * hourMs);
  assert.deepEqual(bodies(), ["2030-01-01T01:00:00Z", "new", "new"]);
});

test("what was missed is made up for once at the next start, if it is not too old; nothing is invoked twice", async () => {
  const first = openFixture();
  await first.scheduler.open();
  await first.create("cron(0 * * * ? *)");
  await first.create("at(2030-01-01T05:00:00)", { Name: "once" }, { Input: "once <aws.scheduler.scheduled-time>" });
  await first.create("at(2030-01-01T04:00:00)", { Name: "stale" }, { Input: "stale", RetryPolicy: { MaximumEventAgeInSeconds: 3_600 } });
  await first.platform.clock.advanceByAsync(2 * hourMs + 60_000);
  await first.scheduler.close();
  first.platform.clock.setWallMs(first.platform.clock.nowMs() + 5 * hourMs);
  const next = openFixture({ records: first.records, platform: first.platform });
  await next.scheduler.open();
  await next.platform.clock.advanceByAsync(60_000);
  assert.deepEqual(first.bodies(), ["2030-01-01T01:00:00Z", "2030-01-01T02:00:00Z"]);
  assert.deepEqual([...next.bodies()].sort(), ["2030-01-01T07:00:00Z", "once 2030-01-01T05:00:00Z"]);
  const third = openFixture({ records: first.records, platform: first.platform });
  await next.scheduler.close();
  await third.scheduler.open();
  await third.platform.clock.advanceByAsync(0);
  assert.deepEqual(third.bodies(), []);
});

test("an invocation that a crash left is made by the next server", async () => {
  const first = openFixture({ answer: () => new Promise(() => {}) });
  await first.scheduler.open();
  await first.create("at(2030-01-01T01:00:00)");
  await first.platform.clock.advanceByAsync(hourMs);
  assert.equal(first.bodies().length, 1);
  const next = openFixture({ records: first.records, platform: first.platform });
  await next.scheduler.open();
  await next.platform.clock.advanceByAsync(0);
  assert.deepEqual(next.bodies(), ["2030-01-01T01:00:00Z"]);
});

test("a target without input gets an event; context attributes are filled in, the attempt among them", async () => {
  let busy = true;
  const answer = () => {
    if (!busy) return {};
    busy = false;
    throw new ServiceError("ThrottlingException", "busy");
  };
  const { scheduler, create, bodies, calls, platform } = openFixture({ answer });
  await scheduler.open();
  await create(
    "at(2030-01-01T01:00:00)",
    {},
    { Input: '{"a":"<aws.scheduler.schedule-arn>","n":<aws.scheduler.attempt-number>,"e":"<aws.scheduler.execution-id>"}' },
  );
  await create("at(2030-01-01T02:00:00)", { Name: "none" }, { Input: undefined });
  await platform.clock.advanceByAsync(3 * hourMs);
  const [one, two, three] = bodies().map((body) => JSON.parse(body) as Record<string, unknown>);
  assert.deepEqual([one?.["n"], two?.["n"], one?.["e"] === two?.["e"]], [1, 2, true]);
  assert.equal(two?.["a"], "arn:aws:scheduler:us-east-1:111111111111:schedule/default/s");
  const { id: _id, ...event } = three ?? {};
  assert.deepEqual(event, {
    version: "0",
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: "111111111111",
    time: "2030-01-01T02:00:00Z",
    region: "us-east-1",
    resources: ["arn:aws:scheduler:us-east-1:111111111111:schedule/default/none"],
    detail: "{}",
  });
  assert.ok(calls.every(({ principalArn }) => principalArn === roleArn));
});

test("buses, machines and any API's operations are targets", async () => {
  const { scheduler, create, calls, platform } = openFixture({
    answer: ({ operation }) => (operation === "PutEvents" ? { Entries: [{ EventId: "e" }] } : {}),
  });
  await scheduler.open();
  const bus = "arn:aws:events:us-east-1:111111111111:event-bus/default";
  const at = "at(2030-01-01T01:00:00)";
  await create(at, { Name: "bus" }, { Arn: bus, Input: '{"n":1}', EventBridgeParameters: { DetailType: "d", Source: "app" } });
  await create(at, { Name: "machine" }, { Arn: "arn:aws:states:us-east-1:111111111111:stateMachine:m", Input: "{}" });
  await create(
    at,
    { Name: "any" },
    { Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", Input: '{"QueueUrl":"http://q/q","MessageBody":{"n":1}}' },
  );
  await platform.clock.advanceByAsync(hourMs);
  const inputOf = (operation: string) => calls.find((request) => request.operation === operation)?.input as Record<string, unknown>;
  assert.deepEqual(inputOf("PutEvents"), { Entries: [{ EventBusName: bus, DetailType: "d", Source: "app", Detail: '{"n":1}' }] });
  const { name, ...start } = inputOf("StartExecution");
  assert.deepEqual(start, { stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:m", input: "{}" });
  assert.match(String(name), /^[0-9a-f-]{36}$/);
  assert.deepEqual(inputOf("SendMessage"), { QueueUrl: "http://q/q", MessageBody: '{"n":1}' });
});

test("an invocation that cannot succeed becomes a dead letter with what went wrong", async () => {
  const answer = ({ input }: ApiRequest) => {
    if (JSON.stringify(input).includes("dead")) return {};
    throw new ServiceError("QueueDoesNotExist", "gone");
  };
  const { scheduler, create, calls, platform } = openFixture({ answer });
  await scheduler.open();
  await create("at(2030-01-01T01:00:00)", {}, { Input: "body", DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:111111111111:dead" } });
  await platform.clock.advanceByAsync(hourMs);
  const { MessageBody, MessageAttributes } = calls.at(-1)!.input as {
    MessageBody: string;
    MessageAttributes: Record<string, { StringValue: string }>;
  };
  assert.equal(MessageBody, "body");
  assert.deepEqual(
    ["SCHEDULE_ARN", "TARGET_ARN", "ERROR_CODE", "RETRY_ATTEMPTS", "IS_PAYLOAD_TRUNCATED"].map(
      (name) => MessageAttributes[name]?.StringValue,
    ),
    ["arn:aws:scheduler:us-east-1:111111111111:schedule/default/s", queueArn, "NO_RESOURCE", "0", "false"],
  );
});

test("ten thousand schedules wait with one timer, and those due together are all invoked", async () => {
  const { scheduler, create, bodies, platform } = openFixture();
  await scheduler.open();
  for (let index = 0; index < 10_000; index++)
    await create(index < 300 ? "at(2030-01-01T01:00:00)" : "at(2030-06-01T01:00:00)", { Name: `s${index}` });
  assert.equal(platform.clock.armedCount, 1);
  await platform.clock.advanceByAsync(hourMs);
  for (let turns = 0; turns < 200 && bodies().length < 300; turns++) await platform.clock.advanceByAsync(0);
  assert.equal(bodies().length, 300);
});
