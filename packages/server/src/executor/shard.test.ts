/** The promises of a shard: nothing leaves before it is durable, a start happens once, and a failed commit is survived. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceError } from "../aws/index.ts";
import { openMemoryStore } from "../storage/memory/index.ts";
import { Fenced } from "../storage/ports/executions.ts";
import { aWhile, faultyStore, functionTask, machine, settled, until, worldOf } from "./executor-fixture.ts";
import { batchCommandsMax, inboxMax, timersSweptFrom } from "./limits.ts";

const pass = machine({ P: { Type: "Pass" } });
const call = machine({ T: functionTask });
const waitForToken = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  Parameters: { FunctionName: "f", Payload: { "token.$": "$$.Task.Token" } },
};
const wait = (seconds: number) => machine({ W: { Type: "Wait", Seconds: seconds } });

function isRefused(code: string) {
  return (error: unknown) => error instanceof ServiceError && error.code === code;
}

/** What has become of a promise so far. */
function watched<T>(promise: Promise<T>): { state: "pending" | "resolved" | "rejected"; readonly promise: Promise<T> } {
  const seen: { state: "pending" | "resolved" | "rejected"; readonly promise: Promise<T> } = { state: "pending", promise };
  promise.then(
    () => (seen.state = "resolved"),
    () => (seen.state = "rejected"),
  );
  return seen;
}

test("a start is answered, and its task dispatched, only when its commit is durable", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  world.store.held = true;
  const start = watched(world.start("one"));
  await until("a commit is under way", () => world.store.commits.length === 1);
  await settled(aWhile);
  assert.equal(start.state, "pending");
  assert.equal(world.tasks.length, 0);
  assert.equal(await world.executor.find(world.arnOf("one")), undefined, "nobody may see it yet");
  world.store.release();
  await start.promise;
  await until("the task is dispatched", () => world.tasks.length === 1);
});

test("a result is durable before the next task is dispatched", async () => {
  const world = worldOf({ machines: { m: machine({ T: { ...functionTask, Next: "U" }, U: functionTask }) } });
  await world.executor.open();
  await world.start("one");
  await until("dispatched", () => world.tasks.length === 1);
  world.store.held = true;
  world.tasks[0]?.answer({ kind: "succeeded", output: "1" });
  await until("a commit is under way", () => world.store.commits.length === 2);
  await settled(aWhile);
  assert.equal(world.tasks.length, 1);
  world.store.release();
  await until("the second task is dispatched", () => world.tasks.length === 2);
});

test("describe and history show only what is durable", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  await world.start("one");
  await until("dispatched", () => world.tasks.length === 1);
  world.store.held = true;
  world.tasks[0]?.answer({ kind: "succeeded", output: "1" });
  await until("a commit is under way", () => world.store.commits.length === 2);
  const arn = world.arnOf("one");
  const record = (await world.executor.describe(arn))?.record;
  assert.equal(record?.status, "RUNNING");
  assert.equal(await world.executor.lastEventId(record?.id ?? 0), 4);
  world.store.release();
  await until("it has ended", async () => (await world.executor.describe(arn))?.record.status === "SUCCEEDED");
  const events = await world.executor.events(record?.id ?? 0, { firstEventId: 1, lastEventId: 100 });
  assert.deepEqual(
    events.map(({ id, type }) => `${id} ${type}`),
    [
      "1 ExecutionStarted",
      "2 TaskStateEntered",
      "3 LambdaFunctionScheduled",
      "4 LambdaFunctionStarted",
      "5 LambdaFunctionSucceeded",
      "6 TaskStateExited",
      "7 ExecutionSucceeded",
    ],
  );
});

test("while one commit is in flight the next batch fills: a thousand starts need few commits", async () => {
  const world = worldOf({ machines: { m: pass } });
  await world.executor.open();
  world.store.held = true;
  const first = world.start("first");
  await until("a commit is under way", () => world.store.commits.length === 1);
  const others = Array.from({ length: 1000 }, (_, i) => world.start(`other ${i}`));
  await settled(aWhile);
  assert.equal(world.store.commits.length, 1, "one commit at a time");
  world.store.release();
  await Promise.all([first, ...others]);
  assert.ok(world.store.commits.length <= 2 + Math.ceil(1000 / batchCommandsMax), `${world.store.commits.length} commits`);
  for (const { started } of world.store.commits) assert.ok(started.length <= batchCommandsMax);
});

