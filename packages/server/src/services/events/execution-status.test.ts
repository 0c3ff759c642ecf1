import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform } from "../../platform/fake.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import { createArchives } from "./archive-store.ts";
import { home, openFixture } from "./events-fixture.ts";
import { createExecutionStatusEvents } from "./execution-status.ts";
import type { ExecutionStatusChange } from "./index.ts";
import { createRuleBook } from "./rule-book.ts";

const place = { ...home, partition: "aws" };
const change: ExecutionStatusChange = {
  home: place,
  executionArn: "arn:aws:states:us-east-1:111111111111:execution:m:e",
  stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:m",
  name: "e",
  status: "SUCCEEDED",
  startMs: 1_893_456_000_000,
  stopMs: 1_893_456_001_000,
  input: "{}",
  output: '{"Arg1":"argument1"}',
  error: undefined,
  cause: undefined,
};

test("the change of an execution's status is told as AWS tells it", async () => {
  const { events, ruleTo, messages, settle } = openFixture();
  await ruleTo({}, { EventPattern: '{"source":["aws.states"],"detail":{"status":["SUCCEEDED"]}}' });
  events.executionStatus.publish(change);
  events.executionStatus.publish({ ...change, status: "RUNNING", stopMs: undefined, output: undefined });
  await settle();
  const { id: _id, ...message } = messages()[0]!;
  // The recorded event of a state machine that waits and passes, with other names.
  assert.deepEqual(message, {
    version: "0",
    "detail-type": "Step Functions Execution Status Change",
    source: "aws.states",
    account: "111111111111",
    time: "2030-01-01T00:00:01Z",
    region: "us-east-1",
    resources: [change.executionArn],
    detail: {
      executionArn: change.executionArn,
      stateMachineArn: change.stateMachineArn,
      name: "e",
      status: "SUCCEEDED",
      startDate: change.startMs,
      stopDate: change.stopMs,
      input: "{}",
      output: '{"Arg1":"argument1"}',
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
      inputDetails: { included: true },
      outputDetails: { included: true },
      error: null,
      cause: null,
    },
  });
  assert.equal(messages().length, 1);
});

test("a change that comes just as the others are published is not left waiting for the next", async () => {
  const platform = createFakePlatform();
  for (let turns = 0; turns < 6; turns++) {
    let ingested = 0;
    const status = createExecutionStatusEvents({
      platform,
      rules: createRuleBook(memoryRecords()),
      archives: createArchives(memoryRecords(), platform),
      ingest: async (events) => void (ingested += events.length),
    });
    status.publish(change);
    for (let turn = 0; turn < turns; turn++) await undefined;
    status.publish(change);
    await new Promise((resolve) => void setImmediate(resolve));
    assert.equal(ingested, 2, `after ${turns} turns`);
  }
});

test("input and then output give way when they are too large", async () => {
  const { events, ruleTo, messages, settle } = openFixture();
  await ruleTo({}, { EventPattern: '{"source":["aws.states"]}' });
  const large = JSON.stringify("x".repeat(200_000));
  events.executionStatus.publish({ ...change, input: large, output: large });
  events.executionStatus.publish({ ...change, output: JSON.stringify("x".repeat(260_000)) });
  await settle();
  const details = messages().map(
    ({ detail }) => detail as { input: unknown; output: unknown; inputDetails: unknown; outputDetails: unknown },
  );
  assert.deepEqual(
    details.map(({ input, inputDetails, outputDetails }) => [input, inputDetails, outputDetails]),
    [
      [null, { included: false }, { included: true }],
      [null, { included: false }, { included: false }],
    ],
  );
});

test("whether anybody wants changes follows the rules and archives of the default bus", async () => {
  const { call, events } = openFixture();
  const wanted = () => events.executionStatus.wanted(place);
  await call("PutRule", { Name: "other", EventPattern: '{"source":["aws.s3"]}' });
  assert.equal(wanted(), false);
  await call("PutRule", { Name: "some", EventPattern: '{"detail":{"status":["FAILED"]}}' });
  assert.equal(wanted(), true);
  assert.equal(events.executionStatus.wanted({ ...place, region: "eu-west-1" }), false);
  await call("DisableRule", { Name: "some" });
  assert.equal(wanted(), false);
  await call("CreateArchive", { ArchiveName: "all", EventSourceArn: "arn:aws:events:us-east-1:111111111111:event-bus/default" });
  assert.equal(wanted(), true);
});
