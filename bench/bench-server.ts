/** A server under measurement: started on scratch data of its own, asked, loaded, counted, and gone afterwards. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type ServerProcess, startServerProcess } from "../conformance/server-process.ts";
import { HttpConnection, stepFunctionsRequest } from "./http-connection.ts";
import type { LoadOrder, LoadReport } from "./load.ts";
import { rssMiBOf } from "./machine.ts";

/** A load that is not over by then is ended, milliseconds; no benchmark takes as long as this. */
const loadMaxMs = 180_000;
const closedWithinMs = 60_000;
const rssEveryMs = 100;
const sampleMax = 100;
export const benchRole = "arn:aws:iam::000000000000:role/bench";

/** A folder on the measured disk that is removed afterwards. */
export async function withScratch<T>(folder: string, work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(folder, "stile-bench-"));
  try {
    return await work(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs `work` against a new server with an empty data folder. */
export function withServer<T>(folder: string, work: (server: ServerProcess) => Promise<T>): Promise<T> {
  return withScratch(folder, async (scratch) => {
    const server = await startBenchServer(join(scratch, "data"));
    try {
      return await work(server);
    } finally {
      await server.stop();
    }
  });
}

/** Flags for the server's Node from `BENCH_NODE_FLAGS`, such as `--cpu-prof --cpu-prof-dir=DIR`, to see where a figure comes from. */
const nodeFlags = (process.env["BENCH_NODE_FLAGS"] ?? "").split(" ").filter((flag) => flag !== "");

export function startBenchServer(dataDir: string, readyTimeoutMs = 30_000): Promise<ServerProcess> {
  return startServerProcess({ dataDir, flags: ["--log-level", "warn"], nodeFlags, readyTimeoutMs });
}

/** What can be loaded: a server of ours, or a peer. */
export interface LoadTarget {
  readonly url: string;
  /** What it has written so far. */
  log(): string;
}

export function portOf({ url }: LoadTarget): number {
  return Number(new URL(url).port);
}

/** What the server says of its store: milliseconds a small durable write takes, and the kind of store. */
export async function storeOf(server: ServerProcess): Promise<{ readonly fsyncMs: number | null; readonly store: string }> {
  const { fsyncMs, store } = (await (await fetch(`${server.url}/_stile/health`)).json()) as { fsyncMs: number | null; store: string };
  return { fsyncMs, store: store.split(" ")[0] ?? store };
}

/** One request on a connection of its own; throws what it was refused with. */
export async function ask<T>(server: LoadTarget, request: string): Promise<T> {
  const connection = await HttpConnection.open(portOf(server));
  try {
    const { status, body } = await connection.send(request);
    if (status >= 300) throw new Error(`${status} ${body}`);
    return JSON.parse(body) as T;
  } finally {
    connection.close();
  }
}

/** Resolves with the ARN. */
export async function createMachine(
  server: ServerProcess,
  { name, definition, type = "STANDARD" }: { name: string; definition: unknown; type?: "STANDARD" | "EXPRESS" },
): Promise<string> {
  const body = { name, definition: JSON.stringify(definition), roleArn: benchRole, type };
  return (await ask<{ stateMachineArn: string }>(server, stepFunctionsRequest("CreateStateMachine", body))).stateMachineArn;
}

const loadProgram = fileURLToPath(new URL("load.ts", import.meta.url));

/** Loads the server from another process. Throws when a request was refused or answered wrongly. */
export async function load(server: LoadTarget, order: Omit<LoadOrder, "port">): Promise<LoadReport> {
  const child = spawn(process.execPath, [loadProgram], { stdio: ["pipe", "pipe", "inherit"], timeout: loadMaxMs });
  const ended = once(child, "exit") as Promise<[number | null]>;
  child.stdin.end(JSON.stringify({ port: portOf(server), ...order } satisfies LoadOrder));
  const printed = await text(child.stdout);
  const [code] = await ended;
  if (code !== 0) throw new Error(`the load generator ended with ${code}; the server wrote:\n${server.log().slice(-2_000)}`);
  const report = JSON.parse(printed) as LoadReport;
  if (report.refused > 0)
    throw new Error(`${report.refused} of ${report.refused + report.answered} requests were refused: ${report.refusal}`);
  return report;
}

/** One number of the server's metrics page; 0 when the line is not there yet. */
export async function metric(server: ServerProcess, line: string): Promise<number> {
  const page = await (await fetch(`${server.url}/_stile/metrics`)).text();
  const found = page.split("\n").find((candidate) => candidate.startsWith(`${line} `));
  return found === undefined ? 0 : Number(found.slice(line.length + 1));
}

/** Executions whose success the server has committed since it was started. */
export function succeeded(server: ServerProcess): Promise<number> {
  return metric(server, 'stile_executions_closed_total{status="SUCCEEDED"}');
}

/** History events the server has committed since it was started. */
export function historyEvents(server: ServerProcess): Promise<number> {
  return metric(server, "stile_history_events_total");
}

/** The wall clock when the server has committed the success of so many executions. */
export async function whenSucceeded(server: ServerProcess, count: number): Promise<number> {
  const untilMs = Date.now() + closedWithinMs;
  for (;;) {
    const closed = await succeeded(server);
    const nowMs = Date.now();
    if (closed >= count) return nowMs;
    if (nowMs > untilMs) throw new Error(`${count - closed} executions have not succeeded within ${closedWithinMs} ms`);
    await sleep(10);
  }
}

/** Reads some of the sample back; every one of them must have succeeded with an output that `isRight`. */
export async function verify(server: ServerProcess, sample: readonly string[], isRight: (output: string) => boolean): Promise<void> {
  const step = Math.max(1, Math.floor(sample.length / sampleMax));
  for (let at = 0; at < sample.length; at += step) {
    const described = await ask<{ status: string; output?: string }>(
      server,
      stepFunctionsRequest("DescribeExecution", { executionArn: sample[at] }),
    );
    if (described.status !== "SUCCEEDED" || described.output === undefined || !isRight(described.output))
      throw new Error(`${sample[at]} is ${described.status} with ${described.output?.slice(0, 200)}`);
  }
}

/** The highest resident memory of the process while `work` runs, MiB; undefined where there is no /proc. */
export async function peakRssWhile<T>(
  pid: number,
  work: Promise<T>,
): Promise<{ readonly result: T; readonly peakRssMiB: number | undefined }> {
  let peakRssMiB: number | undefined;
  let isOver = false;
  const watch = (async () => {
    while (!isOver) {
      const rssMiB = await rssMiBOf(pid);
      if (rssMiB !== undefined) peakRssMiB = Math.max(peakRssMiB ?? 0, rssMiB);
      await sleep(rssEveryMs);
    }
  })();
  try {
    const result = await work;
    return { result, peakRssMiB };
  } finally {
    isOver = true;
    await watch;
  }
}
