import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform } from "../platform/fake.ts";
import type { ExecutionStore } from "../storage/ports/executions.ts";
import { pruneBite } from "./limits.ts";
import { keepPruning } from "./retention.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** A store of so many old executions that only counts what it is asked to prune. */
function oldExecutions(count: number) {
  const asked: { closedBeforeMs: number; limit: number }[] = [];
  const prune: ExecutionStore["prune"] = async (options) => {
    asked.push(options);
    const pruned = Math.min(options.limit, count);
    count -= pruned;
    return pruned;
  };
  return { store: { prune } as ExecutionStore, asked };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test("what was closed longer ago than the retention goes in bites, and the next look is later", async () => {
  const platform = createFakePlatform({ nowMs: 100 * dayMs });
  const { store, asked } = oldExecutions(2 * pruneBite + 1);
  const stop = keepPruning(store, platform, 90);
  for (let look = 0; look < 4; look++) {
    platform.clock.advanceBy(1_000);
    await settle();
  }
  assert.equal(asked.length, 3);
  assert.equal(Math.floor((asked[0]?.closedBeforeMs ?? 0) / dayMs), 10);
  platform.clock.advanceBy(60 * 60 * 1000);
  await settle();
  assert.equal(asked.length, 4);
  stop();
  platform.clock.advanceBy(dayMs);
  await settle();
  assert.equal(asked.length, 4);
});
