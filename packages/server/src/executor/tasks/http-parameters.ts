/** The request of an HTTP Task: what the workflow says, with what the connection adds. (Developer guide, "Call HTTPS APIs".) */

import type { HttpExchange } from "./http-exchange.ts";

/** Names to values, as a connection of EventBridge keeps them. */
export interface ConnectionParameters {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryParameters: Readonly<Record<string, string>>;
  /** For the top level of the body. */
  readonly bodyParameters: Readonly<Record<string, string>>;
}

export interface HttpTaskParameters {
  readonly ApiEndpoint?: unknown;
  readonly Method?: unknown;
  readonly Authentication?: unknown;
  readonly InvocationConfig?: unknown;
  readonly Headers?: unknown;
  readonly QueryParameters?: unknown;
  readonly RequestBody?: unknown;
  readonly Transform?: unknown;
}

/** The workflow asks for what cannot be; the message goes into the cause. */
export class HttpTaskProblem extends Error {
  override readonly name = "HttpTaskProblem";
}

const methods: ReadonlySet<unknown> = new Set(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]);

/** Headers that belong to HTTP itself or to AWS; the developer guide lists those that a definition may not set. */
const reserved =
  /^(a-im|accept-charset|accept-datetime|accept-encoding|cache-control|connection|content-encoding|content-length|content-md5|date|expect|forwarded|from|host|http2-settings|if-.*|max-forwards|origin|pragma|proxy-.*|range|referer|server|te|trailer|transfer-encoding|upgrade|user-agent|via|warning|x-forwarded-.*|x-amz-.*|x-amzn-.*)$/;

export function connectionArnOf({ Authentication, InvocationConfig }: HttpTaskParameters): string {
  const arn = memberOf(Authentication, "ConnectionArn") ?? memberOf(InvocationConfig, "ConnectionArn");
  if (typeof arn !== "string" || arn === "") throw new HttpTaskProblem("The field 'ConnectionArn' is required but was missing");
  return arn;
}

/** Throws HttpTaskProblem. What the connection says wins over what the definition says. */
export function httpRequestOf(parameters: HttpTaskParameters, connection: ConnectionParameters, region: string): HttpExchange {
  const { ApiEndpoint, Method, QueryParameters, RequestBody, Transform } = parameters;
  if (typeof ApiEndpoint !== "string") throw new HttpTaskProblem("The field 'ApiEndpoint' is required but was missing");
  if (!methods.has(Method)) throw new HttpTaskProblem(`The field 'Method' should have one of these values: [${[...methods].join(", ")}]`);
  const url = endpointOf(ApiEndpoint);
  for (const [name, values] of multiValues(QueryParameters, "QueryParameters"))
    for (const value of values) url.searchParams.append(name, value);
  for (const [name, value] of Object.entries(connection.queryParameters)) url.searchParams.set(name, value);
  const headers: Record<string, string> = {};
  for (const [name, values] of multiValues(parameters.Headers, "Headers")) {
    if (reserved.test(name.toLowerCase())) throw new HttpTaskProblem(`The header '${name}' is reserved and cannot be set`);
    setHeader(headers, name, values.join(", "));
  }
  const isForm = memberOf(Transform, "RequestBodyEncoding") === "URL_ENCODED";
  if (RequestBody !== undefined || Object.keys(connection.bodyParameters).length > 0) {
    headers["content-type"] ??= isForm ? "application/x-www-form-urlencoded" : "application/json; charset=UTF-8";
  }
  for (const [name, value] of Object.entries(connection.headers)) setHeader(headers, name, value);
  const body = bodyText(mergedBody(RequestBody, connection.bodyParameters), isForm ? arrayFormatOf(Transform) : undefined);
  return {
    method: String(Method),
    url,
    headers: {
      ...headers,
      ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
      "user-agent": `Amazon|StepFunctions|HttpInvoke|${region}`,
      range: "bytes=0-262144",
    },
    body,
    secretHeaders: new Set([...Object.keys(connection.headers).map((name) => name.toLowerCase()), "authorization", "cookie"]),
  };
}

function endpointOf(text: string): URL {
  if (!URL.canParse(text)) throw new HttpTaskProblem("The ApiEndpoint is not a URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new HttpTaskProblem("The ApiEndpoint must be an HTTPS URL");
  if (url.username !== "" || url.password !== "") throw new HttpTaskProblem("The ApiEndpoint must not hold credentials; a connection does");
  url.hash = "";
  return url;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/** `{name: text}` or `{name: [text, ...]}`. */
function multiValues(given: unknown, field: string): readonly (readonly [string, readonly string[]])[] {
  if (given === undefined || given === null) return [];
  if (typeof given !== "object" || Array.isArray(given)) throw new HttpTaskProblem(`The value for the field '${field}' must be an object`);
  return Object.entries(given)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(textOf)]);
}

function setHeader(headers: Record<string, string>, name: string, value: string): void {
  // oxlint-disable-next-line no-control-regex
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
    throw new HttpTaskProblem("A header has a name or a value that HTTP does not allow");
  }
  headers[name.toLowerCase()] = value;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function mergedBody(body: unknown, added: Readonly<Record<string, string>>): unknown {
  if (Object.keys(added).length === 0) return body;
  if (body === undefined || body === null) return added;
  if (typeof body !== "object" || Array.isArray(body)) {
    throw new HttpTaskProblem("The connection adds parameters to the body, which must be a JSON object then");
  }
  return { ...body, ...added };
}

type ArrayFormat = "INDICES" | "REPEAT" | "COMMAS" | "BRACKETS";
const arrayFormats: ReadonlySet<unknown> = new Set(["INDICES", "REPEAT", "COMMAS", "BRACKETS"]);

function arrayFormatOf(transform: unknown): ArrayFormat {
  const format = memberOf(memberOf(transform, "RequestEncodingOptions"), "ArrayFormat") ?? "INDICES";
  if (!arrayFormats.has(format))
    throw new HttpTaskProblem(`The field 'ArrayFormat' should have one of these values: [${[...arrayFormats].join(", ")}]`);
  return format as ArrayFormat;
}

function bodyText(body: unknown, form: ArrayFormat | undefined): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (form === undefined) return textOf(body);
  if (typeof body !== "object") throw new HttpTaskProblem("A body to be URL encoded must be a JSON object");
  return formPairs(body, "", form)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
}

/** Members of members go in brackets; how elements of arrays go is the workflow's choice. */
function formPairs(value: unknown, name: string, format: ArrayFormat): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) {
    if (format === "COMMAS") return [[name, value.map(textOf).join(",")]];
    return value.flatMap((element, index) => {
      const suffix = format === "INDICES" ? `[${index}]` : format === "BRACKETS" ? "[]" : "";
      return formPairs(element, name + suffix, format);
    });
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, member]) => {
      const encoded = encodeURIComponent(key);
      return formPairs(member, name === "" ? encoded : `${name}[${encoded}]`, format);
    });
  }
  return value === null ? [] : [[name, textOf(value)]];
}
