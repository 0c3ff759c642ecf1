import type { StoredHeader } from "../../executor/index.ts";
import { operation } from "./context.ts";
import { executionDoesNotExist } from "./errors.ts";
import { readArn } from "./names.ts";

/** The state machine as that execution runs it, whatever has become of the machine since. */
export const describeStateMachineForExecution = operation("DescribeStateMachineForExecution", {
  async handle({ executionArn, includedData }, { executor, stateMachines }) {
    readArn(executionArn, "execution");
    const execution = await executor.find(executionArn);
    if (execution === undefined) throw executionDoesNotExist(executionArn);
    const { stateMachineName, roleArn, child, revisionId } = execution.header as unknown as StoredHeader;
    const { definition, creationMs } = await stateMachines.definition(execution.definitionId);
    const [name = "", label] = stateMachineName.split("/");
    return {
      stateMachineArn: execution.stateMachineArn,
      name,
      definition: includedData === "METADATA_ONLY" ? "" : definition,
      roleArn,
      updateDate: creationMs,
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      ...(revisionId === undefined ? {} : { revisionId }),
      ...(child === undefined ? {} : { mapRunArn: child.mapRunArn }),
      ...(label === undefined ? {} : { label }),
    };
  },
});
