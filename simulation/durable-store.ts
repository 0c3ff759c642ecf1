/**
 * The store of a simulated world. What is in it outlives every process; each process reaches it through a
 * connection of its own, which can be slow, fail, and be cut together with the process.
 */

import { openMemoryStore } from "../packages/server/src/storage/memory/index.ts";
import { type Batch, type ExecutionRecord, type ExecutionStore, Fenced } from "../packages/server/src/storage/ports/executions.ts";
import type { RecordStore } from "../packages/server/src/storage/ports/records.ts";

/** What becomes of one commit. */
export type CommitFate =
  | { readonly kind: "kept"; readonly afterTurns: number; readonly afterMs: number }
  /** Refused before anything was written. */
  | { readonly kind: "failBefore" }
  /** Written, and the answer is lost: to the process it failed. */
  | { readonly kind: "failAfter" }
  /** The process ends: the batch never reaches the store. */
  | { readonly kind: "crashBefore" }
  /** The process ends: the batch is kept, and nobody hears of it. */
  | { readonly kind: "crashAfter" }
  /** The process ends while the batch is on its way; it arrives so many turns later, perhaps when somebody else owns the shard. */
  | { readonly kind: "crashDuring"; readonly arrivesAfterTurns: number }
  /** The process ends when it has carried out so many of the commands of this batch and of later ones. */
  | { readonly kind: "crashInDispatch"; readonly afterDispatches: number };

export interface ConnectionFaults {
  readonly commitFate: (number: number) => CommitFate;
  /** Event-loop turns a read takes; undefined: it fails. */
  readonly readTurns: () => number | undefined;
  readonly writeFate: () => "kept" | "failBefore" | "failAfter";
}

/** The process at the other end of a connection. */
export interface Client {
  readonly number: number;
  /** False from the moment of its crash on: it hears nothing more. */
  alive: boolean;
  readonly crash: (why: string) => void;
  readonly crashAfterDispatches: (dispatches: number) => void;
}

export class DurableStore {
  readonly executions: ExecutionStore;
  readonly records: RecordStore;
  /** Every execution that was ever begun durably, as it began. */
  readonly begun = new Map<number, ExecutionRecord>();
  /** By shard: the number of the process that took it over last. */
  readonly owners = new Map<number, number>();
  /** Commits that were asked for, by all processes. */
  commits = 0;
  fenced = 0;
  readonly #frames = new Map<number, Map<number, string>>();
  readonly #closed = new Set<number>();

  constructor() {
    const { executions, records } = openMemoryStore();
    this.executions = executions;
    this.records = records;
  }

  async commit(batch: Batch): Promise<void> {
    await this.executions.commit(batch);
    for (const record of batch.started) {
      this.begun.set(record.id, record);
      if (record.status !== "RUNNING") this.#closed.add(record.id);
    }
    for (const { id } of batch.closed) this.#closed.add(id);
    for (const { executionId, frameId } of batch.removedFrames) this.#frames.get(executionId)?.delete(frameId);
    for (const { executionId, frameId, text } of batch.frames) {
      const kept = this.#frames.get(executionId);
      if (kept) kept.set(frameId, text);
      else this.#frames.set(executionId, new Map([[frameId, text]]));
    }
  }

