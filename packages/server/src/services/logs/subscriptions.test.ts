import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { type Fixture, openFixture, refusal } from "./logs-fixture.ts";

const functionArn = "arn:aws:lambda:us-east-1:111111111111:function:reader";

test("a function that is subscribed gets the events that match, compressed as AWS does", async () => {
  const { call, make, put, calls, nowMs, platform } = openFixture();
  await make("s");
  await call("PutSubscriptionFilter", { logGroupName: "g", filterName: "errors", filterPattern: "ERROR", destinationArn: functionArn });
  await put("s", [0, "fine"], [1, "ERROR one"], [2, "ERROR two"]);
  await put("s", [3, "fine"]);
  await platform.clock.advanceByAsync(0);
  assert.equal(calls.length, 1);
  const { FunctionName, InvocationType, Payload } = calls[0]!.input as {
    FunctionName: string;
    InvocationType: string;
    Payload: Uint8Array;
  };
  assert.deepEqual([FunctionName, InvocationType], [functionArn, "Event"]);
  const { awslogs } = JSON.parse(Buffer.from(Payload).toString()) as { awslogs: { data: string } };
  const { logEvents, ...batch } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, "base64")).toString()) as { logEvents: { id: string }[] };
  assert.deepEqual(batch, {
    messageType: "DATA_MESSAGE",
    owner: "111111111111",
    logGroup: "g",
    logStream: "s",
    subscriptionFilters: ["errors"],
  });
  assert.deepEqual(
    logEvents.map(({ id: _id, ...event }) => event),
    [
      { timestamp: nowMs + 1, message: "ERROR one" },
      { timestamp: nowMs + 2, message: "ERROR two" },
    ],
  );
});

interface Handed {
  readonly logStream: string;
  readonly logEvents: readonly { readonly id: string; readonly message: string }[];
}

function handed({ calls }: Pick<Fixture, "calls">): readonly Handed[] {
  return calls.map(({ input }) => {
    const { Payload } = input as { Payload: Uint8Array };
    assert.ok(Payload.length <= 1_048_576);
    const { awslogs } = JSON.parse(Buffer.from(Payload).toString()) as { awslogs: { data: string } };
    return JSON.parse(gunzipSync(Buffer.from(awslogs.data, "base64")).toString()) as Handed;
  });
}

test("a batch that does not fit into one invocation is handed on in parts, and no two events have the same id", async () => {
  const { call, make, put, calls, platform } = openFixture();
  await make("s");
  await call("PutSubscriptionFilter", { logGroupName: "g", filterName: "all", filterPattern: "", destinationArn: functionArn });
  // A megabyte of any of 92 letters: it compresses by less than what base64 adds.
  const messages = Array.from({ length: 100 }, () =>
    Array.from(platform.random.bytes(10_300), (byte) => String.fromCharCode(35 + (byte % 92))).join(""),
  );
  await put("s", ...messages.map((message) => [0, message] as const));
  await put("s", [0, "x"], [0, "y"]);
  await put("s", [0, "z"]);
  await platform.clock.advanceByAsync(0);
  const events = handed({ calls }).flatMap(({ logEvents }) => logEvents);
  assert.deepEqual(
    events.map(({ message }) => message),
    [...messages, "x", "y", "z"],
  );
  assert.equal(calls.length, 4);
  assert.equal(new Set(events.map(({ id }) => id)).size, 103);
});

test("a batch that was stored is handed on by the next server when this one ends before", async () => {
  const first = openFixture({ answer: () => new Promise(() => {}) });
  await first.make("s");
  await first.call("PutSubscriptionFilter", { logGroupName: "g", filterName: "all", filterPattern: "", destinationArn: functionArn });
  await first.put("s", [0, "x"]);
  const next = openFixture({ records: first.records, platform: first.platform });
  await next.logs.open();
  await next.platform.clock.advanceByAsync(0);
  assert.equal(next.calls.length, 1);
});

test("filters are replaced, bounded, listed and deleted", async () => {
  const { call, make } = openFixture();
  await make();
  const put = (filterName: string, more: Readonly<Record<string, unknown>> = {}) =>
    call("PutSubscriptionFilter", { logGroupName: "g", filterName, filterPattern: "", destinationArn: functionArn, ...more });
  await put("a");
  await put("a", { filterPattern: "x" });
  await put("b");
  await assert.rejects(put("c"), refusal("LimitExceededException", "Resource limit exceeded."));
  const { subscriptionFilters } = await call("DescribeSubscriptionFilters", { logGroupName: "g", filterNamePrefix: "a" });
  assert.deepEqual(
    subscriptionFilters?.map(({ filterName, filterPattern, distribution }) => [filterName, filterPattern, distribution]),
    [["a", "x", "ByLogStream"]],
  );
  await call("DeleteSubscriptionFilter", { logGroupName: "g", filterName: "a" });
  await assert.rejects(
    call("DeleteSubscriptionFilter", { logGroupName: "g", filterName: "a" }),
    refusal("ResourceNotFoundException", "The specified subscription filter does not exist."),
  );
  await assert.rejects(
    put("k", { destinationArn: "arn:aws:kinesis:us-east-1:111111111111:stream/s" }),
    refusal("InvalidParameterException", /destinations of kinesis/),
  );
  await assert.rejects(
    put("k", { roleArn: "arn:aws:iam::111111111111:role/any" }),
    refusal("InvalidParameterException", "destinationArn for vendor lambda cannot be used with roleArn"),
  );
  await assert.rejects(put("k", { filterPattern: "{" }), refusal("InvalidParameterException", "Invalid filter pattern"));
  await call("CreateLogGroup", { logGroupName: "/aws/lambda/reader" });
  await assert.rejects(put("loop", { logGroupName: "/aws/lambda/reader" }), refusal("InvalidParameterException", /its own log group/));
});
