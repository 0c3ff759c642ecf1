import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceError } from "../../aws/index.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { World } from "./sqs-fixture.ts";

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const redrive = (name: string, maxReceiveCount = 1) => JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount });

const refused = (code: string, message?: string | RegExp) => (error: unknown) => {
  assert.ok(error instanceof ServiceError, String(error));
  assert.equal(error.code, code);
  if (typeof message === "string") assert.equal(error.message, message);
  else if (message !== undefined) assert.match(error.message, message);
  return true;
};

async function opened(records?: RecordStore): Promise<World> {
  const world = new World(records ?? memoryRecords());
  await world.sqs.open();
  return world;
}

test("a received message is hidden until its visibility timeout is over, and counted each time", async () => {
  const world = await opened();
  const url = await world.queue("q", { VisibilityTimeout: "30" });
  await world.send(url, "one");
  const [first] = await world.receive(url);
  assert.equal(first?.Attributes?.["ApproximateReceiveCount"], "1");
  assert.deepEqual(await world.bodies(url), []);
  await world.pass(29);
  assert.deepEqual(await world.bodies(url), []);
  await world.pass(1);
  const [second] = await world.receive(url);
  assert.equal(second?.Attributes?.["ApproximateReceiveCount"], "2");
  assert.equal(second?.Attributes?.["ApproximateFirstReceiveTimestamp"], first?.Attributes?.["ApproximateFirstReceiveTimestamp"]);
  assert.notEqual(second?.ReceiptHandle, first?.ReceiptHandle);
  await world.delete(url, first);
  assert.equal(await world.attribute(url, "ApproximateNumberOfMessagesNotVisible"), "1", "an old handle deletes nothing");
  await world.delete(url, second);
  await world.delete(url, second);
  await world.pass(60);
  assert.deepEqual(await world.bodies(url), []);
});

test("ChangeMessageVisibility to zero lets a message go at once; of a visible one it is refused", async () => {
  const world = await opened();
  const url = await world.queue("q");
  await world.send(url, "one");
  const [message] = await world.receive(url);
  await world.call("ChangeMessageVisibility", { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle ?? "", VisibilityTimeout: 0 });
  await assert.rejects(
    world.call("ChangeMessageVisibility", { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle ?? "", VisibilityTimeout: 5 }),
    refused("MessageNotInflight"),
  );
  assert.deepEqual(await world.bodies(url), ["one"]);
});

test("a delay of the queue or of the message keeps it back", async () => {
  const world = await opened();
  const url = await world.queue("q", { DelaySeconds: "10" });
  await world.send(url, "late");
  await world.send(url, "now", { DelaySeconds: 0 });
  assert.deepEqual(await world.bodies(url), ["now"]);
  assert.equal(await world.attribute(url, "ApproximateNumberOfMessagesDelayed"), "1");
  await world.pass(10);
  assert.deepEqual(await world.bodies(url), ["late"]);
});

test("a long poll is woken by a message, by a delay that ends, and by nothing when its time is up", async () => {
  const world = await opened();
  const url = await world.queue("q");
  const woken = world.bodies(url, { WaitTimeSeconds: 20 });
  await world.pass(3);
  await world.send(url, "sent");
  assert.deepEqual(await woken, ["sent"]);

  await world.send(url, "delayed", { DelaySeconds: 5 });
  const waiting = world.bodies(url, { WaitTimeSeconds: 20 });
  await world.pass(5);
  assert.deepEqual(await waiting, ["delayed"]);

  const vain = world.bodies(url, { WaitTimeSeconds: 2 });
  await world.pass(2);
  assert.deepEqual(await vain, []);
});

test("a long poll ends when its caller goes away or the server drains, and takes no message with it", async () => {
  const world = await opened();
  const url = await world.queue("q");
  const controller = new AbortController();
  const poll = world.call("ReceiveMessage", { QueueUrl: url, WaitTimeSeconds: 20 }, controller.signal);
  await world.pass(1);
  controller.abort("draining");
  assert.deepEqual(await poll, {});
  await world.send(url, "kept");
  assert.deepEqual(await world.bodies(url), ["kept"]);
});

test("long polls of one queue are served in the order in which they came", async () => {
  const world = await opened();
  const url = await world.queue("q");
  const polls = [1, 2].map(() => world.bodies(url, { WaitTimeSeconds: 20, MaxNumberOfMessages: 1 }));
  await world.send(url, "a");
  await world.send(url, "b");
  assert.deepEqual(await Promise.all(polls), [["a"], ["b"]]);
});

