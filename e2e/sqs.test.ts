/** SQS with the AWS SDKs over HTTP and TLS, the old query form, what outlives a kill, and functions fed from queues. */

import assert from "node:assert/strict";

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Lambda } from "@aws-sdk/client-lambda";
import { QueueDoesNotExist, SQS } from "@aws-sdk/client-sqs";
import { zipFolder } from "@stile/cli";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 60_000;
const settings = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };

let server: ServerProcess;
let folder: string;
let plain: SQS;
let tls: SQS;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  server = await startServerProcess(join(folder, "data"));
  plain = new SQS({ ...settings, endpoint: server.url });
  const httpsAgent = new Agent({ ca: readFileSync(join(folder, "data", "tls", "ca.pem")), keepAlive: true });
  tls = new SQS({ ...settings, endpoint: server.url.replace("http:", "https:"), requestHandler: { httpsAgent } });
});

after(async () => {
  plain.destroy();
  tls.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function create(
  sqs: SQS,
  QueueName: string,
  Attributes: Record<string, string> = {},
): Promise<{ readonly url: string; readonly arn: string }> {
  const { QueueUrl: url = "" } = await sqs.createQueue({ QueueName, Attributes });
  const { Attributes: all } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["QueueArn"] });
  return { url, arn: all?.["QueueArn"] ?? "" };
}

/** Receives and deletes until so many have come, or none came for a while. */
async function drain(sqs: SQS, QueueUrl: string, count: number): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (let vain = 0; vain < 2 && bodies.length < count; ) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 2, MaxNumberOfMessages: 10 });
    vain = Messages.length === 0 ? vain + 1 : 0;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    }
  }
  return bodies;
}

for (const [name, client] of [
  ["HTTP", () => plain],
  ["TLS", () => tls],
] as const) {
  test(`the SDK, which checks every digest, makes its tour over ${name}`, { timeout }, async () => {
    const sqs = client();
    const { url } = await create(sqs, `tour-${name}`, { VisibilityTimeout: "1" });
    assert.ok(url.startsWith(name === "TLS" ? "https:" : "http:"));
    const MessageAttributes = {
      text: { DataType: "String", StringValue: "ä€😀" },
      number: { DataType: "Number.int", StringValue: "1" },
      bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 1]) },
    };
    const sent = await sqs.sendMessage({ QueueUrl: url, MessageBody: "<hello> & \u0085", MessageAttributes });
    assert.ok(sent.MessageId && sent.MD5OfMessageAttributes);
    const { Messages: [message] = [] } = await sqs.receiveMessage({
      QueueUrl: url,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    });
    assert.equal(message?.Body, "<hello> & \u0085");
    assert.deepEqual(message.MessageAttributes?.["bytes"]?.BinaryValue, new Uint8Array([0, 255, 1]));
    assert.equal(message.Attributes?.ApproximateReceiveCount, "1");
    const { Messages: [again] = [] } = await sqs.receiveMessage({ QueueUrl: url, WaitTimeSeconds: 5 });
    assert.ok(again);
    assert.equal(again.MessageId, message.MessageId);
    await sqs.changeMessageVisibility({ QueueUrl: url, ReceiptHandle: again.ReceiptHandle, VisibilityTimeout: 60 });
    await sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: again.ReceiptHandle });
    const batch = await sqs.sendMessageBatch({
      QueueUrl: url,
      Entries: [
        { Id: "good", MessageBody: "x" },
        { Id: "bad", MessageBody: "y", DelaySeconds: 901 },
      ],
    });
    assert.deepEqual([batch.Successful?.[0]?.Id, batch.Failed?.[0]?.Id, batch.Failed?.[0]?.Code], ["good", "bad", "InvalidParameterValue"]);
    assert.deepEqual(await drain(sqs, url, 1), ["x"]);
    await sqs.deleteQueue({ QueueUrl: url });
    await assert.rejects(sqs.sendMessage({ QueueUrl: url, MessageBody: "x" }), (error: unknown) => {
      assert.ok(error instanceof QueueDoesNotExist);
      assert.equal(error.message, "The specified queue does not exist.");
      return true;
    });
  });
}

