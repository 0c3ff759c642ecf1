/** Takes the schedules of a deleted group away, some at a time, and then the group; the next server goes on where this one stopped. */

import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { groupKind, type GroupRecord } from "./group-record.ts";
import { pauseMs, removedAtATime } from "./limits.ts";
import { everyRecord } from "../../stored/index.ts";
import { scheduleClockKind, scheduleKind, type ScheduleRecord } from "./schedule-record.ts";
import type { Timetable } from "./timetable.ts";

export interface GroupRemover {
  /** The group's record says DELETING. */
  remove(key: string): void;
  open(): Promise<void>;
  close(): Promise<void>;
}

export function createGroupRemover(deps: {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly timetable: Timetable;
}): GroupRemover {
  const { records, timetable, platform } = deps;
  const { clock, logger } = platform;
  const working = new Map<string, Promise<void>>();
  const pauses = new Map<string, () => void>();
  let closed = false;

  const work = async (key: string): Promise<void> => {
    while (!closed) {
      const rows = await records.list<ScheduleRecord>(scheduleKind, { prefix: `${key}/`, limit: removedAtATime });
      const gone = rows.flatMap((row) => [scheduleKind, scheduleClockKind].map((kind) => ({ kind, key: row.key, value: undefined })));
      await records.write(rows.length > 0 ? gone : [{ kind: groupKind, key, value: undefined }]);
      for (const row of rows) timetable.changed(row.key, undefined);
      if (rows.length === 0) return;
    }
  };
  const remover: GroupRemover = {
    remove(key) {
      if (closed || working.has(key)) return;
      const task = work(key)
        .catch((error: unknown) => {
          logger.error("a schedule group could not be removed; it is tried again in a moment", { group: key, error });
          if (closed) return;
          const cancel = clock.at(clock.nowMs() + pauseMs, () => {
            pauses.delete(key);
            remover.remove(key);
          });
          pauses.set(key, cancel);
        })
        .finally(() => working.delete(key));
      working.set(key, task);
    },
    async open() {
      for await (const { key, value } of everyRecord<GroupRecord>(records, groupKind)) if (value.state === "DELETING") remover.remove(key);
    },
    async close() {
      closed = true;
      for (const cancel of pauses.values()) cancel();
      await Promise.all(working.values());
    },
  };
  return remover;
}
