/** What is checked without running the code: types, purity, lint, form, dead code, arrows. `npm run check` and `npm test` share it. */

import { spawn } from "node:child_process";
import { join } from "node:path";

const modules = "node_modules";

/** Name and command line (after `node`) of each. */
const checks = [
  ["types (tsc)", join(modules, "typescript", "bin", "tsc"), "-p", "tsconfig.json"],
  [
    "types of packages/states without Node and DOM (tsc)",
    join(modules, "typescript", "bin", "tsc"),
    "-p",
    join("packages", "states", "tsconfig.json"),
  ],
  ["lint (oxlint)", join(modules, "oxlint", "bin", "oxlint"), "--deny-warnings"],
  ["form (biome format)", join(modules, "@biomejs", "biome", "bin", "biome"), "format", "."],
  ["dead code and dependencies (knip)", join(modules, "knip", "bin", "knip.js"), "--no-progress"],
  ["arrows, cycles, bans (tidy)", join("tools", "tidy", "main.ts")],
];

/**
 * Runs all checks, one after the other, and prints each with its complaints.
 *
 * @param {string} repository
 * @param {string} node path of the executable
 * @returns {Promise<{ readonly passed: number, readonly failed: number }>}
 */
export async function runChecks(repository, node) {
  let failed = 0;
  for (const [name, ...args] of checks) {
    const beganMs = Date.now();
    const { code, output } = await run(repository, node, args);
    const seconds = ((Date.now() - beganMs) / 1000).toFixed(1);
    console.log(`${code === 0 ? "✔" : "✖"} ${name} (${seconds} s)`);
    if (code === 0) continue;
    failed += 1;
    console.log(output.trimEnd().replace(/^/gm, "  "));
  }
  return { passed: checks.length - failed, failed };
}

function run(repository, node, args) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(node, args, { cwd: repository, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", (error) => resolve({ code: 1, output: error.message }));
    child.once("close", (code) => resolve({ code, output }));
  });
}
