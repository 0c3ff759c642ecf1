/**
 * A Stile server as a process of its own, the way a user has it: started by the command line, ready when it says
 * `Ready.`, stopped by a signal. The conformance run, the benchmarks and the fault runs drive such a process and
 * nothing else; the process is known by its pid and ended by it.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface ServerProcess {
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  readonly pid: number;
  /** From the spawn to the line `Ready.`, milliseconds. */
  readonly readyMs: number;
  /** What it has written to both outputs; the end of it when it is long. */
  log(): string;
  isRunning(): boolean;
  /** SIGTERM, and SIGKILL when it is still there after `graceMs`. Resolves with the exit code; null after a signal. */
  stop(graceMs?: number): Promise<number | null>;
  /** SIGKILL: no last words. Resolves when the process is gone. */
  kill(): Promise<void>;
}

export interface ServerProcessOptions {
  readonly dataDir: string;
  /** More flags for `stile start`. */
  readonly flags?: readonly string[];
  /** Flags for Node itself, such as `--cpu-prof`. */
  readonly nodeFlags?: readonly string[];
  readonly readyTimeoutMs?: number;
}

const commandLine = fileURLToPath(new URL("../packages/cli/src/main.ts", import.meta.url));
const logLengthMax = 200_000;
const addressLine = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)/;

/** Starts a server on a free port of loopback. Rejects with what it wrote when it ends, or says nothing, before it is ready. */
export function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { dataDir, flags = [], nodeFlags = [], readyTimeoutMs = 30_000 } = options;
  const spawnedMs = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, commandLine, "start", "--port", "0", "--data-dir", dataDir, ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environmentWithoutSettings(),
  });
  let log = "";
  const gone = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    const giveUp = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`the server ${why}; it wrote:\n${log.slice(-4_000)}`));
    };
    const timer = setTimeout(() => giveUp(`was not ready within ${readyTimeoutMs} ms`), readyTimeoutMs);
    child.once("error", (error) => giveUp(`could not be started: ${error.message}`));
    void gone.then((code) => giveUp(`ended with ${code} before it was ready`));
    let isReady = false;
    const read = (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-logLengthMax);
      if (isReady || !/^Ready\.$/m.test(log)) return;
      const port = addressLine.exec(log)?.[1];
      if (port === undefined) return giveUp("is ready and has not said where");
      isReady = true;
      clearTimeout(timer);
      const readyMs = performance.now() - spawnedMs;
      resolve({ url: `http://127.0.0.1:${port}`, readyMs, log: () => log, ...ending(child, gone) });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
  });
}

function ending(child: ChildProcess, gone: Promise<number | null>): Pick<ServerProcess, "pid" | "isRunning" | "stop" | "kill"> {
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid as number,
    isRunning,
    async stop(graceMs = 15_000) {
      if (isRunning()) child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
      const code = await gone;
      clearTimeout(timer);
      return code;
    },
    async kill() {
      if (isRunning()) child.kill("SIGKILL");
      await gone;
    },
  };
}

/** A developer's own STILE_ settings must not change what is measured or tested. */
function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const settings = Object.entries(process.env).filter(([name]) => !name.startsWith("STILE_"));
  // As `npm start` does: modules compiled once are not compiled again.
  return {
    NODE_COMPILE_CACHE: fileURLToPath(new URL("../node_modules/.cache/stile-compiled", import.meta.url)),
    ...Object.fromEntries(settings),
  };
}
