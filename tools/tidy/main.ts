/** `npm run tidy`: reads every source file and prints which arrow, cycle or ban it breaks, and what to do instead. */

import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brokenArrows, testPaths } from "./arrows.ts";
import { bannedCode, bannedText } from "./bans.ts";
import type { Complaint } from "./complaint.ts";
import { importCycles } from "./cycles.ts";
import { sourceOf } from "./source.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Written by machines, or about the bans themselves. */
const unread = [
  "**/node_modules/**",
  ".git/**",
  ".stile/**",
  "bench/results/**",
  "packages/server/src/models/*.json",
  "tools/tidy/**",
  "package-lock.json",
  "LICENSE",
];

const texts = globSync("{*,.*,.ci/*,**/*.{ts,tsx,mjs,js,json,md,py,sh,yml,yaml,css,html}}", {
  cwd: repository,
  exclude: unread,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .map((path) => ({ path: path.slice(repository.length).replace(/^\//, ""), text: readFileSync(path, "utf8") }))
  .sort((one, other) => (one.path < other.path ? -1 : 1));
const sources = texts.filter(({ path }) => /\.tsx?$/.test(path)).map(({ path, text }) => sourceOf(path, text));
const tests = testPaths(sources);

const complaints: readonly Complaint[] = [
  ...brokenArrows(sources),
  ...importCycles(sources),
  ...sources.flatMap((source) => bannedCode(source, tests.has(source.path))),
  ...texts.flatMap(({ path, text }) => bannedText(path, text)),
];
for (const { path, line, message } of complaints) console.log(`${path}:${line} ${message}`);
console.log(`tidy: ${sources.length} source files, ${complaints.length} ${complaints.length === 1 ? "complaint" : "complaints"}`);
process.exitCode = complaints.length > 0 ? 1 : 0;
