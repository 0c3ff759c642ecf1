import { invalidExecutionInput, payloadBytesMax, utf8Length } from "@stile/states";
import { ServiceError } from "../../aws/index.ts";
import { operation } from "./context.ts";
import { notYet } from "./errors.ts";
import { checkName, executionArn } from "./names.ts";

/** Starts an execution: exactly once by name. When it is answered, the execution is durable. */
export const startExecution = operation("StartExecution", {
  async handle({ stateMachineArn, name, input = "{}", traceHeader }, { call, platform, stateMachines, executor }) {
    if (name !== undefined) checkName(name);
    const machine = await stateMachines.getActive(stateMachineArn);
    if (machine.type === "EXPRESS") throw notYet("Express executions");
    checkInput(input);
    const executionName = name ?? platform.random.uuid();
    const { startMs, ...started } = await executor.start({
      header: {
        executionArn: executionArn(call, machine.name, executionName),
        name: executionName,
        stateMachineArn: machine.arn,
        stateMachineName: machine.name,
        roleArn: machine.roleArn,
        region: call.region,
        startMs: platform.clock.nowMs(),
        redriveCount: 0,
      },
      accountId: call.accountId,
      definitionId: machine.definitionId,
      program: await executor.program(machine.definitionId),
      input,
      traceHeader,
      revisionId: machine.revisionId,
      nameGiven: name !== undefined,
    });
    return { executionArn: started.executionArn, startDate: startMs };
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
