/**
 * A disk that fills up, and one that takes no writes any more, both under load and both healed later. The server must
 * refuse what it cannot keep, go on answering what it has, say what is wrong, and work again without a restart; what
 * it has acknowledged before, during and after must be there. SQLite's own files are what the faults are done to.
 */

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, statfsSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HttpConnection, stepFunctionsRequest } from "../bench/http-connection.ts";
import { type ServerProcess, startServerProcess } from "../conformance/server-process.ts";
import { type ChangeAnswer, type Clients, openTokenBox, repeatStarts, startClients } from "./clients.ts";
import { Ledger } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { verifyAll } from "./verify.ts";
import { createWorkload, type Workload } from "./workload.ts";

export interface DiskOptions {
  readonly seed: number;
  readonly folder?: string;
  /** How long the disk is at fault, milliseconds. */
  readonly faultMs?: number;
  /** How many times it breaks and heals. */
  readonly times?: number;
  readonly onProgress?: (line: string) => void;
}

export interface DiskReport {
  readonly seed: number;
  readonly acknowledgedStarts: number;
  readonly acceptedCallbacks: number;
  /** Changes that were refused while the disk was at fault, by code. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly readsDuringFault: number;
  /** Slowest answer to anything but a long poll, milliseconds. */
  readonly slowestAnswerMs: number;
  /** From the healing to the first acknowledged start, milliseconds; the slowest. */
  readonly recoveryMs: number;
  readonly violations: readonly string[];
}

/** No answer may take longer, whatever the disk does. */
const answerMaxMs = 10_000;
/** The disk is small, so that the load fills what the ballast leaves. */
const diskMegabytes = 48;
const spareBytes = 1_500_000;
const starters = 12;
const healthyMs = 800;
const recoveryMaxMs = 15_000;
const drainMaxMs = 120_000;

/** Undefined when this machine can do it to a disk; else why not. */
export function whyNoFullDisk(): string | undefined {
  return process.getuid?.() === 0 && hasProgram("mount") ? undefined : "filling a disk up needs root, for a small tmpfs";
}

/**
 * Undefined when writes can be made to fail in the server's system calls; else why not. The kernel itself makes no
 * file system read-only while a file of it is open for writing, except after errors of a real disk.
 */
export function whyNoReadOnlyDisk(): string | undefined {
  return process.getuid?.() === 0 && hasProgram("strace") ? undefined : "a disk that refuses writes needs root and strace";
}

function hasProgram(name: string): boolean {
  return spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0;
}

/** Breaks the disk and gives back what heals it. */
type BreakDisk = (server: ServerProcess, dataDir: string) => Promise<() => Promise<void>>;

/** The data folder lies on a small tmpfs that fills up. Throws where `whyNoFullDisk` says why. */
export async function fillDisk(options: DiskOptions): Promise<DiskReport> {
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), "stile-full-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${diskMegabytes}m`, "tmpfs", folder]);
  const unmount = inEveryCase(() => {
    // Lazily: what a process that was killed just now still holds must not keep the mount.
    execFileSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    return await breakAndHeal(folder, fill, options);
  } finally {
    unmount();
  }
}

/** Does it once: when it is called, or when this process is ended before that. */
function inEveryCase(cleanUp: () => void): () => void {
  const interrupted = () => process.exit(130);
  const once = () => {
    process.off("exit", once).off("SIGINT", interrupted).off("SIGTERM", interrupted);
    cleanUp();
  };
  process.on("exit", once).on("SIGINT", interrupted).on("SIGTERM", interrupted);
  return once;
}

/** All but a little is taken at once; the load takes the rest. */
async function fill(_server: ServerProcess, dataDir: string): Promise<() => Promise<void>> {
  const ballast = join(dataDir, "..", "ballast");
  const { bavail, bsize } = statfsSync(dataDir);
  const file = openSync(ballast, "w");
  const chunk = Buffer.alloc(65_536, 1);
  for (let left = bavail * bsize - spareBytes; left > 0; left -= chunk.length) writeSync(file, chunk);
  return async () => {
    ftruncateSync(file, 0);
    closeSync(file);
    unlinkSync(ballast);
  };
}

export type RefusedCall = "EROFS" | "EIO";

