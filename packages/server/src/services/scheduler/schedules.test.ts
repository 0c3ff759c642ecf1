import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { off, openFixture, queueArn, refusal, roleArn } from "./scheduler-fixture.ts";

test("a schedule is shown with its defaults, listed, updated whole, and deleted", async () => {
  const { call, create } = openFixture();
  const { ScheduleArn } = await create("rate(5 minutes)", { Description: "d" });
  assert.equal(ScheduleArn, "arn:aws:scheduler:us-east-1:111111111111:schedule/default/s");
  const { CreationDate, LastModificationDate, ...shown } = await call("GetSchedule", { Name: "s" });
  assert.ok(CreationDate && LastModificationDate);
  assert.deepEqual(JSON.parse(JSON.stringify(shown)), {
    Arn: ScheduleArn,
    Name: "s",
    GroupName: "default",
    Description: "d",
    ScheduleExpression: "rate(5 minutes)",
    ScheduleExpressionTimezone: "UTC",
    FlexibleTimeWindow: off,
    State: "ENABLED",
    ActionAfterCompletion: "NONE",
    Target: {
      Arn: queueArn,
      RoleArn: roleArn,
      Input: "<aws.scheduler.scheduled-time>",
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    },
  });
  await assert.rejects(create("rate(5 minutes)"), refusal("ConflictException", "Schedule s already exists."));
  const update = {
    Name: "s",
    ScheduleExpression: "cron(0 0 1 * ? *)",
    ScheduleExpressionTimezone: "Europe/Berlin",
    FlexibleTimeWindow: off,
  };
  await call("UpdateSchedule", { ...update, State: "DISABLED", Target: { Arn: queueArn, RoleArn: roleArn } });
  const updated = await call("GetSchedule", { Name: "s" });
  assert.deepEqual([updated.Description, updated.State, updated.ScheduleExpressionTimezone], [undefined, "DISABLED", "Europe/Berlin"]);
  assert.deepEqual(
    (await call("ListSchedules", { State: "DISABLED" })).Schedules.map(({ Name, Target }) => [Name, Target]),
    [["s", { Arn: queueArn }]],
  );
  await call("DeleteSchedule", { Name: "s" });
  await assert.rejects(call("GetSchedule", { Name: "s" }), refusal("ResourceNotFoundException", "Schedule s does not exist."));
  await assert.rejects(call("DeleteSchedule", { Name: "s" }), refusal("ResourceNotFoundException", "Schedule s does not exist."));
});

test("the same ClientToken makes a schedule once", async () => {
  const { create } = openFixture();
  const first = await create("rate(1 day)", { ClientToken: "t" });
  assert.deepEqual(await create("rate(1 day)", { ClientToken: "t" }), first);
  await assert.rejects(create("rate(1 day)", { ClientToken: "u" }), refusal("ConflictException", "Schedule s already exists."));
});

