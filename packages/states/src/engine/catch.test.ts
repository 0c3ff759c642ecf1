import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../data/json.ts";
import { DrivenRun, functionArn, programOf } from "./run-fixture.ts";

const task = (more: object) => ({ Type: "Task", Resource: functionArn, ...more });
/** What the state behind the catcher gets. */
function caught(catcher: object, fail: (run: DrivenRun) => void, input: Json = { a: 1 }, more: object = {}): string | undefined {
  const run = new DrivenRun(
    programOf({ T: task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "C", ...catcher }], Next: "C", ...more }), C: { Type: "Pass" } }),
    input,
  );
  fail(run);
  return run.run.output?.text;
}

test("the error output replaces the input unless ResultPath puts it somewhere", () => {
  const fail = (run: DrivenRun) => void run.fail("E", "why");
  assert.equal(caught({}, fail), '{"Error":"E","Cause":"why"}');
  assert.equal(caught({ ResultPath: "$.x.y" }, fail), '{"a":1,"x":{"y":{"Error":"E","Cause":"why"}}}');
  assert.equal(caught({ ResultPath: null }, fail), '{"a":1}');
});

test("ResultPath combines with the raw input, not with what InputPath made of it", () => {
  assert.equal(
    caught({ ResultPath: "$.e" }, (run) => void run.fail("E", "c"), { in: { b: 2 } }, { InputPath: "$.in" }),
    '{"in":{"b":2},"e":{"Error":"E","Cause":"c"}}',
  );
});

test("a timeout has an empty cause; a failure that names nothing gives null for both", () => {
  assert.equal(
    caught({}, (run) => run.sleep(5), {}, { TimeoutSeconds: 5 }),
    '{"Error":"States.Timeout","Cause":""}',
  );
  assert.equal(
    caught({}, (run) => void run.fail(undefined)),
    '{"Error":null,"Cause":null}',
  );
  assert.equal(
    caught({}, (run) => void run.fail("E")),
    '{"Error":"E","Cause":null}',
  );
});

test("the first catcher that matches takes it, after Retry is spent", () => {
  const states = {
    T: task({
      Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }],
      Catch: [
        { ErrorEquals: ["F"], Next: "F" },
        { ErrorEquals: ["States.ALL"], Next: "All" },
      ],
    }),
    F: { Type: "Pass" },
    All: { Type: "Pass" },
  };
  const run = new DrivenRun(programOf(states));
  run.fail("E");
  assert.equal(run.run.status, "RUNNING");
  run.sleep(1);
  run.fail("E");
  assert.equal(run.last("PassStateEntered")?.details?.["name"], "All");
});

test("States.Runtime is caught by nobody", () => {
  const run = new DrivenRun(
    programOf({ T: task({ InputPath: "$.nothing", Catch: [{ ErrorEquals: ["States.ALL"], Next: "C" }] }), C: { Type: "Pass" } }),
  );
  assert.equal(run.run.status, "FAILED");
  assert.equal(run.run.failure?.error, "States.Runtime");
});

test("a catcher's Assign reads the error output, and the next state sees the variables", () => {
  const run = new DrivenRun(
    programOf({
      T: task({ Catch: [{ ErrorEquals: ["States.ALL"], Assign: { "e.$": "$.Error" }, Next: "C" }] }),
      C: { Type: "Pass", Parameters: { "was.$": "$e" } },
    }),
  );
  run.fail("Oops");
  assert.equal(run.run.output?.text, '{"was":"Oops"}');
  assert.deepEqual(run.last("TaskStateExited")?.details, { name: "T", assignedVariables: { e: '"Oops"' } });
});

test("a ResultPath that cannot be applied fails the state with States.ResultPathMatchFailure", () => {
  const run = new DrivenRun(
    programOf({ T: task({ Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.a.b", Next: "C" }] }), C: { Type: "Pass" } }),
    { a: 1 },
  );
  run.fail("E");
  assert.equal(run.run.failure?.error, "States.ResultPathMatchFailure");
});

test("__proto__ in a catcher's ResultPath is a member like any other", () => {
  assert.equal(
    caught({ ResultPath: "$.__proto__.x" }, (run) => void run.fail("E", "c")),
    '{"a":1,"__proto__":{"x":{"Error":"E","Cause":"c"}}}',
  );
  assert.equal(({} as { x?: unknown }).x, undefined);
});
