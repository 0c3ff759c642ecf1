import { operation } from "./context.ts";

/** A state machine with its present definition. */
export const describeStateMachine = operation("DescribeStateMachine", {
  async handle({ stateMachineArn, includedData }, { stateMachines }) {
    const machine = await stateMachines.get(stateMachineArn);
    const { definition } = await stateMachines.definition(machine.definitionId);
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      status: machine.status,
      // METADATA_ONLY leaves out what a customer's key would protect; the member itself is required (API reference).
      definition: includedData === "METADATA_ONLY" ? "" : definition,
      roleArn: machine.roleArn,
      type: machine.type,
      creationDate: machine.creationMs,
      loggingConfiguration: machine.loggingConfiguration,
      tracingConfiguration: machine.tracingConfiguration,
      ...(machine.revisionId === undefined ? {} : { revisionId: machine.revisionId }),
    };
  },
});
