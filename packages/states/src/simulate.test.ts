import assert from "node:assert/strict";
import { test } from "node:test";
import { activityArn, functionArn, header, machineOf, programOf } from "./engine/run-fixture.ts";
import { type SimulationOptions, simulate } from "./simulate.ts";

const task = { Type: "Task", Resource: functionArn };
const run = (states: { readonly [name: string]: object }, options: Partial<SimulationOptions> = {}) =>
  simulate(programOf(states), { input: "{}", header, task: () => ({ kind: "succeeded", output: "1" }), ...options });

test("waits and retries cost no time, and virtual time tells how long they were", () => {
  let calls = 0;
  const { run: ended, nowMs } = run(
    { W: { Type: "Wait", Seconds: 86_400 * 365, Next: "T" }, T: { ...task, Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 10 }] } },
    { task: () => (++calls < 3 ? { kind: "failed", failure: { error: "Busy" } } : { kind: "succeeded", output: "7", delayMs: 5 }) },
  );
  assert.equal(ended.output?.text, "7");
  assert.equal(nowMs - header.startMs, 86_400_000 * 365 + 10_000 + 20_000 + 5);
});

test("a run that waits for what never comes is idle, and one with a timeout times out", () => {
  assert.equal(run({ T: task }, { task: () => ({ kind: "never" }) }).end, "idle");
  const timed = run({ T: { ...task, TimeoutSeconds: 99_999 } }, { task: () => ({ kind: "never" }) });
  assert.equal(timed.run.failure?.error, "States.Timeout");
});

test("activities are taken up and callbacks submitted before they are answered", () => {
  const { history } = run({ A: { Type: "Task", Resource: activityArn } });
  assert.deepEqual(history.map(({ type }) => type).slice(2, 5), ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]);
});

test("children of a distributed Map are simulated as well", () => {
  const processor = {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    ...machineOf({ W: { Type: "Wait", Seconds: 5, Next: "T" }, T: task }),
  };
  const { run: ended, nowMs } = run({ M: { Type: "Map", ItemProcessor: processor } }, { input: "[1,2,3]" });
  assert.equal(ended.output?.text, "[1,1,1]");
  assert.equal(nowMs - header.startMs, 5000);
});

test("a simulation that does not end is given up", () => {
  const endless = { C: { Type: "Choice", Choices: [{ Variable: "$.x", IsPresent: true, Next: "C" }], Default: "C" } };
  assert.equal(run(endless, { eventsMax: 5 }).end, "tooLong");
});

test("ten thousand items take time in proportion", () => {
  const processor = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...machineOf({ P: { Type: "Pass" } }) };
  const took = (items: number) => {
    const beganMs = performance.now();
    const { run: ended } = run({ M: { Type: "Map", ItemProcessor: processor } }, { input: JSON.stringify(Array(items).fill(0)) });
    assert.equal(ended.status, "SUCCEEDED");
    return performance.now() - beganMs;
  };
  took(1000);
  // Ten times the items: a hundred times the time would be the sign of a loop within a loop.
  assert.ok(took(10_000) < 40 * Math.max(took(1000), 10));
});
