import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform, type FakePlatform } from "../platform/fake.ts";
import { memoryRecords } from "../storage/memory/records.ts";
import type { RecordStore } from "../storage/ports/records.ts";
import { type Attempt, createOutbox, type DeliveryState, OutboxFull } from "./index.ts";
import { unwrittenBytesMax } from "./limits.ts";

interface Item {
  readonly to: string;
  readonly name: string;
  readonly retriesMax?: number;
}

const done: Attempt = { kind: "done" };
const failed = (code = "Busy", retryable = true): Attempt => ({ kind: "failed", failure: { code, message: `${code}!` }, retryable });

function open(options: {
  readonly attempt: (item: Item, state: DeliveryState) => Attempt | Promise<Attempt>;
  readonly deadLetter?: (item: Item, state: DeliveryState, why: string) => Attempt;
  readonly records?: RecordStore;
  readonly platform?: FakePlatform;
  readonly itemsMax?: number;
  readonly inOrder?: boolean;
}) {
  const { records = memoryRecords(), platform = createFakePlatform(), itemsMax, inOrder = false } = options;
  const outbox = createOutbox<Item>({
    kind: "test.delivery",
    platform,
    records,
    laneOf: ({ to }) => to,
    policyOf: ({ retriesMax = 3 }) => ({ retriesMax, untilMs: Number.POSITIVE_INFINITY }),
    attempt: async (item, state) => options.attempt(item, state),
    deadLetter: async (item, state, why) => options.deadLetter?.(item, state, why) ?? done,
    ...(itemsMax === undefined ? {} : { itemsMax }),
    inOrder,
  });
  const left = async () =>
    (await records.list("test.delivery", { limit: 100 })).length + (await records.list("test.delivery-state", { limit: 100 })).length;
  return { outbox, records, platform, left };
}

test("a delivery is in the store before it is tried, and gone after it succeeded", async () => {
  const seen: number[] = [];
  const { outbox, platform, left } = open({
    attempt: async () => {
      seen.push(await left());
      return done;
    },
  });
  await outbox.add([{ to: "q", name: "a" }]);
  await platform.clock.advanceByAsync(0);
  assert.deepEqual([seen, await left(), outbox.count], [[1], 0, 0]);
});

test("a failure is tried again after growing delays, then becomes a dead letter with the last error", async () => {
  const tries: number[] = [];
  const buried: unknown[] = [];
  const { outbox, platform, left } = open({
    attempt: () => {
      tries.push(platform.clock.nowMs());
      return failed();
    },
    deadLetter: ({ name }, { failures, lastFailure }, why) => {
      buried.push([name, failures, lastFailure?.code, why]);
      return done;
    },
  });
  await outbox.add([{ to: "q", name: "a" }]);
  await platform.clock.advanceByAsync(60_000);
  const delays = tries.slice(1).map((atMs, index) => atMs - (tries[index] ?? 0));
  assert.equal(tries.length, 4);
  for (const [index, delayMs] of delays.entries()) assert.ok(delayMs >= 500 * 2 ** index && delayMs <= 1_000 * 2 ** index, String(delays));
  assert.deepEqual(buried, [["a", 4, "Busy", "exhausted"]]);
  assert.equal(await left(), 0);
});

test("what cannot succeed is not tried again", async () => {
  const buried: string[] = [];
  const { outbox, platform } = open({
    attempt: () => failed("NoSuchQueue", false),
    deadLetter: (_item, { failures }, why) => {
      buried.push(`${failures} ${why}`);
      return done;
    },
  });
  await outbox.add([{ to: "q", name: "a" }]);
  await platform.clock.advanceByAsync(0);
  assert.deepEqual(buried, ["1 refused"]);
});

test("a dead letter that cannot be delivered is tried again, and dropped in the end with a line in the log", async () => {
  let buried = 0;
  const { outbox, platform, left } = open({
    attempt: () => failed("Gone", false),
    deadLetter: () => {
      buried += 1;
      return failed();
    },
  });
  await outbox.add([{ to: "q", name: "a" }]);
  await platform.clock.advanceByAsync(24 * 3_600_000);
  assert.equal(buried, 20);
  assert.equal(await left(), 0);
  assert.ok(platform.logLines.some(({ level, message }) => level === "error" && /was dropped/.test(message)));
});

