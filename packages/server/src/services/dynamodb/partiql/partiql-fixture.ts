/** For the tests of this folder: the DynamoDB service on a store in memory, called without the wire. */

import assert from "node:assert/strict";
import { type Call, ServiceError } from "../../../aws/index.ts";
import type { AttributeValue, DynamoDBOperations } from "../../../models/dynamodb.ts";
import { createFakePlatform, type FakeClock } from "../../../platform/fake.ts";
import { openMemoryStore } from "../../../storage/memory/index.ts";
import { createDynamoDb } from "../index.ts";

type Input<Name extends keyof DynamoDBOperations> = DynamoDBOperations[Name]["input"];
type Output<Name extends keyof DynamoDBOperations> = Promise<DynamoDBOperations[Name]["output"]>;

export interface Tables {
  readonly clock: FakeClock;
  call<Name extends keyof DynamoDBOperations>(operation: Name, input: Input<Name>): Output<Name>;
  run(statement: string, parameters?: readonly AttributeValue[], more?: Partial<Input<"ExecuteStatement">>): Output<"ExecuteStatement">;
  batch(...statements: Input<"BatchExecuteStatement">["Statements"]): Output<"BatchExecuteStatement">;
  transact(...statements: Input<"ExecuteTransaction">["TransactStatements"]): Output<"ExecuteTransaction">;
}

/**
 * `Music`: Artist and Title, with a global index `by-genre` on Genre and Year that holds keys only, and a local one `by-year`. `Plain`: a number `id`.
 */
export async function openTables(): Promise<Tables> {
  const platform = createFakePlatform();
  const { definition, open } = createDynamoDb({ platform, records: openMemoryStore().records });
  await open();
  const operations = new Map(definition.operations.map((operation) => [operation.name, operation]));
  const home: Call = {
    requestId: "request",
    accountId: "000000000000",
    region: "us-east-1",
    partition: "aws",
    principalArn: "arn:aws:iam::000000000000:root",
    endpointUrl: "http://127.0.0.1:4566",
    nowMs: platform.clock.nowMs(),
    signal: new AbortController().signal,
  };
  const call: Tables["call"] = async (name, input) => {
    const operation = operations.get(name);
    assert.ok(operation, name);
    const output = await operation.handle(input as never, { ...definition.deps, call: home });
    return JSON.parse(JSON.stringify(output ?? {}));
  };
  await call("CreateTable", {
    TableName: "Music",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "Artist", AttributeType: "S" },
      { AttributeName: "Title", AttributeType: "S" },
      { AttributeName: "Genre", AttributeType: "S" },
      { AttributeName: "Year", AttributeType: "N" },
    ],
    KeySchema: keys("Artist", "Title"),
    GlobalSecondaryIndexes: [{ IndexName: "by-genre", KeySchema: keys("Genre", "Year"), Projection: { ProjectionType: "KEYS_ONLY" } }],
    LocalSecondaryIndexes: [{ IndexName: "by-year", KeySchema: keys("Artist", "Year"), Projection: { ProjectionType: "KEYS_ONLY" } }],
  });
  await call("CreateTable", {
    TableName: "Plain",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
    KeySchema: keys("id"),
  });
  return {
    clock: platform.clock,
    call,
    run: (Statement, Parameters, more = {}) =>
      call("ExecuteStatement", { Statement, ...(Parameters === undefined ? {} : { Parameters }), ...more }),
    batch: (...Statements) => call("BatchExecuteStatement", { Statements }),
    transact: (...TransactStatements) => call("ExecuteTransaction", { TransactStatements }),
  };
}

function keys(hash: string, range?: string) {
  return [
    { AttributeName: hash, KeyType: "HASH" as const },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
  ];
}

/** For assert.rejects. */
export const refusal =
  (code: string, message: string | RegExp, fields: Readonly<Record<string, unknown>> = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error));
    assert.equal(error.code, code, error.message);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    assert.deepEqual(JSON.parse(JSON.stringify(error.fields)), fields);
    return true;
  };

export const invalid = (message: string | RegExp) => refusal("ValidationException", message);
