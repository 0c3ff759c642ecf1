/**
 * The recorded cases as a test: the engine alone in full, and a slice over HTTP so that the wire is seen too.
 * `npm run conformance` runs all of it. The thresholds are what holds today, and only ever rise.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { definitionVerdicts, verdictsPath } from "./definitions.ts";
import { grade } from "./grade.ts";
import { pureFiles, runPureCases } from "./pure-run.ts";
import { casesAbsent, loadCases, recordedFolder } from "./recorded-cases.ts";
import { replayOverHttp, whyNoReplay } from "./replay.ts";
import { missedThresholds } from "./table.ts";

const folder = recordedFolder();
const skip = folder === undefined ? casesAbsent : false;
const skipWire = skip || (whyNoReplay() ?? false);

const engineThresholds = "choice.L1=1,executions-pure.L1=0.99,executions-pure.L2=0.98,executions-pure.L3=0.96,validation.L1=1";
const wireThresholds = "choice.L1=1,executions-pure.L1=0.96,executions-pure.L3=0.93";
/** Cases of each file that go over the wire here. */
const wireCases = 30;

const everything = { category: undefined, id: undefined };

test("the engine answers the recorded executions as AWS did", { skip }, async () => {
  assert.ok(folder);
  const results = Object.fromEntries(pureFiles.map((file) => [file, runPureCases(file, loadCases(folder, file))]));
  const pure = await grade(folder, { meta: {}, results }, { show: 10, engineOnly: true });
  assert.deepEqual(missedThresholds({ pure }, engineThresholds), [], pure.failures);
});

test("a slice of the recorded executions comes over HTTP as AWS answered it", { skip: skipWire, timeout: 120_000 }, async () => {
  assert.ok(folder);
  const document = await replayOverHttp(folder, [{ files: ["executions-pure", "choice"], selection: everything, limit: wireCases }]);
  const http = await grade(folder, document, { show: 10 });
  assert.deepEqual(missedThresholds({ http }, wireThresholds), [], http.failures);
});

test("the verdict on every real definition is the one that is checked in", { skip }, () => {
  assert.ok(folder);
  // When a verdict changes on purpose: npm run conformance -- --write-verdicts
  assert.deepEqual(definitionVerdicts(folder), JSON.parse(readFileSync(verdictsPath, "utf8")));
});

const row = (passed: number, of: number) => ({ total: of, skipped: 0, passed: [passed, passed, 0], of: [of, of, 0] }) as const;
const grades = {
  pure: { rows: { choice: row(9, 10), "jsonpath/choice": row(9, 10), "choice/choice": row(9, 10) }, firstFailingLevel: {}, failures: "" },
};

test("a threshold that is missed is named with the rate, one that is met is not", () => {
  assert.deepEqual(missedThresholds(grades, "choice.L1=0.9,L2=0.9,pure:jsonpath.L1=0.9"), []);
  assert.deepEqual(missedThresholds(grades, "choice.L1=0.95"), ["pure choice.L1=0.95: 0.9000"]);
});

test("a threshold for something that was not run is missed", () => {
  for (const need of ["executions-pure.L1=0.1", "http:choice.L1=0.1", "choice.L3=0.1"])
    assert.equal(missedThresholds(grades, need).length, 1, need);
  assert.throws(() => missedThresholds(grades, "choice>0.9"), /--need choice>0.9/);
});