test("a loop of Choice states gives the event loop its turns", async () => {
  const states = {
    C: { Type: "Choice", Choices: [{ Variable: "$.go", BooleanEquals: true, Next: "P" }], Default: "E" },
    P: { Type: "Pass", Next: "C" },
    E: { Type: "Succeed" },
  };
  const world = worldOf({ machines: { m: { StartAt: "C", States: states } } });
  await world.executor.open();
  let turns = 0;
  let isOver = false;
  const countTurns = () => {
    turns += 1;
    if (!isOver) setImmediate(countTurns);
  };
  setImmediate(countTurns);
  await world.start("loop", { input: '{"go":true}' });
  const arn = world.arnOf("loop");
  await until("the history is full", async () => (await world.executor.find(arn))?.status === "FAILED");
  isOver = true;
  assert.ok(turns >= 10, `${turns} turns of the event loop for 25,000 events`);
});

test("a failed commit rejects who waited; what was durable goes on, and its task is dispatched again under the same key", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  await world.start("durable");
  await until("dispatched", () => world.tasks.length === 1);
  world.store.failNext(new Error("disk full"));
  await assert.rejects(world.start("lost"), isRefused("ServiceUnavailable"));
  assert.equal(world.tasks[0]?.request.signal.aborted, true, "what ran is called off");
  await assert.rejects(world.start("too early"), isRefused("ServiceUnavailable"));
  await world.platform.clock.advanceByAsync(200);
  await until("dispatched again", () => world.tasks.length === 2);
  assert.equal(world.tasks[1]?.request.idempotencyKey, world.tasks[0]?.request.idempotencyKey);
  assert.equal(await world.executor.find(world.arnOf("lost")), undefined);
  world.tasks[0]?.answer({ kind: "succeeded", output: '"of the task that was called off"' });
  world.tasks[1]?.answer({ kind: "succeeded", output: '"right"' });
  await until("it has ended", async () => (await world.executor.describe(world.arnOf("durable")))?.output === '"right"');
  await world.start("lost");
});

test("what waits behind a failed commit is refused as well", async () => {
  const world = worldOf({ machines: { m: pass } });
  await world.executor.open();
  world.store.held = true;
  const first = watched(world.start("first"));
  await until("a commit is under way", () => world.store.commits.length === 1);
  const second = watched(world.start("second"));
  const same = watched(world.start("first"));
  await settled(aWhile);
  world.store.failNext(new Error("disk full"));
  world.store.release();
  await until("all are answered", () => [first, second, same].every(({ state }) => state !== "pending"));
  assert.deepEqual([first.state, second.state, same.state], ["rejected", "rejected", "rejected"]);
});

test("a start of a name that another start of the same name is being committed for is not answered when that commit fails", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  world.store.held = true;
  const first = watched(world.start("name"));
  await until("a commit is under way", () => world.store.commits.length === 1);
  // The lookup of the name is over, the commit is not.
  const again = watched(world.start("name"));
  const other = watched(world.start("name", { input: '{"other":1}' }));
  await settled(aWhile);
  assert.deepEqual([first.state, again.state, other.state], ["pending", "pending", "pending"]);
  world.store.failNext(new Error("disk full"));
  world.store.release();
  await until("all are answered", () => [first, again, other].every(({ state }) => state !== "pending"));
  for (const { promise } of [first, again, other]) await assert.rejects(promise, isRefused("ServiceUnavailable"));
});

test("a commit whose outcome was lost is found out: the execution is there, once", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  world.store.failNext(new Error("connection lost during COMMIT"), { afterWriting: true });
  await assert.rejects(world.start("one"), isRefused("ServiceUnavailable"));
  await world.platform.clock.advanceByAsync(200);
  await until("it goes on", () => world.tasks.length === 1);
  await world.start("one");
  assert.equal(world.tasks.length, 1);
});

