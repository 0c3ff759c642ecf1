/**
 * Message move tasks: they take what waits in a dead-letter queue back to where it came from, or somewhere else. Each is
 * a record, so that a task that was running goes on after a restart; every message moves in one write.
 */

import { ServiceError } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { everyRecord } from "../../stored/index.ts";
import { moveTasksKeptMax, movedPerSecondMax } from "./limits.ts";
import type { BodyRecord } from "./message.ts";
import type { Queue } from "./queue.ts";
import { queueArn } from "./queue-record.ts";
import type { Queues } from "./queues.ts";

const moveTaskKind = "sqs.move-task";

/** Messages that go in one step, after which the task tells how far it is. */
const stepMessages = 50;
const nothing = { moved: 0, failure: undefined };

export interface MoveTaskRecord {
  readonly taskId: string;
  readonly sourceArn: string;
  readonly destinationArn?: string | undefined;
  readonly perSecond?: number | undefined;
  readonly status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  readonly moved: number;
  readonly toMove: number;
  readonly startedMs: number;
  readonly failureReason?: string | undefined;
}

interface Task {
  readonly key: string;
  record: MoveTaskRecord;
  isCancelled: boolean;
  /** Its queue is deleted: it ends, and nothing is kept of it. */
  isForgotten: boolean;
}

export class MoveTasks {
  readonly #platform: Platform;
  readonly #records: RecordStore;
  readonly #queues: Queues;
  /** By the ARN of the source, the newest first. */
  readonly #tasks = new Map<string, Task[]>();
  readonly #running = new Set<Promise<void>>();
  readonly #pauses = new Set<() => void>();
  #isClosed = false;

  constructor(deps: { readonly platform: Platform; readonly records: RecordStore; readonly queues: Queues }) {
    this.#platform = deps.platform;
    this.#records = deps.records;
    this.#queues = deps.queues;
  }

