import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordRange, RecordStore } from "../../storage/ports/records.ts";
import { openFixture, refusal } from "./logs-fixture.ts";

test("events come back in the order of their times, ties in the order they came", async () => {
  const { call, make, put, nowMs } = openFixture();
  await make("s");
  const { nextSequenceToken, rejectedLogEventsInfo } = (await put("s", [-100, "a"], [0, "d"]))!;
  assert.ok(nextSequenceToken);
  assert.equal(rejectedLogEventsInfo, undefined);
  await put("s", [-200_000, "first"], [-100, "b"], [-50, "c"]);
  const { events } = await call("GetLogEvents", { logGroupName: "g", logStreamName: "s", startFromHead: true });
  assert.deepEqual(
    events?.map(({ message }) => message),
    ["first", "a", "b", "c", "d"],
  );
  assert.deepEqual(events?.[0], { timestamp: nowMs - 200_000, message: "first", ingestionTime: nowMs });
});

test("what is too new, too old or past the retention is left out and told", async () => {
  const { call, make, put } = openFixture();
  await make("s");
  const day = 86_400_000;
  const { rejectedLogEventsInfo } = (await put("s", [0, "now"], [2 * 3_600_000 + 1, "new"]))!;
  assert.deepEqual(rejectedLogEventsInfo, { tooNewLogEventStartIndex: 1 });
  assert.deepEqual((await put("s", [-14 * day - 2, "old"], [-14 * day - 1, "old"], [-14 * day, "kept"]))?.rejectedLogEventsInfo, {
    tooOldLogEventEndIndex: 2,
  });
  await call("PutRetentionPolicy", { logGroupName: "g", retentionInDays: 7 });
  assert.deepEqual((await put("s", [-8 * day, "x"]))?.rejectedLogEventsInfo, { expiredLogEventEndIndex: 1 });
  assert.deepEqual(
    (await call("GetLogEvents", { logGroupName: "g", logStreamName: "s" })).events?.map(({ message }) => message),
    ["now"],
  );
});

test("a batch that AWS would not take is refused in its words", async () => {
  const { call, make, put } = openFixture();
  await make("s");
  const refusals: readonly (readonly [Promise<unknown>, string, string | RegExp])[] = [
    [
      put("s", [0, "b"], [-1, "a"]),
      "InvalidParameterException",
      "Log events in a single PutLogEvents request must be in chronological order.",
    ],
    [put("s", [-86_400_001, "a"], [0, "b"]), "InvalidParameterException", /cannot span more than 24 hours/],
    [put("s", [0, "x".repeat(1_048_576)]), "InvalidParameterException", "Upload too large: 1048602 bytes exceeds limit of 1048576"],
    [put("other", [0, "x"]), "ResourceNotFoundException", "The specified log stream does not exist."],
    [put("other", [-15 * 86_400_000, "x"]), "ResourceNotFoundException", "The specified log stream does not exist."],
    [
      call("PutLogEvents", { logGroupName: "no", logStreamName: "s", logEvents: [{ timestamp: 1, message: "x" }] }),
      "ResourceNotFoundException",
      "The specified log group does not exist.",
    ],
    [put("s"), "InvalidParameterException", /'logEvents' failed/],
  ];
  for (const [refused, code, message] of refusals) await assert.rejects(refused, refusal(code, message));
});

