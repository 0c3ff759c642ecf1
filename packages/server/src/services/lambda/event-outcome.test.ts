import assert from "node:assert/strict";
import { test } from "node:test";
import { decideEvent, destinationRecord } from "./event-outcome.ts";

const fresh = { queuedMs: 0, failures: 0, refusals: 0 };
const failed = { kind: "failed", executedVersion: "1", payload: '{"errorType":"E"}' } as const;
const refused = { kind: "refused", reason: "throttled" } as const;

test("a function that fails is tried again after one and two minutes, then given up", () => {
  assert.deepEqual(decideEvent(fresh, failed, {}, 5), { kind: "retry", dueMs: 60_005, failures: 1, refusals: 0 });
  assert.deepEqual(decideEvent({ ...fresh, failures: 1 }, failed, {}, 60_005), { kind: "retry", dueMs: 180_005, failures: 2, refusals: 0 });
  assert.deepEqual(decideEvent({ ...fresh, failures: 2 }, failed, {}, 180_005), {
    kind: "finish",
    condition: "RetriesExhausted",
    invokeCount: 3,
  });
});

test("MaximumRetryAttempts 0 gives up after the first failure", () => {
  assert.deepEqual(decideEvent(fresh, failed, { maximumRetryAttempts: 0 }, 0), {
    kind: "finish",
    condition: "RetriesExhausted",
    invokeCount: 1,
  });
});

test("a retry that would come after the event's age is none", () => {
  const settings = { maximumEventAgeSeconds: 60 };
  assert.equal(decideEvent(fresh, failed, settings, 0).kind, "retry");
  assert.deepEqual(decideEvent(fresh, failed, settings, 1), { kind: "finish", condition: "EventAgeExceeded", invokeCount: 1 });
});

test("throttled tries double their wait from a second to five minutes for six hours, and count as no invocation", () => {
  const waits: number[] = [];
  let event = fresh;
  let nowMs = 0;
  for (;;) {
    const decision = decideEvent(event, refused, {}, nowMs);
    if (decision.kind !== "retry") {
      assert.deepEqual(decision, { kind: "finish", condition: "EventAgeExceeded", invokeCount: 0 });
      break;
    }
    waits.push((decision.dueMs - nowMs) / 1_000);
    nowMs = decision.dueMs;
    event = { ...event, failures: decision.failures, refusals: decision.refusals };
  }
  assert.deepEqual(waits.slice(0, 11), [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  assert.ok(nowMs <= 21_600_000 && nowMs > 21_000_000);
});

test("a function that is gone or blocked is not tried again", () => {
  assert.deepEqual(decideEvent(fresh, { kind: "gone" }, {}, 0), { kind: "drop" });
  assert.deepEqual(decideEvent(fresh, { kind: "blocked" }, {}, 0), {
    kind: "finish",
    condition: "ZeroReservedConcurrency",
    invokeCount: 0,
  });
});

test("the record a destination gets has AWS's shape", () => {
  const event = { requestId: "r", functionArn: "arn:f:$LATEST", payload: '{"a":1}' };
  const record = (outcome: Parameters<typeof destinationRecord>[2], condition: "Success" | "RetriesExhausted" | "EventAgeExceeded") =>
    JSON.parse(destinationRecord(event, { kind: "finish", condition, invokeCount: 3 }, outcome, 0));
  assert.deepEqual(record(failed, "RetriesExhausted"), {
    version: "1.0",
    timestamp: "1970-01-01T00:00:00.000Z",
    requestContext: { requestId: "r", functionArn: "arn:f:$LATEST", condition: "RetriesExhausted", approximateInvokeCount: 3 },
    requestPayload: { a: 1 },
    responseContext: { statusCode: 200, executedVersion: "1", functionError: "Unhandled" },
    responsePayload: { errorType: "E" },
  });
  const succeeded = record({ kind: "succeeded", executedVersion: "$LATEST", payload: "null" }, "Success");
  assert.deepEqual([succeeded.responseContext, succeeded.responsePayload], [{ statusCode: 200, executedVersion: "$LATEST" }, null]);
  assert.equal("responseContext" in record(refused, "EventAgeExceeded"), false);
});