test("a shard that cannot be read is tried again until it can", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  await world.start("one");
  world.store.failNext(new Error("disk full"));
  world.store.failOpenings(5);
  await assert.rejects(world.start("lost"), isRefused("ServiceUnavailable"));
  await world.platform.clock.advanceByAsync(60_000);
  await until("it goes on", () => world.tasks.length === 2);
});

test("a result that comes while the shard cannot be read is refused instead of waiting for the store, and the problem is told until it is over", async () => {
  const world = worldOf({ machines: { m: machine({ T: waitForToken }) } });
  await world.executor.open();
  await world.start("one");
  await until("dispatched", () => world.tasks.length === 1);
  const taskToken = world.tasks[0]?.request.taskToken ?? "";
  world.tasks[0]?.answer({ kind: "submitted", output: "{}" });
  await until("submitted", async () => (await world.executor.lastEventId(1)) === 5);
  assert.deepEqual(world.executor.problems, []);
  world.store.failNext(new Error("disk full"));
  world.store.failOpenings(2);
  await assert.rejects(world.start("lost"), isRefused("ServiceUnavailable"));
  assert.match(world.executor.problems.join(), /Shard 0 cannot write: disk full/);
  const result = watched(world.executor.completeTask(taskToken, { kind: "succeeded", output: "1" }));
  await settled(aWhile);
  assert.equal(result.state, "pending", "it may be over in a moment");
  await world.platform.clock.advanceByAsync(150);
  await until("it is refused", () => result.state === "rejected");
  await assert.rejects(result.promise, isRefused("ServiceUnavailable"));
  assert.match(world.executor.problems.join(), /Shard 0 cannot be read and written/);
  await world.platform.clock.advanceByAsync(10_000);
  assert.deepEqual(world.executor.problems, []);
  await world.executor.completeTask(taskToken, { kind: "succeeded", output: "1" });
  await until("it has ended", async () => (await world.executor.describe(world.arnOf("one")))?.record.status === "SUCCEEDED");
});

test("a result by its token may have 262,144 bytes of UTF-8, whatever its characters, and not one more", async () => {
  const world = worldOf({ machines: { m: machine({ T: waitForToken }) } });
  await world.executor.open();
  await world.start("one");
  await until("dispatched", () => world.tasks.length === 1);
  world.tasks[0]?.answer({ kind: "submitted", output: "{}" });
  const taskToken = world.tasks[0]?.request.taskToken ?? "";
  const output = `"${"€".repeat(87_380)}xx"`;
  assert.equal(Buffer.byteLength(output), 262_144);
  await assert.rejects(
    world.executor.completeTask(taskToken, { kind: "succeeded", output: `${output} ` }),
    isRefused("ValidationException"),
  );
  await world.executor.completeTask(taskToken, { kind: "succeeded", output });
  await until("it has ended", async () => (await world.executor.describe(world.arnOf("one")))?.output === output);
});

test("an owner that is fenced stops: it answers nothing more and commits nothing more", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  await world.start("one");
  await world.store.openShard(0, "somebody else");
  await assert.rejects(world.start("two"), isRefused("ServiceUnavailable"));
  const commits = world.store.commits.length;
  await assert.rejects(world.start("three"), isRefused("ServiceUnavailable"));
  world.tasks[0]?.answer({ kind: "succeeded", output: "1" });
  await world.platform.clock.advanceByAsync(60_000);
  assert.equal(world.store.commits.length, commits);
  assert.equal(world.platform.logLines.filter(({ fields }) => fields["error"] instanceof Fenced).length, 1);
});

test("a hundred starts of one name and input at once give one execution", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  const started = await Promise.all(
    Array.from({ length: 100 }, (_, i) => world.start("name", { input: i % 2 ? '{"a":1}' : '{ "a": 1 }' })),
  );
  assert.equal(new Set(started.map((answer) => JSON.stringify(answer))).size, 1);
  await until("dispatched", () => world.tasks.length > 0);
  await settled(aWhile);
  assert.equal(world.tasks.length, 1);
  assert.equal(world.store.commits.flatMap(({ started }) => started).length, 1);
});

