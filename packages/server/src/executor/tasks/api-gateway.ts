/**
 * `apigateway:invoke`: a workflow calls an API of API Gateway. Which host answers for its APIs is a setting; the workflow's
 * own ApiEndpoint says which API is meant.
 */

import { payloadBytesMax } from "@stile/states";
import { type Credentials, encodeRfc3986, signRequest } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Integration, TaskOutcome, TaskRequest } from "../integration.ts";
import { apiGatewayTimeoutMs } from "../limits.ts";
import { createAddressGuard } from "./http-address.ts";
import { createHttpExchanger, ExchangeFailed, type HttpAnswer, type HttpExchange, type HttpExchanger } from "./http-exchange.ts";
import { bodyOf } from "./http.ts";

export interface ApiGatewayTarget {
  /** Without a trailing slash; undefined: the ApiEndpoint itself, by HTTPS. */
  readonly url: string | undefined;
  readonly credentials: Credentials;
  readonly region: string | undefined;
}

export interface ApiGatewayDeps {
  readonly platform: Pick<Platform, "clock">;
  /** undefined when there is no API Gateway. */
  readonly target: ApiGatewayTarget | undefined;
}

export function apiGatewayTasks({ platform: { clock }, target }: ApiGatewayDeps): Integration {
  // Where the operator says, whatever its address; a workflow's own host only on the public internet.
  const guard = target?.url === undefined ? createAddressGuard([]) : createAddressGuard(["0.0.0.0/0", "::/0"]);
  const exchanger = createHttpExchanger({ guard, clock, timeoutMs: apiGatewayTimeoutMs, answerBytesMax: payloadBytesMax });
  return {
    name: "apigateway:invoke",
    serves: (resource) => resource.kind === "service" && !resource.sdk && resource.service === "apigateway" && resource.action === "invoke",
    run: (request) => (target === undefined ? nowhere() : invoke(exchanger, target, request, clock.nowMs())),
  };
}

async function nowhere(): Promise<TaskOutcome> {
  const cause =
    "Stile does not embed the service apigateway, so that the API cannot be invoked. Start it with --service apigateway=URL " +
    "for a server that answers for its APIs, or with --service apigateway=aws for AWS itself.";
  return { kind: "failed", error: "ApiGateway.SdkClientException", cause };
}

interface InvokeParameters {
  readonly ApiEndpoint?: unknown;
  readonly Method?: unknown;
  readonly Stage?: unknown;
  readonly Path?: unknown;
  readonly Headers?: unknown;
  readonly QueryParameters?: unknown;
  readonly RequestBody?: unknown;
  readonly AllowNullValues?: unknown;
  readonly AuthType?: unknown;
}

async function invoke(exchanger: HttpExchanger, target: ApiGatewayTarget, request: TaskRequest, nowMs: number): Promise<TaskOutcome> {
  const parameters = JSON.parse(request.parameters) as InvokeParameters;
  if (typeof parameters.ApiEndpoint !== "string" || !/^[A-Za-z0-9.-]+(:\d+)?$/.test(parameters.ApiEndpoint)) {
    return { kind: "failed", error: "States.Runtime", cause: "The field 'ApiEndpoint' must be the host name of an API" };
  }
  const exchange = exchangeOf(parameters, parameters.ApiEndpoint, target);
  const signed = parameters.AuthType === "IAM_ROLE" ? signedExchange(exchange, target, request.region, nowMs) : exchange;
  try {
    return outcomeOf(await exchanger.exchange(signed, request.signal), request.taskToken !== undefined);
  } catch (error) {
    if (error instanceof ExchangeFailed) return { kind: "failed", error: "ApiGateway.SdkClientException", cause: error.message };
    throw error;
  }
}

function exchangeOf(parameters: InvokeParameters, apiEndpoint: string, target: ApiGatewayTarget): HttpExchange {
  const path = [parameters.Stage, parameters.Path]
    .filter((part): part is string => typeof part === "string" && part !== "")
    .flatMap((part) => part.split("/").filter(Boolean))
    .map(encodeRfc3986);
  const url = new URL(`${target.url ?? `https://${apiEndpoint}`}/${path.join("/")}`);
  for (const [name, values] of pairs(parameters.QueryParameters)) for (const value of values) url.searchParams.append(name, value);
  const body = requestBody(parameters);
  const given = pairs(parameters.Headers).map(([name, values]) => [name.toLowerCase(), values.join(", ")] as const);
  return {
    method: String(parameters.Method ?? "GET"),
    url,
    host: apiEndpoint,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
      ...Object.fromEntries(given.filter(([name]) => name !== "host" && name !== "content-length")),
    },
    body,
    secretHeaders: new Set(),
    followsRedirects: false,
  };
}

/** Recorded: a body is JSON whatever it is, a text in quotes, and null an empty object. */
function requestBody({ RequestBody, AllowNullValues }: InvokeParameters): string | undefined {
  if (RequestBody === undefined) return undefined;
  return JSON.stringify(AllowNullValues === true ? (RequestBody ?? {}) : (withoutNulls(RequestBody) ?? {}));
}

/** Developer guide, "API Gateway": null values are left out unless AllowNullValues is true. */
function withoutNulls(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(withoutNulls).filter((element) => element !== undefined);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutNulls(member)]));
}

function pairs(given: unknown): readonly (readonly [string, readonly string[]])[] {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return [];
  return Object.entries(given).map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(String)]);
}

function signedExchange(
  exchange: HttpExchange,
  { credentials, region }: ApiGatewayTarget,
  taskRegion: string,
  nowMs: number,
): HttpExchange {
  const { host = exchange.url.host, url, method, headers, body = "" } = exchange;
  const signed = signRequest(
    { method, url: { host, pathname: url.pathname, search: url.search }, headers, body },
    { credentials, region: region ?? taskRegion, service: "execute-api", nowMs },
  );
  return { ...exchange, headers: signed };
}

/** Recorded: ApiGateway.403 with the body as its cause; an answer has these four members. */
function outcomeOf(answer: HttpAnswer, waitsForToken: boolean): TaskOutcome {
  const body = bodyOf(answer);
  if (answer.status < 200 || answer.status > 299) {
    return { kind: "failed", error: `ApiGateway.${answer.status}`, cause: typeof body === "string" ? body : JSON.stringify(body) };
  }
  const output = { Headers: answer.headers, ResponseBody: body, StatusCode: answer.status, StatusText: answer.statusText };
  return { kind: waitsForToken ? "submitted" : "succeeded", output: JSON.stringify(output) };
}
