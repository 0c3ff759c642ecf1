import assert from "node:assert/strict";
import { test } from "node:test";
import { Activities, type ActivityTask } from "./activities.ts";
import { activityArn, faultyStore, machine, settled, until, worldOf } from "./executor-fixture.ts";
import { activityPollMs, activityPollersMax, inboxMax } from "./limits.ts";

const activity = machine({ A: { Type: "Task", Resource: activityArn } });
const never = () => new AbortController().signal;

test("a task waits for a worker, a worker for a task; both are served first come, first served", async () => {
  const world = worldOf({ machines: { m: activity } });
  await world.executor.open();
  const polls = ["w1", "w2"].map((workerName) => world.executor.pollActivity(activityArn, { workerName, signal: never() }));
  await world.start("one", { input: "1" });
  await world.start("two", { input: "2" });
  await world.start("three", { input: "3" });
  const third = world.executor.pollActivity(activityArn, { workerName: "w3", signal: never() });
  assert.deepEqual(
    (await Promise.all([...polls, third])).map((assignment) => assignment?.input),
    ["1", "2", "3"],
  );
});

test("a worker gets its task only when it is durable that it has it, and the history names the worker", async () => {
  const world = worldOf({ machines: { m: activity } });
  await world.executor.open();
  await world.start("one");
  world.store.held = true;
  let given = false;
  const poll = world.executor.pollActivity(activityArn, { workerName: "bob", signal: never() }).then((assignment) => {
    given = true;
    return assignment;
  });
  await until("a commit is under way", () => world.store.commits.length === 2);
  await settled(20);
  assert.equal(given, false);
  world.store.release();
  await world.executor.completeTask((await poll)?.taskToken ?? "", { kind: "succeeded", output: '"done"' });
  const { record, output } = (await world.executor.describe(world.arnOf("one"))) ?? {};
  assert.equal(output, '"done"');
  const events = await world.executor.events(record?.id ?? 0, { firstEventId: 4, lastEventId: 4 });
  assert.deepEqual(events[0]?.details, { workerName: "bob" });
});

test("a long poll without a task ends after a minute, and at once when its caller goes away", async () => {
  const world = worldOf({ machines: { m: activity } });
  await world.executor.open();
  const left = new AbortController();
  const polls = [never(), left.signal].map((signal) => world.executor.pollActivity(activityArn, { workerName: undefined, signal }));
  left.abort();
  assert.equal(await polls[1], undefined);
  await world.platform.clock.advanceByAsync(activityPollMs - 1);
  let ended = false;
  void polls[0]?.then(() => (ended = true));
  await settled(5);
  assert.equal(ended, false);
  await world.platform.clock.advanceByAsync(1);
  assert.equal(await polls[0], undefined);
  assert.equal(world.platform.clock.armedCount, 0, "no timer is left behind");
  const gone = AbortSignal.abort();
  assert.equal(await world.executor.pollActivity(activityArn, { workerName: undefined, signal: gone }), undefined);
});

test("a worker that has left gets no task; the next one does", async () => {
  const world = worldOf({ machines: { m: activity } });
  await world.executor.open();
  const left = new AbortController();
  const first = world.executor.pollActivity(activityArn, { workerName: "gone", signal: left.signal });
  left.abort();
  await world.start("one", { input: "1" });
  const second = await world.executor.pollActivity(activityArn, { workerName: "here", signal: never() });
  assert.equal(await first, undefined);
  assert.equal(second?.input, "1");
});

test("a poll whose minute ends while a task is handed to it still gets that task", async () => {
  const world = worldOf({ machines: { m: activity } });
  await world.executor.open();
  await world.start("one", { input: "1" });
  world.store.held = true;
  const poll = world.executor.pollActivity(activityArn, { workerName: undefined, signal: never() });
  await until("a commit is under way", () => world.store.commits.length === 2);
  await world.platform.clock.advanceByAsync(activityPollMs);
  world.store.release();
  assert.equal((await poll)?.input, "1");
});

test("a task that timed out while it waited is given to nobody", async () => {
  const timed = machine({
    A: { Type: "Task", Resource: activityArn, TimeoutSeconds: 5, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "B" }], Next: "B" },
    B: { Type: "Task", Resource: activityArn },
  });
  const world = worldOf({ machines: { m: timed } });
  await world.executor.open();
  await world.start("one", { input: '{"first":1}' });
  await world.platform.clock.advanceByAsync(5000);
  const assignment = await world.executor.pollActivity(activityArn, { workerName: undefined, signal: never() });
  assert.equal(assignment?.input, '{"Error":"States.Timeout","Cause":""}');
});

