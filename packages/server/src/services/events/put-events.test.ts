import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceError } from "../../aws/index.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { type Fixture, openFixture, queueArn, refusal } from "./events-fixture.ts";

test("an event that matches a rule reaches its target as AWS writes events", async () => {
  const { ruleTo, put, messages, calls } = openFixture();
  await ruleTo({});
  const { Entries, FailedEntryCount } = await put({ Detail: '{ "n" : 1.0, "s":"a b" }', Resources: ["arn:x"], Time: 1_600_000_000_000 });
  assert.equal(FailedEntryCount, 0);
  assert.deepEqual(messages(), [
    {
      version: "0",
      id: Entries?.[0]?.EventId,
      "detail-type": "made",
      source: "app",
      account: "111111111111",
      time: "2020-09-13T12:26:40Z",
      region: "us-east-1",
      resources: ["arn:x"],
      detail: { n: 1, s: "a b" },
    },
  ]);
  const { input, service } = calls[0]!;
  assert.equal(service, "sqs");
  assert.match((input as { MessageBody: string }).MessageBody, /"detail":\{"n":1\.0,"s":"a b"\}\}$/);
});

test("each entry is refused by itself, in the words that were recorded from AWS", async () => {
  const { put, ruleTo, messages } = openFixture();
  await ruleTo({});
  const { Entries, FailedEntryCount } = await put(
    {},
    { Source: undefined },
    { DetailType: undefined },
    { Detail: undefined },
    { Detail: '"text"' },
    { Detail: "{" },
    { Source: "aws.s3" },
  );
  assert.equal(FailedEntryCount, 6);
  const [taken, ...refused] = Entries ?? [];
  assert.match(taken?.EventId ?? "", /^[0-9a-f-]{36}$/);
  const missing = (name: string) => ({
    ErrorCode: "InvalidArgument",
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  });
  const malformed = { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  assert.deepEqual(refused, [
    missing("Source"),
    missing("DetailType"),
    missing("Detail"),
    malformed,
    malformed,
    { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." },
  ]);
  assert.equal(messages().length, 1);
});

test("requests over 256 KB, over ten entries and for global endpoints are refused whole", async () => {
  const { call, put } = openFixture();
  await assert.rejects(
    put({ Detail: JSON.stringify({ a: "x".repeat(262_144) }) }),
    refusal("ValidationException", /Total size of the entries/),
  );
  await assert.rejects(put(...Array.from({ length: 11 }, () => ({}))), refusal("ValidationException", /'entries' failed/));
  await assert.rejects(
    call("PutEvents", { EndpointId: "a.b", Entries: [{ Source: "a" }] }),
    refusal("ValidationException", /global endpoints/),
  );
});

test("an entry for a bus that is not there is taken, and nothing comes of it", async () => {
  const { put, ruleTo, messages } = openFixture();
  await ruleTo({});
  const { Entries } = await put({ EventBusName: "nowhere" });
  assert.ok(Entries?.[0]?.EventId);
  assert.deepEqual(messages(), []);
});

test("an event on another bus, by name or ARN, meets that bus's rules alone", async () => {
  const { call, put, ruleTo, messages } = openFixture();
  await call("CreateEventBus", { Name: "mine" });
  await ruleTo({}, { EventBusName: "mine" });
  await put({}, { EventBusName: "mine" }, { EventBusName: "arn:aws:events:us-east-1:111111111111:event-bus/mine" });
  assert.equal(messages().length, 2);
  const { RuleNames } = await call("ListRuleNamesByTarget", { TargetArn: queueArn, EventBusName: "mine" });
  assert.deepEqual(RuleNames, ["r"]);
});

test("what was acknowledged is delivered by the next server when this one ends before", async () => {
  const first = openFixture({ answer: () => new Promise(() => {}) });
  await first.ruleTo({});
  await first.put({ Detail: '{"n":1}' });
  assert.equal(first.messages().length, 1);
  const next = openFixture({ records: first.records, platform: first.platform });
  await next.events.open();
  await next.settle();
  assert.deepEqual(
    next.messages().map(({ detail }) => detail),
    [{ n: 1 }],
  );
});

test("a pattern is held against an event without keeping either", async () => {
  const { call } = openFixture();
  const event = { id: "1", account: "a", source: "app", time: "t", region: "r", resources: [], "detail-type": "d", detail: { n: 5 } };
  const matches = async (pattern: unknown) =>
    (await call("TestEventPattern", { EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) })).Result;
  assert.equal(await matches({ detail: { n: [{ numeric: [">", 4] }] } }), true);
  assert.equal(await matches({ detail: { n: [{ numeric: [">", 5] }] } }), false);
  await assert.rejects(
    matches({ source: "app" }),
    refusal(
      "InvalidEventPatternException",
      /^Event pattern is not valid\. Reason: "source" must be an object or an array at \[Source: \(String\)"\{"source":"app"\}"; line: 1, column: 12\]$/,
    ),
  );
  await assert.rejects(
    call("TestEventPattern", { EventPattern: '{"a":[1]}', Event: "{}" }),
    refusal("ValidationException", /has no field id/),
  );
});

/** Twenty rules with an event of 100 KB for three queues each. */
async function putForMany({ call, put }: Pick<Fixture, "call" | "put">, target: Readonly<Record<string, unknown>> = {}): Promise<string> {
  for (let rule = 0; rule < 20; rule++) {
    await call("PutRule", { Name: `r${rule}`, EventPattern: '{"source":["app"]}' });
    const Targets = ["a", "b", "slow"].map((Id) => ({ Id, Arn: queueArn.replace(/q$/, Id), ...target }));
    await call("PutTargets", { Rule: `r${rule}`, Targets });
  }
  const padding = "x".repeat(100_000);
  await put({ Detail: JSON.stringify({ padding }) });
  return padding;
}

test("an event that many targets want is gone, too, when dead letters of it were dropped", async () => {
  const { call, put, records, platform } = openFixture({
    answer: () => {
      throw new ServiceError("QueueDoesNotExist", "gone");
    },
  });
  await putForMany({ call, put }, { DeadLetterConfig: { Arn: queueArn } });
  for (let turns = 0; turns < 20; turns++) await platform.clock.advanceByAsync(0);
  for (const kind of ["events.delivery", "events.event"]) assert.deepEqual(await records.list(kind, { limit: 10 }), []);
});

test("a store that fails to strike deliveries off takes no event from those that still wait for it", async () => {
  const stored = memoryRecords();
  let isBroken = true;
  const records: RecordStore = {
    get: stored.get.bind(stored),
    list: stored.list.bind(stored),
    async write(changes) {
      if (isBroken && changes.some(({ value }) => value === undefined)) throw new Error("disk full");
      await stored.write(changes);
    },
  };
  let isBusy = true;
  let slowOnes = 0;
  const { call, put, platform } = openFixture({
    records,
    answer: ({ input }) => {
      if (isBusy && JSON.stringify(input).includes("/slow")) throw new ServiceError("ThrottlingException", "busy");
      if (JSON.stringify(input).includes("/slow")) slowOnes += 1;
      return {};
    },
  });
  await putForMany({ call, put });
  await platform.clock.advanceByAsync(100_000);
  isBroken = false;
  isBusy = false;
  await platform.clock.advanceByAsync(3_600_000);
  assert.equal(slowOnes, 20);
  for (const kind of ["events.delivery", "events.event"]) assert.deepEqual(await stored.list(kind, { limit: 10 }), []);
});

test("an event that many targets want is kept once, until the last of them has it", async () => {
  let isBusy = true;
  const { call, put, messages, records, platform } = openFixture({
    answer: ({ input }) => {
      if (isBusy && JSON.stringify(input).includes("/slow")) throw new ServiceError("ThrottlingException", "busy");
      return {};
    },
  });
  const padding = await putForMany({ call, put });
  for (let turns = 0; turns < 20; turns++) await platform.clock.advanceByAsync(0);
  const [event, ...others] = await records.list<string>("events.event", { limit: 10 });
  assert.ok(event?.value.includes(padding) && others.length === 0);
  const left = await records.list("events.delivery", { limit: 100 });
  assert.deepEqual([left.length, JSON.stringify(left).includes(padding)], [20, false]);
  isBusy = false;
  await platform.clock.advanceByAsync(5_000);
  for (const kind of ["events.event", "events.delivery"]) assert.deepEqual(await records.list(kind, { limit: 10 }), []);
  assert.ok(messages().length >= 60 && messages().every(({ detail }) => (detail as { padding: string }).padding === padding));
});
