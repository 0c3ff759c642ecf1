import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Fixture, invalid, openFixture, refusal } from "../dynamodb-fixture.ts";
import type { Item } from "../values/attribute-value.ts";

let dynamoDb: Fixture;
before(async () => {
  dynamoDb = await openFixture();
  await dynamoDb.table("items", ["p", "s:N"]);
});
after(() => dynamoDb.close());

const TableName = "items";
const key = (p: string, s = "0") => ({ p: { S: p }, s: { N: s } });
const put = (Item: Parameters<typeof dynamoDb.call<"PutItem">>[1]["Item"], more = {}) =>
  dynamoDb.call("PutItem", { TableName, Item, ...more });
const get = async (p: string, s?: string) => (await dynamoDb.call("GetItem", { TableName, Key: key(p, s) })).Item;
const parameters = "One or more parameter values were invalid: ";

test("an item comes back as it was put, numbers in one form", async () => {
  const bytes = new Uint8Array([0, 255]);
  await put({
    ...key("all", "1.50"),
    text: { S: "" },
    bytes: { B: bytes },
    sets: { M: { ss: { SS: ["b", "a"] }, ns: { NS: ["1.0", "2e1"] }, bs: { BS: [bytes] } } },
    list: { L: [{ NULL: true }, { BOOL: false }, { N: "-0.00" }] },
    ["__proto__"]: { S: "data" },
  });
  const item = (await get("all", "1.5")) ?? {};
  assert.deepEqual(item["s"], { N: "1.5" });
  assert.deepEqual(Buffer.from(item["bytes"]?.B ?? []), Buffer.from(bytes));
  assert.deepEqual(item["sets"]?.M?.["ns"], { NS: ["1", "20"] });
  assert.deepEqual(item["list"], { L: [{ NULL: true }, { BOOL: false }, { N: "0" }] });
  assert.ok(Object.hasOwn(item, "__proto__"));
});

test("the name of an attribute is shorter than 64 KB, wherever it stands", async () => {
  const tooLong = invalid("1 validation error detected: Attribute name is too large, must be less than 65536 bytes");
  const longest = "é".repeat(32_767) + "e";
  const longer = longest + "e";
  await put({ ...key("names"), [longest]: { M: { [longest]: { S: "v" } } } });
  await assert.rejects(put({ ...key("names"), [longer]: { S: "v" } }), tooLong);
  await assert.rejects(put({ ...key("names"), m: { M: { [longer]: { S: "v" } } } }), tooLong);
  const of = { TableName, Key: key("names") };
  const update = (more: object) => dynamoDb.call("UpdateItem", { ...of, ...more });
  const value = { ":v": { S: "v" } };
  await assert.rejects(
    update({ UpdateExpression: "SET #n = :v", ExpressionAttributeNames: { "#n": longer }, ExpressionAttributeValues: value }),
    tooLong,
  );
  await assert.rejects(
    update({ UpdateExpression: "SET m = :v", ExpressionAttributeValues: { ":v": { M: { [longer]: { S: "v" } } } } }),
    tooLong,
  );
  await assert.rejects(update({ AttributeUpdates: { [longer]: { Value: value[":v"] } } }), tooLong);
  await assert.rejects(update({ Expected: { [longer]: { Exists: false } } }), tooLong);
  await assert.rejects(dynamoDb.call("GetItem", { ...of, AttributesToGet: [longer] }), tooLong);
  await assert.rejects(
    dynamoDb.call("Scan", { TableName, ScanFilter: { [longer]: { ComparisonOperator: "NULL", AttributeValueList: [] } } }),
    tooLong,
  );
});

test("numbers that are equal are the same key", async () => {
  await put({ ...key("same", "10"), v: { S: "one" } });
  await put({ ...key("same", "1e1"), v: { S: "two" } });
  assert.deepEqual((await get("same", "10.0"))?.["v"], { S: "two" });
});

test("odd keys are kept apart: NUL, lone surrogates, what looks like an escape", async () => {
  const odd = ["\u0000", "\u0001", "\u0001\u0003", "a\u0000", "a", "\ufffd", "é", "😀"];
  for (const p of odd) await put({ ...key(p), v: { S: p } });
  for (const p of odd) assert.deepEqual((await get(p))?.["v"], { S: p });
  await put(key("\ud800"));
  assert.ok(await get("\ufffd"), "a lone surrogate is kept as the replacement character");
});

