/**
 * `aws-sdk:<service>:<action>`: any operation of any service whose model there is, with its parameters and its answer as
 * the API has them. Names, errors and outputs are those of the second Java SDK.
 */

import type { ServiceResource } from "@stile/states";
import type { ServiceModel } from "../../aws/index.ts";
import type { Integration, TaskOutcome, TaskRequest } from "../integration.ts";
import { type ApiTaskDeps, callApi, shownOutput } from "./api-task.ts";
import { secondSdkRefusal } from "./api-refusal.ts";
import { openSdkCatalogue } from "./sdk-catalogue.ts";

export function awsSdkTasks(deps: ApiTaskDeps): Integration {
  const catalogue = openSdkCatalogue(deps.models);
  return {
    name: "aws-sdk",
    serves: (resource) => resource.kind === "service" && resource.sdk,
    async run(request) {
      const resource = request.resource as ServiceResource;
      const service = (await catalogue()).service(resource.service);
      const model = service && (await deps.models.model(service.name));
      if (service === undefined || model === undefined) return notThere(`Stile has no API model of the service '${resource.service}'.`);
      const operation = service.operation(resource.action);
      if (operation === undefined) return notThere(`The service '${resource.service}' has no action '${resource.action}'.`);
      return callSdk(deps, model, operation, request);
    },
  };
}

async function callSdk(deps: ApiTaskDeps, model: ServiceModel, operation: string, request: TaskRequest): Promise<TaskOutcome> {
  const call = { model, operation, parameters: JSON.parse(request.parameters) as unknown };
  const answer = await callApi(deps, call, request);
  if (answer.kind === "failed") return answer.outcome;
  if (answer.kind === "refused") return secondSdkRefusal(answer.error, model, deps.platform.random.uuid());
  const output = JSON.stringify(shownOutput(call, answer.output, 2));
  return { kind: request.taskToken === undefined ? "succeeded" : "submitted", output };
}

function notThere(cause: string): TaskOutcome {
  return { kind: "failed", error: "States.Runtime", cause };
}
