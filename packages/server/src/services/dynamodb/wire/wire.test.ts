/** What DynamoDB says of requests that it does not even look at: texts as AWS was seen to send them. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { crc32 } from "node:zlib";
import { type Fixture, openFixture } from "../dynamodb-fixture.ts";

let dynamoDb: Fixture;
before(async () => {
  dynamoDb = await openFixture();
});
after(() => dynamoDb.close());

const serialization = async (name: string, body: unknown, Message: string): Promise<void> => {
  const answer = await dynamoDb.post(name, body);
  assert.deepEqual(answer.body, { __type: "com.amazon.coral.service#SerializationException", Message }, JSON.stringify(body));
  assert.equal(answer.status, 400);
};
const validation = async (name: string, body: unknown, message: string): Promise<void> => {
  const answer = await dynamoDb.post(name, body);
  assert.deepEqual(answer.body, { __type: "com.amazon.coral.validate#ValidationException", message }, JSON.stringify(body));
  assert.equal(answer.status, 400);
};

test("a body that is no JSON object is refused without a word", async () => {
  for (const body of ["", "{", "[]", "1", '"text"', "null"]) {
    const answer = await dynamoDb.post("GetItem", body);
    assert.deepEqual(answer.body, { __type: "com.amazon.coral.service#SerializationException" }, body);
    assert.equal(answer.status, 400);
  }
});

test("an operation that is none is refused without a word", async () => {
  const answer = await dynamoDb.post("NoSuchThing", {});
  assert.deepEqual(answer.body, { __type: "com.amazon.coral.service#UnknownOperationException" });
  assert.equal(answer.status, 400);
});

test("a value of a wrong type is told by what it is and where it stands", async () => {
  await serialization("GetItem", { TableName: 23 }, "NUMBER_VALUE cannot be converted to String");
  await serialization("GetItem", { TableName: 1.5 }, "DECIMAL_VALUE cannot be converted to String");
  await serialization("GetItem", { TableName: true }, "TRUE_VALUE cannot be converted to String");
  await serialization("GetItem", { TableName: [] }, "Unrecognized collection type class java.lang.String");
  await serialization("GetItem", { TableName: {} }, "Start of structure or map found where not expected");
  await serialization("GetItem", { ConsistentRead: "maybe" }, "Unexpected token received from parser");
  await serialization("GetItem", { ConsistentRead: 1 }, "NUMBER_VALUE cannot be converted to Boolean");
  await serialization("GetItem", { AttributesToGet: "a" }, "Unexpected field type");
  await serialization("GetItem", { AttributesToGet: {} }, "Start of structure or map found where not expected");
  await serialization("GetItem", { AttributesToGet: [1] }, "NUMBER_VALUE cannot be converted to String");
  await serialization("GetItem", { Key: "a" }, "Unexpected field type");
  await serialization(
    "GetItem",
    { Key: [] },
    "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>",
  );
  await serialization("GetItem", { Key: { a: "x" } }, "Unexpected value type in payload");
  await serialization("GetItem", { Key: { a: [] } }, "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue");
  await serialization("GetItem", { Key: { a: { S: 1 } } }, "NUMBER_VALUE cannot be converted to String");
  await serialization("GetItem", { Key: { a: { B: 1 } } }, "only base-64-encoded strings are convertible to bytes");
  await serialization("GetItem", { Key: { a: { B: "abc" } } }, "Base64 encoded length is expected a multiple of 4 bytes but found: 3");
  await serialization("GetItem", { Key: { a: { B: "=+/=" } } }, "Invalid last non-pad Base64 character dectected");
  await serialization(
    "GetItem",
    { ExpressionAttributeNames: [] },
    "Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>",
  );
  await serialization("PutItem", { Expected: { a: { Value: "x" } } }, "Unexpected field type");
  await serialization("PutItem", { Expected: { a: "x" } }, "Unexpected value type in payload");
  await serialization("BatchWriteItem", { RequestItems: { abc: "x" } }, "Expected list or null");
  await serialization(
    "BatchWriteItem",
    { RequestItems: [] },
    "Unrecognized collection type java.util.Map<java.lang.String, java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>",
  );
  await serialization("BatchGetItem", { RequestItems: { abc: { Keys: ["x"] } } }, "Expected map or null");
  await serialization("Query", { Limit: "1" }, "STRING_VALUE cannot be converted to Integer");
});

test("constraints are told all together, patterns before lengths, at most ten", async () => {
  const short = "Value 'a;' at 'tableName' failed to satisfy constraint: Member must";
  await validation(
    "GetItem",
    { TableName: "a;", ReturnConsumedCapacity: "hi", AttributesToGet: [] },
    [
      `5 validation errors detected: ${short} satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
      `${short} have length greater than or equal to 3`,
      "Value null at 'key' failed to satisfy constraint: Member must not be null",
      "Value '[]' at 'attributesToGet' failed to satisfy constraint: Member must have length greater than or equal to 1",
      "Value 'hi' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
    ].join("; "),
  );
  await validation(
    "GetItem",
    { TableName: "x".repeat(256), Key: {} },
    `1 validation error detected: Value '${"x".repeat(256)}' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255`,
  );
  await validation(
    "BatchWriteItem",
    { RequestItems: { abc: [] } },
    "1 validation error detected: Value '{abc=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]",
  );
  await validation(
    "CreateTable",
    { TableName: "abc", AttributeDefinitions: [], KeySchema: ["a", "b", "c"].map((AttributeName) => ({ AttributeName, KeyType: "HASH" })) },
    "1 validation error detected: Value '[KeySchemaElement(attributeName=a, keyType=HASH), KeySchemaElement(attributeName=b, keyType=HASH), KeySchemaElement(attributeName=c, keyType=HASH)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
  );
});

test("operations on a table say what its name must be in a sentence", async () => {
  for (const name of ["CreateTable", "DescribeTable", "DeleteTable", "UpdateTable"]) {
    await validation(name, {}, "The parameter 'TableName' is required but was not present in the request");
    await validation(name, { TableName: "ab" }, "TableName must be at least 3 characters long and at most 255 characters long");
  }
});

test("every answer has the checksum of its body, and an id that looks like DynamoDB's", async () => {
  for (const body of [{}, { Limit: 5 }]) {
    const answer = await dynamoDb.post("ListTables", body);
    assert.equal(answer.headers["x-amz-crc32"], String(crc32(JSON.stringify(answer.body))));
    assert.match(answer.headers["x-amzn-RequestId"] ?? "", /^[0-9A-Z]{52}$/);
  }
});

test("a tag has a key of up to 128 characters and a value of up to 256, which may be empty", async () => {
  await dynamoDb.table("tagged", ["a"]);
  const ResourceArn = "arn:aws:dynamodb:us-east-1:111111111111:table/tagged";
  const failed = "failed to satisfy constraint: Member must";
  const tag = (Key: unknown, Value: unknown) => ({ ResourceArn, Tags: [{ Key, Value }] });
  await validation(
    "TagResource",
    tag("", "v"),
    `1 validation error detected: Value '' at 'tags.1.member.key' ${failed} have length greater than or equal to 1`,
  );
  await validation(
    "TagResource",
    tag("k", undefined),
    `1 validation error detected: Value null at 'tags.1.member.value' ${failed} not be null`,
  );
  for (const tags of [tag("k".repeat(129), "v"), tag("k", "v".repeat(257))])
    assert.equal((await dynamoDb.post("TagResource", tags)).status, 400);
  assert.equal((await dynamoDb.post("TagResource", tag("k".repeat(128), ""))).status, 200);
  assert.equal((await dynamoDb.post("UntagResource", { ResourceArn, TagKeys: ["k".repeat(129)] })).status, 400);
  assert.deepEqual((await dynamoDb.post("ListTagsOfResource", { ResourceArn })).body, { Tags: [{ Key: "k".repeat(128), Value: "" }] });
  await dynamoDb.call("DeleteTable", { TableName: "tagged" });
});

test("what the model does not know is left out, and null is as good as nothing", async () => {
  const answer = await dynamoDb.post("ListTables", { Limit: null, Unknown: { deep: 1 } });
  assert.deepEqual(answer.body, { TableNames: [] });
});

test("DynamoDB's own errors have their package, and say the message as their model calls it", async () => {
  const missing = await dynamoDb.post("GetItem", { TableName: "missing", Key: {} });
  assert.deepEqual(missing.body, {
    __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
    message: "Requested resource not found",
  });
  await dynamoDb.table("cancelled", ["a"]);
  const cancelled = await dynamoDb.post("TransactWriteItems", {
    TransactItems: [{ ConditionCheck: { TableName: "cancelled", Key: { a: { S: "x" } }, ConditionExpression: "attribute_exists(a)" } }],
  });
  assert.deepEqual(cancelled.body, {
    __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    Message: "Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed]",
    CancellationReasons: [{ Code: "ConditionalCheckFailed", Message: "The conditional request failed" }],
  });
});

test("a table may be named by its ARN", async () => {
  await dynamoDb.table("by-arn", ["a"]);
  const TableName = "arn:aws:dynamodb:us-east-1:111111111111:table/by-arn";
  assert.equal((await dynamoDb.post("PutItem", { TableName, Item: { a: { S: "x" } } })).status, 200);
  assert.deepEqual((await dynamoDb.post("GetItem", { TableName, Key: { a: { S: "x" } } })).body, { Item: { a: { S: "x" } } });
  const other = "arn:aws:dynamodb:eu-west-1:111111111111:table/by-arn";
  assert.equal((await dynamoDb.post("GetItem", { TableName: other, Key: { a: { S: "x" } } })).status, 400);
});
