import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { type ApiRequest, type Call, defineService, type Service, ServiceError } from "../../aws/index.ts";
import type { SNSOperations } from "../../models/sns.ts";
import { createFakePlatform, type FakePlatform } from "../../platform/fake.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { createSns, type Sns } from "./index.ts";
import { subscriptionKind } from "./records.ts";

/** SNS with a pretended rest of the server: what is sent to queues is kept, or refused. */
class World {
  readonly platform: FakePlatform = createFakePlatform();
  readonly records: RecordStore;
  readonly sent: { readonly queue: string; readonly body: string; readonly group: string | undefined }[] = [];
  /** What the queue of that name answers; undefined takes the message. */
  refusalOf: (queue: string) => ServiceError | undefined = () => undefined;
  sns: Sns;
  #service: Service;

  constructor(records: RecordStore = memoryRecords()) {
    this.records = records;
    [this.sns, this.#service] = this.#make();
  }

  #make(): [Sns, Service] {
    const aws = {
      call: async <Output>({ input }: ApiRequest): Promise<Output> => {
        const { QueueUrl, MessageBody, MessageGroupId } = input as { QueueUrl: string; MessageBody: string; MessageGroupId?: string };
        const queue = QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1);
        const refusal = this.refusalOf(queue);
        if (refusal !== undefined) throw refusal;
        this.sent.push({ queue, body: MessageBody, group: MessageGroupId });
        return {} as Output;
      },
    };
    // Raw deliveries only: nothing here is signed.
    const issueSigningPair = () => Promise.reject(new Error("nothing is signed here"));
    const sns = createSns({ platform: this.platform, records: this.records, aws, issueSigningPair });
    return [sns, defineService(sns.definition)];
  }

  async open(): Promise<this> {
    await this.sns.open();
    await this.sns.deliver();
    return this;
  }

  /** The server is killed, nothing is closed, and another one opens what is in the store. */
  async restart(): Promise<void> {
    [this.sns, this.#service] = this.#make();
    await this.open();
  }

  async call<Name extends keyof SNSOperations & string>(
    name: Name,
    input: SNSOperations[Name]["input"],
  ): Promise<SNSOperations[Name]["output"]> {
    const call: Call = {
      requestId: "r",
      accountId: "000000000000",
      region: "us-east-1",
      partition: "aws",
      principalArn: "arn:aws:iam::000000000000:root",
      endpointUrl: "http://localhost:4566",
      nowMs: this.platform.clock.nowMs(),
      signal: new AbortController().signal,
    };
    return (await this.#service.call(name, input, call)) as SNSOperations[Name]["output"];
  }

  async topic(Name: string, Attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const fifo: Readonly<Record<string, string>> = Name.endsWith(".fifo") ? { FifoTopic: "true" } : {};
    return (await this.call("CreateTopic", { Name, Attributes: { ...fifo, ...Attributes } })).TopicArn ?? "";
  }

  async subscribe(TopicArn: string, queue: string, Attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${queue}`;
    const input = { TopicArn, Protocol: "sqs", Endpoint, Attributes: { RawMessageDelivery: "true", ...Attributes } };
    return (await this.call("Subscribe", input)).SubscriptionArn ?? "";
  }

  get bodies(): readonly string[] {
    return this.sent.map(({ body }) => body);
  }

  pass(seconds: number): Promise<void> {
    return this.platform.clock.advanceByAsync(seconds * 1_000);
  }

  /** What the store holds of deliveries. */
  async waiting(): Promise<number> {
    let count = 0;
    for (const kind of ["sns.delivery", "sns.delivery-outside", "sns.delivery-in-order"])
      count += (await this.records.list(kind, { limit: 100 })).length;
    return count;
  }
}

const refused = (code: string, message?: string | RegExp) => (error: unknown) => {
  assert.ok(error instanceof ServiceError, String(error));
  assert.equal(error.code, code);
  if (typeof message === "string") assert.equal(error.message, message);
  else if (message !== undefined) assert.match(error.message, message);
  return true;
};

const down = () => new ServiceError("InternalFailure", "down", { httpStatus: 500 });

test("a publish is in the store for each subscriber before it is answered, and gone when all have it", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  await world.subscribe(TopicArn, "a");
  await world.subscribe(TopicArn, "b");
  world.refusalOf = (queue) => (queue === "b" ? down() : undefined);
  await world.call("Publish", { TopicArn, Message: "hello" });
  await world.pass(0);
  assert.deepEqual(
    world.sent.map(({ queue }) => queue),
    ["a"],
  );
  assert.equal(await world.waiting(), 1);
  await world.restart();
  world.refusalOf = () => undefined;
  await world.pass(1);
  assert.deepEqual(
    world.sent.map(({ queue }) => queue),
    ["a", "b"],
  );
  assert.equal(await world.waiting(), 0);
});

test("what a queue refuses for good goes to the dead-letter queue at once, what fails only after the retries", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" });
  await world.subscribe(TopicArn, "gone", { RedrivePolicy });
  await world.subscribe(TopicArn, "slow", { RedrivePolicy });
  world.refusalOf = (queue) => {
    if (queue === "gone") return new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
    return queue === "slow" ? down() : undefined;
  };
  await world.call("Publish", { TopicArn, Message: "hello" });
  await world.pass(0);
  assert.deepEqual(world.sent, [{ queue: "dead", body: "hello", group: undefined }]);
  await world.pass(3_600);
  assert.equal(world.sent.length, 1, "queues are tried for weeks");
  world.refusalOf = () => undefined;
  await world.pass(20);
  assert.deepEqual(world.sent.at(-1), { queue: "slow", body: "hello", group: undefined });
});

test("who has unsubscribed gets nothing more, even of what waits", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  const SubscriptionArn = await world.subscribe(TopicArn, "q");
  world.refusalOf = down;
  await world.call("Publish", { TopicArn, Message: "hello" });
  await world.pass(0);
  await world.call("Unsubscribe", { SubscriptionArn });
  world.refusalOf = () => undefined;
  await world.pass(60);
  assert.deepEqual(world.sent, []);
  assert.equal(await world.waiting(), 0);
  assert.equal((await world.call("GetTopicAttributes", { TopicArn })).Attributes?.["SubscriptionsDeleted"], "1");
});

test("what was published for raw delivery stays raw, since it bears no signature", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  const SubscriptionArn = await world.subscribe(TopicArn, "q");
  world.refusalOf = down;
  await world.call("Publish", { TopicArn, Message: "hello" });
  await world.pass(0);
  await world.call("SetSubscriptionAttributes", { SubscriptionArn, AttributeName: "RawMessageDelivery", AttributeValue: "false" });
  world.refusalOf = () => undefined;
  await world.pass(60);
  assert.deepEqual(world.bodies, ["hello"]);
});

test("endpoints that do not answer hold up no queue", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  for (let number = 0; number < 5; number++) {
    const arn = `${TopicArn}:${number}`;
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/${number}`;
    const attributes = { RawMessageDelivery: "true" };
    const value = { arn, topicArn: TopicArn, protocol: "http", endpoint, owner: "000000000000", attributes, createdMs: number };
    await world.records.write([
      { kind: subscriptionKind, key: arn, value: { ...value, isPending: false, authenticatesUnsubscribe: false } },
    ]);
  }
  await world.restart();
  await world.subscribe(TopicArn, "q");
  for (let number = 0; number < 30; number++) await world.call("Publish", { TopicArn, Message: String(number) });
  await world.pass(0);
  assert.equal(world.sent.length, 30);
  await world.sns.close();
  silent.closeAllConnections();
  silent.close();
});

