import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakeClock, createFakePlatform } from "./fake.ts";

test("time moves only when told, and calls come in order of time, then of arming", () => {
  const clock = createFakeClock(0);
  const seen: string[] = [];
  const note = (name: string) => () => void seen.push(`${name}@${clock.nowMs()}`);
  clock.at(20, note("c"));
  clock.at(10, note("a"));
  clock.at(10, note("b"));
  clock.at(30, note("late"));
  assert.deepEqual(seen, []);
  clock.advanceBy(25);
  assert.deepEqual(seen, ["a@10", "b@10", "c@20"]);
  assert.equal(clock.nowMs(), 25);
  assert.equal(clock.nextDueMs(), 30);
});

test("a call armed by a call comes in the same advance when it is due", () => {
  const clock = createFakeClock(0);
  const seen: number[] = [];
  const again = (): void => {
    seen.push(clock.nowMs());
    if (seen.length < 3) clock.at(clock.nowMs() + 10, again);
  };
  clock.at(10, again);
  clock.advanceTo(100);
  assert.deepEqual(seen, [10, 20, 30]);
});

test("a cancelled call does not come", () => {
  const clock = createFakeClock(0);
  const cancel = clock.at(10, () => assert.fail("cancelled"));
  cancel();
  clock.advanceBy(20);
  assert.equal(clock.armedCount, 0);
});

test("a clock stepped back leaves calls waiting for their wall time", () => {
  const clock = createFakeClock(1_000);
  let calls = 0;
  clock.at(1_500, () => (calls += 1));
  clock.setWallMs(0);
  clock.advanceBy(600);
  assert.equal(calls, 0);
  clock.advanceTo(1_500);
  assert.equal(calls, 1);
});

test("promises settle between calls when asked for", async () => {
  const clock = createFakeClock(0);
  const seen: string[] = [];
  clock.at(10, () => void Promise.resolve().then(() => clock.at(15, () => seen.push("from a promise"))));
  await clock.advanceByAsync(20);
  assert.deepEqual(seen, ["from a promise"]);
});

test("log lines are kept with the fields of their children", () => {
  const { logger, logLines } = createFakePlatform();
  logger.child({ shard: 1 }).warn("slow", { ms: 5 });
  assert.deepEqual(logLines, [{ level: "warn", message: "slow", fields: { shard: 1, ms: 5 } }]);
});
