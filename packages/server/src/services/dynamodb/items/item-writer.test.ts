import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openFixture } from "../dynamodb-fixture.ts";
import { type Item, itemBytes } from "../values/attribute-value.ts";

const TableName = "model";
const small = (most: number) => fc.integer({ min: 0, max: most });

/** Attributes that indexes are keyed by come and go, and change. */
const actions = fc.record({
  kind: fc.constantFrom("put", "set", "remove", "delete", "transaction"),
  p: small(2),
  s: small(3),
  g: fc.option(small(2), { nil: undefined }),
  l: fc.option(small(2), { nil: undefined }),
  v: small(100),
});

test("whatever is written, indexes hold exactly the items that have their keys, and streams tell every change", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(actions, { maxLength: 6 }), { maxLength: 8 }), async (rounds) => {
      const dynamoDb = await openFixture();
      const attributes = ["p", "s", "g", "l"];
      await dynamoDb.table(TableName, ["p", "s:N"], {
        AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: AttributeName === "p" ? "S" : "N" })),
        GlobalSecondaryIndexes: [
          {
            IndexName: "global",
            KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
            Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["v"] },
          },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: "local",
            KeySchema: [
              { AttributeName: "p", KeyType: "HASH" },
              { AttributeName: "l", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "ALL" },
          },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      });
      const number = (value: number) => ({ N: String(value) });
      const run = async ({ kind, p, s, g, l, v }: typeof actions extends fc.Arbitrary<infer T> ? T : never) => {
        const Key = { p: { S: String(p) }, s: number(s) };
        const Item: Item = {
          ...Key,
          v: number(v),
          w: { S: "w" },
          ...(g === undefined ? {} : { g: number(g) }),
          ...(l === undefined ? {} : { l: number(l) }),
        };
        switch (kind) {
          case "put":
            return await dynamoDb.call("PutItem", { TableName, Item });
          case "set":
            return await dynamoDb.call("UpdateItem", {
              TableName,
              Key,
              UpdateExpression: "SET g = :g, v = :v",
              ExpressionAttributeValues: { ":g": number(g ?? 9), ":v": number(v) },
            });
          case "remove":
            return await dynamoDb.call("UpdateItem", { TableName, Key, UpdateExpression: "REMOVE g, l" });
          case "delete":
            return await dynamoDb.call("DeleteItem", { TableName, Key });
          case "transaction":
            return await dynamoDb.call("TransactWriteItems", {
              TransactItems: [{ Put: { TableName, Item } }, { Delete: { TableName, Key: { ...Key, s: number(s + 1) } } }],
            });
        }
      };
      for (const round of rounds) await Promise.all(round.map(run));

      const scan = async (IndexName?: string) =>
        (await dynamoDb.call("Scan", { TableName, ...(IndexName === undefined ? {} : { IndexName }) })).Items ?? [];
      const byKey = (items: readonly Item[]) => items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
      const items = await scan();
      const only = (item: Item, names: readonly string[]) =>
        Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
      const inGlobal = items.filter((item) => item["g"] !== undefined).map((item) => only(item, ["p", "s", "g", "v"]));
      assert.deepEqual(byKey(await scan("global")), byKey(inGlobal));
      assert.deepEqual(byKey(await scan("local")), byKey(items.filter((item) => item["l"] !== undefined)));

      // The stream, replayed, makes the table.
      const { Table } = await dynamoDb.call("DescribeTable", { TableName });
      const StreamArn = Table?.LatestStreamArn ?? "";
      const { StreamDescription } = await dynamoDb.streams("DescribeStream", { StreamArn });
      const ShardId = StreamDescription?.Shards?.[0]?.ShardId ?? "";
      const { ShardIterator = "" } = await dynamoDb.streams("GetShardIterator", { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" });
      const { Records = [] } = await dynamoDb.streams("GetRecords", { ShardIterator });
      const replayed = new Map<string, Item>();
      for (const { dynamodb } of Records) {
        const key = JSON.stringify(Object.entries(dynamodb?.Keys ?? {}).sort());
        assert.deepEqual(dynamodb?.OldImage, replayed.get(key), "each change begins where the last one ended");
        if (dynamodb?.NewImage === undefined) replayed.delete(key);
        else replayed.set(key, dynamodb.NewImage);
      }
      assert.deepEqual(byKey([...replayed.values()]), byKey(items));
      await dynamoDb.close();
    }),
    { numRuns: 60 },
  );
});

test("sizes are counted as the developer guide says", () => {
  for (const [item, bytes] of [
    [{ a: { S: "é" } }, 3],
    [{ name: { N: "123" } }, 4 + 3],
    [{ a: { BOOL: true } }, 2],
    [{ a: { NULL: true } }, 2],
    [{ a: { L: [{ S: "x" }, { S: "y" }] } }, 1 + 3 + 2 + 2],
    [{ a: { M: { k: { S: "v" } } } }, 1 + 3 + 1 + 1 + 1],
    [{ a: { SS: ["x", "yz"] } }, 1 + 3],
  ] as const) {
    assert.equal(itemBytes(item), bytes, JSON.stringify(item));
  }
});
