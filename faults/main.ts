/**
 * `npm run faults [-- kill --cycles N --seed S --folder DIR --json FILE]`: does to a server what the world does, and says what was
 * lost. The exit code is 1 when anything was.
 */

import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { killRepeatedly } from "./kill.ts";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cycles: { type: "string", default: "10" },
    seed: { type: "string" },
    folder: { type: "string", default: tmpdir() },
    json: { type: "string" },
  },
});
const [fault = "kill", ...others] = positionals;
if (fault !== "kill" || others.length > 0) throw new Error(`no such fault: ${positionals.join(" ")}; there is kill`);
const cycles = Number(flags.cycles);
const seed = flags.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(flags.seed);
if (!Number.isInteger(cycles) || cycles < 1 || !Number.isInteger(seed)) throw new Error("--cycles and --seed are whole numbers");

console.log(`kill: ${cycles} cycles, seed ${seed}`);
const report = await killRepeatedly({ cycles, seed, folder: flags.folder, onProgress: (line) => console.log(`  ${line}`) });
const { violations, ...figures } = report;
for (const [name, value] of Object.entries(figures))
  console.log(`${name.padEnd(24)} ${typeof value === "object" ? JSON.stringify(value) : value}`);
console.log(`violations               ${violations.length}`);
for (const violation of violations.slice(0, 50)) console.log(`  ${violation}`);
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(report, null, 2)}\n`);
if (violations.length > 0) process.exitCode = 1;
