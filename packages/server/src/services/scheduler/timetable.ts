/**
 * When each schedule is next due. A schedule whose time has come is read from the store; its invocation and how far it
 * has come are written in one transaction, so that no time counts twice and none is lost. In memory stands only when
 * it is due.
 *
 * Of the times that were missed while no server ran the last one is made up for at the start, if it is no older than
 * the schedule's MaximumEventAgeInSeconds: as long as that AWS would still be trying to invoke the target.
 */

import type { Outbox } from "../../outbox/index.ts";
import type { Platform } from "../../platform/platform.ts";
import { createDueQueue } from "../../schedule/index.ts";
import { RecordConflict, type RecordStore } from "../../storage/ports/records.ts";
import { eventAgeSecondsDefault, firingMax, pauseMs } from "./limits.ts";
import { scheduleKey } from "./names.ts";
import { everyRecord } from "../../stored/index.ts";
import { type ScheduleClock, scheduleClockKind, scheduleKind, type ScheduleRecord, timeAfter } from "./schedule-record.ts";
import type { Invocation } from "./target.ts";

export interface Timetable {
  /** To be told of every schedule that was written or removed. */
  changed(key: string, record: ScheduleRecord | undefined): void;
  open(): Promise<void>;
  close(): Promise<void>;
  /** Schedules that wait for their time. */
  readonly count: number;
}

/** A schedule whose time has come. */
interface Firing {
  readonly key: string;
  /** It was changed or removed since its record was read. */
  isChanged: boolean;
  done: Promise<void>;
}

export function createTimetable(deps: {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly outbox: Outbox<Invocation>;
}): Timetable {
  const { records, outbox, platform } = deps;
  const { clock, random, logger } = platform;
  const lastMs = new Map<string, number>();
  const working = new Set<Firing>();
  const due: string[] = [];
  let isOpen = false;

  const queue = createDueQueue<string>(clock, (key) => {
    due.push(key);
    pump();
  });

  function pump(): void {
    while (isOpen && working.size < firingMax) {
      const key = due.shift();
      if (key === undefined) return;
      const firing: Firing = { key, isChanged: false, done: Promise.resolve() };
      working.add(firing);
      firing.done = fire(firing)
        .catch((error: unknown) => {
          if (!(error instanceof RecordConflict))
            logger.error("a schedule could not be kept; it is tried again in a moment", { schedule: key, error });
          if (isOpen) queue.add(key, clock.nowMs() + (error instanceof RecordConflict ? 0 : pauseMs), key);
        })
        .finally(() => {
          working.delete(firing);
          pump();
        });
    }
  }

  /** Where in its flexible window a time is invoked: the same place whenever it is asked. */
  const invokedMs = ({ windowMinutes = 0, arn }: ScheduleRecord, atMs: number): number =>
    atMs + (windowMinutes === 0 ? 0 : Math.floor((hash(`${arn} ${atMs}`) / 2 ** 32) * windowMinutes * 60_000));

  const arm = (key: string, record: ScheduleRecord | undefined) => {
    if (!isOpen) return;
    const next = record?.state === "ENABLED" ? timeAfter(record, lastMs.get(key) ?? 0) : undefined;
    if (record === undefined || next === undefined) queue.remove(key);
    else queue.add(key, invokedMs(record, next), key);
  };

  /**
   * The time whose invocation is due. One whose window is over was missed while no server ran, and gives way to a later
   * one; within their windows times wait for one another, and each is invoked.
   */
  const timeDue = (key: string, record: ScheduleRecord): number | undefined => {
    const nowMs = clock.nowMs();
    const ageMs = (record.target.RetryPolicy?.MaximumEventAgeInSeconds ?? eventAgeSecondsDefault) * 1000;
    let found: number | undefined;
    for (let fromMs = Math.max(lastMs.get(key) ?? 0, nowMs - ageMs - 1); ; ) {
      const next = timeAfter(record, fromMs);
      if (next === undefined || invokedMs(record, next) > nowMs) return found;
      if (found !== undefined && found + (record.windowMinutes ?? 0) * 60_000 > nowMs) return found;
      found = next;
      fromMs = next;
    }
  };

  async function fire(firing: Firing): Promise<void> {
    const { key } = firing;
    const stored = await records.get<ScheduleRecord>(scheduleKind, key);
    if (stored === undefined || stored.value.state !== "ENABLED" || !isOpen) return;
    const record = stored.value;
    const scheduledMs = timeDue(key, record);
    if (scheduledMs === undefined) {
      const missed = timeAfter(record, lastMs.get(key) ?? 0);
      if (missed !== undefined && invokedMs(record, missed) <= clock.nowMs()) {
        logger.warn("a schedule's time was missed for too long to be made up for", { schedule: record.arn });
        lastMs.set(key, clock.nowMs());
      }
      return arm(key, record);
    }
    const { region, accountId } = record.at;
    const executionId = random.uuid();
    const invocation = {
      scheduleArn: record.arn,
      region,
      accountId,
      target: record.target,
      scheduledMs,
      invokedMs: clock.nowMs(),
      executionId,
    };
    // API reference, ActionAfterCompletion: a schedule that has no more times is deleted after its last.
    const isOver = record.after === "DELETE" && timeAfter(record, scheduledMs) === undefined;
    const prepared = outbox.prepare([invocation]);
    try {
      await records.write([
        ...(isOver ? [{ kind: scheduleKind, key, value: undefined, expectedRevision: stored.revision }] : []),
        { kind: scheduleClockKind, key, value: isOver ? undefined : ({ lastMs: scheduledMs } satisfies ScheduleClock) },
        ...prepared.changes,
      ]);
    } catch (error) {
      prepared.abandoned();
      throw error;
    }
    prepared.written();
    if (isOver) lastMs.delete(key);
    else lastMs.set(key, scheduledMs);
    // What it was changed to meanwhile is armed already.
    if (!firing.isChanged) arm(key, isOver ? undefined : record);
  }

  return {
    changed(key, record) {
      for (const firing of working) if (firing.key === key) firing.isChanged = true;
      if (record === undefined) lastMs.delete(key);
      arm(key, record);
    },
    async open() {
      for await (const { key, value } of everyRecord<ScheduleClock>(records, scheduleClockKind)) lastMs.set(key, value.lastMs);
      isOpen = true;
      const gone = new Set(lastMs.keys());
      for await (const { value } of everyRecord<ScheduleRecord>(records, scheduleKind)) {
        const key = scheduleKey(value.at);
        gone.delete(key);
        arm(key, value);
      }
      // A schedule that was deleted while it was invoked may leave its clock behind.
      for (const key of gone) lastMs.delete(key);
      if (gone.size > 0) await records.write([...gone].map((key) => ({ kind: scheduleClockKind, key, value: undefined })));
    },
    async close() {
      isOpen = false;
      queue.clear();
      await Promise.all([...working].map(({ done }) => done));
    },
    get count() {
      return queue.size;
    },
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  // The last steps alone would tell neighbouring times little apart.
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
}