/** Writes (EROFS) or syncs (EIO) of the database's files fail. Throws where `whyNoReadOnlyDisk` says why. */
export async function refuseWrites(options: DiskOptions & { readonly error: RefusedCall }): Promise<DiskReport> {
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), "stile-read-only-"));
  try {
    return await breakAndHeal(folder, injected(options.error), options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function injected(error: RefusedCall): BreakDisk {
  const calls = error === "EROFS" ? "pwrite64,ftruncate" : "fsync,fdatasync";
  return async ({ pid }, dataDir) => {
    const files = ["", "-wal"].flatMap((end) => ["-P", join(dataDir, `stile.sqlite${end}`)]);
    const tracer = spawn(
      "strace",
      ["-f", "-qq", "-o", "/dev/null", ...files, "-e", `trace=${calls}`, "-e", `inject=${calls}:error=${error}`, "-p", `${pid}`],
      { stdio: "ignore" },
    );
    return () => endOf(tracer);
  };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  await gone;
}

async function breakAndHeal(folder: string, breakDisk: BreakDisk, options: DiskOptions): Promise<DiskReport> {
  const { seed, faultMs = 3_000, times = 1, onProgress = () => undefined } = options;
  const ledger = new Ledger();
  const tokens = await openTokenBox();
  const dataDir = join(folder, "data");
  const random = randomOf(seed);
  const seen = { refusals: {} as Record<string, number>, slowestAnswerMs: 0, readsDuringFault: 0, recoveryMs: 0 };
  let acknowledgedStarts = 0;
  const onAnswer = (answer: ChangeAnswer) => {
    seen.slowestAnswerMs = Math.max(seen.slowestAnswerMs, answer.tookMs);
    if (answer.tookMs > answerMaxMs) ledger.violate(`${answer.operation} was answered after ${Math.round(answer.tookMs)} ms`);
    if (answer.status === 200) {
      if (answer.operation === "StartExecution") acknowledgedStarts += 1;
      return;
    }
    const code = codeOf(answer.body);
    if (code === undefined) ledger.violate(`not a refusal in AWS's shape: ${answer.status} ${answer.body.slice(0, 200)}`);
    else seen.refusals[code] = (seen.refusals[code] ?? 0) + 1;
  };
  const server = await startServerProcess({ dataDir, flags: ["--log-level", "error"] });
  let heal: (() => Promise<void>) | undefined;
  let clients: Clients | undefined;
  try {
    const port = Number(new URL(server.url).port);
    const workload = await createWorkload(port, tokens.address);
    clients = startClients({ port, workload, ledger, tokens, random, starters, onAnswer });
    for (let time = 1; time <= times; time++) {
      await sleep(healthyMs);
      const acknowledgedBefore = acknowledgedStarts;
      heal = await breakDisk(server, dataDir);
      const health = await watchFault(server, workload, ledger, { seen, untilMs: performance.now() + faultMs });
      onProgress(
        `time ${time}: ${acknowledgedStarts - acknowledgedBefore} starts acknowledged at fault, refused ${JSON.stringify(seen.refusals)}, ${health}`,
      );
      await heal();
      heal = undefined;
      seen.recoveryMs = Math.max(seen.recoveryMs, await recovered(server, ledger, () => acknowledgedStarts));
    }
    await sleep(healthyMs);
    clients.stop();
    await clients.stopped();
    onProgress(`healed; ${ledger.acknowledged.size} acknowledged, bringing them to their end`);
    await repeatStarts(port, workload, ledger, ledger.unanswered);
    clients = startClients({ port, workload, ledger, tokens, random, starters: 0, onAnswer });
    await drained(server);
    clients.stop();
    await clients.stopped();
    await verifyAll(port, workload, ledger, tokens.witnessed);
    if (!server.isRunning()) ledger.violate(`the server is gone: ${server.log().slice(-500)}`);
  } catch (error) {
    ledger.violate(
      `the run broke off: ${error instanceof Error ? error.message : String(error)}; the server wrote ${server.log().slice(-1_500)}`,
    );
  } finally {
    await heal?.();
    clients?.stop();
    tokens.close();
    await server.stop();
  }
  return {
    seed,
    acknowledgedStarts: ledger.acknowledged.size,
    acceptedCallbacks: ledger.acceptedTokens.size,
    ...seen,
    slowestAnswerMs: Math.round(seen.slowestAnswerMs),
    violations: ledger.violations,
  };
}

interface Health {
  readonly status: string;
  readonly problems: readonly string[];
  readonly executor: { readonly openExecutions: number; readonly expressExecutions: number };
}

async function healthOf({ url }: ServerProcess): Promise<Health> {
  return (await (await fetch(`${url}/_stile/health`, { signal: AbortSignal.timeout(answerMaxMs) })).json()) as Health;
}

/** Until then: reads are answered, and the health page tells. Gives what it told. */
async function watchFault(
  server: ServerProcess,
  workload: Workload,
  ledger: Ledger,
  { seen, untilMs }: { readonly seen: { readsDuringFault: number; slowestAnswerMs: number }; readonly untilMs: number },
): Promise<string> {
  const connection = await HttpConnection.open(Number(new URL(server.url).port));
  const created: string[] = [];
  const ask = async (operation: string, body: unknown) => {
    const askedMs = performance.now();
    const answer = await Promise.race([connection.send(stepFunctionsRequest(operation, body)), sleep(answerMaxMs)]);
    seen.slowestAnswerMs = Math.max(seen.slowestAnswerMs, performance.now() - askedMs);
    if (answer === undefined) throw new Error(`${operation} hangs while the disk is at fault`);
    return answer;
  };
  const read = async (operation: string, body: unknown) => {
    const answer = await ask(operation, body);
    if (answer.status !== 200) ledger.violate(`${operation} while the disk is at fault: ${answer.status} ${answer.body.slice(0, 300)}`);
    seen.readsDuringFault += 1;
  };
  let told = "";
  /** Changes of something else than executions: kept if answered so, else refused. */
  const createActivity = async (name: string) => {
    const { status, body } = await ask("CreateActivity", { name });
    if (status === 200) created.push((JSON.parse(body) as { activityArn: string }).activityArn);
    else if (status < 500 || codeOf(body) === undefined) ledger.violate(`CreateActivity while the disk is at fault: ${status} ${body}`);
  };
  try {
    while (performance.now() < untilMs) {
      const known = [...ledger.acknowledged.values()].filter(({ kind }) => kind !== "express");
      const executionArn = known[Math.floor(known.length / 2)]?.executionArn;
      if (executionArn !== undefined) {
        await read("DescribeExecution", { executionArn });
        await read("GetExecutionHistory", { executionArn });
      }
      await read("ListExecutions", { stateMachineArn: workload.stateMachineArns.passes });
      await createActivity(`at-fault-${seen.readsDuringFault}-${Math.floor(untilMs)}`);
      const { status, problems } = await healthOf(server);
      if (status !== "ok" && problems.length > 0) told = `health: ${status}, ${problems.join(" ")}`;
      await sleep(50);
    }
    for (const activityArn of created) await read("DescribeActivity", { activityArn });
  } finally {
    connection.close();
  }
  if (told === "") ledger.violate("the health page did not tell that the disk is at fault");
  return told;
}

/** How long it took until a start was acknowledged again and the health page was content, milliseconds. */
async function recovered(server: ServerProcess, ledger: Ledger, acknowledged: () => number): Promise<number> {
  const beganMs = performance.now();
  const before = acknowledged();
  for (;;) {
    const tookMs = Math.round(performance.now() - beganMs);
    if (acknowledged() > before && (await healthOf(server)).status === "ok") return tookMs;
    if (tookMs > recoveryMaxMs) {
      ledger.violate(`the server does not work again ${tookMs} ms after the disk was healed: ${server.log().slice(-1_000)}`);
      return tookMs;
    }
    await sleep(20);
  }
}

async function drained(server: ServerProcess): Promise<void> {
  const beganMs = performance.now();
  for (;;) {
    const { openExecutions, expressExecutions } = (await healthOf(server)).executor;
    // What does not end becomes a violation when it is verified.
    if (openExecutions + expressExecutions === 0 || performance.now() - beganMs > drainMaxMs) return;
    await sleep(50);
  }
}

/** The code of a refusal in the shape of awsJson; undefined when it is none. */
function codeOf(body: string): string | undefined {
  try {
    const { __type: type } = JSON.parse(body) as { __type?: unknown };
    return typeof type === "string" ? type.slice(type.lastIndexOf("#") + 1) : undefined;
  } catch {
    return undefined;
  }
}
