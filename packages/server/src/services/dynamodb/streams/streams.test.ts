import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordStore } from "../../../storage/ports/records.ts";
import { memoryRecords } from "../../../storage/memory/records.ts";
import { type Fixture, openFixture, refusal } from "../dynamodb-fixture.ts";

const TableName = "streamed";

async function openStreamed(
  given: Parameters<typeof openFixture>[0] = {},
  viewType: "NEW_AND_OLD_IMAGES" | "KEYS_ONLY" = "NEW_AND_OLD_IMAGES",
): Promise<Fixture> {
  const dynamoDb = await openFixture(given);
  await dynamoDb.table(TableName, ["a"], { StreamSpecification: { StreamEnabled: true, StreamViewType: viewType } });
  return dynamoDb;
}

async function shardOf(dynamoDb: Fixture) {
  const { Table } = await dynamoDb.call("DescribeTable", { TableName });
  const StreamArn = Table?.LatestStreamArn ?? "";
  const { StreamDescription } = await dynamoDb.streams("DescribeStream", { StreamArn });
  const shard = StreamDescription?.Shards?.[0];
  return { StreamArn, ShardId: shard?.ShardId ?? "", range: shard?.SequenceNumberRange, description: StreamDescription };
}

async function iterator(
  dynamoDb: Fixture,
  ShardIteratorType: "TRIM_HORIZON" | "LATEST" | "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER",
  SequenceNumber?: string,
) {
  const { StreamArn, ShardId } = await shardOf(dynamoDb);
  const asked = { StreamArn, ShardId, ShardIteratorType, ...(SequenceNumber === undefined ? {} : { SequenceNumber }) };
  return (await dynamoDb.streams("GetShardIterator", asked)).ShardIterator ?? "";
}

const put = (dynamoDb: Fixture, a: string, n: number) =>
  dynamoDb.call("PutItem", { TableName, Item: { a: { S: a }, n: { N: String(n) } } });

test("a stream tells what was made, changed and removed, in order", async () => {
  const dynamoDb = await openStreamed();
  await put(dynamoDb, "x", 1);
  await put(dynamoDb, "x", 1);
  await put(dynamoDb, "x", 2);
  await dynamoDb.call("DeleteItem", { TableName, Key: { a: { S: "x" } } });
  await dynamoDb.call("DeleteItem", { TableName, Key: { a: { S: "x" } } });
  const { Records = [] } = await dynamoDb.streams("GetRecords", { ShardIterator: await iterator(dynamoDb, "TRIM_HORIZON") });
  assert.deepEqual(
    Records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage?.["n"]?.N, dynamodb?.NewImage?.["n"]?.N]),
    [
      ["INSERT", undefined, "1"],
      ["MODIFY", "1", "2"],
      ["REMOVE", "2", undefined],
    ],
  );
  assert.ok(Records.every(({ dynamodb }) => dynamodb?.Keys?.["a"]?.S === "x" && dynamodb.StreamViewType === "NEW_AND_OLD_IMAGES"));
  await dynamoDb.close();
});

test("a stream that is not there is not found, and what is no stream's name is refused", async () => {
  const dynamoDb = await openStreamed();
  const { StreamArn } = await shardOf(dynamoDb);
  const describe = (StreamArn: string) => dynamoDb.streams("DescribeStream", { StreamArn });
  await assert.rejects(
    describe(`${StreamArn}0`),
    refusal("ResourceNotFoundException", /^Requested resource not found: Stream: .* not found$/),
  );
  for (const arn of ["n".repeat(50), StreamArn.replace("/stream/", "/index/"), StreamArn.replace("dynamodb", "kinesis")])
    await assert.rejects(describe(arn), refusal("ValidationException", `Invalid StreamArn: ${arn}`));
  await dynamoDb.close();
});

test("iterators begin at the horizon, at or behind a record, or at what comes next", async () => {
  const dynamoDb = await openStreamed({}, "KEYS_ONLY");
  for (let at = 0; at < 5; at++) await put(dynamoDb, String(at), at);
  const first = await dynamoDb.streams("GetRecords", { ShardIterator: await iterator(dynamoDb, "TRIM_HORIZON"), Limit: 2 });
  const second = first.Records?.[1]?.dynamodb?.SequenceNumber;
  const keysOf = ({ Records = [] }: typeof first) => Records.map(({ dynamodb }) => dynamodb?.Keys?.["a"]?.S);
  const read = async (ShardIterator: string) => keysOf(await dynamoDb.streams("GetRecords", { ShardIterator }));
  assert.deepEqual(await read(first.NextShardIterator ?? ""), ["2", "3", "4"]);
  assert.deepEqual(await read(await iterator(dynamoDb, "AT_SEQUENCE_NUMBER", second)), ["1", "2", "3", "4"]);
  assert.deepEqual(await read(await iterator(dynamoDb, "AFTER_SEQUENCE_NUMBER", second)), ["2", "3", "4"]);
  const latest = await iterator(dynamoDb, "LATEST");
  assert.deepEqual(await read(latest), []);
  await put(dynamoDb, "new", 1);
  assert.deepEqual(await read(latest), ["new"]);
  await dynamoDb.platform.clock.advanceByAsync(900_001);
  await assert.rejects(dynamoDb.streams("GetRecords", { ShardIterator: latest }), refusal("ExpiredIteratorException", /^Iterator expired/));
  await dynamoDb.close();
});