test("what is no schedule is refused", async () => {
  const { create, platform } = openFixture();
  const nowMs = platform.clock.nowMs();
  const refusals: readonly (readonly [Promise<unknown>, string | RegExp])[] = [
    [create("rate(10 seconds)"), "Invalid Schedule Expression rate(10 seconds)."],
    [create("at(2030-01-01)"), "Invalid Schedule Expression at(2030-01-01)."],
    [create("rate(1 day)", { ScheduleExpressionTimezone: "Mars/Olympus" }), "Invalid ScheduleExpressionTimezone Mars/Olympus."],
    [create("rate(1 day)", { FlexibleTimeWindow: { Mode: "FLEXIBLE" } }), /MaximumWindowInMinutes must be specified/],
    [create("rate(1 day)", { StartDate: 2_000, EndDate: 1_000 }), "EndDate must be after StartDate."],
    [create("rate(1 day)", { StartDate: nowMs - 300_001 }), "The StartDate you specify cannot be earlier than 5 minutes ago."],
    [create("rate(1 day)", {}, { Arn: "queue" }), "Provided Arn is not in correct format: queue"],
    [create("rate(1 day)", {}, { Arn: "arn:aws:kinesis:us-east-1:111111111111:stream/s" }), /^Stile does not support targets of kinesis/],
    [create("rate(1 day)", {}, { Arn: `${queueArn}.fifo` }), /MessageGroupId must be specified/],
    [
      create("rate(1 day)", {}, { Arn: "arn:aws:events:us-east-1:111111111111:event-bus/default" }),
      /EventBridgeParameters must be specified/,
    ],
    [create("rate(1 day)", {}, { Arn: "arn:aws:scheduler:::aws-sdk:nothing:at" }), /no API model of the service nothing/],
    [create("rate(1 day)", {}, { Arn: "arn:aws:scheduler:::aws-sdk:sqs:fly" }), /has no action fly/],
    [create("rate(1 day)", {}, { Arn: "arn:aws:scheduler:::aws-sdk:sqs:listQueues" }), /only read/],
    [create("rate(1 day)", {}, { Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", Input: "[]" }), /must be a JSON object/],
  ];
  for (const [refused, message] of refusals) await assert.rejects(refused, refusal("ValidationException", message));
  await assert.rejects(create("rate(1 day)", { GroupName: "g" }), refusal("ResourceNotFoundException", "Schedule group g does not exist."));
});

test("a schedule made while its group is deleted is not left behind", async () => {
  const stored = memoryRecords();
  let meanwhile: (() => Promise<unknown>) | undefined;
  const records: RecordStore = {
    get: stored.get.bind(stored),
    list: stored.list.bind(stored),
    async write(changes) {
      const before = changes.some(({ kind }) => kind === "scheduler.schedule") ? meanwhile : undefined;
      if (before !== undefined) meanwhile = undefined;
      await before?.();
      await stored.write(changes);
    },
  };
  const { call, create, platform } = openFixture({ records });
  await call("CreateScheduleGroup", { Name: "g" });
  meanwhile = async () => {
    await call("DeleteScheduleGroup", { Name: "g" });
    await platform.clock.advanceByAsync(0);
  };
  await assert.rejects(create("rate(1 day)", { GroupName: "g" }), refusal("ResourceNotFoundException", "Schedule group g does not exist."));
  assert.deepEqual((await call("ListSchedules", {})).Schedules, []);
});

test("listings come in pages, of one group or all, by prefix", async () => {
  const { call, create } = openFixture();
  await call("CreateScheduleGroup", { Name: "g" });
  for (const Name of ["a1", "a2", "b"]) await create("rate(1 day)", { Name, GroupName: "g" });
  await create("rate(1 day)", { Name: "a0" });
  const names = async (input: Parameters<typeof call<"ListSchedules">>[1]) => {
    const all: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call("ListSchedules", { ...input, MaxResults: 1, ...(NextToken === undefined ? {} : { NextToken }) });
      all.push(...page.Schedules.map(({ Name }) => Name));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return all;
  };
  assert.deepEqual(await names({}), ["a0", "a1", "a2", "b"]);
  assert.deepEqual(await names({ GroupName: "g", NamePrefix: "a" }), ["a1", "a2"]);
  assert.deepEqual(await names({ NamePrefix: "a" }), ["a0", "a1", "a2"]);
});

test("groups are made, tagged, listed, and deleted with their schedules", async () => {
  const { call, create, platform, scheduler, bodies } = openFixture();
  await scheduler.open();
  const { ScheduleGroupArn } = await call("CreateScheduleGroup", { Name: "g", Tags: [{ Key: "a", Value: "1" }] });
  assert.equal(ScheduleGroupArn, "arn:aws:scheduler:us-east-1:111111111111:schedule-group/g");
  await assert.rejects(call("CreateScheduleGroup", { Name: "g" }), refusal("ConflictException", "Schedule group g already exists."));
  await call("TagResource", { ResourceArn: ScheduleGroupArn, Tags: [{ Key: "b", Value: "2" }] });
  await call("UntagResource", { ResourceArn: ScheduleGroupArn, TagKeys: ["a"] });
  assert.deepEqual((await call("ListTagsForResource", { ResourceArn: ScheduleGroupArn })).Tags, [{ Key: "b", Value: "2" }]);
  assert.deepEqual(
    (await call("ListScheduleGroups", {})).ScheduleGroups.map(({ Name, State }) => [Name, State]),
    [
      ["default", "ACTIVE"],
      ["g", "ACTIVE"],
    ],
  );
  await create("rate(1 hour)", { GroupName: "g", StartDate: platform.clock.nowMs() + 1_000 });
  await call("DeleteScheduleGroup", { Name: "g" });
  await platform.clock.advanceByAsync(3_600_000);
  await assert.rejects(call("GetScheduleGroup", { Name: "g" }), refusal("ResourceNotFoundException", "Schedule group g does not exist."));
  assert.deepEqual([bodies(), (await call("ListSchedules", {})).Schedules], [[], []]);
  await assert.rejects(call("DeleteScheduleGroup", { Name: "default" }), refusal("ValidationException", /can't be deleted/));
});
