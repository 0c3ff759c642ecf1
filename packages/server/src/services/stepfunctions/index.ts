/** The Step Functions service: its operations over the executor and the records. */

import type { Operation, ServiceDefinition } from "../../aws/index.ts";
import { model } from "../../models/stepfunctions.ts";
import type { StepFunctionsContext } from "./context.ts";
import { createActivity, deleteActivity, describeActivity, getActivityTask, listActivities } from "./activities.ts";
import { createStateMachine } from "./create-state-machine.ts";
import { deleteStateMachine } from "./delete-state-machine.ts";
import { describeExecution } from "./describe-execution.ts";
import { describeStateMachine } from "./describe-state-machine.ts";
import { describeStateMachineForExecution } from "./describe-state-machine-for-execution.ts";
import { getExecutionHistory } from "./get-execution-history.ts";
import { listExecutions } from "./list-executions.ts";
import { listStateMachines } from "./list-state-machines.ts";
import { startExecution } from "./start-execution.ts";
import { stopExecution } from "./stop-execution.ts";
import { startSyncExecution } from "./start-sync-execution.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from "./task-callbacks.ts";
import { validateStateMachineDefinition } from "./validate-state-machine-definition.ts";
import { updateStateMachine } from "./update-state-machine.ts";

export { ActivityRecords } from "./activity-records.ts";
export { createPageTokens } from "./page-tokens.ts";
export { StateMachines } from "./state-machines.ts";

const operations: readonly Operation<StepFunctionsContext>[] = [
  createStateMachine,
  describeStateMachine,
  listStateMachines,
  updateStateMachine,
  deleteStateMachine,
  startExecution,
  startSyncExecution,
  stopExecution,
  describeExecution,
  listExecutions,
  getExecutionHistory,
  createActivity,
  describeActivity,
  listActivities,
  deleteActivity,
  getActivityTask,
  sendTaskSuccess,
  sendTaskFailure,
  sendTaskHeartbeat,
  describeStateMachineForExecution,
  tagResource,
  untagResource,
  listTagsForResource,
  validateStateMachineDefinition,
];

/** For `defineService`. */
export function stepFunctions(context: StepFunctionsContext): ServiceDefinition<StepFunctionsContext> {
  const logger = context.platform.logger.child({ service: "states" });
  return { model, operations, deps: context, logger };
}
