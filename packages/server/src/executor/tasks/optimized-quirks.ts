/** Where an optimized integration is not quite the API it calls. Each rule has its recording or its page. */

import type { TaskOutcome, TaskRequest } from "../integration.ts";

type Failed = Extract<TaskOutcome, { readonly kind: "failed" }>;

type Prepared = { readonly kind: "parameters"; readonly parameters: Readonly<Record<string, unknown>> } | Failed;

/** The parameters of the API call. */
export function parametersOf(
  service: string,
  action: string,
  given: Readonly<Record<string, unknown>>,
  { executionArn }: Pick<TaskRequest, "executionArn">,
): Prepared {
  const parameters = (changed: Readonly<Record<string, unknown>>): Prepared => ({ kind: "parameters", parameters: changed });
  switch (`${service}:${action}`) {
    case "sqs:sendMessage":
      return unreachableQueue(given["QueueUrl"]) ?? parameters(given);
    case "events:putEvents":
      return parameters({ ...given, Entries: withOrigin(given["Entries"], executionArn) });
    case "elasticmapreduce:addStep": {
      // Developer guide, "EMR": one Step with the ClusterId, where the API takes a list.
      const { ClusterId, Step, ...others } = given;
      return parameters({ ...others, JobFlowId: ClusterId, Steps: [Step] });
    }
    case "elasticmapreduce:cancelStep": {
      const { StepId, ...others } = given;
      return parameters({ ...others, StepIds: [StepId] });
    }
    case "elasticmapreduce:terminateCluster":
      return parameters({ JobFlowIds: [given["ClusterId"]] });
    case "elasticmapreduce:setClusterTerminationProtection": {
      const { ClusterId, ...others } = given;
      return parameters({ ...others, JobFlowIds: [ClusterId] });
    }
    case "bedrock:invokeModel": {
      // Developer guide, "Amazon Bedrock": Body may be JSON; its text is what the model gets.
      return parameters({ ContentType: "application/json", Accept: "application/json", ...given });
    }
    default:
      return parameters(given);
  }
}

/** Recorded: who put an event is among its resources, the state machine and the execution behind those that are given. */
function withOrigin(entries: unknown, executionArn: string): unknown {
  if (!Array.isArray(entries)) return entries;
  const [prefix, , name] = executionArn.split(/:(execution|express):/);
  const origin = [`${prefix}:stateMachine:${(name ?? "").split(":")[0]}`, executionArn];
  return entries.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return entry;
    const { Resources = [] } = entry as { readonly Resources?: unknown };
    return { ...entry, Resources: Array.isArray(Resources) ? [...Resources, ...origin] : Resources };
  });
}

/**
 * Recorded: the first SDK asks the host that the queue's URL names. A URL without account and name is none of a queue, and
 * its host nobody's.
 */
function unreachableQueue(queueUrl: unknown): Failed | undefined {
  if (typeof queueUrl !== "string" || !URL.canParse(queueUrl)) return undefined;
  const { pathname, hostname } = new URL(queueUrl);
  if (pathname.length > 1) return undefined;
  return {
    kind: "failed",
    error: "SQS.SdkClientException",
    cause: `Unable to execute HTTP request: ${hostname}: Name or service not known`,
  };
}

/** The answer as the integration shows it. Developer guide, "EMR": it speaks of a ClusterId and one StepId. */
export function answerOf(service: string, action: string, answer: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (service !== "elasticmapreduce") return answer;
  const { JobFlowId, StepIds, ...others } = answer;
  if (action === "createCluster") return { ...others, ClusterId: JobFlowId };
  return action === "addStep" && Array.isArray(StepIds) ? { ...others, StepId: StepIds[0] as unknown } : answer;
}

/** An answer that AWS counts as a failure of the task. */
export function refusedAnswer(service: string, action: string, answer: Readonly<Record<string, unknown>>): Failed | undefined {
  // Recorded: one failed entry fails the task, with the whole answer as its cause.
  if (service === "events" && action === "putEvents" && answer["FailedEntryCount"] !== 0) {
    return { kind: "failed", error: "EventBridge.FailedEntry", cause: JSON.stringify(answer) };
  }
  return undefined;
}
