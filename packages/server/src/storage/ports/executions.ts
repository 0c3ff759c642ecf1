/**
 * Executions: what the engine's shards write and read. A shard has one owner at a time; taking it over
 * raises its epoch, and a commit that names an older epoch is refused in the very transaction that would
 * write, so that an owner who has lost its shard can never write again.
 */

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** One execution. `id` is unique over all shards, grows within a shard and is never shown outside. */
export interface ExecutionRecord {
  readonly id: number;
  readonly shard: number;
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  /** Key of the definition record the execution runs by, whatever becomes of its state machine. */
  readonly definitionId: string;
  readonly startMs: number;
  /** What never changes and is only read together with the execution: role, region, trace header. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly status: ExecutionStatus;
  readonly stopMs: number | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** Number of the payload in the history that is the output. */
  readonly outputPayload: number | undefined;
}

export interface ExecutionClose {
  readonly id: number;
  readonly status: ExecutionStatus;
  readonly stopMs: number;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly outputPayload: number | undefined;
}

/** A stretch of an execution's history. Without events, `lastEventId` is `firstEventId` - 1; `text` holds no NUL. */
export interface SegmentRecord {
  readonly executionId: number;
  readonly number: number;
  readonly firstEventId: number;
  readonly lastEventId: number;
  readonly firstPayloadId: number;
  readonly text: string;
}

/** `text` holds no NUL: it is JSON. */
export interface FrameRecord {
  readonly executionId: number;
  readonly frameId: number;
  readonly text: string;
}

/** Everything one commit of a shard holds: all of it becomes durable, or nothing. */
export interface Batch {
  readonly shard: number;
  readonly epoch: number;
  readonly started: readonly ExecutionRecord[];
  readonly closed: readonly ExecutionClose[];
  readonly segments: readonly SegmentRecord[];
  readonly frames: readonly FrameRecord[];
  /** Removed before `frames` are written. */
  readonly removedFrames: readonly { readonly executionId: number; readonly frameId: number }[];
}

/** An open execution with its frames, as recovery wants it. */
export interface OpenExecution {
  readonly execution: ExecutionRecord;
  readonly frames: readonly FrameRecord[];
}

export interface ExecutionQuery {
  readonly stateMachineArn: string;
  readonly status?: ExecutionStatus | undefined;
  /** Only what comes after this one in the order of the list. */
  readonly after?: { readonly startMs: number; readonly id: number } | undefined;
  readonly limit: number;
}

export interface ExecutionStore {
  /** Takes the shard over: from now on only the answered epoch may commit. `lastId` is the greatest execution id the shard ever had, 0 if none. */
  openShard(shard: number, owner: string): Promise<{ readonly epoch: number; readonly lastId: number }>;
  /**
   * Durable when it resolves. Rejects with Fenced when the shard has another owner; any other refusal leaves nothing written.
   * Only when the connection to the database is lost during its COMMIT is the outcome unknown: read the shard again.
   */
  commit(batch: Batch): Promise<void>;
  /** Open executions of the shard in the order of their ids, after that id. */
  openExecutions(shard: number, options: { readonly afterId: number; readonly limit: number }): Promise<readonly OpenExecution[]>;
  find(arn: string): Promise<ExecutionRecord | undefined>;
  /** Most recently started first; of one millisecond, the greatest id first. */
  list(query: ExecutionQuery): Promise<readonly ExecutionRecord[]>;
  /** The segments that hold events of that range, in order; an empty range gives none. */
  segments(executionId: number, range: { readonly firstEventId: number; readonly lastEventId: number }): Promise<readonly SegmentRecord[]>;
  /** The segment that holds the text of that payload, if the history has that payload at all. */
  segmentOfPayload(executionId: number, payloadId: number): Promise<SegmentRecord | undefined>;
  /** Id of the last event, 0 for an unknown execution. */
  lastEventId(executionId: number): Promise<number>;
  /** Forgets executions that were closed before that time, with their histories, the longest closed first; answers how many. Open ones stay. */
  prune(options: { readonly closedBeforeMs: number; readonly limit: number }): Promise<number>;
}

/** The shard belongs to somebody else now: stop at once and forget what memory says. */
export class Fenced extends Error {
  readonly shard: number;
  constructor(shard: number, epoch: number) {
    super(`shard ${shard} is no longer owned at epoch ${epoch}`);
    this.name = "Fenced";
    this.shard = shard;
  }
}
