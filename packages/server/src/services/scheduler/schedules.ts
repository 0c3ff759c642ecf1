/** Schedules: when, and what is invoked then. */

import type { CreateScheduleInput, ScheduleSummary, UpdateScheduleInput } from "../../models/scheduler.ts";
import { InvalidSchedule, isTimeZone } from "../../schedule/index.ts";
import { operation, type SchedulerContext } from "./context.ts";
import { conflict, invalid, notFound, notSupported, quotaExceeded } from "./errors.ts";
import { findGroup, usableGroup } from "./group-record.ts";
import { clientTokenMs, eventAgeSecondsDefault, retriesDefault, schedulesMax, startedAgoMs } from "./limits.ts";
import { groupKey, homePrefix, scheduleArn, scheduleKey, scheduleName } from "./names.ts";
import { pageOf } from "./page.ts";
import { parsedExpression, scheduleClockKind, scheduleKind, type ScheduleRecord } from "./schedule-record.ts";
import { storedChange } from "./stored-change.ts";
import { checkTarget } from "./target.ts";

type Input = CreateScheduleInput | UpdateScheduleInput;
type Settings = Omit<ScheduleRecord, "at" | "arn" | "createdMs" | "modifiedMs" | "scheduledMs" | "clientToken">;

/** What a request says of a schedule. Throws ValidationException. */
async function settingsOf(input: Input, context: SchedulerContext): Promise<Settings> {
  const { ScheduleExpression: expression, ScheduleExpressionTimezone: zone = "UTC", FlexibleTimeWindow: window, Target: target } = input;
  if (input.KmsKeyArn !== undefined) throw notSupported("KmsKeyArn");
  try {
    parsedExpression(expression);
  } catch (error) {
    throw error instanceof InvalidSchedule ? invalid(`Invalid Schedule Expression ${expression}.`) : error;
  }
  if (!isTimeZone(zone)) throw invalid(`Invalid ScheduleExpressionTimezone ${zone}.`);
  if (window.Mode === "FLEXIBLE" && window.MaximumWindowInMinutes === undefined) {
    throw invalid("MaximumWindowInMinutes must be specified when the flexible time window's mode is FLEXIBLE.");
  }
  if (window.Mode === "OFF" && window.MaximumWindowInMinutes !== undefined) {
    throw invalid("MaximumWindowInMinutes must not be specified when the flexible time window's mode is OFF.");
  }
  const { StartDate: startMs, EndDate: endMs } = input;
  if (startMs !== undefined && endMs !== undefined && endMs <= startMs) throw invalid("EndDate must be after StartDate.");
  await checkTarget(target, context.universal);
  return {
    ...(input.Description === undefined ? {} : { description: input.Description }),
    expression,
    zone,
    ...(startMs === undefined ? {} : { startMs }),
    ...(endMs === undefined ? {} : { endMs }),
    ...(window.MaximumWindowInMinutes === undefined ? {} : { windowMinutes: window.MaximumWindowInMinutes }),
    state: input.State ?? "ENABLED",
    after: input.ActionAfterCompletion ?? "NONE",
    target,
  };
}

export const createSchedule = operation("CreateSchedule", {
  async handle(input, context) {
    const { call, records, platform, timetable } = context;
    const at = scheduleName(call, input.GroupName, input.Name);
    const settings = await settingsOf(input, context);
    checkStart(settings, platform.clock.nowMs());
    await usableGroup(records, call, at.group);
    if (timetable.count >= schedulesMax) throw quotaExceeded(`There can be at most ${schedulesMax} schedules.`);
    const key = scheduleKey(at);
    const nowMs = platform.clock.nowMs();
    const token = input.ClientToken === undefined ? {} : { clientToken: input.ClientToken };
    const made: ScheduleRecord = {
      at,
      arn: scheduleArn(at),
      ...settings,
      createdMs: nowMs,
      modifiedMs: nowMs,
      scheduledMs: nowMs,
      ...token,
    };
    const record = await storedChange<ScheduleRecord>(records, scheduleKind, key, (present) => {
      if (present === undefined) return made;
      const isRepeated =
        input.ClientToken !== undefined && present.clientToken === input.ClientToken && nowMs - present.createdMs < clientTokenMs;
      if (!isRepeated) throw conflict(`Schedule ${at.name} already exists.`);
      return present;
    });
    try {
      await usableGroup(records, call, at.group);
    } catch (error) {
      // The group was deleted meanwhile, and what removes its schedules may have missed this one.
      await storedChange<ScheduleRecord>(records, scheduleKind, key, () => undefined);
      throw error;
    }
    timetable.changed(key, record);
    return { ScheduleArn: made.arn };
  },
});

