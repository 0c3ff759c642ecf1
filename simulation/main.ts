/**
 * `npm run simulation [-- --seeds N --from S] [--jobs] [--trace] [--check-repeat]`: runs seed after seed and stops at the
 * first that breaks a promise, with its trace and the command that repeats it. The exit code is 1 then. With `--jobs`
 * some machines wait for jobs, read their items from outside and write their results there.
 */

import { parseArgs } from "node:util";
import { type Report, simulateSeed } from "./simulation.ts";

/** Lines of a failing seed's trace that are shown without `--trace`: the last ones. */
const traceLinesShown = 120;
const violationsShown = 10;

const { values: flags } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    jobs: { type: "boolean", default: false },
    trace: { type: "boolean", default: false },
    "check-repeat": { type: "boolean", default: false },
  },
});
const from = Number(flags.from);
const { jobs } = flags;
const seeds = Number(flags.seeds);
if (!Number.isInteger(from) || from < 0 || !Number.isInteger(seeds) || seeds < 1) throw new Error("--seeds and --from are whole numbers");

const totals = { executions: 0, events: 0, commits: 0, crashes: 0, fenced: 0, acceptedResults: 0, refusedResults: 0 };
const beganMs = performance.now();
let toldMs = beganMs;
let failed: Report | undefined;
let done = 0;
for (let seed = from; seed < from + seeds && failed === undefined; seed++) {
  const report = await simulateSeed(seed, { jobs });
  for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += report[name];
  done += 1;
  if (report.violations.length > 0) failed = report;
  if (flags["check-repeat"] && (await simulateSeed(seed, { jobs })).traceHash !== report.traceHash) {
    console.log(`seed ${seed} gave another trace when it was run again`);
    process.exitCode = 1;
  }
  if (performance.now() - toldMs > 5000) {
    toldMs = performance.now();
    console.log(`  ${done} of ${seeds} seeds, ${perSecond()} a second`);
  }
}

if (flags.trace && seeds === 1) {
  const { trace } = failed ?? (await simulateSeed(from, { jobs }));
  for (const line of trace) console.log(`  ${line}`);
}
console.log(`${done} seeds from ${from}, ${perSecond()} a second`);
for (const [name, total] of Object.entries(totals)) console.log(`${name.padEnd(16)} ${total}`);
if (failed === undefined) {
  console.log("no promise was broken");
} else {
  const { seed, trace, traceHash, violations } = failed;
  console.log(`seed ${seed} broke ${violations.length} promises:`);
  for (const violation of violations.slice(0, violationsShown)) console.log(`- ${violation}`);
  if (!flags.trace) {
    console.log(`the end of its trace (${traceHash}):`);
    for (const line of trace.slice(-traceLinesShown)) console.log(`  ${line}`);
  }
  console.log(`repeat it: npm run simulation -- --seeds 1 --from ${seed} --trace${jobs ? " --jobs" : ""}`);
  process.exitCode = 1;
}

function perSecond(): string {
  return (done / ((performance.now() - beganMs) / 1000)).toFixed(0);
}