test("a message received too often goes to the dead-letter queue in one write, with its id and age", async () => {
  const world = await opened();
  const dead = await world.queue("dead");
  const url = await world.queue("q", { VisibilityTimeout: "1", RedrivePolicy: redrive("dead", 2) });
  await world.send(url, "poison", { MessageAttributes: { a: { DataType: "String", StringValue: "b" } } });
  const [sent] = await world.receive(url);
  for (const _ of [1, 2]) {
    await world.pass(1);
    await world.receive(url);
  }
  await world.pass(0);
  assert.equal(await world.attribute(url, "ApproximateNumberOfMessagesNotVisible"), "0");
  const [letter] = await world.receive(dead, { MessageAttributeNames: ["All"] });
  assert.equal(letter?.MessageId, sent?.MessageId);
  assert.equal(letter?.Attributes?.["SentTimestamp"], sent?.Attributes?.["SentTimestamp"]);
  assert.equal(letter?.Attributes?.["DeadLetterQueueSourceArn"], arnOf("q"));
  assert.equal(letter?.MessageAttributes?.["a"]?.StringValue, "b");
  assert.deepEqual((await world.call("ListDeadLetterSourceQueues", { QueueUrl: dead })).queueUrls, [url]);
  await world.restart();
  await world.pass(30);
  assert.deepEqual([await world.bodies(url), await world.bodies(dead)], [[], ["poison"]]);
});

test("a redrive policy wants a queue of the same type that is there and allows it", async () => {
  const world = await opened();
  await world.queue("closed", { RedriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) });
  await world.queue("dead.fifo");
  const create = (policy: string) => world.queue("q", { RedrivePolicy: policy });
  await assert.rejects(create(redrive("nobody")), refused("InvalidParameterValue", /Dead letter target does not exist/));
  await assert.rejects(create(redrive("dead.fifo")), refused("InvalidParameterValue", /same type/));
  await assert.rejects(create(redrive("closed")), refused("InvalidParameterValue", /does not allow/));
  await assert.rejects(create(redrive("closed", 1_001)), refused("InvalidParameterValue", /maxReceiveCount: 1001/));
  await assert.rejects(create("{"), refused("InvalidAttributeValue"));
});

test("messages older than the retention are gone, from memory and store", async () => {
  const world = await opened();
  const url = await world.queue("q", { MessageRetentionPeriod: "60" });
  await world.send(url, "old");
  await world.pass(45);
  await world.send(url, "young");
  await world.pass(15);
  assert.deepEqual(await world.bodies(url, { VisibilityTimeout: 0 }), ["young"]);
  await world.pass(90);
  assert.deepEqual(await world.records.list("sqs.body", { limit: 10 }), []);
  assert.deepEqual(await world.records.list("sqs.message", { limit: 10 }), []);
});

test("after a kill between receive and delete the message comes again, its count kept, and not before its time", async () => {
  const world = await opened();
  const url = await world.queue("q");
  await world.send(url, "once");
  await world.send(url, "gone");
  const [first, second] = await world.receive(url);
  await world.delete(url, second);
  await world.restart();
  assert.deepEqual(await world.bodies(url), []);
  await world.pass(30);
  const [again, ...more] = await world.receive(url);
  assert.deepEqual([again?.Body, again?.MessageId, again?.Attributes?.["ApproximateReceiveCount"]], ["once", first?.MessageId, "2"]);
  assert.deepEqual(more, []);
});

test("a send that could not be written is not answered and not delivered; a delete that could not be stays undone", async () => {
  const inner = memoryRecords();
  let isBroken = false;
  const records: RecordStore = {
    ...inner,
    write: (changes) => (isBroken ? Promise.reject(new Error("disk full")) : inner.write(changes)),
  };
  const world = await opened(records);
  const url = await world.queue("q");
  await world.send(url, "safe");
  const [message] = await world.receive(url, { VisibilityTimeout: 10 });
  isBroken = true;
  await assert.rejects(world.send(url, "lost"), refused("InternalFailure"));
  await assert.rejects(world.delete(url, message), refused("InternalFailure"));
  isBroken = false;
  await world.pass(10);
  assert.deepEqual(await world.bodies(url), ["safe"]);
});

test("a message whose body the store does not have is dropped and holds nobody up", async () => {
  const world = await opened();
  const url = await world.queue("q");
  await world.send(url, "lost");
  await world.send(url, "found");
  const [first] = await world.records.list("sqs.body", { limit: 1 });
  await world.records.write([{ kind: "sqs.body", key: first?.key ?? "", value: undefined }]);
  await world.restart();
  assert.deepEqual(await world.bodies(url), ["found"]);
  await world.pass(0);
  assert.equal((await world.records.list("sqs.message", { limit: 10 })).length, 1);
});