test("a FIFO topic's group waits for a delivery that fails, other groups do not", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t.fifo", { ContentBasedDeduplication: "true" });
  await world.subscribe(TopicArn, "q.fifo");
  let isBroken = true;
  world.refusalOf = () => (isBroken ? down() : undefined);
  for (const Message of ["1", "2", "3"]) await world.call("Publish", { TopicArn, Message, MessageGroupId: "a" });
  await world.pass(0);
  await world.restart();
  await world.pass(0);
  isBroken = false;
  await world.call("Publish", { TopicArn, Message: "x", MessageGroupId: "b" });
  await world.pass(60);
  assert.deepEqual(
    world.sent.filter(({ group }) => group === "a").map(({ body }) => body),
    ["1", "2", "3"],
  );
  assert.equal(world.sent.length, 4);
});

test("the same deduplication id within five minutes is one message, over restarts too", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t.fifo");
  await world.subscribe(TopicArn, "q.fifo");
  const publish = (Message: string) => world.call("Publish", { TopicArn, Message, MessageGroupId: "g", MessageDeduplicationId: "same" });
  const [first, twin] = await Promise.all([publish("1"), publish("2")]);
  await world.pass(0);
  await world.restart();
  assert.deepEqual([await publish("3"), twin], [first, first]);
  await world.pass(299);
  await publish("4");
  await world.pass(1);
  await publish("5");
  await world.pass(0);
  assert.deepEqual(world.bodies, ["1", "5"]);
});

