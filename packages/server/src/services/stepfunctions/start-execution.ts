import { invalidExecutionInput, payloadBytesMax, utf8Length } from "@stile/states";
import { ServiceError } from "../../aws/index.ts";
import { operation } from "./context.ts";
import { checkName, executionArn, expressExecutionArn } from "./names.ts";

/** Starts an execution, a Standard one exactly once by name. When it is answered, the start is durable. */
export const startExecution = operation("StartExecution", {
  async handle({ stateMachineArn, name, input = "{}", traceHeader }, { call, platform, stateMachines, executor }) {
    if (name !== undefined) checkName(name);
    const machine = await stateMachines.getActive(stateMachineArn);
    checkInput(input);
    const executionName = name ?? platform.random.uuid();
    const isExpress = machine.type === "EXPRESS";
    const header = {
      executionArn: isExpress
        ? expressExecutionArn(call, machine.name, executionName, platform.random.uuid())
        : executionArn(call, machine.name, executionName),
      name: executionName,
      stateMachineArn: machine.arn,
      stateMachineName: machine.name,
      roleArn: machine.roleArn,
      region: call.region,
      startMs: platform.clock.nowMs(),
      redriveCount: 0,
    };
    const { definitionId, revisionId } = machine;
    const request = { header, accountId: call.accountId, definitionId, program: await executor.program(definitionId), input };
    if (isExpress) {
      // Names of Express executions may repeat: each start is an execution of its own.
      await executor.startExpress(request);
      return { executionArn: header.executionArn, startDate: header.startMs };
    }
    const started = await executor.start({ ...request, traceHeader, revisionId, nameGiven: name !== undefined });
    return { executionArn: started.executionArn, startDate: started.startMs };
  },
});

/** The input must be JSON and fit into a payload; the texts are AWS's (recorded for the first). */
export function checkInput(input: string): void {
  const problem = invalidExecutionInput(input);
  if (problem !== undefined) throw new ServiceError("InvalidExecutionInput", problem);
  if (input.length * 3 > payloadBytesMax && utf8Length(input) > payloadBytesMax) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${payloadBytesMax}`,
    );
  }
}
