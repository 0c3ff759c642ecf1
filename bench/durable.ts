/**
 * Durable executions: a five-state Pass/Choice machine on the embedded store, from StartExecution over HTTP to
 * SUCCEEDED. Server and load generator are processes of their own on one machine and share its cores. An execution
 * counts when the server has committed its end; a sample is read back with DescribeExecution.
 */

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ServerProcess, startServerProcess } from "../conformance/server-process.ts";
import type { BenchOptions, BenchReport } from "./bench.ts";
import { createMachine, load, startBenchServer, storeOf, withScratch } from "./bench-server.ts";
import { measureDiskLimit } from "./disk-limit.ts";
import { fiveStates, fiveStatesInput, isFiveStatesOutput } from "./five-states.ts";
import { rssMiBOf } from "./machine.ts";
import { describePeers, durableEngines, toys } from "./peers.ts";
import { short, spreadOf, textTable } from "./statistics.ts";
import { cellsOf, measureThroughput } from "./throughput.ts";

const connectionCounts = [1, 16, 64, 256] as const;
const rounds = 3;
const roundMs = 3_000;
const followedMs = 1_500;
const warmUpMs = 3_000;
const readyStarts = 5;
const idleMs = 3_000;

const peers = [...durableEngines, toys.starts];

export function durable({ folder, quick }: BenchOptions): Promise<BenchReport> {
  return withScratch(folder, async (scratch) => {
    const ready = await readyTimes(scratch, quick ? 1 : readyStarts);
    const disk = measureDiskLimit(scratch);
    const server = await startBenchServer(join(scratch, "data"));
    try {
      await sleep(idleMs);
      const idleRssMiB = await rssMiBOf(server.pid);
      const stateMachineArn = await createMachine(server, { name: "bench-five-states", definition: fiveStates });
      const work = { kind: "start", stateMachineArn, input: fiveStatesInput } as const;
      await load(server, { connections: 16, work, until: { durationMs: quick ? 500 : warmUpMs } });
      const byConnections = [];
      for (const connections of connectionCounts) byConnections.push(await measure(server, { stateMachineArn, connections, quick }));
      await sleep(idleMs);
      const figures = {
        ...(await storeOf(server)),
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
  });
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
async function readyTimes(scratch: string, starts: number) {
  const times = { firstStartMs: [] as number[], laterStartMs: [] as number[] };
  for (let start = 0; start < starts; start++) {
    const dataDir = join(scratch, `ready-${start}`);
    for (const kind of ["firstStartMs", "laterStartMs"] as const) {
      const server = await startServerProcess({ dataDir });
      times[kind].push(server.readyMs);
      await server.stop();
    }
  }
  return { firstStartMs: spreadOf(times.firstStartMs), laterStartMs: spreadOf(times.laterStartMs) };
}

/** Several rounds at one number of connections, and a short one in which each execution is followed to its end. */
async function measure(server: ServerProcess, options: { stateMachineArn: string; connections: number; quick: boolean }) {
  const { stateMachineArn, connections, quick } = options;
  const throughput = await measureThroughput(server, {
    ...{ stateMachineArn, connections, input: fiveStatesInput, isRight: isFiveStatesOutput },
    ...(quick ? { rounds: 1, roundMs: 500 } : { rounds, roundMs }),
  });
  const followed = await load(server, {
    connections,
    work: { kind: "followed", stateMachineArn, input: fiveStatesInput },
    until: { durationMs: quick ? 300 : followedMs },
  });
  return { ...throughput, endToEndP50Ms: followed.endToEndP50Ms, endToEndP99Ms: followed.endToEndP99Ms };
}

function describe({ fsyncMs, ready, idleRssMiB, rssAfterLoadMiB, disk, byConnections }: Figures): string {
  const header = ["connections", "executions/s", "min..max", "start p50 ms", "p99 ms", "to end p50 ms", "CPU ms/exec", "RSS MiB"];
  const rows = byConnections.map((row) => [
    String(row.connections),
    ...cellsOf(row.executionsPerSecond),
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
    describePeers(peers),
  ].join("\n");
}
