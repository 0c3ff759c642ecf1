import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../data/json.ts";
import { jsonText } from "../data/json-text.ts";
import { Payload } from "../data/payload.ts";
import { takeChanges } from "./snapshot.ts";
import { DrivenRun, StoredRun, callback, functionArn, machineOf, programOf } from "./run-fixture.ts";

const task = { Type: "Task", Resource: functionArn };

/** The run as it comes back from the rows of everything so far. */
function reloaded(run: DrivenRun) {
  const store = new StoredRun();
  store.commit(run.run, run.history);
  return store.load();
}

test("an iteration that moves writes its own row, its Map's and the root's, however many there are", () => {
  const run = new DrivenRun(programOf({ M: { Type: "Map", ItemProcessor: machineOf({ T: { ...task, Next: "U" }, U: task }) } }), [
    ...Array(40).keys(),
  ]);
  takeChanges(run.run, run.history);
  const { history } = run.succeed(1);
  const { frames } = takeChanges(run.run, history);
  assert.equal(frames.length, 2);
  assert.ok(frames.reduce((sum, { text }) => sum + text.length, 0) < 2000);
});

test("the keys of a Map over an object are kept once, not in each row that is written", () => {
  const keys = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`member number ${i}`, i]));
  const run = new DrivenRun(
    programOf({ M: { Type: "Map", Items: keys, ItemProcessor: machineOf({ T: task }) } }, { QueryLanguage: "JSONata" }),
  );
  const store = new StoredRun();
  store.commit(run.run, run.history);
  const { history } = run.succeed(1);
  const { frames } = takeChanges(run.run, history);
  assert.ok(Math.max(...frames.map(({ text }) => text.length)) < 3000);
  assert.equal(store.load().frames.get(3)?.item?.key, "member number 2");
});

test("a callback that came early survives", () => {
  const run = new DrivenRun(programOf({ T: { Type: "Task", Resource: callback } }));
  run.succeed({ long: "x".repeat(5000) }, "token");
  const phase = reloaded(run).frames.get(0)?.phase;
  const early = phase?.kind === "task" ? phase.earlyResult : undefined;
  assert.equal(early?.kind === "succeeded" && early.output.text.length, 5011);
});

test("variables survive whatever their names, depth and values", () => {
  const value = JSON.parse(
    `{"__proto__":{"a":1},"constructor":[],"text":"\\ud800 \\u0000","deep":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
  ) as Json;
  const run = new DrivenRun(programOf({ P: { Type: "Pass", Assign: { "v.$": "$" }, Next: "T" }, T: task }), Payload.of(value));
  const frame = reloaded(run).frames.get(0);
  assert.equal(jsonText(frame?.variables["v"] ?? null), run.run.input.text);
  assert.equal(({} as { a?: unknown }).a, undefined);
});

test("nothing that has changed is nothing to write", () => {
  const run = new DrivenRun(programOf({ T: task }));
  takeChanges(run.run, run.history);
  run.send({ kind: "timer", frameId: 0 });
  assert.deepEqual(takeChanges(run.run, []), { segment: undefined, frames: [], removedFrames: [] });
});
