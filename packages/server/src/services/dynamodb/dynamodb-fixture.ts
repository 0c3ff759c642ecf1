/** For the tests of this folder: DynamoDB with a store in memory and a clock that the test moves. */

import assert from "node:assert/strict";
import { type Call, defineService, type Service, ServiceError } from "../../aws/index.ts";
import type { DynamoDBOperations } from "../../models/dynamodb.ts";
import type { DynamoDBStreamsOperations } from "../../models/dynamodbstreams.ts";
import { createFakePlatform, type FakePlatform } from "../../platform/fake.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { createDynamoDb, type DynamoDb } from "./index.ts";

const home = { accountId: "111111111111", region: "us-east-1" } as const;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Fixture {
  readonly platform: FakePlatform;
  readonly records: RecordStore;
  readonly dynamoDb: DynamoDb;
  /** As other services call it. */
  call<Name extends keyof DynamoDBOperations & string>(
    name: Name,
    input: DynamoDBOperations[Name]["input"],
  ): Promise<DynamoDBOperations[Name]["output"]>;
  streams<Name extends keyof DynamoDBStreamsOperations & string>(
    name: Name,
    input: DynamoDBStreamsOperations[Name]["input"],
  ): Promise<DynamoDBStreamsOperations[Name]["output"]>;
  /** As HTTP brings it: a body of JSON or, as text, of anything. */
  post(name: string, body: unknown): Promise<Answer>;
  /** A table `name` with the keys of the type `S` unless the name says otherwise (`n:N`). */
  table(name: string, keys: readonly string[], more?: Partial<DynamoDBOperations["CreateTable"]["input"]>): Promise<void>;
  close(): Promise<void>;
}

export async function openFixture(given: { readonly records?: RecordStore; readonly platform?: FakePlatform } = {}): Promise<Fixture> {
  const platform = given.platform ?? createFakePlatform();
  const records = given.records ?? memoryRecords();
  const dynamoDb = createDynamoDb({ platform, records });
  await dynamoDb.open();
  const service = defineService(dynamoDb.definition);
  const streams = defineService(dynamoDb.streamsDefinition);
  const callOf = (): Call => ({
    ...home,
    requestId: platform.random.uuid(),
    partition: "aws",
    principalArn: "arn:aws:iam::111111111111:root",
    endpointUrl: "http://127.0.0.1:4566",
    nowMs: platform.clock.nowMs(),
    signal: new AbortController().signal,
  });
  const callService = async (of: Service, name: string, input: unknown) => await of.call(name, input, callOf());
  const fixture: Fixture = {
    platform,
    records,
    dynamoDb,
    call: async (name, input) => (await callService(service, name, input)) as never,
    streams: async (name, input) => (await callService(streams, name, input)) as never,
    async post(name, body) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const headers = {
        "x-amz-target": `DynamoDB_20120810.${name}`,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-date": "20300101T000000Z",
        authorization: "AWS4-HMAC-SHA256 Credential=a/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      };
      const answer = await service.handle({ method: "POST", path: "/", query: "", headers, body: Buffer.from(text) }, callOf());
      return { status: answer.status, headers: answer.headers, body: JSON.parse(String(answer.body) || "{}") };
    },
    async table(name, keys, more = {}) {
      const parts = keys.map((key) => key.split(":") as [string, "S" | "N" | "B" | undefined]);
      await fixture.call("CreateTable", {
        TableName: name,
        AttributeDefinitions: parts.map(([AttributeName, AttributeType = "S"]) => ({ AttributeName, AttributeType })),
        KeySchema: parts.map(([AttributeName], at) => ({ AttributeName, KeyType: at === 0 ? "HASH" : "RANGE" })),
        BillingMode: "PAY_PER_REQUEST",
        ...more,
      });
    },
    close: () => dynamoDb.close(),
  };
  return fixture;
}

/** For assert.rejects: a refusal of that code and text. */
export const refusal = (code: string, message: string | RegExp) => (error: unknown) => {
  assert.ok(error instanceof ServiceError, String(error));
  assert.equal(error.code, code, error.message);
  if (typeof message === "string") assert.equal(error.message, message);
  else assert.match(error.message, message);
  return true;
};

export const invalid = (message: string | RegExp) => refusal("ValidationException", message);
