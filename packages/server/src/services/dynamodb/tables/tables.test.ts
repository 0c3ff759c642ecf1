import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform } from "../../../platform/fake.ts";
import { memoryRecords } from "../../../storage/memory/records.ts";
import type { RecordStore } from "../../../storage/ports/records.ts";
import { type Fixture, invalid, openFixture, refusal } from "../dynamodb-fixture.ts";
import type { Item } from "../values/attribute-value.ts";

const withFixture = (body: (dynamoDb: Fixture) => Promise<void>) => async () => {
  const dynamoDb = await openFixture();
  try {
    await body(dynamoDb);
  } finally {
    await dynamoDb.close();
  }
};

const parameters = "One or more parameter values were invalid: ";
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Until what goes on in the background has come about; the store in memory needs no time. */
async function until(is: () => Promise<boolean>): Promise<void> {
  for (let turns = 0; turns < 1_000; turns++) {
    if (await is()) return;
    await settle();
  }
  assert.fail("it did not come about");
}

test(
  "a table is described as it was made",
  withFixture(async (dynamoDb) => {
    const { TableDescription } = await dynamoDb.call("CreateTable", {
      TableName: "described",
      AttributeDefinitions: [{ AttributeName: "a", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "a", KeyType: "HASH" }],
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
    });
    const { TableId, CreationDateTime, ...rest } = TableDescription ?? {};
    assert.match(TableId ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(CreationDateTime, dynamoDb.platform.clock.nowMs());
    assert.deepEqual(rest, {
      TableName: "described",
      TableStatus: "CREATING",
      TableArn: "arn:aws:dynamodb:us-east-1:111111111111:table/described",
      AttributeDefinitions: [{ AttributeName: "a", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "a", KeyType: "HASH" }],
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
      ItemCount: 0,
      TableSizeBytes: 0,
    });
    const { Table } = await dynamoDb.call("DescribeTable", { TableName: "described" });
    assert.deepEqual(Table, { ...TableDescription, TableStatus: "ACTIVE" });
    await assert.rejects(dynamoDb.table("described", ["a"]), refusal("ResourceInUseException", "Table already exists: described"));
    await assert.rejects(
      dynamoDb.call("DescribeTable", { TableName: "missing" }),
      refusal("ResourceNotFoundException", "Requested resource not found: Table: missing not found"),
    );
  }),
);

test(
  "what no table may be",
  withFixture(async (dynamoDb) => {
    const key = (...names: string[]) =>
      names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? ("HASH" as const) : ("RANGE" as const) }));
    const refuses = (more: object, message: string) => assert.rejects(dynamoDb.table("refused", ["a"], more), invalid(message), message);
    await refuses(
      { BillingMode: "PROVISIONED" },
      `${parameters}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    );
    await refuses(
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      `${parameters}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    );
    await refuses(
      { KeySchema: key("b") },
      `${parameters}Some index key attributes are not defined in AttributeDefinitions. Keys: [b], AttributeDefinitions: [a]`,
    );
    await refuses(
      { KeySchema: [{ AttributeName: "a", KeyType: "RANGE" }] },
      "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
    );
    await refuses({ KeySchema: key("a", "a") }, "Both the Hash Key and the Range Key element in the KeySchema have the same name");
    await refuses(
      { AttributeDefinitions: ["a", "b"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })) },
      `${parameters}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    );
    await refuses({ LocalSecondaryIndexes: [] }, `${parameters}List of LocalSecondaryIndexes is empty`);
    const local = { IndexName: "local", KeySchema: key("a", "a"), Projection: { ProjectionType: "ALL" } };
    await refuses(
      { LocalSecondaryIndexes: [local] },
      `${parameters}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    );
    const global = { IndexName: "global", KeySchema: key("a"), Projection: { ProjectionType: "ALL" } };
    await refuses({ GlobalSecondaryIndexes: [{ ...global, Projection: {} }] }, `${parameters}Unknown ProjectionType: null`);
    await refuses({ GlobalSecondaryIndexes: [global, global] }, `${parameters}Duplicate index name: global`);
    await refuses(
      { GlobalSecondaryIndexes: [{ ...global, Projection: { ProjectionType: "INCLUDE" } }] },
      `${parameters}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
    );
    assert.deepEqual((await dynamoDb.call("ListTables", {})).TableNames, []);
  }),
);

test(
  "tables are listed by name, page by page",
  withFixture(async (dynamoDb) => {
    for (const name of ["ccc", "aaa", "bbb"]) await dynamoDb.table(name, ["a"]);
    const first = await dynamoDb.call("ListTables", { Limit: 2 });
    assert.deepEqual(first, { TableNames: ["aaa", "bbb"], LastEvaluatedTableName: "bbb" });
    assert.deepEqual(await dynamoDb.call("ListTables", { ExclusiveStartTableName: "bbb" }), { TableNames: ["ccc"] });
  }),
);

const scanAll = async (dynamoDb: Fixture, IndexName?: string): Promise<readonly Item[]> =>
  (await dynamoDb.call("Scan", { TableName: "live", ...(IndexName === undefined ? {} : { IndexName }) })).Items ?? [];

const addIndex = (dynamoDb: Fixture) =>
  dynamoDb.call("UpdateTable", {
    TableName: "live",
    AttributeDefinitions: [{ AttributeName: "g", AttributeType: "N" }],
    GlobalSecondaryIndexUpdates: [
      { Create: { IndexName: "added", KeySchema: [{ AttributeName: "g", KeyType: "HASH" }], Projection: { ProjectionType: "ALL" } } },
    ],
  });
const indexStatus = async (dynamoDb: Fixture) =>
  (await dynamoDb.call("DescribeTable", { TableName: "live" })).Table?.GlobalSecondaryIndexes?.[0]?.IndexStatus;

test(
  "an index added to a table in use holds every item, those written meanwhile too",
  withFixture(async (dynamoDb) => {
    await dynamoDb.table("live", ["a"]);
    const put = (at: number, g: number) =>
      dynamoDb.call("PutItem", { TableName: "live", Item: { a: { S: String(at) }, g: { N: String(g) } } });
    await Promise.all(Array.from({ length: 450 }, (_, at) => put(at, 1)));
    await dynamoDb.call("PutItem", { TableName: "live", Item: { a: { S: "other type" }, g: { S: "text" } } });
    const writing = Array.from({ length: 100 }, (_, at) => put(at * 7, 2));
    const { TableDescription } = await addIndex(dynamoDb);
    assert.equal(TableDescription?.GlobalSecondaryIndexes?.[0]?.IndexStatus, "CREATING");
    assert.equal(TableDescription?.GlobalSecondaryIndexes?.[0]?.Backfilling, true);
    await assert.rejects(scanAll(dynamoDb, "added"), invalid("Cannot read from backfilling global secondary index: added"));
    writing.push(...Array.from({ length: 50 }, (_, at) => put(1_000 + at, 3)));
    await dynamoDb.call("DeleteItem", { TableName: "live", Key: { a: { S: "449" } } });
    await Promise.all(writing);
    await until(async () => (await indexStatus(dynamoDb)) === "ACTIVE");
    const byKey = (one: Item, other: Item) => Number(one["a"]?.S) - Number(other["a"]?.S);
    const items = (await scanAll(dynamoDb)).filter((item) => item["g"]?.N !== undefined);
    assert.deepEqual([...(await scanAll(dynamoDb, "added"))].sort(byKey), [...items].sort(byKey));
    await dynamoDb.call("UpdateTable", { TableName: "live", GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "added" } }] });
    const { Table } = await dynamoDb.call("DescribeTable", { TableName: "live" });
    assert.equal(Table?.GlobalSecondaryIndexes, undefined);
    assert.deepEqual(Table?.AttributeDefinitions, [{ AttributeName: "a", AttributeType: "S" }]);
  }),
);

test(
  "definitions of attributes that are no key's are dropped",
  withFixture(async (dynamoDb) => {
    await dynamoDb.table("live", ["a"]);
    await dynamoDb.call("UpdateTable", {
      TableName: "live",
      AttributeDefinitions: ["g", "unused"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      GlobalSecondaryIndexUpdates: [
        { Create: { IndexName: "added", KeySchema: [{ AttributeName: "g", KeyType: "HASH" }], Projection: { ProjectionType: "ALL" } } },
      ],
    });
    const { Table } = await dynamoDb.call("DescribeTable", { TableName: "live" });
    assert.deepEqual(
      Table?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName),
      ["a", "g"],
    );
  }),
);

test("a table whose count takes long is counted the less often", async () => {
  const platform = createFakePlatform();
  const store = memoryRecords();
  let counts = 0;
  const records: RecordStore = {
    ...store,
    async list(kind, options) {
      if (kind.startsWith("dynamodb/item/")) {
        counts += 1;
        platform.clock.setWallMs(platform.clock.nowMs() + 1_000);
      }
      return await store.list(kind, options);
    },
  };
  const dynamoDb = await openFixture({ records, platform });
  await dynamoDb.table("live", ["a"]);
  await dynamoDb.call("PutItem", { TableName: "live", Item: { a: { S: "x" } } });
  const described = async () => {
    const { Table } = await dynamoDb.call("DescribeTable", { TableName: "live" });
    for (let turns = 0; turns < 10; turns++) await settle();
    return Table?.ItemCount;
  };
  assert.equal(await described(), 0);
  assert.equal(await described(), 1);
  platform.clock.setWallMs(platform.clock.nowMs() + 40_000);
  await described();
  assert.equal(counts, 1);
  platform.clock.setWallMs(platform.clock.nowMs() + 10_000);
  await described();
  assert.equal(counts, 2);
  await dynamoDb.close();
});

test("a write that takes long and was decided before an index was added is in the index", async () => {
  const store = memoryRecords();
  let release: (() => void) | undefined;
  let hold = false;
  const records: RecordStore = {
    ...store,
    async write(changes) {
      if (hold) await new Promise<void>((resolve) => (release = resolve));
      await store.write(changes);
    },
  };
  const dynamoDb = await openFixture({ records });
  await dynamoDb.table("live", ["a"]);
  hold = true;
  const slow = dynamoDb.call("PutItem", { TableName: "live", Item: { a: { S: "slow" }, g: { N: "1" } } });
  while (release === undefined) await settle();
  hold = false;
  // Other changes of the table come between, one of which writes entries of its own.
  await dynamoDb.call("UpdateTable", { TableName: "live", DeletionProtectionEnabled: false });
  await dynamoDb.call("UpdateTimeToLive", { TableName: "live", TimeToLiveSpecification: { Enabled: true, AttributeName: "ttl" } });
  await addIndex(dynamoDb);
  for (let turns = 0; turns < 20; turns++) await settle();
  assert.equal(await indexStatus(dynamoDb), "CREATING");
  release();
  await slow;
  await until(async () => (await indexStatus(dynamoDb)) === "ACTIVE");
  assert.equal((await scanAll(dynamoDb, "added")).length, 1);
  await dynamoDb.close();
});

test("a server that ends while an index is being filled leaves it to the next", async () => {
  const first = await openFixture();
  await first.table("live", ["a"]);
  await Promise.all(
    Array.from({ length: 900 }, (_, at) => first.call("PutItem", { TableName: "live", Item: { a: { S: String(at) }, g: { N: "1" } } })),
  );
  await addIndex(first);
  await first.dynamoDb.close();
  assert.equal(await indexStatus(first), "CREATING");
  const second = await openFixture({ records: first.records, platform: first.platform });
  await until(async () => (await indexStatus(second)) === "ACTIVE");
  assert.equal((await scanAll(second, "added")).length, 900);
  await second.close();
});

test("of a deleted table nothing is left, also when the server ends meanwhile", async () => {
  const first = await openFixture();
  await first.table("live", ["a"], { StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } });
  for (let at = 0; at < 300; at++) await first.call("PutItem", { TableName: "live", Item: { a: { S: String(at) } } });
  const { Table } = await first.call("DescribeTable", { TableName: "live" });
  const deleted = await first.call("DeleteTable", { TableName: "live" });
  assert.equal(deleted.TableDescription?.TableStatus, "DELETING");
  await assert.rejects(scanAll(first), refusal("ResourceNotFoundException", "Requested resource not found"));
  await first.dynamoDb.close();
  await first.table("live", ["a"]);
  assert.deepEqual(await scanAll(first), [], "another table of the same name is empty at once");
  const second = await openFixture({ records: first.records, platform: first.platform });
  const kind = `dynamodb/item/${Table?.TableId}`;
  await until(
    async () =>
      (await second.records.list(kind, { limit: 1 })).length === 0 &&
      (await second.records.list("dynamodb/purge", { limit: 1 })).length === 0,
  );
  await second.close();
});

test(
  "a table that is protected is not deleted",
  withFixture(async (dynamoDb) => {
    await dynamoDb.table("live", ["a"], { DeletionProtectionEnabled: true });
    await assert.rejects(dynamoDb.call("DeleteTable", { TableName: "live" }), invalid(/protected against deletion/));
    await dynamoDb.call("UpdateTable", { TableName: "live", DeletionProtectionEnabled: false });
    await dynamoDb.call("DeleteTable", { TableName: "live" });
  }),
);

test(
  "tags, policies and what is only described",
  withFixture(async (dynamoDb) => {
    await dynamoDb.table("live", ["a"], { Tags: [{ Key: "one", Value: "1" }] });
    const ResourceArn = "arn:aws:dynamodb:us-east-1:111111111111:table/live";
    await dynamoDb.call("TagResource", {
      ResourceArn,
      Tags: [
        { Key: "two", Value: "2" },
        { Key: "one", Value: "again" },
      ],
    });
    await dynamoDb.call("UntagResource", { ResourceArn, TagKeys: ["two"] });
    assert.deepEqual(await dynamoDb.call("ListTagsOfResource", { ResourceArn }), { Tags: [{ Key: "one", Value: "again" }] });
    const { RevisionId } = await dynamoDb.call("PutResourcePolicy", { ResourceArn, Policy: "{}" });
    assert.deepEqual(await dynamoDb.call("GetResourcePolicy", { ResourceArn }), { Policy: "{}", RevisionId });
    await dynamoDb.call("DeleteResourcePolicy", { ResourceArn });
    await assert.rejects(dynamoDb.call("GetResourcePolicy", { ResourceArn }), refusal("PolicyNotFoundException", /not found/));
    await assert.rejects(
      dynamoDb.call("UpdateContinuousBackups", {
        TableName: "live",
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
      invalid("Stile does not support point-in-time recovery yet."),
    );
  }),
);

test(
  "items whose time is over are deleted, those whose time was changed are not",
  withFixture(async (dynamoDb) => {
    const { clock } = dynamoDb.platform;
    const inSeconds = (seconds: number) => ({ N: String(Math.floor(clock.nowMs() / 1000) + seconds) });
    const put = (a: string, ttl: Item["ttl"] | undefined) =>
      dynamoDb.call("PutItem", { TableName: "live", Item: { a: { S: a }, ...(ttl === undefined ? {} : { ttl }) } });
    await dynamoDb.table("live", ["a"]);
    await put("before", inSeconds(10));
    await dynamoDb.call("UpdateTimeToLive", { TableName: "live", TimeToLiveSpecification: { Enabled: true, AttributeName: "ttl" } });
    await put("soon", inSeconds(10));
    await put("later", inSeconds(100));
    await put("changed", inSeconds(10));
    await put("changed", inSeconds(100));
    await put("text", { S: "1" });
    await put("long ago", inSeconds(-6 * 365 * 86_400));
    await put("none", undefined);
    const left = async () => (await scanAll(dynamoDb)).map((item) => item["a"]?.S).sort();
    for (let second = 0; second < 13; second++) await clock.advanceByAsync(1_000);
    await until(async () => (await left()).length === 5);
    assert.deepEqual(await left(), ["changed", "later", "long ago", "none", "text"]);
    await assert.rejects(
      dynamoDb.call("UpdateTimeToLive", { TableName: "live", TimeToLiveSpecification: { Enabled: true, AttributeName: "ttl" } }),
      invalid("TimeToLive is already enabled"),
    );
    assert.deepEqual((await dynamoDb.call("DescribeTimeToLive", { TableName: "live" })).TimeToLiveDescription, {
      TimeToLiveStatus: "ENABLED",
      AttributeName: "ttl",
    });
  }),
);

test("a backup holds the table as it was, and makes another one with all its indexes", async () => {
  const first = await openFixture();
  await first.table("live", ["a"], {
    AttributeDefinitions: ["a", "g"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    GlobalSecondaryIndexes: [
      { IndexName: "by-g", KeySchema: [{ AttributeName: "g", KeyType: "HASH" }], Projection: { ProjectionType: "ALL" } },
    ],
  });
  for (let at = 0; at < 450; at++) await first.call("PutItem", { TableName: "live", Item: { a: { S: String(at) }, g: { S: "g" } } });
  const { BackupDetails } = await first.call("CreateBackup", { TableName: "live", BackupName: "before" });
  const BackupArn = BackupDetails?.BackupArn ?? "";
  assert.match(BackupArn, /^arn:aws:dynamodb:us-east-1:111111111111:table\/live\/backup\/0\d+-[0-9a-f]{8}$/);
  assert.equal(BackupDetails?.BackupStatus, "CREATING");
  await first.dynamoDb.close();
  const second = await openFixture({ records: first.records, platform: first.platform });
  const describe = async () => (await second.call("DescribeBackup", { BackupArn })).BackupDescription;
  await until(async () => (await describe())?.BackupDetails?.BackupStatus === "AVAILABLE");
  assert.equal((await describe())?.SourceTableDetails?.ItemCount, 450);
  await second.call("DeleteTable", { TableName: "live" });
  const { TableDescription } = await second.call("RestoreTableFromBackup", { TargetTableName: "again", BackupArn });
  assert.equal(TableDescription?.TableStatus, "CREATING");
  assert.equal(TableDescription?.RestoreSummary?.RestoreInProgress, true);
  await assert.rejects(second.call("Scan", { TableName: "again" }), refusal("ResourceNotFoundException", "Requested resource not found"));
  await until(async () => (await second.call("DescribeTable", { TableName: "again" })).Table?.TableStatus === "ACTIVE");
  assert.equal((await second.call("Scan", { TableName: "again" })).Count, 450);
  assert.equal((await second.call("Scan", { TableName: "again", IndexName: "by-g" })).Count, 450);
  await assert.rejects(
    second.call("RestoreTableFromBackup", { TargetTableName: "again", BackupArn }),
    refusal("TableAlreadyExistsException", "Table already exists: again"),
  );
  assert.deepEqual(
    (await second.call("ListBackups", { TableName: "live" })).BackupSummaries?.map(({ BackupName }) => BackupName),
    ["before"],
  );
  assert.equal((await second.call("DeleteBackup", { BackupArn })).BackupDescription?.BackupDetails?.BackupStatus, "DELETED");
  await assert.rejects(describe(), refusal("BackupNotFoundException", `Backup not found: ${BackupArn}`));
  await second.close();
});