test("a subscription by mail pends until its link is followed; one that nobody confirms is forgotten after two days", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  const subscribe = (Endpoint: string) => world.call("Subscribe", { TopicArn, Protocol: "email", Endpoint });
  const mails = () => world.platform.logLines.flatMap(({ fields }) => (typeof fields["text"] === "string" ? [fields["text"]] : []));
  assert.deepEqual(await subscribe("a@example.com"), { SubscriptionArn: "pending confirmation" });
  await world.call("Publish", { TopicArn, Message: "too early" });
  await world.pass(0);
  assert.equal(mails().length, 1, "without a mail server the question is in the log");
  const Token = /Token=([0-9a-f]+)/.exec(mails()[0] ?? "")?.[1] ?? "";
  await subscribe("b@example.com");
  await world.restart();
  const confirmed = await world.call("ConfirmSubscription", { TopicArn, Token });
  assert.deepEqual(await world.call("ConfirmSubscription", { TopicArn, Token }), confirmed, "a link may be followed twice");
  await world.call("Publish", { TopicArn, Message: "news" });
  await world.pass(0);
  assert.match(mails().at(-1) ?? "", /^news/);
  const listed = async () =>
    ((await world.call("ListSubscriptionsByTopic", { TopicArn })).Subscriptions ?? []).map(({ Endpoint }) => Endpoint);
  assert.equal((await listed()).length, 2);
  await world.pass(2 * 86_400 + 60);
  assert.deepEqual(await listed(), ["a@example.com"]);
});

test("the same subscription again is the one that is there, with other attributes it is refused", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  const arn = await world.subscribe(TopicArn, "q");
  assert.equal(await world.subscribe(TopicArn, "q"), arn);
  await assert.rejects(
    world.subscribe(TopicArn, "q", { FilterPolicy: '{"a":["b"]}' }),
    refused("InvalidParameterException", "Invalid parameter: Attributes Reason: Subscription already exists with different attributes"),
  );
  await world.restart();
  assert.equal(await world.subscribe(TopicArn, "q"), arn);
});

test("CreateTopic again answers the same topic, unless an attribute or a tag differs", async () => {
  const world = await new World().open();
  const arn = await world.topic("t", { DisplayName: "d" });
  assert.equal(await world.topic("t"), arn);
  await assert.rejects(
    world.topic("t", { DisplayName: "e" }),
    refused("InvalidParameterException", /already exists with different attributes/),
  );
  await assert.rejects(
    world.call("CreateTopic", { Name: "t", Tags: [{ Key: "a", Value: "b" }] }),
    refused("InvalidParameterException", /already exists with different tags/),
  );
  await assert.rejects(world.topic("a b"), refused("InvalidParameterException", "Invalid parameter: Topic Name"));
});

