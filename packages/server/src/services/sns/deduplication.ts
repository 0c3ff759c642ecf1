/**
 * What a FIFO topic remembers of messages that were published in the last five minutes: the same deduplication id again
 * is answered as the first time and delivered to nobody. Kept in the store, written with the deliveries.
 */

import { createHash } from "node:crypto";
import type { RecordChange } from "../../storage/ports/records.ts";

export const deduplicationKind = "sns.deduplication";

export interface DeduplicationRecord {
  readonly untilMs: number;
  readonly messageId: string;
  readonly sequenceNumber: string;
}

interface Remembered extends DeduplicationRecord {
  /** Resolves when the first message is durable; rejects when it was not published after all. */
  readonly written: Promise<void>;
}

export class Deduplication {
  readonly #topicArn: string;
  /** By the key of the record, in the order of `untilMs`. */
  readonly #remembered = new Map<string, Remembered>();

  constructor(topicArn: string) {
    this.#topicArn = topicArn;
  }

  /** Key of the record. `groupId` where ids are told apart by message group. */
  keyOf(deduplicationId: string, groupId: string | undefined): string {
    const digest = createHash("sha256").update(JSON.stringify([deduplicationId, groupId ?? null]));
    return `${this.#topicArn}:${digest.digest("hex").slice(0, 40)}`;
  }

  find(key: string, nowMs: number): Remembered | undefined {
    const found = this.#remembered.get(key);
    return found !== undefined && found.untilMs > nowMs ? found : undefined;
  }

  /** Answers what to write with the message. */
  remember(key: string, record: DeduplicationRecord, written: Promise<void>): RecordChange {
    this.#remembered.delete(key);
    this.#remembered.set(key, { ...record, written });
    return { kind: deduplicationKind, key, value: record };
  }

  restore(key: string, record: DeduplicationRecord): void {
    this.#remembered.set(key, { ...record, written: Promise.resolve() });
  }

  forget(key: string, written: Promise<void>): void {
    if (this.#remembered.get(key)?.written === written) this.#remembered.delete(key);
  }

  /** Forgets what is over; answers what to remove from the store. */
  expire(nowMs: number): readonly RecordChange[] {
    const changes: RecordChange[] = [];
    // Restored ones stand in the order of their keys, so that none may stop the look.
    for (const [key, { untilMs }] of this.#remembered) {
      if (untilMs > nowMs) continue;
      this.#remembered.delete(key);
      changes.push({ kind: deduplicationKind, key, value: undefined });
    }
    return changes;
  }

  /** Removes all of it from the store. */
  everything(): readonly RecordChange[] {
    return [...this.#remembered.keys()].map((key) => ({ kind: deduplicationKind, key, value: undefined }));
  }
}
