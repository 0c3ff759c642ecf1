/** A schedule as it is stored, and how far it has come, which is a record of its own: it changes with each invocation. */

import type { ActionAfterCompletion, ScheduleState, Target } from "../../models/scheduler.ts";
import { nextAfter, parseSchedule, type Schedule } from "../../schedule/index.ts";
import type { ScheduleName } from "./names.ts";

export interface ScheduleRecord {
  readonly at: ScheduleName;
  readonly arn: string;
  readonly description?: string;
  readonly expression: string;
  readonly zone: string;
  readonly startMs?: number;
  readonly endMs?: number;
  /** undefined: the window is off. */
  readonly windowMinutes?: number;
  readonly state: ScheduleState;
  readonly after: ActionAfterCompletion;
  readonly target: Target;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** When its times were set or it was enabled: none before that counts, and a rate counts from there. */
  readonly scheduledMs: number;
  readonly clientToken?: string;
}

export const scheduleKind = "scheduler.schedule";
export const scheduleClockKind = "scheduler.clock";

export interface ScheduleClock {
  /** The time that was invoked last. */
  readonly lastMs: number;
}

/** Throws InvalidSchedule. */
export function parsedExpression(expression: string): Schedule {
  return parseSchedule(expression, { allowsAt: true, strictUnits: false });
}

/**
 * The first time of the schedule after that one. Scheduler user guide, "Rate-based schedules": without a StartDate a
 * rate begins at once.
 */
export function timeAfter(record: ScheduleRecord, afterMs: number): number | undefined {
  const { expression, zone, startMs = 0, endMs, scheduledMs } = record;
  const schedule = parsedExpression(expression);
  // API reference: StartDate and EndDate are ignored for one-time schedules.
  if (schedule.kind === "at") return nextAfter(schedule, Math.max(afterMs, scheduledMs), zone, scheduledMs);
  // A StartDate is itself a time, and so is the moment a rate was made.
  const beginsAfterMs = startMs > scheduledMs ? startMs - 1 : scheduledMs - (schedule.kind === "rate" ? 1 : 0);
  const next = nextAfter(schedule, Math.max(afterMs, beginsAfterMs), zone, startMs > 0 ? startMs : scheduledMs);
  return next === undefined || (endMs !== undefined && next > endMs) ? undefined : next;
}