test("a group of a FIFO queue is handed out in order and waits while one of its messages is in flight", async () => {
  const world = await opened();
  const url = await world.queue("q.fifo", { ContentBasedDeduplication: "true" });
  for (const body of ["a1", "a2", "a3"]) await world.send(url, body, { MessageGroupId: "a" });
  await world.send(url, "b1", { MessageGroupId: "b" });
  const [a1, a2] = await world.receive(url, { MaxNumberOfMessages: 2 });
  assert.deepEqual([a1?.Body, a2?.Body], ["a1", "a2"]);
  assert.ok(BigInt(a2?.Attributes?.["SequenceNumber"] ?? 0) > BigInt(a1?.Attributes?.["SequenceNumber"] ?? 0));
  assert.match(a1?.Attributes?.["SequenceNumber"] ?? "", /^\d{20}$/);
  assert.deepEqual(await world.bodies(url), ["b1"], "the other group is not held up");
  await world.delete(url, a1);
  assert.deepEqual(await world.bodies(url), [], "a2 is in flight still");
  const waiting = world.bodies(url, { WaitTimeSeconds: 20 });
  await world.delete(url, a2);
  assert.deepEqual(await waiting, ["a3"]);
});

test("an unfinished group begins again from its first message when the timeout is over", async () => {
  const world = await opened();
  const url = await world.queue("q.fifo", { ContentBasedDeduplication: "true", VisibilityTimeout: "5" });
  for (const body of ["1", "2", "3"]) await world.send(url, body, { MessageGroupId: "g" });
  const [, second] = await world.receive(url, { MaxNumberOfMessages: 2 });
  await world.delete(url, second);
  await world.pass(5);
  assert.deepEqual(await world.bodies(url), ["1", "3"]);
  await assert.rejects(
    world.delete(url, second ?? {}).then(() => world.delete(url, { ReceiptHandle: "x" })),
    refused("ReceiptHandleIsInvalid"),
  );
});

test("the same deduplication id within five minutes is one message, over restarts too", async () => {
  const world = await opened();
  const url = await world.queue("q.fifo");
  const send = (body: string, group = "g") =>
    world.call("SendMessage", { QueueUrl: url, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: "same" });
  const [first, twin] = await Promise.all([send("one"), send("twin")]);
  await world.restart();
  const again = await send("again", "other");
  assert.deepEqual([twin.MessageId, again.MessageId], [first.MessageId, first.MessageId]);
  assert.equal(again.SequenceNumber, first.SequenceNumber);
  const [message] = await world.receive(url);
  await world.delete(url, message);
  await world.pass(299);
  await send("too early");
  assert.deepEqual(await world.bodies(url), []);
  await world.pass(1);
  await send("late enough");
  assert.deepEqual(await world.bodies(url), ["late enough"]);
});

