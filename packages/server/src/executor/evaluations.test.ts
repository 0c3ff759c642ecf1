import assert from "node:assert/strict";
import { test } from "node:test";
import { compileProgram, type Definition, start } from "@stile/states";
import { createFakePlatform } from "../platform/fake.ts";
import { Evaluations } from "./evaluations.ts";
import { evaluationMs } from "./limits.ts";

const header = {
  executionArn: "arn:aws:states:us-east-1:000000000000:execution:machine:execution",
  name: "execution",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:machine",
  stateMachineName: "machine",
  roleArn: "arn:aws:iam::000000000000:role/any",
  region: "us-east-1",
  startMs: 0,
  redriveCount: 0,
};

/** A run that waits for this expression. */
function waitingFor(expression: string) {
  const definition = { QueryLanguage: "JSONata", StartAt: "P", States: { P: { Type: "Pass", Output: `{% ${expression} %}`, End: true } } };
  const program = compileProgram(definition as Definition);
  const context = { nowMs: 0, seed: 1, evaluationStepsMax: 10, activityExists: () => true, taskToken: () => "" };
  const { run } = start(program, header, '{"n":100000}', context);
  assert.equal(run.frames.get(0)?.phase.kind, "evaluating");
  return { program, run, frameId: 0, seed: 1, taskToken: () => "" };
}

test("expressions are evaluated in a thread, one job after the other, while this one stays free", async () => {
  const evaluations = new Evaluations(createFakePlatform());
  let turns = 0;
  let done = false;
  const jobs = Promise.all([1, 2, 3].map((factor) => evaluations.evaluate(waitingFor(`$sum([1..$states.input.n].($ * ${factor}))`))));
  void jobs.then(() => (done = true));
  while (!done) {
    turns += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(await jobs, [
    [{ kind: "value", value: 5000050000 }],
    [{ kind: "value", value: 10000100000 }],
    [{ kind: "value", value: 15000150000 }],
  ]);
  assert.ok(turns > 10);
  await evaluations.close();
});

test("what fails there fails with its own words", async () => {
  const evaluations = new Evaluations(createFakePlatform());
  const [outcome] = await evaluations.evaluate(waitingFor("[$sum([1..100]), $length(1)]"));
  assert.ok(outcome?.kind === "failed");
  assert.match(outcome.cause, /threw an error during evaluation\. T0410/);
  await evaluations.close();
});

test("a job that does not end in time takes its thread with it, and the next one has a new thread", async () => {
  const platform = createFakePlatform();
  const evaluations = new Evaluations(platform);
  const late = evaluations.evaluate(waitingFor("($f := function($x) { $f($x + 1) }; $f(0))"));
  const next = evaluations.evaluate(waitingFor("$sum([1..$states.input.n])"));
  platform.clock.advanceBy(evaluationMs);
  assert.deepEqual(
    (await late).map(({ kind }) => kind),
    ["failed"],
  );
  assert.deepEqual(await next, [{ kind: "value", value: 5000050000 }]);
  await evaluations.close();
});
