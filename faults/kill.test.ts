/** The short form of `npm run faults -- kill --cycles 100`: real processes, really killed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { killRepeatedly } from "./kill.ts";

/** What lies between the sizes of this run and the defects it must find: fewer starts than this prove nothing. */
const startsMin = 50;

test("after ten kills at random moments every acknowledged start is there, has gone on and has ended once", {
  timeout: 240_000,
}, async (context) => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  context.diagnostic(`seed ${seed}`);
  const report = await killRepeatedly({ cycles: 10, seed });
  context.diagnostic(JSON.stringify({ ...report, violations: report.violations.length }));
  assert.deepEqual(report.violations.slice(0, 10), []);
  assert.ok(report.acknowledgedStarts >= startsMin, `only ${report.acknowledgedStarts} starts were acknowledged`);
  assert.ok(report.acceptedCallbacks > 0, "no callback was accepted");
  assert.ok(report.killsDuringCommits > 0, "no kill hit an unanswered change");
});
