/**
 * `npm run bench [-- NAME ...] [--folder DIR] [--results DIR]`: measures, prints a table, writes `bench/results/NAME.json`. Without a
 * name every benchmark runs, one after the other. DIR chooses the disk; the system's temporary folder unless told otherwise.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Bench } from "./bench.ts";
import { describeMachine } from "./machine.ts";

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  durable: async () => (await import("./durable.ts")).durable,
  language: async () => (await import("./language.ts")).language,
};

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: "string", default: tmpdir() },
    results: { type: "string", default: fileURLToPath(new URL("results", import.meta.url)) },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(benches);
for (const name of names) {
  if (!Object.hasOwn(benches, name)) throw new Error(`no benchmark is called ${name}; there are ${Object.keys(benches).join(", ")}`);
}
const machine = describeMachine(flags.folder);
console.log(
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, SQLite ${machine.sqlite}`,
);
if (machine.loadAverage > 0.5) console.log(`others are at work here (load average ${machine.loadAverage}): the figures below are too low`);
if (machine.diskInMemory)
  console.log(`${flags.folder} lies in memory: what is called durable below was not synced to a disk (--folder DIR)`);
for (const name of names) {
  console.log(`\n${name}`);
  const bench = await (benches[name] as () => Promise<Bench>)();
  const beganMs = performance.now();
  const { figures, text } = await bench({ folder: flags.folder });
  console.log(text);
  mkdirSync(flags.results, { recursive: true });
  const seconds = Math.round((performance.now() - beganMs) / 1_000);
  writeFileSync(join(flags.results, `${name}.json`), `${JSON.stringify({ name, machine, seconds, figures }, null, 2)}\n`);
}
