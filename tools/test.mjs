/**
 * `npm test`: everything that can run here. Installs what is missing, runs the checks, then every test. The very last
 * line is `N passed, N failed, N skipped`, each check counted as a test; exit code 1 when anything failed.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode24 } from "../packages/cli/bin/node24.mjs";
import { runNode } from "../packages/cli/bin/run-node.mjs";
import { runChecks } from "./checks.mjs";
import { install } from "./install.mjs";
import { provideSystemPackages } from "./system-packages.mjs";

/** Longest time for one test, and for one file of tests, milliseconds: a process that never ends must not hang the run. */
const testTimeoutMs = 600_000;

const folders = ["packages/*/{src,bin}", "conformance", "simulation", "faults", "hostile", "e2e", "bench", "tools"];

const repository = fileURLToPath(new URL("..", import.meta.url));
try {
  process.chdir(repository);
  install(repository, "everything");
  provideSystemPackages();
  const node = findNode24(repository);
  const checks = await runChecks(repository, node);
  const tests = await runTests(node);
  const failed = checks.failed + tests.failed;
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`${checks.passed + tests.passed} passed, ${failed} failed, ${tests.skipped} skipped`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log("0 passed, 1 failed, 0 skipped");
  process.exitCode = 1;
}

async function runTests(node) {
  const scratch = mkdtempSync(join(tmpdir(), "stile-test-"));
  const totals = join(scratch, "totals.json");
  try {
    const code = await runNode(node, [
      "--test",
      `--test-timeout=${testTimeoutMs}`,
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      "--test-reporter=./tools/totals-reporter.mjs",
      `--test-reporter-destination=${totals}`,
      ...folders.map((folder) => `${folder}/**/*.test.ts`),
    ]);
    return countsOf(readFileSync(totals, "utf8"), code);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function countsOf(text, code) {
  // Without totals the run itself broke down; and a run that says it failed has failed, whatever it counted.
  const { passed, failed, cancelled, skipped, todo } =
    text === "" ? { passed: 0, failed: 1, cancelled: 0, skipped: 0, todo: 0 } : JSON.parse(text);
  return { passed, failed: Math.max(failed + cancelled, code === 0 ? 0 : 1), skipped: skipped + todo };
}
