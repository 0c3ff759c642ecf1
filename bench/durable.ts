/**
 * Durable executions: a five-state Pass/Choice machine on the embedded store, from StartExecution over HTTP to
 * SUCCEEDED. Server and load generator are processes of their own on one machine and share its cores. An execution
 * counts when the server has committed its end; a sample is read back with DescribeExecution.
 */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ServerProcess, startServerProcess } from "../conformance/server-process.ts";
import type { BenchOptions, BenchReport } from "./bench.ts";
import { measureDiskLimit } from "./disk-limit.ts";
import type { LoadReport } from "./durable-load.ts";
import { fiveStates } from "./five-states.ts";
import { HttpConnection, stepFunctionsRequest } from "./http-connection.ts";
import { cpuSecondsOf, rssMiBOf } from "./machine.ts";
import { short, spreadOf, textTable } from "./statistics.ts";

const connectionCounts = [1, 16, 64, 256] as const;
const rounds = 3;
const roundMs = 3_000;
const followedMs = 1_500;
const warmUpMs = 3_000;
const readyStarts = 5;
const idleMs = 3_000;
const sampleMax = 100;

/** Published elsewhere for comparable work on such a machine; not measured in this run. */
const peers = [
  "Restate, durable executions at 256 connections: 1,134/s",
  "DBOS on PostgreSQL, three steps that do nothing: 358/s",
] as const;