test("what no attribute may be is refused in DynamoDB's words", async () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
    [{ S: "a", N: "1" }, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"],
    [{ NULL: false }, `${parameters}Null attribute value types must have the value of true`],
    [{ SS: [] }, `${parameters}An string set  may not be empty`],
    [{ NS: [] }, `${parameters}An number set  may not be empty`],
    [{ BS: [] }, `${parameters}Binary sets should not be empty`],
    [{ SS: ["a", "a"] }, `${parameters}Input collection [a, a] contains duplicates.`],
    [{ NS: ["1", "1.0"] }, "Input collection contains duplicates"],
    [{ BS: ["Yg==", "Yg=="] }, `${parameters}Input collection [Yg==, Yg==]of type BS contains duplicates.`],
    [{ N: "" }, "The parameter cannot be converted to a numeric value"],
    [{ N: "b" }, "The parameter cannot be converted to a numeric value: b"],
    [{ N: "1e126" }, "Number overflow. Attempting to store a number with magnitude larger than supported range"],
    [{ L: [{ M: { x: { N: "x" } } }] }, "The parameter cannot be converted to a numeric value: x"],
  ];
  for (const [value, message] of cases) {
    const answer = await dynamoDb.post("PutItem", { TableName, Item: { ...key("refused"), value } });
    assert.equal(answer.body["message"], message, JSON.stringify(value));
  }
  const nested = (levels: number): object => (levels === 0 ? { S: "x" } : { L: [nested(levels - 1)] });
  assert.equal((await dynamoDb.post("PutItem", { TableName, Item: { ...key("deep"), value: nested(32) } })).status, 200);
  const tooDeep = await dynamoDb.post("PutItem", { TableName, Item: { ...key("deep"), value: nested(33) } });
  assert.equal(tooDeep.body["message"], "Nesting Levels have exceeded supported limits");
});

test("an item holds the table's key, of its type and size", async () => {
  await assert.rejects(put({ p: { S: "x" } }), invalid(`${parameters}Missing the key s in the item`));
  await assert.rejects(put({ p: { N: "1" }, s: { N: "1" } }), invalid(`${parameters}Type mismatch for key p expected: S actual: N`));
  await assert.rejects(
    put(key("")),
    invalid(
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p",
    ),
  );
  await assert.rejects(
    put(key("x".repeat(2049))),
    invalid(`${parameters}Size of hashkey has exceeded the maximum size limit of2048 bytes`),
  );
  await put(key("x".repeat(2048)));
  const wrong: readonly Item[] = [{ p: { S: "x" } }, { ...key("x"), more: { S: "x" } }, { p: { S: "x" }, s: { S: "x" } }];
  for (const Key of wrong) {
    await assert.rejects(dynamoDb.call("GetItem", { TableName, Key }), invalid("The provided key element does not match the schema"));
  }
});

test("an item may have 400 KB, names included", async () => {
  const base = key("large");
  const room = 409_600 - 1 - 5 - 1 - 1 - 1;
  await put({ ...base, d: { S: "x".repeat(room) } });
  await assert.rejects(put({ ...base, d: { S: "x".repeat(room + 1) } }), invalid("Item size has exceeded the maximum allowed size"));
  await assert.rejects(
    dynamoDb.call("UpdateItem", { TableName, Key: base, UpdateExpression: "SET e = :e", ExpressionAttributeValues: { ":e": { S: "x" } } }),
    invalid("Item size to update has exceeded the maximum allowed size"),
  );
});

