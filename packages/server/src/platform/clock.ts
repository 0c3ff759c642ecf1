/** Wall time, and calls at a wall time. */
import type { Clock } from "./platform.ts";

/** setTimeout takes at most 2^31-1 ms, 24.8 days. One hour, so that a clock that was set forward is noticed within the hour. */
const longestSleepMs = 3_600_000;

/** What the clock needs of the world; tests give their own. */
export interface ClockSource {
  nowMs(): number;
  /** Calls back after about that long; answers how to cancel. */
  sleep(delayMs: number, callback: () => void): () => void;
}

const system: ClockSource = {
  nowMs: Date.now,
  sleep(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

export function createClock(source: ClockSource = system): Clock {
  return {
    nowMs: source.nowMs,
    at(wallMs, callback) {
      let cancelled = false;
      let cancelSleep = (): void => {};
      // Sleeps are relative and may end early by a millisecond, or long before the wall time when the clock stepped
      // back: each time the wall clock is asked again, and only it decides.
      const arm = (): void => {
        const leftMs = wallMs - source.nowMs();
        cancelSleep = source.sleep(Math.min(Math.max(leftMs, 0), longestSleepMs), () => {
          if (cancelled) return;
          if (source.nowMs() >= wallMs) callback();
          else arm();
        });
      };
      arm();
      return () => {
        cancelled = true;
        cancelSleep();
      };
    },
  };
}
