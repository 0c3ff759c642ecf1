import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiRequest } from "../../aws/index.ts";
import { createFakePlatform } from "../../platform/fake.ts";
import { compileFilters } from "./event-source-filter.ts";
import type { BatchOutcome } from "./event-source-poller.ts";
import type { EventSourceSettings } from "./event-source-record.ts";
import { type BatchDeps, eventOf, processBatch } from "./event-source-stream-batch.ts";

const streamArn = "arn:aws:dynamodb:us-east-1:111111111111:table/t/stream/2030";
const platform = createFakePlatform();
const eventsOf = (...names: readonly string[]) =>
  names.map((name) =>
    eventOf(
      {
        eventName: "INSERT",
        dynamodb: { SequenceNumber: name, Keys: { k: { S: name } }, ApproximateCreationDateTime: platform.clock.nowMs() },
      },
      streamArn,
    ),
  );

/** Runs a batch against a function that fails whatever holds one of those names; answers what happened, in order. */
async function run(
  names: readonly string[],
  options: {
    readonly fails?: readonly string[];
    readonly reports?: readonly string[];
    readonly refusesFirst?: number;
    /** Records that fit into one invocation. */
    readonly takes?: number;
    readonly more?: EventSourceSettings["more"];
    readonly filter?: string;
    readonly pauses?: number;
  },
) {
  const { fails = [], reports = [], refusesFirst = 0, takes = 10, pauses = 20 } = options;
  const invoked: string[] = [];
  const done: string[] = [];
  const sent: ApiRequest[] = [];
  let paused = 0;
  const deps: BatchDeps = {
    settings: {
      batchSize: 100,
      batchingWindowSeconds: 0,
      ...(reports.length > 0 ? { responseTypes: ["ReportBatchItemFailures" as const] } : {}),
      more: options.more,
    },
    functionArn: "arn:aws:lambda:us-east-1:111111111111:function:f",
    streamArn,
    filter: options.filter === undefined ? undefined : compileFilters({ Filters: [{ Pattern: options.filter }] }),
    platform,
    aws: {
      async call<Output>(request: ApiRequest) {
        sent.push(request);
        return {} as Output;
      },
    },
    home: { region: "us-east-1", accountId: "111111111111" },
    async invoke(payload): Promise<BatchOutcome> {
      const { Records } = JSON.parse(payload) as { readonly Records: ReturnType<typeof eventsOf> };
      const given = Records.map(({ dynamodb }) => dynamodb.SequenceNumber);
      invoked.push(given.join(""));
      if (invoked.length <= refusesFirst) return { kind: "refused", code: "TooManyRequestsException" };
      if (given.length > takes) return { kind: "refused", code: "RequestTooLargeException" };
      if (given.some((name) => fails.includes(name))) return { kind: "failed" };
      const failures = given.filter((name) => reports.includes(name)).map((itemIdentifier) => ({ itemIdentifier }));
      return { kind: "succeeded", payload: JSON.stringify({ batchItemFailures: failures }) };
    },
    report: () => {},
    async done(last) {
      done.push(last);
    },
    async pause() {
      paused += 1;
    },
    isStopped: () => paused >= pauses,
  };
  await processBatch({ shardId: "shard", events: eventsOf(...names) }, deps);
  return { invoked, done, sent };
}

test("a batch that goes well is dealt with at once", async () => {
  assert.deepEqual(await run(["a", "b"], {}), { invoked: ["ab"], done: ["b"], sent: [] });
});

test("a batch that fails is tried again until the stream forgets it, and nothing behind it goes first", async () => {
  const { invoked, done } = await run(["a", "b"], { fails: ["b"], pauses: 5 });
  assert.deepEqual(invoked, ["ab", "ab", "ab", "ab", "ab"]);
  assert.deepEqual(done, []);
});

test("after so many retries a batch is given up and told to its destination, without its records", async () => {
  const more = { MaximumRetryAttempts: 2, DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:111111111111:failed" } } };
  const { invoked, done, sent } = await run(["a", "b"], { fails: ["a"], more });
  assert.deepEqual([invoked.length, done], [3, ["b"]]);
  const [{ service, operation, input } = assert.fail("nothing was sent")] = sent;
  assert.deepEqual([service, operation], ["sqs", "SendMessage"]);
  const { QueueUrl, MessageBody } = input as { readonly QueueUrl: string; readonly MessageBody: string };
  assert.equal(QueueUrl, "https://sqs.us-east-1.amazonaws.com/111111111111/failed");
  const { requestContext, DDBStreamBatchInfo } = JSON.parse(MessageBody);
  assert.equal(requestContext.condition, "RetryAttemptsExhausted");
  assert.equal(requestContext.approximateInvokeCount, 3);
  assert.equal(DDBStreamBatchInfo.startSequenceNumber, "a");
  assert.equal(DDBStreamBatchInfo.endSequenceNumber, "b");
  assert.equal(DDBStreamBatchInfo.batchSize, 2);
});

test("a batch is split until the record that fails stands alone; the others are dealt with in order", async () => {
  const { invoked, done } = await run(["a", "b", "c", "d"], {
    fails: ["c"],
    more: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
  });
  assert.deepEqual(invoked, ["abcd", "ab", "cd", "c", "c", "d"]);
  assert.deepEqual(done, ["b", "c", "d"]);
});

test("a function that tells which record failed gets it and those behind it again", async () => {
  const { invoked, done } = await run(["a", "b", "c"], { reports: ["b"], more: { MaximumRetryAttempts: 1 } });
  assert.deepEqual(invoked, ["abc", "bc"]);
  assert.deepEqual(done, ["a", "c"]);
});

test("being throttled counts as no try", async () => {
  const { invoked, done } = await run(["a"], { refusesFirst: 3, more: { MaximumRetryAttempts: 0 } });
  assert.deepEqual([invoked.length, done], [4, ["a"]]);
});

test("a batch that is too large for one invocation is given in halves, in order", async () => {
  const { invoked, done } = await run(["a", "b", "c"], { takes: 1 });
  assert.deepEqual(
    [invoked, done],
    [
      ["abc", "ab", "a", "b", "c"],
      ["a", "b", "c"],
    ],
  );
});

test("records that no pattern wants are dealt with unseen", async () => {
  const pattern = JSON.stringify({ dynamodb: { Keys: { k: { S: ["b"] } } } });
  assert.deepEqual((await run(["a", "b"], { filter: pattern })).invoked, ["b"]);
  assert.deepEqual(await run(["a"], { filter: pattern }), { invoked: [], done: ["a"], sent: [] });
});
