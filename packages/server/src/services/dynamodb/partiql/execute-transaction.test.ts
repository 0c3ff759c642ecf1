import assert from "node:assert/strict";
import { test } from "node:test";
import { invalid, openTables, refusal, type Tables } from "./partiql-fixture.ts";

const canceled = (codes: string, reasons: readonly unknown[]) =>
  refusal("TransactionCanceledException", `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`, {
    CancellationReasons: reasons,
  });
const none = { Code: "None" };
const everything = async (tables: Tables) => (await tables.run("SELECT * FROM Plain")).Items?.map(({ id }) => Number(id?.N)).sort();

test("all statements of a transaction are carried out", async () => {
  const tables = await openTables();
  await tables.run("INSERT INTO Plain VALUE {'id': 1, 'n': 1}");
  await tables.run("INSERT INTO Plain VALUE {'id': 2}");
  const answer = await tables
    .transact(
      { Statement: "UPDATE Plain SET n = n + 1 WHERE id = 1" },
      { Statement: "DELETE FROM Plain WHERE id = 2" },
      { Statement: "INSERT INTO Plain VALUE {'id': ?}", Parameters: [{ N: "3" }] },
      { Statement: "EXISTS(SELECT * FROM Plain WHERE id = 2)" },
    )
    .catch((error: unknown) => error);
  // The item deleted and the one checked are the same.
  assert.ok(invalid("Transaction request cannot include multiple operations on one item")(answer));
  assert.deepEqual(
    await tables.transact(
      { Statement: "UPDATE Plain SET n = n + 1 WHERE id = 1" },
      { Statement: "DELETE FROM Plain WHERE id = 2" },
      { Statement: "INSERT INTO Plain VALUE {'id': 3}" },
    ),
    { Responses: [{}, {}, {}] },
  );
  assert.deepEqual(await everything(tables), [1, 3]);
});

