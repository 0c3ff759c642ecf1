/** Dependencies, installed when something is started that needs them. Plain JavaScript that Node.js 20 reads as well. */

import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs what the lockfile says when it is missing or older than the lockfile. `"runtime"` leaves development
 * dependencies out, but never removes those that are there. Throws with npm's own words when it fails.
 *
 * @param {string} repository
 * @param {"runtime" | "everything"} wanted
 */
export function install(repository, wanted) {
  const hasEverything = existsSync(join(repository, "node_modules", "typescript"));
  if (isFresh(repository) && (wanted === "runtime" || hasEverything)) return;
  const onlyRuntime = wanted === "runtime" && !hasEverything;
  process.stderr.write(`Installing ${onlyRuntime ? "" : "development "}dependencies...`);
  const beganMs = Date.now();
  // Not `npm ci`: it refuses a lockfile without the builds of a tool for other systems, and a registry that mirrors only
  // one system makes such lockfiles. `--no-save` keeps to the lockfile and never writes it.
  const args = ["install", "--no-save", "--no-audit", "--no-fund", ...(onlyRuntime ? ["--omit=dev"] : [])];
  // Under `npm start` npm tells where it is; it may not be in PATH.
  const npm = process.env.npm_execpath;
  const options = /** @type {const} */ ({ cwd: repository, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  const done = npm?.endsWith(".js") ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync("npm", args, options);
  if (done.status !== 0) {
    process.stderr.write(" failed.\n");
    throw new Error(`npm ${args.join(" ")}\n${done.error?.message ?? whatFailed(`${done.stderr}${done.stdout}`)}`);
  }
  process.stderr.write(` ${((Date.now() - beganMs) / 1000).toFixed(1)} s\n`);
}

/** The lines in which npm says what is wrong, without its warnings and its manual. */
function whatFailed(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("npm warn"));
  return lines.slice(0, 12).join("\n");
}

/** npm writes node_modules/.package-lock.json last, so an installation that was cut short counts as none. */
function isFresh(repository) {
  const installed = join(repository, "node_modules", ".package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(repository, "package-lock.json")).mtimeMs;
}
