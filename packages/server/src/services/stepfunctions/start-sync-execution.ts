import { ServiceError } from "../../aws/index.ts";
import { operation } from "./context.ts";
import { checkName, expressExecutionArn } from "./names.ts";
import { checkInput } from "./start-execution.ts";

/**
 * Runs an Express execution and answers how it ended; a workflow that fails is an answer like any other. At
 * most once: when the server stops, the execution is lost and the caller is told so.
 */
export const startSyncExecution = operation("StartSyncExecution", {
  async handle({ stateMachineArn, name, input = "{}", traceHeader, includedData }, { call, platform, stateMachines, executor }) {
    if (name !== undefined) checkName(name);
    const machine = await stateMachines.getActive(stateMachineArn);
    if (machine.type !== "EXPRESS") {
      throw new ServiceError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
    }
    checkInput(input);
    const executionName = name ?? platform.random.uuid();
    const startMs = platform.clock.nowMs();
    const executionArn = expressExecutionArn(call, machine.name, executionName, platform.random.uuid());
    const run = await executor.runExpress({
      header: {
        executionArn,
        name: executionName,
        stateMachineArn: machine.arn,
        stateMachineName: machine.name,
        roleArn: machine.roleArn,
        region: call.region,
        startMs,
        redriveCount: undefined,
      },
      accountId: call.accountId,
      program: await executor.program(machine.definitionId),
      input,
    });
    const stopMs = run.stopMs ?? startMs;
    const included = includedData !== "METADATA_ONLY";
    return {
      executionArn,
      stateMachineArn: machine.arn,
      name: executionName,
      startDate: startMs,
      stopDate: stopMs,
      status: run.status === "SUCCEEDED" || run.status === "TIMED_OUT" ? run.status : "FAILED",
      ...(included ? { input } : {}),
      inputDetails: { included },
      ...(included && run.output ? { output: run.output.text } : {}),
      outputDetails: { included },
      ...(included && run.failure?.error !== undefined ? { error: run.failure.error } : {}),
      ...(included && run.failure?.cause !== undefined ? { cause: run.failure.cause } : {}),
      ...(traceHeader === undefined ? {} : { traceHeader }),
      // AWS bills memory in steps of 64 MB and time in steps of 100 ms.
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: Math.max(100, Math.ceil((stopMs - startMs) / 100) * 100) },
    };
  },
});
