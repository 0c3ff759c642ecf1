import assert from "node:assert/strict";
import { test } from "node:test";
import { invalid, openTables } from "./partiql-fixture.ts";

test("each statement of a batch succeeds or fails by itself, in its place", async () => {
  const tables = await openTables();
  await tables.run("INSERT INTO Plain VALUE {'id': 1, 'n': 1}");
  const { Responses } = await tables.batch(
    { Statement: "INSERT INTO Plain VALUE {'id': 1}" },
    { Statement: "INSERT INTO Plain VALUE {'id': ?}", Parameters: [{ N: "2" }] },
    { Statement: "UPDATE Plain SET n = 2 WHERE id = 1 AND n = 5", ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
    { Statement: "DELETE FROM Nowhere WHERE id = 1" },
    { Statement: "DELETE FROM Plain" },
    { Statement: "NONSENSE" },
    { Statement: "DELETE FROM Plain WHERE id = ?" },
    { Statement: "UPDATE Plain SET n = 7 WHERE id = 1 RETURNING ALL NEW *" },
  );
  assert.deepEqual(Responses, [
    { Error: { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" }, TableName: "Plain" },
    { TableName: "Plain" },
    {
      Error: { Code: "ConditionalCheckFailed", Message: "The conditional request failed", Item: { id: { N: "1" }, n: { N: "1" } } },
      TableName: "Plain",
    },
    { Error: { Code: "ResourceNotFound", Message: "Requested resource not found" }, TableName: "Nowhere" },
    {
      Error: { Code: "ValidationError", Message: "Where clause does not contain a mandatory equality on all key attributes" },
      TableName: "Plain",
    },
    { Error: { Code: "ValidationError", Message: "Statement wasn't well formed, can't be processed: Expected data manipulation" } },
    { Error: { Code: "ValidationError", Message: "Number of parameters in request and statement don't match." }, TableName: "Plain" },
    { Item: { id: { N: "1" }, n: { N: "7" } }, TableName: "Plain" },
  ]);
});

test("each SELECT of a batch is about one item", async () => {
  const tables = await openTables();
  await tables.run("INSERT INTO Music VALUE {'Artist': 'a', 'Title': 't', 'n': 1, 'Genre': 'g', 'Year': 1}");
  const { Responses } = await tables.batch(
    { Statement: "SELECT n FROM Music WHERE Artist = 'a' AND Title = 't'", ConsistentRead: true },
    { Statement: "SELECT * FROM Music WHERE Artist = 'a' AND Title = 'none'" },
    { Statement: "SELECT * FROM Music WHERE Artist = 'a' AND Title = 't' AND n = 2" },
    { Statement: "SELECT * FROM Music WHERE Artist = 'a'" },
    { Statement: `SELECT * FROM "Music"."by-genre" WHERE Genre = 'g' AND "Year" = 1` },
  );
  const keyNotGiven = {
    Error: {
      Code: "ValidationError",
      Message: "Select statements within BatchExecuteStatement must specify the primary key in the where clause.",
    },
  };
  assert.deepEqual(Responses, [
    { Item: { n: { N: "1" } }, TableName: "Music" },
    { TableName: "Music" },
    { TableName: "Music" },
    { ...keyNotGiven, TableName: "Music" },
    { ...keyNotGiven, TableName: "Music" },
  ]);
});

test("a batch reads or writes, not both", async () => {
  const tables = await openTables();
  await assert.rejects(
    tables.batch({ Statement: "SELECT * FROM Plain WHERE id = 1" }, { Statement: "INSERT INTO Plain VALUE {'id': 1}" }),
    invalid(/either read statements or write statements/),
  );
  assert.deepEqual((await tables.run("SELECT * FROM Plain")).Items, []);
});

test("a batch tells what it consumed a table", async () => {
  const tables = await openTables();
  const { ConsumedCapacity } = await tables.call("BatchExecuteStatement", {
    Statements: [
      { Statement: "INSERT INTO Plain VALUE {'id': 1}" },
      { Statement: "INSERT INTO Plain VALUE {'id': 2}" },
      { Statement: "INSERT INTO Music VALUE {'Artist': 'a', 'Title': 't', 'Genre': 'g', 'Year': 1}" },
    ],
    ReturnConsumedCapacity: "INDEXES",
  });
  assert.deepEqual(ConsumedCapacity, [
    { TableName: "Plain", CapacityUnits: 2, Table: { CapacityUnits: 2 } },
    {
      TableName: "Music",
      CapacityUnits: 3,
      Table: { CapacityUnits: 1 },
      GlobalSecondaryIndexes: { "by-genre": { CapacityUnits: 1 } },
      LocalSecondaryIndexes: { "by-year": { CapacityUnits: 1 } },
    },
  ]);
});