test("with deduplication by group the same id in another group is another message", async () => {
  const world = await opened();
  const url = await world.queue("q.fifo", { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" });
  for (const group of ["a", "b", "a"]) await world.send(url, group, { MessageGroupId: group, MessageDeduplicationId: "same" });
  assert.deepEqual(await world.bodies(url), ["a", "b"]);
});

test("a receive that is asked again with its attempt id gets the same messages under the same handles", async () => {
  const world = await opened();
  const url = await world.queue("q.fifo", { ContentBasedDeduplication: "true" });
  await world.send(url, "1", { MessageGroupId: "g" });
  const first = await world.receive(url, { ReceiveRequestAttemptId: "try" });
  const again = await world.receive(url, { ReceiveRequestAttemptId: "try" });
  assert.deepEqual(again, first);
  assert.deepEqual(await world.receive(url, { ReceiveRequestAttemptId: "other" }), []);
});

test("a FIFO dead letter keeps its group, and the group goes on", async () => {
  const world = await opened();
  const dead = await world.queue("dead.fifo");
  const url = await world.queue("q.fifo", {
    ContentBasedDeduplication: "true",
    VisibilityTimeout: "1",
    RedrivePolicy: redrive("dead.fifo"),
  });
  for (const body of ["1", "2"]) await world.send(url, body, { MessageGroupId: "g" });
  await world.receive(url, { MaxNumberOfMessages: 1 });
  await world.pass(1);
  const next = world.bodies(url, { WaitTimeSeconds: 5 });
  await world.pass(0);
  assert.deepEqual(await next, ["2"]);
  const [letter] = await world.receive(dead);
  assert.deepEqual([letter?.Body, letter?.Attributes?.["MessageGroupId"]], ["1", "g"]);
});

test("messages are moved back from the dead-letter queue to where they came from, as new ones", async () => {
  const world = await opened();
  const dead = await world.queue("dead");
  const url = await world.queue("q", { VisibilityTimeout: "0", RedrivePolicy: redrive("dead") });
  for (const body of ["1", "2", "3"]) await world.send(url, body);
  await world.receive(url);
  await world.receive(url);
  await world.pass(0);
  await assert.rejects(
    world.call("StartMessageMoveTask", { SourceArn: arnOf("q") }),
    refused("InvalidParameterValue", /Dead Letter Queue/),
  );
  const { TaskHandle = "" } = await world.call("StartMessageMoveTask", { SourceArn: arnOf("dead"), MaxNumberOfMessagesPerSecond: 2 });
  await world.pass(0);
  assert.equal(await world.attribute(dead, "ApproximateNumberOfMessages"), "1");
  // The server dies in the middle; the next one goes on.
  await world.restart();
  await world.pass(5);
  const { Results = [] } = await world.call("ListMessageMoveTasks", { SourceArn: arnOf("dead") });
  assert.deepEqual([Results[0]?.Status, Results[0]?.ApproximateNumberOfMessagesMoved], ["COMPLETED", 3]);
  assert.equal(await world.attribute(dead, "ApproximateNumberOfMessages"), "0");
  const back = await world.receive(url, { VisibilityTimeout: 30 });
  assert.deepEqual(back.map(({ Body, Attributes }) => [Body, Attributes?.["ApproximateReceiveCount"]]).sort(), [
    ["1", "1"],
    ["2", "1"],
    ["3", "1"],
  ]);
  await assert.rejects(world.call("CancelMessageMoveTask", { TaskHandle }), refused("UnsupportedOperation"));
});

test("a purge takes everything that was sent before it, in flight or not, and nothing after; over a kill too", async () => {
  const world = await opened();
  const url = await world.queue("q");
  for (const body of ["1", "2"]) await world.send(url, body);
  await world.receive(url, { MaxNumberOfMessages: 1 });
  const purge = world.call("PurgeQueue", { QueueUrl: url });
  await purge;
  await world.send(url, "after");
  await world.restart();
  await world.pass(30);
  assert.deepEqual(await world.bodies(url), ["after"]);
  assert.equal((await world.records.list("sqs.body", { limit: 10 })).length, 1);
  await assert.rejects(
    world.call("PurgeQueue", { QueueUrl: url }),
    refused("PurgeQueueInProgress", /^Only one PurgeQueue operation on q is allowed/),
  );
  await world.pass(30);
  await world.call("PurgeQueue", { QueueUrl: url });
});

test("a deleted queue leaves nothing behind, and its name can be used at once for an empty one", async () => {
  const world = await opened();
  const url = await world.queue("q.fifo", { ContentBasedDeduplication: "true" });
  await world.send(url, "1", { MessageGroupId: "g" });
  const poll = world.receive(url, { WaitTimeSeconds: 20, ReceiveRequestAttemptId: "x" });
  assert.equal((await poll).length, 1);
  const vain = assert.rejects(world.receive(url, { WaitTimeSeconds: 20 }), refused("QueueDoesNotExist"));
  await world.pass(0);
  await world.call("DeleteQueue", { QueueUrl: url });
  await vain;
  await assert.rejects(world.send(url, "2", { MessageGroupId: "g" }), refused("QueueDoesNotExist", "The specified queue does not exist."));
  await world.queue("q.fifo", { ContentBasedDeduplication: "true" });
  await world.pass(0);
  for (const kind of ["sqs.body", "sqs.message", "sqs.deduplication", "sqs.deleted"]) {
    assert.deepEqual(await world.records.list(kind, { limit: 10 }), [], kind);
  }
  assert.deepEqual(await world.bodies(url), []);
});

test("CreateQueue again answers the same queue, unless an attribute differs", async () => {
  const world = await opened();
  const url = await world.queue("q", { VisibilityTimeout: "7" });
  assert.equal(await world.queue("q"), url);
  assert.equal(await world.queue("q", { VisibilityTimeout: "7", DelaySeconds: "0" }), url);
  await assert.rejects(
    world.queue("q", { VisibilityTimeout: "8" }),
    refused("QueueNameExists", "A queue already exists with the same name and a different value for attribute VisibilityTimeout"),
  );
  await world.restart();
  assert.equal(await world.attribute(url, "VisibilityTimeout"), "7");
});

test("attributes and names that are not AWS's are refused in its words", async () => {
  const world = await opened();
  await assert.rejects(
    world.queue("q", { VisibilityTimeout: "43201" }),
    refused("InvalidAttributeValue", "Invalid value for the parameter VisibilityTimeout."),
  );
  await assert.rejects(world.queue("q", { Nonsense: "1" }), refused("InvalidAttributeName", "Unknown Attribute Nonsense."));
  await assert.rejects(world.queue("q", { ContentBasedDeduplication: "true" }), refused("InvalidAttributeName"));
  await assert.rejects(
    world.queue("a b"),
    refused("InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"),
  );
  await assert.rejects(world.call("CreateQueue", { QueueName: "q.fifo" }), refused("InvalidParameterValue"));
  await assert.rejects(
    world.call("SendMessage", { QueueUrl: await world.queue("q") } as never),
    refused("MissingParameter", "The request must contain the parameter MessageBody."),
  );
});

test("messages that SQS cannot take are refused: empty, too large, characters, attributes, wrong for the queue's type", async () => {
  const world = await opened();
  const url = await world.queue("q", { MaximumMessageSize: "1024" });
  const fifo = await world.queue("q.fifo");
  const attribute = (value: object) => ({ MessageAttributes: { a: value as { DataType: string } } });
  await assert.rejects(world.send(url, ""), refused("MissingParameter"));
  await assert.rejects(world.send(url, "x".repeat(1_025)), refused("InvalidParameterValue", /Message must be shorter than 1024 bytes/));
  await assert.rejects(world.send(url, "\u0000"), refused("InvalidMessageContents"));
  await assert.rejects(
    world.send(url, "x", { DelaySeconds: 901 }),
    refused("InvalidParameterValue", /DelaySeconds must be >= 0 and <= 900/),
  );
  await assert.rejects(
    world.send(url, "x", attribute({ DataType: "String" })),
    refused("InvalidParameterValue", "Message (user) attribute 'a' must contain a non-empty value of type 'String'."),
  );
  await assert.rejects(world.send(url, "x", attribute({ DataType: "Number", StringValue: "one" })), refused("InvalidParameterValue"));
  await assert.rejects(
    world.send(url, "x", attribute({ DataType: "Date", StringValue: "1" })),
    refused(
      "InvalidParameterValue",
      "The type of message (user) attribute 'a' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
    ),
  );
  await assert.rejects(world.send(url, "x", { MessageDeduplicationId: "d" }), refused("InvalidParameterValue"));
  await assert.rejects(world.send(fifo, "x"), refused("MissingParameter", "The request must contain the parameter MessageGroupId."));
  await assert.rejects(world.send(fifo, "x", { MessageGroupId: "g" }), refused("InvalidParameterValue", /ContentBasedDeduplication/));
  await assert.rejects(
    world.send(fifo, "x", { MessageGroupId: "g", MessageDeduplicationId: "d", DelaySeconds: 1 }),
    refused("InvalidParameterValue"),
  );
  await world.send(url, "é".repeat(512));
});

test("entries of a batch succeed and fail by themselves; a batch that is wrong as a whole does nothing", async () => {
  const world = await opened();
  const url = await world.queue("q");
  const batch = (...entries: readonly { readonly Id: string; readonly MessageBody: string }[]) =>
    world.call("SendMessageBatch", { QueueUrl: url, Entries: entries });
  const { Successful, Failed } = await batch({ Id: "a", MessageBody: "1" }, { Id: "b", MessageBody: "" }, { Id: "c", MessageBody: "2" });
  assert.deepEqual(
    [Successful.map(({ Id }) => Id), Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])],
    [["a", "c"], [["b", "MissingParameter", true]]],
  );
  await assert.rejects(batch(), refused("EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request."));
  await assert.rejects(
    batch(...Array.from({ length: 11 }, (_, at) => ({ Id: `${at}`, MessageBody: "x" }))),
    refused("TooManyEntriesInBatchRequest"),
  );
  await assert.rejects(
    batch({ Id: "a", MessageBody: "x" }, { Id: "a", MessageBody: "y" }),
    refused("BatchEntryIdsNotDistinct", "Id a repeated."),
  );
  await assert.rejects(batch({ Id: "a b", MessageBody: "x" }), refused("InvalidBatchEntryId"));
  const half = "x".repeat(600_000);
  await assert.rejects(
    batch({ Id: "a", MessageBody: half }, { Id: "b", MessageBody: half }),
    refused("BatchRequestTooLong", /You have sent 1200000 bytes/),
  );
  const messages = await world.receive(url);
  const entries = [...messages.map(({ ReceiptHandle = "" }, at) => ({ Id: `${at}`, ReceiptHandle })), { Id: "x", ReceiptHandle: "junk" }];
  const deleted = await world.call("DeleteMessageBatch", { QueueUrl: url, Entries: entries });
  assert.deepEqual([deleted.Successful.length, deleted.Failed[0]?.Code], [2, "ReceiptHandleIsInvalid"]);
});

