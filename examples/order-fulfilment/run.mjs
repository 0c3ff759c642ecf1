/**
 * Deploys the order workflow with the AWS SDK for JavaScript and walks one order through it: it plays the human who
 * approves, the worker who packs and the carrier who collects, and shows the execution state by state. Nothing here is
 * particular to Stile: AWS_ENDPOINT_URL decides who is spoken to. ROLE_ARN names a role that Step Functions and Lambda
 * may take on.
 */

import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, ResourceInUseException, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import {
  CreateFunctionCommand,
  LambdaClient,
  ResourceConflictException,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { zipOf } from "./zip.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const roleArn = process.env.ROLE_ARN ?? "arn:aws:iam::000000000000:role/order-fulfilment";
// Twelve attempts with growing pauses outlast a restart of the server.
const settings = { region: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "us-east-1", maxAttempts: 12 };
const lambda = new LambdaClient(settings);
const sfn = new SFNClient(settings);
const dynamodb = new DynamoDBClient(settings);
const sqs = new SQSClient(settings);
const sns = new SNSClient(settings);

const functions = {
  PriceFunctionArn: { name: "order-price", runtime: "nodejs22.x", handler: "index.handler" },
  ChargeFunctionArn: { name: "order-charge", runtime: "nodejs22.x", handler: "index.handler" },
  AskApprovalFunctionArn: { name: "order-ask-approval", runtime: "nodejs22.x", handler: "index.handler" },
  ReserveFunctionArn: { name: "order-reserve", runtime: "python3.12", handler: "handler.handler" },
};

const began = Date.now();
const say = (text) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);

async function deployFunction({ name, runtime, handler }) {
  const ZipFile = zipOf(here(`functions/${name}`));
  let answer;
  try {
    answer = await lambda.send(
      new CreateFunctionCommand({ FunctionName: name, Runtime: runtime, Handler: handler, Role: roleArn, Timeout: 30, Code: { ZipFile } }),
    );
  } catch (error) {
    if (!(error instanceof ResourceConflictException)) throw error;
    answer = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
  }
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 120 }, { FunctionName: name });
  say(`function ${name} (${runtime}) is there`);
  return answer.FunctionArn;
}

async function deployTable(name) {
  try {
    await dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        AttributeDefinitions: [{ AttributeName: "orderId", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "orderId", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 120 }, { TableName: name });
  say(`table ${name} is there`);
  return name;
}

async function deployQueue(name) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  say(`queue ${name} is there`);
  return QueueUrl;
}

/** The topic, and a queue that hears what is published to it. */
async function deployTopic(name, queueUrl) {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] }));
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: Attributes.QueueArn,
        Condition: { ArnEquals: { "aws:SourceArn": TopicArn } },
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy } }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: Attributes.QueueArn }));
  say(`topic ${name} is there`);
  return TopicArn;
}

async function deploy() {
  const values = {};
  for (const [placeholder, its] of Object.entries(functions)) values[placeholder] = await deployFunction(its);
  values.OrdersTableName = await deployTable("orders");
  values.CarrierQueueUrl = await deployQueue("order-carrier");
  const announcementsUrl = await deployQueue("order-announcements");
  values.OrderEventsTopicArn = await deployTopic("order-events", announcementsUrl);
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name: "order-packing" }));
  values.PackingActivityArn = activityArn;
  say("activity order-packing is there");
  const definition = readFileSync(here("definition.asl.json"), "utf8").replace(/\$\{(\w+)\}/g, (_, name) => values[name]);
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: "order-fulfilment", definition, roleArn }));
  say("state machine order-fulfilment is there");
  return { activityArn, stateMachineArn, carrierUrl: values.CarrierQueueUrl, announcementsUrl };
}

/** A callback that was repeated because its first answer got lost finds its task done: that is what was wanted. */
async function complete(command) {
  try {
    await sfn.send(command);
  } catch (error) {
    if (!(error instanceof TaskTimedOut)) throw error;
  }
}

/** The human: finds the question, thinks for a moment, and says yes. */
async function approve(taskToken, { orderId, total }) {
  await sleep(1000);
  say(`  the human approves order ${orderId} over ${total}`);
  await complete(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ approved: true, by: "the person on duty" }) }));
}

