import { ServiceError } from "../../aws/index.ts";
import { RecordConflict } from "../../storage/ports/records.ts";
import { operation } from "./context.ts";
import { checkDefinition, refuseUnserved } from "./create-state-machine.ts";
import type { StateMachineRecord } from "./state-machines.ts";

/**
 * Changes a state machine's definition, role, logging or tracing. Open executions go on with what they were
 * started with. An update that changes nothing keeps the revision (recorded).
 */
export const updateStateMachine = operation("UpdateStateMachine", {
  async handle(input, { platform, stateMachines, sdkCatalogue }) {
    const { stateMachineArn, definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
    const machine = await stateMachines.getActive(stateMachineArn);
    if ([definition, roleArn, loggingConfiguration, tracingConfiguration].every((member) => member === undefined)) {
      throw new ServiceError(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
      );
    }
    if (input.versionDescription !== undefined && !input.publish) {
      throw new ServiceError("ValidationException", "Version description can only be set when publish is true");
    }
    refuseUnserved(input);
    if (definition !== undefined) await checkDefinition(definition, machine.type, sdkCatalogue);
    const present = await stateMachines.definition(machine.definitionId);
    const newDefinition = definition !== undefined && definition !== present.definition ? definition : undefined;
    const updateMs = platform.clock.nowMs();
    const changed: StateMachineRecord = {
      ...machine,
      ...(newDefinition === undefined ? {} : { definitionId: platform.random.uuid() }),
      roleArn: roleArn ?? machine.roleArn,
      loggingConfiguration: { ...machine.loggingConfiguration, ...loggingConfiguration },
      tracingConfiguration: { ...machine.tracingConfiguration, ...tracingConfiguration },
    };
    if (JSON.stringify(changed) === JSON.stringify(machine)) {
      return { updateDate: machine.updateMs ?? updateMs, ...(machine.revisionId === undefined ? {} : { revisionId: machine.revisionId }) };
    }
    const revisionId = platform.random.uuid();
    try {
      await stateMachines.update({ ...changed, revisionId, updateMs }, newDefinition);
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error;
      throw new ServiceError(
        "ConflictException",
        `The state machine was changed by another request at the same time: '${stateMachineArn}'`,
        { httpStatus: 409 },
      );
    }
    return { updateDate: updateMs, revisionId };
  },
});