test("a null within a list or a map is refused, wherever it stands", async () => {
  const world = await opened();
  const url = await world.queue("q");
  const refusal = refused("InvalidParameterValue", /holds a null/);
  await assert.rejects(world.call("SendMessageBatch", { QueueUrl: url, Entries: [null] } as never), refusal);
  await assert.rejects(world.call("SendMessage", { QueueUrl: url, MessageBody: "x", MessageAttributes: { a: null } } as never), refusal);
});

test("digests are those that clients compute", async () => {
  const world = await opened();
  const url = await world.queue("q");
  const MessageAttributes = {
    b: { DataType: "Binary.png", BinaryValue: Buffer.from("abc") },
    n: { DataType: "Number", StringValue: "1" },
  };
  const sent = await world.call("SendMessage", { QueueUrl: url, MessageBody: "hello", MessageAttributes });
  assert.equal(sent.MD5OfMessageBody, "5d41402abc4b2a76b9719d911017c592");
  const [message] = await world.receive(url, { MessageAttributeNames: ["All"], VisibilityTimeout: 0 });
  assert.equal(message?.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
  const [part] = await world.receive(url, { MessageAttributeNames: ["n"], VisibilityTimeout: 0 });
  assert.deepEqual(Object.keys(part?.MessageAttributes ?? {}), ["n"]);
  assert.notEqual(part?.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
  const [bare] = await world.receive(url);
  assert.equal(bare?.MD5OfMessageAttributes, undefined);
});

test("listings are sorted and paged; queues are found by URL of any host, ARN and bare name", async () => {
  const world = await opened();
  for (const name of ["b", "a", "c", "other"]) await world.queue(name);
  const first = await world.call("ListQueues", { MaxResults: 2 });
  assert.deepEqual(
    first.QueueUrls?.map((url) => url.at(-1)),
    ["a", "b"],
  );
  const second = await world.call("ListQueues", { MaxResults: 2, NextToken: first.NextToken ?? "" });
  assert.deepEqual([second.QueueUrls?.length, second.NextToken], [2, undefined]);
  assert.equal((await world.call("ListQueues", { QueueNamePrefix: "oth" })).QueueUrls?.length, 1);
  for (const url of [
    "https://sqs.us-east-1.amazonaws.com/000000000000/a",
    "https://queue.amazonaws.com/000000000000/a",
    "http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/a",
    "http://localhost:4566/queue/us-east-1/000000000000/a",
    arnOf("a"),
    "a",
  ]) {
    assert.equal(await world.attribute(url, "QueueArn"), arnOf("a"), url);
  }
  await assert.rejects(world.attribute("https://sqs.eu-west-1.amazonaws.com/000000000000/a", "QueueArn"), refused("QueueDoesNotExist"));
});

test("permissions are statements of the policy, tags stay with the queue", async () => {
  const world = await opened();
  const url = await world.queue("q");
  await world.call("AddPermission", { QueueUrl: url, Label: "l", AWSAccountIds: ["111111111111"], Actions: ["SendMessage"] });
  const { Statement } = JSON.parse((await world.attribute(url, "Policy")) ?? "{}");
  assert.deepEqual(Statement, [
    { Sid: "l", Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "SQS:SendMessage", Resource: arnOf("q") },
  ]);
  await world.call("RemovePermission", { QueueUrl: url, Label: "l" });
  assert.equal(await world.attribute(url, "Policy"), undefined);
  await world.call("TagQueue", { QueueUrl: url, Tags: { a: "1", b: "2" } });
  await world.call("UntagQueue", { QueueUrl: url, TagKeys: ["a"] });
  await world.restart();
  assert.deepEqual((await world.call("ListQueueTags", { QueueUrl: url })).Tags, { b: "2" });
});
