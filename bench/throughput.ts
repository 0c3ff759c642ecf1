/**
 * How many executions a second the server takes from StartExecution to a committed end, at one number of
 * connections: several rounds, each counted until the last execution of it has ended, and its sample read back.
 */

import type { ServerProcess } from "../conformance/server-process.ts";
import { load, peakRssWhile, succeeded, verify, whenSucceeded } from "./bench-server.ts";
import { cpuSecondsOf } from "./machine.ts";
import { short, type Spread, spreadOf } from "./statistics.ts";

export interface ThroughputOptions {
  readonly stateMachineArn: string;
  readonly input: string;
  readonly connections: number;
  readonly rounds: number;
  readonly roundMs: number;
  /** Whether the output of an execution is what it must be. */
  readonly isRight: (output: string) => boolean;
}

export interface Throughput {
  readonly connections: number;
  readonly executions: number;
  readonly executionsPerSecond: Spread;
  readonly startP50Ms: Spread;
  readonly startP99Ms: Spread;
  /** CPU of the server process, all threads; undefined where there is no /proc. */
  readonly serverCpuMsPerExecution: Spread | undefined;
  /** The highest seen during the rounds. */
  readonly rssMiB: number | undefined;
}

export async function measureThroughput(server: ServerProcess, options: ThroughputOptions): Promise<Throughput> {
  const { stateMachineArn, input, connections, rounds, roundMs, isRight } = options;
  const perSecond: number[] = [];
  const startP50: number[] = [];
  const startP99: number[] = [];
  const cpuMs: number[] = [];
  let rssMiB: number | undefined;
  let executions = 0;
  for (let round = 0; round < rounds; round++) {
    const before = await succeeded(server);
    const cpuBefore = await cpuSecondsOf(server.pid);
    const work = async () => {
      const report = await load(server, { connections, work: { kind: "start", stateMachineArn, input }, until: { durationMs: roundMs } });
      return { report, closedMs: await whenSucceeded(server, before + report.answered) };
    };
    const { result, peakRssMiB } = await peakRssWhile(server.pid, work());
    const { report, closedMs } = result;
    const cpuAfter = await cpuSecondsOf(server.pid);
    perSecond.push(report.answered / ((closedMs - report.beganMs) / 1_000));
    startP50.push(report.p50Ms);
    startP99.push(report.p99Ms);
    if (cpuBefore !== undefined && cpuAfter !== undefined) cpuMs.push(((cpuAfter - cpuBefore) * 1_000) / report.answered);
    if (peakRssMiB !== undefined) rssMiB = Math.max(rssMiB ?? 0, peakRssMiB);
    executions += report.answered;
    await verify(server, report.sample, isRight);
  }
  return {
    connections,
    executions,
    executionsPerSecond: spreadOf(perSecond),
    startP50Ms: spreadOf(startP50),
    startP99Ms: spreadOf(startP99),
    serverCpuMsPerExecution: cpuMs.length > 0 ? spreadOf(cpuMs) : undefined,
    rssMiB,
  };
}

/** `8,540` and `6,300..8,930`, for a table. */
export function cellsOf(spread: Spread, factor = 1): readonly [string, string] {
  return [short(spread.median * factor), `${short(spread.min * factor)}..${short(spread.max * factor)}`];
}
