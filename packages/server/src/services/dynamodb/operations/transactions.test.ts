import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Fixture, invalid, openFixture, refusal } from "../dynamodb-fixture.ts";

let dynamoDb: Fixture;
before(async () => {
  dynamoDb = await openFixture();
  await dynamoDb.table("accounts", ["id"]);
});
after(() => dynamoDb.close());

const TableName = "accounts";
const key = (id: string) => ({ id: { S: id } });
const transact = (TransactItems: Parameters<typeof dynamoDb.call<"TransactWriteItems">>[1]["TransactItems"], more = {}) =>
  dynamoDb.call("TransactWriteItems", { TransactItems, ...more });
const get = async (id: string) => (await dynamoDb.call("GetItem", { TableName, Key: key(id) })).Item;
const add = (id: string, amount: string) => ({
  Update: {
    TableName,
    Key: key(id),
    UpdateExpression: "ADD amount :a",
    ConditionExpression: "attribute_not_exists(amount) OR amount >= :least",
    ExpressionAttributeValues: { ":a": { N: amount }, ":least": { N: String(-Number(amount)) } },
  },
});

test("all of a transaction or nothing of it", async () => {
  await transact([add("a", "10"), add("b", "0"), { Put: { TableName, Item: { ...key("log"), n: { N: "1" } } } }]);
  await assert.rejects(
    transact([add("b", "20"), add("a", "-20"), { Delete: { TableName, Key: key("log") } }]),
    refusal(
      "TransactionCanceledException",
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]",
    ),
  );
  assert.deepEqual((await get("b"))?.["amount"], { N: "0" });
  assert.ok(await get("log"));
});

test("transfers at once keep the sum", async () => {
  await transact([
    { Put: { TableName, Item: { ...key("x"), amount: { N: "100" } } } },
    { Put: { TableName, Item: { ...key("y"), amount: { N: "100" } } } },
  ]);
  const transfers = Array.from({ length: 40 }, (_, at) =>
    at % 2 === 0 ? [add("x", "-7"), add("y", "7")] : [add("y", "-3"), add("x", "3")],
  );
  await Promise.allSettled(transfers.map((transfer) => transact(transfer)));
  const { Responses = [] } = await dynamoDb.call("TransactGetItems", {
    TransactItems: [{ Get: { TableName, Key: key("x") } }, { Get: { TableName, Key: key("y") } }],
  });
  assert.equal(
    Responses.reduce((sum, { Item }) => sum + Number(Item?.["amount"]?.N), 0),
    200,
  );
});

test("the same token does the same once, and another request under it is refused", async () => {
  const ClientRequestToken = "token";
  const once = () =>
    transact(
      [{ Update: { TableName, Key: key("once"), UpdateExpression: "ADD n :one", ExpressionAttributeValues: { ":one": { N: "1" } } } }],
      { ClientRequestToken },
    );
  await Promise.all([once(), once(), once()]);
  await once();
  assert.deepEqual((await get("once"))?.["n"], { N: "1" });
  await assert.rejects(
    transact([{ Delete: { TableName, Key: key("once") } }], { ClientRequestToken }),
    refusal("IdempotentParameterMismatchException", /different parameters/),
  );
  await dynamoDb.platform.clock.advanceByAsync(600_001);
  await once();
  assert.deepEqual((await get("once"))?.["n"], { N: "2" });
});

test("an action that cannot be for its table cancels; one that cannot be at all is refused", async () => {
  await assert.rejects(
    transact([{ Put: { TableName, Item: key("fine") } }, { Put: { TableName, Item: { id: { N: "1" } } } }]),
    refusal("TransactionCanceledException", /\[None, ValidationError\]$/),
  );
  await assert.rejects(transact([{ Put: { TableName, Item: key("") } }]), invalid(/cannot contain an empty string value. Key: id$/));
  await assert.rejects(transact([{}]), invalid("TransactItems can only contain one of Check, Put, Update or Delete"));
  await assert.rejects(
    transact([{ Put: { TableName, Item: key("twice") } }, { Delete: { TableName, Key: key("twice") } }]),
    invalid("Transaction request cannot include multiple operations on one item"),
  );
  await assert.rejects(
    transact([{ Put: { TableName: "missing", Item: key("x") } }]),
    refusal("ResourceNotFoundException", "Requested resource not found"),
  );
  assert.equal(await get("fine"), undefined);
});

test("the reasons tell the item where that is asked for", async () => {
  await transact([{ Put: { TableName, Item: { ...key("told"), v: { S: "v" } } } }]);
  const answer = await dynamoDb.post("TransactWriteItems", {
    TransactItems: [
      {
        Put: {
          TableName,
          Item: key("told"),
          ConditionExpression: "attribute_not_exists(id)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
    ],
  });
  assert.deepEqual(answer.body["CancellationReasons"], [
    { Item: { ...key("told"), v: { S: "v" } }, Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
  ]);
});