test("thousands of starts of one name at once take time in proportion", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: 10_000 }, () => world.start("name")));
  assert.ok(performance.now() - beganMs < 5000);
});

test("a name is taken for another input, and for any input once its execution has closed", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  await world.start("name", { input: "1" });
  await assert.rejects(world.start("name", { input: "2" }), isRefused("ExecutionAlreadyExists"));
  await until("dispatched", () => world.tasks.length === 1);
  world.tasks[0]?.answer({ kind: "succeeded", output: "1" });
  await until("closed", async () => (await world.executor.find(world.arnOf("name")))?.status === "SUCCEEDED");
  await assert.rejects(world.start("name", { input: "1" }), isRefused("ExecutionAlreadyExists"));
});

test("a stop and a result that race end the execution once, whichever comes first", async () => {
  for (const stopFirst of [true, false]) {
    const world = worldOf({ machines: { m: call } });
    await world.executor.open();
    await world.start("one");
    await until("dispatched", () => world.tasks.length === 1);
    const arn = world.arnOf("one");
    const stop = () => world.executor.stop(arn, { error: "E", cause: "C" });
    const stops = stopFirst ? [stop(), stop()] : [];
    world.tasks[0]?.answer({ kind: "succeeded", output: "1" });
    await settled(2);
    if (!stopFirst) stops.push(stop());
    const answers = await Promise.all(stops);
    await until("closed", async () => (await world.executor.find(arn))?.status !== "RUNNING");
    const record = await world.executor.find(arn);
    assert.equal(record?.status, stopFirst ? "ABORTED" : "SUCCEEDED");
    assert.deepEqual(answers, stopFirst ? [true, false] : [false]);
    assert.equal(await world.executor.stop(arn, { error: undefined, cause: undefined }), false);
    assert.equal(world.store.commits.flatMap(({ closed }) => closed).length, 1);
  }
});

test("a stopped execution's task is called off", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  await world.start("one");
  await until("dispatched", () => world.tasks.length === 1);
  await world.executor.stop(world.arnOf("one"), { error: undefined, cause: undefined });
  assert.equal(world.tasks[0]?.request.signal.aborted, true);
});

test("a full inbox refuses starts and callbacks, and takes the results of tasks all the same", async () => {
  const world = worldOf({ machines: { m: call, p: pass } });
  await world.executor.open();
  await world.start("one");
  await until("dispatched", () => world.tasks.length === 1);
  world.store.held = true;
  const starts = Array.from({ length: inboxMax + 2 * batchCommandsMax + 5 }, (_, i) =>
    world.start(`s${i}`, { machine: "p", nameGiven: false }).then(
      () => "ok",
      (error: ServiceError) => error.code,
    ),
  );
  await settled(aWhile);
  world.tasks[0]?.answer({ kind: "succeeded", output: '"kept"' });
  await settled(aWhile);
  world.store.release();
  const answers = await Promise.all(starts);
  assert.ok(answers.includes("ThrottlingException"));
  assert.ok(answers.filter((answer) => answer === "ok").length >= inboxMax);
  await until("the result was taken", async () => (await world.executor.describe(world.arnOf("one")))?.output === '"kept"');
});

test("a wait of 60 days ends on its second, not before", async () => {
  const world = worldOf({ machines: { m: wait(60 * 86_400) } });
  await world.executor.open();
  await world.start("one");
  const { clock } = world.platform;
  await clock.advanceByAsync(60 * 86_400_000 - 1);
  assert.equal((await world.executor.find(world.arnOf("one")))?.status, "RUNNING");
  await clock.advanceByAsync(1);
  await until("it has ended", async () => (await world.executor.find(world.arnOf("one")))?.status === "SUCCEEDED");
});