test("the order of a group holds under many senders and receivers, and each message is worked on once", { timeout }, async () => {
  const { url } = await create(plain, "ordered.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
  const groups = ["a", "b", "c", "d"];
  await Promise.all(
    groups.map(async (group) => {
      for (let number = 0; number < 20; number++)
        await plain.sendMessage({ QueueUrl: url, MessageBody: `${group}${number}`, MessageGroupId: group });
    }),
  );
  const seen: string[] = [];
  await Promise.all(
    [1, 2, 3].map(async () => {
      while (seen.length < 80) {
        const { Messages = [] } = await plain.receiveMessage({ QueueUrl: url, MaxNumberOfMessages: 3, WaitTimeSeconds: 1 });
        for (const { Body = "", ReceiptHandle } of Messages) {
          seen.push(Body);
          await plain.deleteMessage({ QueueUrl: url, ReceiptHandle });
        }
      }
    }),
  );
  assert.equal(new Set(seen).size, 80);
  for (const group of groups) {
    const numbers = seen.filter((body) => body.startsWith(group)).map((body) => Number(body.slice(1)));
    assert.deepEqual(
      numbers,
      [...numbers].sort((one, other) => one - other),
    );
  }
});

test("a poisonous message goes to the dead-letter queue and back", { timeout }, async () => {
  const dead = await create(plain, "dead");
  const { url } = await create(plain, "with-dead", {
    VisibilityTimeout: "0",
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 }),
  });
  await plain.sendMessage({ QueueUrl: url, MessageBody: "poison" });
  for (let receives = 0; receives < 3; receives++) await plain.receiveMessage({ QueueUrl: url });
  const { Messages: [letter] = [] } = await plain.receiveMessage({ QueueUrl: dead.url, WaitTimeSeconds: 5, VisibilityTimeout: 0 });
  assert.equal(letter?.Body, "poison");
  const { TaskHandle } = await plain.startMessageMoveTask({ SourceArn: dead.arn });
  assert.ok(TaskHandle);
  assert.deepEqual(await drain(plain, url, 1), ["poison"]);
});

test("old clients' query form is answered in XML, on the queue's own path too", { timeout }, async () => {
  const { url } = await create(plain, "query");
  const post = async (fields: Record<string, string>, target = url) => {
    const response = await fetch(target, { method: "POST", body: new URLSearchParams(fields) });
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  };
  const sent = await post({ Action: "SendMessage", MessageBody: "a<b", Version: "2012-11-05" });
  assert.deepEqual([sent.status, sent.type], [200, "text/xml"]);
  assert.match(sent.text, /<SendMessageResult>\s*<MD5OfMessageBody>[0-9a-f]{32}<\/MD5OfMessageBody>/);
  const received = await (await fetch(`${url}?Action=ReceiveMessage&AttributeName.1=All`)).text();
  assert.match(received, /<Body>a&lt;b<\/Body>/);
  assert.match(received, /<Attribute>\s*<Name>ApproximateReceiveCount<\/Name>\s*<Value>1<\/Value>/);
  const missing = await post({ Action: "GetQueueAttributes", "AttributeName.1": "All" }, `${url}-not`);
  assert.equal(missing.status, 400);
  assert.match(missing.text, /<Code>AWS\.SimpleQueueService\.NonExistentQueue<\/Code>/);
});

test("kill -9 under load: what was acknowledged is there, what was deleted is not, and counts are kept", { timeout }, async (t) => {
  const dataDir = temporaryFolder(t);
  const first = await startServerProcess(dataDir);
  const before = new SQS({ ...settings, endpoint: first.url });
  const { url } = await create(before, "killed", { VisibilityTimeout: "1" });
  const path = new URL(url).pathname;
  const sent = new Set<string>();
  const deleted = new Set<string>();
  let isRunning = true;
  const quietly = (work: Promise<unknown>) => work.catch(() => (isRunning = false));
  const senders = [1, 2, 3, 4].map((sender) =>
    quietly(
      (async () => {
        for (let number = 0; isRunning; number++) {
          const body = `${sender}-${number}`;
          await before.sendMessage({ QueueUrl: url, MessageBody: body });
          sent.add(body);
        }
      })(),
    ),
  );
  const receiver = quietly(
    (async () => {
      while (isRunning) {
        const { Messages = [] } = await before.receiveMessage({ QueueUrl: url, WaitTimeSeconds: 1 });
        for (const { Body = "", ReceiptHandle } of Messages) {
          await before.deleteMessage({ QueueUrl: url, ReceiptHandle });
          deleted.add(Body);
        }
      }
    })(),
  );
  while (sent.size < 200 || deleted.size < 20) await new Promise((resolve) => setTimeout(resolve, 5));
  first.kill("SIGKILL");
  await Promise.all([...senders, receiver, first.ended]);
  before.destroy();
  const second = await startServerProcess(dataDir);
  const afterwards = new SQS({ ...settings, endpoint: second.url });
  const expected = [...sent].filter((body) => !deleted.has(body));
  const found = new Set(await drain(afterwards, `${second.url}${path}`, Number.POSITIVE_INFINITY));
  assert.deepEqual(
    expected.filter((body) => !found.has(body)),
    [],
  );
  assert.deepEqual(
    [...deleted].filter((body) => found.has(body)),
    [],
  );
  afterwards.destroy();
  await second.stop();
});

