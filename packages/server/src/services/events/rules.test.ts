import assert from "node:assert/strict";
import { test } from "node:test";
import { openFixture, queueArn, refusal, roleArn } from "./events-fixture.ts";

test("buses are made, described, listed and deleted; the default bus is always there", async () => {
  const { call } = openFixture();
  const { EventBusArn } = await call("CreateEventBus", { Name: "mine", Description: "d", Tags: [{ Key: "a", Value: "1" }] });
  assert.equal(EventBusArn, "arn:aws:events:us-east-1:111111111111:event-bus/mine");
  await assert.rejects(
    call("CreateEventBus", { Name: "mine" }),
    refusal("ResourceAlreadyExistsException", "Event bus mine already exists."),
  );
  const { CreationTime, LastModifiedTime, ...mine } = await call("DescribeEventBus", { Name: "mine" });
  assert.ok(CreationTime && LastModifiedTime);
  assert.deepEqual(mine, { Name: "mine", Arn: EventBusArn, Description: "d", Policy: undefined });
  assert.deepEqual(
    (await call("ListEventBuses", {})).EventBuses?.map(({ Name }) => Name),
    ["default", "mine"],
  );
  assert.deepEqual((await call("ListTagsForResource", { ResourceARN: EventBusArn })).Tags, [{ Key: "a", Value: "1" }]);
  await call("UpdateEventBus", { Name: "mine", Description: "other" });
  assert.equal((await call("DescribeEventBus", { Name: "mine" })).Description, "other");
  await call("DeleteEventBus", { Name: "mine" });
  await assert.rejects(call("DescribeEventBus", { Name: "mine" }), refusal("ResourceNotFoundException", "Event bus mine does not exist."));
  await assert.rejects(call("DeleteEventBus", { Name: "default" }), refusal("ValidationException", "Cannot delete event bus default."));
  await call("DeleteEventBus", { Name: "never" });
});

test("permissions join the bus's policy, by statement or whole", async () => {
  const { call } = openFixture();
  const policy = async () => JSON.parse((await call("DescribeEventBus", {})).Policy ?? "null") as { Statement: { Sid: string }[] } | null;
  await call("PutPermission", { Action: "events:PutEvents", Principal: "222222222222", StatementId: "one" });
  await call("PutPermission", {
    Action: "events:PutEvents",
    Principal: "*",
    StatementId: "two",
    Condition: { Type: "StringEquals", Key: "aws:PrincipalOrgID", Value: "o-1" },
  });
  assert.deepEqual(
    (await policy())?.Statement.map(({ Sid }) => Sid),
    ["one", "two"],
  );
  await call("RemovePermission", { StatementId: "one" });
  await assert.rejects(
    call("RemovePermission", { StatementId: "one" }),
    refusal("ResourceNotFoundException", "Statement with the provided id does not exist."),
  );
  await call("RemovePermission", { RemoveAllPermissions: true });
  assert.equal(await policy(), null);
  await assert.rejects(call("PutPermission", { Policy: "{}" }), refusal("ValidationException", /no policy document/));
});

test("rules are put, described, listed by prefix and pages, disabled and deleted", async () => {
  const { call } = openFixture();
  for (const Name of ["a1", "a2", "a3", "b"]) {
    const { RuleArn } = await call("PutRule", { Name, EventPattern: '{"source":["app"]}', Description: "d" });
    assert.equal(RuleArn, `arn:aws:events:us-east-1:111111111111:rule/${Name}`);
  }
  const first = await call("ListRules", { NamePrefix: "a", Limit: 2 });
  const second = await call("ListRules", { NamePrefix: "a", Limit: 2, NextToken: first.NextToken! });
  assert.deepEqual(
    [first.Rules?.map(({ Name }) => Name), second.Rules?.map(({ Name }) => Name), second.NextToken],
    [["a1", "a2"], ["a3"], undefined],
  );
  await call("DisableRule", { Name: "a1" });
  assert.deepEqual(JSON.parse(JSON.stringify(await call("DescribeRule", { Name: "a1" }))), {
    Name: "a1",
    Arn: "arn:aws:events:us-east-1:111111111111:rule/a1",
    EventPattern: '{"source":["app"]}',
    State: "DISABLED",
    Description: "d",
    EventBusName: "default",
    CreatedBy: "111111111111",
  });
  await call("EnableRule", { Name: "a1" });
  await call("DeleteRule", { Name: "a1" });
  await call("DeleteRule", { Name: "a1" });
  await assert.rejects(
    call("DescribeRule", { Name: "a1" }),
    refusal("ResourceNotFoundException", "Rule a1 does not exist on EventBus default."),
  );
  await assert.rejects(
    call("EnableRule", { Name: "a1" }),
    refusal("ResourceNotFoundException", "Rule a1 does not exist on EventBus default."),
  );
});

