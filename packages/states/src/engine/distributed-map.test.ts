import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../data/json.ts";
import { Payload } from "../data/payload.ts";
import type { StartChild } from "./commands.ts";
import { childExecutionsMax } from "./limits.ts";
import type { TaskResult } from "./run.ts";
import { DrivenRun, machineOf, programOf } from "./run-fixture.ts";

const map = (more: object = {}) =>
  programOf({
    M: {
      Type: "Map",
      Label: "L",
      ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...machineOf({ P: { Type: "Pass" } }) },
      ...more,
    },
  });
const children = (run: DrivenRun) => run.commands.filter((command): command is StartChild => command.kind === "startChild");
const succeeded = (value: number): TaskResult => ({ kind: "succeeded", output: Payload.of(value) });
const failed: TaskResult = { kind: "failed", failure: { error: "E" } };
const close = (run: DrivenRun, index: number, result: TaskResult) =>
  run.send({ kind: "childClosed", frameId: children(run)[index]?.frameId ?? -1, result });

test("the parent's history tells of the Map Run, not of the items; children have names of their own", () => {
  const run = new DrivenRun(map(), [1, 2]);
  const asked = children(run);
  assert.deepEqual(
    asked.map(({ input, label }) => [input.text, label]),
    [
      ["1", "L"],
      ["2", "L"],
    ],
  );
  assert.notEqual(asked[0]?.executionName, asked[1]?.executionName);
  close(run, 1, succeeded(20));
  assert.equal(close(run, 1, succeeded(99)).accepted, false, "an end is heard once");
  close(run, 0, succeeded(10));
  assert.equal(run.run.output?.text, "[10,20]");
  assert.deepEqual(run.lines.slice(1), [
    "2<0 MapStateEntered",
    "3<2 MapStateStarted",
    "4<3 MapRunStarted",
    "5<4 MapRunSucceeded",
    "6<5 MapStateSucceeded",
    "7<5 MapStateExited",
    "8<7 ExecutionSucceeded",
  ]);
});

test("one failure fails the Map Run unless it is tolerated; what still runs is stopped", () => {
  const run = new DrivenRun(map(), [1, 2]);
  close(run, 0, failed);
  assert.equal(run.run.failure?.error, "States.ExceedToleratedFailureThreshold");
  assert.deepEqual(run.lines.slice(4), ["5<4 MapRunFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed"]);
  const stopped = run.commands.filter(({ kind }) => kind === "stopChild");
  assert.deepEqual(
    stopped.map((command) => "executionName" in command && command.executionName),
    [children(run)[1]?.executionName],
  );
});

test("so many failures as are tolerated give null each; by count, by percentage, and whichever is less", () => {
  const outcomes = (more: object, failures: number, total = 4) => {
    const run = new DrivenRun(map(more), [...Array(total).keys()]);
    for (let index = 0; index < total && run.run.status === "RUNNING"; index++)
      close(run, index, index < failures ? failed : succeeded(index));
    return run.run.output?.text ?? run.run.failure?.error;
  };
  const exceeded = "States.ExceedToleratedFailureThreshold";
  assert.equal(outcomes({ ToleratedFailureCount: 2 }, 2), "[null,null,2,3]");
  assert.equal(outcomes({ ToleratedFailureCount: 2 }, 3), exceeded);
  assert.equal(outcomes({ ToleratedFailurePercentage: 50 }, 2), "[null,null,2,3]");
  assert.equal(outcomes({ ToleratedFailurePercentage: 49.9 }, 2), exceeded);
  assert.equal(outcomes({ ToleratedFailurePercentage: 100 }, 4), "[null,null,null,null]");
  assert.equal(outcomes({ ToleratedFailurePercentage: 100, ToleratedFailureCount: 1 }, 2), exceeded);
});

test("children are started a bounded number at a time", () => {
  const run = new DrivenRun(map(), [...Array(childExecutionsMax + 5).keys()]);
  assert.equal(children(run).length, childExecutionsMax);
  close(run, 0, succeeded(0));
  assert.equal(children(run).length, childExecutionsMax + 1);
});

