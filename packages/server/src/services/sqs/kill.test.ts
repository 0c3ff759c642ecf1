/** Servers killed at any moment: a seed is a run, and what must hold holds in each. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { World } from "./sqs-fixture.ts";

/**
 * A store whose server dies in its so-manyeth write: the write reaches the disk or it does not, and nobody is ever told.
 * What the dead server asks for afterwards is lost.
 */
function dyingStore(inner: RecordStore, writesLeft: number, lastOneIsWritten: boolean): RecordStore & { readonly isDead: () => boolean } {
  let left = writesLeft;
  const never = new Promise<never>(() => {});
  return {
    get: (kind, key) => (left < 0 ? never : inner.get(kind, key)),
    list: (kind, range) => (left < 0 ? never : inner.list(kind, range)),
    async write(changes) {
      left -= 1;
      if (left > 0) return await inner.write(changes);
      if (left === 0 && lastOneIsWritten) await inner.write(changes);
      left = -1;
      return await never;
    },
    isDead: () => left < 0,
  };
}

const life = fc.record({
  writes: fc.integer({ min: 1, max: 25 }),
  lastOneIsWritten: fc.boolean(),
  steps: fc.array(
    fc.oneof(
      fc.record({ do: fc.constant("send" as const), group: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ do: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant("delete" as const), which: fc.nat() }),
      fc.record({ do: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 12 }) }),
    ),
    { minLength: 5, maxLength: 30 },
  ),
});

for (const isFifo of [false, true]) {
  test(`whenever the server of a ${isFifo ? "FIFO" : "standard"} queue is killed, nothing acknowledged is lost and nothing deleted comes back`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        const disk = memoryRecords();
        const world = new World(disk);
        await world.sqs.open();
        const attributes = { VisibilityTimeout: "5", ...(isFifo ? { ContentBasedDeduplication: "true" } : {}) };
        const url = await world.queue(isFifo ? "q.fifo" : "q", attributes);
        const dead = await world.queue(isFifo ? "dead.fifo" : "dead");
        const arn = `arn:aws:sqs:us-east-1:000000000000:${isFifo ? "dead.fifo" : "dead"}`;
        const policy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 });
        await world.call("SetQueueAttributes", { QueueUrl: url, Attributes: { RedrivePolicy: policy } });

        let sent = 0;
        const acknowledged = new Set<string>();
        const deleted = new Set<string>();
        const asked = new Set<string>();
        const receives = new Map<string, number>();
        for (const { writes, lastOneIsWritten, steps } of lives) {
          const store = dyingStore(disk, writes, lastOneIsWritten);
          await world.restart(store);
          const held: { readonly body: string; readonly handle: string; readonly untilMs: number }[] = [];
          for (const step of steps) {
            if (store.isDead()) break;
            switch (step.do) {
              case "send": {
                const body = `${step.group}:${String(sent++).padStart(4, "0")}`;
                const group = isFifo ? { MessageGroupId: String(step.group) } : {};
                void world.send(url, body, group).then(() => acknowledged.add(body));
                break;
              }
              case "receive": {
                const untilMs = world.platform.clock.nowMs() + 5_000;
                void world.receive(url, { MaxNumberOfMessages: step.max }).then((messages) => {
                  for (const { Body: body = "", ReceiptHandle: handle = "", Attributes } of messages) {
                    assert.ok(!deleted.has(body), `${body} was deleted`);
                    const count = Number(Attributes?.["ApproximateReceiveCount"]);
                    assert.ok(count > (receives.get(body) ?? 0), "counts only grow");
                    receives.set(body, count);
                    held.push({ body, handle, untilMs });
                  }
                });
                break;
              }
              case "delete": {
                const message = held[step.which % Math.max(1, held.length)];
                if (message === undefined) break;
                asked.add(message.body);
                // Only a handle whose time is not over is sure to delete; an old one is taken, and may do nothing.
                const isInTime = world.platform.clock.nowMs() < message.untilMs;
                void world.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: message.handle }).then(
                  () => isInTime && deleted.add(message.body),
                  () => {},
                );
                break;
              }
              case "pass":
                await world.pass(step.seconds);
            }
            await world.pass(0);
          }
        }
        await world.restart(disk);
        const left = new Set<string>();
        for (let round = 0; round < 60; round++) {
          for (const queue of [url, dead]) {
            const messages = await world.receive(queue);
            for (const message of messages) {
              left.add(message.Body ?? "");
              await world.delete(queue, message);
            }
          }
          await world.pass(1);
        }
        for (const body of acknowledged) assert.ok(left.has(body) || asked.has(body), `${body} is lost`);
        for (const body of deleted) assert.ok(!left.has(body), `${body} came back`);
      }),
      { numRuns: 150 },
    );
  });
}
