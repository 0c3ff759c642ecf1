/** The next time of a schedule. Pure: the clock and the zone are arguments. */

import type { Cron } from "./cron.ts";
import { instantOf, instantOfOrAfterGap, wallTime } from "./time-zone.ts";

export type Schedule =
  | { readonly kind: "rate"; readonly everyMs: number }
  | { readonly kind: "cron"; readonly cron: Cron }
  /** A wall time, to be read in the schedule's zone. */
  | { readonly kind: "at"; readonly wallMs: number };

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** What clocks are put back by at most: so much earlier on the wall a later instant may stand. */
const setBackMs = 3 * 3_600_000;

/** The last year a cron expression can name. */
const lastYear = 2199;

/**
 * The first time after that instant; undefined when there is none any more. A rate counts from `anchorMs`, which is its
 * first time itself. Scheduler user guide, "Daylight savings time": a time that clocks are put forward over is left
 * out, and one that comes twice counts once.
 */
export function nextAfter(schedule: Schedule, afterMs: number, zone: string, anchorMs: number): number | undefined {
  switch (schedule.kind) {
    case "rate":
      return afterMs < anchorMs ? anchorMs : anchorMs + (Math.floor((afterMs - anchorMs) / schedule.everyMs) + 1) * schedule.everyMs;
    case "at": {
      const atMs = instantOfOrAfterGap(schedule.wallMs, zone);
      return atMs > afterMs ? atMs : undefined;
    }
    case "cron":
      for (const wallMs of wallTimes(schedule.cron, wallTime(afterMs, zone) - (zone === "UTC" ? 0 : setBackMs))) {
        const atMs = instantOf(wallMs, zone);
        if (atMs !== undefined && atMs > afterMs) return atMs;
      }
      return undefined;
  }
}

/** The wall times of a cron expression in order. */
function* wallTimes({ minutes, hours, months, years, isDay }: Cron, fromMs: number): Generator<number> {
  const from = new Date(Math.max(fromMs, 0));
  for (let year = from.getUTCFullYear(); year <= lastYear; year++) {
    if (!years.has(year)) continue;
    for (let month = 1; month <= 12; month++) {
      const firstMs = Date.UTC(year, month - 1, 1);
      const days = (Date.UTC(year, month, 1) - firstMs) / dayMs;
      if (!months.has(month) || firstMs + days * dayMs <= fromMs) continue;
      const shape = { days, firstWeekday: new Date(firstMs).getUTCDay() + 1 };
      for (let day = 1; day <= days; day++) {
        const midnightMs = firstMs + (day - 1) * dayMs;
        if (midnightMs + dayMs <= fromMs || !isDay(day, shape)) continue;
        for (const hour of hours) {
          const hourMs = midnightMs + hour * 60 * minuteMs;
          if (hourMs + 60 * minuteMs > fromMs) for (const minute of minutes) yield hourMs + minute * minuteMs;
        }
      }
    }
  }
}
