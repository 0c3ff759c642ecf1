import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { QueryInput, ScanInput } from "../../../models/dynamodb.ts";
import { type Fixture, invalid, openFixture } from "../dynamodb-fixture.ts";
import type { Item } from "../values/attribute-value.ts";

let dynamoDb: Fixture;
const TableName = "reading";
const count = 30;

before(async () => {
  dynamoDb = await openFixture();
  await dynamoDb.table(TableName, ["p", "s:N"], {
    AttributeDefinitions: ["p", "s", "l", "g"].map((AttributeName) => ({
      AttributeName,
      AttributeType: AttributeName === "s" ? "N" : "S",
    })),
    LocalSecondaryIndexes: [
      {
        IndexName: "local",
        KeySchema: [
          { AttributeName: "p", KeyType: "HASH" },
          { AttributeName: "l", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "global",
        KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["v"] },
      },
    ],
  });
  for (let at = 0; at < count; at++) {
    const more: Item = at % 3 === 0 ? { l: { S: `l${String(count - at).padStart(2, "0")}` }, g: { S: `g${at % 2}` } } : {};
    await dynamoDb.call("PutItem", {
      TableName,
      Item: { p: { S: "p" }, s: { N: String(at - 10) }, v: { N: String(at) }, w: { S: "w" }, ...more },
    });
  }
});
after(() => dynamoDb.close());

const query = (more: Omit<QueryInput, "TableName">) => dynamoDb.call("Query", { TableName, ...more });
const scan = (more: Omit<ScanInput, "TableName"> = {}) => dynamoDb.call("Scan", { TableName, ...more });
const numbers = (items: readonly Item[] | undefined, name = "s") => (items ?? []).map((item) => Number(item[name]?.N));
const ofP = { KeyConditionExpression: "p = :p", ExpressionAttributeValues: { ":p": { S: "p" } } };
const inP = (condition: string, values: Item = {}) => ({
  KeyConditionExpression: `p = :p AND ${condition}`,
  ExpressionAttributeValues: { ":p": { S: "p" }, ...values },
});

test("a query that finds nothing costs the least a read of its kind does", async () => {
  const nothing = {
    KeyConditionExpression: "p = :p",
    ExpressionAttributeValues: { ":p": { S: "nobody" } },
    ReturnConsumedCapacity: "TOTAL",
  } as const;
  assert.equal((await query(nothing)).ConsumedCapacity?.CapacityUnits, 0.5);
  assert.equal((await query({ ...nothing, ConsistentRead: true })).ConsumedCapacity?.CapacityUnits, 1);
});

test("a query is in the order of the sort key, and goes either way", async () => {
  const all = numbers((await query(ofP)).Items);
  assert.deepEqual(
    all,
    Array.from({ length: count }, (_, at) => at - 10),
  );
  assert.deepEqual(numbers((await query({ ...ofP, ScanIndexForward: false })).Items), all.toReversed());
  assert.deepEqual(numbers((await query(inP("s BETWEEN :a AND :b", { ":a": { N: "-2" }, ":b": { N: "2.5" } }))).Items), [-2, -1, 0, 1, 2]);
  assert.deepEqual(numbers((await query(inP("s < :a", { ":a": { N: "-8" } }))).Items), [-10, -9]);
});

test("pages end at their limit, before the filter, and continue behind their last item", async () => {
  const filter = { FilterExpression: "v > :v", ...ofP, ExpressionAttributeValues: { ...ofP.ExpressionAttributeValues, ":v": { N: "27" } } };
  const first = await query({ ...filter, Limit: 29 });
  assert.deepEqual([first.Count, first.ScannedCount, first.LastEvaluatedKey], [1, 29, { p: { S: "p" }, s: { N: "18" } }]);
  const last = await query({ ...filter, ExclusiveStartKey: first.LastEvaluatedKey as Item });
  assert.deepEqual([last.Count, last.ScannedCount, last.LastEvaluatedKey], [1, 1, undefined]);
  const exact = await query({ ...ofP, Limit: count });
  assert.ok(exact.LastEvaluatedKey, "a page that ends with the last item does not know it");
});

test("whatever the pages, a reader sees every item once and in order", async () => {
  const sources: readonly (readonly [string, Omit<QueryInput, "TableName"> | undefined])[] = [
    ["query", ofP],
    ["local", { ...ofP, IndexName: "local" }],
    ["global", { IndexName: "global", KeyConditionExpression: "g = :g", ExpressionAttributeValues: { ":g": { S: "g0" } } }],
    ["scan", undefined],
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sources),
      fc.integer({ min: 1, max: count + 1 }),
      fc.boolean(),
      async ([, asked], Limit, forward) => {
        const page = (start: Item | undefined, limit?: number) => {
          const more = { ...(start === undefined ? {} : { ExclusiveStartKey: start }), ...(limit === undefined ? {} : { Limit: limit }) };
          return asked === undefined ? scan(more) : query({ ...asked, ScanIndexForward: forward, ...more });
        };
        const whole = (await page(undefined)).Items;
        const pieces: Item[] = [];
        for (let start: Item | undefined; ; ) {
          const { Items = [], LastEvaluatedKey } = await page(start, Limit);
          pieces.push(...Items);
          start = LastEvaluatedKey;
          if (start === undefined) break;
        }
        assert.deepEqual(pieces, whole);
      },
    ),
    { numRuns: 40 },
  );
});

