/** The short form of `npm run faults -- services --cycles 50`: real processes, really killed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { killServicesRepeatedly } from "./services-kill.ts";

test("after six kills at random moments no item, message, object or schedule that was acknowledged is lost, and nothing deleted is back", {
  timeout: 240_000,
}, async (context) => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  context.diagnostic(`seed ${seed}`);
  const report = await killServicesRepeatedly({ cycles: 6, seed });
  context.diagnostic(JSON.stringify({ ...report, violations: report.violations.length }));
  assert.deepEqual(report.violations.slice(0, 10), []);
  assert.ok(report.killsDuringCommits > 0, "no kill hit an unanswered change");
  // Fewer than this prove nothing.
  for (const count of [report.items, report.transactions, report.additions, report.objects]) assert.ok(count > 20, JSON.stringify(report));
});
