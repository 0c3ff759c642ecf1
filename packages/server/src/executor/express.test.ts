/** What Express executions promise when the store is at fault. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Program } from "@stile/states";
import { ServiceError } from "../aws/index.ts";
import { openMemoryStore } from "../storage/memory/index.ts";
import type { RecordStore } from "../storage/ports/records.ts";
import { faultyStore, machine, until, worldOf } from "./executor-fixture.ts";

const executionArn = "arn:aws:states:us-east-1:000000000000:express:m:one:1";

/** A server whose records can be made to fail. */
function world() {
  const inner = openMemoryStore().records;
  const state = { failing: false };
  const records: RecordStore = {
    ...inner,
    write: (changes) => (state.failing ? Promise.reject(new Error("disk full")) : inner.write(changes)),
  };
  return { state, inner, ...worldOf({ machines: { m: machine({ W: { Type: "Wait", Seconds: 1 } }) }, store: faultyStore(), records }) };
}

function requestOf(programs: ReadonlyMap<string, Program>) {
  return {
    header: {
      ...{ executionArn, name: "one", stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:m", stateMachineName: "m" },
      ...{ roleArn: "arn:aws:iam::000000000000:role/r", region: "us-east-1", startMs: 1_893_456_000_000, redriveCount: 0 },
    },
    accountId: "000000000000",
    definitionId: "m",
    program: programs.get("m") as Program,
    input: "{}",
  };
}

test("an Express start that cannot be written is refused with 503 and does not run", async () => {
  const { state, executor, programs } = world();
  await executor.open();
  state.failing = true;
  await assert.rejects(
    executor.startExpress(requestOf(programs)),
    (error) => error instanceof ServiceError && error.code === "ServiceUnavailable" && error.httpStatus === 503,
  );
  assert.equal(executor.figures.expressExecutions, 0);
});

test("the start of an Express execution that ended while the store was at fault is forgotten once the store works again", async () => {
  const { state, inner, executor, platform, programs } = world();
  await executor.open();
  await executor.startExpress(requestOf(programs));
  state.failing = true;
  await platform.clock.advanceByAsync(2_000);
  await until("it has ended", () => executor.figures.expressExecutions === 0);
  assert.equal((await inner.list("expressStart", { limit: 10 })).length, 1);
  state.failing = false;
  await platform.clock.advanceByAsync(10_000);
  await until("its start is gone", async () => (await inner.list("expressStart", { limit: 10 })).length === 0);
});