test("a record that was removed for its age is no place to go on from; who has read all of a quiet stream misses nothing", async () => {
  const dynamoDb = await openStreamed();
  await dynamoDb.platform.clock.advanceByAsync(1);
  await put(dynamoDb, "old", 1);
  const first = await dynamoDb.streams("GetRecords", { ShardIterator: await iterator(dynamoDb, "TRIM_HORIZON") });
  const sequence = first.Records?.[0]?.dynamodb?.SequenceNumber;
  let next = first.NextShardIterator ?? "";
  for (let minutes = 0; minutes < 25 * 60; minutes += 14) {
    await dynamoDb.platform.clock.advanceByAsync(14 * 60_000);
    next = (await dynamoDb.streams("GetRecords", { ShardIterator: next })).NextShardIterator ?? "";
  }
  const trimmed = refusal("TrimmedDataAccessException", /past the oldest stream record/);
  await assert.rejects(iterator(dynamoDb, "AFTER_SEQUENCE_NUMBER", sequence), trimmed);
  await assert.rejects(iterator(dynamoDb, "AT_SEQUENCE_NUMBER", sequence), trimmed);
  await put(dynamoDb, "new", 1);
  const { Records = [] } = await dynamoDb.streams("GetRecords", { ShardIterator: next });
  assert.deepEqual(
    Records.map(({ dynamodb }) => dynamodb?.Keys?.["a"]?.S),
    ["new"],
  );
  await dynamoDb.close();
});

/** A store whose writes are held back until they are let go. */
function heldBack(records: RecordStore): { readonly records: RecordStore; hold: boolean; readonly held: (() => void)[] } {
  const control = {
    hold: false,
    held: [] as (() => void)[],
    records: {
      ...records,
      async write(changes: Parameters<RecordStore["write"]>[0]) {
        if (control.hold) await new Promise<void>((resolve) => control.held.push(resolve));
        await records.write(changes);
      },
    },
  };
  return control;
}

test("no record is passed over whose write takes longer than that of a later one", async () => {
  const store = heldBack(memoryRecords());
  const dynamoDb = await openStreamed({ records: store.records });
  store.hold = true;
  const slow = put(dynamoDb, "slow", 1);
  while (store.held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  store.hold = false;
  await put(dynamoDb, "quick", 1);
  const start = await dynamoDb.streams("GetRecords", { ShardIterator: await iterator(dynamoDb, "TRIM_HORIZON") });
  assert.deepEqual(start.Records, [], "the later one waits for the earlier");
  store.held[0]?.();
  await slow;
  const { Records = [] } = await dynamoDb.streams("GetRecords", { ShardIterator: start.NextShardIterator ?? "" });
  assert.deepEqual(
    Records.map(({ dynamodb }) => dynamodb?.Keys?.["a"]?.S),
    ["slow", "quick"],
  );
  await dynamoDb.close();
});

test("sequence numbers grow across a restart, also when the clock was set back", async () => {
  const first = await openStreamed();
  await put(first, "x", 1);
  await first.close();
  first.platform.clock.setWallMs(first.platform.clock.nowMs() - 3_600_000);
  const second = await openFixture({ records: first.records, platform: first.platform });
  await put(second, "y", 1);
  const { Records = [] } = await second.streams("GetRecords", { ShardIterator: await iterator(second, "TRIM_HORIZON") });
  assert.deepEqual(
    Records.map(({ dynamodb }) => dynamodb?.Keys?.["a"]?.S),
    ["x", "y"],
  );
  await second.close();
});

test("a disabled stream is read to its end, and is gone after a day", async () => {
  const dynamoDb = await openStreamed();
  await put(dynamoDb, "x", 1);
  const { StreamArn } = await shardOf(dynamoDb);
  const from = await iterator(dynamoDb, "TRIM_HORIZON");
  await dynamoDb.call("UpdateTable", { TableName, StreamSpecification: { StreamEnabled: false } });
  await put(dynamoDb, "y", 1);
  const { Records = [], NextShardIterator } = await dynamoDb.streams("GetRecords", { ShardIterator: from });
  assert.equal(Records.length, 1);
  assert.equal(NextShardIterator, undefined);
  const { StreamDescription } = await dynamoDb.streams("DescribeStream", { StreamArn });
  assert.equal(StreamDescription?.StreamStatus, "DISABLED");
  assert.equal(StreamDescription?.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber, Records[0]?.dynamodb?.SequenceNumber);
  const { Table } = await dynamoDb.call("DescribeTable", { TableName });
  assert.deepEqual(
    [Table?.LatestStreamArn, Table?.StreamSpecification],
    [StreamArn, undefined],
    "the latest is told, though none is enabled",
  );
  assert.equal((await dynamoDb.streams("ListStreams", { TableName })).Streams?.length, 1);
  await dynamoDb.platform.clock.advanceByAsync(86_500_000);
  for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
  await assert.rejects(dynamoDb.streams("DescribeStream", { StreamArn }), refusal("ResourceNotFoundException", /not found$/));
  await dynamoDb.close();
});