test("after a crash a task that nobody took is queued again, and one that a worker has is not handed out twice", async () => {
  const store = faultyStore();
  const before = worldOf({ machines: { m: activity }, store });
  await before.executor.open();
  await before.start("taken", { input: '"taken"' });
  const taken = await before.executor.pollActivity(activityArn, { workerName: "w", signal: never() });
  await before.start("waiting", { input: '"waiting"' });
  const after = worldOf({ machines: { m: activity }, store });
  await after.executor.open();
  const again = await after.executor.pollActivity(activityArn, { workerName: "w", signal: never() });
  assert.equal(again?.input, '"waiting"');
  // Tokens outlive the process.
  await after.executor.completeTask(taken?.taskToken ?? "", { kind: "succeeded", output: "1" });
  await until("it has ended", async () => (await after.executor.find(after.arnOf("taken")))?.status === "SUCCEEDED");
});

test("a task that was being handed over when the commit failed is handed over once the shard is read again", async () => {
  const world = worldOf({ machines: { m: activity } });
  await world.executor.open();
  await world.start("one", { input: "1" });
  world.store.failNext(new Error("disk full"));
  const poll = world.executor.pollActivity(activityArn, { workerName: undefined, signal: never() });
  await until("the commit has failed", () => world.platform.logLines.length > 0);
  await world.platform.clock.advanceByAsync(200);
  assert.equal((await poll)?.input, "1");
});

test("a server that is too busy for new work still hands tasks over", async () => {
  const world = worldOf({ machines: { m: activity, p: machine({ P: { Type: "Pass" } }) } });
  await world.executor.open();
  await world.start("one", { input: "1" });
  world.store.held = true;
  const starts = Array.from({ length: inboxMax + 2000 }, (_, i) =>
    world.start(`${i}`, { machine: "p", nameGiven: false }).catch(() => undefined),
  );
  await settled(20);
  const poll = world.executor.pollActivity(activityArn, { workerName: undefined, signal: never() });
  await settled(20);
  world.store.release();
  assert.equal((await poll)?.input, "1");
  await Promise.all(starts);
});

test("one poller too many is refused", async () => {
  const world = worldOf({ machines: { m: activity } });
  await world.executor.open();
  const ends = new AbortController();
  const polls = Array.from({ length: activityPollersMax }, () =>
    world.executor.pollActivity(activityArn, { workerName: undefined, signal: ends.signal }),
  );
  await assert.rejects(world.executor.pollActivity(activityArn, { workerName: undefined, signal: ends.signal }), {
    code: "ActivityWorkerLimitExceeded",
  });
  ends.abort();
  await Promise.all(polls);
});

const taskOf = (executionId: number): ActivityTask => ({ executionId, frameId: 0, attempt: 1, taskToken: "t", input: `${executionId}` });

test("tasks are not lost when a poller ends that belonged to queues of an earlier time", async () => {
  const activities = new Activities();
  const taken: number[] = [];
  const answer = Promise.withResolvers<"taken">();
  const slow = { workerName: "slow", offer: () => answer.promise };
  const stopSlow = activities.poll("a", slow);
  activities.enqueue("a", taskOf(1)); // is being handed to the slow one; both queues are empty now
  activities.poll("a", { workerName: "brief", offer: async () => "workerGone" as const })?.();
  activities.enqueue("a", taskOf(2)); // waits
  answer.resolve("taken");
  await answer.promise;
  stopSlow?.();
  activities.poll("a", {
    workerName: "next",
    offer: async ({ executionId }) => {
      taken.push(executionId);
      return "taken";
    },
  });
  assert.deepEqual(taken, [2]);
});

test("a task whose worker turned out to be gone goes before those that came later", async () => {
  const activities = new Activities();
  const taken: number[] = [];
  activities.poll("a", { workerName: "gone", offer: async () => "workerGone" as const });
  activities.enqueue("a", taskOf(1));
  activities.enqueue("a", taskOf(2));
  await settled();
  const worker = () => ({
    workerName: "w",
    offer: async ({ executionId }: ActivityTask) => {
      taken.push(executionId);
      return "taken" as const;
    },
  });
  activities.poll("a", worker());
  activities.poll("a", worker());
  assert.deepEqual(taken, [1, 2]);
});