  /** Those of that queue, the newest first. */
  list(sourceArn: string): readonly MoveTaskRecord[] {
    return (this.#tasks.get(sourceArn) ?? []).map(({ record }) => record);
  }

  find(sourceArn: string, taskId: string): MoveTaskRecord | undefined {
    return this.list(sourceArn).find((record) => record.taskId === taskId);
  }

  /** Durable when it resolves. Answers the task's id. */
  async start(source: Queue, options: Pick<MoveTaskRecord, "destinationArn" | "perSecond">): Promise<string> {
    const sourceArn = queueArn(source.record);
    if (this.list(sourceArn).some(({ status }) => status === "RUNNING")) {
      throw new ServiceError(
        "UnsupportedOperation",
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    }
    const { clock, random } = this.#platform;
    const taskId = random.uuid();
    const startedMs = clock.nowMs();
    const record: MoveTaskRecord = {
      taskId,
      sourceArn,
      ...options,
      status: "RUNNING",
      moved: 0,
      toMove: source.counts.available,
      startedMs,
    };
    const task: Task = {
      key: `${sourceArn}/${String(startedMs).padStart(15, "0")}-${taskId}`,
      record,
      isCancelled: false,
      isForgotten: false,
    };
    const tasks = [task, ...(this.#tasks.get(sourceArn) ?? [])];
    const forgotten = tasks.splice(moveTasksKeptMax);
    this.#tasks.set(sourceArn, tasks);
    try {
      await this.#queues.journal.write([
        { kind: moveTaskKind, key: task.key, value: record },
        ...forgotten.map(({ key }) => ({ kind: moveTaskKind, key, value: undefined })),
      ]);
    } catch (error) {
      tasks.splice(tasks.indexOf(task), 1);
      throw error;
    }
    this.#begin(task);
    return taskId;
  }

  /** The task ends after its present step. Answers how many messages it has moved. */
  cancel(sourceArn: string, taskId: string): number {
    const task = this.#tasks.get(sourceArn)?.find(({ record }) => record.taskId === taskId);
    if (task === undefined) throw new ServiceError("ResourceNotFoundException", "Task does not exist.", { httpStatus: 404 });
    if (task.record.status !== "RUNNING") throw new ServiceError("UnsupportedOperation", "Only active tasks can be cancelled.");
    task.isCancelled = true;
    for (const resume of [...this.#pauses]) resume();
    return task.record.moved;
  }

  /** The queue is deleted: one of the same name that is made later has no tasks. Durable when it resolves. */
  async forget(sourceArn: string): Promise<void> {
    const tasks = this.#tasks.get(sourceArn) ?? [];
    this.#tasks.delete(sourceArn);
    for (const task of tasks) task.isForgotten = true;
    for (const resume of [...this.#pauses]) resume();
    if (tasks.length > 0) await this.#queues.journal.write(tasks.map(({ key }) => ({ kind: moveTaskKind, key, value: undefined })));
  }

  async open(): Promise<void> {
    for await (const { key, value } of everyRecord<MoveTaskRecord>(this.#records, moveTaskKind)) {
      const task: Task = { key, record: value, isCancelled: false, isForgotten: false };
      this.#tasks.set(value.sourceArn, [task, ...(this.#tasks.get(value.sourceArn) ?? [])]);
      if (value.status === "RUNNING") this.#begin(task);
    }
  }

  /** Running tasks stop where they are; the next server goes on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const resume of [...this.#pauses]) resume();
    await Promise.all(this.#running);
  }

  #begin(task: Task): void {
    const run: Promise<void> = this.#run(task)
      .catch((error: unknown) => {
        // The store is the cause: its record still says that the task runs, and the next server takes it up.
        task.record = { ...task.record, status: "FAILED", failureReason: "InternalError" };
        this.#platform.logger.error("a message move task could not be finished", { source: task.record.sourceArn, error });
      })
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #run(task: Task): Promise<void> {
    const { sourceArn, destinationArn, perSecond = movedPerSecondMax } = task.record;
    while (!this.#isClosed && !task.isCancelled && !task.isForgotten) {
      const source = this.#queues.findByArn(sourceArn);
      if (source === undefined)
        return await this.#save(task, { status: "FAILED", failureReason: "AWS.SimpleQueueService.NonExistentQueue" });
      const left = task.record.toMove - task.record.moved;
      const wanted = Math.min(stepMessages, perSecond, left);
      const { moved, failure } = wanted <= 0 ? nothing : await source.moveOn(wanted, (body) => this.#destinationOf(body, destinationArn));
      const progress = { moved: task.record.moved + moved };
      if (failure instanceof ServiceError) return await this.#save(task, { ...progress, status: "FAILED", failureReason: failure.code });
      if (failure !== undefined) throw failure;
      if (moved === 0) return await this.#save(task, { status: "COMPLETED" });
      await this.#save(task, progress);
      await this.#pause((moved / perSecond) * 1_000, task);
    }
    if (task.isCancelled) await this.#save(task, { status: "CANCELLED" });
  }

  #destinationOf(body: BodyRecord, destinationArn: string | undefined): Queue {
    const arn = destinationArn ?? body.deadLetterSource;
    if (arn === undefined) throw new ServiceError("CouldNotDetermineMessageSource", "The message tells no source queue.");
    const queue = this.#queues.findByArn(arn);
    if (queue === undefined) throw new ServiceError("AWS.SimpleQueueService.NonExistentQueue", "The destination does not exist.");
    return queue;
  }

  async #save(task: Task, change: Partial<MoveTaskRecord>): Promise<void> {
    task.record = { ...task.record, ...change };
    if (task.isForgotten) return;
    await this.#queues.journal.write([{ kind: moveTaskKind, key: task.key, value: task.record }]);
  }

  #pause(durationMs: number, task: Task): Promise<void> {
    if (this.#isClosed || task.isCancelled || task.isForgotten) return Promise.resolve();
    const { clock } = this.#platform;
    return new Promise((resolve) => {
      const resume = () => {
        cancel();
        this.#pauses.delete(resume);
        resolve();
      };
      const cancel = clock.at(clock.nowMs() + durationMs, resume);
      this.#pauses.add(resume);
    });
  }
}
