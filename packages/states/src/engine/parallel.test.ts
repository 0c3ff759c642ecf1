import assert from "node:assert/strict";
import { test } from "node:test";
import { DrivenRun, functionArn, machineOf, programOf } from "./run-fixture.ts";

const task = { Type: "Task", Resource: functionArn };
const parallel = (branches: object[], more: object = {}) => programOf({ P: { Type: "Parallel", Branches: branches, ...more } });

test("branches take turns; the output is in the order of the branches, whoever ends first", () => {
  const run = new DrivenRun(parallel([machineOf({ A: task }), machineOf({ B: { Type: "Pass", Result: "b" } })]));
  run.succeed("a");
  assert.equal(run.run.output?.text, '["a","b"]');
  assert.deepEqual(run.lines, [
    "1<0 ExecutionStarted",
    "2<0 ParallelStateEntered",
    "3<2 ParallelStateStarted",
    "4<3 TaskStateEntered",
    "5<4 LambdaFunctionScheduled",
    "6<5 LambdaFunctionStarted",
    "7<3 PassStateEntered",
    "8<7 PassStateExited",
    "9<6 LambdaFunctionSucceeded",
    "10<9 TaskStateExited",
    "11<10 ParallelStateSucceeded",
    "12<10 ParallelStateExited",
    "13<12 ExecutionSucceeded",
  ]);
});

test("a branch that fails ends its siblings: their tasks are called off and told as aborted", () => {
  const run = new DrivenRun(parallel([machineOf({ A: task }), machineOf({ B: task })]));
  const [first] = run.tasks();
  run.fail("E", "c", "service", run.tasks()[1]);
  assert.deepEqual(run.lines.slice(9), [
    "10<9 LambdaFunctionFailed",
    "11<10 TaskStateAborted",
    "12<10 TaskStateAborted",
    "13<10 ParallelStateFailed",
    "14<13 ExecutionFailed",
  ]);
  assert.deepEqual(run.commands.at(-1), { kind: "cancelTask", ...first });
  assert.equal(run.succeed(1, "service", first).accepted, false);
});

test("a retried Parallel begins all its branches again; only the last failure is told", () => {
  const run = new DrivenRun(parallel([machineOf({ A: task })], { Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }] }));
  run.fail("E");
  assert.equal(run.last("ParallelStateFailed"), undefined);
  run.sleep(1);
  run.fail("E");
  const types = run.history.map(({ type }) => type).filter((type) => type.startsWith("Parallel"));
  assert.deepEqual(types, ["ParallelStateEntered", "ParallelStateStarted", "ParallelStateStarted", "ParallelStateFailed"]);
});

test("a Parallel that catches goes on from the input it got", () => {
  const run = new DrivenRun(
    programOf({
      P: {
        Type: "Parallel",
        Branches: [machineOf({ F: { Type: "Fail", Error: "E", Cause: "c" } })],
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.e", Next: "C" }],
      },
      C: { Type: "Pass" },
    }),
    { a: 1 },
  );
  assert.equal(run.run.output?.text, '{"a":1,"e":{"Error":"E","Cause":"c"}}');
});

test("a Map inside a branch is ended with everything in it when a sibling fails", () => {
  const map = { Type: "Map", ItemsPath: "$.items", ItemProcessor: machineOf({ W: { Type: "Wait", Seconds: 100 } }) };
  const run = new DrivenRun(parallel([machineOf({ M: map }), machineOf({ T: task })]), { items: [1, 2] });
  run.fail("E");
  const after = run.history.slice(run.history.findIndex(({ type }) => type === "LambdaFunctionFailed")).map(({ type }) => type);
  assert.deepEqual(after, [
    "LambdaFunctionFailed",
    "TaskStateAborted",
    "MapIterationAborted",
    "WaitStateAborted",
    "MapIterationAborted",
    "WaitStateAborted",
    "MapStateAborted",
    "ParallelStateFailed",
    "ExecutionFailed",
  ]);
  assert.equal(run.run.frames.size, 0);
});

test("variables of the outer scope are seen inside, those assigned inside stay there", () => {
  const run = new DrivenRun(
    programOf({
      A: { Type: "Pass", Assign: { v: "outer" }, Next: "P" },
      P: {
        Type: "Parallel",
        Branches: [
          machineOf({
            B: { Type: "Pass", Assign: { w: "inner" }, Next: "C" },
            C: { Type: "Pass", Parameters: { "v.$": "$v", "w.$": "$w" } },
          }),
        ],
        Next: "D",
      },
      D: { Type: "Pass", Parameters: { "v.$": "$v", "inside.$": "$[0]" } },
    }),
  );
  assert.deepEqual(run.run.output?.value, { v: "outer", inside: { v: "outer", w: "inner" } });
});
