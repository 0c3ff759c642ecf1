/** Runs a program of Stile in a Node.js that is new enough, as if it were this process. */

import { spawn } from "node:child_process";
import { constants } from "node:os";

/** SIGHUP comes when the terminal is closed. */
const passedOn = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Resolves with the exit code: the program's own, or 128 and the signal's number. Signals to this process are passed
 * on, and it lives until the program has ended, so that a server gets to drain.
 *
 * @param {string} node path of the executable
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to this process's
 * @returns {Promise<number>}
 */
export function runNode(node, args, env = {}) {
  return new Promise((resolve, reject) => {
    const program = spawn(node, args, { stdio: "inherit", env: { ...process.env, ...env } });
    for (const signal of passedOn) process.on(signal, () => program.kill(signal));
    program.once("error", reject);
    program.once("exit", (code, signal) => resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
  });
}