test("a condition that fails changes nothing, and tells the item if asked to", async () => {
  await put({ ...key("cond"), v: { N: "1" } });
  const condition = { ConditionExpression: "v = :v", ExpressionAttributeValues: { ":v": { N: "2" } } };
  await assert.rejects(
    put({ ...key("cond"), v: { N: "3" } }, condition),
    refusal("ConditionalCheckFailedException", "The conditional request failed"),
  );
  const told = await dynamoDb.post("DeleteItem", {
    TableName,
    Key: key("cond"),
    ...condition,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  assert.deepEqual(told.body["Item"], { ...key("cond"), v: { N: "1" } });
  assert.deepEqual((await get("cond"))?.["v"], { N: "1" });
});

test("return values: what was, what is, and what was updated of either", async () => {
  const update = (ReturnValues: "ALL_OLD" | "ALL_NEW" | "UPDATED_OLD" | "UPDATED_NEW") =>
    dynamoDb.call("UpdateItem", {
      TableName,
      Key: key("returned"),
      UpdateExpression: "SET a = :one, m.x = :one REMOVE gone",
      ExpressionAttributeValues: { ":one": { N: "1" } },
      ReturnValues,
    });
  const item = { ...key("returned"), a: { N: "0" }, m: { M: { x: { N: "0" }, y: { N: "0" } } }, gone: { S: "g" }, kept: { S: "k" } };
  await put(item);
  assert.deepEqual((await update("UPDATED_OLD")).Attributes, { a: { N: "0" }, m: { M: { x: { N: "0" } } }, gone: { S: "g" } });
  assert.deepEqual((await update("UPDATED_NEW")).Attributes, { a: { N: "1" }, m: { M: { x: { N: "1" } } } });
  await put({ ...key("listed"), l: { L: [{ S: "x" }, { S: "y" }] } });
  const removed = { TableName, Key: key("listed"), UpdateExpression: "REMOVE l[0]" };
  assert.deepEqual(
    await dynamoDb.call("UpdateItem", { ...removed, ReturnValues: "UPDATED_NEW" }),
    {},
    "what moved to a removed element's place was not updated",
  );
  assert.deepEqual((await dynamoDb.call("UpdateItem", { ...removed, ReturnValues: "UPDATED_OLD" })).Attributes, { l: { L: [{ S: "y" }] } });
  assert.deepEqual(Object.keys((await update("ALL_NEW")).Attributes ?? {}).sort(), ["a", "kept", "m", "p", "s"]);
  const old = await dynamoDb.call("DeleteItem", { TableName, Key: key("returned"), ReturnValues: "ALL_OLD" });
  assert.deepEqual(old.Attributes?.["kept"], { S: "k" });
  assert.deepEqual(await dynamoDb.call("DeleteItem", { TableName, Key: key("returned"), ReturnValues: "ALL_OLD" }), {});
  await assert.rejects(put(key("x"), { ReturnValues: "ALL_NEW" }), invalid("ReturnValues can only be ALL_OLD or NONE"));
});

test("an update makes the item it does not find, unless it only takes away", async () => {
  await dynamoDb.call("UpdateItem", { TableName, Key: key("made") });
  assert.deepEqual(await get("made"), key("made"));
  await dynamoDb.call("UpdateItem", { TableName, Key: key("unmade"), UpdateExpression: "REMOVE a" });
  await dynamoDb.call("UpdateItem", { TableName, Key: key("unmade"), AttributeUpdates: { a: { Action: "DELETE" } } });
  assert.equal(await get("unmade"), undefined);
  await assert.rejects(
    dynamoDb.call("UpdateItem", {
      TableName,
      Key: key("x"),
      UpdateExpression: "SET p = :p",
      ExpressionAttributeValues: { ":p": { S: "y" } },
    }),
    invalid(`${parameters}Cannot update attribute p. This attribute is part of the key`),
  );
});

test("the older parameters: Expected, AttributeUpdates, AttributesToGet", async () => {
  const Key = key("older");
  await dynamoDb.call("UpdateItem", {
    TableName,
    Key,
    AttributeUpdates: {
      n: { Action: "ADD", Value: { N: "5" } },
      s1: { Value: { SS: ["a", "b"] } },
      l: { Action: "ADD", Value: { L: [{ S: "x" }] } },
    },
    Expected: { n: { Exists: false } },
  });
  await dynamoDb.call("UpdateItem", {
    TableName,
    Key,
    AttributeUpdates: {
      n: { Action: "ADD", Value: { N: "-2" } },
      s1: { Action: "DELETE", Value: { SS: ["a"] } },
      l: { Action: "ADD", Value: { L: [{ S: "y" }] } },
    },
    Expected: {
      n: { ComparisonOperator: "BETWEEN", AttributeValueList: [{ N: "1" }, { N: "9" }] },
      none: { ComparisonOperator: "NOT_NULL" },
    },
    ConditionalOperator: "OR",
  });
  const { Item } = await dynamoDb.call("GetItem", { TableName, Key, AttributesToGet: ["n", "s1", "l", "gone"] });
  assert.deepEqual(Item, { n: { N: "3" }, s1: { SS: ["b"] }, l: { L: [{ S: "x" }, { S: "y" }] } });
  await assert.rejects(
    put(Key, { Expected: { n: { Value: { N: "4" } } } }),
    refusal("ConditionalCheckFailedException", "The conditional request failed"),
  );
  await assert.rejects(
    put(Key, { Expected: { n: { Exists: true } } }),
    invalid(`${parameters}Value must be provided when Exists is true for Attribute: n`),
  );
  await assert.rejects(
    put(Key, { Expected: {}, ConditionExpression: "a = b" }),
    invalid(
      "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
    ),
  );
  await assert.rejects(
    dynamoDb.call("UpdateItem", { TableName, Key, AttributeUpdates: { n: { Action: "ADD", Value: { S: "x" } } } }),
    invalid(`${parameters}ADD action is not supported for the type S`),
  );
});

test("names and values are judged before what uses them", async () => {
  const cases: readonly (readonly [object, string])[] = [
    [{ ExpressionAttributeNames: { "#a": "a" } }, "ExpressionAttributeNames can only be specified when using expressions"],
    [
      { ExpressionAttributeValues: { ":a": { S: "a" } } },
      "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null",
    ],
    [{ ExpressionAttributeNames: {}, ConditionExpression: "a" }, "ExpressionAttributeNames must not be empty"],
    [
      { ExpressionAttributeNames: { a: "a" }, ConditionExpression: "a" },
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"',
    ],
    [{ ExpressionAttributeValues: {}, ConditionExpression: "a" }, "ExpressionAttributeValues must not be empty"],
    [
      { ExpressionAttributeValues: { a: {} }, ConditionExpression: "a" },
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "a"',
    ],
    [
      { ExpressionAttributeValues: { ":a": {} }, ConditionExpression: "a" },
      "ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :a",
    ],
    [
      { ExpressionAttributeValues: { ":a": { S: "x" }, ":b": { S: "x" } }, ConditionExpression: "p = :a" },
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}",
    ],
  ];
  for (const [more, message] of cases) await assert.rejects(put(key("x"), more), invalid(message));
  const named = (length: number) => {
    const name = `#${"a".repeat(length - 1)}`;
    return put(key("x"), { ExpressionAttributeNames: { [name]: "p" }, ConditionExpression: `attribute_not_exists(${name})` });
  };
  await named(255);
  await assert.rejects(named(256), invalid(/^ExpressionAttributeNames contains invalid key: .*too long/));
});

test("capacity counts a unit for a KB written and for 4 KB read", async () => {
  const told = await put({ ...key("units"), d: { S: "x".repeat(2000) } }, { ReturnConsumedCapacity: "TOTAL" });
  assert.deepEqual(told.ConsumedCapacity, { TableName, CapacityUnits: 2 });
  const smaller = await put(key("units"), { ReturnConsumedCapacity: "INDEXES" });
  assert.deepEqual(
    smaller.ConsumedCapacity,
    { TableName, CapacityUnits: 2, Table: { CapacityUnits: 2 } },
    "the larger of what was and what is",
  );
  const read = await dynamoDb.call("GetItem", { TableName, Key: key("units"), ReturnConsumedCapacity: "TOTAL" });
  assert.equal(read.ConsumedCapacity?.CapacityUnits, 0.5);
  const consistent = await dynamoDb.call("GetItem", { TableName, Key: key("no"), ReturnConsumedCapacity: "TOTAL", ConsistentRead: true });
  assert.equal(consistent.ConsumedCapacity?.CapacityUnits, 1);
});

test("of many that count at once, none is lost", async () => {
  const add = () =>
    dynamoDb.call("UpdateItem", {
      TableName,
      Key: key("counter"),
      UpdateExpression: "ADD n :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    });
  await Promise.all(Array.from({ length: 50 }, add));
  assert.deepEqual((await get("counter"))?.["n"], { N: "50" });
});

test("a batch is judged whole before any of it is written", async () => {
  const write = (requests: readonly object[]) => dynamoDb.post("BatchWriteItem", { TableName, RequestItems: { items: requests } });
  const first = { PutRequest: { Item: key("batch", "1") } };
  assert.equal((await write([first, first])).body["message"], "Provided list of item keys contains duplicates");
  assert.equal(
    (await write([first, { PutRequest: { Item: { p: { S: "x" } } } }])).body["message"],
    "The provided key element does not match the schema",
  );
  assert.equal(
    (await write([first, {}])).body["message"],
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
  );
  assert.equal(await get("batch", "1"), undefined);
  assert.deepEqual((await write([first, { DeleteRequest: { Key: key("counter") } }])).body, { UnprocessedItems: {} });
  const got = await dynamoDb.call("BatchGetItem", {
    RequestItems: { items: { Keys: [key("batch", "1"), key("counter")], ProjectionExpression: "p" } },
  });
  assert.deepEqual(got, { Responses: { items: [{ p: { S: "batch" } }] }, UnprocessedKeys: {} });
});
