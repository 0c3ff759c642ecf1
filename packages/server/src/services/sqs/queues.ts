/**
 * All queues of the server. Those that change (made, deleted, purged, set) do so one at a time; sending and receiving
 * go on meanwhile. At start everything but the bodies is read again, and what an earlier server left to remove is
 * removed.
 */

import { ServiceError } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { type DeduplicationRecord, everyRecord } from "../../stored/index.ts";
import { BodyCache } from "./body-cache.ts";
import { queueDoesNotExist } from "./errors.ts";
import { Journal } from "./journal.ts";
import { queuesMax, stepRecords, sweepMs } from "./limits.ts";
import { bodyKind, messageKey, messageKind, type MessageRecord, seqOfKey } from "./message.ts";
import { deduplicationKind, Queue, type QueueDeps } from "./queue.ts";
import { parseQueueUrl } from "./queue-name.ts";
import { queueArn, queueKey, queueKind, type QueueName, type QueueRecord } from "./queue-record.ts";

/** Queues that were deleted and whose messages may not all be removed yet, by id. */
const deletedKind = "sqs.deleted";

export interface QueuesDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
}

export class Queues {
  readonly journal: Journal;
  readonly #deps: QueuesDeps;
  readonly #queueDeps: QueueDeps;
  readonly #byKey = new Map<string, Queue>();
  readonly #working = new Set<Promise<void>>();
  #changes: Promise<unknown> = Promise.resolve();
  #cancelSweep = (): void => {};
  #isClosed = false;

