/**
 * The timers of a shard: a heap of wall times, and one real timer for the earliest. They are hints and may
 * be stale; whether the time has come for a frame is decided by the engine. Nothing here is durable:
 * after a crash the frames themselves say what they wait for.
 */

import type { Clock } from "../platform/platform.ts";
import { timersPerTurn } from "./limits.ts";

interface Timer {
  readonly atMs: number;
  readonly executionId: number;
  readonly frameId: number;
}

export class Timers {
  readonly #clock: Clock;
  readonly #fire: (executionId: number, frameId: number) => void;
  readonly #heap: Timer[] = [];
  #armedAtMs = Number.POSITIVE_INFINITY;
  #disarm: (() => void) | undefined;

  constructor(clock: Clock, fire: (executionId: number, frameId: number) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(atMs: number, executionId: number, frameId: number): void {
    this.#push({ atMs, executionId, frameId });
    this.#arm();
  }

  /** Forgets everything; the shard is being reloaded or closed. */
  clear(): void {
    this.#heap.length = 0;
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedAtMs = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const earliest = this.#heap[0];
    if (earliest === undefined || earliest.atMs >= this.#armedAtMs) return;
    this.#disarm?.();
    this.#armedAtMs = earliest.atMs;
    this.#disarm = this.#clock.at(earliest.atMs, () => this.#due());
  }

  #due(): void {
    this.#armedAtMs = Number.POSITIVE_INFINITY;
    this.#disarm = undefined;
    const nowMs = this.#clock.nowMs();
    for (let fired = 0; fired < timersPerTurn; fired++) {
      const earliest = this.#heap[0];
      if (earliest === undefined || earliest.atMs > nowMs) break;
      this.#pop();
      this.#fire(earliest.executionId, earliest.frameId);
    }
    this.#arm();
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Timer;
      if (above.atMs <= timer.atMs) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Timer).atMs < (heap[child] as Timer).atMs) child++;
      const below = heap[child] as Timer;
      if (below.atMs >= last.atMs) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
  }
}
