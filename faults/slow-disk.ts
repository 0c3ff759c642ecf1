/**
 * A disk whose every commit takes long. Starts then wait for one another: batches grow, the longest wait is that of a
 * full queue, and what no longer fits is refused with ThrottlingException instead of being piled up in memory.
 */

import { type Definition, compileProgram } from "@stile/states";
import { ServiceError } from "../packages/server/src/aws/index.ts";
import { Executor, type StartRequest } from "../packages/server/src/executor/index.ts";
import { createSystemPlatform } from "../packages/server/src/platform/system.ts";
import { openSqlStore } from "../packages/server/src/storage/sql/store.ts";
import type { SqlDatabase } from "../packages/server/src/storage/sql/database.ts";
import { openSqlite } from "../packages/server/src/storage/sqlite.ts";

export interface SlowDiskReport {
  readonly commitMs: number;
  readonly accepted: number;
  /** By code. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly commits: number;
  readonly startsPerCommitMax: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly violations: readonly string[];
}

const account = "000000000000";
const machineArn = `arn:aws:states:us-east-1:${account}:stateMachine:slow`;
const definition = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };

/** So many starts at once on an SQLite database whose commits take so long. */
export async function slowDisk({ commitMs, starts }: { readonly commitMs: number; readonly starts: number }): Promise<SlowDiskReport> {
  const commits: number[] = [];
  const store = await openSqlStore(slowed(await openSqlite(":memory:"), commitMs));
  const platform = createSystemPlatform({ logLevel: "error", logForm: "json" });
  const program = compileProgram(definition as unknown as Definition);
  const executor = new Executor({
    store: {
      ...store.executions,
      commit: (batch) => {
        commits.push(batch.started.length);
        return store.executions.commit(batch);
      },
    },
    records: store.records,
    platform,
    tokenKey: new Uint8Array(32).fill(1),
    owner: "faults",
    shards: 1,
    integrations: [],
    loadProgram: async () => program,
    activityExists: () => false,
  });
  await executor.open();
  const waits: number[] = [];
  const refusals: Record<string, number> = {};
  const accepted: string[] = [];
  const violations: string[] = [];
  const start = async (number: number) => {
    const beganMs = performance.now();
    const executionArn = `arn:aws:states:us-east-1:${account}:execution:slow:n${number}`;
    const header = {
      ...{ executionArn, name: `n${number}`, stateMachineArn: machineArn, stateMachineName: "slow" },
      ...{ roleArn: `arn:aws:iam::${account}:role/faults`, region: "us-east-1", startMs: platform.clock.nowMs(), redriveCount: 0 },
    };
    const request: StartRequest = {
      ...{ header, accountId: account, definitionId: "slow", program, input: "{}" },
      ...{ traceHeader: undefined, revisionId: undefined, nameGiven: false },
    };
    try {
      await executor.start(request);
      accepted.push(executionArn);
    } catch (error) {
      const code = error instanceof ServiceError ? error.code : String(error);
      refusals[code] = (refusals[code] ?? 0) + 1;
    }
    waits.push(performance.now() - beganMs);
  };
  await Promise.all(Array.from({ length: starts }, (_, number) => start(number)));
  const listed = new Set((await store.executions.list({ stateMachineArn: machineArn, limit: starts })).map(({ arn }) => arn));
  for (const arn of accepted) if (!listed.has(arn)) violations.push(`${arn} was acknowledged and is not there`);
  if (listed.size !== accepted.length) violations.push(`${listed.size} executions are there, and ${accepted.length} were acknowledged`);
  await executor.close();
  await store.close();
  waits.sort((one, other) => one - other);
  const percentile = (share: number) => Math.round(waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0);
  return {
    commitMs,
    accepted: accepted.length,
    refusals,
    commits: commits.length,
    startsPerCommitMax: Math.max(0, ...commits),
    medianMs: percentile(0.5),
    p99Ms: percentile(0.99),
    violations,
  };
}

/** One write at a time, each longer by the delay: a disk does not sync faster for being asked twice. */
function slowed(database: SqlDatabase, delayMs: number): SqlDatabase {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...database,
    write(statements) {
      const written = last.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        await database.write(statements);
      });
      last = written.catch(() => undefined);
      return written;
    },
  };
}