test("messages and subscriptions that SNS cannot take are refused in its words", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  const publish = (more: Partial<SNSOperations["Publish"]["input"]>) => world.call("Publish", { TopicArn, Message: "m", ...more });
  const because = (message: string) => refused("InvalidParameterException", `Invalid parameter: ${message}`);
  await assert.rejects(publish({ Message: "" }), because("Empty message"));
  await assert.rejects(publish({ Message: "x".repeat(262_145) }), because("Message too long"));
  await assert.rejects(publish({ Subject: "two\nlines" }), because("Subject"));
  await assert.rejects(publish({ MessageStructure: "json" }), because("Message Structure - JSON message body failed to parse"));
  await assert.rejects(
    publish({ MessageStructure: "json", Message: "{}" }),
    because("Message Structure - No default entry in JSON message body"),
  );
  await assert.rejects(publish({ TopicArn: "t" }), because("TopicArn Reason: An ARN must have at least 6 elements, not 1"));
  await assert.rejects(
    publish({ MessageAttributes: { a: { DataType: "Number", StringValue: "x" } } }),
    refused("InvalidParameterValueException"),
  );
  await assert.rejects(world.subscribe(TopicArn, "q.fifo"), refused("InvalidParameterException", /FIFO SQS Queues can not be subscribed/));
  await assert.rejects(
    world.subscribe(TopicArn, "q", { RedrivePolicy: '{"deadLetterTargetArn":"x"}' }),
    because("RedrivePolicy: deadLetterTargetArn is an invalid arn"),
  );
  await assert.rejects(
    world.call("Subscribe", { TopicArn, Protocol: "email", Endpoint: "a@b.c", Attributes: { RawMessageDelivery: "false" } }),
    because("Delivery protocol [email] does not support raw message delivery."),
  );
  await assert.rejects(world.subscribe(TopicArn, "q", { Nonsense: "x" }), because("AttributeName"));
  await assert.rejects(
    world.call("Subscribe", { TopicArn, Protocol: "pigeon", Endpoint: "x" }),
    because("Amazon SNS does not support this protocol string: pigeon"),
  );
  await assert.rejects(world.call("ConfirmSubscription", { TopicArn, Token: "x" }), because("Token"));
  await assert.rejects(world.call("Publish", { Message: "x" }), because("TopicArn or TargetArn Reason: no value for required parameter"));
  await assert.rejects(world.call("CreateTopic", {} as never), refused("ValidationError", /Value null at 'name'/));
});

test("a deleted topic takes its subscriptions along; deleting it again is no error", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  const SubscriptionArn = await world.subscribe(TopicArn, "q");
  await world.call("DeleteTopic", { TopicArn });
  await world.call("DeleteTopic", { TopicArn });
  await assert.rejects(
    world.call("GetSubscriptionAttributes", { SubscriptionArn }),
    refused("NotFoundException", "Subscription does not exist"),
  );
  await assert.rejects(world.call("Publish", { TopicArn, Message: "x" }), refused("NotFoundException", "Topic does not exist"));
  await world.restart();
  assert.deepEqual((await world.call("ListSubscriptions", {})).Subscriptions, []);
});

test("listings have a hundred a page", async () => {
  const world = await new World().open();
  for (let number = 0; number < 101; number++) await world.topic(`t${number}`);
  const first = await world.call("ListTopics", {});
  const second = await world.call("ListTopics", { NextToken: first.NextToken ?? "" });
  assert.deepEqual([first.Topics?.length, second.Topics?.length, second.NextToken], [100, 1, undefined]);
  await assert.rejects(world.call("ListTopics", { NextToken: "junk" }), refused("InvalidParameterException"));
});

test("a subject may be of any language, and is one line of at most a hundred characters", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  await world.call("Publish", { TopicArn, Message: "m", Subject: "Grüße 😀" });
  await world.call("Publish", { TopicArn, Message: "m", Subject: "😀".repeat(100) });
  for (const Subject of ["", "x".repeat(101), "a\u0085b", "a\u2028b", "a\tb"]) {
    await assert.rejects(
      world.call("Publish", { TopicArn, Message: "m", Subject }),
      refused("InvalidParameterException", "Invalid parameter: Subject"),
    );
  }
});

test("a batch with a message that is too large by itself is too large as a whole", async () => {
  const world = await new World().open();
  const TopicArn = await world.topic("t");
  const PublishBatchRequestEntries = [
    { Id: "1", Message: "x".repeat(262_145) },
    { Id: "2", Message: "y" },
  ];
  await assert.rejects(world.call("PublishBatch", { TopicArn, PublishBatchRequestEntries }), refused("BatchRequestTooLongException"));
});
