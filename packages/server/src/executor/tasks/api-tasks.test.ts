import assert from "node:assert/strict";
import { test } from "node:test";
import { parseResource } from "@stile/states";
import { type ApiRequest, type AwsCaller, ServiceError } from "../../aws/index.ts";
import { openModelCatalogue } from "../../aws-client/index.ts";
import { createFakePlatform } from "../../platform/fake.ts";
import { settled } from "../executor-fixture.ts";
import type { Integration, TaskOutcome, TaskRequest } from "../integration.ts";
import { jobPollMinMs } from "../limits.ts";
import { awsSdkTasks } from "./aws-sdk.ts";
import { jobActions, jobOf } from "./jobs.ts";
import { nestedExecutionTasks } from "./nested-execution.ts";
import { optimizedTasks } from "./optimized.ts";
import { optimizedOperation } from "./optimized-apis.ts";

const models = openModelCatalogue(() => undefined);

function worldOf(answer: (request: ApiRequest) => unknown) {
  const platform = createFakePlatform();
  const asked: ApiRequest[] = [];
  const aws: AwsCaller = {
    async call<Output>(request: ApiRequest) {
      asked.push(request);
      return answer(request) as Output;
    },
  };
  const deps = { aws, platform, models };
  const integrations: readonly Integration[] = [
    nestedExecutionTasks({ ...deps, whenClosed: undefined }),
    optimizedTasks(deps),
    awsSdkTasks(deps),
  ];
  const controller = new AbortController();
  const run = (resourceText: string, parameters: unknown, more: Partial<TaskRequest> = {}): Promise<TaskOutcome> => {
    const resource = parseResource(`arn:aws:states:::${resourceText}`);
    const integration = integrations.find(({ serves }) => serves(resource)) ?? assert.fail(`nobody serves ${resourceText}`);
    return integration.run({
      resource,
      parameters: JSON.stringify(parameters),
      ...{ taskToken: undefined, executionArn: "arn:e", roleArn: "arn:r", region: "us-east-1", accountId: "0", idempotencyKey: "k" },
      ...{ again: false, deadlineMs: undefined, credentials: undefined, submission: undefined, signal: controller.signal },
      ...more,
    });
  };
  return { run, asked, platform, controller };
}

const outputOf = (outcome: TaskOutcome) =>
  JSON.parse(outcome.kind === "failed" ? assert.fail(JSON.stringify(outcome)) : outcome.output) as Record<string, unknown>;
const failureOf = (outcome: TaskOutcome) => (outcome.kind === "failed" ? outcome : assert.fail(JSON.stringify(outcome)));
const operations = (asked: readonly ApiRequest[]) => asked.map(({ operation }) => operation);

test("an SDK integration: Pascal case in and out, JSON where the API wants text, instants as ISO 8601", async () => {
  const { run, asked } = worldOf(() => ({ executionArn: "arn:child", startDate: 1_500 }));
  const outcome = await run("aws-sdk:sfn:startExecution", { StateMachineArn: "arn:m", Input: { a: 1 } });
  assert.deepEqual(outcome, { kind: "succeeded", output: '{"ExecutionArn":"arn:child","StartDate":"1970-01-01T00:00:01.500Z"}' });
  assert.deepEqual(asked[0], {
    service: "stepfunctions",
    operation: "StartExecution",
    input: { stateMachineArn: "arn:m", input: '{"a":1}' },
    ...{ region: "us-east-1", accountId: "0", principalArn: "arn:r" },
    signal: asked[0]?.signal,
  });
});

test("an SDK integration waits for the callback when it is to", async () => {
  const { run } = worldOf(() => ({ MessageId: "m" }));
  assert.equal(
    (await run("aws-sdk:sqs:sendMessage.waitForTaskToken", { QueueUrl: "q", MessageBody: "b" }, { taskToken: "t" })).kind,
    "submitted",
  );
});

test("a body that is a stream is shown as text, behind the other members", async () => {
  async function* body() {
    yield Buffer.from("he");
    yield Buffer.from("llo");
  }
  const { run } = worldOf(() => ({ Body: body(), ETag: '"e"', Metadata: {}, ContentLength: 5 }));
  const { output } = (await run("aws-sdk:s3:getObject", { Bucket: "b", Key: "k" })) as { output: string };
  assert.equal(output, '{"ContentLength":5,"ETag":"\\"e\\"","Metadata":{},"Body":"hello"}');
});

