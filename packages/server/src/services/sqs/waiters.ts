/** Long polls of one queue: served in the order in which they came, as soon as there is something, and not asked for in between. */

import type { Clock } from "../../platform/platform.ts";
import type { Delivery, ReceiveRequest } from "./queue.ts";

export interface Waiter {
  readonly request: ReceiveRequest;
}

interface Waiting extends Waiter {
  readonly resolve: (deliveries: Promise<readonly Delivery[]> | undefined) => void;
  readonly reject: (error: unknown) => void;
  readonly end: () => void;
}

export interface WaitersDeps {
  /** Takes messages for that poll; undefined when there are none. */
  readonly serve: (waiter: Waiter) => Promise<readonly Delivery[]> | undefined;
  /** When a message becomes visible by itself. */
  readonly nextVisibleMs: () => number | undefined;
}

export class Waiters {
  readonly #clock: Clock;
  readonly #deps: WaitersDeps;
  readonly #waiting = new Set<Waiting>();
  #timer: { readonly atMs: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock, deps: WaitersDeps) {
    this.#clock = clock;
    this.#deps = deps;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Answers what came, or undefined when the time was up or the caller's signal fired. */
  wait(request: ReceiveRequest, untilMs: number): Promise<readonly Delivery[] | undefined> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiting.end();
        resolve(undefined);
      };
      const cancel = this.#clock.at(untilMs, giveUp);
      const waiting: Waiting = {
        request,
        resolve,
        reject,
        end: () => {
          this.#waiting.delete(waiting);
          cancel();
          request.signal.removeEventListener("abort", giveUp);
          if (this.#waiting.size === 0) this.#disarm();
        },
      };
      request.signal.addEventListener("abort", giveUp);
      this.#waiting.add(waiting);
      this.#arm();
    });
  }

  /** Something may have become visible. */
  serve(): void {
    for (const waiting of this.#waiting) {
      const deliveries = this.#deps.serve(waiting);
      if (deliveries === undefined) break;
      waiting.end();
      waiting.resolve(deliveries);
    }
    if (this.#waiting.size > 0) this.#arm();
  }

  /** As if everybody's time were up. */
  release(): void {
    for (const waiting of this.#waiting) {
      waiting.end();
      waiting.resolve(undefined);
    }
  }

  refuse(error: unknown): void {
    for (const waiting of this.#waiting) {
      waiting.end();
      waiting.reject(error);
    }
  }

  /** Only while somebody waits is the clock asked. */
  #arm(): void {
    const nextMs = this.#deps.nextVisibleMs();
    if (nextMs === undefined || (this.#timer !== undefined && this.#timer.atMs <= nextMs)) return;
    this.#disarm();
    const cancel = this.#clock.at(nextMs, () => {
      this.#timer = undefined;
      this.serve();
    });
    this.#timer = { atMs: nextMs, cancel };
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