test("a page ends with the item that fills its megabyte", async () => {
  await dynamoDb.table("megabytes", ["p", "s:N"]);
  const large = { S: "x".repeat(300_000) };
  for (let at = 0; at < 8; at++)
    await dynamoDb.call("PutItem", { TableName: "megabytes", Item: { p: { S: "p" }, s: { N: String(at) }, large } });
  const first = await dynamoDb.call("Query", { TableName: "megabytes", ...ofP, Select: "COUNT", ReturnConsumedCapacity: "TOTAL" });
  assert.deepEqual([first.Count, first.LastEvaluatedKey, first.Items], [4, { p: { S: "p" }, s: { N: "3" } }, undefined]);
  assert.equal(first.ConsumedCapacity?.CapacityUnits, 146.5);
});

test("segments of a scan have no item in common and all of them together", async () => {
  await dynamoDb.table("segments", ["p"]);
  for (let at = 0; at < 60; at++) await dynamoDb.call("PutItem", { TableName: "segments", Item: { p: { S: `key ${at}` } } });
  const parts = await Promise.all(
    [0, 1, 2, 3].map((Segment) => dynamoDb.call("Scan", { TableName: "segments", Segment, TotalSegments: 4 })),
  );
  assert.ok(parts.every(({ Items = [] }) => Items.length > 3));
  const together = parts.flatMap(({ Items = [] }) => Items);
  assert.deepEqual(together, (await dynamoDb.call("Scan", { TableName: "segments" })).Items);
});

test("an index holds the items that have its key, with what it projects", async () => {
  const global = await query({ IndexName: "global", KeyConditionExpression: "g = :g", ExpressionAttributeValues: { ":g": { S: "g1" } } });
  assert.deepEqual(
    numbers(global.Items, "v").sort((a, b) => a - b),
    [3, 9, 15, 21, 27],
  );
  assert.deepEqual(Object.keys(global.Items?.[0] ?? {}).sort(), ["g", "p", "s", "v"]);
  const local = await query({ ...ofP, IndexName: "local", Limit: 2 });
  assert.deepEqual(
    local.Items?.map((item) => item["l"]?.S),
    ["l03", "l06"],
  );
  assert.deepEqual(Object.keys(local.LastEvaluatedKey ?? {}).sort(), ["l", "p", "s"]);
  const whole = await query({ ...ofP, IndexName: "local", Select: "ALL_ATTRIBUTES", Limit: 1 });
  assert.deepEqual(whole.Items?.[0]?.["w"], { S: "w" }, "a local index fetches what it does not hold");
  await assert.rejects(
    query({
      IndexName: "global",
      KeyConditionExpression: "g = :g",
      ExpressionAttributeValues: { ":g": { S: "g1" } },
      Select: "ALL_ATTRIBUTES",
    }),
    invalid(
      "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index global because its projection type is not ALL",
    ),
  );
});