test("bytes that are no text are shown in Base64", async () => {
  const { run } = worldOf(() => ({ CiphertextBlob: new Uint8Array([0xff, 0xfe]), KeyId: "k" }));
  assert.deepEqual(outputOf(await run("aws-sdk:kms:encrypt", { KeyId: "k", Plaintext: "p" })), { CiphertextBlob: "//4=", KeyId: "k" });
});

test("parameters that do not fit are refused before anybody is asked; a null is not missing", async () => {
  const { run, asked } = worldOf(() => ({}));
  const { error, cause } = failureOf(await run("aws-sdk:dynamodb:putItem", { Tablename: "t", Item: "x" }));
  assert.equal(error, "States.Runtime");
  assert.equal(
    cause,
    `The Parameters '{"Tablename":"t","Item":"x"}' could not be used to start the Task: [The field "Tablename" is not supported by Step Functions, The value for the field "Item" must be an OBJECT, The field "TableName" is required but was missing]`,
  );
  assert.equal(asked.length, 0);
  await run("aws-sdk:dynamodb:putItem", { TableName: "t", Item: null });
  assert.deepEqual(asked[0]?.input, { TableName: "t" });
});

test("a service or an action that nobody has fails and says so", async () => {
  const { run } = worldOf(() => ({}));
  assert.match(failureOf(await run("aws-sdk:nosuch:thing", {})).cause ?? "", /no API model of the service 'nosuch'/);
  assert.match(failureOf(await run("aws-sdk:sqs:constructor", {})).cause ?? "", /has no action 'constructor'/);
});

test("errors of SDK integrations are named and worded after the second Java SDK", async () => {
  const refuse = async (resource: string, parameters: unknown, error: ServiceError) =>
    failureOf(
      await worldOf(() => {
        throw error;
      }).run(resource, parameters),
    );
  const bucket = await refuse("aws-sdk:s3:listObjects", { Bucket: "b" }, new ServiceError("NoSuchBucket", "gone", { httpStatus: 404 }));
  assert.equal(bucket.error, "S3.NoSuchBucketException");
  assert.match(bucket.cause ?? "", /^gone \(Service: S3, Status Code: 404, Request ID: \S+, Extended Request ID: \S+\)$/);
  const table = await refuse("aws-sdk:dynamodb:listTables", {}, new ServiceError("ValidationException", "bad"));
  assert.equal(table.error, "DynamoDb.DynamoDbException");
  assert.match(table.cause ?? "", /^bad \(Service: DynamoDb, Status Code: 400, Request ID: [^,]+\)$/);
  const token = await refuse("aws-sdk:sfn:sendTaskSuccess", { TaskToken: "t", Output: 1 }, new ServiceError("InvalidToken", "no"));
  assert.equal(token.error, "Sfn.InvalidTokenException");
  const nobody = await refuse(
    "aws-sdk:glue:getTables",
    { DatabaseName: "d" },
    new ServiceError("SdkClientException", "start it with --service"),
  );
  assert.deepEqual([nobody.error, nobody.cause], ["Glue.SdkClientException", "start it with --service"]);
});

test("errors of optimized integrations are named and worded after the first Java SDK", async () => {
  const refuse = async (resource: string, parameters: unknown, error: ServiceError) =>
    failureOf(
      await worldOf(() => {
        throw error;
      }).run(resource, parameters),
    );
  const topic = await refuse(
    "sns:publish",
    { TopicArn: "t", Message: "m" },
    new ServiceError("NotFound", "no topic", { httpStatus: 404, requestId: "r" }),
  );
  assert.equal(topic.error, "SNS.NotFoundException");
  assert.match(
    topic.cause ?? "",
    /^no topic \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: \S+; Proxy: null\)$/,
  );
  const machine = await refuse("states:startExecution", { StateMachineArn: "m" }, new ServiceError("StateMachineDoesNotExist", "none"));
  assert.equal(machine.error, "StepFunctions.StateMachineDoesNotExistException");
  const queue = await refuse(
    "sqs:sendMessage",
    { QueueUrl: "http://no-such-queue", MessageBody: "b" },
    new ServiceError("X", "never asked"),
  );
  assert.deepEqual(
    [queue.error, queue.cause],
    ["SQS.SdkClientException", "Unable to execute HTTP request: no-such-queue: Name or service not known"],
  );
});

