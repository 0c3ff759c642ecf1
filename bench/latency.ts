/**
 * How long callers wait, five states on the embedded store: StartExecution while the server has half of what it can
 * take, which is measured first in the same run, and from the start to the result while it has nothing else to do.
 */

import type { ServerProcess } from "../conformance/server-process.ts";
import type { BenchOptions, BenchReport } from "./bench.ts";
import { createMachine, load, storeOf, succeeded, verify, whenSucceeded, withServer } from "./bench-server.ts";
import { fiveStates, fiveStatesInput, isFiveStatesOutput } from "./five-states.ts";
import { describePeers, toys } from "./peers.ts";
import { short, spreadOf, textTable } from "./statistics.ts";
import { cellsOf, measureThroughput } from "./throughput.ts";

const connections = 64;
const rounds = 5;
/** So seldom that everything the server does for one request is over before the next one. */
const seldomPerSecond = 20;
const aimIdleP50Ms = 3;
const peers = [toys.starts];

export function latency({ folder, quick }: BenchOptions): Promise<BenchReport> {
  return withServer(folder, async (server) => {
    const stateMachineArn = await createMachine(server, { name: "bench-five-states", definition: fiveStates });
    const roundMs = quick ? 500 : 3_000;
    const throughputOptions = { stateMachineArn, connections, input: fiveStatesInput, isRight: isFiveStatesOutput };
    await load(server, {
      connections,
      work: { kind: "start", stateMachineArn, input: fiveStatesInput },
      until: { durationMs: quick ? 500 : 4_000 },
    });
    const maximum = await measureThroughput(server, { ...throughputOptions, rounds: quick ? 1 : 3, roundMs });
    const times = { stateMachineArn, rounds: quick ? 1 : rounds, roundMs };
    const half = await atHalf(server, { ...times, perSecond: maximum.executionsPerSecond.median / 2 });
    const sequential = await idle(server, times);
    const seldom = await idle(server, { ...times, perSecond: seldomPerSecond });
    const rows = [
      ["StartExecution at the maximum", maximum.executionsPerSecond.median, maximum.startP50Ms, maximum.startP99Ms],
      ["StartExecution at half of it", half.perSecond.median, half.p50Ms, half.p99Ms],
      ["start to result, one client, one after the other", sequential.perSecond.median, sequential.p50Ms, sequential.p99Ms],
      [`start to result, ${seldomPerSecond} a second`, seldom.perSecond.median, seldom.p50Ms, seldom.p99Ms],
    ] as const;
    const table = rows.map(([name, perSecond, p50, p99]) => [name, short(perSecond), ...cellsOf(p50), ...cellsOf(p99)]);
    const text = [
      textTable([["", "a second", "p50 ms", "min..max", "p99 ms", "min..max"], ...table]),
      `aim ${aimIdleP50Ms} ms from start to result when idle, p50`,
      describePeers(peers),
    ].join("\n");
    return { figures: { ...(await storeOf(server)), connections, aimIdleP50Ms, maximum, half, sequential, seldom, peers }, text };
  });
}

interface Times {
  readonly stateMachineArn: string;
  readonly rounds: number;
  readonly roundMs: number;
}

async function atHalf(
  server: ServerProcess,
  { stateMachineArn, rounds: count, roundMs, perSecond }: Times & { readonly perSecond: number },
) {
  const reached: number[] = [];
  const p50: number[] = [];
  const p99: number[] = [];
  for (let round = 0; round < count; round++) {
    const before = await succeeded(server);
    const report = await load(server, {
      ...{ connections, perSecond, warmUpMs: roundMs / 3 },
      work: { kind: "start", stateMachineArn, input: fiveStatesInput },
      until: { durationMs: roundMs },
    });
    await whenSucceeded(server, before + report.answered);
    await verify(server, report.sample, isFiveStatesOutput);
    reached.push(report.answered / ((report.endedMs - report.beganMs) / 1_000));
    p50.push(report.p50Ms);
    p99.push(report.p99Ms);
  }
  return { wantedPerSecond: perSecond, perSecond: spreadOf(reached), p50Ms: spreadOf(p50), p99Ms: spreadOf(p99) };
}

/** One client that waits for the result of each execution. */
async function idle(server: ServerProcess, options: Times & { readonly perSecond?: number }) {
  const { stateMachineArn, rounds: count, roundMs, perSecond } = options;
  const reached: number[] = [];
  const p50: number[] = [];
  const p99: number[] = [];
  for (let round = 0; round < count; round++) {
    const { answered, beganMs, endedMs, endToEndP50Ms, endToEndP99Ms } = await load(server, {
      ...{ connections: 1, warmUpMs: roundMs / 3 },
      work: { kind: "followed", stateMachineArn, input: fiveStatesInput },
      until: { durationMs: roundMs },
      ...(perSecond === undefined ? {} : { perSecond }),
    });
    reached.push(answered / ((endedMs - beganMs) / 1_000));
    p50.push(endToEndP50Ms ?? Number.NaN);
    p99.push(endToEndP99Ms ?? Number.NaN);
  }
  return { perSecond: spreadOf(reached), p50Ms: spreadOf(p50), p99Ms: spreadOf(p99) };
}
