/**
 * EventBridge Scheduler: one-time and recurring schedules in any time zone, invoking targets by their own kinds or any
 * API's operation. An invocation is written together with how far its schedule has come.
 */

import type { AwsCaller, Operation, ServiceDefinition } from "../../aws/index.ts";
import type { ApiModels } from "../../executor/index.ts";
import { model } from "../../models/scheduler.ts";
import { createOutbox } from "../../outbox/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { SchedulerContext } from "./context.ts";
import { createGroupRemover } from "./group-remover.ts";
import {
  createScheduleGroup,
  deleteScheduleGroup,
  getScheduleGroup,
  listScheduleGroups,
  listTagsForResource,
  tagResource,
  untagResource,
} from "./groups.ts";
import { createSchedule, deleteSchedule, getSchedule, listSchedules, updateSchedule } from "./schedules.ts";
import { buryInvocation, type Invocation, invoke, retryPolicyOf } from "./target.ts";
import { createTimetable } from "./timetable.ts";
import { createUniversalTargets } from "./universal-target.ts";

export interface SchedulerDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  /** Reaches the targets. */
  readonly aws: AwsCaller;
  /** For universal targets. */
  readonly models: ApiModels;
}

export interface Scheduler {
  /** For `defineService`. */
  readonly definition: ServiceDefinition<SchedulerContext>;
  /** Takes up what an earlier server left. To be called once targets can be reached. */
  open(): Promise<void>;
  /** Nothing is begun any more; what has not ended is left to the next server. */
  close(): Promise<void>;
}

/** Every operation that is served; the parity tables read it too. */
export const schedulerOperations: readonly Operation<SchedulerContext>[] = [
  createSchedule,
  updateSchedule,
  getSchedule,
  deleteSchedule,
  listSchedules,
  createScheduleGroup,
  getScheduleGroup,
  deleteScheduleGroup,
  listScheduleGroups,
  tagResource,
  untagResource,
  listTagsForResource,
];

export function createScheduler({ records, aws, models, ...deps }: SchedulerDeps): Scheduler {
  const logger = deps.platform.logger.child({ service: "scheduler" });
  const platform: Platform = { ...deps.platform, logger };
  const universal = createUniversalTargets(models, aws);
  const outbox = createOutbox<Invocation>({
    kind: "scheduler.invocation",
    platform,
    records,
    laneOf: ({ target }) => target.Arn,
    policyOf: retryPolicyOf,
    attempt: (invocation, state, signal) => invoke(invocation, state, { aws, universal }, signal),
    deadLetter: (invocation, state, why, signal) => buryInvocation(invocation, state, why, aws, signal),
  });
  const timetable = createTimetable({ platform, records, outbox });
  const remover = createGroupRemover({ platform, records, timetable });
  const context: SchedulerContext = { platform, records, timetable, universal, remover };
  return {
    definition: { model, operations: schedulerOperations, deps: context, logger },
    async open() {
      await outbox.open();
      await timetable.open();
      await remover.open();
    },
    async close() {
      await Promise.all([timetable.close(), remover.close()]);
      await outbox.close();
    },
  };
}
