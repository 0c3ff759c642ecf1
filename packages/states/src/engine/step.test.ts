/** What holds for every step, whatever the state: ends, stops, deadlines, full histories, turns. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Payload } from "../data/payload.ts";
import type { Program } from "./program.ts";
import { DrivenRun, contextAt, functionArn, header, machineOf, plainEvent, programOf, startMs } from "./run-fixture.ts";
import { start } from "./start.ts";
import { step } from "./step.ts";

const task = { Type: "Task", Resource: functionArn };

test("the exact history of a Pass: the first state follows nothing", () => {
  const run = new DrivenRun(programOf({ P: { Type: "Pass" } }), { a: 1 });
  assert.deepEqual(run.history.map(plainEvent), [
    {
      id: 1,
      previousEventId: 0,
      atMs: startMs,
      type: "ExecutionStarted",
      details: { roleArn: header.roleArn },
      payloads: { input: '{"a":1}' },
    },
    { id: 2, previousEventId: 0, atMs: startMs, type: "PassStateEntered", details: { name: "P" }, payloads: { input: '{"a":1}' } },
    { id: 3, previousEventId: 2, atMs: startMs, type: "PassStateExited", details: { name: "P" }, payloads: { output: '{"a":1}' } },
    { id: 4, previousEventId: 3, atMs: startMs, type: "ExecutionSucceeded", details: undefined, payloads: { output: '{"a":1}' } },
  ]);
});

test("a stop ends the execution, calls its task off, and follows nothing", () => {
  const run = new DrivenRun(programOf({ T: task }));
  assert.equal(run.send({ kind: "stop", error: "E", cause: "C" }).accepted, true);
  assert.equal(run.run.status, "ABORTED");
  assert.deepEqual(run.history.slice(4).map(plainEvent), [
    { id: 5, previousEventId: 0, atMs: startMs, type: "ExecutionAborted", details: { error: "E", cause: "C" }, payloads: {} },
  ]);
  assert.deepEqual(run.commands.at(-1), { kind: "cancelTask", frameId: 0, attempt: 1 });
  assert.equal(run.send({ kind: "stop", error: "F", cause: undefined }).accepted, false, "a closed run does not move");
});

test("an execution is late at its TimeoutSeconds and not before, whatever it waits for", () => {
  const run = new DrivenRun(programOf({ T: task }, { TimeoutSeconds: 60 }));
  run.sleep(59.999);
  assert.equal(run.run.status, "RUNNING");
  run.sleep(0.001);
  assert.equal(run.run.status, "TIMED_OUT");
  assert.deepEqual([run.lines.at(-1), run.history.at(-1)?.details], ["5<0 ExecutionTimedOut", {}]);
});

test("a clock that is set back does not make events older than those before", () => {
  const run = new DrivenRun(programOf({ T: task }));
  run.nowMs -= 3_600_000;
  run.succeed(1);
  assert.deepEqual(new Set(run.history.map(({ atMs }) => atMs)), new Set([startMs]));
});

/** Walks a loop that never ends by itself; answers the run and how many turns it asked for. */
function loop(program: Program) {
  const started = start(program, header, "{}", contextAt(startMs, 1));
  const { run } = started;
  const history = [...started.history];
  let { commands } = started;
  let turns = 0;
  for (; commands.some(({ kind }) => kind === "continue"); turns++) {
    const next = step(program, run, { kind: "continue" }, contextAt(startMs, 1));
    assert.ok(next.history.length <= 600, "one turn is bounded");
    history.push(...next.history);
    commands = next.commands;
  }
  return { run, history, turns, commands };
}

const endless = {
  A: { Type: "Pass", Next: "B" },
  B: { Type: "Choice", Choices: [{ Variable: "$.x", IsPresent: true, Next: "A" }], Default: "A" },
};

test("a loop asks for another turn every so many states, and ends with event 25,000", () => {
  const { run, history, turns } = loop(programOf(endless));
  assert.ok(turns > 40, `${turns} turns`);
  assert.equal(history.length, 25_000);
  assert.equal(run.status, "FAILED");
  assert.deepEqual(plainEvent(history.at(-1) as never), {
    id: 25_000,
    previousEventId: 24_999,
    atMs: startMs,
    type: "ExecutionFailed",
    details: { error: "States.Runtime", cause: "The execution reached the maximum number of history events (25000)." },
    payloads: {},
  });
});

test("a full history calls off the tasks of other branches", () => {
  const { run, commands } = loop(programOf({ P: { Type: "Parallel", Branches: [machineOf({ T: task }), machineOf(endless)] } }));
  assert.equal(run.status, "FAILED");
  assert.deepEqual(commands, [{ kind: "cancelTask", frameId: 1, attempt: 1 }]);
});

test("event 25,000 may be the one that says it went well; one state more is too many", () => {
  const ended = (passes: number) => {
    const before = Object.fromEntries(
      Array.from({ length: passes }, (_, i) => [`P${i}`, { Type: "Pass", Next: i + 1 < passes ? `P${i + 1}` : "T" }]),
    );
    const run = new DrivenRun(
      programOf({
        ...before,
        T: { ...task, Next: "L" },
        L: { Type: "Choice", Choices: [{ Variable: "$.go", BooleanEquals: true, Next: "T" }], Default: "S" },
        S: { Type: "Succeed" },
      }),
    );
    // A round writes seven events.
    for (let round = 1; round <= 3570; round++) run.succeed({ go: round < 3570 });
    return { status: run.run.status, events: run.history.length, last: run.history.at(-1)?.type };
  };
  assert.deepEqual(ended(3), { status: "SUCCEEDED", events: 25_000, last: "ExecutionSucceeded" });
  assert.deepEqual(ended(4), { status: "FAILED", events: 25_000, last: "ExecutionFailed" });
});

test("a turn that nobody asked for changes nothing, and does not move the dice", () => {
  const run = new DrivenRun(programOf({ T: task }));
  const { steps } = run.run;
  assert.deepEqual(run.send({ kind: "continue" }), { history: [], commands: [], accepted: false });
  run.send({ kind: "timer", frameId: 0 });
  run.send({ kind: "timer", frameId: 77 });
  run.succeed(1, "service", { frameId: 0, attempt: 9 });
  assert.equal(run.run.steps, steps);
});

test("an engine that is wrong about a run ends that run and says so; it does not throw", () => {
  const program = programOf({ T: { ...task, Next: "Gone" }, Gone: { Type: "Pass" } });
  const { run } = start(program, header, "{}", contextAt(startMs, 1));
  const bug = new Error("a bug");
  const broken: Program = {
    ...program,
    stateOf(machine, name) {
      if (name === "Gone") throw bug;
      return program.stateOf(machine, name);
    },
  };
  const event = { kind: "taskSucceeded", frameId: 0, attempt: 1, output: Payload.ofText("1"), via: "service" } as const;
  const result = step(broken, run, event, contextAt(startMs, 1));
  assert.equal(result.defect, bug);
  assert.equal(run.status, "FAILED");
  assert.equal(run.failure?.error, "States.Runtime");
  assert.deepEqual(
    result.history.map(({ id, type }) => `${id} ${type}`),
    ["5 LambdaFunctionSucceeded", "6 TaskStateExited", "7 ExecutionFailed"],
  );
});
