import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceError } from "../../aws/index.ts";
import { checkDeliveryPolicy, type RetryPhases, retryDelaySeconds, retryPhases } from "./delivery-policy.ts";

const delays = (phases: RetryPhases, count: number) => Array.from({ length: count }, (_, at) => retryDelaySeconds(phases, at + 1));

test("an HTTP endpoint without a policy is tried three more times, twenty seconds apart", () => {
  assert.deepEqual(delays(retryPhases("http", undefined, undefined), 4), [20, 20, 20, undefined]);
});

test("queues and functions are tried at once, then a second apart, then ever slower, for weeks", () => {
  const phases = retryPhases("sqs", undefined, undefined);
  const first = delays(phases, 16).map((delay) => (delay === undefined ? undefined : Math.round(delay)));
  assert.deepEqual(first.slice(0, 5), [0, 0, 0, 1, 1]);
  assert.deepEqual([first[14], first[15]], [20, 20]);
  assert.equal(retryDelaySeconds(phases, 100_015), 20);
  assert.equal(retryDelaySeconds(phases, 100_016), undefined);
});

test("the phases follow one another, and backoff grows from the least delay to the greatest", () => {
  const healthyRetryPolicy = {
    minDelayTarget: 1,
    maxDelayTarget: 60,
    numRetries: 12,
    numNoDelayRetries: 2,
    numMinDelayRetries: 2,
    numMaxDelayRetries: 3,
    backoffFunction: "linear",
  };
  const phases = retryPhases("https", JSON.stringify({ healthyRetryPolicy }), undefined);
  assert.deepEqual(
    delays(phases, 13).map((delay) => delay && Math.round(delay)),
    [0, 0, 1, 1, 13, 25, 36, 48, 60, 60, 60, 60, undefined],
  );
});

test("the subscription's policy goes before the topic's, unless the topic forbids it", () => {
  const own = JSON.stringify({ healthyRetryPolicy: { numRetries: 1 } });
  const topic = (disableSubscriptionOverrides: boolean) =>
    JSON.stringify({ http: { disableSubscriptionOverrides, defaultHealthyRetryPolicy: { numRetries: 7 } } });
  assert.equal(retryPhases("http", own, topic(false)).numRetries, 1);
  assert.equal(retryPhases("http", own, topic(true)).numRetries, 7);
  assert.equal(retryPhases("http", undefined, topic(false)).numRetries, 7);
});

test("a policy that lasts too long, or is not one, is refused", () => {
  const refused = (policy: unknown, of: "topic" | "subscription" = "subscription") =>
    assert.throws(() => checkDeliveryPolicy(typeof policy === "string" ? policy : JSON.stringify(policy), of), ServiceError);
  refused("{");
  refused({ healthyRetryPolicy: { numRetries: 101 } });
  refused({ healthyRetryPolicy: { minDelayTarget: 10, maxDelayTarget: 5 } });
  refused({ healthyRetryPolicy: { numRetries: 1, numNoDelayRetries: 2 } });
  refused({ healthyRetryPolicy: { numRetries: 100, minDelayTarget: 60, maxDelayTarget: 60 } });
  refused({ requestPolicy: { headerContentType: "text/plain\r\nX-Evil: 1" } });
  refused({ throttlePolicy: { maxReceivesPerSecond: 1 } });
  refused({ http: { defaultHealthyRetryPolicy: { backoffFunction: "cubic" } } }, "topic");
  checkDeliveryPolicy(JSON.stringify({ healthyRetryPolicy: { numRetries: 5 }, throttlePolicy: null }), "subscription");
});
