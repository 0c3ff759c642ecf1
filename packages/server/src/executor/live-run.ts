/** A run in memory: how it begins, how it comes back from the store, and what the store keeps beside it. */

import { type HistoryEvent, type Program, type Run, type RunHeader, childProgram, decodeRun, missingPayloads } from "@stile/states";
import { invariant } from "../platform/invariant.ts";
import type { ExecutionRecord, ExecutionStore, OpenExecution } from "../storage/ports/executions.ts";
import { readPayloads } from "./history-reader.ts";

/** A run, perhaps ahead of the store. */
export interface LiveRun {
  readonly record: ExecutionRecord;
  readonly run: Run;
  readonly program: Program;
  /** Events since the last batch was closed. */
  readonly uncommitted: HistoryEvent[];
  /** Whether a batch that was handed to the store has told it of the execution. */
  written: boolean;
  /** Whether that batch is durable: before it is, nobody outside may learn of the execution. */
  durable: boolean;
}

export interface StartRequest {
  readonly header: RunHeader;
  readonly accountId: string;
  readonly definitionId: string;
  readonly program: Program;
  readonly input: string;
  readonly traceHeader: string | undefined;
  /** The state machine's revision that runs, once it has one. */
  readonly revisionId?: string | undefined;
  /** For a child execution of a distributed Map. */
  readonly child?: ChildOrigin;
  /** A name the caller chose may be taken; one that we made up is not. */
  readonly nameGiven: boolean;
}

/** Whose child an execution is, and which machine of the definition it runs. */
export interface ChildOrigin {
  readonly parentId: number;
  readonly parentFrameId: number;
  readonly machine: number;
  readonly mapRunArn: string;
}

/** What is kept of an execution besides its own columns. */
export interface StoredHeader {
  readonly roleArn: string;
  readonly region: string;
  readonly accountId: string;
  readonly stateMachineName: string;
  readonly seed: number;
  readonly traceHeader: string | undefined;
  readonly revisionId: string | undefined;
  readonly child: ChildOrigin | undefined;
}

export function runHeaderOf(execution: ExecutionRecord, header: StoredHeader): RunHeader {
  return {
    executionArn: execution.arn,
    name: execution.name,
    stateMachineArn: execution.stateMachineArn,
    stateMachineName: header.stateMachineName,
    roleArn: header.roleArn,
    region: header.region,
    startMs: execution.startMs,
    redriveCount: 0,
  };
}

/** The record of an execution that begins now, under that id. */
export function newRecord(id: number, shard: number, request: StartRequest, seed: number): ExecutionRecord {
  const { header } = request;
  const stored: StoredHeader = {
    roleArn: header.roleArn,
    region: header.region,
    accountId: request.accountId,
    stateMachineName: header.stateMachineName,
    seed,
    traceHeader: request.traceHeader,
    revisionId: request.revisionId,
    child: request.child,
  };
  return {
    id,
    shard,
    arn: header.executionArn,
    name: header.name,
    stateMachineArn: header.stateMachineArn,
    definitionId: request.definitionId,
    startMs: header.startMs,
    header: { ...stored },
    status: "RUNNING",
    stopMs: undefined,
    error: undefined,
    cause: undefined,
    outputPayload: undefined,
  };
}

/** Brings an open execution back from its frames and, for large payloads, its history. */
export async function loadLiveRun(
  { execution, frames }: OpenExecution,
  store: ExecutionStore,
  loadProgram: (definitionId: string) => Promise<Program>,
): Promise<LiveRun> {
  const rows = frames.map(({ frameId, text }) => ({ id: frameId, text }));
  const texts = await readPayloads(store, execution.id, missingPayloads(rows), new Map());
  const header = execution.header as unknown as StoredHeader;
  const record = {
    ...execution,
    stateMachineArn: shared(execution.stateMachineArn),
    definitionId: shared(execution.definitionId),
    header: sharedMembers(execution.header),
  };
  const run = decodeRun(runHeaderOf(record, record.header as unknown as StoredHeader), rows, (number) => {
    const text = texts.get(number);
    invariant(text !== undefined, `payload ${number} of ${execution.arn} is in no segment`);
    return text;
  });
  const program = await loadProgram(execution.definitionId);
  return {
    record,
    run,
    program: header.child ? childProgram(program, header.child.machine) : program,
    uncommitted: [],
    written: true,
    durable: true,
  };
}

/**
 * Rows come from the store each with strings of their own; a hundred thousand open executions of one machine
 * need its ARN once.
 */
const sharedStrings = new Map<string, string>();
const sharedStringsMax = 10_000;

function shared(text: string): string {
  const known = sharedStrings.get(text);
  if (known !== undefined) return known;
  if (sharedStrings.size >= sharedStringsMax) sharedStrings.clear();
  sharedStrings.set(text, text);
  return text;
}

function sharedMembers(header: ExecutionRecord["header"]): ExecutionRecord["header"] {
  return Object.fromEntries(Object.entries(header).map(([name, value]) => [name, typeof value === "string" ? shared(value) : value]));
}

/** How a closed run's execution ended, as the store wants it. */
export function closeOf({ record, run }: LiveRun) {
  invariant(run.stopMs !== undefined, `${record.arn} is closed without a time`);
  return {
    id: record.id,
    status: run.status,
    stopMs: run.stopMs,
    error: run.failure?.error,
    cause: run.failure?.cause,
    outputPayload: run.output && run.payloads.numberOf(run.output),
  };
}
