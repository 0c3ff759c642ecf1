/**
 * Warm functions: how many invocations a second the server hands to function processes and back, through Invoke and as
 * the tasks of durable executions. The function doubles a number, so nearly all of it is the way there and back. Function
 * processes share the cores with the server and the load; their CPU is not in the server's.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipFolder } from "@stile/cli";
import type { ServerProcess } from "../conformance/server-process.ts";
import type { BenchOptions, BenchReport } from "./bench.ts";
import { ask, benchRole, createMachine, load, storeOf, succeeded, verify, whenSucceeded, withScratch, withServer } from "./bench-server.ts";
import { lambdaRequest } from "./http-connection.ts";
import { cpuSecondsOf } from "./machine.ts";
import { describePeers } from "./peers.ts";
import { short, spreadOf, textTable } from "./statistics.ts";
import { cellsOf } from "./throughput.ts";

const runtimes = ["nodejs24.x", "python3.11"] as const;
const inFlightCounts = [1, 4, 16] as const;
/** Task states of one execution, one after the other. */
const tasksEach = 100;
const payload = '{"number":21}';
const expected = '{"doubled":42}';

const sources = {
  "index.mjs": "export const double = async ({ number }) => ({ doubled: number * 2 });\n",
  "index.py": "def double(event, context):\n    return {'doubled': event['number'] * 2}\n",
} as const;

export function functions({ folder, quick }: BenchOptions): Promise<BenchReport> {
  return withServer(folder, async (server) => {
    const zip = await zipOf(folder);
    const rows = [];
    for (const runtime of runtimes) rows.push(...(await measureRuntime(server, { runtime, zip, quick })));
    const header = ["runtime", "way", "in flight", "invocations/s", "min..max", "p50 ms", "p99 ms", "server CPU ms each"];
    const table = rows.map((row) => [
      row.runtime,
      row.way,
      String(row.inFlight),
      ...cellsOf(row.invocationsPerSecond),
      short(row.p50Ms?.median),
      short(row.p99Ms?.median),
      short(row.serverCpuMsEach?.median),
    ]);
    return {
      figures: { ...(await storeOf(server)), tasksEach, rows, peers: [] },
      text: [textTable([header, ...table]), describePeers([])].join("\n"),
    };
  });
}

export function zipOf(folder: string): Promise<string> {
  return withScratch(folder, async (scratch) => {
    const code = join(scratch, "code");
    mkdirSync(code);
    for (const [name, source] of Object.entries(sources)) writeFileSync(join(code, name), source);
    return zipFolder(code).toString("base64");
  });
}

interface RuntimeOptions {
  readonly runtime: (typeof runtimes)[number];
  readonly zip: string;
  readonly quick: boolean;
}

async function measureRuntime(server: ServerProcess, { runtime, zip, quick }: RuntimeOptions) {
  const functionName = `bench-${runtime.replace(".", "-")}`;
  const FunctionArn = await createDouble(server, { functionName, runtime, zip });
  const stateMachineArn = await createMachine(server, { name: functionName, definition: chainOf(FunctionArn) });
  const target = { server, functionName, stateMachineArn };
  // Until as many processes are warm as there will be invocations in flight.
  await invokes(target, { inFlight: Math.max(...inFlightCounts), durationMs: quick ? 1_500 : 3_000 });
  const rows = [];
  for (const way of ["Invoke", "task"] as const) {
    for (const inFlight of inFlightCounts) {
      const measured: Measured[] = [];
      for (let round = 0; round < (quick ? 1 : 3); round++)
        measured.push(
          way === "Invoke"
            ? await invokes(target, { inFlight, durationMs: quick ? 500 : 1_500 })
            : await tasks(target, { executions: inFlight, atLeastMs: quick ? 200 : 1_500 }),
        );
      const spread = (of: (one: Measured) => number | undefined) => {
        const values = measured.map(of).filter((value) => value !== undefined);
        return values.length > 0 ? spreadOf(values) : undefined;
      };
      rows.push({
        ...{ runtime, way, inFlight },
        invocationsPerSecond: spreadOf(measured.map(({ perSecond }) => perSecond)),
        p50Ms: spread(({ p50Ms }) => p50Ms),
        p99Ms: spread(({ p99Ms }) => p99Ms),
        serverCpuMsEach: spread(({ cpuMsEach }) => cpuMsEach),
      });
    }
  }
  return rows;
}

/** The function that doubles a number; resolves with its ARN. */
export async function createDouble(server: ServerProcess, made: { functionName: string; runtime: string; zip: string }): Promise<string> {
  const { FunctionArn } = await ask<{ FunctionArn: string }>(
    server,
    lambdaRequest("POST", "/2015-03-31/functions", {
      ...{ FunctionName: made.functionName, Runtime: made.runtime, Role: benchRole, Handler: "index.double", Timeout: 10 },
      Code: { ZipFile: made.zip },
    }),
  );
  return FunctionArn;
}

/** Task states one after the other, each invoking the function with the execution's input. */
function chainOf(functionArn: string): unknown {
  const states = Array.from({ length: tasksEach }, (_, at) => {
    const isLast = at + 1 === tasksEach;
    const task = { Type: "Task", Resource: functionArn, ...(isLast ? { End: true } : { ResultPath: null, Next: `Task${at + 2}` }) };
    return [`Task${at + 1}`, task];
  });
  return { StartAt: "Task1", States: Object.fromEntries(states) };
}

interface Target {
  readonly server: ServerProcess;
  readonly functionName: string;
}

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly cpuMsEach: number | undefined;
}

/** Warm invocations of one function, so many in flight. */
export async function invokes({ server, functionName }: Target, options: { inFlight: number; durationMs: number }): Promise<Measured> {
  const cpuBefore = await cpuSecondsOf(server.pid);
  const { answered, beganMs, endedMs, p50Ms, p99Ms } = await load(server, {
    connections: options.inFlight,
    work: { kind: "invoke", functionName, payload, expected },
    until: { durationMs: options.durationMs },
  });
  const cpuMsEach = cpuMsOfEach(cpuBefore, await cpuSecondsOf(server.pid), answered);
  return { perSecond: answered / ((endedMs - beganMs) / 1_000), p50Ms, p99Ms, cpuMsEach };
}

/**
 * So many executions at the same time, so one task of each is in flight; counted until the last one has ended, and
 * again until `atLeastMs` have been spent.
 */
async function tasks(
  { server, stateMachineArn }: Target & { readonly stateMachineArn: string },
  options: { executions: number; atLeastMs: number },
): Promise<Measured> {
  const { executions, atLeastMs } = options;
  const before = await succeeded(server);
  const cpuBefore = await cpuSecondsOf(server.pid);
  const sample: string[] = [];
  let started = 0;
  let spentMs = 0;
  while (spentMs < atLeastMs) {
    const report = await load(server, {
      ...{ connections: executions, sampleOneIn: 1 },
      work: { kind: "start", stateMachineArn, input: payload },
      until: { requests: executions },
    });
    started += report.answered;
    spentMs += (await whenSucceeded(server, before + started)) - report.beganMs;
    sample.push(...report.sample);
  }
  const invocations = started * tasksEach;
  const cpuMsEach = cpuMsOfEach(cpuBefore, await cpuSecondsOf(server.pid), invocations);
  await verify(server, sample, (output) => (JSON.parse(output) as { doubled: unknown }).doubled === 42);
  return { perSecond: (invocations * 1_000) / spentMs, cpuMsEach };
}

function cpuMsOfEach(before: number | undefined, after: number | undefined, count: number): number | undefined {
  return before === undefined || after === undefined ? undefined : ((after - before) * 1_000) / count;
}
