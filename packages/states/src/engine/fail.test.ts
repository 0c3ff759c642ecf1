import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../data/json.ts";
import { DrivenRun, programOf } from "./run-fixture.ts";

const drive = (fail: object, input: Json = {}) => new DrivenRun(programOf({ F: { Type: "Fail", ...fail } }), input);

test("a Fail state is entered and never exited; what it does not say stays absent", () => {
  const run = drive({ Error: "E" });
  assert.deepEqual(run.lines, ["1<0 ExecutionStarted", "2<0 FailStateEntered", "3<2 ExecutionFailed"]);
  assert.deepEqual(run.last("ExecutionFailed")?.details, { error: "E" });
  assert.deepEqual(drive({}).last("ExecutionFailed")?.details, {});
});

test("error and cause may come out of the input", () => {
  assert.deepEqual(drive({ ErrorPath: "$.e", CausePath: "States.Format('{}!', $.c)" }, { e: "E", c: "C" }).run.failure, {
    error: "E",
    cause: "C!",
  });
  assert.equal(drive({ CausePath: "$.nothing" }).run.failure?.error, "States.Runtime");
  assert.equal(drive({ ErrorPath: "$.e" }, { e: 1 }).run.failure?.error, "States.Runtime");
});

test("history keeps 256 characters of an error and 32,768 of a cause", () => {
  const details = drive({ Error: "e".repeat(300), Cause: "c".repeat(40_000) }).last("ExecutionFailed")?.details as {
    error: string;
    cause: string;
  };
  assert.deepEqual([details.error.length, details.cause.length], [256, 32_768]);
});