test("what is no rule is refused in AWS's words", async () => {
  const { call } = openFixture();
  await call("CreateEventBus", { Name: "mine" });
  const put = (rule: Readonly<Record<string, unknown>>) => call("PutRule", { Name: "r", ...rule });
  await assert.rejects(put({}), refusal("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified."));
  await assert.rejects(
    put({ EventPattern: '{"a":[]}' }),
    refusal("InvalidEventPatternException", /^Event pattern is not valid\. Reason: Empty arrays are not allowed at \[Source/),
  );
  await assert.rejects(
    put({ ScheduleExpression: "rate(1 minutes)" }),
    refusal("ValidationException", "Parameter ScheduleExpression is not valid."),
  );
  await assert.rejects(
    put({ ScheduleExpression: "rate(1 minute)", EventBusName: "mine" }),
    refusal("ValidationException", "ScheduleExpression is supported only on the default event bus."),
  );
  await assert.rejects(
    put({ EventPattern: '{"a":[1]}', EventBusName: "nope" }),
    refusal("ResourceNotFoundException", "Event bus nope does not exist."),
  );
});

test("targets are replaced by Id, bounded at five, and stand in the way of deleting the rule and its bus", async () => {
  const { call, ruleTo } = openFixture();
  await call("CreateEventBus", { Name: "mine" });
  await ruleTo({}, { EventBusName: "mine" });
  const on = { EventBusName: "mine", Rule: "r" };
  const target = (Id: string) => ({ Id, Arn: queueArn });
  await call("PutTargets", { ...on, Targets: [{ ...target("t"), Input: '"changed"' }, target("u")] });
  assert.deepEqual((await call("ListTargetsByRule", on)).Targets, [{ ...target("t"), Input: '"changed"' }, target("u")]);
  await assert.rejects(
    call("PutTargets", { ...on, Targets: ["1", "2", "3", "4"].map(target) }),
    refusal("LimitExceededException", "The requested resource exceeds the maximum number allowed."),
  );
  await assert.rejects(
    call("DeleteRule", { Name: "r", EventBusName: "mine" }),
    refusal("ValidationException", "Rule can't be deleted since it has targets."),
  );
  await assert.rejects(
    call("DeleteEventBus", { Name: "mine" }),
    refusal("ValidationException", "Event bus mine can't be deleted since it has rules."),
  );
  const { FailedEntryCount, FailedEntries } = await call("RemoveTargets", { ...on, Ids: ["t", "u", "never"] });
  assert.deepEqual([FailedEntryCount, FailedEntries?.[0]?.TargetId], [1, "never"]);
  await call("DeleteRule", { Name: "r", EventBusName: "mine" });
  await call("DeleteEventBus", { Name: "mine" });
});

test("what cannot be delivered to is refused when it is put, and why is said", async () => {
  const { call, ruleTo } = openFixture();
  await ruleTo({});
  const put = (target: Readonly<Record<string, unknown>>) =>
    call("PutTargets", { Rule: "r", Targets: [{ Id: "t", Arn: queueArn, ...target }] });
  const refusals: readonly (readonly [Readonly<Record<string, unknown>>, string | RegExp])[] = [
    [{ Arn: "queue" }, "Parameter queue is not valid. Reason: Provided Arn is not in correct format."],
    [{ Arn: "arn:aws:kinesis:us-east-1:111111111111:stream/s" }, /^Stile does not support targets of kinesis/],
    [{ Arn: `${queueArn}.fifo` }, "Parameter(s) SqsParameters must be specified for target: t."],
    [{ Arn: "arn:aws:states:us-east-1:111111111111:stateMachine:m" }, /^RoleArn is required for target arn:aws:states/],
    [{ Input: "{" }, /is not valid JSON/],
    [{ Input: "{}", InputPath: "$.detail" }, "Only one of Input, InputPath, or InputTransformer must be provided for target t."],
    [{ InputTransformer: { InputTemplate: '{"a": <b>}' } }, "InputTemplate for target t contains invalid placeholder b."],
    [{ EcsParameters: { TaskDefinitionArn: "x" } }, "Stile does not support EcsParameters of targets yet."],
    [{ DeadLetterConfig: { Arn: "arn:aws:sns:us-east-1:111111111111:t" } }, /Only standard SQS queues/],
    [{ DeadLetterConfig: { Arn: `${queueArn}.fifo` } }, /Only standard SQS queues/],
  ];
  for (const [target, message] of refusals)
    await assert.rejects(put(target), refusal("ValidationException", message), JSON.stringify(target));
  await put({ Arn: "arn:aws:states:us-east-1:111111111111:stateMachine:m", RoleArn: roleArn });
  await assert.rejects(
    call("PutTargets", { Rule: "never", Targets: [{ Id: "t", Arn: queueArn }] }),
    refusal("ResourceNotFoundException", "Rule never does not exist on EventBus default."),
  );
});

test("of rules and targets put at the same time none is lost", async () => {
  const { call, ruleTo } = openFixture();
  await ruleTo({});
  await Promise.all(["a", "b", "c", "d"].map((Id) => call("PutTargets", { Rule: "r", Targets: [{ Id, Arn: queueArn }] })));
  assert.deepEqual(
    (await call("ListTargetsByRule", { Rule: "r" })).Targets?.map(({ Id }) => Id),
    ["a", "b", "c", "d", "t"],
  );
});

test("tags of rules are merged, taken off, and go with the rule", async () => {
  const { call } = openFixture();
  const { RuleArn: ResourceARN = "" } = await call("PutRule", { Name: "r", EventPattern: '{"a":[1]}', Tags: [{ Key: "a", Value: "1" }] });
  await call("TagResource", { ResourceARN, Tags: [{ Key: "b", Value: "2" }] });
  await call("UntagResource", { ResourceARN, TagKeys: ["a"] });
  assert.deepEqual((await call("ListTagsForResource", { ResourceARN })).Tags, [{ Key: "b", Value: "2" }]);
  await assert.rejects(
    call("TagResource", { ResourceARN, Tags: [{ Key: "aws:x", Value: "" }] }),
    refusal("ValidationException", /reserved/),
  );
  await call("DeleteRule", { Name: "r" });
  await assert.rejects(call("ListTagsForResource", { ResourceARN }), refusal("ResourceNotFoundException", /^Rule r does not exist/));
});

test("what Stile does not serve is refused with 501", async () => {
  const { call } = openFixture();
  await assert.rejects(call("ListPartnerEventSources", { NamePrefix: "a" }), refusal("NotImplementedException", /does not implement/));
});
