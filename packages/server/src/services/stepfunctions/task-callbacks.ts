/** SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat: what the holder of a task token may say. */

import { invalidExecutionInput } from "@stile/states";
import { ServiceError } from "../../aws/index.ts";
import { operation } from "./context.ts";

/** The task has succeeded with this output. Answered when that is durable. */
export const sendTaskSuccess = operation("SendTaskSuccess", {
  async handle({ taskToken, output }, { executor }) {
    const problem = invalidExecutionInput(output);
    if (problem !== undefined)
      throw new ServiceError("InvalidOutput", problem.replace("Invalid State Machine Execution Input", "Invalid Output"));
    await executor.completeTask(taskToken, { kind: "succeeded", output });
    return {};
  },
});

export const sendTaskFailure = operation("SendTaskFailure", {
  async handle({ taskToken, error, cause }, { executor }) {
    await executor.completeTask(taskToken, { kind: "failed", error, cause });
    return {};
  },
});

/** The worker lives: the heartbeat clock starts again. */
export const sendTaskHeartbeat = operation("SendTaskHeartbeat", {
  async handle({ taskToken }, { executor }) {
    await executor.completeTask(taskToken, { kind: "heartbeat" });
    return {};
  },
});
