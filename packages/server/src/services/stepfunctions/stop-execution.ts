import { operation } from "./context.ts";
import { executionDoesNotExist } from "./errors.ts";
import { readArn } from "./names.ts";

/** Aborts an execution. Stopping one that has ended already changes nothing and answers when it ended. */
export const stopExecution = operation("StopExecution", {
  async handle({ executionArn, error, cause }, { executor }) {
    readArn(executionArn, "execution");
    await executor.stop(executionArn, { error, cause });
    const record = await executor.find(executionArn);
    if (record?.stopMs === undefined) throw executionDoesNotExist(executionArn);
    return { stopDate: record.stopMs };
  },
});
