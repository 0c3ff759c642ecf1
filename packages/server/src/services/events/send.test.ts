import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiRequest, ServiceError } from "../../aws/index.ts";
import { openFixture, queueArn, roleArn } from "./events-fixture.ts";

const refusing =
  (code: string, httpStatus = 400) =>
  () => {
    throw new ServiceError(code, `${code}!`, { httpStatus });
  };
const deadLetters = "arn:aws:sqs:us-east-1:111111111111:dead";

test("each kind of target is called by its own API", async () => {
  const { ruleTo, put, calls, call } = openFixture();
  await ruleTo({ Arn: `${queueArn}.fifo`, SqsParameters: { MessageGroupId: "g" } });
  await call("PutTargets", {
    Rule: "r",
    Targets: [
      { Id: "topic", Arn: "arn:aws:sns:us-east-1:111111111111:topic" },
      { Id: "function", Arn: "arn:aws:lambda:us-east-1:111111111111:function:f:alias", Input: '{"a":1}' },
      { Id: "machine", Arn: "arn:aws:states:eu-west-1:111111111111:stateMachine:m", RoleArn: roleArn, Input: "{}" },
      { Id: "logs", Arn: "arn:aws:logs:us-east-1:111111111111:log-group:/aws/events/g" },
    ],
  });
  const { Entries } = await put({ TraceHeader: "Root=1-2-3" });
  const byService = new Map(calls.map((request) => [request.service, request]));
  const inputOf = (service: string) => byService.get(service)?.input as Record<string, unknown>;
  assert.equal(inputOf("sqs")["MessageGroupId"], "g");
  assert.equal(inputOf("sqs")["QueueUrl"], "http://q/111111111111/q.fifo");
  assert.deepEqual(inputOf("sqs")["MessageSystemAttributes"], { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-2-3" } });
  assert.equal(inputOf("sns")["TopicArn"], "arn:aws:sns:us-east-1:111111111111:topic");
  const { Payload, ...invocation } = inputOf("lambda");
  assert.deepEqual(invocation, { FunctionName: "arn:aws:lambda:us-east-1:111111111111:function:f:alias", InvocationType: "Event" });
  assert.equal(Buffer.from(Payload as Uint8Array).toString(), '{"a":1}');
  const { name, ...start } = inputOf("stepfunctions");
  assert.deepEqual(start, {
    stateMachineArn: "arn:aws:states:eu-west-1:111111111111:stateMachine:m",
    input: "{}",
    traceHeader: "Root=1-2-3",
  });
  assert.ok(String(name).startsWith(`${Entries?.[0]?.EventId}_`) && String(name).length <= 80);
  assert.deepEqual([byService.get("stepfunctions")?.region, byService.get("stepfunctions")?.principalArn], ["eu-west-1", roleArn]);
  assert.equal(inputOf("logs")["logGroupName"], "/aws/events/g");
});

test("a log stream is made when it is missing", async () => {
  let made = false;
  const answer = ({ operation }: ApiRequest) => {
    if (operation === "CreateLogStream") made = true;
    else if (!made) refusing("ResourceNotFoundException")();
    return {};
  };
  const { ruleTo, put, calls } = openFixture({ answer });
  await ruleTo({ Arn: "arn:aws:logs:us-east-1:111111111111:log-group:g:*" });
  await put({});
  assert.deepEqual(
    calls.map(({ operation }) => operation),
    ["PutLogEvents", "CreateLogStream", "PutLogEvents"],
  );
});

test("a target that is busy is tried again; one that is gone is not, and its events become dead letters", async () => {
  const answer = ({ input }: ApiRequest) => {
    if (JSON.stringify(input).includes("/dead")) return {};
    return refusing(JSON.stringify(input).includes('\\"gone\\"') ? "QueueDoesNotExist" : "ThrottlingException")();
  };
  const { ruleTo, put, calls, platform } = openFixture({ answer });
  await ruleTo({ RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: deadLetters } });
  const queueOf = ({ input }: ApiRequest) => (input as { QueueUrl: string }).QueueUrl.split("/").at(-1);
  await put({ DetailType: "gone" });
  assert.deepEqual(calls.map(queueOf), ["q", "dead"]);
  const [, letter] = calls.splice(0);
  const attributes = (request: ApiRequest) =>
    Object.fromEntries(
      Object.entries((request.input as { MessageAttributes: Record<string, { StringValue: string }> }).MessageAttributes).map(([k, v]) => [
        k,
        v.StringValue,
      ]),
    );
  assert.deepEqual(attributes(letter as ApiRequest), {
    RULE_ARN: "arn:aws:events:us-east-1:111111111111:rule/r",
    TARGET_ARN: queueArn,
    ERROR_CODE: "NO_RESOURCE",
    ERROR_MESSAGE: "QueueDoesNotExist! (Status Code: 400; Error Code: QueueDoesNotExist)",
    RETRY_ATTEMPTS: "0",
  });
  await put({});
  await platform.clock.advanceByAsync(10_000);
  assert.deepEqual(calls.map(queueOf), ["q", "q", "q", "dead"]);
  const { ERROR_CODE, EXHAUSTED_RETRY_CONDITION, RETRY_ATTEMPTS } = attributes(calls[3] as ApiRequest);
  assert.deepEqual([ERROR_CODE, EXHAUSTED_RETRY_CONDITION, RETRY_ATTEMPTS], ["THROTTLING", "MaximumRetryAttempts", "2"]);
});

test("an execution that an earlier try started is not an error", async () => {
  const { ruleTo, put, calls, platform } = openFixture({ answer: refusing("ExecutionAlreadyExists") });
  await ruleTo({ Arn: "arn:aws:states:us-east-1:111111111111:stateMachine:m", RoleArn: roleArn, RetryPolicy: { MaximumRetryAttempts: 1 } });
  await put({});
  await platform.clock.advanceByAsync(100_000);
  assert.equal(calls.length, 1);
});

test("events go from bus to bus as they are, and a circle of buses is cut", async () => {
  const { call, put, messages, platform } = openFixture();
  const bus = (name: string) => `arn:aws:events:us-east-1:111111111111:event-bus/${name}`;
  const EventPattern = '{"source":["app"]}';
  await call("CreateEventBus", { Name: "other" });
  await call("PutRule", { Name: "to-other", EventPattern });
  await call("PutTargets", { Rule: "to-other", Targets: [{ Id: "bus", Arn: bus("other") }] });
  await call("PutRule", { Name: "back", EventPattern, EventBusName: "other" });
  await call("PutTargets", {
    Rule: "back",
    EventBusName: "other",
    Targets: [
      { Id: "bus", Arn: bus("default") },
      { Id: "q", Arn: queueArn },
    ],
  });
  const { Entries } = await put({ Detail: '{"n":1}' });
  await platform.clock.advanceByAsync(1_000);
  assert.equal(messages().length, 4);
  assert.ok(messages().every(({ id, source }) => id === Entries?.[0]?.EventId && source === "app"));
  assert.ok(platform.logLines.some(({ fields }) => fields["code"] === "THIRD_ACCOUNT_HOP_DETECTED"));
});
