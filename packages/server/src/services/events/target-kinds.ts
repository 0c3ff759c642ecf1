/** What a rule can deliver to, and what each kind of target wants besides its ARN. */

import { type Arn, parseArn } from "../../aws/index.ts";
import type { Target } from "../../models/events.ts";
import { isCallable } from "../../outbox/index.ts";
import { invalid, invalidParameter, notSupported } from "./errors.ts";
import { inputMembers, unknownPlaceholder } from "./target-input.ts";

export type TargetKind = "sqs" | "sns" | "lambda" | "states" | "logs" | "event-bus" | "api-destination";

/** undefined for what nothing can be delivered to. */
export function targetKind({ service, resource }: Arn): TargetKind | undefined {
  switch (service) {
    case "events":
      if (resource.startsWith("event-bus/")) return "event-bus";
      return resource.startsWith("api-destination/") ? "api-destination" : undefined;
    case "logs":
      return resource.startsWith("log-group:") ? "logs" : undefined;
    case "lambda":
      return resource.startsWith("function:") ? "lambda" : undefined;
    case "states":
      return resource.startsWith("stateMachine:") ? "states" : undefined;
    default:
      return isCallable(service) ? service : undefined;
  }
}

const unsupportedMembers = [
  "KinesisParameters",
  "RunCommandParameters",
  "EcsParameters",
  "BatchParameters",
  "RedshiftDataParameters",
  "SageMakerPipelineParameters",
  "AppSyncParameters",
] as const;

/** Throws ValidationException for a target that could not be delivered to. */
export function checkTarget(target: Target): void {
  const { Id, Arn } = target;
  const arn = parseArn(Arn);
  if (arn === undefined) throw invalidParameter(Arn, "Provided Arn is not in correct format.");
  const kind = targetKind(arn);
  if (kind === undefined) throw notSupported(`targets of ${arn.service} (${Arn})`);
  for (const name of unsupportedMembers) if (target[name] !== undefined) throw notSupported(`${name} of targets`);
  if (inputMembers(target).length > 1)
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (target.Input !== undefined && !isJson(target.Input)) throw invalid(`Parameter Input of target ${Id} is not valid JSON.`);
  if (target.InputTransformer !== undefined) {
    const unknown = unknownPlaceholder(target.InputTransformer);
    if (unknown !== undefined) throw invalid(`InputTemplate for target ${Id} contains invalid placeholder ${unknown}.`);
  }
  if (kind === "sqs" && arn.resource.endsWith(".fifo") && target.SqsParameters?.MessageGroupId === undefined) {
    throw invalid(`Parameter(s) SqsParameters must be specified for target: ${Id}.`);
  }
  if (target.SqsParameters !== undefined && kind !== "sqs")
    throw invalid(`SqsParameters are for targets that are queues, which ${Arn} is not.`);
  if (target.HttpParameters !== undefined && kind !== "api-destination") throw notSupported(`HttpParameters of targets of ${arn.service}`);
  if ((kind === "states" || kind === "api-destination") && target.RoleArn === undefined)
    throw invalid(`RoleArn is required for target ${Arn}.`);
  const queue = target.DeadLetterConfig?.Arn;
  // User guide, "Using dead-letter queues": FIFO queues are not supported.
  if (queue !== undefined && (parseArn(queue)?.service !== "sqs" || queue.endsWith(".fifo")))
    throw invalidParameter("DeadLetterConfig.Arn", "Only standard SQS queues can be dead-letter queues.");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the answer to the question
  }
}
