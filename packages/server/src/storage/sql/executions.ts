/** The execution store on SQL. A commit is one transaction whose first statement checks the shard's epoch. */

import { invariant } from "../../platform/invariant.ts";
import type {
  Batch,
  ExecutionQuery,
  ExecutionRecord,
  ExecutionStatus,
  ExecutionStore,
  FrameRecord,
  OpenExecution,
  SegmentRecord,
} from "../ports/executions.ts";
import { Fenced } from "../ports/executions.ts";
import { type SqlDatabase, type SqlStatement, type SqlValue, UnexpectedChanges } from "./database.ts";

interface ExecutionRow {
  readonly id: number;
  readonly shard: number;
  readonly arn: string;
  readonly name: string;
  readonly machine_arn: string;
  readonly definition_id: string;
  readonly start_ms: number;
  readonly header: string;
  readonly status: ExecutionStatus;
  readonly stop_ms: number | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly output_payload: number | null;
}

interface SegmentRow {
  readonly execution_id: number;
  readonly number: number;
  readonly first_event: number;
  readonly last_event: number;
  readonly first_payload: number;
  readonly data: string;
}

const executionColumns =
  "id, shard, arn, name, machine_arn, definition_id, start_ms, header, status, stop_ms, error, cause, output_payload";
const segmentColumns = "execution_id, number, first_event, last_event, first_payload, data";

/** Each attempt that fails means that another node has taken the shard over in between. */
const takeOverAttemptsMax = 100;

export function sqlExecutions(database: SqlDatabase): ExecutionStore {
  return {
    async openShard(shard, owner) {
      const epoch = await raiseEpoch(database, shard, owner);
      // Kept beside the epoch: pruning may take the newest execution away, and its id must not be given again.
      const [row] = await database.read<{ last_id: number }>("SELECT last_id FROM shard WHERE id = ?", [shard]);
      return { epoch, lastId: Number(row?.last_id ?? 0) };
    },

    async commit(batch) {
      try {
        await database.write(statementsOf(batch));
      } catch (error) {
        if (error instanceof UnexpectedChanges && error.statement === 0) throw new Fenced(batch.shard, batch.epoch);
        throw error;
      }
    },

    async openExecutions(shard, { afterId, limit }) {
      const rows = await database.read<ExecutionRow>(
        `SELECT ${executionColumns} FROM execution WHERE shard = ? AND status = 'RUNNING' AND id > ? ORDER BY id LIMIT ?`,
        [shard, afterId, limit],
      );
      const first = rows[0]?.id;
      const last = rows.at(-1)?.id;
      if (first === undefined || last === undefined) return [];
      // Closed executions have no frames, so a range of ids is as good as a list of them.
      const frames = await database.read<{ execution_id: number; frame_id: number; data: string }>(
        "SELECT execution_id, frame_id, data FROM frame WHERE execution_id BETWEEN ? AND ? ORDER BY execution_id, frame_id",
        [first, last],
      );
      const framesOf = new Map<number, FrameRecord[]>();
      for (const row of frames) {
        const frame = { executionId: Number(row.execution_id), frameId: Number(row.frame_id), text: row.data };
        const list = framesOf.get(frame.executionId);
        if (list) list.push(frame);
        else framesOf.set(frame.executionId, [frame]);
      }
      return rows.map((row): OpenExecution => ({ execution: executionOf(row), frames: framesOf.get(Number(row.id)) ?? [] }));
    },

    async find(arn) {
      const [row] = await database.read<ExecutionRow>(`SELECT ${executionColumns} FROM execution WHERE arn = ?`, [arn]);
      return row && executionOf(row);
    },

    async list({ stateMachineArn, status, after, limit }: ExecutionQuery) {
      const conditions = ["machine_arn = ?"];
      const parameters: SqlValue[] = [stateMachineArn];
      if (status !== undefined) {
        conditions.push("status = ?");
        parameters.push(status);
      }
      if (after !== undefined) {
        conditions.push("(start_ms < ? OR (start_ms = ? AND id < ?))");
        parameters.push(after.startMs, after.startMs, after.id);
      }
      const rows = await database.read<ExecutionRow>(
        `SELECT ${executionColumns} FROM execution WHERE ${conditions.join(" AND ")} ORDER BY start_ms DESC, id DESC LIMIT ?`,
        [...parameters, limit],
      );
      return rows.map(executionOf);
    },

    async segments(executionId, { firstEventId, lastEventId }) {
      if (lastEventId < firstEventId) return [];
      const rows = await database.read<SegmentRow>(
        `SELECT ${segmentColumns} FROM history WHERE execution_id = ? AND last_event >= ? AND first_event <= ? AND last_event >= first_event ORDER BY number`,
        [executionId, firstEventId, lastEventId],
      );
      return rows.map(segmentOf);
    },

    async segmentOfPayload(executionId, payloadId) {
      const [row] = await database.read<SegmentRow>(
        `SELECT ${segmentColumns} FROM history WHERE execution_id = ? AND first_payload <= ? ORDER BY number DESC LIMIT 1`,
        [executionId, payloadId],
      );
      return row && segmentOf(row);
    },

    prune: (options) => prune(database, options),

    async lastEventId(executionId) {
      const [row] = await database.read<{ last_event: number }>(
        "SELECT last_event FROM history WHERE execution_id = ? ORDER BY number DESC LIMIT 1",
        [executionId],
      );
      return Number(row?.last_event ?? 0);
    },
  };
}

