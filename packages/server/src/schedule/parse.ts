/** Schedule expressions: `rate(5 minutes)`, `cron(0 12 * * ? *)`, and Scheduler's `at(2030-01-01T00:00:00)`. */

import { InvalidSchedule, parseCron } from "./cron.ts";
import type { Schedule } from "./next-after.ts";

export { InvalidSchedule };

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** More than the years of a cron expression hold. */
const rateValueMax = 100_000_000;

export interface ScheduleDialect {
  /** Scheduler has one-time schedules, rules have none. */
  readonly allowsAt: boolean;
  /** EventBridge user guide: "If the value is equal to 1, then the unit must be singular", else plural. Scheduler takes both. */
  readonly strictUnits: boolean;
}

/** Throws InvalidSchedule. */
export function parseSchedule(text: string, { allowsAt, strictUnits }: ScheduleDialect): Schedule {
  const [, kind, body = ""] = /^(rate|cron|at)\((.*)\)$/s.exec(text) ?? [];
  switch (kind) {
    case "rate":
      return { kind: "rate", everyMs: parseRate(body, strictUnits) };
    case "cron":
      return { kind: "cron", cron: parseCron(body) };
    case "at":
      if (allowsAt) return { kind: "at", wallMs: parseAt(body) };
      throw new InvalidSchedule("rules have no one-time schedules");
    default:
      throw new InvalidSchedule("it is neither rate(...) nor cron(...)");
  }
}

function parseRate(body: string, strictUnits: boolean): number {
  const [, digits = "", unit = "", plural] = /^\s*(\d{1,9})\s+(minute|hour|day)(s?)\s*$/.exec(body) ?? [];
  const value = Number(digits);
  if (digits === "" || value < 1 || value > rateValueMax) throw new InvalidSchedule("a rate is a positive number and a unit");
  if (strictUnits && (value === 1) !== (plural === "")) throw new InvalidSchedule("the unit does not agree with its number");
  return value * (unitMs[unit] ?? 0);
}

function parseAt(body: string): number {
  const text = body.trim();
  const wallMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // Date.parse takes the 30th of February for the first of March.
  if (Number.isNaN(wallMs) || new Date(wallMs).toISOString().slice(0, 19) !== text)
    throw new InvalidSchedule("a time is written yyyy-mm-ddThh:mm:ss");
  return wallMs;
}
