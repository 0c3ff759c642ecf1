import { operation } from "./context.ts";
import { readArn } from "./names.ts";

/**
 * Deletes a state machine; deleting nothing succeeds. It is DELETING, and refuses new executions, until its
 * open executions have been ended, and is gone then.
 */
export const deleteStateMachine = operation("DeleteStateMachine", {
  async handle({ stateMachineArn }, { stateMachines, executor, platform }) {
    readArn(stateMachineArn, "stateMachine");
    const machine = await stateMachines.find(stateMachineArn);
    if (machine === undefined || machine.status === "DELETING") return {};
    await stateMachines.markDeleting(machine);
    const finish = async () => {
      for (;;) {
        const open = await executor.list({ stateMachineArn, status: "RUNNING", limit: endedAtATime });
        if (open.length === 0) break;
        await Promise.all(open.map(({ arn }) => executor.stop(arn, { error: undefined, cause: undefined })));
      }
      await stateMachines.remove(stateMachineArn);
    };
    // Answered at once when nothing runs; otherwise the rest happens behind the answer, as on AWS.
    const open = await executor.list({ stateMachineArn, status: "RUNNING", limit: 1 });
    const finished = finish().catch((error: unknown) =>
      platform.logger.error("a state machine could not be deleted", { stateMachineArn, error }),
    );
    if (open.length === 0) await finished;
    return {};
  },
});

const endedAtATime = 100;
