/** The short forms of `npm run faults -- disk`. */

import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { batchCommandsMax, inboxMax } from "../packages/server/src/executor/limits.ts";
import { type DiskReport, fillDisk, refuseWrites, whyNoFullDisk, whyNoReadOnlyDisk } from "./disk.ts";
import { slowDisk } from "./slow-disk.ts";
import { tearLog } from "./torn-log.ts";

function seedOf(context: TestContext): number {
  const seed = Math.floor(Math.random() * 2 ** 32);
  context.diagnostic(`seed ${seed}`);
  return seed;
}

/** Fewer than these, and the run proves nothing. */
function assertProved(context: TestContext, report: DiskReport): void {
  context.diagnostic(JSON.stringify({ ...report, violations: report.violations.length }));
  assert.deepEqual(report.violations.slice(0, 10), []);
  assert.ok(report.acknowledgedStarts >= 50, `only ${report.acknowledgedStarts} starts were acknowledged`);
  assert.ok((report.refusals["ServiceUnavailable"] ?? 0) > 0, "nothing was refused: the disk was not at fault");
  assert.ok(report.readsDuringFault > 0);
  assert.ok(report.slowestAnswerMs < 10_000, `an answer took ${report.slowestAnswerMs} ms`);
}

describe("disks at fault", { concurrency: 2 }, () => {
  const noFullDisk = whyNoFullDisk() ?? false;
  const noReadOnlyDisk = whyNoReadOnlyDisk() ?? false;

  test("a disk that fills up under load loses nothing acknowledged, and work goes on when there is space again", {
    skip: noFullDisk,
    timeout: 120_000,
  }, async (context) => {
    assertProved(context, await fillDisk({ seed: seedOf(context), faultMs: 1_500 }));
  });

  test("a store that cannot be written any more refuses changes, goes on reading, and works again when it can", {
    skip: noReadOnlyDisk,
    timeout: 120_000,
  }, async (context) => {
    assertProved(context, await refuseWrites({ seed: seedOf(context), faultMs: 1_500, error: "EROFS" }));
  });

  test("a disk that fails to sync acknowledges nothing, and work goes on when it syncs again", {
    skip: noReadOnlyDisk,
    timeout: 120_000,
  }, async (context) => {
    assertProved(context, await refuseWrites({ seed: seedOf(context), faultMs: 1_500, error: "EIO" }));
  });

  test("on a slow disk batches grow, the longest wait is that of a full queue, and the rest is throttled", {
    timeout: 60_000,
  }, async (context) => {
    const commitMs = 50;
    const report = await slowDisk({ commitMs, starts: inboxMax + 5_000 });
    context.diagnostic(JSON.stringify(report));
    assert.deepEqual(report.violations.slice(0, 10), []);
    assert.equal(report.startsPerCommitMax, batchCommandsMax);
    assert.deepEqual(Object.keys(report.refusals), ["ThrottlingException"]);
    assert.ok((report.refusals["ThrottlingException"] ?? 0) > 4_000);
    // Each of the batches that a full queue makes, with room for their own work on a busy machine.
    const queueMs = Math.ceil(inboxMax / batchCommandsMax + 2) * (commitMs + 250);
    assert.ok(report.p99Ms < queueMs, `p99 was ${report.p99Ms} ms`);
  });

  test("a torn or damaged log gives a prefix of what was committed, or is refused with a message", {
    timeout: 120_000,
  }, async (context) => {
    const report = await tearLog({ seed: seedOf(context), damages: 6 });
    context.diagnostic(JSON.stringify({ ...report, violations: report.violations.length }));
    assert.deepEqual(report.violations.slice(0, 10), []);
    assert.ok(report.openedWithPrefix > 0, "no damage left a prefix");
    assert.ok(report.refused > 0, "no damage was noticed");
  });
});
