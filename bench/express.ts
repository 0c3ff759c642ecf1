/**
 * Synchronous Express executions over HTTP: StartSyncExecution of the five-state machine, whose answer holds the output.
 * Nothing is written; compare with `language`, the same machine without HTTP, and with `durable`, the same with a commit.
 */

import type { ServerProcess } from "../conformance/server-process.ts";
import type { BenchOptions, BenchReport } from "./bench.ts";
import { createMachine, load, storeOf, withServer } from "./bench-server.ts";
import { fiveStates, fiveStatesInput } from "./five-states.ts";
import { cpuSecondsOf, rssMiBOf } from "./machine.ts";
import { parts, describePeers, memoryEngines } from "./peers.ts";
import { short, spreadOf, textTable } from "./statistics.ts";
import { cellsOf } from "./throughput.ts";

const connectionCounts = [1, 16, 64, 256] as const;
const warmUpMs = 3_000;
const aimPerSecond = 5_000;
const peers = [parts.nodeHttp, ...memoryEngines];

export function express({ folder, quick }: BenchOptions): Promise<BenchReport> {
  return withServer(folder, async (server) => {
    const stateMachineArn = await createMachine(server, { name: "bench-express", definition: fiveStates, type: "EXPRESS" });
    const work = { kind: "sync", stateMachineArn, input: fiveStatesInput } as const;
    await load(server, { connections: 16, work, until: { durationMs: quick ? 500 : warmUpMs } });
    const byConnections = [];
    for (const connections of connectionCounts) byConnections.push(await measure(server, { stateMachineArn, connections, quick }));
    const header = ["connections", "executions/s", "min..max", "p50 ms", "p99 ms", "CPU ms/exec", "RSS MiB"];
    const table = byConnections.map((row) => [
      String(row.connections),
      ...cellsOf(row.executionsPerSecond),
      short(row.p50Ms.median),
      short(row.p99Ms.median),
      short(row.serverCpuMsPerExecution?.median),
      short(row.rssMiB),
    ]);
    const text = [textTable([header, ...table]), `aim ${short(aimPerSecond)} executions/s`, describePeers(peers)].join("\n");
    return { figures: { ...(await storeOf(server)), aimPerSecond, byConnections, peers }, text };
  });
}

async function measure(server: ServerProcess, options: { stateMachineArn: string; connections: number; quick: boolean }) {
  const { stateMachineArn, connections, quick } = options;
  const perSecond: number[] = [];
  const p50: number[] = [];
  const p99: number[] = [];
  const cpuMs: number[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    const cpuBefore = await cpuSecondsOf(server.pid);
    const report = await load(server, {
      connections,
      work: { kind: "sync", stateMachineArn, input: fiveStatesInput },
      until: { durationMs: quick ? 500 : 3_000 },
    });
    const cpuAfter = await cpuSecondsOf(server.pid);
    perSecond.push(report.answered / ((report.endedMs - report.beganMs) / 1_000));
    p50.push(report.p50Ms);
    p99.push(report.p99Ms);
    if (cpuBefore !== undefined && cpuAfter !== undefined) cpuMs.push(((cpuAfter - cpuBefore) * 1_000) / report.answered);
  }
  return {
    connections,
    executionsPerSecond: spreadOf(perSecond),
    p50Ms: spreadOf(p50),
    p99Ms: spreadOf(p99),
    serverCpuMsPerExecution: cpuMs.length > 0 ? spreadOf(cpuMs) : undefined,
    rssMiB: await rssMiBOf(server.pid),
  };
}
