import assert from "node:assert/strict";
import { test } from "node:test";
import { openFixture, queueArn, refusal } from "./events-fixture.ts";

const busArn = "arn:aws:events:us-east-1:111111111111:event-bus/default";
const archiveArn = "arn:aws:events:us-east-1:111111111111:archive/kept";

test("an archive keeps the events that match, and counts them", async () => {
  const { call, put, records } = openFixture();
  assert.equal(
    (await call("CreateArchive", { ArchiveName: "kept", EventSourceArn: busArn, EventPattern: '{"detail-type":["keep"]}' })).ArchiveArn,
    archiveArn,
  );
  await assert.rejects(
    call("CreateArchive", { ArchiveName: "kept", EventSourceArn: busArn }),
    refusal("ResourceAlreadyExistsException", "Archive kept already exists."),
  );
  await put({ DetailType: "keep" }, { DetailType: "drop" });
  const described = await call("DescribeArchive", { ArchiveName: "kept" });
  assert.deepEqual([described.EventCount, described.State, described.RetentionDays], [1, "ENABLED", 0]);
  await put({ DetailType: "keep" });
  const { Archives } = await call("ListArchives", { EventSourceArn: busArn });
  assert.equal(Archives?.[0]?.EventCount, 2);
  assert.ok((Archives?.[0]?.SizeBytes ?? 0) > 100);
  await call("UpdateArchive", { ArchiveName: "kept", RetentionDays: 3 });
  await call("DeleteArchive", { ArchiveName: "kept" });
  await assert.rejects(
    call("DescribeArchive", { ArchiveName: "kept" }),
    refusal("ResourceNotFoundException", "Archive kept does not exist."),
  );
  assert.deepEqual(await records.list("events.archived", { limit: 10 }), []);
});

test("events past their retention are removed", async () => {
  const { call, put, platform, events } = openFixture();
  await call("CreateArchive", { ArchiveName: "kept", EventSourceArn: busArn, RetentionDays: 1 });
  await events.open();
  await put({});
  await platform.clock.advanceByAsync(20 * 3_600_000);
  await put({});
  await platform.clock.advanceByAsync(6 * 3_600_000);
  assert.equal((await call("DescribeArchive", { ArchiveName: "kept" })).EventCount, 1);
});

test("a replay hands out the events of its time, marked, to the rules it names, and does not archive them again", async () => {
  const { call, put, ruleTo, messages, platform } = openFixture();
  await call("CreateArchive", { ArchiveName: "kept", EventSourceArn: busArn });
  const beganMs = platform.clock.nowMs();
  for (let n = 0; n < 60; n++) await put({ Detail: JSON.stringify({ n }) });
  await platform.clock.advanceByAsync(60_000);
  await put({ Detail: '{"n":"late"}' });
  await ruleTo({});
  await call("PutRule", { Name: "unnamed", EventPattern: '{"source":["app"]}' });
  await call("PutTargets", { Rule: "unnamed", Targets: [{ Id: "t", Arn: queueArn }] });
  const request = {
    ReplayName: "again",
    EventSourceArn: archiveArn,
    EventStartTime: beganMs,
    EventEndTime: beganMs + 30_000,
    Destination: { Arn: busArn, FilterArns: ["arn:aws:events:us-east-1:111111111111:rule/r"] },
  };
  assert.equal((await call("StartReplay", request)).State, "STARTING");
  await platform.clock.advanceByAsync(1_000);
  assert.deepEqual(
    messages()
      .map(({ detail }) => (detail as { n: number }).n)
      .sort((a, b) => a - b),
    Array.from({ length: 60 }, (_, n) => n),
  );
  assert.ok(messages().every((message) => message["replay-name"] === "again"));
  const { State, EventLastReplayedTime, ReplayEndTime } = await call("DescribeReplay", { ReplayName: "again" });
  assert.deepEqual([State, EventLastReplayedTime, ReplayEndTime !== undefined], ["COMPLETED", beganMs, true]);
  assert.equal((await call("DescribeArchive", { ArchiveName: "kept" })).EventCount, 61);
  assert.deepEqual(
    (await call("ListReplays", { State: "COMPLETED" })).Replays?.map(({ ReplayName }) => ReplayName),
    ["again"],
  );
  await assert.rejects(call("StartReplay", request), refusal("ResourceAlreadyExistsException", "Replay again already exists."));
  await assert.rejects(call("CancelReplay", { ReplayName: "again" }), refusal("IllegalStatusException", /not in a valid state/));
});

