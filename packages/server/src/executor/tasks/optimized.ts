/**
 * Optimized integrations: one call of an API, answered as the first Java SDK showed it, or for `.sync` the start of a job
 * whose end is then waited for (jobs.ts).
 */

import type { ServiceResource } from "@stile/states";
import type { ServiceModel } from "../../aws/index.ts";
import type { Integration, TaskOutcome, TaskRequest } from "../integration.ts";
import { firstSdkRefusal } from "./api-refusal.ts";
import { type ApiTaskDeps, callApi, shownOutput } from "./api-task.ts";
import { jobOf, stopJob, waitForJob } from "./jobs.ts";
import { type OptimizedOperation, optimizedOperation } from "./optimized-apis.ts";
import { answerOf, parametersOf, refusedAnswer } from "./optimized-quirks.ts";
import { withSdkMetadata } from "./sdk-metadata.ts";

export function optimizedTasks(deps: ApiTaskDeps): Integration {
  return {
    name: "optimized",
    serves: (resource) =>
      resource.kind === "service" && !resource.sdk && optimizedOperation(resource.service, resource.action) !== undefined,
    async run(request) {
      const resource = request.resource as ServiceResource;
      const target = optimizedOperation(resource.service, resource.action);
      const model = target && (await deps.models.model(target.service));
      if (target === undefined || model?.operations[target.operation] === undefined) return notServed(resource);
      if (resource.pattern !== "sync") return callOptimized(deps, model, target, request);
      const job = jobOf(resource.service, resource.action);
      if (job === undefined) return notServed(resource);
      if (request.submission !== undefined) return waitForJob(deps, job, request, request.submission);
      const started = await callOptimized(deps, model, target, request);
      return started.kind === "succeeded" ? { ...started, kind: "submitted" } : started;
    },
    async stop(request, submission) {
      const { service, action } = request.resource as ServiceResource;
      const job = jobOf(service, action);
      if (job) await stopJob(deps, job, request, submission);
    },
  };
}

async function callOptimized(
  deps: ApiTaskDeps,
  model: ServiceModel,
  { operation, names }: OptimizedOperation,
  request: TaskRequest,
): Promise<TaskOutcome> {
  const { service, action } = request.resource as ServiceResource;
  const requestId = deps.platform.random.uuid();
  const prepared = parametersOf(service, action, JSON.parse(request.parameters) as Record<string, unknown>, request);
  if (prepared.kind === "failed") return prepared;
  const call = { model, operation, parameters: prepared.parameters };
  const answer = await callApi(deps, call, request);
  if (answer.kind === "failed") return answer.outcome;
  if (answer.kind === "refused") return firstSdkRefusal(answer.error, model, names, requestId);
  const shown = answerOf(service, action, shownOutput(call, answer.output, 1));
  const refused = refusedAnswer(service, action, shown);
  if (refused) return refused;
  const bytes = Buffer.byteLength(JSON.stringify(shown));
  const output = withSdkMetadata(shown, { service, requestId, bytes, nowMs: deps.platform.clock.nowMs() });
  return { kind: request.taskToken !== undefined && isCallback(request) ? "submitted" : "succeeded", output: JSON.stringify(output) };
}

function isCallback({ resource }: TaskRequest): boolean {
  return resource.kind === "service" && resource.pattern === "waitForTaskToken";
}

function notServed({ resourceType, resource }: ServiceResource): TaskOutcome {
  return { kind: "failed", error: "States.Runtime", cause: `Stile does not carry out ${resourceType}:${resource}.` };
}