test("a stopped execution stops its children, and no other", () => {
  const run = new DrivenRun(map(), [1, 2, 3]);
  close(run, 0, succeeded(1));
  run.send({ kind: "stop", error: undefined, cause: undefined });
  assert.equal(run.commands.filter(({ kind }) => kind === "stopChild").length, 2);
});

test("a selector that fails on a later item fails the Map Run and stops the children that run", () => {
  const run = new DrivenRun(map({ ItemSelector: { "x.$": "$$.Map.Item.Value.x" } }), [{ x: 1 }, {}]);
  assert.equal(run.run.failure?.error, "States.Runtime");
  assert.deepEqual(run.lines.slice(4), ["5<4 MapRunFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed"]);
  assert.equal(run.commands.filter(({ kind }) => kind === "stopChild").length, 1);
});

test("a retried Map is a Map Run of its own, with children of other names", () => {
  const run = new DrivenRun(map({ Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }] }), [1]);
  close(run, 0, failed);
  run.sleep(1);
  const [first, second] = children(run);
  assert.notEqual(first?.executionName, second?.executionName);
  assert.notEqual(first?.mapRunArn, second?.mapRunArn);
  close(run, 1, succeeded(1));
  assert.equal(run.run.output?.text, "[1]");
});

test("a tolerance that is none fails the state, in AWS's words", () => {
  const cause = (more: object, input: Json = []) => new DrivenRun(map(more), input).run.failure?.cause ?? "";
  assert.match(
    cause({ ToleratedFailureCountPath: "$.c", ItemsPath: "$.i" }, { c: -1, i: [1] }),
    /ToleratedFailureCount cannot be negative\.$/,
  );
  assert.match(
    cause({ ToleratedFailurePercentagePath: "$.p", ItemsPath: "$.i" }, { p: 101, i: [1] }),
    /ToleratedFailurePercentage must be between 0 and 100\.$/,
  );
  assert.match(
    cause({ ToleratedFailurePercentagePath: "$.p", ItemsPath: "$.i" }, { p: "many", i: [1] }),
    /refers to value "many" which is not a valid float: \$\.p$/,
  );
});

const reader = {
  ItemReader: {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: "JSON", MaxItemsPath: "$.max" },
    Parameters: { Bucket: "b", "Key.$": "$.key" },
  },
  // Recorded: not looked at where a reader brings the items.
  ItemsPath: "$.nowhere",
};

test("an ItemReader asks for the items once, and the Map Run goes on with them", () => {
  const run = new DrivenRun(map(reader), { key: "k", max: 2 });
  const [asked] = run.commands.filter((command) => command.kind === "readItems");
  assert.deepEqual(asked, {
    kind: "readItems",
    frameId: 0,
    attempt: 1,
    source: { action: "getObject", parameters: { Bucket: "b", Key: "k" }, config: { InputType: "JSON" }, maxItems: 2 },
  });
  const read = { kind: "itemsRead", frameId: 0, attempt: 1, result: { kind: "succeeded", output: Payload.of([7, 8]) } } as const;
  assert.equal(run.send({ ...read, attempt: 0 }).accepted, false, "items of another attempt are nobody's");
  run.send(read);
  close(run, 0, succeeded(70));
  close(run, 1, succeeded(80));
  assert.equal(run.run.output?.text, "[70,80]");
  assert.deepEqual(run.lines.slice(1, 5), ["2<0 MapStateEntered", "3<2 MapStateStarted", "4<3 MapRunStarted", "5<4 MapRunSucceeded"]);
});