test("a function is fed from a queue, in batches, and what it says has failed comes again", { timeout }, async (t) => {
  const lambda = new Lambda({ ...settings, endpoint: server.url });
  const { arn, url } = await create(plain, "fed", { VisibilityTimeout: "3" });
  const results = await create(plain, "results");
  // It posts what it got to another queue, with nothing but fetch.
  const code = `export const handler = async ({ Records }) => {
    await fetch(process.env.RESULTS, { method: "POST", body: new URLSearchParams({ Action: "SendMessage", MessageBody: JSON.stringify(Records) }) });
    return { batchItemFailures: Records.filter((r) => r.body === "twice" && r.attributes.ApproximateReceiveCount === "1").map((r) => ({ itemIdentifier: r.messageId })) };
  };`;
  const codeFolder = temporaryFolder(t);
  writeFileSync(join(codeFolder, "index.mjs"), code);
  await lambda.createFunction({
    FunctionName: "fed",
    Runtime: "nodejs22.x",
    Role: "arn:aws:iam::000000000000:role/any",
    Handler: "index.handler",
    Code: { ZipFile: zipFolder(codeFolder) },
    Environment: { Variables: { RESULTS: results.url } },
  });
  const { UUID } = await lambda.createEventSourceMapping({
    EventSourceArn: arn,
    FunctionName: "fed",
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ body: [{ "anything-but": ["unwanted"] }] }) }] },
  });
  const MessageAttributes = { n: { DataType: "Number", StringValue: "1" } };
  for (const MessageBody of ["once", "unwanted", "twice"]) await plain.sendMessage({ QueueUrl: url, MessageBody, MessageAttributes });
  const seen: { readonly body: string; readonly eventSource: string; readonly messageAttributes: unknown }[] = [];
  while (seen.length < 3) for (const body of await drain(plain, results.url, 1)) seen.push(...(JSON.parse(body) as typeof seen));
  assert.deepEqual(seen.map(({ body }) => body).sort(), ["once", "twice", "twice"]);
  assert.equal(seen[0]?.eventSource, "aws:sqs");
  assert.deepEqual(seen[0]?.messageAttributes, { n: { stringValue: "1", stringListValues: [], binaryListValues: [], dataType: "Number" } });
  for (let tries = 0; tries < 100; tries++) {
    const { Attributes = {} } = await plain.getQueueAttributes({ QueueUrl: url, AttributeNames: ["All"] });
    if (Attributes["ApproximateNumberOfMessages"] === "0" && Attributes["ApproximateNumberOfMessagesNotVisible"] === "0") break;
    assert.ok(tries < 99, "all messages were dealt with");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal((await lambda.updateEventSourceMapping({ UUID, Enabled: false })).State, "Disabling");
  assert.equal((await lambda.getEventSourceMapping({ UUID })).State, "Disabled");
  assert.equal((await lambda.deleteEventSourceMapping({ UUID })).State, "Deleting");
  assert.deepEqual((await lambda.listEventSourceMappings({})).EventSourceMappings, []);
  lambda.destroy();
});

const tour = `
import boto3, sys, json
url, verify = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else None)
sqs = boto3.client("sqs", endpoint_url=url, verify=verify)
name = "boto-" + ("tls" if verify else "plain")
queue = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "5"}, tags={"a": "b"})["QueueUrl"]
assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == queue
sqs.send_message(QueueUrl=queue, MessageBody="hello", MessageAttributes={"n": {"DataType": "Binary", "BinaryValue": b"abc"}})
message = sqs.receive_message(QueueUrl=queue, AttributeNames=["All"], MessageAttributeNames=["All"])["Messages"][0]
assert message["Body"] == "hello" and message["MessageAttributes"]["n"]["BinaryValue"] == b"abc", message
assert message["Attributes"]["ApproximateReceiveCount"] == "1"
sqs.change_message_visibility_batch(QueueUrl=queue, Entries=[{"Id": "1", "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}])
message = sqs.receive_message(QueueUrl=queue)["Messages"][0]
assert sqs.delete_message_batch(QueueUrl=queue, Entries=[{"Id": "1", "ReceiptHandle": message["ReceiptHandle"]}])["Successful"] == [{"Id": "1"}]
assert sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {"a": "b"}
resource = boto3.resource("sqs", endpoint_url=url, verify=verify).get_queue_by_name(QueueName=name)
assert resource.attributes["QueueArn"].endswith(":" + name)
pages = list(sqs.get_paginator("list_queues").paginate(QueueNamePrefix="boto-", PaginationConfig={"PageSize": 1}))
assert queue in [u for p in pages for u in p.get("QueueUrls", [])]
try:
    sqs.receive_message(QueueUrl=queue + "-not")
    raise SystemExit("received from nowhere")
except sqs.exceptions.QueueDoesNotExist as error:
    assert error.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue", error.response
sqs.delete_queue(QueueUrl=queue)
print("done")
`;

for (const scheme of ["http", "https"]) {
  test(`boto3 makes its tour over ${scheme}`, { timeout }, async (t) => {
    if (pythonWithBoto3 === undefined) return t.skip(whyNoBoto3);
    const url = server.url.replace("http:", `${scheme}:`);
    const trust = scheme === "https" ? [join(folder, "data", "tls", "ca.pem")] : [];
    const { code, stdout, stderr } = await command(pythonWithBoto3, ["-c", tour, url, ...trust], { env: awsEnvironment(url) });
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trim(), "done");
  });
}
