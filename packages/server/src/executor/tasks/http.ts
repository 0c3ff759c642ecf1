/**
 * `http:invoke`: a workflow calls an HTTPS API with the credentials of an EventBridge connection. What the connection adds
 * is in no history, no log and no cause: only the workflow's own parameters and the answer are shown.
 */

import { invalidExecutionInput, payloadBytesMax } from "@stile/states";
import { ServiceError } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Integration, TaskOutcome, TaskRequest } from "../integration.ts";
import { httpTaskTimeoutMs } from "../limits.ts";
import { createAddressGuard } from "./http-address.ts";
import { createHttpExchanger, ExchangeFailed, type HttpAnswer, type HttpExchanger } from "./http-exchange.ts";
import { connectionArnOf, type ConnectionParameters, httpRequestOf, type HttpTaskParameters, HttpTaskProblem } from "./http-parameters.ts";

/** What main.ts lends of EventBridge's connections. */
export interface HttpTaskConnections {
  /** Throws ServiceError for an ARN of no connection, or one that cannot be used. */
  resolve(connectionArn: string, signal?: AbortSignal): Promise<ConnectionParameters>;
  /** After a 401 or 407: a token it kept is no good. */
  forgetToken(connectionArn: string): void;
}

export interface HttpTaskDeps {
  readonly connections: HttpTaskConnections;
  readonly platform: Pick<Platform, "clock">;
  /** Private networks that may be called, in CIDR form. */
  readonly allowedNetworks: readonly string[];
  readonly resolve?: (hostname: string) => Promise<readonly string[]>;
}

export function httpTasks({ connections, platform: { clock }, allowedNetworks, resolve }: HttpTaskDeps): Integration {
  const exchanger = createHttpExchanger({
    guard: createAddressGuard(allowedNetworks),
    clock,
    timeoutMs: httpTaskTimeoutMs,
    answerBytesMax: payloadBytesMax,
    ...(resolve === undefined ? {} : { resolve }),
  });
  return {
    name: "http:invoke",
    serves: (resource) => resource.kind === "service" && !resource.sdk && resource.service === "http" && resource.action === "invoke",
    run: (request) => invoke(connections, exchanger, request),
  };
}

async function invoke(connections: HttpTaskConnections, exchanger: HttpExchanger, request: TaskRequest): Promise<TaskOutcome> {
  try {
    const parameters = JSON.parse(request.parameters) as HttpTaskParameters;
    const connectionArn = connectionArnOf(parameters);
    const connection = await connections.resolve(connectionArn, request.signal);
    const answer = await exchanger.exchange(httpRequestOf(parameters, connection, request.region), request.signal);
    if (answer.status === 401 || answer.status === 407) connections.forgetToken(connectionArn);
    return outcomeOf(answer);
  } catch (error) {
    if (error instanceof HttpTaskProblem) return { kind: "failed", error: "States.Runtime", cause: error.message };
    if (error instanceof ExchangeFailed) {
      return { kind: "failed", error: error.kind === "socket" ? "States.Http.Socket" : "States.Runtime", cause: error.message };
    }
    if (error instanceof ServiceError) return { kind: "failed", error: connectionErrorOf(error), cause: error.message };
    throw error;
  }
}

/** Developer guide, "Call HTTPS APIs", "Connection errors". */
function connectionErrorOf({ code }: ServiceError): string {
  switch (code) {
    case "ResourceNotFoundException":
      return "Events.ConnectionResource.ResourceNotFound";
    case "ConnectionNotAuthorized":
      return "Events.ConnectionResource.InvalidConnectionState";
    default:
      return "Events.ConnectionResource.InternalError";
  }
}

/** Developer guide, "Unsupported HTTP Task responses". */
function isUnreadable({ headers, body }: HttpAnswer): boolean {
  if (/^\s*(?:application\/octet-stream|image\/|video\/|audio\/)/i.test(headers["content-type"]?.[0] ?? "")) return true;
  try {
    // What was cut off may end within a character.
    new TextDecoder("utf-8", { fatal: true }).decode(body, { stream: body.length > payloadBytesMax });
    return false;
  } catch {
    return true; // the answer to the question
  }
}

function outcomeOf(answer: HttpAnswer): TaskOutcome {
  const body = bodyOf(answer);
  if (answer.status < 200 || answer.status > 299) {
    const cause = typeof body === "string" ? body : JSON.stringify(body);
    return { kind: "failed", error: `States.Http.StatusCode.${answer.status}`, cause: cause || answer.statusText };
  }
  if (isUnreadable(answer)) {
    return {
      kind: "failed",
      error: "States.Runtime",
      cause: "The response is of a content type that is not supported, or is not UTF-8 text.",
    };
  }
  const output = { Headers: answer.headers, ResponseBody: body, StatusCode: answer.status, StatusText: answer.statusText };
  return { kind: "succeeded", output: JSON.stringify(output) };
}

/** JSON where the answer is JSON, text otherwise. */
export function bodyOf({ headers, body }: HttpAnswer): unknown {
  const text = Buffer.from(body).toString("utf8");
  const isJson = text !== "" && /[/+]json\b/i.test(headers["content-type"]?.[0] ?? "");
  // Cut off, no JSON after all, or nested deeper than anything may be that is read later.
  return isJson && invalidExecutionInput(text) === undefined ? (JSON.parse(text) as unknown) : text;
}
