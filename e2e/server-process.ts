/** A real server in a process of its own, as `stile start` starts it, and other commands run as processes. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("..", import.meta.url));
const stileMain = join(repository, "packages/cli/src/main.ts");

/** More than any start needs, so that only one that hangs is ended. */
const readyTimeoutMs = 30_000;
const commandTimeoutMs = 120_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it had printed by `Ready.` */
  readonly greeting: string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
  /** Kills it at the end of a test; rejects with what it wrote when it had already ended by itself. */
  stop(): Promise<void>;
}

/** The environment of a command: nothing of this shell's AWS or Stile settings, colours off. */
function cleanEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|STILE_|NODE_TEST|FORCE_COLOR)/.test(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), NO_COLOR: "1", ...more };
}

/** What an AWS SDK needs to speak to that server. */
export function awsEnvironment(url: string): Record<string, string> {
  return cleanEnvironment({
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: "us-east-1",
  });
}

/** A folder that is gone when the test has ended. */
export function temporaryFolder(test: { after(body: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Resolves at `Ready.`; rejects with what the server wrote when it ends before. */
export function startServerProcess(dataDir: string, ...flags: readonly string[]): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    [stileMain, "start", "--data-dir", dataDir, ...(flags.includes("--port") ? [] : ["--port", "0"]), ...flags],
    {
      cwd: repository,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const output = collected(child);
  const ended = endOf(child, output);
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => child.kill("SIGKILL"), readyTimeoutMs);
    child.stdout?.on("data", () => {
      if (!/^Ready\.$/m.test(output.stdout)) return;
      clearTimeout(tooLate);
      const url = /http:\/\/\S+:\d+/.exec(output.stdout)?.[0] ?? "";
      const { pid = 0 } = child;
      const stop = async () => {
        const running = child.exitCode === null && child.signalCode === null;
        child.kill("SIGKILL");
        const { code, signal, stderr } = await ended;
        if (!running) throw new Error(`the server had ended by itself with ${signal ?? code}:\n${stderr}`);
      };
      const port = Number(new URL(url).port);
      resolve({ url, port, pid, greeting: output.stdout, kill: (signal) => void child.kill(signal), ended, stop });
    });
    child.once("close", (code, signal) => {
      clearTimeout(tooLate);
      reject(new Error(`the server ended with ${signal ?? code} before it was ready:\n${output.stdout}${output.stderr}`));
    });
  });
}

/** Runs `stile` with these arguments to its end. */
export function stile(
  argv: readonly string[],
  options: { readonly env?: Record<string, string>; readonly stdin?: string } = {},
): Promise<Ended> {
  return command(process.execPath, [stileMain, ...argv], options);
}

export interface CommandOptions {
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  /** Called with everything the command has printed so far, whenever it prints. */
  readonly onOutput?: (stdout: string) => void;
}

/** Runs a program to its end; one that hangs is ended. */
export function command(
  program: string,
  argv: readonly string[],
  { env = cleanEnvironment(), stdin = "", onOutput }: CommandOptions = {},
): Promise<Ended> {
  const child = spawn(program, argv, {
    cwd: repository,
    env,
    stdio: ["pipe", "pipe", "pipe"],
    timeout: commandTimeoutMs,
    killSignal: "SIGKILL",
  });
  child.stdin?.end(stdin);
  const output = collected(child);
  if (onOutput) child.stdout?.on("data", () => onOutput(output.stdout));
  return endOf(child, output);
}

function collected(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  return output;
}

function endOf(child: ChildProcess, output: { readonly stdout: string; readonly stderr: string }): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout: output.stdout, stderr: output.stderr }));
  });
}