test("a clock set back between a timer and its turn does not lose the wait", async () => {
  const world = worldOf({ machines: { m: wait(10) } });
  await world.executor.open();
  await world.start("one");
  const { clock } = world.platform;
  const dueMs = clock.nowMs() + 10_000;
  clock.advanceTo(dueMs);
  clock.setWallMs(dueMs - 3_600_000);
  await settled(aWhile);
  assert.equal((await world.executor.find(world.arnOf("one")))?.status, "RUNNING");
  await clock.advanceByAsync(3_600_000);
  await until("it has ended", async () => (await world.executor.find(world.arnOf("one")))?.status === "SUCCEEDED");
});

test("a clock set forward fires what is due, in order", async () => {
  const world = worldOf({ machines: { m: wait(10), n: wait(20) } });
  await world.executor.open();
  await world.start("late", { machine: "n" });
  await world.start("soon");
  world.platform.clock.setWallMs(world.platform.clock.nowMs() + 10 * 365 * 86_400_000);
  await world.platform.clock.advanceByAsync(0);
  await until("both have ended", () => world.executor.figures.openExecutions === 0);
  assert.deepEqual(
    world.store.commits.flatMap(({ closed }) => closed.map(({ id }) => id)),
    [2, 1],
  );
});

test("timers that nobody waits for any more are swept out", async () => {
  const timed = machine({ T: { ...functionTask, TimeoutSeconds: 99_999_999 } });
  const world = worldOf({ machines: { m: timed }, reply: () => ({ kind: "succeeded", output: "1" }) });
  await world.executor.open();
  for (let round = 0; round < 25; round++) {
    await Promise.all(Array.from({ length: 1000 }, (_, i) => world.start(`${round} ${i}`, { nameGiven: false })));
    await until("all have ended", () => world.executor.figures.openExecutions === 0);
  }
  assert.ok(world.executor.figures.timers <= timersSweptFrom + 1000, `${world.executor.figures.timers} timers for no execution`);
});

test("stale timers are not worth a commit", async () => {
  const timed = machine({ T: { ...functionTask, TimeoutSeconds: 5, Next: "U" }, U: functionTask });
  const world = worldOf({ machines: { m: timed } });
  await world.executor.open();
  await world.start("one");
  await until("dispatched", () => world.tasks.length === 1);
  world.tasks[0]?.answer({ kind: "succeeded", output: "1" });
  await until("dispatched", () => world.tasks.length === 2);
  const commits = world.store.commits.length;
  await world.platform.clock.advanceByAsync(10_000);
  await settled(aWhile);
  assert.equal(world.store.commits.length, commits);
});

test("close makes durable what has come in, more than a batch of it, and takes nothing in afterwards", async () => {
  const world = worldOf({ machines: { m: pass } });
  await world.executor.open();
  const starts = Array.from({ length: 3 * batchCommandsMax }, (_, i) => world.start(`s${i}`, { nameGiven: false }));
  await world.executor.close();
  await Promise.all(starts);
  const commits = world.store.commits.length;
  await assert.rejects(world.start("late"), isRefused("ServiceUnavailable"));
  await settled(aWhile);
  assert.equal(world.store.commits.length, commits);
});

test("close during a reload stays closed", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  await world.start("one");
  world.store.failNext(new Error("disk full"));
  await assert.rejects(world.start("lost"));
  await world.executor.close();
  await world.platform.clock.advanceByAsync(60_000);
  await settled(aWhile);
  await assert.rejects(world.start("late"), isRefused("ServiceUnavailable"));
  assert.equal(world.tasks.length, 1, "nothing is dispatched again");
});

test("a stop while the shard is being read is refused, not answered as if nothing ran", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  await world.start("one");
  world.store.failNext(new Error("disk full"));
  await assert.rejects(world.start("lost"));
  await assert.rejects(world.executor.stop(world.arnOf("one"), { error: undefined, cause: undefined }), isRefused("ServiceUnavailable"));
});

