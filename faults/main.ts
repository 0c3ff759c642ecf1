/**
 * `npm run faults [-- kill --cycles N | services --cycles N | disk --damages N ...]`: does to a server what the world does, and says what was
 * lost. The exit code is 1 when anything was.
 */

import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { fillDisk, refuseWrites, whyNoFullDisk, whyNoReadOnlyDisk } from "./disk.ts";
import { killRepeatedly } from "./kill.ts";
import { killServicesRepeatedly } from "./services-kill.ts";
import { slowDisk } from "./slow-disk.ts";
import { tearLog } from "./torn-log.ts";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cycles: { type: "string", default: "10" },
    damages: { type: "string", default: "150" },
    seed: { type: "string" },
    folder: { type: "string", default: tmpdir() },
    json: { type: "string" },
  },
});
const [fault = "kill", ...others] = positionals;
if (!["kill", "services", "disk"].includes(fault) || others.length > 0)
  throw new Error(`no such fault: ${positionals.join(" ")}; there are kill, services and disk`);
const cycles = Number(flags.cycles);
const damages = Number(flags.damages);
const seed = flags.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(flags.seed);
if (![cycles, damages].every((count) => Number.isInteger(count) && count >= 1) || !Number.isInteger(seed))
  throw new Error("--cycles, --damages and --seed are whole numbers");

interface Report {
  readonly violations: readonly string[];
}

const onProgress = (line: string) => console.log(`  ${line}`);
const reports: Record<string, Report> = {};
if (fault === "kill") {
  await run(`kill: ${cycles} cycles, seed ${seed}`, () => killRepeatedly({ cycles, seed, folder: flags.folder, onProgress }));
} else if (fault === "services") {
  await run(`services: ${cycles} cycles, seed ${seed}`, () => killServicesRepeatedly({ cycles, seed, folder: flags.folder, onProgress }));
} else {
  const broken = { seed, folder: flags.folder, faultMs: 10_000, times: 3, onProgress };
  await runUnless(whyNoFullDisk(), `full disk, seed ${seed}`, () => fillDisk(broken));
  await runUnless(whyNoReadOnlyDisk(), `read-only disk, seed ${seed}`, () => refuseWrites({ ...broken, error: "EROFS" }));
  await runUnless(whyNoReadOnlyDisk(), `disk that does not sync, seed ${seed}`, () => refuseWrites({ ...broken, error: "EIO" }));
  await run("slow disk", () => slowDisk({ commitMs: 200, starts: 30_000 }));
  await run(`torn log, ${damages} damages, seed ${seed}`, () => tearLog({ seed, damages, folder: flags.folder }));
}
if (flags.json !== undefined)
  writeFileSync(flags.json, `${JSON.stringify(fault !== "disk" ? Object.values(reports)[0] : reports, null, 2)}\n`);
if (Object.values(reports).some(({ violations }) => violations.length > 0)) process.exitCode = 1;

async function runUnless(why: string | undefined, title: string, work: () => Promise<Report>): Promise<void> {
  if (why === undefined) return run(title, work);
  console.log(`${title}\n  skipped: ${why}`);
}

async function run(title: string, work: () => Promise<Report>): Promise<void> {
  console.log(title);
  const report = await work();
  reports[title.replace(/[:,].*/, "")] = report;
  const { violations, ...figures } = report;
  for (const [name, value] of Object.entries(figures))
    console.log(`${name.padEnd(24)} ${typeof value === "object" ? JSON.stringify(value) : value}`);
  console.log(`violations               ${violations.length}`);
  for (const violation of violations.slice(0, 50)) console.log(`  ${violation}`);
}
