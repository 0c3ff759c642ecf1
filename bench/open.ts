/**
 * Very many open executions, all of them waiting on timers. First: what they take in memory, and how soon the server
 * is there again after SIGKILL. Then, on a server of its own: as many timers due in the same second, how they drain,
 * that none is early, and how long others wait for an answer meanwhile.
 */

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerProcess } from "../conformance/server-process.ts";
import type { BenchOptions, BenchReport } from "./bench.ts";
import {
  ask,
  createMachine,
  load,
  metric,
  peakRssWhile,
  portOf,
  startBenchServer,
  storeOf,
  succeeded,
  withScratch,
} from "./bench-server.ts";
import { HttpConnection, stepFunctionsRequest } from "./http-connection.ts";
import type { LoadReport } from "./load.ts";
import { rssMiBOf } from "./machine.ts";
import { pace } from "./pace.ts";
import { parts, describePeers, toys } from "./peers.ts";
import { percentile, short } from "./statistics.ts";

const connections = 32;
const settleMs = 3_000;
const readyTimeoutMs = 60_000;
const drainMaxMs = 90_000;
const historySample = 1_000;
const lookEveryMs = 25;
const probesPerSecond = 100;
const probeConnections = 16;
const quietMs = 2_000;
const dayMs = 86_400_000;
/** 600 MB and ten seconds. */
const aims = { rssMiB: Math.floor(600e6 / 2 ** 20), restartMs: 10_000 };
const peers = [parts.sqliteStarts, toys.starts];

const waiting = {
  StartAt: "Receive",
  States: {
    Receive: { Type: "Pass", Next: "Wait" },
    Wait: { Type: "Wait", TimestampPath: "$.due", Next: "Done" },
    Done: { Type: "Pass", End: true },
  },
};

export async function open({ folder, quick }: BenchOptions): Promise<BenchReport> {
  const executions = quick ? 5_000 : 100_000;
  const held = await withScratch(folder, (scratch) => hold(join(scratch, "data"), executions));
  const drained = await withScratch(folder, (scratch) => drain(join(scratch, "data"), executions, held.startsPerSecond));
  const figures = { fsyncMs: held.fsyncMs, store: held.store, executions, aims, held, drained, peers };
  return { figures, text: describe(figures) };
}

type Figures = {
  readonly executions: number;
  readonly held: Awaited<ReturnType<typeof hold>>;
  readonly drained: Awaited<ReturnType<typeof drain>>;
};

const inputDue = (dueMs: number): string => JSON.stringify({ due: new Date(dueMs).toISOString(), order: "o-1" });

/** Opens so many executions, each waiting until `dueMs`. */
function fill(
  server: ServerProcess,
  stateMachineArn: string,
  { executions, dueMs }: { executions: number; dueMs: number },
): Promise<LoadReport> {
  return load(server, {
    connections,
    work: { kind: "start", stateMachineArn, input: inputDue(dueMs) },
    until: { requests: executions },
    sampleOneIn: Math.max(1, Math.floor(executions / historySample)),
  });
}

const openExecutions = (server: ServerProcess) => metric(server, "stile_executions_open");

/** Fills the server, kills it, starts it again: all of them must be there. */
async function hold(dataDir: string, executions: number) {
  let server = await startBenchServer(dataDir);
  try {
    const store = await storeOf(server);
    await sleep(settleMs);
    const idleRssMiB = await rssMiBOf(server.pid);
    const stateMachineArn = await createMachine(server, { name: "bench-waiting", definition: waiting });
    const filling = fill(server, stateMachineArn, { executions, dueMs: Date.now() + dayMs });
    const { result: report, peakRssMiB } = await peakRssWhile(server.pid, filling);
    const started = (report.answered * 1_000) / (report.endedMs - report.beganMs);
    await sleep(settleMs);
    const rssMiB = await rssMiBOf(server.pid);
    await expectOpen(server, executions);
    await server.kill();
    server = await startBenchServer(dataDir, readyTimeoutMs);
    const restartMs = server.readyMs;
    const rssAtReadyMiB = await rssMiBOf(server.pid);
    await expectOpen(server, executions);
    for (const executionArn of report.sample.slice(0, 100)) {
      const { status } = await ask<{ status: string }>(server, stepFunctionsRequest("DescribeExecution", { executionArn }));
      if (status !== "RUNNING") throw new Error(`${executionArn} is ${status} after the restart`);
    }
    await sleep(settleMs);
    const rssAfterRestartMiB = await rssMiBOf(server.pid);
    return {
      ...store,
      ...{ idleRssMiB, startsPerSecond: started, startP50Ms: report.p50Ms, startP99Ms: report.p99Ms, rssMiB },
      peakRssMiB: Math.max(peakRssMiB ?? 0, rssMiB ?? 0),
      ...{ restartMs, rssAtReadyMiB, rssAfterRestartMiB },
    };
  } finally {
    await server.kill();
  }
}

