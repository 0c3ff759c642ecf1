/**
 * What a FIFO queue or topic remembers of messages that came in the last minutes: the same deduplication id again is
 * answered as the first time, and delivered no second time. Kept in the store, written with the message itself.
 */

import { createHash } from "node:crypto";
import type { RecordChange } from "../storage/ports/records.ts";

export interface DeduplicationRecord {
  readonly untilMs: number;
  readonly messageId: string;
  readonly sequenceNumber: string;
}

interface Remembered extends DeduplicationRecord {
  /** Resolves when the first message is durable; rejects when it was not taken after all. */
  readonly written: Promise<void>;
}

const nothingToWait = Promise.resolve();

export class Deduplication {
  readonly #kind: string;
  readonly #prefix: string;
  /** By the key of the record; in the order of `untilMs`, since all live equally long, but for what was restored. */
  #remembered = new Map<string, Remembered>();
  #isInOrder = true;

  /** Of the records: all keys begin with the prefix. */
  constructor(kind: string, prefix: string) {
    this.#kind = kind;
    this.#prefix = prefix;
  }

  /** Key of the record: of bounded length, whatever characters the id has. `groupId` where ids are told apart by group. */
  keyOf(deduplicationId: string, groupId: string | undefined): string {
    const digest = createHash("sha256").update(JSON.stringify([deduplicationId, groupId ?? null]));
    return `${this.#prefix}${digest.digest("hex").slice(0, 40)}`;
  }

  find(key: string, nowMs: number): Remembered | undefined {
    const found = this.#remembered.get(key);
    return found !== undefined && found.untilMs > nowMs ? found : undefined;
  }

  /** Answers what to write with the message. */
  remember(key: string, record: DeduplicationRecord, written: Promise<void>): RecordChange {
    this.#remembered.delete(key);
    this.#remembered.set(key, { ...record, written });
    return { kind: this.#kind, key, value: record };
  }

  /** What the store held at start, in any order. */
  restore(key: string, record: DeduplicationRecord): void {
    this.#remembered.set(key, { ...record, written: nothingToWait });
    this.#isInOrder = false;
  }

  /** The message was not taken. */
  forget(key: string, written: Promise<void>): void {
    if (this.#remembered.get(key)?.written === written) this.#remembered.delete(key);
  }

  /** Forgets what is over, at most so many; answers what to remove from the store. */
  expire(nowMs: number, max: number): readonly RecordChange[] {
    if (!this.#isInOrder) {
      this.#remembered = new Map([...this.#remembered].sort(([, one], [, other]) => one.untilMs - other.untilMs));
      this.#isInOrder = true;
    }
    const changes: RecordChange[] = [];
    for (const [key, { untilMs }] of this.#remembered) {
      if (untilMs > nowMs || changes.length >= max) break;
      this.#remembered.delete(key);
      changes.push({ kind: this.#kind, key, value: undefined });
    }
    return changes;
  }

  /** Removes all of it from the store. */
  everything(): readonly RecordChange[] {
    return [...this.#remembered.keys()].map((key) => ({ kind: this.#kind, key, value: undefined }));
  }
}
