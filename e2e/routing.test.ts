/**
 * Services that are somewhere else: one server runs the workflows, another one has the queues, topics, tables, buckets,
 * buses, functions and state machines, and everything a workflow does happens there.
 */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { Scheduler } from "@aws-sdk/client-scheduler";
import type { SFN } from "@aws-sdk/client-sfn";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { zipFolder } from "@stile/cli";
import { type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";
import { clientOptions, createMachine, endOf, outputOf, start, stepFunctionsOf, taskMachine, until } from "./workflow-runs.ts";

const timeout = 60_000;
const services = ["sqs", "sns", "dynamodb", "events", "s3", "lambda", "stepfunctions", "logs", "scheduler"];

let folder: string;
let there: ServerProcess;
let here: ServerProcess;
let sfn: SFN;
let sfnThere: SFN;
let sqs: SQS;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  there = await startServerProcess(join(folder, "there"));
  here = await startServerProcess(join(folder, "here"), "--service", services.map((service) => `${service}=${there.url}`).join(","));
  sfn = stepFunctionsOf(here.url);
  sfnThere = stepFunctionsOf(there.url);
  sqs = new SQS(clientOptions(there.url));
});

after(async () => {
  for (const client of [sfn, sfnThere, sqs]) client.destroy();
  await here.stop();
  await there.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function newQueue(name: string): Promise<string> {
  const { QueueUrl } = await sqs.createQueue({ QueueName: name });
  assert.ok(QueueUrl);
  return QueueUrl;
}

async function nextMessage(QueueUrl: string): Promise<string> {
  return until("a message", async () => (await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 1 })).Messages?.[0]?.Body);
}

test("a message is sent to the queue that is elsewhere", { timeout }, async () => {
  const QueueUrl = await newQueue("plain");
  const output = await outputOf(sfn, taskMachine("sqs:sendMessage", { QueueUrl, MessageBody: { hello: 1 } }));
  assert.match(String(output["MessageId"]), /^[0-9a-f-]{36}$/);
  assert.equal(await nextMessage(QueueUrl), '{"hello":1}');
  await assert.rejects(
    new SQS(clientOptions(here.url)).getQueueUrl({ QueueName: "plain" }),
    "it is not in the server that runs the workflow",
  );
});

test("a task token goes to the queue elsewhere and comes back here", { timeout }, async () => {
  const QueueUrl = await newQueue("tokens");
  const parameters = { QueueUrl, MessageBody: { "token.$": "$$.Task.Token" } };
  const executionArn = await start(sfn, taskMachine("sqs:sendMessage.waitForTaskToken", parameters));
  const { token } = JSON.parse(await nextMessage(QueueUrl)) as { token: string };
  await sfn.sendTaskSuccess({ taskToken: token, output: '{"done":true}' });
  assert.equal((await endOf(sfn, executionArn)).output, '{"done":true}');
});

test("a nested execution runs elsewhere, in all its patterns", { timeout }, async () => {
  const wait = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 1, Next: "P" }, P: { Type: "Pass", Result: { r: 1 }, End: true } } };
  const StateMachineArn = await createMachine(sfnThere, JSON.stringify(wait));
  const Input = { "parent.$": "$$.Execution.Id" };
  const run = (resource: string) => outputOf(sfn, taskMachine(`states:${resource}`, { StateMachineArn, Input }));
  const started = await run("startExecution");
  assert.equal((await sfnThere.describeExecution({ executionArn: String(started["ExecutionArn"]) })).stateMachineArn, StateMachineArn);
  const [text, json] = await Promise.all([run("startExecution.sync"), run("startExecution.sync:2")]);
  assert.equal(text?.["Output"], '{"r":1}');
  assert.deepEqual(json?.["Output"], { r: 1 });
});

