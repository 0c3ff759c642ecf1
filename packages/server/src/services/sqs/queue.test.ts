/** Corners of a queue's life: timeouts nobody saw end, bounds, clocks that go back, dead letters of dead letters. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceError } from "../../aws/index.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import { inFlightMax } from "./limits.ts";
import { messageKey, messageKind, type MessageRecord } from "./message.ts";
import { World } from "./sqs-fixture.ts";

const redrive = (name: string, maxReceiveCount: number) =>
  JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`, maxReceiveCount });

const refused = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code;

async function opened(): Promise<World> {
  const world = new World(memoryRecords());
  await world.sqs.open();
  return world;
}

test("a FIFO receipt handle is over with its visibility timeout, also when nobody has asked the queue since", async () => {
  const world = await opened();
  const url = await world.queue("q.fifo", { ContentBasedDeduplication: "true", VisibilityTimeout: "5" });
  await world.send(url, "1", { MessageGroupId: "g" });
  const [message] = await world.receive(url);
  await world.pass(5);
  await assert.rejects(world.delete(url, message), refused("InvalidParameterValue"));
  assert.deepEqual(await world.bodies(url), ["1"]);
});

for (const isFifo of [false, true]) {
  test(`a ${isFifo ? "FIFO" : "standard"} queue with too many messages in flight hands out no more until some are visible again`, async () => {
    const world = await opened();
    const url = await world.queue(isFifo ? "q.fifo" : "q", isFifo ? { ContentBasedDeduplication: "true" } : {});
    await world.send(url, "more", isFifo ? { MessageGroupId: "g" } : {});
    const [sent] = await world.records.list<MessageRecord>(messageKind, { limit: 1 });
    const queueId = sent?.key.split("/", 1)[0] ?? "";
    const nowMs = world.platform.clock.nowMs();
    const received: MessageRecord = { s: nowMs, v: nowMs + 5_000, n: 1, f: nowMs, g: "other" };
    for (let number = 0; number < inFlightMax; number += 1_000) {
      const keys = Array.from({ length: 1_000 }, (_, at) => messageKey(queueId, nowMs * 2_000 + number + at));
      await world.records.write(keys.map((key) => ({ kind: messageKind, key, value: received })));
    }
    await world.restart();
    if (isFifo) assert.deepEqual(await world.receive(url), []);
    else await assert.rejects(world.receive(url), refused("OverLimit"));
    await world.pass(5);
    assert.deepEqual(await world.bodies(url, { MaxNumberOfMessages: 1 }), ["more"]);
  });
}

test("what is sent after a purge is kept, even when the clock has been set back since", async () => {
  const world = await opened();
  const url = await world.queue("q");
  await world.pass(3_600);
  await world.send(url, "purged");
  await world.call("PurgeQueue", { QueueUrl: url });
  await world.pass(0);
  const earlier = new World(world.records);
  await earlier.sqs.open();
  await earlier.send(url, "kept");
  await earlier.restart();
  assert.deepEqual(await earlier.bodies(url), ["kept"]);
});

test("a dead letter is handed out as often as its own queue's redrive policy says, and its count goes on", async () => {
  const world = await opened();
  await world.queue("last");
  const dead = await world.queue("dead", { VisibilityTimeout: "0", RedrivePolicy: redrive("last", 2) });
  const url = await world.queue("q", { VisibilityTimeout: "0", RedrivePolicy: redrive("dead", 3) });
  await world.send(url, "poison");
  const counts: (string | undefined)[] = [];
  for (const queue of [url, dead, "last"]) {
    for (let round = 0; round < 4; round++) {
      for (const { Attributes } of await world.receive(queue))
        counts.push(`${queue.split("/").at(-1)} ${Attributes?.["ApproximateReceiveCount"]}`);
      await world.pass(0);
      if (queue === dead) await world.restart();
    }
  }
  assert.deepEqual(counts, ["q 1", "q 2", "q 3", "dead 4", "dead 5", "last 6"]);
});

test("a queue that is its own dead-letter queue does not turn in circles", async () => {
  const world = await opened();
  const url = await world.queue("q", { VisibilityTimeout: "1" });
  await world.call("SetQueueAttributes", { QueueUrl: url, Attributes: { RedrivePolicy: redrive("q", 1) } });
  await world.send(url, "again");
  await world.receive(url);
  await world.pass(1);
  const poll = world.bodies(url, { WaitTimeSeconds: 5 });
  await world.pass(0);
  assert.deepEqual(await poll, ["again"]);
});

/** A dead-letter queue with messages, and what it is one for. */
async function deadLetters(world: World, sources: readonly string[]): Promise<string> {
  const dead = await world.queue("dead");
  for (const source of sources) {
    const url = await world.queue(source, { VisibilityTimeout: "0", RedrivePolicy: redrive("dead", 1) });
    await world.send(url, source);
    await world.receive(url);
    await world.receive(url);
    await world.pass(0);
  }
  return dead;
}

const deadArn = "arn:aws:sqs:us-east-1:000000000000:dead";

test("a move task that fails at a message tells how many it has moved", async () => {
  const world = await opened();
  await deadLetters(world, ["stays", "goes"]);
  await world.call("DeleteQueue", { QueueUrl: "goes" });
  await world.call("StartMessageMoveTask", { SourceArn: deadArn });
  await world.pass(1);
  const { Results: [task] = [] } = await world.call("ListMessageMoveTasks", { SourceArn: deadArn });
  assert.deepEqual(
    [task?.Status, task?.FailureReason, task?.ApproximateNumberOfMessagesMoved],
    ["FAILED", "AWS.SimpleQueueService.NonExistentQueue", 1],
  );
});

test("a move task that the store failed is over, and another one can be started", async () => {
  const inner = memoryRecords();
  let isBroken = false;
  const world = new World({ ...inner, write: (changes) => (isBroken ? Promise.reject(new Error("disk full")) : inner.write(changes)) });
  await world.sqs.open();
  const dead = await deadLetters(world, ["a", "b", "c"]);
  await world.call("StartMessageMoveTask", { SourceArn: deadArn, MaxNumberOfMessagesPerSecond: 1 });
  await world.pass(0);
  isBroken = true;
  await world.pass(1);
  isBroken = false;
  const { Results: [task] = [] } = await world.call("ListMessageMoveTasks", { SourceArn: deadArn });
  assert.equal(task?.Status, "FAILED");
  await world.call("StartMessageMoveTask", { SourceArn: deadArn });
  await world.pass(1);
  assert.equal(await world.attribute(dead, "ApproximateNumberOfMessages"), "0");
});

test("a deleted dead-letter queue takes its move tasks along: a new one of the same name is left alone", async () => {
  const world = await opened();
  const dead = await deadLetters(world, ["a", "b", "c"]);
  await world.call("StartMessageMoveTask", { SourceArn: deadArn, MaxNumberOfMessagesPerSecond: 1 });
  await world.pass(0);
  await world.call("DeleteQueue", { QueueUrl: dead });
  await world.queue("dead");
  await world.send(dead, "new");
  await world.pass(5);
  assert.deepEqual(await world.bodies(dead), ["new"]);
  assert.deepEqual((await world.call("ListMessageMoveTasks", { SourceArn: deadArn })).Results, []);
  assert.deepEqual(await world.records.list("sqs.move-task", { limit: 10 }), []);
});
