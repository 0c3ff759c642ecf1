import assert from "node:assert/strict";
import { test } from "node:test";
import { Payload } from "../data/payload.ts";
import { PayloadNumbers, wireEvent } from "./history.ts";
import { DrivenRun, StoredRun, activityArn, callback, functionArn, plainEvent, programOf } from "./run-fixture.ts";

test("events on the wire carry JSON as text and say that it is whole", () => {
  const run = new DrivenRun(programOf({ P: { Type: "Pass", Assign: { v: [1] } } }), { a: 1 });
  const wire = run.history.map((event) => wireEvent(event, { includeExecutionData: true }));
  const { timestamp } = wire[0] as { timestamp: number };
  assert.deepEqual(wire, [
    {
      timestamp,
      type: "ExecutionStarted",
      id: 1,
      previousEventId: 0,
      executionStartedEventDetails: { roleArn: run.run.header.roleArn, input: '{"a":1}', inputDetails: { truncated: false } },
    },
    {
      timestamp,
      type: "PassStateEntered",
      id: 2,
      previousEventId: 0,
      stateEnteredEventDetails: { name: "P", input: '{"a":1}', inputDetails: { truncated: false } },
    },
    {
      timestamp,
      type: "PassStateExited",
      id: 3,
      previousEventId: 2,
      stateExitedEventDetails: {
        name: "P",
        output: '{"a":1}',
        outputDetails: { truncated: false },
        assignedVariables: { v: "[1]" },
        assignedVariablesDetails: { truncated: false },
      },
    },
    {
      timestamp,
      type: "ExecutionSucceeded",
      id: 4,
      previousEventId: 3,
      executionSucceededEventDetails: { output: '{"a":1}', outputDetails: { truncated: false } },
    },
  ]);
});

test("without execution data nothing of a workflow's own is shown", () => {
  const secret = "secret text";
  for (const Resource of [functionArn, activityArn, callback]) {
    const run = new DrivenRun(
      programOf({ T: { Type: "Task", Resource, Retry: [{ ErrorEquals: ["States.ALL"] }], Assign: { v: secret }, Parameters: { secret } } }),
      { secret },
    );
    run.fail(secret, secret);
    run.sleep(1);
    run.send({ kind: "taskSubmitted", frameId: 0, attempt: 2, output: run.run.input });
    run.succeed({ secret }, Resource === functionArn ? "service" : "token");
    assert.equal(run.run.status, "SUCCEEDED");
    const text = JSON.stringify(run.history.map((event) => wireEvent(event, { includeExecutionData: false })));
    assert.ok(!text.includes(secret), text);
  }
});

test("a payload that passes through many states is kept once, and every event reads as it was written", () => {
  const states = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`P${i}`, { Type: "Pass", Next: `P${i + 1}` }]));
  const run = new DrivenRun(programOf({ ...states, P20: { Type: "Pass" } }), { text: "x".repeat(50_000) });
  const store = new StoredRun();
  store.commit(run.run, run.history);
  assert.deepEqual(store.history().map(plainEvent), run.history.map(plainEvent));
  assert.ok(store.textLength < 60_000, `${store.textLength} characters for 42 events with one payload`);
});

test("a payload that two runs share has its own number, and its text, in the history of each", () => {
  const shared = Payload.ofText("{}");
  const [one, other] = [new PayloadNumbers(1), new PayloadNumbers(1)];
  other.numberOf(Payload.ofText("[]"));
  assert.deepEqual([one.numberOf(shared), other.numberOf(shared), other.numberOf(shared), one.numberOf(shared)], [1, 2, 2, 1]);
  assert.deepEqual(one.take(), { first: 1, texts: ["{}"] });
  assert.deepEqual(other.take(), { first: 1, texts: ["[]", "{}"] });
});