test("after a crash everything open goes on: waits, tasks under their old keys, and retries", async () => {
  const store = faultyStore();
  const machines = { m: machine({ T: { ...functionTask, Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 30 }] } }), w: wait(100) };
  const before = worldOf({ machines, store });
  await before.executor.open();
  await before.start("waits", { machine: "w" });
  await before.start("calls");
  await before.start("retries");
  await until("dispatched", () => before.tasks.length === 2);
  before.tasks[1]?.answer({ kind: "failed", error: "Busy", cause: undefined });
  await settled(aWhile);
  // No close: the process is gone.
  const after = worldOf({ machines, store, platform: before.platform });
  await after.executor.open();
  assert.equal(after.executor.figures.openExecutions, 3);
  await until("dispatched again", () => after.tasks.length === 1);
  assert.equal(after.tasks[0]?.request.idempotencyKey, before.tasks[0]?.request.idempotencyKey);
  await after.platform.clock.advanceByAsync(30_000);
  await until("the retry is dispatched", () => after.tasks.length === 2);
  for (const { answer } of after.tasks) answer({ kind: "succeeded", output: "1" });
  await after.platform.clock.advanceByAsync(70_000);
  await until("all have ended", () => after.executor.figures.openExecutions === 0);
  // The old process still lives somewhere: it can write nothing.
  await assert.rejects(before.start("late"), isRefused("ServiceUnavailable"));
});

test("a watcher that throws stops nothing", async () => {
  const world = worldOf({
    machines: { m: pass },
    watch: () => {
      throw new Error("a bug in the metrics");
    },
  });
  await world.executor.open();
  await world.start("one");
  await world.start("two");
  assert.ok(world.platform.logLines.some(({ message }) => message === "a watcher of commits failed"));
});

test("an input nested a hundred thousand deep is data like any other: it is assigned, kept, and read back after a crash", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const store = faultyStore();
  const machines = {
    m: machine({
      P: { Type: "Pass", Assign: { "deep.$": "$" }, Next: "T" },
      T: { ...functionTask, Next: "E" },
      E: { Type: "Pass", Parameters: { "deep.$": "$deep" } },
    }),
  };
  const before = worldOf({ machines, store });
  await before.executor.open();
  await before.start("deep", { input: deep });
  await before.start("deep", { input: deep });
  const after = worldOf({ machines, store, reply: () => ({ kind: "succeeded", output: "1" }) });
  await after.executor.open();
  await until("it has ended", async () => (await after.executor.find(after.arnOf("deep")))?.status !== "RUNNING");
  assert.equal((await after.executor.describe(after.arnOf("deep")))?.output, `{"deep":${deep}}`);
});

test("an execution that the store cannot hand out for a moment goes on when it can", async () => {
  const kept = openMemoryStore().executions;
  const before = worldOf({ machines: { m: call }, store: faultyStore(kept) });
  await before.executor.open();
  await before.start("one", { input: JSON.stringify("x".repeat(5000)) });
  let failures = 2;
  const store = faultyStore({
    ...kept,
    async segmentOfPayload(executionId, payloadId) {
      if (failures-- > 0) throw new Error("connection lost");
      return kept.segmentOfPayload(executionId, payloadId);
    },
  });
  const after = worldOf({ machines: { m: call }, store });
  const opened = after.executor.open();
  await settled(aWhile);
  await after.platform.clock.advanceByAsync(1000);
  await opened;
  await until("its task is dispatched again", () => after.tasks.length === 1);
});

test("who has lost the shard says nothing of what runs there: a repeated start and a stop are refused", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  await world.start("one");
  await world.store.openShard(0, "somebody else");
  await assert.rejects(world.start("two"), isRefused("ServiceUnavailable"));
  await assert.rejects(world.start("one"), isRefused("ServiceUnavailable"));
  await assert.rejects(world.executor.stop(world.arnOf("one"), { error: undefined, cause: undefined }), isRefused("ServiceUnavailable"));
});

test("a name that is in the store while the shard is being loaded is not called taken: the execution may be running", async () => {
  const world = worldOf({ machines: { m: call } });
  await world.executor.open();
  world.store.failNext(new Error("connection lost during COMMIT"), { afterWriting: true });
  const both = [world.start("one"), world.start("one")];
  for (const start of both) await assert.rejects(start, isRefused("ServiceUnavailable"));
  await world.platform.clock.advanceByAsync(200);
  await world.start("one");
});
