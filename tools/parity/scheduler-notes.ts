/** What the table of Scheduler's operations cannot know. */

import type { SchedulerOperations } from "../../packages/server/src/models/scheduler.ts";
import type { Notes } from "./notes.ts";

const target =
  "Targets are queues, topics, functions, state machines, event buses and, as `arn:aws:scheduler:::aws-sdk:<service>:<action>`, any operation of any API there is a model of, save those that only read. `EcsParameters`, `KinesisParameters`, `SageMakerPipelineParameters` and `KmsKeyArn` are refused with `ValidationException`.";

export const schedulerNotes: Notes<keyof SchedulerOperations & string> = {
  service: [
    "An invocation is written together with how far its schedule has come: no time counts twice, none is lost. Invocations are tried as the retry policy says and then go to the dead-letter queue; what a server left is taken up by the next.",
    "Of the times that were missed while no server ran the last one is made up for at the start, if it is not older than `MaximumEventAgeInSeconds` (a day unless said otherwise).",
    "A schedule is due at its second, where AWS promises the minute. A flexible window moves each invocation to a place of its own in the window, which a restart does not change.",
    "A one-time schedule in the past is kept and never invoked. Names of time zones are those of the IANA database that comes with Node.js.",
    "Roles are not asked for their permission.",
  ],
  operations: {
    CreateSchedule: [target],
    DeleteScheduleGroup: ["Its schedules are removed in the background, as on AWS."],
    UpdateSchedule: [target, "A rate counts anew where its times or its state were changed."],
  },
};