test("pages go forwards from the head and backwards from the tail, and a token leads on from where it stood", async () => {
  const { call, make, put } = openFixture();
  await make("s");
  for (let from = 0; from < 500; from += 100)
    await put("s", ...Array.from({ length: 100 }, (_, index) => [(from + index) * 700 - 400_000, `${from + index}`] as const));
  const get = (input: Partial<Parameters<typeof call<"GetLogEvents">>[1]>) =>
    call("GetLogEvents", { logGroupName: "g", logStreamName: "s", limit: 120, ...input });
  const forward: string[] = [];
  let page = await get({ startFromHead: true });
  for (; page.events?.length; page = await get({ nextToken: page.nextForwardToken! }))
    forward.push(...page.events.map(({ message }) => message ?? ""));
  assert.deepEqual(
    forward,
    Array.from({ length: 500 }, (_, index) => `${index}`),
  );
  const again = await get({ nextToken: page.nextForwardToken! });
  assert.deepEqual([again.events, again.nextForwardToken], [[], page.nextForwardToken]);
  await put("s", [1_000, "late"]);
  assert.deepEqual(
    (await get({ nextToken: page.nextForwardToken! })).events?.map(({ message }) => message),
    ["late"],
  );
  const backward: string[] = [];
  for (page = await get({}); page.events?.length; page = await get({ nextToken: page.nextBackwardToken! }))
    backward.unshift(...page.events.map(({ message }) => message ?? ""));
  assert.deepEqual(backward, [...forward, "late"]);
  await assert.rejects(get({ nextToken: "f/1/s" }), refusal("InvalidParameterException", "The specified nextToken is invalid."));
});

test("a range of time includes its start and not its end", async () => {
  const { call, make, put, nowMs } = openFixture();
  await make("s");
  await put("s", [-3, "a"], [-2, "b"], [-1, "c"], [0, "d"]);
  const { events } = await call("GetLogEvents", { logGroupName: "g", logStreamName: "s", startTime: nowMs - 2, endTime: nowMs });
  assert.deepEqual(
    events?.map(({ message }) => message),
    ["b", "c"],
  );
  const filtered = await call("FilterLogEvents", { logGroupName: "g", startTime: nowMs - 2, endTime: nowMs });
  assert.deepEqual(
    filtered.events?.map(({ message }) => message),
    ["b", "c", "d"],
  );
});

test("answers end at one megabyte", async () => {
  const { call, make, put } = openFixture();
  await make("s");
  for (let index = 0; index < 3; index++) await put("s", [index, "x".repeat(900_000)]);
  const { events, nextForwardToken } = await call("GetLogEvents", { logGroupName: "g", logStreamName: "s", startFromHead: true });
  assert.equal(events?.length, 1);
  assert.equal((await call("GetLogEvents", { logGroupName: "g", logStreamName: "s", nextToken: nextForwardToken! })).events?.length, 1);
});

test("FilterLogEvents interleaves streams, matches, and goes on in pages", async () => {
  const { call, make, put } = openFixture();
  await make("a", "b", "other");
  await put("a", [1, "ERROR one"], [4, "fine"], [5, "ERROR five"]);
  await put("b", [2, "ERROR two"], [3, "ERROR three"]);
  await put("other", [0, "ERROR zero"]);
  const filter = (input: Partial<Parameters<typeof call<"FilterLogEvents">>[1]>) =>
    call("FilterLogEvents", { logGroupName: "g", filterPattern: "ERROR", ...input });
  const { events } = await filter({});
  assert.deepEqual(
    events?.map(({ logStreamName, message }) => `${logStreamName}: ${message}`),
    ["other: ERROR zero", "a: ERROR one", "b: ERROR two", "b: ERROR three", "a: ERROR five"],
  );
  assert.equal(new Set(events?.map(({ eventId }) => eventId)).size, 5);
  const paged: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await filter({ limit: 2, ...(nextToken === undefined ? {} : { nextToken }) });
    paged.push(...(page.events ?? []).map(({ message }) => message ?? ""));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  assert.deepEqual(
    paged,
    events?.map(({ message }) => message),
  );
  assert.equal((await filter({ logStreamNames: ["b"] })).events?.length, 2);
  assert.equal((await filter({ logStreamNamePrefix: "o" })).events?.length, 1);
  await assert.rejects(
    filter({ logStreamNames: ["never"] }),
    refusal("ResourceNotFoundException", "The specified log stream does not exist."),
  );
  await assert.rejects(
    filter({ logStreamNames: ["a"], logStreamNamePrefix: "a" }),
    refusal("InvalidParameterException", /mutually exclusive/),
  );
});

