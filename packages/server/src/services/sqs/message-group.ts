/** A message group of a FIFO queue: its messages in order, of which those at the front come and go. */

import type { HeapItem } from "./indexed-heap.ts";
import type { Entry } from "./message-index.ts";

/** Room at the front is given back when there is so much of it. */
const roomAtFrontMax = 1_024;

export class MessageGroup implements HeapItem {
  readonly id: string;
  /** Messages in flight or leaving: while there are any, nothing of the group is handed out. */
  blockedBy = 0;
  heapAt = -1;
  #messages: (Entry | undefined)[] = [];
  #head = 0;

  constructor(id: string) {
    this.id = id;
  }

  get isEmpty(): boolean {
    return this.#head === this.#messages.length;
  }

  get first(): Entry | undefined {
    return this.#messages[this.#head];
  }

  /** Number of the first message; the group must not be empty. */
  get firstSeq(): number {
    return this.first?.seq ?? Number.POSITIVE_INFINITY;
  }

  add(entry: Entry): void {
    this.#messages.push(entry);
  }

  /** The message behind that one, when it can be handed out. */
  nextAfter(entry: Entry): Entry | undefined {
    const next = this.#messages[this.#messages.indexOf(entry, this.#head) + 1];
    return next?.state === "available" ? next : undefined;
  }

  /** Quick for messages near the front, which are those that were received. */
  remove(entry: Entry): void {
    const at = this.#messages.indexOf(entry, this.#head);
    if (at < 0) return;
    this.#messages.copyWithin(this.#head + 1, this.#head, at);
    this.#messages[this.#head] = undefined;
    this.#head += 1;
    if (this.#head >= roomAtFrontMax && this.#head * 2 >= this.#messages.length) {
      this.#messages = this.#messages.slice(this.#head);
      this.#head = 0;
    }
  }
}