  /** Whether what is durable has come as far as that attempt of that frame's task. */
  hasScheduled(executionId: number, frameId: number, attempt: number): boolean {
    if (this.#closed.has(executionId)) return true;
    const frames = this.#frames.get(executionId);
    const row = frames?.get(frameId);
    if (row !== undefined) return frameOf(row).attempt >= attempt;
    const root = frames?.get(0);
    return root !== undefined && (JSON.parse(root) as { run: { nextFrameId: number } }).run.nextFrameId > frameId;
  }

  /** Steps of the run that are durable; undefined when it is closed. */
  durableSteps(executionId: number): number | undefined {
    if (this.#closed.has(executionId)) return undefined;
    const root = this.#frames.get(executionId)?.get(0);
    return root === undefined ? 0 : (JSON.parse(root) as { run: { steps: number } }).run.steps;
  }

  /** The tasks that are with a worker or somebody who holds a token, of one open execution. */
  tasksOutside(executionId: number): { readonly frameId: number; readonly attempt: number; readonly status: string }[] {
    return [...(this.#frames.get(executionId) ?? [])].flatMap(([frameId, row]) => {
      const { phase } = frameOf(row);
      return phase.kind === "task" ? [{ frameId, attempt: phase.attempt ?? 0, status: phase.status ?? "" }] : [];
    });
  }
}

function frameOf(row: string): { attempt: number; phase: { kind: string; attempt?: number; status?: string } } {
  const parsed = JSON.parse(row) as { frame?: object };
  return (parsed.frame ?? parsed) as ReturnType<typeof frameOf>;
}

export interface ConnectionOptions {
  readonly durable: DurableStore;
  readonly client: Client;
  readonly faults: ConnectionFaults;
  readonly delay: (durationMs: number) => Promise<void>;
  readonly note: (what: string) => void;
  /** A batch has become durable, whether or not its process hears of it. */
  readonly landed: (batch: Batch) => void;
}

const never = () => new Promise<never>(() => undefined);

/** Event-loop turns. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

export function connect(options: ConnectionOptions): { readonly executions: ExecutionStore; readonly records: RecordStore } {
  const { durable, client, faults, delay, note } = options;

  async function read<T>(ask: () => Promise<T>): Promise<T> {
    if (!client.alive) return never();
    const readTurns = faults.readTurns();
    await turns(readTurns ?? 1);
    if (!client.alive) return never();
    if (readTurns === undefined) throw new Error(unreadable);
    const answer = await ask();
    return client.alive ? answer : never();
  }

  async function keep(batch: Batch): Promise<void> {
    await durable.commit(batch);
    options.landed(batch);
  }

  async function commit(batch: Batch): Promise<void> {
    if (!client.alive) return never();
    const number = ++durable.commits;
    const fate = faults.commitFate(number);
    const { shard, started, closed, segments } = batch;
    note(
      `p${client.number} commit ${number} of shard ${shard}: ${started.length} started, ${closed.length} closed, ${segments.length} moved: ${fate.kind}`,
    );
    if (fate.kind === "failBefore") {
      await turns(1);
      throw new Error(`simulated: commit ${number} failed`);
    }
    if (fate.kind === "crashBefore") client.crash(`before commit ${number}`);
    if (fate.kind === "crashDuring") {
      client.crash(`while commit ${number} was on its way`);
      await turns(fate.arrivesAfterTurns);
      await keep(batch).catch((error: unknown) => {
        if (!(error instanceof Fenced)) throw error;
        durable.fenced += 1;
        note(`commit ${number} came too late: the shard has another owner`);
      });
    }
    if (fate.kind === "kept") {
      await turns(fate.afterTurns);
      if (fate.afterMs > 0) await delay(fate.afterMs);
    }
    if (!client.alive) return never();
    await keep(batch).catch((error: unknown) => {
      if (error instanceof Fenced) durable.fenced += 1;
      throw error;
    });
    if (fate.kind === "crashAfter") client.crash(`after commit ${number}`);
    if (fate.kind === "crashInDispatch") client.crashAfterDispatches(fate.afterDispatches);
    if (!client.alive) return never();
    if (fate.kind === "failAfter") throw new Error(`simulated: the answer to commit ${number} was lost`);
  }

  const { executions, records } = durable;
  return {
    executions: {
      commit,
      openShard: (shard, owner) =>
        read(() => {
          durable.owners.set(shard, client.number);
          return executions.openShard(shard, owner);
        }),
      openExecutions: (shard, range) => read(() => executions.openExecutions(shard, range)),
      find: (arn) => read(() => executions.find(arn)),
      list: (query) => read(() => executions.list(query)),
      segments: (id, range) => read(() => executions.segments(id, range)),
      segmentOfPayload: (id, payload) => read(() => executions.segmentOfPayload(id, payload)),
      lastEventId: (id) => read(() => executions.lastEventId(id)),
      prune: (range) => read(() => executions.prune(range)),
    },
    records: {
      get: <T>(kind: string, key: string) => read(() => records.get<T>(kind, key)),
      list: <T>(kind: string, range: { prefix?: string; after?: string; limit: number }) => read(() => records.list<T>(kind, range)),
      async write(changes) {
        if (!client.alive) return never();
        const fate = faults.writeFate();
        await turns(1);
        if (!client.alive) return never();
        if (fate === "failBefore") throw new Error("simulated: the write failed");
        await records.write(changes);
        if (!client.alive) return never();
        if (fate === "failAfter") throw new Error("simulated: the answer to the write was lost");
      },
    },
  };
}

/** Message of a read that was made to fail. */
export const unreadable = "simulated: the store cannot be read";