test("what an earlier server left is taken up by the next, with the failures it had", async () => {
  const records = memoryRecords();
  const platform = createFakePlatform();
  const first = open({ records, platform, attempt: ({ name }) => (name === "fails" ? failed() : new Promise<Attempt>(() => {})) });
  void first.outbox.add([
    { to: "q", name: "hangs" },
    { to: "q", name: "fails" },
  ]);
  await platform.clock.advanceByAsync(0);
  const seen: string[] = [];
  const second = open({
    records,
    platform,
    attempt: ({ name }, { failures }) => {
      seen.push(`${name} after ${failures}`);
      return done;
    },
  });
  await second.outbox.open();
  await platform.clock.advanceByAsync(0);
  assert.deepEqual(seen, ["hangs after 0"]);
  await platform.clock.advanceByAsync(1_000);
  assert.deepEqual(seen, ["hangs after 0", "fails after 1"]);
  assert.equal(await second.left(), 0);
});

test("a place that is slow does not hold up the others", async () => {
  const seen: string[] = [];
  const { outbox, platform } = open({
    attempt: ({ to, name }) => (to === "slow" ? new Promise<Attempt>(() => {}) : (seen.push(name), done)),
  });
  await outbox.add([...Array.from({ length: 40 }, (_, index) => ({ to: "slow", name: `${index}` })), { to: "fast", name: "quick" }]);
  await platform.clock.advanceByAsync(0);
  assert.deepEqual(seen, ["quick"]);
});

test("more than the bound is refused and leaves nothing behind", async () => {
  const { outbox, platform, left } = open({ attempt: () => new Promise<Attempt>(() => {}), itemsMax: 2 });
  await outbox.add([{ to: "q", name: "a" }]);
  await assert.rejects(
    outbox.add([
      { to: "q", name: "b" },
      { to: "q", name: "c" },
    ]),
    OutboxFull,
  );
  await outbox.add([{ to: "q", name: "d" }]);
  await platform.clock.advanceByAsync(0);
  assert.equal(await left(), 2);
});

test("a fault of the store leaves the delivery, which is tried again", async () => {
  const records = memoryRecords();
  let broken = true;
  const failing: RecordStore = {
    ...records,
    get: records.get.bind(records),
    async write(changes) {
      if (broken && changes.some(({ value }) => value === undefined)) throw new Error("disk full");
      await records.write(changes);
    },
  };
  let tries = 0;
  const { outbox, platform, left } = open({
    records: failing,
    attempt: () => {
      tries += 1;
      return done;
    },
  });
  await outbox.add([{ to: "q", name: "a" }]);
  await platform.clock.advanceByAsync(0);
  broken = false;
  await platform.clock.advanceByAsync(60_000);
  assert.deepEqual([tries, await left()], [2, 0]);
});

test("after close nothing begins and what failed meanwhile is left as it was", async () => {
  let fail: (attempt: Attempt) => void = () => {};
  const { outbox, platform, left } = open({ attempt: () => new Promise<Attempt>((resolve) => (fail = resolve)) });
  await outbox.add([{ to: "q", name: "a" }]);
  await platform.clock.advanceByAsync(0);
  const closed = outbox.close();
  fail(failed());
  await closed;
  assert.equal(await left(), 1);
});

test("in order, a lane waits while its first delivery is tried again, other lanes do not, and a restart keeps the order", async () => {
  const records = memoryRecords();
  const platform = createFakePlatform();
  const delivered: string[] = [];
  let isBroken = true;
  const attempt = ({ to, name }: Item) => {
    if (to === "broken" && isBroken) return failed();
    delivered.push(name);
    return done;
  };
  const first = open({ attempt, records, platform, inOrder: true });
  for (const name of ["1", "2", "3"]) await first.outbox.add([{ to: "broken", name, retriesMax: 100 }]);
  await first.outbox.add([{ to: "whole", name: "other" }]);
  await platform.clock.advanceByAsync(5_000);
  assert.deepEqual(delivered, ["other"]);
  await first.outbox.close();
  const second = open({ attempt, records, platform, inOrder: true });
  await second.outbox.open();
  await platform.clock.advanceByAsync(0);
  assert.deepEqual(delivered, ["other"], "what waited to be tried again waits still, and holds up the rest");
  isBroken = false;
  await platform.clock.advanceByAsync(60_000);
  assert.deepEqual(delivered, ["other", "1", "2", "3"]);
  assert.equal(await second.left(), 0);
});

test("what is being written at the same time is bounded in bytes, and one alone is let through", async () => {
  const { outbox } = open({ attempt: () => done });
  const large = { to: "q", name: "x".repeat(unwrittenBytesMax) };
  const first = outbox.prepare([large]);
  assert.throws(() => outbox.prepare([{ to: "q", name: "small" }]), OutboxFull);
  first.abandoned();
  outbox.prepare([large]).abandoned();
});
