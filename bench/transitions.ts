/**
 * Durable transitions: executions of ten Pass states on the embedded store. A transition is one state entered and
 * left; its events are in the history that was committed. What an execution costs beside its states (request, start, end)
 * is spread over the ten.
 */

import type { BenchOptions, BenchReport } from "./bench.ts";
import { createMachine, historyEvents, load, storeOf, withServer } from "./bench-server.ts";
import { describePeers, durableEngines, toys } from "./peers.ts";
import { short, textTable } from "./statistics.ts";
import { cellsOf, measureThroughput, type Throughput } from "./throughput.ts";

const statesEach = 10;
/** ExecutionStarted, PassStateEntered and PassStateExited of each state, ExecutionSucceeded. */
const eventsOfEach = 2 + 2 * statesEach;
const connectionCounts = [1, 16, 64, 256] as const;
const warmUpMs = 3_000;
const aimPerSecond = 25_000;
const input = '{"amount":42,"customer":"c-1"}';
const peers = [toys.transitions, ...durableEngines];

const tenPasses = {
  StartAt: "Pass1",
  States: Object.fromEntries(
    Array.from({ length: statesEach }, (_, at) => [
      `Pass${at + 1}`,
      { Type: "Pass", ...(at + 1 === statesEach ? { End: true } : { Next: `Pass${at + 2}` }) },
    ]),
  ),
};

export function transitions({ folder, quick }: BenchOptions): Promise<BenchReport> {
  return withServer(folder, async (server) => {
    const stateMachineArn = await createMachine(server, { name: "bench-ten-passes", definition: tenPasses });
    const work = { kind: "start", stateMachineArn, input } as const;
    await load(server, { connections: 16, work, until: { durationMs: quick ? 500 : warmUpMs } });
    const eventsBefore = await historyEvents(server);
    const byConnections: Throughput[] = [];
    for (const connections of connectionCounts) {
      const times = quick ? { rounds: 1, roundMs: 500 } : { rounds: 3, roundMs: 3_000 };
      byConnections.push(
        await measureThroughput(server, { stateMachineArn, input, connections, ...times, isRight: (output) => output === input }),
      );
    }
    const executions = byConnections.reduce((total, row) => total + row.executions, 0);
    const eventsEach = ((await historyEvents(server)) - eventsBefore) / executions;
    if (eventsEach !== eventsOfEach) throw new Error(`${eventsEach} events of each execution are in its history, not ${eventsOfEach}`);
    const rows = byConnections.map((throughput) => ({
      ...throughput,
      transitionsPerSecond: scaled(throughput.executionsPerSecond, statesEach),
      ...(throughput.serverCpuMsPerExecution && {
        serverCpuMicrosPerTransition: scaled(throughput.serverCpuMsPerExecution, 1_000 / statesEach),
      }),
    }));
    const header = ["connections", "transitions/s", "min..max", "executions/s", "start p50 ms", "p99 ms", "CPU µs/transition", "RSS MiB"];
    const table = rows.map((row) => [
      String(row.connections),
      ...cellsOf(row.transitionsPerSecond),
      short(row.executionsPerSecond.median),
      short(row.startP50Ms.median),
      short(row.startP99Ms.median),
      short(row.serverCpuMicrosPerTransition?.median),
      short(row.rssMiB),
    ]);
    const text = [textTable([header, ...table]), `aim ${short(aimPerSecond)} transitions/s`, describePeers(peers)].join("\n");
    return { figures: { ...(await storeOf(server)), aimPerSecond, statesEach, byConnections: rows, peers }, text };
  });
}

function scaled({ median, min, max }: Throughput["executionsPerSecond"], factor: number): Throughput["executionsPerSecond"] {
  return { median: median * factor, min: min * factor, max: max * factor };
}
