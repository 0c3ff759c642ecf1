import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform } from "../../platform/fake.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { openFixture, queueArn } from "./events-fixture.ts";

/** A store whose server dies after so many writes: later ones neither happen nor answer. */
function dyingAfter(records: RecordStore, writes: number): RecordStore {
  let left = writes;
  return {
    get: records.get.bind(records),
    list: records.list.bind(records),
    write: (changes) => (left-- > 0 ? records.write(changes) : new Promise(() => {})),
  };
}

const events = 6;

for (const [size, padding] of [
  ["small events", ""],
  ["events that deliveries share", "x".repeat(10_000)],
] as const) {
  test(`whichever write a server dies at, ${size} it acknowledged are delivered, and archived, by it or by the next one`, async () => {
    for (let writes = 0; writes < 40; writes++) {
      const platform = createFakePlatform({ seed: writes });
      const records = memoryRecords();
      const setUp = openFixture({ platform, records });
      await setUp.ruleTo({});
      await setUp.call("PutTargets", { Rule: "r", Targets: [{ Id: "second", Arn: `${queueArn}2` }] });
      await setUp.call("CreateArchive", { ArchiveName: "a", EventSourceArn: "arn:aws:events:us-east-1:111111111111:event-bus/default" });
      const dying = openFixture({ platform, records: dyingAfter(records, writes) });
      await dying.events.open();
      const acknowledged: number[] = [];
      for (let n = 0; n < events; n++) {
        const put = dying.put({ Detail: JSON.stringify({ n, padding }) }).then(() => acknowledged.push(n));
        await Promise.race([put, platform.clock.advanceByAsync(10)]);
      }
      const next = openFixture({ platform, records });
      await next.events.open();
      await platform.clock.advanceByAsync(60_000);
      for (const queue of ["q", "q2"]) {
        const delivered = [...dying.calls, ...next.calls]
          .map(({ input }) => input as { QueueUrl: string; MessageBody: string })
          .filter(({ QueueUrl }) => QueueUrl.endsWith(`/${queue}`))
          .map(({ MessageBody }) => (JSON.parse(MessageBody) as { detail: { n: number } }).detail.n);
        assert.deepEqual(
          acknowledged.filter((n) => !delivered.includes(n)),
          [],
          `after ${writes} writes`,
        );
      }
      const { EventCount = 0 } = await next.call("DescribeArchive", { ArchiveName: "a" });
      assert.ok(EventCount >= acknowledged.length, `after ${writes} writes`);
      for (const kind of ["events.delivery", "events.event"])
        assert.deepEqual(await records.list(kind, { limit: 10 }), [], `after ${writes} writes`);
      await Promise.race([dying.events.close(), platform.clock.advanceByAsync(0)]);
    }
  });
}

test("whichever write a server dies at, a schedule's time is delivered at least once and not again by the next servers", async () => {
  for (let writes = 0; writes < 12; writes++) {
    const platform = createFakePlatform({ seed: writes });
    const records = memoryRecords();
    const setUp = openFixture({ platform, records });
    await setUp.ruleTo({}, { ScheduleExpression: "rate(1 hour)" });
    const dying = openFixture({ platform, records: dyingAfter(records, writes) });
    await dying.events.open();
    await platform.clock.advanceByAsync(3 * 3_600_000);
    void dying.events.close();
    const next = openFixture({ platform, records });
    await next.events.open();
    await platform.clock.advanceByAsync(1_000);
    const last = openFixture({ platform, records });
    await last.events.open();
    await platform.clock.advanceByAsync(1_000);
    const times = [...dying.messages(), ...next.messages()].map(({ time }) => time);
    assert.ok(times.includes("2030-01-01T03:00:00Z"), `after ${writes} writes`);
    assert.deepEqual(last.messages(), [], `after ${writes} writes`);
    // A delivery that the dying server made and could not strike off comes once more, and only that one.
    assert.ok(times.length - new Set(times).size <= 1, `after ${writes} writes: ${times.join()}`);
  }
});
