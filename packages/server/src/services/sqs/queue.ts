/**
 * One queue at work. Memory (message-index.ts) decides at once who gets what; nobody is told before the journal has
 * written it. A receive whose answer is lost is an ordinary one that nobody deletes: the message comes back when its
 * visibility timeout is over, and is counted.
 */

import { ServiceError } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { Deduplication, type DeduplicationRecord } from "../../stored/index.ts";
import type { BodyCache } from "./body-cache.ts";
import { expiredReceiptHandle, invalidReceiptHandle, invalidValue, queueDoesNotExist } from "./errors.ts";
import type { Journal } from "./journal.ts";
import * as limits from "./limits.ts";
import {
  type BodyRecord,
  bodyKind,
  formatReceiptHandle,
  messageChange,
  messageKey,
  type MessageRecord,
  parseReceiptHandle,
  removal,
  sequenceNumberOf,
} from "./message.ts";
import { type Entry, MessageIndex, type NewEntry } from "./message-index.ts";
import { queueArn, type QueueRecord, type QueueSettings, settingsOf } from "./queue-record.ts";
import { ReceiveAttempts } from "./receive-attempts.ts";
import { type Waiter, Waiters } from "./waiters.ts";

export interface QueueDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly journal: Journal;
  readonly bodies: BodyCache;
  /** The queue of that ARN, if there is one here. */
  readonly queueByArn: (arn: string) => Queue | undefined;
  /** How many messages are in memory, of all queues. */
  readonly memory: { messages: number };
}

/** A message as a sender gives it, checked. */
export interface OutgoingMessage extends Pick<BodyRecord, "body" | "md5" | "attributes" | "attributesMd5" | "traceHeader" | "senderId"> {
  readonly delayMs: number | undefined;
  readonly groupId: string | undefined;
  /** Given, or made from the body; undefined in standard queues. */
  readonly deduplicationId: string | undefined;
  readonly bytes: number;
}

export interface SentMessage {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

export interface ReceiveRequest {
  readonly max: number;
  readonly visibilityMs: number;
  readonly waitMs: number;
  readonly attemptId: string | undefined;
  readonly signal: AbortSignal;
}

/** A message as a receive answers it. */
export interface Delivery {
  readonly receiptHandle: string;
  readonly body: BodyRecord;
  readonly sentMs: number;
  readonly receives: number;
  readonly firstReceivedMs: number;
}

/** A message that is being added: what to write, and how it went. */
interface Arrival {
  readonly entry: Entry;
  readonly changes: readonly RecordChange[];
  readonly body: BodyRecord;
  readonly bytes: number;
}

export const deduplicationKind = "sqs.deduplication";

/** What a message brings along from the queue it leaves. */
interface Carried {
  readonly sentMs: number;
  readonly receives: number;
  readonly firstReceivedMs: number | undefined;
  readonly visibleAtMs: number;
}

export class Queue {
  readonly #deps: QueueDeps;
  readonly #index: MessageIndex;
  readonly #deduplication: Deduplication;
  readonly #attempts = new ReceiveAttempts();
  readonly #waiters: Waiters;
  /** Deletions that are being written, so that a second one waits for the first. */
  readonly #leaving = new Map<Entry, Promise<void>>();
  #record: QueueRecord;
  #settings: QueueSettings;
  #lastSeq = 0;
  /** No message is older. */
  #oldestMs = Number.POSITIVE_INFINITY;
  #isGone = false;