test("batches put into one stream at the same time are all kept, in few transactions", async () => {
  const { call, make, nowMs, records } = openFixture();
  await make("s");
  let writes = 0;
  const write = records.write.bind(records);
  Object.assign(records, { write: (changes: Parameters<typeof write>[0]) => ((writes += 1), write(changes)) });
  await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      call("PutLogEvents", { logGroupName: "g", logStreamName: "s", logEvents: [{ timestamp: nowMs + index, message: `${index}` }] }),
    ),
  );
  assert.ok(writes <= 10, `${writes} transactions`);
  assert.equal((await call("GetLogEvents", { logGroupName: "g", logStreamName: "s" })).events?.length, 100);
});

test("a new server reads what an old one wrote, and goes on counting", async () => {
  const first = openFixture();
  await first.make("s");
  await first.put("s", [0, "a"], [0, "b"]);
  const next = openFixture({ records: first.records });
  await next.put("s", [0, "c"]);
  const { events } = await next.call("GetLogEvents", { logGroupName: "g", logStreamName: "s", startFromHead: true });
  assert.deepEqual(events?.map(({ message }) => message).toSorted(), ["a", "b", "c"]);
});

test("the last events of a busy minute are found without unpacking the whole minute", async () => {
  const stored = memoryRecords();
  let unpacked = 0;
  const records: RecordStore = {
    get: stored.get.bind(stored),
    write: stored.write.bind(stored),
    async list<T>(kind: string, range: RecordRange) {
      const rows = await stored.list<T>(kind, range);
      if (kind !== "logs.events") return rows;
      return rows.map((row) => {
        const events = [...(row.value as { events: unknown[] }).events];
        const map: typeof events.map = (each) => {
          unpacked += 1;
          return Array.prototype.map.call(events, each as never) as never;
        };
        return { ...row, value: { ...row.value, events: Object.assign(events, { map }) } };
      });
    },
  };
  const { call, make, put } = openFixture({ records });
  await make("s");
  for (let batch = 0; batch < 100; batch++)
    await put("s", ...Array.from({ length: 100 }, (_, index) => [batch * 500 + index - 55_000, `${batch}.${index}`] as const));
  // It begins before all others, and ends after them.
  await put("s", [-55_001, "early"], [-1, "late"]);
  const { events } = await call("GetLogEvents", { logGroupName: "g", logStreamName: "s", limit: 3 });
  assert.deepEqual(
    events?.map(({ message }) => message),
    ["99.98", "99.99", "late"],
  );
  assert.equal(unpacked, 2);
});

test("whatever is put in whatever batches comes back in order, forwards and backwards", async () => {
  const batch = fc.array(fc.integer({ min: -80_000_000, max: 0 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 30 }), async (batches, limit) => {
      const { call, make, put } = openFixture();
      await make("s");
      let count = 0;
      const expected: [number, number][] = [];
      for (const offsets of batches) {
        const events = offsets.toSorted((one, other) => one - other).map((offset) => [offset, `${count++}`] as const);
        expected.push(...events.map(([offset, message]): [number, number] => [offset, Number(message)]));
        await put("s", ...events);
      }
      const wanted = expected.toSorted((one, other) => one[0] - other[0] || one[1] - other[1]).map(([, name]) => `${name}`);
      const get = (input: Partial<Parameters<typeof call<"GetLogEvents">>[1]>) =>
        call("GetLogEvents", { logGroupName: "g", logStreamName: "s", limit, ...input });
      const forward: (string | undefined)[] = [];
      for (let page = await get({ startFromHead: true }); page.events?.length; page = await get({ nextToken: page.nextForwardToken! }))
        forward.push(...page.events.map(({ message }) => message));
      const backward: (string | undefined)[] = [];
      for (let page = await get({}); page.events?.length; page = await get({ nextToken: page.nextBackwardToken! }))
        backward.unshift(...page.events.map(({ message }) => message));
      assert.deepEqual(forward, wanted);
      assert.deepEqual(backward, wanted);
    }),
    { numRuns: 40 },
  );
});