test("a replay goes by the time in the event, the retention by when it came", async () => {
  const { call, put, ruleTo, messages, platform, events } = openFixture();
  await call("CreateArchive", { ArchiveName: "kept", EventSourceArn: busArn, RetentionDays: 1 });
  await events.open();
  const dayMs = 86_400_000;
  const longAgoMs = platform.clock.nowMs() - 10 * dayMs;
  await put({ Detail: '{"n":"now"}' }, { Detail: '{"n":"second"}', Time: longAgoMs + 5_000 }, { Detail: '{"n":"first"}', Time: longAgoMs });
  await ruleTo({});
  await platform.clock.advanceByAsync(3_600_000);
  const Destination = { Arn: busArn };
  const times = { EventStartTime: longAgoMs, EventEndTime: longAgoMs + dayMs };
  await call("StartReplay", { ReplayName: "again", EventSourceArn: archiveArn, ...times, Destination });
  await platform.clock.advanceByAsync(1_000);
  assert.deepEqual(
    messages().map(({ detail }) => (detail as { n: string }).n),
    ["first", "second"],
  );
  assert.equal((await call("DescribeReplay", { ReplayName: "again" })).EventLastReplayedTime, longAgoMs + 5_000);
  assert.equal((await call("DescribeArchive", { ArchiveName: "kept" })).EventCount, 3);
  await platform.clock.advanceByAsync(dayMs);
  assert.equal((await call("DescribeArchive", { ArchiveName: "kept" })).EventCount, 0);
});

test("a replay that a crash cut short goes on where it stood", async () => {
  const first = openFixture();
  await first.call("CreateArchive", { ArchiveName: "kept", EventSourceArn: busArn });
  for (let n = 0; n < 40; n++) await first.put({ Detail: JSON.stringify({ n }) });
  await first.ruleTo({});
  const key = "111111111111/us-east-1/again";
  const archives = await first.records.list<{ id: string }>("events.archive", { limit: 1 });
  const events = await first.records.list("events.archived", { limit: 100 });
  const replay = {
    name: "again",
    arn: "arn:replay",
    archiveId: archives[0]?.value.id,
    sourceArn: archiveArn,
    destinationArn: busArn,
    filterArns: [],
    startMs: 0,
    endMs: 9e12,
  };
  await first.records.write([{ kind: "events.replay", key, value: { ...replay, state: "RUNNING", cursor: events[24]?.key, beganMs: 0 } }]);
  const next = openFixture({ records: first.records, platform: first.platform });
  await next.events.open();
  await next.platform.clock.advanceByAsync(1_000);
  assert.equal(next.messages().length, 15);
  assert.equal((await next.call("DescribeReplay", { ReplayName: "again" })).State, "COMPLETED");
});

test("what is no replay is refused", async () => {
  const { call } = openFixture();
  await call("CreateArchive", { ArchiveName: "kept", EventSourceArn: busArn });
  const start = (more: Readonly<Record<string, unknown>>) =>
    call("StartReplay", {
      ReplayName: "x",
      EventSourceArn: archiveArn,
      EventStartTime: 1_000,
      EventEndTime: 2_000,
      Destination: { Arn: busArn },
      ...more,
    });
  await assert.rejects(start({ EventSourceArn: `${archiveArn}-not` }), refusal("ValidationException", /Archive kept-not does not exist/));
  await assert.rejects(start({ EventEndTime: 500 }), refusal("ValidationException", /EventStartTime must be before EventEndTime/));
  await assert.rejects(
    start({ Destination: { Arn: `${busArn}-other` } }),
    refusal("ValidationException", /Cross event bus replay is not permitted/),
  );
  await assert.rejects(call("DescribeReplay", { ReplayName: "x" }), refusal("ResourceNotFoundException", "Replay x does not exist."));
});