  constructor(deps: QueuesDeps) {
    this.#deps = deps;
    this.journal = new Journal(deps.records);
    this.#queueDeps = {
      ...deps,
      journal: this.journal,
      bodies: new BodyCache(),
      queueByArn: (arn) => this.findByArn(arn),
      memory: { messages: 0 },
    };
  }

  all(): Iterable<Queue> {
    return this.#byKey.values();
  }

  find(name: QueueName): Queue | undefined {
    return this.#byKey.get(queueKey(name));
  }

  findByArn(arn: string): Queue | undefined {
    return this.find(parseQueueUrl(arn, { accountId: "", region: "" }));
  }

  /** Throws QueueDoesNotExist. */
  get(queueUrl: string, caller: { readonly accountId: string; readonly region: string }): Queue {
    const queue = this.find(parseQueueUrl(queueUrl, caller));
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  }

  /** Runs one change of queues after the other. */
  changing<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#changes.then(change);
    this.#changes = result.catch(() => {});
    return result;
  }

  /** Within `changing`. Durable when it resolves. */
  async create(name: QueueName, fields: Pick<QueueRecord, "attributes" | "tags">): Promise<Queue> {
    if (this.#byKey.size >= queuesMax) throw new ServiceError("RequestThrottled", `Stile keeps no more than ${queuesMax} queues.`);
    const { random, clock } = this.#deps.platform;
    const nowMs = clock.nowMs();
    const id = Buffer.from(random.bytes(12)).toString("base64url");
    const record: QueueRecord = { ...name, id, ...fields, createdMs: nowMs, modifiedMs: nowMs };
    await this.#save(record);
    const queue = new Queue(record, this.#queueDeps);
    this.#byKey.set(queueKey(name), queue);
    return queue;
  }

  /** Within `changing`. Durable when it resolves. */
  async update(queue: Queue, fields: Partial<Pick<QueueRecord, "attributes" | "tags" | "modifiedMs">>): Promise<void> {
    const record = { ...queue.record, ...fields };
    await this.#save(record);
    queue.update(record);
  }

  /** Within `changing`. Final when it resolves; its messages are removed afterwards. */
  async delete(queue: Queue): Promise<void> {
    const { record } = queue;
    await this.journal.write([
      { kind: queueKind, key: queueKey(record), value: undefined },
      { kind: deletedKind, key: record.id, value: queueArn(record) },
    ]);
    this.#byKey.delete(queueKey(record));
    queue.discard();
    this.#begin(this.#removeDeleted(record.id));
  }

  /** Within `changing`. Everything that was sent before is gone when it resolves. */
  async purge(queue: Queue): Promise<void> {
    const record = { ...queue.record, purgedSeq: queue.lastSeq, purgedMs: this.#deps.platform.clock.nowMs() };
    await this.#save(record);
    queue.update(record);
    queue.forgetUpTo(record.purgedSeq);
    this.#begin(this.#removeMessages(record.id, record.purgedSeq));
  }

  async open(): Promise<void> {
    const { records } = this.#deps;
    const byId = new Map<string, Queue>();
    for await (const { value } of everyRecord<QueueRecord>(records, queueKind)) {
      const queue = new Queue(value, this.#queueDeps);
      this.#byKey.set(queueKey(value), queue);
      byId.set(value.id, queue);
    }
    const purged = new Set<Queue>();
    for await (const { key, value } of everyRecord<MessageRecord>(records, messageKind)) {
      const queue = byId.get(idOfKey(key));
      const seq = seqOfKey(key);
      if (queue === undefined) continue;
      if (seq <= (queue.record.purgedSeq ?? 0)) purged.add(queue);
      else queue.restore(seq, value);
    }
    for await (const { key, value } of everyRecord<DeduplicationRecord>(records, deduplicationKind)) {
      byId.get(idOfKey(key))?.restoreDeduplication(key, value);
    }
    for await (const { key } of everyRecord(records, deletedKind)) this.#begin(this.#removeDeleted(key));
    for (const { record } of purged) this.#begin(this.#removeMessages(record.id, record.purgedSeq ?? 0));
    this.#armSweep();
  }

  /** Long polls are answered, nothing new begins; resolves when nothing is written any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelSweep();
    for (const queue of this.#byKey.values()) queue.close();
    await Promise.all(this.#working);
    await this.#changes;
    await this.journal.idle();
  }

  #save(record: QueueRecord): Promise<void> {
    return this.journal.write([{ kind: queueKind, key: queueKey(record), value: record }]);
  }

  #armSweep(): void {
    if (this.#isClosed) return;
    const { clock } = this.#deps.platform;
    this.#cancelSweep = clock.at(clock.nowMs() + sweepMs, () => {
      this.#begin(this.#sweep());
      this.#armSweep();
    });
  }

  async #sweep(): Promise<void> {
    for (const queue of [...this.#byKey.values()]) {
      if (this.#isClosed) return;
      await queue.sweep();
    }
  }

  async #removeDeleted(id: string): Promise<void> {
    if (!(await this.#removeMessages(id, Number.MAX_SAFE_INTEGER))) return;
    if (!(await this.#removeBelow(deduplicationKind, `${id}/`, undefined))) return;
    await this.journal.write([{ kind: deletedKind, key: id, value: undefined }]);
  }

  /** Whether all were removed; a server that ends leaves the rest to the next one. */
  async #removeMessages(id: string, upToSeq: number): Promise<boolean> {
    // Sends that memory knows of and that are still to be written come first.
    await this.journal.write([]);
    const before = upToSeq >= Number.MAX_SAFE_INTEGER ? undefined : messageKey(id, upToSeq + 1);
    // Bodies first: as long as one is there its message tells of it.
    return (await this.#removeBelow(bodyKind, `${id}/`, before)) && (await this.#removeBelow(messageKind, `${id}/`, before));
  }

  async #removeBelow(kind: string, prefix: string, before: string | undefined): Promise<boolean> {
    for (;;) {
      if (this.#isClosed) return false;
      const rows = await this.#deps.records.list(kind, { prefix, ...(before === undefined ? {} : { before }), limit: stepRecords });
      if (rows.length > 0) await this.journal.write(rows.map(({ key }) => ({ kind, key, value: undefined })));
      if (rows.length < stepRecords) return true;
    }
  }

  /** Work that goes on behind an answer. */
  #begin(work: Promise<unknown>): void {
    const done: Promise<void> = work.then(
      () => {},
      (error: unknown) => this.#deps.platform.logger.error("work on queues failed; it is tried again later", { error }),
    );
    this.#working.add(done);
    void done.then(() => this.#working.delete(done));
  }
}

function idOfKey(key: string): string {
  return key.slice(0, key.indexOf("/"));
}
