/** A batch: what one commit of a shard gathers while it fills, and how it becomes rows. */

import { type Command, type HistoryEvent, type Run, takeChanges } from "@stile/states";
import type { Batch, ExecutionRecord, FrameRecord, SegmentRecord } from "../storage/ports/executions.ts";
import { batchCommandsMax, batchTextMax } from "./limits.ts";
import { type LiveRun, closeOf } from "./live-run.ts";

/** Somebody who waits for the batch to be durable. */
export interface Answer<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

export interface OpenBatch {
  readonly touched: Set<LiveRun>;
  readonly started: LiveRun[];
  /** In the order in which they arose; carried out after the commit. */
  readonly effects: (() => void)[];
  readonly waiting: Answer<never>[];
  readonly commands: { readonly live: LiveRun; readonly command: Command }[];
  taken: number;
  events: number;
  textLength: number;
}

export interface CommittedBatch {
  readonly started: readonly ExecutionRecord[];
  readonly moved: readonly {
    readonly record: ExecutionRecord;
    readonly events: readonly HistoryEvent[];
    readonly closed: boolean;
    readonly run: Run;
  }[];
  readonly commitMs: number;
}

export function emptyBatch(): OpenBatch {
  return { touched: new Set(), started: [], effects: [], waiting: [], commands: [], taken: 0, events: 0, textLength: 0 };
}

export function isFull(batch: OpenBatch): boolean {
  return batch.taken >= batchCommandsMax || batch.textLength >= batchTextMax;
}

/** The rows of the batch. Runs that were told of here count as written from now on: batches are committed in order. */
export function encodeBatch(
  batch: OpenBatch,
  shard: number,
  epoch: number,
): { readonly written: Batch; readonly moved: CommittedBatch["moved"] } {
  const segments: SegmentRecord[] = [];
  const frames: FrameRecord[] = [];
  const removedFrames: { executionId: number; frameId: number }[] = [];
  const closed: Batch["closed"][number][] = [];
  const moved: CommittedBatch["moved"][number][] = [];
  const endedAtOnce = new Set<LiveRun>();
  for (const live of batch.touched) {
    const { run, record } = live;
    const events = live.uncommitted.splice(0);
    const changes = takeChanges(run, events);
    if (changes.segment) segments.push({ executionId: record.id, ...changes.segment });
    for (const { id, text } of changes.frames) frames.push({ executionId: record.id, frameId: id, text });
    const isClosed = run.status !== "RUNNING";
    moved.push({ record, events, closed: isClosed, run });
    if (live.written) for (const frameId of changes.removedFrames) removedFrames.push({ executionId: record.id, frameId });
    if (!isClosed) continue;
    if (live.written) closed.push(closeOf(live));
    else endedAtOnce.add(live);
  }
  const started = batch.started.map((live) => (endedAtOnce.has(live) ? { ...live.record, ...closeOf(live) } : live.record));
  for (const live of batch.started) live.written = true;
  return { written: { shard, epoch, started, closed, segments, frames, removedFrames }, moved };
}