test("items that cannot be read fail the Map Run, as does a negative MaxItems", () => {
  const unread = new DrivenRun(map(reader), { key: "k", max: 0 });
  const failure = { error: "States.ItemReaderFailed", cause: "Attempting to map over non-iterable node." };
  unread.send({ kind: "itemsRead", frameId: 0, attempt: 1, result: { kind: "failed", failure } });
  assert.deepEqual(unread.run.failure, failure);
  assert.deepEqual(unread.lines.slice(3), ["4<3 MapRunStarted", "5<4 MapRunFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed"]);
  const negative = new DrivenRun(map(reader), { key: "k", max: -1 });
  assert.deepEqual(negative.run.failure, { error: "States.ItemReaderFailed", cause: "field MaxItems must be positive" });
});

test("a Map Run that is stopped while its items are read calls the reading off", () => {
  const run = new DrivenRun(map(reader), { key: "k", max: 0 });
  run.send({ kind: "stop", error: undefined, cause: undefined });
  assert.deepEqual(run.commands.at(-1), { kind: "cancelTask", frameId: 0, attempt: 1 });
});

test("a batch takes items until one of its bounds, and each counts for itself", () => {
  const batched = (batcher: object) => new DrivenRun(map({ ItemBatcher: batcher, ToleratedFailureCount: 2 }), [1, 22, 333]);
  const inputs = (run: DrivenRun) => children(run).map(({ input }) => input.text);
  assert.deepEqual(inputs(batched({ MaxItemsPerBatch: 2, BatchInput: { who: "me" } })), [
    '{"BatchInput":{"who":"me"},"Items":[1,22]}',
    '{"BatchInput":{"who":"me"},"Items":[333]}',
  ]);
  assert.deepEqual(inputs(batched({ MaxInputBytesPerBatch: 16 })), ['{"Items":[1,22]}', '{"Items":[333]}']);
  assert.deepEqual(inputs(batched({ MaxInputBytesPerBatch: 1 })), ['{"Items":[1]}', '{"Items":[22]}', '{"Items":[333]}']);
  const run = batched({ MaxItemsPerBatch: 2 });
  close(run, 0, failed);
  assert.equal(run.run.status, "RUNNING");
  close(run, 1, failed);
  assert.equal(run.run.failure?.error, "States.ExceedToleratedFailureThreshold", "three items have failed");
});

test("a ResultWriter is told of all children, in order, and its answer is the state's result", () => {
  const writer = { ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b", Prefix: "p" } } };
  const run = new DrivenRun(map(writer), [1, 2]);
  close(run, 1, succeeded(20));
  close(run, 0, succeeded(10));
  const [asked] = run.commands.filter((command) => command.kind === "writeResults");
  assert.deepEqual(
    asked?.children,
    children(run).map(({ executionName }) => executionName),
  );
  assert.deepEqual(asked?.destination, { parameters: { Bucket: "b", Prefix: "p" }, transformation: "NONE", outputType: "JSON" });
  const output = Payload.of({ MapRunArn: "arn" });
  run.send({ kind: "resultsWritten", frameId: 0, attempt: asked?.attempt ?? 0, result: { kind: "succeeded", output } });
  assert.equal(run.run.output?.text, '{"MapRunArn":"arn"}');
});

test("where too many items fail, children are called off, and the Map Run fails once its results are written", () => {
  const writer = { ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } } };
  const run = new DrivenRun(map(writer), [1, 2, 3]);
  close(run, 0, succeeded(10));
  close(run, 1, failed);
  assert.equal(run.commands.filter(({ kind }) => kind === "stopChild").length, 1);
  const [asked] = run.commands.filter((command) => command.kind === "writeResults");
  assert.equal(asked?.children.length, 3);
  assert.equal(close(run, 2, succeeded(30)).accepted, false, "what a child says that was called off is nobody's");
  const output = Payload.of({});
  run.send({ kind: "resultsWritten", frameId: 0, attempt: asked?.attempt ?? 0, result: { kind: "succeeded", output } });
  assert.equal(run.run.failure?.error, "States.ExceedToleratedFailureThreshold");
  assert.deepEqual(run.lines.slice(4), ["5<4 MapRunFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed"]);
});