export async function durable({ folder }: BenchOptions): Promise<BenchReport> {
  const scratch = mkdtempSync(join(folder, "stile-bench-"));
  try {
    const ready = await readyTimes(scratch);
    const disk = measureDiskLimit(scratch);
    const server = await startServerProcess({ dataDir: join(scratch, "data"), flags: ["--log-level", "warn"] });
    try {
      await sleep(idleMs);
      const idleRssMiB = await rssMiBOf(server.pid);
      const { fsyncMs, store } = (await (await fetch(`${server.url}/_stile/health`)).json()) as { fsyncMs: number | null; store: string };
      const stateMachineArn = await createMachine(server);
      await load(server, stateMachineArn, { connections: 16, durationMs: warmUpMs });
      const byConnections = [];
      for (const connections of connectionCounts) byConnections.push(await measure(server, stateMachineArn, connections));
      await sleep(idleMs);
      const figures = {
        fsyncMs,
        store: store.split(" ")[0],
        ready,
        idleRssMiB,
        rssAfterLoadMiB: await rssMiBOf(server.pid),
        disk,
        byConnections,
        peers,
      };
      return { figures, text: describe(figures) };
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

type Figures = {
  readonly fsyncMs: number | null;
  readonly ready: Awaited<ReturnType<typeof readyTimes>>;
  readonly idleRssMiB: number | undefined;
  readonly rssAfterLoadMiB: number | undefined;
  readonly disk: ReturnType<typeof measureDiskLimit>;
  readonly byConnections: readonly Awaited<ReturnType<typeof measure>>[];
};

/** From the spawn to `Ready.`: each time on a data folder of its own, as after an installation, and again on the same. */
async function readyTimes(scratch: string) {
  const times = { firstStartMs: [] as number[], laterStartMs: [] as number[] };
  for (let start = 0; start < readyStarts; start++) {
    const dataDir = join(scratch, `ready-${start}`);
    for (const kind of ["firstStartMs", "laterStartMs"] as const) {
      const server = await startServerProcess({ dataDir });
      times[kind].push(server.readyMs);
      await server.stop();
    }
  }
  return { firstStartMs: spreadOf(times.firstStartMs), laterStartMs: spreadOf(times.laterStartMs) };
}

async function createMachine(server: ServerProcess): Promise<string> {
  const body = { name: "bench-five-states", definition: JSON.stringify(fiveStates), roleArn: "arn:aws:iam::000000000000:role/bench" };
  return ((await ask(server, "CreateStateMachine", body)) as { stateMachineArn: string }).stateMachineArn;
}

async function ask(server: ServerProcess, operation: string, body: unknown): Promise<unknown> {
  const connection = await HttpConnection.open(Number(new URL(server.url).port));
  try {
    const answer = await connection.send(stepFunctionsRequest(operation, body));
    if (answer.status !== 200) throw new Error(`${operation}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  } finally {
    connection.close();
  }
}

const loadProgram = fileURLToPath(new URL("durable-load.ts", import.meta.url));

async function load(
  server: ServerProcess,
  stateMachineArn: string,
  options: { connections: number; durationMs: number; followed?: boolean },
): Promise<LoadReport> {
  const port = new URL(server.url).port;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      loadProgram,
      port,
      stateMachineArn,
      String(options.connections),
      String(options.durationMs),
      ...(options.followed ? ["followed"] : []),
    ],
    { maxBuffer: 16 * 2 ** 20 },
  );
  return JSON.parse(stdout) as LoadReport;
}

/** Several rounds at one number of connections, and a short one in which each execution is followed to its end. */
async function measure(server: ServerProcess, stateMachineArn: string, connections: number) {
  const perSecond: number[] = [];
  const startP50: number[] = [];
  const startP99: number[] = [];
  const cpuMs: number[] = [];
  let rssMiB = 0;
  let executions = 0;
  for (let round = 0; round < rounds; round++) {
    const closedBefore = await closedExecutions(server);
    const cpuBefore = await cpuSecondsOf(server.pid);
    const report = await load(server, stateMachineArn, { connections, durationMs: roundMs });
    const closedMs = await whenClosed(server, closedBefore + report.answered);
    const cpuAfter = await cpuSecondsOf(server.pid);
    if (report.refused > 0) throw new Error(`${report.refused} starts were refused at ${connections} connections`);
    perSecond.push(report.answered / ((closedMs - report.beganMs) / 1_000));
    startP50.push(report.startP50Ms);
    startP99.push(report.startP99Ms);
    if (cpuBefore !== undefined && cpuAfter !== undefined) cpuMs.push(((cpuAfter - cpuBefore) * 1_000) / report.answered);
    rssMiB = Math.max(rssMiB, (await rssMiBOf(server.pid)) ?? 0);
    executions += report.answered;
    await verify(server, report.sample);
  }
  const followed = await load(server, stateMachineArn, { connections, durationMs: followedMs, followed: true });
  return {
    connections,
    executions,
    executionsPerSecond: spreadOf(perSecond),
    startP50Ms: spreadOf(startP50),
    startP99Ms: spreadOf(startP99),
    endToEndP50Ms: followed.endToEndP50Ms,
    endToEndP99Ms: followed.endToEndP99Ms,
    serverCpuMsPerExecution: cpuMs.length > 0 ? spreadOf(cpuMs) : undefined,
    rssMiB,
  };
}

async function closedExecutions({ url }: ServerProcess): Promise<number> {
  const text = await (await fetch(`${url}/_stile/metrics`)).text();
  return Number(/^stile_executions_closed_total\{status="SUCCEEDED"\} (\d+)/m.exec(text)?.[1] ?? 0);
}

/** The wall clock when the server has committed the end of so many executions. */
async function whenClosed(server: ServerProcess, count: number): Promise<number> {
  const untilMs = Date.now() + 30_000;
  for (;;) {
    const closed = await closedExecutions(server);
    const nowMs = Date.now();
    if (closed >= count) return nowMs;
    if (nowMs > untilMs) throw new Error(`${count - closed} executions have not ended`);
    await sleep(10);
  }
}

async function verify(server: ServerProcess, sample: readonly string[]): Promise<void> {
  const step = Math.max(1, Math.floor(sample.length / sampleMax));
  for (let at = 0; at < sample.length; at += step) {
    const { status, output } = (await ask(server, "DescribeExecution", { executionArn: sample[at] })) as {
      status: string;
      output?: string;
    };
    if (status !== "SUCCEEDED" || !output?.includes('"tier":"large"')) throw new Error(`${sample[at]} is ${status} with ${output}`);
  }
}

function describe({ fsyncMs, ready, idleRssMiB, rssAfterLoadMiB, disk, byConnections }: Figures): string {
  const header = ["connections", "executions/s", "min..max", "start p50 ms", "p99 ms", "to end p50 ms", "CPU ms/exec", "RSS MiB"];
  const rows = byConnections.map((row) => [
    String(row.connections),
    short(row.executionsPerSecond.median),
    `${short(row.executionsPerSecond.min)}..${short(row.executionsPerSecond.max)}`,
    short(row.startP50Ms.median),
    short(row.startP99Ms.median),
    short(row.endToEndP50Ms),
    short(row.serverCpuMsPerExecution?.median),
    short(row.rssMiB),
  ]);
  return [
    textTable([header, ...rows]),
    "",
    `ready after      ${short(ready.firstStartMs.median)} ms on a new data folder (${short(ready.firstStartMs.min)}..${short(ready.firstStartMs.max)}), ${short(ready.laterStartMs.median)} ms on its own`,
    `memory           ${short(idleRssMiB)} MiB idle after the start, ${short(rssAfterLoadMiB)} MiB after the load`,
    `durable write    ${fsyncMs ?? "-"} ms as the server measured it`,
    `disk limit       ${short(disk.syncedAppendsPerSecond)} synced appends of 4 KiB/s, ${short(disk.sqliteCommitsPerSecond)} SQLite commits of 64 rows/s`,
    `peers, published elsewhere for such a machine, not run here: ${peers.join("; ")}`,
  ].join("\n");
}
