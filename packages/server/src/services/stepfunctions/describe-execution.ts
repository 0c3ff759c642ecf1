import type { ExecutionStatus } from "../../storage/ports/executions.ts";
import { operation } from "./context.ts";
import { executionDoesNotExist } from "./errors.ts";
import { readArn } from "./names.ts";

/** An execution as it is durably known, with its input and, once it has succeeded, its output. */
export const describeExecution = operation("DescribeExecution", {
  async handle({ executionArn, includedData }, { executor }) {
    readArn(executionArn, "execution");
    const described = await executor.describe(executionArn);
    if (described === undefined) throw executionDoesNotExist(executionArn);
    const { record, input, output } = described;
    const included = includedData !== "METADATA_ONLY";
    const traceHeader = record.header["traceHeader"];
    return {
      executionArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      status: record.status,
      startDate: record.startMs,
      ...(record.stopMs === undefined ? {} : { stopDate: record.stopMs }),
      ...(included ? { input, inputDetails: { included: true } } : { inputDetails: { included: false } }),
      ...(output === undefined ? {} : included ? { output, outputDetails: { included: true } } : { outputDetails: { included: false } }),
      ...(typeof traceHeader === "string" ? { traceHeader } : {}),
      ...(included && record.error !== undefined ? { error: record.error } : {}),
      ...(included && record.cause !== undefined ? { cause: record.cause } : {}),
      redriveCount: 0,
      ...redriveStatusOf(record.status),
    };
  },
});

/** Recorded: a reason stands beside NOT_REDRIVABLE only. */
function redriveStatusOf(status: ExecutionStatus) {
  if (status !== "RUNNING" && status !== "SUCCEEDED") return { redriveStatus: "REDRIVABLE" as const };
  return { redriveStatus: "NOT_REDRIVABLE" as const, redriveStatusReason: `Execution is ${status} and cannot be redriven` };
}