test("an optimized integration shows what the first Java SDK adds, and one failed entry fails putEvents", async () => {
  const { run, asked } = worldOf(({ operation }) =>
    operation === "Publish" ? { MessageId: "m", SequenceNumber: "1" } : { FailedEntryCount: 1, Entries: [{ ErrorCode: "E" }] },
  );
  const output = outputOf(await run("sns:publish", { TopicArn: "t", Message: { a: 1 } }));
  assert.deepEqual(Object.keys(output), ["MessageId", "SdkHttpMetadata", "SdkResponseMetadata", "SequenceNumber"]);
  const executionArn = "arn:aws:states:r:0:execution:m:e";
  const failed = failureOf(await run("events:putEvents", { Entries: [{ Detail: {}, Resources: ["arn:mine"] }] }, { executionArn }));
  assert.deepEqual(asked[1]?.input, {
    Entries: [{ Detail: "{}", Resources: ["arn:mine", "arn:aws:states:r:0:stateMachine:m", executionArn] }],
  });
  assert.deepEqual([failed.error, failed.cause], ["EventBridge.FailedEntry", '{"Entries":[{"ErrorCode":"E"}],"FailedEntryCount":1}']);
});

test("every job is of operations that its service has", async () => {
  for (const name of jobActions) {
    const [service = "", action = ""] = name.split(":");
    const job = jobOf(service, action) ?? assert.fail(name);
    const start = optimizedOperation(service, action) ?? assert.fail(name);
    const known = (await models.model(job.service))?.operations ?? {};
    for (const operation of [start.operation, job.describe, ...(job.stop ? [job.stop.operation] : [])])
      assert.ok(known[operation], `${name}: ${operation}`);
  }
});

test("a job is started once, asked about until it has ended, and its end is the result", async () => {
  let state = "RUNNING";
  const { run, asked, platform } = worldOf(({ operation }) =>
    operation === "StartJobRun" ? { JobRunId: "jr" } : { JobRun: { Id: "jr", JobRunState: state, StartedOn: 5 } },
  );
  const started = await run("glue:startJobRun.sync", { JobName: "j" });
  assert.equal(started.kind, "submitted");
  const submission = started.kind === "submitted" ? started.output : "";
  const waiting = run("glue:startJobRun.sync", { JobName: "j" }, { submission });
  await settled();
  assert.deepEqual(operations(asked), ["StartJobRun", "GetJobRun"]);
  assert.deepEqual(asked[1]?.input, { JobName: "j", RunId: "jr" });
  state = "SUCCEEDED";
  await platform.clock.advanceByAsync(jobPollMinMs);
  assert.deepEqual(await waiting, { kind: "succeeded", output: '{"Id":"jr","JobRunState":"SUCCEEDED","StartedOn":5}' });
  state = "FAILED";
  const failed = failureOf(await run("glue:startJobRun.sync", { JobName: "j" }, { submission }));
  assert.deepEqual([failed.error, failed.cause], ["States.TaskFailed", '{"Id":"jr","JobRunState":"FAILED","StartedOn":5}']);
});

test("a job goes on when its service is away for a moment, and is stopped when its task is cancelled, not when it is forgotten", async () => {
  for (const [reason, stops] of [
    ["cancelled", true],
    ["forgotten", false],
    ["completed", false],
  ] as const) {
    const { run, asked, controller, platform } = worldOf(({ operation }) => {
      if (operation === "GetQueryExecution") throw new ServiceError("SdkClientException", "away", { httpStatus: 500 });
      return {};
    });
    const waiting = run("athena:startQueryExecution.sync", {}, { submission: '{"QueryExecutionId":"q"}' });
    await platform.clock.advanceByAsync(jobPollMinMs);
    controller.abort(reason);
    await waiting;
    assert.equal(operations(asked).includes("StopQueryExecution"), stops, reason);
  }
});

