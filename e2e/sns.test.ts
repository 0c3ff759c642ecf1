/** SNS with the AWS SDKs over HTTP and TLS: subscribers of every kind, filters, redelivery, and what outlives a kill. */

import assert from "node:assert/strict";
import { createVerify, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { Agent } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Lambda } from "@aws-sdk/client-lambda";
import { InvalidParameterException, NotFoundException, SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { zipFolder } from "@stile/cli";
import { SMTPServer } from "smtp-server";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 60_000;
const settings = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };

let server: ServerProcess;
let folder: string;
let sns: SNS;
let sqs: SQS;
let mailServer: SMTPServer;
const mails: { readonly to: string; readonly text: string }[] = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
      stream.on("end", () => {
        mails.push({ to: session.envelope.rcptTo[0]?.address ?? "", text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => mailServer.listen(0, "127.0.0.1", resolve));
  const { port } = mailServer.server.address() as AddressInfo;
  server = await startServerProcess(join(folder, "data"), "--smtp-url", `smtp://127.0.0.1:${port}`);
  sns = new SNS({ ...settings, endpoint: server.url });
  sqs = new SQS({ ...settings, endpoint: server.url });
});

after(async () => {
  sns.destroy();
  sqs.destroy();
  await new Promise<void>((resolve) => mailServer.close(resolve));
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function queue(name: string, client = sqs): Promise<{ readonly url: string; readonly arn: string }> {
  const Attributes: Record<string, string> = name.endsWith(".fifo") ? { FifoQueue: "true" } : {};
  const { QueueUrl: url = "" } = await client.createQueue({ QueueName: name, Attributes });
  return { url, arn: `arn:aws:sqs:us-east-1:000000000000:${name}` };
}

async function topic(Name: string, Attributes: Record<string, string> = {}): Promise<string> {
  return (await sns.createTopic({ Name, Attributes })).TopicArn ?? "";
}

/** The bodies of so many messages, deleted. */
async function bodies(QueueUrl: string, count: number, client = sqs): Promise<readonly string[]> {
  const found: string[] = [];
  for (let vain = 0; vain < 10 && found.length < count; ) {
    const { Messages = [] } = await client.receiveMessage({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 });
    vain = Messages.length === 0 ? vain + 1 : 0;
    for (const { Body = "", ReceiptHandle } of Messages) {
      found.push(Body);
      await client.deleteMessage({ QueueUrl, ReceiptHandle });
    }
  }
  return found;
}

interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP endpoint that keeps what it is sent, and answers as it is told. */
async function endpoint(t: { after(body: () => void): void }, statusOf: (posts: number) => number = () => 200) {
  const posted: Posted[] = [];
  const listening = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      posted.push({ headers: request.headers, body });
      response.writeHead(statusOf(posted.length)).end();
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    listening.close();
    listening.closeAllConnections();
  });
  const next = async (count: number): Promise<Posted> => {
    for (let tries = 0; tries < 1_000 && posted.length < count; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.ok(posted.length >= count, `${posted.length} of ${count} posts came`);
    return posted[count - 1] as Posted;
  };
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/hook`, posted, next };
}

type Envelope = Readonly<Record<string, string>>;

async function verifies(envelope: Envelope, algorithm: string): Promise<boolean> {
  const certificate = new X509Certificate(await (await fetch(envelope["SigningCertURL"] ?? "")).text());
  const names =
    envelope["Type"] === "Notification"
      ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
      : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
  const text = names.flatMap((name) => (envelope[name] === undefined ? [] : [`${name}\n${envelope[name]}\n`])).join("");
  return createVerify(algorithm)
    .update(text)
    .verify(certificate.publicKey, envelope["Signature"] ?? "", "base64");
}

test("a queue gets the signed envelope, or the bare message with its attributes", { timeout }, async () => {
  const TopicArn = await topic("to-queues");
  const wrapped = await queue("wrapped");
  const raw = await queue("raw");
  await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: wrapped.arn });
  await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: raw.arn, Attributes: { RawMessageDelivery: "true" } });
  const MessageAttributes = { n: { DataType: "Number", StringValue: "1" }, b: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) } };
  const { MessageId } = await sns.publish({ TopicArn, Message: "hello\n<&>", Subject: "greeting", MessageAttributes });
  const envelope = JSON.parse((await bodies(wrapped.url, 1))[0] ?? "{}") as Envelope & { readonly MessageAttributes: unknown };
  assert.deepEqual(
    [envelope["Type"], envelope["MessageId"], envelope["Message"], envelope["Subject"]],
    ["Notification", MessageId, "hello\n<&>", "greeting"],
  );
  assert.deepEqual(envelope.MessageAttributes, { n: { Type: "Number", Value: "1" }, b: { Type: "Binary", Value: "AQI=" } });
  assert.ok(await verifies(envelope, "RSA-SHA1"));
  const { Messages: [bare] = [] } = await sqs.receiveMessage({ QueueUrl: raw.url, WaitTimeSeconds: 5, MessageAttributeNames: ["All"] });
  assert.equal(bare?.Body, "hello\n<&>");
  assert.deepEqual(bare?.MessageAttributes?.["b"]?.BinaryValue, new Uint8Array([1, 2]));
  await sns.setTopicAttributes({ TopicArn, AttributeName: "SignatureVersion", AttributeValue: "2" });
  await sns.publish({ TopicArn, Message: "again" });
  assert.ok(await verifies(JSON.parse((await bodies(wrapped.url, 1))[0] ?? "{}") as Envelope, "RSA-SHA256"));
});

test("a function is invoked with the event that AWS sends", { timeout }, async (t) => {
  const lambda = new Lambda({ ...settings, endpoint: server.url });
  const results = await queue("function-results");
  const code = `export const handler = (event) => fetch(process.env.RESULTS, {
    method: "POST", body: new URLSearchParams({ Action: "SendMessage", MessageBody: JSON.stringify(event) }) });`;
  const codeFolder = temporaryFolder(t);
  writeFileSync(join(codeFolder, "index.mjs"), code);
  const { FunctionArn } = await lambda.createFunction({
    FunctionName: "subscribed",
    Runtime: "nodejs22.x",
    Role: "arn:aws:iam::000000000000:role/any",
    Handler: "index.handler",
    Code: { ZipFile: zipFolder(codeFolder) },
    Environment: { Variables: { RESULTS: results.url } },
  });
  const TopicArn = await topic("to-function");
  const { SubscriptionArn } = await sns.subscribe({ TopicArn, Protocol: "lambda", Endpoint: FunctionArn });
  const { MessageId } = await sns.publish({
    TopicArn,
    Message: "hello",
    MessageAttributes: { a: { DataType: "String", StringValue: "b" } },
  });
  const { Records } = JSON.parse((await bodies(results.url, 1))[0] ?? "{}") as {
    readonly Records: readonly {
      readonly EventSource: string;
      readonly EventSubscriptionArn: string;
      readonly Sns: Readonly<Record<string, unknown>>;
    }[];
  };
  assert.deepEqual([Records[0]?.EventSource, Records[0]?.EventSubscriptionArn], ["aws:sns", SubscriptionArn]);
  const Sns: Readonly<Record<string, unknown>> = Records[0]?.Sns ?? {};
  assert.deepEqual([Sns["Type"], Sns["MessageId"], Sns["Message"], Sns["Subject"]], ["Notification", MessageId, "hello", null]);
  assert.deepEqual(Sns["MessageAttributes"], { a: { Type: "String", Value: "b" } });
  lambda.destroy();
});

test("an HTTP endpoint is asked to confirm, gets what is published, and can leave by the link", { timeout }, async (t) => {
  const TopicArn = await topic("to-http");
  const { url, next, posted } = await endpoint(t);
  const { SubscriptionArn } = await sns.subscribe({ TopicArn, Protocol: "http", Endpoint: url });
  assert.equal(SubscriptionArn, "pending confirmation");
  await sns.publish({ TopicArn, Message: "too early" });
  const question = await next(1);
  assert.equal(question.headers["x-amz-sns-message-type"], "SubscriptionConfirmation");
  const asked = JSON.parse(question.body) as Envelope;
  assert.ok(await verifies(asked, "RSA-SHA1"));
  assert.equal((await fetch(asked["SubscribeURL"] ?? "")).status, 200);
  await sns.publish({ TopicArn, Message: "hello" });
  const notification = await next(2);
  assert.equal(notification.headers["content-type"], "text/plain; charset=UTF-8");
  assert.equal(notification.headers["x-amz-sns-message-type"], "Notification");
  const told = JSON.parse(notification.body) as Envelope;
  assert.equal(told["Message"], "hello");
  assert.match(notification.headers["x-amz-sns-subscription-arn"] as string, /:to-http:[0-9a-f-]{36}$/);
  assert.equal((await fetch(told["UnsubscribeURL"] ?? "")).status, 200);
  await sns.publish({ TopicArn, Message: "nobody" });
  assert.deepEqual((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions, []);
  assert.equal(posted.length, 2);
});

test("an endpoint that fails is tried again by its delivery policy; what it refuses goes to the dead-letter queue", {
  timeout,
}, async (t) => {
  const TopicArn = await topic("to-failing");
  const dead = await queue("dead");
  const { url, next, posted } = await endpoint(t, (posts) => (posts === 2 || posts === 3 ? 503 : posts >= 5 ? 404 : 200));
  await sns.subscribe({
    TopicArn,
    Protocol: "http",
    Endpoint: url,
    Attributes: {
      RawMessageDelivery: "true",
      DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: { numRetries: 3, numNoDelayRetries: 1, minDelayTarget: 1, maxDelayTarget: 1 } }),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }),
    },
  });
  const asked = JSON.parse((await next(1)).body) as Envelope;
  await sns.confirmSubscription({ TopicArn, Token: asked["Token"] });
  await sns.publish({ TopicArn, Message: "third time" });
  assert.equal((await next(4)).body, "third time");
  assert.equal(posted[3]?.headers["x-amz-sns-rawdelivery"], "true");
  await sns.publish({ TopicArn, Message: "unwanted" });
  assert.deepEqual(await bodies(dead.url, 1), ["unwanted"]);
  assert.equal(posted.length, 5, "a client error is not tried again");
});

test("a subscriber gets what its filter lets through, by attributes or by the body", { timeout }, async () => {
  const TopicArn = await topic("filtered");
  const byAttributes = await queue("by-attributes");
  const byBody = await queue("by-body");
  const { SubscriptionArn } = await sns.subscribe({
    TopicArn,
    Protocol: "sqs",
    Endpoint: byAttributes.arn,
    Attributes: { RawMessageDelivery: "true", FilterPolicy: JSON.stringify({ size: [{ numeric: [">=", 10] }], kind: [{ prefix: "or" }] }) },
  });
  await sns.subscribe({
    TopicArn,
    Protocol: "sqs",
    Endpoint: byBody.arn,
    Attributes: {
      RawMessageDelivery: "true",
      FilterPolicyScope: "MessageBody",
      FilterPolicy: JSON.stringify({ order: { items: { sku: ["a"] } } }),
    },
  });
  const publish = (Message: string, size: string, kind: string) =>
    sns.publish({
      TopicArn,
      Message,
      MessageAttributes: { size: { DataType: "Number", StringValue: size }, kind: { DataType: "String", StringValue: kind } },
    });
  const matching = JSON.stringify({ order: { items: [{ sku: "b" }, { sku: "a" }] } });
  await publish("small", "9.5", "order");
  await publish("other", "12", "bill");
  await publish("right", "12", "order");
  await publish(matching, "1", "x");
  await publish(JSON.stringify({ order: { items: [{ sku: "b" }] } }), "1", "x");
  assert.deepEqual(await bodies(byAttributes.url, 1), ["right"]);
  assert.deepEqual(await bodies(byBody.url, 1), [matching]);
  await assert.rejects(
    sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: "FilterPolicy", AttributeValue: '{"a":{"b":["c"]}}' }),
    (error: unknown) => {
      assert.ok(error instanceof InvalidParameterException);
      assert.equal(
        error.message,
        "Invalid parameter: FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy",
      );
      return true;
    },
  );
});

test("a FIFO topic keeps the order of each group and drops what comes twice", { timeout }, async () => {
  const TopicArn = await topic("ordered.fifo", { FifoTopic: "true", ContentBasedDeduplication: "true" });
  const ordered = await queue("ordered.fifo");
  await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: ordered.arn, Attributes: { RawMessageDelivery: "true" } });
  await Promise.all(
    ["a", "b"].map(async (group) => {
      for (let number = 0; number < 10; number++) {
        await sns.publish({ TopicArn, Message: `${group}${number}`, MessageGroupId: group });
        if (number === 5) await sns.publish({ TopicArn, Message: `${group}${number}`, MessageGroupId: group });
      }
    }),
  );
  const found = await bodies(ordered.url, 20);
  for (const group of ["a", "b"]) {
    assert.deepEqual(
      found.filter((body) => body.startsWith(group)),
      Array.from({ length: 10 }, (_, number) => `${group}${number}`),
    );
  }
  await assert.rejects(sns.publish({ TopicArn, Message: "x" }), {
    name: "InvalidParameterException",
    message: "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
  });
});

test("mail goes through the SMTP server, after the link in the first one was followed", { timeout }, async () => {
  const TopicArn = await topic("to-mail");
  await sns.subscribe({ TopicArn, Protocol: "email", Endpoint: "someone@example.com" });
  const arrived = async (count: number) => {
    for (let tries = 0; tries < 1_000 && mails.length < count; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
    return mails[count - 1];
  };
  const question = await arrived(1);
  assert.equal(question?.to, "someone@example.com");
  const link = /http:\/\/\S+Token=3?D?[0-9a-f=\r\n]+/.exec(question.text.replace(/=\r\n/g, "").replaceAll("=3D", "="))?.[0] ?? "";
  assert.equal((await fetch(link.trim())).status, 200);
  await sns.publish({ TopicArn, Subject: "News", Message: "there is some" });
  const news = await arrived(2);
  assert.match(news?.text ?? "", /Subject: News/);
  assert.match(news?.text ?? "", /there is some/);
});

test("a batch answers for each entry; what cannot be done is refused by name", { timeout }, async () => {
  const TopicArn = await topic("batch");
  const { Successful, Failed } = await sns.publishBatch({
    TopicArn,
    PublishBatchRequestEntries: [
      { Id: "1", Message: "x" },
      { Id: "2", Message: "" },
      { Id: "3", Message: "{}", MessageStructure: "json" },
    ],
  });
  assert.deepEqual(
    [Successful?.map(({ Id }) => Id), Failed?.map(({ Id, Code }) => [Id, Code])],
    [
      ["1"],
      [
        ["2", "InvalidParameter"],
        ["3", "InvalidParameter"],
      ],
    ],
  );
  await assert.rejects(sns.publish({ TopicArn: `${TopicArn}-not`, Message: "x" }), (error: unknown) => {
    assert.ok(error instanceof NotFoundException);
    assert.equal(error.message, "Topic does not exist");
    return true;
  });
  await assert.rejects(sns.subscribe({ TopicArn, Protocol: "sms", Endpoint: "+491234567" }), InvalidParameterException);
  await assert.rejects(sns.listPlatformApplications({}), { name: "NotImplementedException" });
  await assert.rejects(sns.publish({ PhoneNumber: "+491234567", Message: "x" }), { name: "NotImplementedException" });
});

test("what was published before a kill -9 is delivered after it, once its endpoint is there", { timeout }, async (t) => {
  const dataDir = temporaryFolder(t);
  const first = await startServerProcess(dataDir);
  const before = new SNS({ ...settings, endpoint: first.url });
  const { TopicArn } = await before.createTopic({ Name: "killed" });
  let isBroken = false;
  const hook = await endpoint(t, () => (isBroken ? 503 : 200));
  const DeliveryPolicy = JSON.stringify({ healthyRetryPolicy: { numRetries: 50, minDelayTarget: 1, maxDelayTarget: 1 } });
  await before.subscribe({ TopicArn, Protocol: "http", Endpoint: hook.url, Attributes: { RawMessageDelivery: "true", DeliveryPolicy } });
  await before.confirmSubscription({ TopicArn, Token: (JSON.parse((await hook.next(1)).body) as Envelope)["Token"] });
  isBroken = true;
  const published = new Set<string>();
  const publishing = (async () => {
    for (let number = 0; ; number++) {
      await before.publish({ TopicArn, Message: `m${number}` });
      published.add(`m${number}`);
    }
  })().catch(() => {});
  while (published.size < 50) await new Promise((resolve) => setTimeout(resolve, 5));
  first.kill("SIGKILL");
  await Promise.all([publishing, first.ended]);
  before.destroy();
  isBroken = false;
  const brokenPosts = hook.posted.length;
  const second = await startServerProcess(dataDir);
  const missing = () => {
    const arrived = new Set(hook.posted.slice(brokenPosts).map(({ body }) => body));
    return [...published].filter((message) => !arrived.has(message));
  };
  for (let tries = 0; tries < 1_000 && missing().length > 0; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(missing(), []);
  await second.stop();
});

test("over TLS the SDK makes the same tour", { timeout }, async () => {
  const httpsAgent = new Agent({ ca: readFileSync(join(folder, "data", "tls", "ca.pem")), keepAlive: true });
  const tls = new SNS({ ...settings, endpoint: server.url.replace("http:", "https:"), requestHandler: { httpsAgent } });
  const { TopicArn } = await tls.createTopic({ Name: "tls", Tags: [{ Key: "a", Value: "b" }] });
  const target = await queue("tls");
  const { SubscriptionArn } = await tls.subscribe({ TopicArn, Protocol: "sqs", Endpoint: target.arn });
  await tls.publish({ TopicArn, Message: "x", MessageStructure: undefined });
  const envelope = JSON.parse((await bodies(target.url, 1))[0] ?? "{}") as Envelope;
  assert.ok(envelope["UnsubscribeURL"]?.startsWith("https://"));
  assert.deepEqual((await tls.listTagsForResource({ ResourceArn: TopicArn })).Tags, [{ Key: "a", Value: "b" }]);
  assert.equal((await tls.getSubscriptionAttributes({ SubscriptionArn })).Attributes?.["PendingConfirmation"], "false");
  await tls.unsubscribe({ SubscriptionArn });
  await assert.rejects(tls.getSubscriptionAttributes({ SubscriptionArn }), NotFoundException);
  await tls.deleteTopic({ TopicArn });
  tls.destroy();
});

const tour = `
import boto3, sys, json
url, verify = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else None)
make = lambda name: boto3.client(name, endpoint_url=url, verify=verify)
sns, sqs = make("sns"), make("sqs")
name = "boto-" + ("tls" if verify else "plain")
queue = sqs.create_queue(QueueName=name)["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
topic = sns.create_topic(Name=name, Attributes={"DisplayName": "d"}, Tags=[{"Key": "a", "Value": "b"}])["TopicArn"]
subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True, Attributes={"FilterPolicy": json.dumps({"k": ["v"]})})["SubscriptionArn"]
attributes = lambda v: {"k": {"DataType": "String", "StringValue": v}}
sns.publish(TopicArn=topic, Message="no", MessageAttributes=attributes("w"))
sent = sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[{"Id": "1", "Message": json.dumps({"default": "d", "sqs": "for queues"}), "MessageStructure": "json", "MessageAttributes": attributes("v")}])
body = json.loads(sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"][0]["Body"])
assert body["Message"] == "for queues" and body["MessageId"] == sent["Successful"][0]["MessageId"], body
assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SubscriptionsConfirmed"] == "1"
assert subscription in [s["SubscriptionArn"] for p in sns.get_paginator("list_subscriptions").paginate() for s in p["Subscriptions"]]
sns.add_permission(TopicArn=topic, Label="l", AWSAccountId=["111111111111"], ActionName=["Publish"])
assert "111111111111" in sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
try:
    sns.publish(TopicArn=topic + "x", Message="m")
    raise SystemExit("published to nobody")
except sns.exceptions.NotFoundException as error:
    assert error.response["Error"]["Code"] == "NotFound", error.response
sns.delete_topic(TopicArn=topic)
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