async function expectOpen(server: ServerProcess, executions: number): Promise<void> {
  const found = await openExecutions(server);
  if (found !== executions) throw new Error(`${found} executions are open, not ${executions}`);
}

/** Fills a new server with timers of one instant, and watches it come and go. */
async function drain(dataDir: string, executions: number, startsPerSecond: number) {
  const server = await startBenchServer(dataDir);
  try {
    const stateMachineArn = await createMachine(server, { name: "bench-waiting", definition: waiting });
    // Time enough for all the starts, at a pace well below the one just seen.
    const dueMs = Math.ceil((Date.now() + (executions / startsPerSecond) * 1_600 + 8_000) / 1_000) * 1_000;
    const report = await fill(server, stateMachineArn, { executions, dueMs });
    if (report.endedMs > dueMs - quietMs - 1_000)
      throw new Error("the starts took too long: timers were due before all of them were there");
    await expectOpen(server, executions);
    await sleep(dueMs - Date.now() - quietMs - 500);
    const quiet = await probe(server, { stateMachineArn, known: report.sample, until: sleep(quietMs) });
    const watched = watchDrain(server, { executions, dueMs });
    await sleep(Math.max(0, dueMs - Date.now()));
    const { result: busy, peakRssMiB } = await peakRssWhile(
      server.pid,
      probe(server, { stateMachineArn, known: report.sample, until: watched }),
    );
    const { secondsAfterDue, closedBeforeDue } = await watched;
    const last = secondsAfterDue.at(-1);
    if (closedBeforeDue > 0) throw new Error(`${closedBeforeDue} executions ended before their timer was due`);
    if (last === undefined) throw new Error("no execution ended");
    const sampled = await lateness(server, report.sample, dueMs);
    return {
      drainSeconds: last.seconds,
      perSecond: executions / last.seconds,
      /** Executions ended in each whole second after the due time. */
      endedInSecond: endedInSecond(secondsAfterDue),
      ...{ peakRssMiB, sampled, quiet, busy },
    };
  } finally {
    await server.kill();
  }
}

interface Look {
  readonly seconds: number;
  readonly closed: number;
}

/** Looks at the count of ended executions until all have. A count that was read before the due time must be 0. */
async function watchDrain(server: ServerProcess, { executions, dueMs }: { executions: number; dueMs: number }) {
  const secondsAfterDue: Look[] = [];
  let closedBeforeDue = 0;
  for (;;) {
    const closed = await succeeded(server);
    const nowMs = Date.now();
    if (nowMs < dueMs) closedBeforeDue = Math.max(closedBeforeDue, closed);
    else secondsAfterDue.push({ seconds: (nowMs - dueMs) / 1_000, closed });
    if (closed >= executions) return { secondsAfterDue, closedBeforeDue };
    if (nowMs > dueMs + drainMaxMs)
      throw new Error(`${executions - closed} timers have not fired ${drainMaxMs / 1_000} s after they were due`);
    await sleep(lookEveryMs);
  }
}

function endedInSecond(looks: readonly Look[]): readonly number[] {
  const counts: number[] = [];
  let before = 0;
  for (let second = 1; before < (looks.at(-1)?.closed ?? 0); second++) {
    const closed = looks.findLast(({ seconds }) => seconds < second)?.closed ?? 0;
    counts.push(closed - before);
    before = closed;
  }
  return counts;
}

interface ProbeOptions {
  readonly stateMachineArn: string;
  readonly known: readonly string[];
  readonly until: Promise<unknown>;
}

