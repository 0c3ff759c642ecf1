/**
 * Deploys the invoice workflow with the AWS SDK for JavaScript and lets it work: it plays the partner whose HTTP API
 * is asked, lays an invoice into the bucket, and shows the execution that EventBridge starts, state by state. Nothing
 * but the partner's address is particular to Stile: AWS_ENDPOINT_URL decides who is spoken to. ROLE_ARN names a role
 * that EventBridge and Step Functions may take on.
 */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, ResourceInUseException, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import {
  CreateConnectionCommand,
  DescribeConnectionCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  ResourceAlreadyExistsException,
} from "@aws-sdk/client-eventbridge";
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const here = (path) => new URL(path, import.meta.url);
const roleArn = process.env.ROLE_ARN ?? "arn:aws:iam::000000000000:role/invoice-intake";
// Twelve attempts with growing pauses outlast a restart of the server.
const settings = { region: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "us-east-1", maxAttempts: 12 };
const sfn = new SFNClient(settings);
const events = new EventBridgeClient(settings);
const s3 = new S3Client({ ...settings, forcePathStyle: true });
const dynamodb = new DynamoDBClient(settings);
const sqs = new SQSClient(settings);

const apiKey = "the-partners-key";
const partnerPort = Number(process.env.PARTNER_PORT ?? 4580);
const bucket = process.env.BUCKET ?? "invoice-intake";
const began = Date.now();
const say = (text) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);

/** The partner: knows its key, knows one supplier, and is busy the first time it is asked. */
function openPartner() {
  let asked = 0;
  const server = createServer(async (request, response) => {
    const answer = (status, body) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    if (request.headers["x-api-key"] !== apiKey) return answer(401, { message: "who are you?" });
    let text = "";
    for await (const chunk of request) text += chunk;
    asked += 1;
    if (asked === 1) return answer(503, { message: "ask me later" });
    const { supplier } = JSON.parse(text);
    say(`  the partner is asked about ${supplier}`);
    answer(200, { verdict: supplier === "Analytical Engines Ltd" ? "known" : "unknown" });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(partnerPort, "127.0.0.1", () => resolve(server));
  });
}

/** Runs `create`; where the thing is there already, answers undefined. */
async function unlessThere(error, create) {
  try {
    return await create();
  } catch (thrown) {
    if (thrown instanceof error) return undefined;
    throw thrown;
  }
}

async function deployConnection(name) {
  await unlessThere(ResourceAlreadyExistsException, () =>
    events.send(
      new CreateConnectionCommand({
        Name: name,
        AuthorizationType: "API_KEY",
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: apiKey } },
      }),
    ),
  );
  for (;;) {
    const { ConnectionArn, ConnectionState } = await events.send(new DescribeConnectionCommand({ Name: name }));
    if (ConnectionState !== "CREATING" && ConnectionState !== "AUTHORIZING") return ConnectionArn;
    await sleep(500);
  }
}

async function deployTable(name) {
  await unlessThere(ResourceInUseException, () =>
    dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        AttributeDefinitions: [{ AttributeName: "number", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "number", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    ),
  );
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 120 }, { TableName: name });
  return name;
}

async function deployMachine(values) {
  const definition = readFileSync(here("definition.asl.json"), "utf8").replace(/\$\{(\w+)\}/g, (_, name) => values[name]);
  try {
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: "invoice-intake", definition, roleArn }));
    return stateMachineArn;
  } catch (error) {
    const stateMachineArn = /arn:\S+:stateMachine:invoice-intake/.exec(error.message)?.[0];
    if (error.name !== "StateMachineAlreadyExists" || stateMachineArn === undefined) throw error;
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition, roleArn }));
    return stateMachineArn;
  }
}