test("what a query may not ask", async () => {
  const refuses = (more: Omit<QueryInput, "TableName">, message: string | RegExp) =>
    assert.rejects(query(more), invalid(message), String(message));
  await refuses({}, "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
  await refuses({ KeyConditions: {} }, "Conditions can be of length 1 or 2 only");
  await refuses(
    { KeyConditionExpression: "s = :p", ExpressionAttributeValues: { ":p": { N: "1" } } },
    "Query condition missed key schema element: p",
  );
  await refuses(inP("w = :w", { ":w": { S: "w" } }), "Query condition missed key schema element: s");
  await refuses({ KeyConditionExpression: "p > :p", ExpressionAttributeValues: { ":p": { S: "p" } } }, "Query key condition not supported");
  await refuses(
    { KeyConditionExpression: "p = :p", ExpressionAttributeValues: { ":p": { N: "1" } } },
    "One or more parameter values were invalid: Condition parameter type does not match schema type",
  );
  await refuses(
    {
      KeyConditions: {
        p: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "p" }] },
        s: { ComparisonOperator: "NE", AttributeValueList: [{ N: "1" }] },
      },
    },
    "Attempted conditional constraint is not an indexable operation",
  );
  await refuses({ ...ofP, IndexName: "missing" }, "The table does not have the specified index: missing");
  await refuses({ ...ofP, IndexName: "global", ConsistentRead: true }, "Consistent reads are not supported on global secondary indexes");
  await refuses({ ...ofP, ExclusiveStartKey: { p: { S: "p" } } }, "The provided starting key is invalid");
  await refuses(
    { ...ofP, ExclusiveStartKey: { p: { S: "q" }, s: { N: "1" } } },
    "The provided starting key is outside query boundaries based on provided conditions",
  );
  await refuses(
    { ...ofP, Select: "SPECIFIC_ATTRIBUTES" },
    "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
  );
  await refuses(
    { ...ofP, Select: "COUNT", ProjectionExpression: "p" },
    "Cannot specify the ProjectionExpression when choosing to get only the Count",
  );
  await refuses(
    { ...ofP, Select: "ALL_PROJECTED_ATTRIBUTES" },
    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
  );
  await refuses(
    { ...ofP, FilterExpression: "s = :p" },
    "Filter Expression can only contain non-primary key attributes: Primary key attribute: s",
  );
  await assert.rejects(
    scan({ Segment: 1 }),
    invalid("The TotalSegments parameter is required but was not present in the request when Segment parameter is present"),
  );
  await assert.rejects(
    scan({ Segment: 1, TotalSegments: 1 }),
    invalid(
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 1 is not less than TotalSegments: 1",
    ),
  );
});

test("the older parameters: KeyConditions, QueryFilter, ScanFilter", async () => {
  const { Items } = await query({
    KeyConditions: {
      p: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "p" }] },
      s: { ComparisonOperator: "GE", AttributeValueList: [{ N: "15" }] },
    },
    QueryFilter: { l: { ComparisonOperator: "NOT_NULL" }, v: { ComparisonOperator: "IN", AttributeValueList: [{ N: "26" }] } },
    ConditionalOperator: "OR",
    AttributesToGet: ["v"],
  });
  assert.deepEqual(Items, [{ v: { N: "26" } }, { v: { N: "27" } }]);
  const scanned = await scan({ ScanFilter: { l: { ComparisonOperator: "BEGINS_WITH", AttributeValueList: [{ S: "l0" }] } } });
  assert.equal(scanned.Count, 3);
  assert.equal(scanned.ScannedCount, count);
});
