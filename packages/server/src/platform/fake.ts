/** A world for tests: time moves only when told, dice are seeded, log lines are kept. */
import type { Clock, Logger, Platform, Random } from "./platform.ts";
import { createRandom } from "./random.ts";

export interface FakeClock extends Clock {
  /** Moves time forward to that instant and runs what is due on the way, in order of time, then of arming. */
  advanceTo(wallMs: number): void;
  advanceBy(durationMs: number): void;
  /** The same, letting promises settle after each callback. */
  advanceByAsync(durationMs: number): Promise<void>;
  /** Steps the wall clock without running anything, as an administrator would; it may go back. */
  setWallMs(wallMs: number): void;
  /** When the next callback is due; undefined when none is armed. */
  nextDueMs(): number | undefined;
  readonly armedCount: number;
}

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface FakePlatform extends Platform {
  readonly clock: FakeClock;
  readonly logLines: LogLine[];
}

/** Starts at 2030-01-01T00:00:00Z unless told otherwise. */
export function createFakePlatform({ nowMs = 1_893_456_000_000, seed = 1 }: { nowMs?: number; seed?: number } = {}): FakePlatform {
  const logLines: LogLine[] = [];
  return { clock: createFakeClock(nowMs), random: createSeededRandom(seed), logger: createKeptLogger(logLines), logLines };
}

export function createFakeClock(startMs: number): FakeClock {
  let nowMs = startMs;
  let armed = 0;
  const timers = new Map<number, { readonly wallMs: number; readonly callback: () => void }>();

  /** The timer due first by then: earliest time, then earliest armed (a Map keeps that order). */
  const takeDue = (untilMs: number): (() => void) | undefined => {
    let first: number | undefined;
    for (const [id, timer] of timers) {
      if (timer.wallMs > untilMs) continue;
      if (first === undefined || timer.wallMs < (timers.get(first)?.wallMs ?? 0)) first = id;
    }
    const timer = first === undefined ? undefined : timers.get(first);
    if (first === undefined || timer === undefined) return undefined;
    timers.delete(first);
    nowMs = Math.max(nowMs, timer.wallMs);
    return timer.callback;
  };
  const clock: FakeClock = {
    nowMs: () => nowMs,
    at(wallMs, callback) {
      const id = armed++;
      timers.set(id, { wallMs, callback });
      return () => void timers.delete(id);
    },
    advanceTo(wallMs) {
      for (let due = takeDue(wallMs); due !== undefined; due = takeDue(wallMs)) due();
      nowMs = Math.max(nowMs, wallMs);
    },
    advanceBy: (durationMs) => clock.advanceTo(nowMs + durationMs),
    async advanceByAsync(durationMs) {
      const untilMs = nowMs + durationMs;
      await settle();
      for (let due = takeDue(untilMs); due !== undefined; due = takeDue(untilMs)) {
        due();
        await settle();
      }
      nowMs = Math.max(nowMs, untilMs);
    },
    setWallMs(wallMs) {
      nowMs = wallMs;
    },
    nextDueMs() {
      let earliest: number | undefined;
      for (const { wallMs } of timers.values()) earliest = earliest === undefined ? wallMs : Math.min(earliest, wallMs);
      return earliest;
    },
    get armedCount() {
      return timers.size;
    },
  };
  return clock;
}

/** Until the microtasks and immediates that are pending now, and those they start, have run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The same seed gives the same numbers. Not for secrets. (splitmix32) */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return createRandom((bytes) => {
    for (let at = 0; at < bytes.length; at++) bytes[at] = next() & 0xff;
  });
}

function createKeptLogger(lines: LogLine[], bound: Readonly<Record<string, unknown>> = {}): Logger {
  const at = (level: LogLine["level"]) => (message: string, fields?: Readonly<Record<string, unknown>>) =>
    void lines.push({ level, message, fields: { ...bound, ...fields } });
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => createKeptLogger(lines, { ...bound, ...fields }),
  };
}
