import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClockSource, createClock } from "./clock.ts";

/** A world whose sleeps end when told; `wallMs` may be set back, which sleeps do not notice. */
interface World {
  wallMs: number;
  readonly sleeps: { readonly delayMs: number; readonly callback: () => void; cancelled: boolean }[];
  readonly source: ClockSource;
  sleepOver(movedMs?: number): void;
}

function createWorld(): World {
  const sleeps: World["sleeps"] = [];
  const world: World = {
    wallMs: 1_000_000,
    sleeps,
    source: {
      nowMs: () => world.wallMs,
      sleep(delayMs, callback) {
        const sleep = { delayMs, callback, cancelled: false };
        sleeps.push(sleep);
        return () => void (sleep.cancelled = true);
      },
    },
    /** Ends the newest sleep after the time it asked for, the wall clock moving by as much or by `movedMs`. */
    sleepOver(movedMs?: number): void {
      const sleep = sleeps.at(-1) ?? assert.fail("nobody sleeps");
      world.wallMs += movedMs ?? sleep.delayMs;
      if (!sleep.cancelled) sleep.callback();
    },
  };
  return world;
}

test("a call far beyond 24.8 days comes once, at its time, in chunks a timer can hold", () => {
  const world = createWorld();
  let calls = 0;
  const dayMs = 86_400_000;
  createClock(world.source).at(world.wallMs + 100 * dayMs, () => (calls += 1));
  for (let guard = 0; calls === 0 && guard < 10_000; guard++) {
    assert.ok((world.sleeps.at(-1)?.delayMs ?? Number.NaN) <= 2_147_483_647);
    world.sleepOver();
  }
  assert.equal(calls, 1);
  assert.equal(world.wallMs, 1_000_000 + 100 * dayMs);
});

test("a clock set back during the sleep does not make the call early", () => {
  const world = createWorld();
  const calledAtMs: number[] = [];
  createClock(world.source).at(world.wallMs + 5_000, () => calledAtMs.push(world.wallMs));
  world.sleepOver(-60_000);
  assert.deepEqual(calledAtMs, []);
  world.sleepOver();
  assert.deepEqual(calledAtMs, [1_005_000]);
});

test("a timer that fires a millisecond early is armed again", () => {
  const world = createWorld();
  let calls = 0;
  createClock(world.source).at(world.wallMs + 5_000, () => (calls += 1));
  world.sleepOver(4_999);
  assert.equal(calls, 0);
  assert.equal(world.sleeps.at(-1)?.delayMs, 1);
  world.sleepOver();
  assert.equal(calls, 1);
});

test("a clock set forward during a long wait is noticed within the hour", () => {
  const world = createWorld();
  let calls = 0;
  createClock(world.source).at(world.wallMs + 86_400_000, () => (calls += 1));
  assert.ok((world.sleeps.at(-1)?.delayMs ?? Number.NaN) <= 3_600_000);
  world.sleepOver(86_400_000);
  assert.equal(calls, 1);
});

test("a cancelled call does not come, not even when its sleep has been re-armed", () => {
  const world = createWorld();
  const cancel = createClock(world.source).at(world.wallMs + 10_000_000, () => assert.fail("cancelled"));
  world.sleepOver();
  cancel();
  assert.equal(world.sleeps.at(-1)?.cancelled, true);
});

test("a time in the past is called soon, not at once", async () => {
  let called = false;
  const arrived = new Promise<void>((resolve) => {
    createClock().at(0, () => {
      called = true;
      resolve();
    });
  });
  assert.equal(called, false);
  await arrived;
});
