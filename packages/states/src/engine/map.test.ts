import assert from "node:assert/strict";
import { test } from "node:test";
import { inlineConcurrencyMax } from "./limits.ts";
import { DrivenRun, functionArn, machineOf, programOf } from "./run-fixture.ts";

const task = { Type: "Task", Resource: functionArn };
const map = (processor: object, more: object = {}) => programOf({ M: { Type: "Map", ItemProcessor: processor, ...more } });
const pass = machineOf({ P: { Type: "Pass" } });

test("the exact order of an inline Map's events", () => {
  const run = new DrivenRun(map(pass, { MaxConcurrency: 1 }), ["a", "b"]);
  assert.deepEqual(run.lines, [
    "1<0 ExecutionStarted",
    "2<0 MapStateEntered",
    "3<2 MapStateStarted",
    "4<3 MapIterationStarted",
    "5<4 PassStateEntered",
    "6<5 PassStateExited",
    "7<6 MapIterationSucceeded",
    "8<6 MapIterationStarted",
    "9<8 PassStateEntered",
    "10<9 PassStateExited",
    "11<10 MapIterationSucceeded",
    "12<11 MapStateSucceeded",
    "13<11 MapStateExited",
    "14<13 ExecutionSucceeded",
  ]);
  assert.deepEqual(run.history[7]?.details, { name: "M", index: 1 });
});

test("an empty array is an empty output", () => {
  const run = new DrivenRun(map(pass), []);
  assert.deepEqual(run.lines.slice(2), ["3<2 MapStateStarted", "4<3 MapStateSucceeded", "5<3 MapStateExited", "6<5 ExecutionSucceeded"]);
  assert.equal(run.run.output?.text, "[]");
});

test("MaxConcurrency iterations run at a time, 40 when it says nothing; the output is in the order of the items", () => {
  const bounded = new DrivenRun(map(machineOf({ T: task }), { MaxConcurrency: 3 }), [...Array(10).keys()]);
  for (let done = 0; done < 10; done++) {
    const tasks = bounded.tasks();
    assert.equal(tasks.length, Math.min(3, 10 - done));
    const last = tasks.at(-1);
    const index = bounded.run.frames.get(last?.frameId ?? -1)?.index ?? -1;
    bounded.succeed(index * 10, "service", last);
  }
  assert.deepEqual(bounded.run.output?.value, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  assert.equal(new DrivenRun(map(machineOf({ T: task })), [...Array(100).keys()]).tasks().length, inlineConcurrencyMax);
});

test("an iteration that fails ends the others", () => {
  const run = new DrivenRun(map(machineOf({ T: task })), [1, 2]);
  run.fail("E", "c", "service", run.tasks()[1]);
  const at = run.history.findIndex(({ type }) => type === "LambdaFunctionFailed");
  const failedId = at + 1;
  assert.deepEqual(run.lines.slice(at + 1), [
    `${failedId + 1}<${failedId} MapIterationFailed`,
    `${failedId + 2}<${failedId} TaskStateAborted`,
    `${failedId + 3}<${failedId} MapIterationAborted`,
    `${failedId + 4}<${failedId} TaskStateAborted`,
    `${failedId + 5}<${failedId} MapStateFailed`,
    `${failedId + 6}<${failedId + 5} ExecutionFailed`,
  ]);
});

test("iterations whose time runs out at one moment have all timed out before the first fails the Map", () => {
  const run = new DrivenRun(map(machineOf({ T: { ...task, TimeoutSeconds: 5 } })), [1, 2, 3]);
  run.sleep(5);
  const types = run.history.map(({ type }) => type);
  assert.equal(types.lastIndexOf("LambdaFunctionTimedOut") < types.indexOf("MapIterationFailed"), true);
  assert.equal(types.filter((type) => type === "LambdaFunctionTimedOut").length, 3);
});

test("ItemSelector sees the state's input and the item, by the context object", () => {
  const selector = { "all.$": "$.n", "item.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index" };
  const run = new DrivenRun(map(pass, { ItemsPath: "$.items", ItemSelector: selector }), { n: 7, items: ["a", "b"] });
  assert.deepEqual(run.run.output?.value, [
    { all: 7, index: 0, item: "a" },
    { all: 7, index: 1, item: "b" },
  ]);
});

test("nested Maps see the innermost item", () => {
  const inner = { Type: "Map", ItemProcessor: machineOf({ P: { Type: "Pass", Parameters: { "item.$": "$$.Map.Item.Value" } } }) };
  const run = new DrivenRun(map(machineOf({ I: inner })), [[1, 2], [3]]);
  assert.deepEqual(run.run.output?.value, [[{ item: 1 }, { item: 2 }], [{ item: 3 }]]);
});

test("what is no array fails the state", () => {
  const run = new DrivenRun(map(pass, { ItemsPath: "$.items" }), { items: 1 });
  assert.match(run.run.failure?.cause ?? "", /must point to array\.$/);
});

test("a selector that fails on a later item ends the iterations before it", () => {
  const run = new DrivenRun(map(machineOf({ T: task }), { MaxConcurrency: 1, ItemSelector: { "x.$": "$$.Map.Item.Value.x" } }), [
    { x: 1 },
    {},
  ]);
  run.succeed(1);
  assert.equal(run.run.status, "FAILED");
  assert.equal(run.run.failure?.error, "States.Runtime");
  assert.equal(run.history.at(-1)?.type, "ExecutionFailed");
});

test("a JSONata Map over an object walks its members and knows their keys", () => {
  const processor = machineOf({ P: { Type: "Pass", Output: "{% [$states.context.Map.Item.Key, $states.input] %}" } });
  const run = new DrivenRun(
    programOf({ M: { Type: "Map", Items: { a: 1, b: "{% 3 %}" }, ItemProcessor: processor } }, { QueryLanguage: "JSONata" }),
  );
  assert.deepEqual(run.run.output?.value, [
    ["a", 1],
    ["b", 3],
  ]);
});
