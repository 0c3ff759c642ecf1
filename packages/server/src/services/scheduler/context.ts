/** What every operation of Scheduler finds in its context, and the maker of operations. */

import { operationsOf } from "../../aws/index.ts";
import type { SchedulerOperations } from "../../models/scheduler.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { GroupRemover } from "./group-remover.ts";
import type { Timetable } from "./timetable.ts";
import type { UniversalTargets } from "./universal-target.ts";

export interface SchedulerContext {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly timetable: Timetable;
  readonly universal: UniversalTargets;
  readonly remover: GroupRemover;
}

export const operation = operationsOf<SchedulerOperations, SchedulerContext>();