test("a container's exit code decides whether its task has succeeded", async () => {
  const task = (exitCode: number) => ({ tasks: [{ taskArn: "t", clusterArn: "c", lastStatus: "STOPPED", containers: [{ exitCode }] }] });
  const submission = '{"Tasks":[{"TaskArn":"t","ClusterArn":"c"}]}';
  assert.equal((await worldOf(() => task(0)).run("ecs:runTask.sync", {}, { submission })).kind, "succeeded");
  assert.equal(failureOf(await worldOf(() => task(3)).run("ecs:runTask.sync", {}, { submission })).error, "States.TaskFailed");
});

test("what an API takes for a token of idempotency is the same for each dispatch of a task", async () => {
  const { run, asked } = worldOf(() => ({ QueryExecutionId: "q" }));
  await run("athena:startQueryExecution", { QueryString: "s" });
  await run("athena:startQueryExecution", { QueryString: "s" });
  await run("athena:startQueryExecution", { QueryString: "s" }, { idempotencyKey: "other" });
  const tokens = asked.map(({ input }) => (input as { ClientRequestToken: string }).ClientRequestToken);
  assert.match(tokens[0] ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(tokens[0], tokens[1]);
  assert.notEqual(tokens[0], tokens[2]);
});

const described = (more: object = {}) => ({
  ...{ executionArn: "arn:child", stateMachineArn: "arn:m", name: "n", status: "SUCCEEDED", startDate: 1, stopDate: 2, redriveCount: 0 },
  ...{ input: '{"a":1}', inputDetails: { included: true }, output: "[1]", outputDetails: { included: true } },
  ...more,
});

test("a nested execution is started under a name of the task's own, and shown as text or as JSON", async () => {
  const { run, asked } = worldOf(({ operation }) =>
    operation === "StartExecution" ? { executionArn: "arn:child", startDate: 1 } : described(),
  );
  const started = outputOf(await run("states:startExecution.sync", { StateMachineArn: "arn:m", Input: { a: 1 } }, { taskToken: "t" }));
  assert.equal(started["ExecutionArn"], "arn:child");
  assert.match(JSON.stringify(asked[0]?.input), /"name":"[0-9a-f-]{36}"/);
  const submission = JSON.stringify(started);
  const text = outputOf(await run("states:startExecution.sync", {}, { submission }));
  const json = outputOf(await run("states:startExecution.sync:2", {}, { submission }));
  assert.deepEqual([text["Input"], text["Output"], text["RedriveCount"]], ['{"a":1}', "[1]", undefined]);
  assert.deepEqual([json["Input"], json["Output"]], [{ a: 1 }, [1]]);
});

test("a nested execution that fails is the cause of States.TaskFailed", async () => {
  const { run } = worldOf(() => described({ status: "FAILED", error: "E", cause: "C", output: undefined, outputDetails: undefined }));
  const { error, cause } = failureOf(await run("states:startExecution.sync", {}, { submission: '{"ExecutionArn":"arn:child"}' }));
  assert.equal(error, "States.TaskFailed");
  assert.deepEqual(Object.keys(JSON.parse(cause ?? "") as object), [
    ...["Cause", "Error", "ExecutionArn", "Input", "InputDetails", "Name", "StartDate", "StateMachineArn", "Status", "StopDate"],
  ]);
});

test("a start that is repeated finds the child that is there; a name somebody else gave stays taken", async () => {
  const world = () =>
    worldOf(({ operation }) => {
      if (operation === "DescribeExecution") return described();
      throw new ServiceError("ExecutionAlreadyExists", "taken");
    });
  const own = outputOf(await world().run("states:startExecution.sync", { StateMachineArn: "arn:aws:states:r:0:stateMachine:m" }));
  assert.match(String(own["ExecutionArn"]), /^arn:aws:states:r:0:execution:m:[0-9a-f-]{36}$/);
  const named = { StateMachineArn: "arn:aws:states:r:0:stateMachine:m", Name: "n" };
  assert.equal(failureOf(await world().run("states:startExecution.sync", named)).error, "StepFunctions.ExecutionAlreadyExistsException");
  assert.equal((await world().run("states:startExecution.sync", named, { again: true })).kind, "submitted");
});