  constructor(record: QueueRecord, deps: QueueDeps) {
    this.#deps = deps;
    this.#record = record;
    this.#settings = settingsOf(record);
    // Numbers up to it are purged: should the clock have been set back since, new messages must not be taken for old ones.
    this.#lastSeq = record.purgedSeq ?? 0;
    this.#index = new MessageIndex({ isFifo: this.#settings.isFifo });
    this.#deduplication = new Deduplication(deduplicationKind, `${record.id}/`);
    this.#waiters = new Waiters(deps.platform.clock, {
      serve: (waiter) => this.#serve(waiter),
      nextVisibleMs: () => this.#index.nextVisibleMs,
    });
  }

  get record(): QueueRecord {
    return this.#record;
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  get counts(): MessageIndex["counts"] {
    this.#index.settle(this.#nowMs());
    return this.#index.counts;
  }

  /** Number of the last message so far. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Other attributes or tags, already durable. */
  update(record: QueueRecord): void {
    this.#record = record;
    this.#settings = settingsOf(record);
    this.#waiters.serve();
  }

  /** A message that the store held at start. */
  restore(seq: number, record: MessageRecord): void {
    const entry = this.#add({
      seq,
      sentMs: record.s,
      visibleAtMs: record.v,
      receives: record.n,
      receivesBefore: record.b ?? 0,
      firstReceivedMs: record.f,
      groupId: this.#settings.isFifo ? record.g : undefined,
    });
    this.#noteSeq(seq, record.s);
    this.#index.place(entry, this.#nowMs());
  }

  restoreDeduplication(key: string, record: DeduplicationRecord): void {
    this.#deduplication.restore(key, record);
  }

  /** Durable when it resolves, all of them or none. Answers in the same order. */
  async send(messages: readonly OutgoingMessage[]): Promise<readonly SentMessage[]> {
    if (this.#deps.memory.messages + messages.length > limits.messagesMax) {
      throw new ServiceError("RequestThrottled", `Stile keeps no more than ${limits.messagesMax} messages.`);
    }
    if (this.#isGone) throw queueDoesNotExist();
    const nowMs = this.#nowMs();
    const arrivals: Arrival[] = [];
    const changes: RecordChange[] = [];
    const keys: string[] = [];
    const repeated: Promise<void>[] = [];
    const sent: SentMessage[] = [];
    const settle = Promise.withResolvers<void>();
    settle.promise.catch(() => {});
    for (const message of messages) {
      const key = this.#deduplicationKeyOf(message);
      const known = key === undefined ? undefined : this.#deduplication.find(key, nowMs);
      if (known !== undefined) {
        repeated.push(known.written);
        sent.push({ messageId: known.messageId, sequenceNumber: known.sequenceNumber });
        continue;
      }
      const { delayMs, bytes, deduplicationId, groupId, ...fields } = message;
      const body: BodyRecord = { ...fields, id: this.#deps.platform.random.uuid(), groupId, deduplicationId };
      const visibleAtMs = nowMs + (delayMs ?? this.#settings.delayMs);
      const arrival = this.#arrival(body, { sentMs: nowMs, receives: 0, firstReceivedMs: undefined, visibleAtMs }, bytes);
      arrivals.push(arrival);
      changes.push(...arrival.changes);
      const { sequenceNumber } = arrival.body;
      sent.push({ messageId: body.id, sequenceNumber });
      if (key !== undefined && sequenceNumber !== undefined) {
        keys.push(key);
        const record = { untilMs: nowMs + limits.deduplicationMs, messageId: body.id, sequenceNumber };
        changes.push(this.#deduplication.remember(key, record, settle.promise));
      }
    }
    try {
      if (changes.length > 0) await this.#write(arrivals, changes);
      settle.resolve();
    } catch (error) {
      for (const key of keys) this.#deduplication.forget(key, settle.promise);
      settle.reject(error);
      throw error;
    }
    await Promise.all(repeated);
    return sent;
  }

  /** In order; empty when nothing came in time, or when the caller's signal fired. */
  async receive(request: ReceiveRequest): Promise<readonly Delivery[]> {
    const again = request.attemptId === undefined ? undefined : this.#repeatAttempt(request.attemptId, request);
    if (again !== undefined) return await this.#deliver(again);
    if (this.#isFull && !this.#settings.isFifo) {
      throw new ServiceError("OverLimit", `The maximum number of in flight messages (${limits.inFlightMax}) is reached.`);
    }
    const entries = this.#take(request);
    if (entries.length > 0 || request.waitMs <= 0 || request.signal.aborted) return await this.#deliver(entries);
    if (this.#waiters.size >= limits.waitersMax) {
      throw new ServiceError("RequestThrottled", `No more than ${limits.waitersMax} long polls wait for one queue.`);
    }
    return (await this.#waiters.wait(request, this.#nowMs() + request.waitMs)) ?? [];
  }

  /** Final when it resolves. Deleting what is gone is no error. */
  async delete(receiptHandle: string): Promise<void> {
    const handle = this.#handleOf(receiptHandle);
    // A visibility timeout that is over ends what a handle of a FIFO queue is good for, whether anybody has looked since or not.
    this.#index.settle(this.#nowMs());
    const entry = this.#index.get(handle.seq);
    if (entry === undefined) return;
    const leaving = this.#leaving.get(entry);
    if (leaving !== undefined) return await leaving;
    const isLatest = handle.receives === entry.receives;
    if (this.#settings.isFifo && !(isLatest && entry.state === "inFlight")) throw expiredReceiptHandle(receiptHandle);
    // Somebody else has received it since: theirs is the handle that counts.
    if (!isLatest || entry.state === "leaving") return;
    this.#index.leave(entry);
    const done = this.#remove([entry]);
    this.#leaving.set(entry, done);
    try {
      await done;
    } finally {
      this.#leaving.delete(entry);
    }
  }

  /** Durable when it resolves. Throws MessageNotInflight for a message that can be received. */
  async changeVisibility(receiptHandle: string, visibilityMs: number): Promise<void> {
    const handle = this.#handleOf(receiptHandle);
    const nowMs = this.#nowMs();
    this.#index.settle(nowMs);
    const entry = this.#index.get(handle.seq);
    if (entry === undefined) {
      throw invalidValue(receiptHandle, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.");
    }
    if (entry.state !== "inFlight" || handle.receives !== entry.receives) {
      if (this.#settings.isFifo) throw expiredReceiptHandle(receiptHandle);
      throw new ServiceError(
        "MessageNotInflight",
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    }
    this.#index.setVisibility(entry, nowMs + visibilityMs, nowMs);
    const written = this.#deps.journal.write([messageChange(this.#record.id, entry)]);
    await written;
    this.#waiters.serve();
  }

  /** Forgets everything that was sent up to that number; the store is somebody else's matter. */
  forgetUpTo(seq: number): void {
    for (const entry of [...this.#index.entries()]) {
      if (entry.seq <= seq) this.#forget(entry);
    }
    this.#waiters.serve();
  }

  /** The queue is deleted: who waits is told so. */
  discard(): void {
    this.#isGone = true;
    for (const entry of [...this.#index.entries()]) this.#forget(entry);
    this.#waiters.refuse(queueDoesNotExist());
  }

  /** The server ends: who waits is answered. */
  close(): void {
    this.#waiters.release();
  }

  /** Removes what is older than the queue keeps. */
  async sweep(): Promise<void> {
    const nowMs = this.#nowMs();
    for (;;) {
      const forgotten = this.#deduplication.expire(nowMs, limits.stepRecords);
      if (forgotten.length > 0) await this.#deps.journal.write(forgotten);
      if (forgotten.length < limits.stepRecords) break;
    }
    const sentAfterMs = nowMs - this.#settings.retentionMs;
    if (this.#oldestMs > sentAfterMs) return;
    let oldestMs = Number.POSITIVE_INFINITY;
    const old: Entry[] = [];
    for (const entry of this.#index.entries()) {
      if (entry.sentMs <= sentAfterMs) old.push(entry);
      else oldestMs = Math.min(oldestMs, entry.sentMs);
    }
    for (let at = 0; at < old.length; at += limits.stepRecords) {
      const step = old
        .slice(at, at + limits.stepRecords)
        .filter(({ state }) => state !== "sending" && state !== "leaving" && state !== "gone");
      for (const entry of step) this.#index.leave(entry);
      if (step.length > 0) await this.#remove(step);
    }
    // What came meanwhile is younger than what was looked at.
    this.#oldestMs = Math.min(oldestMs, nowMs);
  }

  /**
   * Moves visible messages on, at most so many; answers how many went. `targetOf` tells where each belongs. One that
   * cannot go stays; the first failure is answered as well.
   */
  async moveOn(max: number, targetOf: (body: BodyRecord) => Queue): Promise<{ readonly moved: number; readonly failure: unknown }> {
    const entries = this.#index.takeAway(this.#nowMs(), max);
    let moved = 0;
    let failure: unknown;
    for (const entry of entries) {
      try {
        const body = await this.#bodyOf(entry);
        if (body === undefined) {
          this.#drop(entry);
          continue;
        }
        const { random } = this.#deps.platform;
        // "The redriven message is considered a new message with a new messageID and enqueueTime."
        await this.#hand(entry, targetOf(body), { ...body, id: random.uuid(), deadLetterSource: undefined }, "anew");
        moved += 1;
      } catch (error) {
        this.#index.stay(entry, this.#nowMs());
        failure ??= error;
      }
    }
    return { moved, failure };
  }

  #nowMs(): number {
    return this.#deps.platform.clock.nowMs();
  }

  #noteSeq(seq: number, sentMs: number): void {
    this.#lastSeq = Math.max(this.#lastSeq, seq);
    this.#oldestMs = Math.min(this.#oldestMs, sentMs);
  }

  /** Numbers follow the clock, so that they grow over restarts even when the last message is gone. */
  #nextSeq(nowMs: number): number {
    return Math.max(this.#lastSeq + 1, nowMs * 1_000);
  }

  #deduplicationKeyOf({ deduplicationId, groupId }: OutgoingMessage): string | undefined {
    if (deduplicationId === undefined || !this.#settings.isFifo) return undefined;
    return this.#deduplication.keyOf(deduplicationId, this.#settings.deduplicatesByGroup ? groupId : undefined);
  }

  #arrival(given: BodyRecord, carried: Carried, bytes: number): Arrival {
    const { isFifo } = this.#settings;
    const seq = this.#nextSeq(this.#nowMs());
    const body = { ...given, sequenceNumber: isFifo ? sequenceNumberOf(seq) : undefined };
    const entry = this.#add({ ...carried, receivesBefore: carried.receives, seq, groupId: isFifo ? given.groupId : undefined });
    this.#noteSeq(seq, carried.sentMs);
    const { id } = this.#record;
    const changes = [messageChange(id, entry), { kind: bodyKind, key: messageKey(id, seq), value: body }];
    return { entry, changes, body, bytes };
  }

  /** Writes messages that arrive, with what else belongs to them; then they can be received. */
  async #write(arrivals: readonly Arrival[], changes: readonly RecordChange[]): Promise<void> {
    let bytes = 0;
    for (const arrival of arrivals) bytes += arrival.bytes;
    try {
      await this.#deps.journal.write(changes, bytes);
    } catch (error) {
      for (const { entry } of arrivals) this.#forget(entry);
      // The rest of a message group may have waited behind them.
      this.#waiters.serve();
      throw error;
    }
    const nowMs = this.#nowMs();
    for (const { entry, body, bytes: bodyBytes } of arrivals) {
      if (entry.state === "gone") continue;
      this.#deps.bodies.add(messageKey(this.#record.id, entry.seq), body, bodyBytes);
      this.#index.place(entry, nowMs);
    }
    this.#waiters.serve();
  }

  /** So many messages are in flight that no more may be received. */
  get #isFull(): boolean {
    return this.counts.inFlight >= limits.inFlightMax;
  }

  #take({ max, visibilityMs, attemptId }: ReceiveRequest): readonly Entry[] {
    // A FIFO queue has nothing to hand out then, "does not return an error" (FIFO queue quotas); long polls wait on.
    if (this.#isFull) return [];
    const nowMs = this.#nowMs();
    const { redrive, retentionMs } = this.#settings;
    const target = redrive === undefined ? undefined : this.#deps.queueByArn(redrive.targetArn);
    const { received, exhausted, expired } = this.#index.take({
      nowMs,
      max,
      visibleAtMs: nowMs + visibilityMs,
      maxReceives: target === undefined ? undefined : redrive?.maxReceiveCount,
      sentAfterMs: nowMs - retentionMs,
      apartMax: limits.exhaustedPerReceiveMax,
    });
    if (target !== undefined)
      for (const entry of exhausted) this.#logged(this.#giveUp(entry, target), "a message was not moved to its dead-letter queue");
    if (expired.length > 0) this.#logged(this.#remove(expired), "messages that are too old were not removed");
    if (attemptId !== undefined && received.length > 0) this.#attempts.remember(attemptId, received, nowMs);
    return received;
  }

  #serve(waiter: Waiter): Promise<readonly Delivery[]> | undefined {
    const entries = this.#take(waiter.request);
    return entries.length === 0 ? undefined : this.#deliver(entries);
  }

  /** The messages of that attempt, in flight anew, if none of them has moved on since. */
  #repeatAttempt(attemptId: string, { visibilityMs }: ReceiveRequest): readonly Entry[] | undefined {
    const nowMs = this.#nowMs();
    this.#index.settle(nowMs);
    const entries = this.#attempts.find(attemptId, nowMs);
    for (const entry of entries ?? []) this.#index.setVisibility(entry, nowMs + visibilityMs, nowMs);
    return entries;
  }

  /** What was taken is written as received before it is told. */
  async #deliver(entries: readonly Entry[]): Promise<readonly Delivery[]> {
    if (entries.length === 0) return [];
    const { id } = this.#record;
    const received = entries.map((entry) => {
      const { seq, sentMs, receives, firstReceivedMs } = entry;
      const receiptHandle = formatReceiptHandle({ queueId: id, seq, receives });
      return { entry, delivery: { sentMs, receives, firstReceivedMs: firstReceivedMs ?? sentMs, receiptHandle } };
    });
    const written = this.#deps.journal.write(entries.map((entry) => messageChange(id, entry)));
    const [bodies] = await Promise.all([Promise.all(entries.map((entry) => this.#bodyOf(entry))), written]);
    if (this.#isGone) throw queueDoesNotExist();
    return received.flatMap(({ entry, delivery }, at) => {
      const body = bodies[at];
      if (body !== undefined) return [{ ...delivery, body }];
      if (entry.state === "inFlight") this.#drop(entry);
      return [];
    });
  }

  /** undefined when it is purged or deleted in this moment, or the store has lost it. */
  async #bodyOf({ seq }: Entry): Promise<BodyRecord | undefined> {
    const key = messageKey(this.#record.id, seq);
    return this.#deps.bodies.get(key) ?? (await this.#deps.records.get<BodyRecord>(bodyKind, key))?.value;
  }

  /** A message whose body is not in the store: a deletion of which the store did not tell that it was done. */
  #drop(entry: Entry): void {
    this.#deps.platform.logger.warn("a message without a body was dropped", { queue: queueArn(this.#record), seq: entry.seq });
    if (entry.state !== "leaving") this.#index.leave(entry);
    this.#logged(this.#remove([entry]), "a message without a body was not removed");
  }

  async #giveUp(entry: Entry, target: Queue): Promise<void> {
    try {
      const body = await this.#bodyOf(entry);
      if (body === undefined) return this.#drop(entry);
      await this.#hand(entry, target, { ...body, deadLetterSource: queueArn(this.#record) }, "as it is");
    } catch (error) {
      this.#index.stay(entry, this.#nowMs());
      throw error;
    }
  }

  /** Takes a message out of this queue and puts it into the other, in one write. */
  async #hand(entry: Entry, target: Queue, body: BodyRecord, how: "as it is" | "anew"): Promise<void> {
    if (entry.state !== "leaving") return;
    if (target.#isGone) throw queueDoesNotExist();
    const nowMs = this.#nowMs();
    const isNew = how === "anew";
    // Dead letters of a standard queue keep their age, those of a FIFO queue begin anew (developer guide, "dead-letter queues").
    const sentMs = isNew || target.#settings.isFifo ? nowMs : entry.sentMs;
    const carried = {
      sentMs,
      receives: isNew ? 0 : entry.receives,
      firstReceivedMs: isNew ? undefined : entry.firstReceivedMs,
      visibleAtMs: nowMs,
    };
    const arrival = target.#arrival(body, carried, Buffer.byteLength(body.body));
    await target.#write([arrival], [...arrival.changes, ...removal(this.#record.id, entry.seq)]);
    this.#forget(entry);
    this.#waiters.serve();
  }

  /** Of messages that are leaving. */
  async #remove(entries: readonly Entry[]): Promise<void> {
    if (this.#isGone) return;
    try {
      await this.#deps.journal.write(entries.flatMap(({ seq }) => removal(this.#record.id, seq)));
    } catch (error) {
      for (const entry of entries) this.#index.stay(entry, this.#nowMs());
      throw error;
    }
    for (const entry of entries) this.#forget(entry);
    // The rest of a message group may have waited for it.
    this.#waiters.serve();
  }

  #add(message: NewEntry): Entry {
    this.#deps.memory.messages += 1;
    return this.#index.add(message);
  }

  #forget(entry: Entry): void {
    if (entry.state === "gone") return;
    this.#deps.memory.messages -= 1;
    this.#index.remove(entry);
    this.#deps.bodies.remove(messageKey(this.#record.id, entry.seq));
  }

  #handleOf(receiptHandle: string): { readonly seq: number; readonly receives: number } {
    const handle = parseReceiptHandle(receiptHandle);
    if (handle === undefined || handle.queueId !== this.#record.id) throw invalidReceiptHandle(receiptHandle);
    return handle;
  }

  /** Work nobody waits for; what fails is tried again by the next receive or sweep. */
  #logged(work: Promise<void>, failure: string): void {
    work.catch((error: unknown) => this.#deps.platform.logger.error(failure, { queue: queueArn(this.#record), error }));
  }
}
