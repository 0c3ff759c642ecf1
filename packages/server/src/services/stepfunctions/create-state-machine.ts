import { compileProgram, definitionProblems, parseDefinition } from "@stile/states";
import { ServiceError } from "../../aws/index.ts";
import type { CreateStateMachineInput } from "../../models/stepfunctions.ts";
import { RecordConflict } from "../../storage/ports/records.ts";
import { operation, type StepFunctionsContext } from "./context.ts";
import { notYet } from "./errors.ts";
import { checkName, stateMachineArn } from "./names.ts";
import type { StateMachineRecord } from "./state-machines.ts";
import { checkTags } from "./tags.ts";

/**
 * Creates a state machine. The same request again answers the same; with another definition, type, logging or
 * tracing the name is taken. A different role or different tags are ignored and not applied (API reference).
 */
export const createStateMachine = operation("CreateStateMachine", {
  async handle(input, { call, platform, stateMachines, sdkCatalogue }) {
    checkName(input.name);
    if (input.versionDescription !== undefined) {
      throw new ServiceError("ValidationException", "Version description can only be set when publish is true");
    }
    refuseUnserved(input);
    const tags = checkTags(input.tags ?? []);
    const type = input.type ?? "STANDARD";
    await checkDefinition(input.definition, type, sdkCatalogue);
    const machine: StateMachineRecord = {
      arn: stateMachineArn(call, input.name),
      name: input.name,
      type,
      status: "ACTIVE",
      roleArn: input.roleArn,
      creationMs: platform.clock.nowMs(),
      definitionId: platform.random.uuid(),
      revisionId: undefined,
      updateMs: undefined,
      loggingConfiguration: { level: "OFF", includeExecutionData: false, ...input.loggingConfiguration },
      tracingConfiguration: { enabled: input.tracingConfiguration?.enabled ?? false },
      tags,
    };
    try {
      await stateMachines.create(machine, input.definition);
      return { stateMachineArn: machine.arn, creationDate: machine.creationMs };
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error;
    }
    const existing = await stateMachines.getActive(machine.arn);
    const { definition } = await stateMachines.definition(existing.definitionId);
    const same =
      definition === input.definition &&
      existing.type === machine.type &&
      JSON.stringify(existing.loggingConfiguration) === JSON.stringify(machine.loggingConfiguration) &&
      existing.tracingConfiguration.enabled === machine.tracingConfiguration.enabled;
    if (!same) throw new ServiceError("StateMachineAlreadyExists", `State Machine Already Exists: '${machine.arn}'`);
    return { stateMachineArn: existing.arn, creationDate: existing.creationMs };
  },
});

/** What the model has and Stile does not serve yet, shared by create and update. */
export function refuseUnserved(input: Pick<CreateStateMachineInput, "publish" | "encryptionConfiguration" | "loggingConfiguration">): void {
  if (input.publish) throw notYet("versions (publish)");
  if (input.encryptionConfiguration && input.encryptionConfiguration.type !== "AWS_OWNED_KEY") throw notYet("customer managed keys");
  const { level = "OFF", destinations = [] } = input.loggingConfiguration ?? {};
  if (level === "OFF") return;
  if (destinations.length !== 1) throw invalidLogging("Must specify exactly one Log Destination.");
  throw notYet("execution logging");
}

function invalidLogging(reason: string): ServiceError {
  return new ServiceError("InvalidLoggingConfiguration", `Invalid Logging Configuration: ${reason}`);
}

/** Refuses with InvalidDefinition what AWS refuses, in its words. */
export async function checkDefinition(
  text: string,
  type: "STANDARD" | "EXPRESS",
  sdkCatalogue: StepFunctionsContext["sdkCatalogue"],
): Promise<void> {
  const parsed = parseDefinition(text, { type, sdkActionExists: await sdkActionsFor(text, sdkCatalogue) });
  if (parsed.kind === "refused") throw new ServiceError("InvalidDefinition", definitionProblems(parsed.diagnostics));
  compileProgram(parsed.definition);
}

/** What the validator asks about SDK integrations; most definitions have none, and need no list. */
export async function sdkActionsFor(
  text: string,
  sdkCatalogue: StepFunctionsContext["sdkCatalogue"],
): Promise<((service: string, action: string) => boolean | undefined) | undefined> {
  if (sdkCatalogue === undefined || !text.includes("aws-sdk")) return undefined;
  const catalogue = await sdkCatalogue();
  return (service, action) => {
    const known = catalogue.service(service);
    return known === undefined ? undefined : known.operation(action) !== undefined;
  };
}