/** AWS's bound on a StartDate that is new; one-time schedules ignore theirs. Throws ValidationException. */
function checkStart({ startMs, expression }: Settings, nowMs: number): void {
  if (parsedExpression(expression).kind === "at") return;
  if (startMs !== undefined && startMs < nowMs - startedAgoMs)
    throw invalid("The StartDate you specify cannot be earlier than 5 minutes ago.");
}

/** What is not given takes its default: the schedule is replaced, not amended. */
export const updateSchedule = operation("UpdateSchedule", {
  async handle(input, context) {
    const { call, records, platform, timetable } = context;
    const at = scheduleName(call, input.GroupName, input.Name);
    const settings = await settingsOf(input, context);
    await usableGroup(records, call, at.group);
    const key = scheduleKey(at);
    const nowMs = platform.clock.nowMs();
    const record = await storedChange<ScheduleRecord>(records, scheduleKind, key, (present) => {
      if (present === undefined) throw notFound(`Schedule ${at.name}`);
      if (settings.startMs !== present.startMs) checkStart(settings, nowMs);
      const { arn, createdMs, clientToken } = present;
      const token = clientToken === undefined ? {} : { clientToken };
      const timesOf = ({ expression, zone, startMs, endMs, state }: Settings) => JSON.stringify([expression, zone, startMs, endMs, state]);
      const scheduledMs = timesOf(present) === timesOf(settings) ? present.scheduledMs : nowMs;
      return { at, arn, ...settings, createdMs, modifiedMs: nowMs, scheduledMs, ...token };
    });
    timetable.changed(key, record);
    return { ScheduleArn: scheduleArn(at) };
  },
});

export const getSchedule = operation("GetSchedule", {
  async handle({ GroupName, Name }, { call, records }) {
    const at = scheduleName(call, GroupName, Name);
    await findGroup(records, call, at.group);
    const found = await records.get<ScheduleRecord>(scheduleKind, scheduleKey(at));
    if (found === undefined) throw notFound(`Schedule ${Name}`);
    const record = found.value;
    const { windowMinutes, target } = record;
    const retries = { MaximumEventAgeInSeconds: eventAgeSecondsDefault, MaximumRetryAttempts: retriesDefault, ...target.RetryPolicy };
    return {
      Arn: record.arn,
      Name,
      GroupName: at.group,
      Description: record.description,
      ScheduleExpression: record.expression,
      ScheduleExpressionTimezone: record.zone,
      StartDate: record.startMs,
      EndDate: record.endMs,
      FlexibleTimeWindow: windowMinutes === undefined ? { Mode: "OFF" } : { Mode: "FLEXIBLE", MaximumWindowInMinutes: windowMinutes },
      State: record.state,
      ActionAfterCompletion: record.after,
      Target: { ...target, RetryPolicy: retries },
      CreationDate: record.createdMs,
      LastModificationDate: record.modifiedMs,
    };
  },
});

export const deleteSchedule = operation("DeleteSchedule", {
  async handle({ GroupName, Name }, { call, records, timetable }) {
    const at = scheduleName(call, GroupName, Name);
    await findGroup(records, call, at.group);
    const key = scheduleKey(at);
    await storedChange<ScheduleRecord>(records, scheduleKind, key, (present) => {
      if (present === undefined) throw notFound(`Schedule ${Name}`);
      return undefined;
    });
    await records.write([{ kind: scheduleClockKind, key, value: undefined }]);
    timetable.changed(key, undefined);
    return {};
  },
});

function listed({ at, arn, state, target, createdMs, modifiedMs }: ScheduleRecord): ScheduleSummary {
  return {
    Arn: arn,
    Name: at.name,
    GroupName: at.group,
    State: state,
    Target: { Arn: target.Arn },
    CreationDate: createdMs,
    LastModificationDate: modifiedMs,
  };
}

export const listSchedules = operation("ListSchedules", {
  async handle({ GroupName, NamePrefix = "", State, ...request }, { call, records }) {
    if (GroupName !== undefined) await findGroup(records, call, GroupName);
    const base = homePrefix(call);
    const prefix = GroupName === undefined ? base : `${groupKey(call, GroupName)}/${NamePrefix}`;
    const isWanted = ({ at, state }: ScheduleRecord) => at.name.startsWith(NamePrefix) && (State === undefined || state === State);
    const { rows, NextToken } = await pageOf<ScheduleRecord>(records, scheduleKind, { base, prefix }, request, isWanted);
    return { Schedules: rows.map(({ value }) => listed(value)), NextToken };
  },
});
