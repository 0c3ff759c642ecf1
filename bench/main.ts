/**
 * `npm run bench [-- NAME ...] [--folder DIR] [--results DIR] [--quick]`: measures, prints a table, writes
 * `bench/results/NAME.json`. Without a name every benchmark runs, one after the other. DIR chooses the disk; the system's
 * temporary folder unless told otherwise. `--quick` only shows that everything works; its files lie in
 * the temporary folder.
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
  transitions: async () => (await import("./transitions.ts")).transitions,
  express: async () => (await import("./express.ts")).express,
  functions: async () => (await import("./functions.ts")).functions,
  services: async () => (await import("./services.ts")).services,
  latency: async () => (await import("./latency.ts")).latency,
  payloads: async () => (await import("./payloads.ts")).payloads,
  open: async () => (await import("./open.ts")).open,
  language: async () => (await import("./language.ts")).language,
};

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: "string", default: tmpdir() },
    quick: { type: "boolean", default: false },
    results: { type: "string" },
  },
});
// A rough figure must not take the place of a real one.
const results = flags.results ?? (flags.quick ? join(tmpdir(), "stile-bench-quick") : fileURLToPath(new URL("results", import.meta.url)));
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
  const { figures, text } = await bench({ folder: flags.folder, quick: flags.quick });
  console.log(text);
  mkdirSync(results, { recursive: true });
  const seconds = Math.round((performance.now() - beganMs) / 1_000);
  writeFileSync(
    join(results, `${name}.json`),
    `${JSON.stringify({ name, ...(flags.quick ? { quick: true } : {}), machine, seconds, figures }, null, 2)}\n`,
  );
}
