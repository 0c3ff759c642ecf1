/** Which resources a Task may name in which type of workflow, and the role it may take to call them. */

import { isJsonObject, memberOf } from "../data/json.ts";
import { type Place, placeIn } from "./diagnostics.ts";
import { isTaskIntegration, parseResource, type Resource } from "./resource.ts";
import { type Check, payload, refuse, type Scope, text } from "./shape.ts";

export function notRecognized(resource: string): string {
  return `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}

export const taskResource: Check = (value, at, scope) => {
  if (typeof value !== "string") {
    text(value, at, scope);
    return;
  }
  const resource = parseResource(value);
  if (resource.kind === "unrecognized") {
    // Recorded for an integration nobody offers, and published for a text that is no ARN at all.
    refuse(scope, at, /^arn:[^:]*:states:/.test(value) ? notRecognized(value) : "Value is not a valid resource ARN");
  } else if (resource.kind === "service" && !isTaskIntegration(resource)) {
    refuse(scope, at, notRecognized(value));
  } else if (resource.kind === "service" && resource.sdk && scope.sdkActionExists?.(resource.service, resource.action) === false) {
    refuse(scope, at, notRecognized(value));
  } else if (scope.type === "EXPRESS") {
    checkExpress(resource, at, scope);
  }
};

/** Express answers within minutes and keeps no place to come back to. Both texts are recorded, with their blanks. */
function checkExpress(resource: Resource, at: Place, scope: Scope): void {
  if (resource.kind === "activity") {
    refuse(scope, at, "Express state machine does not support Activity ARN");
  } else if (resource.kind === "service" && resource.pattern === "waitForTaskToken") {
    refuse(scope, at, "Express state machine does not support '.waitForTaskToken' service integration ");
  } else if (resource.kind === "service" && (resource.pattern === "sync" || resource.pattern === "sync2")) {
    // Recorded for '.sync'; that '.sync:2' reads the same is a guess.
    refuse(scope, at, "Express state machine does not support '.sync' service integration");
  }
}

/** Credentials: the role of another account. Members other than RoleArn are passed over, as AWS does. */
export const credentials: Check = (value, at, scope) => {
  if (!isJsonObject(value)) {
    refuse(scope, at, "Expected value of type Object");
    return;
  }
  const computed = scope.language === "JSONPath" ? memberOf(value, "RoleArn.$") : undefined;
  const role = memberOf(value, "RoleArn") ?? computed;
  if (role === undefined) refuse(scope, at, "The field 'RoleArn' is required but was missing");
  else if (typeof role !== "string") refuse(scope, placeIn(at, "RoleArn"), "Expected value of type String");
  payload(value, at, scope);
};