test("none is carried out when one of them cannot be, and each is told its reason", async () => {
  const tables = await openTables();
  await tables.run("INSERT INTO Plain VALUE {'id': 1, 'n': 1}");
  await assert.rejects(
    tables.transact(
      { Statement: "INSERT INTO Plain VALUE {'id': 2}" },
      { Statement: "INSERT INTO Plain VALUE {'id': 1}" },
      { Statement: "EXISTS(SELECT * FROM Plain WHERE id = 3 AND n IS MISSING)" },
    ),
    canceled("None, DuplicateItem, ConditionalCheckFailed", [
      none,
      { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" },
      { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
    ]),
  );
  await assert.rejects(
    tables.transact(
      { Statement: "INSERT INTO Plain VALUE {'id': 2}" },
      { Statement: "UPDATE Plain SET n = 1 WHERE id = 1 AND n = 2", ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
    ),
    canceled("None, ConditionalCheckFailed", [
      none,
      { Item: { id: { N: "1" }, n: { N: "1" } }, Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
    ]),
  );
  await assert.rejects(
    tables.transact({ Statement: "INSERT INTO Plain VALUE {'id': 2}" }, { Statement: "UPDATE Plain SET n = n + 'a' WHERE id = 1" }),
    invalid(/Incorrect operand type/),
  );
  assert.deepEqual(await everything(tables), [1]);
});

test("EXISTS is met by an item that is there and meets the condition", async () => {
  const tables = await openTables();
  await tables.run("INSERT INTO Plain VALUE {'id': 1, 'n': 1}");
  await tables.transact(
    { Statement: "EXISTS(SELECT * FROM Plain WHERE id = 1 AND n = 1)" },
    { Statement: "INSERT INTO Plain VALUE {'id': 2}" },
  );
  assert.deepEqual(await everything(tables), [1, 2]);
  await assert.rejects(
    tables.transact({ Statement: "EXISTS(SELECT * FROM Plain WHERE n = 1)" }),
    invalid("Where clause does not contain a mandatory equality on all key attributes"),
  );
  await assert.rejects(
    tables.transact({ Statement: `EXISTS(SELECT * FROM "Music"."by-genre" WHERE Genre = 'x')` }),
    invalid("A statement of a transaction names a table, not one of its indexes."),
  );
});

test("a transaction reads its items together", async () => {
  const tables = await openTables();
  await tables.run("INSERT INTO Plain VALUE {'id': 1, 'n': 1}");
  assert.deepEqual(
    await tables.transact(
      { Statement: "SELECT n FROM Plain WHERE id = 1" },
      { Statement: "SELECT * FROM Plain WHERE id = 2" },
      { Statement: "SELECT * FROM Plain WHERE id = 3 AND n = 1" },
    ),
    { Responses: [{ Item: { n: { N: "1" } } }, {}, {}] },
  );
  await assert.rejects(
    tables.transact({ Statement: "SELECT * FROM Plain WHERE n = 1" }),
    invalid(/mandatory equality on all key attributes/),
  );
  await assert.rejects(
    tables.transact({ Statement: `SELECT * FROM "Music"."by-genre" WHERE Genre = 'x'` }),
    invalid("A statement of a transaction names a table, not one of its indexes."),
  );
});

test("a transaction reads or writes, not both, and returns nothing of what it writes", async () => {
  const tables = await openTables();
  await assert.rejects(
    tables.transact({ Statement: "SELECT * FROM Plain WHERE id = 1" }, { Statement: "INSERT INTO Plain VALUE {'id': 1}" }),
    invalid(/either read statements or write statements/),
  );
  await assert.rejects(
    tables.transact({ Statement: "DELETE FROM Plain WHERE id = 1 RETURNING ALL OLD *" }),
    invalid("RETURNING is not supported in transactions"),
  );
  await assert.rejects(
    tables.transact({ Statement: "INSERT INTO Nowhere VALUE {'id': 1}" }),
    refusal("ResourceNotFoundException", "Requested resource not found"),
  );
});

test("under one token a transaction is carried out once", async () => {
  const tables = await openTables();
  await tables.run("INSERT INTO Plain VALUE {'id': 1, 'n': 0}");
  const request = (n: number) => ({
    ClientRequestToken: "token",
    TransactStatements: [{ Statement: `UPDATE Plain SET n = n + ${n} WHERE id = 1` }],
  });
  const count = async () => (await tables.run("SELECT n FROM Plain WHERE id = 1")).Items;
  assert.deepEqual(await tables.call("ExecuteTransaction", request(1)), { Responses: [{}] });
  await Promise.all([tables.call("ExecuteTransaction", request(1)), tables.call("ExecuteTransaction", request(1))]);
  assert.deepEqual(await count(), [{ n: { N: "1" } }]);
  await assert.rejects(
    tables.call("ExecuteTransaction", request(2)),
    refusal(
      "IdempotentParameterMismatchException",
      "The client has sent a request with an existing client token but different parameters.",
    ),
  );
  tables.clock.setWallMs(tables.clock.nowMs() + 600_001);
  await tables.call("ExecuteTransaction", request(2));
  assert.deepEqual(await count(), [{ n: { N: "3" } }]);
});

test("a transaction consumes twice what its statements would alone", async () => {
  const tables = await openTables();
  const consumed = async (Statement: string) =>
    (await tables.call("ExecuteTransaction", { TransactStatements: [{ Statement }], ReturnConsumedCapacity: "TOTAL" })).ConsumedCapacity;
  assert.deepEqual(await consumed("INSERT INTO Plain VALUE {'id': 1}"), [{ TableName: "Plain", CapacityUnits: 2, WriteCapacityUnits: 2 }]);
  assert.deepEqual(await consumed("SELECT * FROM Plain WHERE id = 1"), [{ TableName: "Plain", CapacityUnits: 2, ReadCapacityUnits: 2 }]);
});
