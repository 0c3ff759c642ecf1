/**
 * The one writer of SQS: changes are written in the order in which they were asked for, all that came while one
 * commit was under way in the next one. Memory may thus decide first and write then: nothing is overtaken.
 */

import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { bytesPerCommitMax, changesPerCommitMax } from "./limits.ts";

interface Pending {
  readonly changes: readonly RecordChange[];
  /** Size of what is written, roughly. */
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Journal {
  readonly #records: RecordStore;
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;

  constructor(records: RecordStore) {
    this.#records = records;
  }

  /** Durable when it resolves. Its order among all writes is that of the calls. */
  write(changes: readonly RecordChange[], bytes = 0): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ changes, bytes, resolve, reject });
      this.#writing ??= this.#drain();
    });
  }

  /** Resolves when nothing is being written any more. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    // What is asked for in the same turn goes along.
    await undefined;
    while (this.#pending.length > 0) {
      const batch = this.#takeBatch();
      try {
        await this.#records.write(batch.flatMap(({ changes }) => changes));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = undefined;
  }

  #takeBatch(): readonly Pending[] {
    let changes = 0;
    let bytes = 0;
    let count = 0;
    for (const pending of this.#pending) {
      if (count > 0 && (changes + pending.changes.length > changesPerCommitMax || bytes + pending.bytes > bytesPerCommitMax)) break;
      changes += pending.changes.length;
      bytes += pending.bytes;
      count += 1;
    }
    const batch = this.#pending.slice(0, count);
    this.#pending = count === this.#pending.length ? [] : this.#pending.slice(count);
    return batch;
  }
}
