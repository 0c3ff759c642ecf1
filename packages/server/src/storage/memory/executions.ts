/** The execution store in memory: a commit is checked whole before any of it is applied, so it is atomic without a journal. */

import type { Batch, ExecutionQuery, ExecutionRecord, ExecutionStore, OpenExecution, SegmentRecord } from "../ports/executions.ts";
import { Fenced } from "../ports/executions.ts";

interface Shard {
  epoch: number;
  lastId: number;
  readonly open: Set<number>;
}

/** `header` is kept as text, so that what a caller does to the object afterwards does not reach the store. */
interface Kept {
  readonly record: ExecutionRecord;
  readonly headerText: string;
}

export function memoryExecutions(): ExecutionStore {
  const shards = new Map<number, Shard>();
  const executions = new Map<number, Kept>();
  const idByArn = new Map<string, number>();
  const idsByMachine = new Map<string, number[]>();
  const frames = new Map<number, Map<number, string>>();
  const history = new Map<number, Map<number, SegmentRecord>>();

  function shardOf(number: number): Shard {
    let shard = shards.get(number);
    if (shard === undefined) shards.set(number, (shard = { epoch: 0, lastId: 0, open: new Set() }));
    return shard;
  }

  /** Throws what a database would refuse; changes nothing. */
  function check(batch: Batch): void {
    if (shards.get(batch.shard)?.epoch !== batch.epoch) throw new Fenced(batch.shard, batch.epoch);
    const running = new Set<number>();
    const arns = new Set<string>();
    const ids = new Set<number>();
    for (const { id, arn, status } of batch.started) {
      if (executions.has(id) || ids.has(id)) throw new Error(`execution id ${id} is taken`);
      if (idByArn.has(arn) || arns.has(arn)) throw new Error(`execution ${arn} exists`);
      ids.add(id);
      arns.add(arn);
      if (status === "RUNNING") running.add(id);
    }
    const closed = new Set<number>();
    for (const { id } of batch.closed) {
      const isRunning = running.has(id) || executions.get(id)?.record.status === "RUNNING";
      if (!isRunning || closed.has(id)) throw new Error(`execution id ${id} is not running: an execution ends once`);
      closed.add(id);
    }
    const segments = new Set<string>();
    for (const { executionId, number } of batch.segments) {
      const key = `${executionId}/${number}`;
      if (history.get(executionId)?.has(number) || segments.has(key)) throw new Error(`segment ${key} exists`);
      segments.add(key);
    }
  }

  function apply(batch: Batch): void {
    for (const record of batch.started) {
      executions.set(record.id, { record, headerText: JSON.stringify(record.header) });
      idByArn.set(record.arn, record.id);
      const machine = idsByMachine.get(record.stateMachineArn);
      if (machine) machine.push(record.id);
      else idsByMachine.set(record.stateMachineArn, [record.id]);
      const shard = shardOf(record.shard);
      shard.lastId = Math.max(shard.lastId, record.id);
      if (record.status === "RUNNING") shard.open.add(record.id);
    }
    for (const close of batch.closed) {
      const { record, headerText } = executions.get(close.id) as Kept;
      executions.set(close.id, { record: { ...record, ...close }, headerText });
      shardOf(record.shard).open.delete(close.id);
    }
    for (const segment of batch.segments) {
      const segments = history.get(segment.executionId);
      if (segments) segments.set(segment.number, { ...segment });
      else history.set(segment.executionId, new Map([[segment.number, { ...segment }]]));
    }
    // Removals first, as in SQL: a frame that one batch removes and writes is there afterwards.
    for (const { executionId, frameId } of batch.removedFrames) {
      const kept = frames.get(executionId);
      kept?.delete(frameId);
      if (kept?.size === 0) frames.delete(executionId);
    }
    for (const { executionId, frameId, text } of batch.frames) {
      const kept = frames.get(executionId);
      if (kept) kept.set(frameId, text);
      else frames.set(executionId, new Map([[frameId, text]]));
    }
  }

  const handOut = (id: number): ExecutionRecord => {
    const { record, headerText } = executions.get(id) as Kept;
    return { ...record, header: JSON.parse(headerText) as Record<string, unknown> };
  };
  const segmentsOf = (executionId: number): SegmentRecord[] =>
    [...(history.get(executionId)?.values() ?? [])].sort((one, other) => one.number - other.number);

  return {
    async openShard(number) {
      const shard = shardOf(number);
      shard.epoch += 1;
      return { epoch: shard.epoch, lastId: shard.lastId };
    },

    async commit(batch) {
      check(batch);
      apply(batch);
    },

    async openExecutions(shard, { afterId, limit }) {
      const ids = [...(shards.get(shard)?.open ?? [])].filter((id) => id > afterId).sort((one, other) => one - other);
      return ids.slice(0, limit).map((id): OpenExecution => {
        const kept = [...(frames.get(id) ?? [])].sort(([one], [other]) => one - other);
        return { execution: handOut(id), frames: kept.map(([frameId, text]) => ({ executionId: id, frameId, text })) };
      });
    },

    async find(arn) {
      const id = idByArn.get(arn);
      return id === undefined ? undefined : handOut(id);
    },

    async list({ stateMachineArn, status, after, limit }: ExecutionQuery) {
      const kept = (idsByMachine.get(stateMachineArn) ?? []).map((id) => (executions.get(id) as Kept).record);
      const wanted = kept.filter(
        (record) => (status === undefined || record.status === status) && (after === undefined || newestFirst(after, record) < 0),
      );
      return wanted
        .sort(newestFirst)
        .slice(0, limit)
        .map(({ id }) => handOut(id));
    },

    async segments(executionId, { firstEventId, lastEventId }) {
      if (lastEventId < firstEventId) return [];
      return segmentsOf(executionId).filter(
        (segment) =>
          segment.lastEventId >= firstEventId && segment.firstEventId <= lastEventId && segment.lastEventId >= segment.firstEventId,
      );
    },

    async segmentOfPayload(executionId, payloadId) {
      return segmentsOf(executionId).findLast(({ firstPayloadId }) => firstPayloadId <= payloadId);
    },

    async prune({ closedBeforeMs, limit }) {
      const old = [...executions.values()]
        .map(({ record }) => record)
        .filter(({ stopMs }) => stopMs !== undefined && stopMs < closedBeforeMs)
        .sort((one, other) => Number(one.stopMs) - Number(other.stopMs) || one.id - other.id)
        .slice(0, limit);
      for (const { id, arn, stateMachineArn } of old) {
        executions.delete(id);
        idByArn.delete(arn);
        history.delete(id);
        const left = (idsByMachine.get(stateMachineArn) ?? []).filter((kept) => kept !== id);
        if (left.length > 0) idsByMachine.set(stateMachineArn, left);
        else idsByMachine.delete(stateMachineArn);
      }
      return old.length;
    },

    async lastEventId(executionId) {
      return segmentsOf(executionId).at(-1)?.lastEventId ?? 0;
    },
  };
}

/** Descending by start, then by id. */
function newestFirst(one: Pick<ExecutionRecord, "startMs" | "id">, other: Pick<ExecutionRecord, "startMs" | "id">): number {
  return other.startMs - one.startMs || other.id - one.id;
}
