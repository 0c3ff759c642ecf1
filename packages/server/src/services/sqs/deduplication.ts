/**
 * What a FIFO queue remembers of messages that were sent in the last five minutes: the same deduplication id again is
 * answered as the first time and delivered no second time. Kept in the store, written with the message itself.
 */

import { createHash } from "node:crypto";
import type { RecordChange } from "../../storage/ports/records.ts";
import { deduplicationMs } from "./limits.ts";

export const deduplicationKind = "sqs.deduplication";

export interface DeduplicationRecord {
  readonly untilMs: number;
  readonly messageId: string;
  readonly sequenceNumber: string;
}

export interface Remembered extends DeduplicationRecord {
  /** Resolves when the first message is durable; rejects when it was not sent after all. */
  readonly written: Promise<void>;
}

export class Deduplication {
  readonly #queueId: string;
  /** In the order of `untilMs`, since all live equally long. */
  readonly #remembered = new Map<string, Remembered>();

  constructor(queueId: string) {
    this.#queueId = queueId;
  }

  find(key: string, nowMs: number): Remembered | undefined {
    const found = this.#remembered.get(key);
    return found !== undefined && found.untilMs > nowMs ? found : undefined;
  }

  /** What to write with the message. */
  change(key: string, message: { readonly id: string; readonly sequenceNumber: string }, nowMs: number): RecordChange {
    const value: DeduplicationRecord = {
      untilMs: nowMs + deduplicationMs,
      messageId: message.id,
      sequenceNumber: message.sequenceNumber,
    };
    return { kind: deduplicationKind, key: `${this.#queueId}/${key}`, value };
  }

  remember(key: string, remembered: Remembered): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, remembered);
  }

  forget(key: string, written: Promise<void>): void {
    if (this.#remembered.get(key)?.written === written) this.#remembered.delete(key);
  }

  /** Forgets what is over; answers what to remove from the store. */
  expire(nowMs: number, max: number): readonly RecordChange[] {
    const changes: RecordChange[] = [];
    for (const [key, { untilMs }] of this.#remembered) {
      if (untilMs > nowMs || changes.length >= max) break;
      this.#remembered.delete(key);
      changes.push({ kind: deduplicationKind, key: `${this.#queueId}/${key}`, value: undefined });
    }
    return changes;
  }
}

/** Of bounded length, whatever characters the id has. */
export function deduplicationKey(deduplicationId: string, groupId: string | undefined): string {
  return createHash("sha256")
    .update(JSON.stringify([deduplicationId, groupId ?? null]))
    .digest("hex")
    .slice(0, 40);
}