test("a nested execution elsewhere that fails is the cause; one whose parent is stopped is stopped", { timeout }, async () => {
  const failing = { StartAt: "F", States: { F: { Type: "Fail", Error: "E", Cause: "C" } } };
  const failed = await createMachine(sfnThere, JSON.stringify(failing));
  const { error, cause } = await endOf(sfn, await start(sfn, taskMachine("states:startExecution.sync", { StateMachineArn: failed })));
  assert.equal(error, "States.TaskFailed");
  assert.equal((JSON.parse(cause ?? "") as { Error: string }).Error, "E");
  const endless = await createMachine(
    sfnThere,
    JSON.stringify({ StartAt: "W", States: { W: { Type: "Wait", Seconds: 9_000, End: true } } }),
  );
  const executionArn = await start(sfn, taskMachine("states:startExecution.sync", { StateMachineArn: endless }));
  const child = await until(
    "the child",
    async () => (await sfnThere.listExecutions({ stateMachineArn: endless })).executions?.[0]?.executionArn,
  );
  await until("the wait", async () =>
    (await sfn.getExecutionHistory({ executionArn })).events?.some(({ type }) => type === "TaskSubmitted") ? true : undefined,
  );
  await sfn.stopExecution({ executionArn });
  assert.equal((await endOf(sfnThere, child)).status, "ABORTED");
});

test("tables, topics, buses, buckets and functions elsewhere answer as those of this server would", { timeout }, async (t) => {
  const options = clientOptions(there.url);
  const dynamodb = new DynamoDB(options);
  const sns = new SNS(options);
  const events = new EventBridge(options);
  const s3 = new S3({ ...options, forcePathStyle: true });
  const lambda = new Lambda(options);
  try {
    await dynamodb.createTable({
      TableName: "things",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    const { TopicArn } = await sns.createTopic({ Name: "topic" });
    await s3.createBucket({ Bucket: "bucket" });
    await s3.putObject({ Bucket: "bucket", Key: "in/items.json", Body: "[1,2,3]" });
    const sources = temporaryFolder(t);
    writeFileSync(join(sources, "index.mjs"), "export const handler = async (event) => ({ twice: event.n * 2 });");
    const { FunctionArn } = await lambda.createFunction({
      ...{ FunctionName: "twice", Role: "arn:aws:iam::000000000000:role/any", Runtime: "nodejs22.x", Handler: "index.handler" },
      Code: { ZipFile: zipFolder(sources) },
    });
    const Item = { id: { S: "1" }, n: { N: "5" } };
    await outputOf(sfn, taskMachine("dynamodb:putItem", { TableName: "things", Item }));
    assert.deepEqual((await dynamodb.getItem({ TableName: "things", Key: { id: Item.id } })).Item, Item);
    assert.deepEqual(
      (await outputOf(sfn, taskMachine("aws-sdk:dynamodb:getItem", { TableName: "things", Key: { id: Item.id } })))["Item"],
      Item,
    );
    assert.ok((await outputOf(sfn, taskMachine("sns:publish", { TopicArn, Message: { a: 1 } })))["MessageId"]);
    const entry = { Source: "me", DetailType: "d", Detail: { a: 1 } };
    assert.equal((await outputOf(sfn, taskMachine("events:putEvents", { Entries: [entry] })))["FailedEntryCount"], 0);
    assert.equal((await outputOf(sfn, taskMachine("aws-sdk:s3:getObject", { Bucket: "bucket", Key: "in/items.json" })))["Body"], "[1,2,3]");
    assert.deepEqual((await outputOf(sfn, taskMachine("lambda:invoke", { FunctionName: "twice", Payload: { n: 4 } })))["Payload"], {
      twice: 8,
    });
    const direct = { StartAt: "L", States: { L: { Type: "Task", Resource: FunctionArn, Parameters: { n: 3 }, End: true } } };
    assert.deepEqual(await outputOf(sfn, JSON.stringify(direct)), { twice: 6 });
    const { ResultWriterDetails } = await outputOf(sfn, JSON.stringify(distributedMap));
    const { Key } = ResultWriterDetails as { Key: string };
    const manifest = JSON.parse((await (await s3.getObject({ Bucket: "bucket", Key })).Body?.transformToString()) ?? "") as {
      ResultFiles: { SUCCEEDED: { Key: string }[] };
    };
    const results = await s3.getObject({ Bucket: "bucket", Key: manifest.ResultFiles.SUCCEEDED[0]?.Key });
    assert.equal(await results.Body?.transformToString(), "[1,2,3]");
  } finally {
    for (const client of [dynamodb, sns, events, s3, lambda]) client.destroy();
  }
});

const distributedMap = {
  StartAt: "M",
  States: {
    M: {
      Type: "Map",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "JSON" },
        Parameters: { Bucket: "bucket", Key: "in/items.json" },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "P",
        States: { P: { Type: "Pass", End: true } },
      },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Parameters: { Bucket: "bucket", Prefix: "out" },
        WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" },
      },
      End: true,
    },
  },
};

