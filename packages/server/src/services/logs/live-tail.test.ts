import assert from "node:assert/strict";
import { test } from "node:test";
import { openFixture, refusal } from "./logs-fixture.ts";

const groupArn = "arn:aws:logs:us-east-1:111111111111:log-group:g";

interface Update {
  readonly sessionStart?: { readonly logGroupIdentifiers: readonly string[] };
  readonly sessionUpdate?: {
    readonly sessionMetadata: { readonly sampled: boolean };
    readonly sessionResults: readonly { readonly message: string }[];
  };
  readonly SessionTimeoutException?: unknown;
}

async function tail(fixture: ReturnType<typeof openFixture>, more: Readonly<Record<string, unknown>> = {}) {
  const { responseStream } = await fixture.call("StartLiveTail", { logGroupIdentifiers: [groupArn], ...more });
  const updates = (responseStream as unknown as AsyncIterable<Update>)[Symbol.asyncIterator]();
  return async () => {
    const next = updates.next();
    await fixture.platform.clock.advanceByAsync(1_000);
    return (await next).value as Update | undefined;
  };
}

test("what is put while a session lasts is shown once a second, by stream and pattern", async () => {
  const fixture = openFixture();
  await fixture.make("a", "b");
  await fixture.put("a", [0, "before"]);
  const next = await tail(fixture, { logStreamNames: ["a"], logEventFilterPattern: "ERROR" });
  assert.deepEqual((await next())?.sessionStart?.logGroupIdentifiers, [groupArn]);
  await fixture.put("a", [1, "ERROR one"], [2, "fine"]);
  await fixture.put("b", [1, "ERROR elsewhere"]);
  const update = (await next())?.sessionUpdate;
  assert.deepEqual(update, {
    sessionMetadata: { sampled: false },
    sessionResults: [
      {
        logStreamName: "a",
        logGroupIdentifier: "111111111111:g",
        message: "ERROR one",
        timestamp: fixture.nowMs + 1,
        ingestionTime: fixture.platform.clock.nowMs() - 1_000,
      },
    ],
  });
  assert.deepEqual((await next())?.sessionUpdate?.sessionResults, []);
});

test("more than 500 events a second are sampled", async () => {
  const fixture = openFixture();
  await fixture.make("a");
  const next = await tail(fixture);
  await next();
  await fixture.put("a", ...Array.from({ length: 600 }, (_, index) => [index, "x"] as const));
  const update = (await next())?.sessionUpdate;
  assert.deepEqual([update?.sessionResults.length, update?.sessionMetadata.sampled], [500, true]);
});

test("a session ends after three hours", async () => {
  const fixture = openFixture();
  await fixture.make("a");
  const next = await tail(fixture);
  await next();
  for (let seconds = 0; seconds < 3 * 3_600; seconds++) {
    const update = await next();
    if (update?.SessionTimeoutException !== undefined) return;
  }
  assert.ok((await next())?.SessionTimeoutException !== undefined);
});

test("what cannot be followed is refused", async () => {
  const fixture = openFixture();
  await fixture.make("a");
  await assert.rejects(tail(fixture, { logGroupIdentifiers: ["g"] }), refusal("InvalidParameterException", /must be ARNs/));
  await assert.rejects(
    tail(fixture, { logGroupIdentifiers: [`${groupArn}-not`] }),
    refusal("ResourceNotFoundException", /log group does not exist/),
  );
  await assert.rejects(
    tail(fixture, { logStreamNames: ["a"], logStreamNamePrefixes: ["a"] }),
    refusal("InvalidParameterException", /mutually exclusive/),
  );
});