/** The bucket tells EventBridge of its objects; a rule takes those that come into `inbox/` to the state machine. */
async function deployBucket(stateMachineArn) {
  const LocationConstraint = settings.region;
  const where = LocationConstraint === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint } };
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ...where }));
  } catch (error) {
    if (error.name !== "BucketAlreadyOwnedByYou") throw error;
  }
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } }),
  );
  const pattern = {
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [bucket] }, object: { key: [{ prefix: "inbox/" }] } },
  };
  await events.send(new PutRuleCommand({ Name: "invoice-arrived", EventPattern: JSON.stringify(pattern) }));
  await events.send(
    new PutTargetsCommand({ Rule: "invoice-arrived", Targets: [{ Id: "workflow", Arn: stateMachineArn, RoleArn: roleArn }] }),
  );
}

/** A queue that hears of every invoice that was booked. */
async function deployListener() {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "invoice-booked" }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  const pattern = JSON.stringify({ source: ["example.invoices"] });
  await events.send(new PutRuleCommand({ Name: "invoice-booked", EventPattern: pattern }));
  await events.send(
    new PutTargetsCommand({
      Rule: "invoice-booked",
      Targets: [
        {
          Id: "queue",
          Arn: Attributes.QueueArn,
          InputTransformer: { InputPathsMap: { number: "$.detail.number" }, InputTemplate: '{"booked": <number>}' },
        },
      ],
    }),
  );
  return QueueUrl;
}

async function executionOf(stateMachineArn, key) {
  for (const giveUpMs = Date.now() + 30_000; Date.now() < giveUpMs; await sleep(200)) {
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 20 }));
    for (const { executionArn } of executions) {
      const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (JSON.parse(input).detail.object.key === key) return executionArn;
    }
  }
  throw new Error("no execution was started for the invoice");
}

async function watch(executionArn) {
  for (let lastId = 0; ; await sleep(200)) {
    // Asked before the history is read: of an execution that has ended, the history is then whole.
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { events: history } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    for (const event of history.filter(({ id }) => id > lastId)) {
      lastId = event.id;
      if (event.stateEnteredEventDetails) say(`> ${event.stateEnteredEventDetails.name}`);
      else if (event.stateExitedEventDetails) say(`< ${event.stateExitedEventDetails.name}`);
      else if (event.taskFailedEventDetails) say(`! ${event.taskFailedEventDetails.error}`);
    }
    if (execution.status !== "RUNNING") return execution;
  }
}

async function heardOf(queueUrl, number) {
  for (const giveUpMs = Date.now() + 20_000; Date.now() < giveUpMs; ) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 5 }));
    for (const { Body, ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      if (JSON.parse(Body).booked === number) return Body;
    }
  }
  throw new Error("nobody heard of the invoice");
}

const partner = await openPartner();
try {
  const stateMachineArn = await deployMachine({
    PartnerUrl: `http://127.0.0.1:${partnerPort}`,
    PartnerConnectionArn: await deployConnection("invoice-partner"),
    BooksTableName: await deployTable("invoice-books"),
  });
  await deployBucket(stateMachineArn);
  const queueUrl = await deployListener();
  say("bucket, rules, connection, table, queue and state machine are there");
  const number = `I-${began}`;
  const key = `inbox/${number}.json`;
  const invoice = { number, supplier: "Analytical Engines Ltd", amount: 1843.5 };
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(invoice), ContentType: "application/json" }));
  say(`laid s3://${bucket}/${key}`);
  const executionArn = await executionOf(stateMachineArn, key);
  say(`EventBridge started ${executionArn}`);
  const { status, output, error, cause } = await watch(executionArn);
  if (status === "SUCCEEDED") {
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: "invoice-books", Key: { number: { S: number } } }));
    say(`  the books say ${Item.amount.N} from ${Item.supplier.S}, ${Item.file.S}`);
    say(`  the queue heard ${await heardOf(queueUrl, number)}`);
  }
  say(`${status}: ${output ?? `${error}: ${cause}`}`);
  process.exitCode = status === "SUCCEEDED" ? 0 : 1;
} finally {
  partner.close();
  partner.closeAllConnections();
}
