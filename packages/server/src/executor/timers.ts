/**
 * The timers of a shard: a heap of wall times, and one real timer for the earliest. They are hints and may
 * be stale; whether the time has come for a frame is decided by the engine. Nothing here is durable:
 * after a crash the frames themselves say what they wait for.
 *
 * A task with a timeout of an hour that ends in a millisecond leaves a timer behind, and so does every
 * heartbeat. Such timers are swept out whenever the heap has doubled, so that it holds at most twice what
 * is really waited for.
 */

import { Heap } from "../platform/heap.ts";
import type { Clock } from "../platform/platform.ts";
import { timersPauseMs, timersPerTurn, timersSweptFrom } from "./limits.ts";

interface Timer {
  readonly atMs: number;
  readonly executionId: number;
  readonly frameId: number;
}

export interface TimersOptions {
  readonly fire: (executionId: number, frameId: number, atMs: number) => void;
  /** Whether another one may fire now; else those that are due wait a little: a million of them must not crowd out everybody else. */
  readonly hasRoom?: () => boolean;
  /** Whether anybody still waits for that timer. */
  readonly isAwaited: (executionId: number, frameId: number, atMs: number) => boolean;
}

export class Timers {
  readonly #clock: Clock;
  readonly #options: TimersOptions;
  readonly #heap = new Heap<Timer>(({ atMs }) => atMs);
  #sweepAt = timersSweptFrom;
  #armedAtMs = Number.POSITIVE_INFINITY;
  /** Timers are due and wait for room. */
  #isPausing = false;
  #disarm: (() => void) | undefined;

  constructor(clock: Clock, options: TimersOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  get size(): number {
    return this.#heap.size;
  }

  add(atMs: number, executionId: number, frameId: number): void {
    if (this.#heap.size >= this.#sweepAt) this.#sweep();
    this.#heap.add({ atMs, executionId, frameId });
    this.#arm();
  }

  /** Forgets everything; the shard is being reloaded or closed. */
  clear(): void {
    this.#heap.clear();
    this.#isPausing = false;
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedAtMs = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const earliest = this.#heap.first;
    if (earliest === undefined || earliest.atMs >= this.#armedAtMs || this.#isPausing) return;
    this.#wakeAt(earliest.atMs);
  }

  #wakeAt(wallMs: number): void {
    this.#disarm?.();
    this.#armedAtMs = wallMs;
    this.#disarm = this.#clock.at(wallMs, () => this.#due());
  }

  #due(): void {
    this.#isPausing = false;
    this.#armedAtMs = Number.POSITIVE_INFINITY;
    this.#disarm = undefined;
    const nowMs = this.#clock.nowMs();
    for (let fired = 0; fired < timersPerTurn; fired++) {
      const earliest = this.#heap.first;
      if (earliest === undefined || earliest.atMs > nowMs) break;
      if (this.#options.hasRoom?.() === false) {
        this.#isPausing = true;
        this.#wakeAt(nowMs + timersPauseMs);
        return;
      }
      this.#heap.take();
      this.#options.fire(earliest.executionId, earliest.frameId, earliest.atMs);
    }
    this.#arm();
  }

  #sweep(): void {
    this.#heap.filter(({ executionId, frameId, atMs }) => this.#options.isAwaited(executionId, frameId, atMs));
    this.#sweepAt = Math.max(timersSweptFrom, 2 * this.#heap.size);
  }
}
