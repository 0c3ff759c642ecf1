/** Children of a distributed Map in the executor: executions of their own, started once and heard once, whatever crashes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { openMemoryStore } from "../storage/memory/index.ts";
import { faultyStore, functionTask, machine, settled, until, worldOf } from "./executor-fixture.ts";

const mapOf = (more: object = {}) =>
  machine({
    M: {
      Type: "Map",
      Label: "L",
      ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...machine({ T: functionTask }) },
      ...more,
    },
  });

test("children run on whatever shard their name falls on, and the parent's output is in the order of the items", async () => {
  const world = worldOf({
    machines: { m: mapOf() },
    shards: 4,
    reply: ({ parameters }) => ({ kind: "succeeded", output: `[${parameters}]` }),
  });
  await world.executor.open();
  await world.start("one", { input: JSON.stringify([...Array(100).keys()]) });
  await until("it has ended", async () => (await world.executor.find(world.arnOf("one")))?.status === "SUCCEEDED");
  assert.equal((await world.executor.describe(world.arnOf("one")))?.output, JSON.stringify([...Array(100).keys()].map((i) => [i])));
  assert.equal(world.tasks.length, 100);
});

test("children that were not started yet before a crash are started when all shards are there again", async () => {
  const kept = openMemoryStore().executions;
  const machines = { m: mapOf() };
  const before = worldOf({ machines, store: faultyStore(kept), shards: 8 });
  await before.executor.open();
  before.store.dieAfter(({ started }) => started.length === 1);
  void before.start("one", { input: JSON.stringify([...Array(50).keys()]) });
  await until("the process has died", () => before.store.isDead);
  const after = worldOf({ machines, store: faultyStore(kept), shards: 8, reply: () => ({ kind: "succeeded", output: "1" }) });
  await after.executor.open();
  await settled(30);
  await after.platform.clock.advanceByAsync(10_000);
  await until("it has ended", async () => (await after.executor.find(after.arnOf("one")))?.status === "SUCCEEDED");
  assert.equal(after.tasks.length, 50);
});

test("a crash between a child's end and the parent's event: the child is not run again, and its output is heard", async () => {
  const kept = openMemoryStore().executions;
  const machines = { m: mapOf({ MaxConcurrency: 1 }) };
  const before = worldOf({ machines, store: faultyStore(kept) });
  await before.executor.open();
  await before.start("one", { input: "[1,2]" });
  await until("the first child works", () => before.tasks.length === 1);
  before.store.dieAfter(({ closed }) => closed.length === 1);
  before.tasks[0]?.answer({ kind: "succeeded", output: '"first"' });
  await until("the process has died", () => before.store.isDead);
  const after = worldOf({ machines, store: faultyStore(kept) });
  await after.executor.open();
  await until("the second child works", () => after.tasks.length === 1);
  assert.equal(after.tasks[0]?.request.parameters, "2");
  after.tasks[0]?.answer({ kind: "succeeded", output: '"second"' });
  await until("it has ended", async () => (await after.executor.find(after.arnOf("one")))?.status === "SUCCEEDED");
  assert.equal((await after.executor.describe(after.arnOf("one")))?.output, '["first","second"]');
});

test("stopping the parent stops its children, also one that is just being started", async () => {
  const world = worldOf({ machines: { m: mapOf() }, shards: 4 });
  await world.executor.open();
  await world.start("one", { input: "[1,2,3]" });
  // The children's starts are asked for and not durable yet.
  await world.executor.stop(world.arnOf("one"), { error: undefined, cause: undefined });
  await until("nothing is open", () => world.executor.figures.openExecutions === 0);
  await settled(30);
  assert.equal(world.executor.figures.openExecutions, 0);
  for (const { request } of world.tasks) assert.equal(request.signal.aborted, true);
});

test("children whose parent was stopped just before a crash are stopped at the next start", async () => {
  const kept = openMemoryStore().executions;
  const machines = { m: mapOf() };
  const before = worldOf({ machines, store: faultyStore(kept) });
  await before.executor.open();
  await before.start("one", { input: "[1,2,3]" });
  await until("the children work", () => before.tasks.length === 3);
  before.store.dieAfter(({ closed }) => closed.length > 0);
  void before.executor.stop(before.arnOf("one"), { error: undefined, cause: undefined });
  await until("the process has died", () => before.store.isDead);
  const after = worldOf({ machines, store: faultyStore(kept) });
  await after.executor.open();
  await until("nothing is open", () => after.executor.figures.openExecutions === 0);
  assert.ok(
    before.store.commits.every(({ closed }) => closed.length <= 1),
    "only the parent had ended before",
  );
});

test("a child's shard that is being read again delays the child and does not lose it", async () => {
  const world = worldOf({ machines: { m: mapOf() }, shards: 2 });
  await world.executor.open();
  world.store.failNext(new Error("disk full"));
  const lost = await Promise.allSettled(["a", "b", "c"].map((name) => world.start(name, { input: "[]" })));
  assert.ok(lost.some(({ status }) => status === "rejected"));
  // One shard is loading now; the parent goes to the other.
  const names = Array.from({ length: 20 }, (_, i) => `p${i}`);
  let parent: string | undefined;
  for (const name of names) {
    const started = await world.start(name, { input: "[1,2,3,4,5,6,7,8]" }).catch(() => undefined);
    if (started) parent ??= name;
  }
  assert.ok(parent);
  await settled(30);
  await world.platform.clock.advanceByAsync(20_000);
  const reply = async () => {
    for (const { answer } of world.tasks) answer({ kind: "succeeded", output: "1" });
    return (await world.executor.find(world.arnOf(parent)))?.status === "SUCCEEDED";
  };
  await until("it has ended", reply);
});

test("a parent that is read again while its children work hears each of them once", async () => {
  const world = worldOf({ machines: { m: mapOf() } });
  await world.executor.open();
  await world.start("one", { input: "[1,2,3]" });
  await until("the children work", () => world.tasks.length === 3);
  world.store.failNext(new Error("disk full"));
  world.tasks[0]?.answer({ kind: "succeeded", output: '"lost with its commit"' });
  await until("the commit has failed", () => world.platform.logLines.length > 0);
  await world.platform.clock.advanceByAsync(1000);
  await until("the children work again", () => world.tasks.length === 6);
  for (const { answer, request } of world.tasks.slice(3)) answer({ kind: "succeeded", output: request.parameters });
  await until("it has ended", async () => (await world.executor.find(world.arnOf("one")))?.status === "SUCCEEDED");
  assert.equal((await world.executor.describe(world.arnOf("one")))?.output, "[1,2,3]");
});

test("a child whose name cannot be looked up for a moment is started when it can", async () => {
  const kept = openMemoryStore().executions;
  let failures = 2;
  const store = faultyStore({
    ...kept,
    async find(arn) {
      if (arn.includes("/L:") && failures-- > 0) throw new Error("connection lost");
      return kept.find(arn);
    },
  });
  const world = worldOf({ machines: { m: mapOf() }, store, reply: () => ({ kind: "succeeded", output: "1" }) });
  await world.executor.open();
  await world.start("one", { input: "[1,2]" });
  await settled(30);
  await world.platform.clock.advanceByAsync(1000);
  await until("it has ended", async () => (await world.executor.find(world.arnOf("one")))?.status === "SUCCEEDED");
});

test("a child's end whose commit nobody heard of reaches its parent on another shard", async () => {
  const kept = openMemoryStore().executions;
  let parentShard: number | undefined;
  let lost = 0;
  const store = faultyStore({
    ...kept,
    async commit(batch) {
      await kept.commit(batch);
      if (parentShard === undefined || batch.shard === parentShard || batch.closed.length === 0 || lost > 0) return;
      lost += 1;
      throw new Error("connection lost during COMMIT");
    },
  });
  const world = worldOf({ machines: { m: mapOf() }, store, shards: 4 });
  await world.executor.open();
  await world.start("one", { input: "[1,2,3,4,5,6,7,8]" });
  await until("the children work", () => world.tasks.length === 8);
  parentShard = (await world.executor.find(world.arnOf("one")))?.shard;
  for (const { answer } of world.tasks) answer({ kind: "succeeded", output: "1" });
  await until("a child has ended", () => lost === 1);
  await world.platform.clock.advanceByAsync(1000);
  await until("it has ended", async () => {
    for (const { answer } of world.tasks) answer({ kind: "succeeded", output: "1" });
    return (await world.executor.find(world.arnOf("one")))?.status === "SUCCEEDED";
  });
});

test("children are stopped whose parent was stopped by a commit that nobody heard of", async () => {
  const kept = openMemoryStore().executions;
  let losesEnds = false;
  const store = faultyStore({
    ...kept,
    async commit(batch) {
      await kept.commit(batch);
      if (!losesEnds || batch.closed.length === 0) return;
      losesEnds = false;
      throw new Error("connection lost during COMMIT");
    },
  });
  const world = worldOf({ machines: { m: mapOf() }, store, shards: 4 });
  await world.executor.open();
  await world.start("one", { input: "[1,2,3,4,5,6,7,8]" });
  await until("the children work", () => world.tasks.length === 8);
  losesEnds = true;
  await assert.rejects(world.executor.stop(world.arnOf("one"), { error: undefined, cause: undefined }), { code: "ServiceUnavailable" });
  await world.platform.clock.advanceByAsync(1000);
  await until("nothing is open", () => world.executor.figures.openExecutions === 0);
});
