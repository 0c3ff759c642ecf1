/** What the clients of tables, queues, objects and schedules were told, kept apart from the server. */

import { type Channel, channels } from "./services-workload.ts";

export class ServicesLedger {
  /** Numbers whose way into the queue was acknowledged, with the earliest moment at which they may arrive. */
  readonly sent: Readonly<Record<Channel, Map<number, number>>> = recordOf(() => new Map<number, number>());
  readonly received: Readonly<Record<Channel, Set<number>>> = recordOf(() => new Set<number>());
  /** Ids of messages whose DeleteMessage was answered. */
  readonly deletedMessages = new Set<string>();
  readonly items = new Set<number>();
  readonly pairs = new Set<number>();
  /** Transactions without an answer: both items or none. */
  readonly unansweredPairs = new Set<number>();
  additions = 0;
  unansweredAdditions = 0;
  readonly objects = new Set<number>();
  readonly deletedObjects = new Set<number>();
  readonly violations: string[] = [];
  #lastNumber = 0;

  nextNumber(): number {
    return ++this.#lastNumber;
  }

  violate(what: string): void {
    this.violations.push(what);
  }
}

function recordOf<T>(make: () => T): Record<Channel, T> {
  return Object.fromEntries(channels.map((channel) => [channel, make()])) as Record<Channel, T>;
}
