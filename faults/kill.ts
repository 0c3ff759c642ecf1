/**
 * `kill -9` under load: the server is killed at a random moment, started again on the same data folder, and again;
 * then everything is brought to its end and compared with what the clients were told. Whatever was answered must be
 * there, must have gone on, and must have ended once.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { spreadOf } from "../bench/statistics.ts";
import { type ServerProcess, startServerProcess } from "../conformance/server-process.ts";
import { openTokenBox, repeatStarts, startClients, type TokenBox } from "./clients.ts";
import { Ledger } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { verifyAll } from "./verify.ts";
import { createWorkload, type Workload } from "./workload.ts";

export interface KillOptions {
  readonly cycles: number;
  readonly seed: number;
  readonly folder?: string;
  /** Told of each cycle, in words. */
  readonly onProgress?: (line: string) => void;
}

export interface KillReport {
  readonly seed: number;
  readonly cycles: number;
  readonly acknowledgedStarts: number;
  readonly acceptedCallbacks: number;
  /** Starts of which nobody was told whether they took effect. */
  readonly unansweredStarts: number;
  /** Named starts asked for again after a kill. */
  readonly repeatedStarts: number;
  /** Kills at a moment when a change was without its answer: a commit was being filled or written. */
  readonly killsDuringCommits: number;
  /** Open executions right after a restart. */
  readonly recoveredExecutionsMax: number;
  readonly readyMs: { readonly median: number; readonly min: number; readonly max: number };
  /** How long everything took to end after the last restart. */
  readonly drainMs: number;
  readonly violations: readonly string[];
}

const starters = 24;
const killAfterMaxMs = 200;
const drainMaxMs = 180_000;
/** Named starts repeated after each kill, newest first. */
const repeatedMax = 20;

export async function killRepeatedly(options: KillOptions): Promise<KillReport> {
  const { cycles, seed, onProgress = () => undefined } = options;
  const scratch = mkdtempSync(join(options.folder ?? tmpdir(), "stile-faults-"));
  const random = randomOf(seed);
  const ledger = new Ledger();
  const tokens = await openTokenBox();
  const run = { dataDir: join(scratch, "data"), ledger, tokens, random };
  const readyMs: number[] = [];
  let killsDuringCommits = 0;
  let recoveredExecutionsMax = 0;
  let server: ServerProcess | undefined;
  try {
    let workload: Workload | undefined;
    for (let cycle = 1; cycle <= cycles; cycle++) {
      server = await startServerProcess({ dataDir: run.dataDir, flags: ["--log-level", "error"] });
      readyMs.push(server.readyMs);
      const port = portOf(server);
      recoveredExecutionsMax = Math.max(recoveredExecutionsMax, (await executorFigures(server)).openExecutions);
      workload ??= await createWorkload(port, tokens.address);
      await repeatStarts(port, workload, ledger, [...ledger.unanswered.slice(-repeatedMax), ...lastAcknowledged(ledger)]);
      const clients = startClients({ port, workload, ledger, tokens, random, starters });
      const killAfterMs = 1 + Math.floor(random() * killAfterMaxMs);
      await sleep(killAfterMs);
      const pending = clients.pendingChanges();
      if (pending > 0) killsDuringCommits += 1;
      await server.kill();
      await clients.stopped().catch((error: unknown) => ledger.violate(`a client failed: ${String(error)}`));
      onProgress(
        `cycle ${cycle}: ready in ${Math.round(server.readyMs)} ms, killed after ${killAfterMs} ms with ${pending} unanswered, ${ledger.acknowledged.size} acknowledged`,
      );
    }
    server = await startServerProcess({ dataDir: run.dataDir, flags: ["--log-level", "error"] });
    readyMs.push(server.readyMs);
    if (workload === undefined) throw new Error("no cycle was run");
    const drainMs = await bringToEnd(server, workload, { ledger, tokens, random });
    onProgress(`everything has ended after ${drainMs} ms; verifying ${ledger.acknowledged.size} executions`);
    await verifyAll(portOf(server), workload, ledger, tokens.witnessed);
    await server.stop();
    return {
      seed,
      cycles,
      acknowledgedStarts: ledger.acknowledged.size,
      acceptedCallbacks: ledger.acceptedTokens.size,
      unansweredStarts: ledger.unanswered.length,
      repeatedStarts: ledger.repeatedStarts,
      killsDuringCommits,
      recoveredExecutionsMax,
      readyMs: spreadOf(readyMs),
      drainMs,
      violations: ledger.violations,
    };
  } finally {
    tokens.close();
    await server?.kill();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Works on what is open until nothing is; what does not end becomes a violation when it is verified. */
async function bringToEnd(
  server: ServerProcess,
  workload: Workload,
  run: { ledger: Ledger; tokens: TokenBox; random: () => number },
): Promise<number> {
  const beganMs = performance.now();
  const port = portOf(server);
  await repeatStarts(port, workload, run.ledger, run.ledger.unanswered);
  const clients = startClients({ port, workload, ...run, starters: 0 });
  const isOpen = async () => {
    const { openExecutions, expressExecutions } = await executorFigures(server);
    return openExecutions + expressExecutions > 0;
  };
  while (performance.now() - beganMs < drainMaxMs && (await isOpen())) await sleep(100);
  clients.stop();
  await clients.stopped();
  return Math.round(performance.now() - beganMs);
}

function lastAcknowledged({ acknowledged }: Ledger) {
  return [...acknowledged.values()].filter(({ name }) => name !== undefined).slice(-repeatedMax);
}

async function executorFigures({ url }: ServerProcess): Promise<{ readonly openExecutions: number; readonly expressExecutions: number }> {
  const health = (await (await fetch(`${url}/_stile/health`)).json()) as {
    executor: { openExecutions: number; expressExecutions: number };
  };
  return health.executor;
}

function portOf({ url }: ServerProcess): number {
  return Number(new URL(url).port);
}