/**
 * Raises the epoch from the value that was read, and only from that: two nodes that take the shard over at the
 * same time must not both believe in the higher of their epochs.
 */
async function raiseEpoch(database: SqlDatabase, shard: number, owner: string): Promise<number> {
  await database.write([
    { sql: "INSERT INTO shard (id, owner, epoch) VALUES (?, ?, 0) ON CONFLICT (id) DO NOTHING", rows: [[shard, owner]] },
  ]);
  for (let attempt = 0; attempt < takeOverAttemptsMax; attempt++) {
    const [row] = await database.read<{ epoch: number }>("SELECT epoch FROM shard WHERE id = ?", [shard]);
    invariant(row, `shard ${shard} vanished while it was opened`);
    const epoch = Number(row.epoch);
    try {
      await database.write([
        { sql: "UPDATE shard SET owner = ?, epoch = ? WHERE id = ? AND epoch = ?", rows: [[owner, epoch + 1, shard, epoch]], changes: 1 },
      ]);
      return epoch + 1;
    } catch (error) {
      // Somebody else was faster: next time from their epoch.
      if (!(error instanceof UnexpectedChanges)) throw error;
    }
  }
  throw new Error(`shard ${shard} is being taken over again and again by others (${takeOverAttemptsMax} attempts)`);
}

async function prune(database: SqlDatabase, { closedBeforeMs, limit }: { closedBeforeMs: number; limit: number }): Promise<number> {
  const rows = await database.read<{ id: number }>("SELECT id FROM execution WHERE stop_ms < ? ORDER BY stop_ms, id LIMIT ?", [
    closedBeforeMs,
    limit,
  ]);
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => [Number(id)]);
  await database.write([
    { sql: "DELETE FROM history WHERE execution_id = ?", rows: ids },
    { sql: "DELETE FROM execution WHERE id = ? AND status <> 'RUNNING'", rows: ids },
  ]);
  return ids.length;
}

/** The fence comes first, so that nothing of a stale owner's batch is even tried. */
function statementsOf(batch: Batch): SqlStatement[] {
  const lastId = batch.started.reduce((last, { id }) => Math.max(last, id), 0);
  const statements: SqlStatement[] = [
    {
      sql: "UPDATE shard SET last_id = CASE WHEN last_id < ? THEN ? ELSE last_id END WHERE id = ? AND epoch = ?",
      rows: [[lastId, lastId, batch.shard, batch.epoch]],
      changes: 1,
    },
  ];
  const add = (sql: string, rows: readonly (readonly SqlValue[])[], changes?: number) => {
    if (rows.length > 0) statements.push(changes === undefined ? { sql, rows } : { sql, rows, changes });
  };
  add(`INSERT INTO execution (${executionColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, batch.started.map(rowOf));
  add(
    "UPDATE execution SET status = ?, stop_ms = ?, error = ?, cause = ?, output_payload = ? WHERE id = ? AND status = 'RUNNING'",
    batch.closed.map((c) => [c.status, c.stopMs, textOf(c.error), textOf(c.cause), c.outputPayload ?? null, c.id]),
    1, // an execution ends once
  );
  add(
    `INSERT INTO history (${segmentColumns}) VALUES (?, ?, ?, ?, ?, ?)`,
    batch.segments.map((s) => [s.executionId, s.number, s.firstEventId, s.lastEventId, s.firstPayloadId, s.text]),
  );
  add(
    "DELETE FROM frame WHERE execution_id = ? AND frame_id = ?",
    batch.removedFrames.map((f) => [f.executionId, f.frameId]),
  );
  add(
    "INSERT INTO frame (execution_id, frame_id, data) VALUES (?, ?, ?) ON CONFLICT (execution_id, frame_id) DO UPDATE SET data = excluded.data",
    batch.frames.map((f) => [f.executionId, f.frameId, f.text]),
  );
  return statements;
}

function rowOf(e: ExecutionRecord): readonly SqlValue[] {
  return [
    e.id,
    e.shard,
    e.arn,
    e.name,
    e.stateMachineArn,
    e.definitionId,
    e.startMs,
    JSON.stringify(e.header),
    e.status,
    e.stopMs ?? null,
    textOf(e.error),
    textOf(e.cause),
    e.outputPayload ?? null,
  ];
}

/** As JSON: a caller's error or cause may hold NUL, which PostgreSQL's text cannot, and would take the whole batch down. */
function textOf(text: string | undefined): string | null {
  return text === undefined ? null : JSON.stringify(text);
}

/** PostgreSQL hands 64-bit numbers over as text; ours are all exact in a double. */
function executionOf(row: ExecutionRow): ExecutionRecord {
  return {
    id: Number(row.id),
    shard: Number(row.shard),
    arn: row.arn,
    name: row.name,
    stateMachineArn: row.machine_arn,
    definitionId: row.definition_id,
    startMs: Number(row.start_ms),
    header: JSON.parse(row.header) as Record<string, unknown>,
    status: row.status,
    stopMs: row.stop_ms === null ? undefined : Number(row.stop_ms),
    error: row.error === null ? undefined : (JSON.parse(row.error) as string),
    cause: row.cause === null ? undefined : (JSON.parse(row.cause) as string),
    outputPayload: row.output_payload === null ? undefined : Number(row.output_payload),
  };
}

function segmentOf(row: SegmentRow): SegmentRecord {
  return {
    executionId: Number(row.execution_id),
    number: Number(row.number),
    firstEventId: Number(row.first_event),
    lastEventId: Number(row.last_event),
    firstPayloadId: Number(row.first_payload),
    text: row.data,
  };
}
