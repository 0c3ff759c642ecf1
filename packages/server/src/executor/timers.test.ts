import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakeClock } from "../platform/fake.ts";
import { timersPauseMs, timersPerTurn, timersSweptFrom } from "./limits.ts";
import { Timers } from "./timers.ts";

function timersOf({ isAwaited = () => true }: { isAwaited?: (executionId: number) => boolean } = {}) {
  const clock = createFakeClock(0);
  const fired: number[] = [];
  return { clock, fired, timers: new Timers(clock, { fire: (executionId) => void fired.push(executionId), isAwaited }) };
}

test("timers fire in the order of their times, never early, with one real timer armed", () => {
  const { clock, fired, timers } = timersOf();
  const times = Array.from({ length: 500 }, (_, i) => (i * 7919) % 1000);
  for (const atMs of times) timers.add(atMs, atMs, 0);
  assert.ok(clock.armedCount <= 1);
  clock.advanceTo(499);
  assert.deepEqual(
    fired,
    times.filter((atMs) => atMs <= 499).sort((one, other) => one - other),
  );
  clock.advanceTo(1000);
  assert.deepEqual(
    fired,
    times.sort((one, other) => one - other),
  );
  assert.deepEqual([timers.size, clock.armedCount], [0, 0]);
});

test("a million milliseconds, 24.9 days or ten years ahead are just a time", () => {
  const { clock, fired, timers } = timersOf();
  const days = [24.9, 1, 3650].map((day) => day * 86_400_000);
  for (const atMs of days) timers.add(atMs, atMs, 0);
  clock.advanceTo(24.9 * 86_400_000 - 1);
  assert.deepEqual(fired, [days[1]]);
  clock.advanceTo(3651 * 86_400_000);
  assert.deepEqual(fired, [days[1], days[0], days[2]]);
});

test("many that are overdue come in bites", () => {
  const { clock, fired, timers } = timersOf();
  for (let id = 0; id < 2 * timersPerTurn + 1; id++) timers.add(10, id, 0);
  const bites: number[] = [];
  clock.setWallMs(10_000);
  for (let before = 0; timers.size > 0; before = fired.length) {
    clock.advanceTo(clock.nextDueMs() ?? 0);
    bites.push(fired.length - before);
    if (bites.length > 10) break;
  }
  assert.equal(fired.length, 2 * timersPerTurn + 1);
});

test("after clear nothing fires", () => {
  const { clock, fired, timers } = timersOf();
  timers.add(5, 1, 0);
  timers.clear();
  clock.advanceTo(100);
  assert.deepEqual([fired, clock.armedCount], [[], 0]);
});

test("the heap never holds more than twice what is waited for", () => {
  const { clock, fired, timers } = timersOf({ isAwaited: (executionId) => executionId % 100 === 0 });
  for (let id = 0; id < 50 * timersSweptFrom; id++) {
    timers.add(1_000_000 - id, id, 0);
    assert.ok(timers.size <= Math.max(timersSweptFrom, 2 * (id / 100)) + 1);
  }
  clock.advanceTo(1_000_000);
  assert.equal(fired.filter((id) => id % 100 === 0).length, (50 * timersSweptFrom) / 100, "none that is waited for is lost");
});

test("without room due timers wait, whatever is added meanwhile, and fire once there is room again", () => {
  const clock = createFakeClock(0);
  const fired: number[] = [];
  let room = 2;
  const timers = new Timers(clock, {
    fire: (executionId) => void fired.push(executionId),
    hasRoom: () => fired.length < room,
    isAwaited: () => true,
  });
  for (let i = 0; i < 5; i++) timers.add(10, i, 0);
  clock.advanceTo(10);
  timers.add(3, 9, 0);
  clock.advanceBy(1);
  assert.equal(fired.length, 2);
  assert.ok(clock.armedCount <= 1);
  room = 100;
  clock.advanceBy(timersPauseMs);
  assert.equal(fired.length, 6);
});