/** What others are answered, and after how long: DescribeExecution of known executions, and new ones, both at a fixed rate. */
async function probe(server: ServerProcess, { stateMachineArn, known, until }: ProbeOptions) {
  let isOver = false;
  const over = until.finally(() => (isOver = true));
  const start = stepFunctionsRequest("StartExecution", { stateMachineArn, input: inputDue(Date.now() + dayMs) });
  let next = 0;
  const describe = () => stepFunctionsRequest("DescribeExecution", { executionArn: known[next++ % known.length] });
  const ways = {
    describe: { perSecond: probesPerSecond, request: describe },
    start: { perSecond: probesPerSecond, request: () => start },
  };
  const measure = async ({ perSecond, request }: { perSecond: number; request: () => string }) => {
    const answerMs: number[] = [];
    let refused = 0;
    let refusal: string | undefined;
    const opened = await Promise.all(Array.from({ length: probeConnections }, () => HttpConnection.open(portOf(server))));
    await pace({
      ...{ connections: opened, perSecond, isOver: () => isOver },
      send: async (connection, fromMs) => {
        const { status, body } = await connection.send(request());
        answerMs.push(performance.now() - fromMs);
        if (status === 200) return;
        refused += 1;
        refusal ??= `${status} ${body.slice(0, 200)}`;
      },
    });
    for (const connection of opened) connection.close();
    answerMs.sort((a, b) => a - b);
    return {
      answered: answerMs.length - refused,
      refused,
      ...(refusal === undefined ? {} : { refusal }),
      p50Ms: percentile(answerMs, 0.5),
      p99Ms: percentile(answerMs, 0.99),
      maxMs: answerMs.at(-1) ?? Number.NaN,
    };
  };
  const [describeExecution, startExecution] = await Promise.all([measure(ways.describe), measure(ways.start), over]);
  return { describeExecution, startExecution };
}

/** From the histories of a sample: how long after the due time Wait was left and the execution ended. Throws when one was early. */
async function lateness(server: ServerProcess, sample: readonly string[], dueMs: number) {
  const lateMs = { WaitStateExited: [] as number[], ExecutionSucceeded: [] as number[] };
  const connection = await HttpConnection.open(portOf(server));
  try {
    for (const executionArn of sample) {
      const { status, body } = await connection.send(stepFunctionsRequest("GetExecutionHistory", { executionArn }));
      if (status !== 200) throw new Error(`${executionArn}: ${status} ${body}`);
      const { events } = JSON.parse(body) as { events: { type: string; timestamp: number }[] };
      for (const type of ["WaitStateExited", "ExecutionSucceeded"] as const) {
        const event = events.find((candidate) => candidate.type === type);
        if (event === undefined) throw new Error(`${executionArn} has no ${type}`);
        const late = Math.round(event.timestamp * 1_000) - dueMs;
        if (late < 0) throw new Error(`${executionArn}: ${type} is ${-late} ms early`);
        lateMs[type].push(late);
      }
    }
  } finally {
    connection.close();
  }
  const percentiles = (values: number[]) => {
    const sorted = values.sort((a, b) => a - b);
    return { p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99), maxMs: sorted.at(-1) };
  };
  return {
    executions: sample.length,
    early: 0,
    waitStateExited: percentiles(lateMs.WaitStateExited),
    executionSucceeded: percentiles(lateMs.ExecutionSucceeded),
  };
}

function describe({ executions, held, drained }: Figures): string {
  const { sampled, quiet, busy } = drained;
  const probes = (name: "describeExecution" | "startExecution") =>
    `${short(busy[name].p50Ms)} / ${short(busy[name].p99Ms)} / ${short(busy[name].maxMs)} ms ` +
    `(${short(quiet[name].p50Ms)} / ${short(quiet[name].p99Ms)} ms before), ${busy[name].refused} of ${busy[name].refused + busy[name].answered} refused` +
    (busy[name].refusal === undefined ? "" : `: ${busy[name].refusal}`);
  return [
    `open             ${executions.toLocaleString("en-US")} executions, ${short(held.startsPerSecond)} starts/s (p50 ${short(held.startP50Ms)}, p99 ${short(held.startP99Ms)} ms)`,
    `memory           ${short(held.rssMiB)} MiB (${short(held.idleRssMiB)} idle before, ${short(held.peakRssMiB)} at the most); aim ${aims.rssMiB} MiB (600 MB)`,
    `after SIGKILL    ready in ${short(held.restartMs)} ms; aim ${short(aims.restartMs)} ms`,
    `memory then      ${short(held.rssAtReadyMiB)} MiB when ready, ${short(held.rssAfterRestartMiB)} MiB ${settleMs / 1_000} s later`,
    "",
    `due at once      drained in ${short(drained.drainSeconds)} s, ${short(drained.perSecond)}/s; ended in each second: ${drained.endedInSecond.map(short).join(" ")}`,
    `none early       ${sampled.executions} histories read; Wait left ${short(sampled.waitStateExited.p50Ms)} / ${short(sampled.waitStateExited.p99Ms)} / ${short(sampled.waitStateExited.maxMs)} ms late (p50, p99, last)`,
    `memory           ${short(drained.peakRssMiB)} MiB at the most while they drain`,
    `others meanwhile DescribeExecution p50, p99, longest ${probes("describeExecution")}`,
    `                 StartExecution p50, p99, longest ${probes("startExecution")}`,
    describePeers(peers),
  ].join("\n");
}