test("log groups and schedules are made elsewhere", { timeout }, async () => {
  const logGroupName = "/made/by/a/workflow";
  await outputOf(sfn, taskMachine("aws-sdk:cloudwatchlogs:createLogGroup", { LogGroupName: logGroupName }));
  await outputOf(sfn, taskMachine("aws-sdk:scheduler:createScheduleGroup", { Name: "made-by-a-workflow" }));
  const logs = new CloudWatchLogs(clientOptions(there.url));
  const scheduler = new Scheduler(clientOptions(there.url));
  try {
    const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: logGroupName });
    assert.deepEqual(
      logGroups?.map((group) => group.logGroupName),
      [logGroupName],
    );
    assert.equal((await scheduler.getScheduleGroup({ Name: "made-by-a-workflow" })).State, "ACTIVE");
  } finally {
    logs.destroy();
    scheduler.destroy();
  }
});

test("what is refused elsewhere is worded as if it were refused here", { timeout }, async () => {
  const missing = { TableName: "none", Key: { id: { S: "1" } } };
  const optimized = await endOf(sfn, await start(sfn, taskMachine("dynamodb:getItem", missing)));
  assert.equal(optimized.error, "DynamoDB.ResourceNotFoundException");
  assert.match(
    optimized.cause ?? "",
    /^Requested resource not found \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: \S+; Proxy: null\)$/,
  );
  const sdk = await endOf(sfn, await start(sfn, taskMachine("aws-sdk:s3:getObject", { Bucket: "none-such", Key: "k" })));
  assert.equal(sdk.error, "S3.NoSuchBucketException");
});

test("a service that is nowhere fails the task and says how to route it; a route to nobody says so", { timeout }, async (t) => {
  const nowhere = await endOf(sfn, await start(sfn, taskMachine("athena:startQueryExecution.sync", { QueryString: "SELECT 1" })));
  assert.equal(nowhere.error, "Athena.SdkClientException");
  assert.match(nowhere.cause ?? "", /--service athena=URL .* --service athena=aws/);
  const lost = await startServerProcess(temporaryFolder(t), "--service", "sqs=http://127.0.0.1:1", "--memory");
  const client = stepFunctionsOf(lost.url);
  try {
    const ended = await endOf(client, await start(client, taskMachine("sqs:sendMessage", { QueueUrl: "http://q/0/q", MessageBody: "b" })));
    assert.deepEqual([ended.error, ended.cause], ["SQS.SdkClientException", "Unable to execute HTTP request: Connection refused"]);
  } finally {
    client.destroy();
    await lost.stop();
  }
});

test("a job of a service that is not embedded runs by asking the server it is routed to, across a crash of this one", {
  timeout,
}, async (t) => {
  let polls = 0;
  let ends = false;
  const started: unknown[] = [];
  const glue = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const isStart = String(request.headers["x-amz-target"]).endsWith(".StartJobRun");
    if (isStart) started.push(JSON.parse(body));
    else polls += 1;
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(JSON.stringify(isStart ? { JobRunId: "jr" } : { JobRun: { Id: "jr", JobRunState: ends ? "SUCCEEDED" : "RUNNING" } }));
  });
  await new Promise<void>((resolve) => glue.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    glue.closeAllConnections();
    glue.close();
  });
  const dataDir = temporaryFolder(t);
  const route = ["--service", `glue=http://127.0.0.1:${(glue.address() as AddressInfo).port}`];
  const first = await startServerProcess(dataDir, ...route);
  const firstClient = stepFunctionsOf(first.url);
  const executionArn = await start(firstClient, taskMachine("glue:startJobRun.sync", { JobName: "j" }));
  await until("a question about the job", async () => (polls > 0 ? true : undefined));
  firstClient.destroy();
  first.kill("SIGKILL");
  await first.ended;
  ends = true;
  const second = await startServerProcess(dataDir, ...route);
  const client = stepFunctionsOf(second.url);
  try {
    const { status, output } = await endOf(client, executionArn);
    assert.equal(status, "SUCCEEDED");
    assert.deepEqual(JSON.parse(output ?? ""), { Id: "jr", JobRunState: "SUCCEEDED" });
    assert.deepEqual(started, [{ JobName: "j" }], "the job was started once");
  } finally {
    client.destroy();
    await second.stop();
  }
});
