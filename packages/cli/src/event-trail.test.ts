import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type HistoryEvent,
  type RunHeader,
  compileProgram,
  parseDefinition,
  type ScriptedResult,
  simulate,
  wireEvent,
} from "@stile/states";
import { EventTrail } from "./event-trail.ts";

const header: RunHeader = {
  executionArn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
  name: "e",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:m",
  stateMachineName: "m",
  roleArn: "arn:aws:iam::000000000000:role/r",
  region: "us-east-1",
  startMs: 0,
  redriveCount: undefined,
};

/** `type state@depth` of every event of an execution on the engine itself. */
function placesOf(definition: object, task: (attempt: number) => ScriptedResult = () => ({ kind: "never" })): string[] {
  const parsed = parseDefinition(JSON.stringify(definition), { type: "STANDARD" });
  assert.ok(parsed.kind === "definition");
  const { history } = simulate(compileProgram(parsed.definition), {
    header,
    input: '{"items":[1,2]}',
    task: ({ attempt }) => task(attempt),
  });
  const trail = new EventTrail();
  return history.map((event: HistoryEvent) => {
    const { state, depth } = trail.follow(wireEvent(event, { includeExecutionData: true }));
    return `${event.type} ${state}@${depth}`;
  });
}

const machine = (name: string, state: object) => ({ StartAt: name, States: { [name]: { ...state, End: true } } });

test("states of branches stand one deeper than their Parallel, whose own events stand with it", () => {
  const inner = machine("Inner", { Type: "Parallel", Branches: [machine("B", { Type: "Pass" })] });
  assert.deepEqual(placesOf(machine("Outer", { Type: "Parallel", Branches: [inner] })), [
    "ExecutionStarted @0",
    "ParallelStateEntered Outer@0",
    "ParallelStateStarted Outer@0",
    "ParallelStateEntered Inner@1",
    "ParallelStateStarted Inner@1",
    "PassStateEntered B@2",
    "PassStateExited B@2",
    "ParallelStateSucceeded Inner@1",
    "ParallelStateExited Inner@1",
    "ParallelStateSucceeded Outer@0",
    "ParallelStateExited Outer@0",
    "ExecutionSucceeded @0",
  ]);
});

test("an iteration has its index, and its states stand below it", () => {
  const places = placesOf(
    machine("M", { Type: "Map", ItemsPath: "$.items", MaxConcurrency: 1, ItemProcessor: machine("I", { Type: "Pass" }) }),
  );
  assert.deepEqual(places.slice(2), [
    "MapStateStarted M@0",
    "MapIterationStarted M #0@1",
    "PassStateEntered I@2",
    "PassStateExited I@2",
    "MapIterationSucceeded M #0@1",
    "MapIterationStarted M #1@1",
    "PassStateEntered I@2",
    "PassStateExited I@2",
    "MapIterationSucceeded M #1@1",
    "MapStateSucceeded M@0",
    "MapStateExited M@0",
    "ExecutionSucceeded @0",
  ]);
});

test("what happens between entering and leaving a state is told of that state, retries included", () => {
  const task = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:f", Retry: [{ ErrorEquals: ["Busy"] }] };
  const places = placesOf(machine("T", task), (attempt) =>
    attempt === 1 ? { kind: "failed", failure: { error: "Busy" } } : { kind: "succeeded", output: "1" },
  );
  assert.deepEqual(new Set(places.slice(1, -1).map((place) => place.split(" ")[1])), new Set(["T@0"]));
  assert.equal(places.filter((place) => place.startsWith("LambdaFunctionScheduled")).length, 2);
});

test("after a Parallel has failed and been caught, the next state stands where the Parallel stood", () => {
  const failing = { StartAt: "F", States: { F: { Type: "Fail", Error: "E" } } };
  const places = placesOf({
    StartAt: "P",
    States: {
      P: {
        Type: "Parallel",
        Branches: [machine("Q", { Type: "Parallel", Branches: [failing] })],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "After" }],
        End: true,
      },
      After: { Type: "Pass", End: true },
    },
  });
  assert.ok(places.includes("FailStateEntered F@2"), places.join("\n"));
  assert.ok(places.includes("ParallelStateFailed Q@1"), places.join("\n"));
  assert.deepEqual(places.slice(-5), [
    "ParallelStateFailed P@0",
    "ParallelStateExited P@0",
    "PassStateEntered After@0",
    "PassStateExited After@0",
    "ExecutionSucceeded @0",
  ]);
});
