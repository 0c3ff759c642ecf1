/**
 * ReceiveRequestAttemptId of FIFO queues: a receive whose answer was lost, asked for again within five minutes, gets
 * the same messages again, if none of them was deleted or has become visible meanwhile. In memory only: after a
 * restart such a caller waits for the visibility timeout like everybody else.
 */

import { attemptsMax, deduplicationMs } from "./limits.ts";
import type { Entry } from "./message-index.ts";

interface Attempt {
  readonly untilMs: number;
  readonly messages: readonly { readonly entry: Entry; readonly receives: number }[];
}

export class ReceiveAttempts {
  /** The oldest first. */
  readonly #attempts = new Map<string, Attempt>();

  remember(id: string, entries: readonly Entry[], nowMs: number): void {
    this.#attempts.delete(id);
    for (const [oldId, { untilMs }] of this.#attempts) {
      if (untilMs > nowMs && this.#attempts.size < attemptsMax) break;
      this.#attempts.delete(oldId);
    }
    this.#attempts.set(id, { untilMs: nowMs + deduplicationMs, messages: entries.map((entry) => ({ entry, receives: entry.receives })) });
  }

  find(id: string, nowMs: number): readonly Entry[] | undefined {
    const attempt = this.#attempts.get(id);
    if (attempt === undefined || attempt.untilMs <= nowMs) return undefined;
    const unchanged = attempt.messages.every(({ entry, receives }) => entry.state === "inFlight" && entry.receives === receives);
    return unchanged ? attempt.messages.map(({ entry }) => entry) : undefined;
  }
}