/** The worker: asks for parcels to pack until it is told to go home. */
async function pack(activityArn, signal) {
  while (!signal.aborted) {
    const task = await sfn
      .send(new GetActivityTaskCommand({ activityArn, workerName: "packing-desk-1" }), { abortSignal: signal })
      .catch((error) => (signal.aborted ? {} : Promise.reject(error)));
    if (!task.taskToken) continue;
    const { orderId, shelves } = JSON.parse(task.input);
    say(`  the worker packs order ${orderId} from ${shelves.map(({ shelf }) => shelf).join(", ")}`);
    await sleep(500);
    await complete(new SendTaskHeartbeatCommand({ taskToken: task.taskToken }));
    await sleep(500);
    await complete(new SendTaskSuccessCommand({ taskToken: task.taskToken, output: JSON.stringify({ weightKg: 12.5 }) }));
  }
}

/** Takes messages off a queue one by one until there is nobody left to wait for them. */
async function* messagesOf(queueUrl, signal) {
  while (!signal.aborted) {
    const { Messages = [] } = await sqs
      .send(new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 10 }), { abortSignal: signal })
      .catch((error) => (signal.aborted ? {} : Promise.reject(error)));
    for (const { Body, ReceiptHandle } of Messages) {
      yield JSON.parse(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}

/** The carrier: reads its orders from a queue and says when it comes. */
async function collect(carrierUrl, signal) {
  for await (const { taskToken, orderId, weightKg } of messagesOf(carrierUrl, signal)) {
    say(`  the carrier will collect ${weightKg} kg for order ${orderId}`);
    const output = JSON.stringify({ trackingNumber: `TRACK-${orderId}`, pickUpInSeconds: 2 });
    await complete(new SendTaskSuccessCommand({ taskToken, output }));
  }
}

/** What the rest of the company hears of the order: the message of this execution, which may come after others. */
async function announced(announcementsUrl, orderId, signal) {
  for await (const { Subject, Message } of messagesOf(announcementsUrl, signal)) {
    if (JSON.parse(Message).orderId === orderId) return `${Subject}: ${Message}`;
  }
}

/** Shows what happens, calls the human when there is a question, and answers how the execution ended. */
async function watch(executionArn) {
  const asked = [];
  for (let lastId = 0; ; await sleep(250)) {
    // Asked before the history is read: of an execution that has ended, the history is then whole.
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    let nextToken;
    do {
      const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
      for (const event of page.events.filter(({ id }) => id > lastId)) {
        show(event);
        lastId = event.id;
        const details = event.taskScheduledEventDetails;
        if (details?.resource === "invoke.waitForTaskToken") {
          const { Payload } = JSON.parse(details.parameters);
          asked.push(approve(Payload.taskToken, Payload));
        }
      }
      nextToken = page.nextToken;
    } while (nextToken);
    if (execution.status !== "RUNNING") {
      await Promise.all(asked);
      return execution;
    }
  }
}

function show(event) {
  const { type } = event;
  const entered = event.stateEnteredEventDetails;
  const exited = event.stateExitedEventDetails;
  const failed =
    event.taskFailedEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.activityFailedEventDetails ??
    event.activityTimedOutEventDetails;
  if (entered) say(`> ${entered.name}`);
  else if (exited) say(`< ${exited.name}`);
  else if (failed) say(`! ${type}: ${failed.error}`);
  else if (type.startsWith("Execution")) say(`= ${type}`);
}

const { activityArn, stateMachineArn, carrierUrl, announcementsUrl } = await deploy();
const closing = new AbortController();
const others = Promise.all([pack(activityArn, closing.signal), collect(carrierUrl, closing.signal)]);
const order = JSON.parse(readFileSync(here("input.json"), "utf8"));
const { executionArn } = await sfn.send(
  new StartExecutionCommand({ stateMachineArn, name: `order-${order.orderId}-${began}`, input: JSON.stringify(order) }),
);
say(`started ${executionArn}`);
const { status, output, error, cause } = await Promise.race([
  watch(executionArn),
  others.then(() => Promise.reject(new Error("the worker left"))),
]);
closing.abort();
await others;
if (status === "SUCCEEDED") {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: "orders", Key: { orderId: { S: order.orderId } } }));
  say(`  the table says ${Item.status.S}, ${Item.trackingNumber.S}`);
  say(`  the topic said ${await announced(announcementsUrl, order.orderId, AbortSignal.timeout(20_000))}`);
}
say(`${status}: ${output ?? `${error}: ${cause}`}`);
process.exitCode = status === "SUCCEEDED" ? 0 : 1;
