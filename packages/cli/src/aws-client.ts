/**
 * The few calls the command line makes, over `fetch`: awsJson 1.0 for Step Functions, REST with JSON for Lambda.
 * Requests are signed with the access key of AWS's own variables. Without one they carry the mere form of a signature,
 * from which a server that verifies none reads the region.
 */

import { CommandError } from "./command-error.ts";

/** A refusal by the service: AWS's error code and text. */
export class ServiceRefusal extends Error {
  override readonly name = "ServiceRefusal";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Client {
  readonly endpoint: string;
  readonly region: string;
  /** Throws ServiceRefusal, or CommandError when no server answers there. */
  stepFunctions<Answer>(operation: string, input: object): Promise<Answer>;
  lambda<Answer>(method: string, path: string, input?: object): Promise<Answer>;
}

export interface ClientOptions {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

const defaultEndpoint = "http://127.0.0.1:4566";
/** Every call of the command line is answered at once; a server that takes longer hangs. */
const answerTimeoutMs = 60_000;

/** Flags win over the variables that AWS's own tools read. Throws CommandError for an endpoint that is no URL. */
export function createClient(options: ClientOptions, env: Readonly<Record<string, string | undefined>> = process.env): Client {
  const endpoint = (options.endpoint ?? (env["AWS_ENDPOINT_URL"] || defaultEndpoint)).replace(/\/+$/, "");
  if (!/^https?:\/\/./.test(endpoint) || !URL.canParse(endpoint)) {
    throw new CommandError(`"${endpoint}" is not an endpoint: give a URL such as ${defaultEndpoint}.`);
  }
  const region = options.region ?? (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "us-east-1");
  const [accessKeyId, secretAccessKey] = [env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]];
  const sessionToken = env["AWS_SESSION_TOKEN"] || undefined;

  async function authorized(service: string, method: string, url: string, headers: Record<string, string>, body: string) {
    if (!accessKeyId || !secretAccessKey) {
      const credential = `${accessKeyId || "test"}/20000101/${region}/${service}/aws4_request`;
      return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=none` };
    }
    const { signRequest } = await import("@stile/server");
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    return signRequest({ method, url: new URL(url), headers, body }, { credentials, region, service, nowMs: Date.now() });
  }

  async function call<Answer>(
    service: string,
    method: string,
    path: string,
    headers: Record<string, string>,
    input: object | undefined,
  ): Promise<Answer> {
    const body = input === undefined ? undefined : JSON.stringify(input);
    const signed = await authorized(service, method, endpoint + path, headers, body ?? "");
    let response: Response;
    let text: string;
    try {
      response = await fetch(endpoint + path, {
        method,
        headers: signed,
        ...(body === undefined ? {} : { body }),
        redirect: "error",
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
      text = await response.text();
    } catch (error) {
      throw unreachable(endpoint, error);
    }
    const answer = parsed(text);
    if (answer === undefined)
      throw new CommandError(`What answers at ${endpoint} (HTTP ${response.status}) is not an AWS service. Is it a Stile server?`);
    if (response.ok) return answer as Answer;
    throw refusalOf(response, answer);
  }

  return {
    endpoint,
    region,
    stepFunctions: (operation, input) =>
      call("states", "POST", "/", { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AWSStepFunctions.${operation}` }, input),
    lambda: (method, path, input) => call("lambda", method, path, { "content-type": "application/json" }, input),
  };
}

/** What to do about a refusal whose reason is the access key; undefined for others. */
export function adviceFor({ code }: ServiceRefusal): string | undefined {
  switch (code) {
    case "MissingAuthenticationTokenException":
    case "IncompleteSignatureException":
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
      return 'The server verifies signatures. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to one of its keys; "stile keys create" makes one.';
    default:
      return undefined;
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf(response: Response, answer: Readonly<Record<string, unknown>>): ServiceRefusal {
  const named = response.headers.get("x-amzn-errortype") ?? answer["__type"];
  // Both forms may come with a namespace before and a URI behind the code.
  const code = typeof named === "string" ? (named.split(":")[0]?.split("#").at(-1) ?? named) : `HTTP ${response.status}`;
  const message = answer["message"] ?? answer["Message"];
  return new ServiceRefusal(code, typeof message === "string" ? message : "");
}

/** Why nothing was answered, in words for whoever typed the command. */
export function unreachable(endpoint: string, error: unknown): CommandError {
  const { name, cause } = error as { name?: string; cause?: { code?: string; message?: string } };
  if (name === "TimeoutError")
    return new CommandError(`The server at ${endpoint} did not answer within ${answerTimeoutMs / 1000} seconds.`);
  const reason = cause?.code ?? cause?.message ?? String(error);
  if (reason === "ECONNREFUSED") {
    return new CommandError(
      `No server answers at ${endpoint}. Start one with "npm start" or "stile start", or say where it is with --endpoint URL.`,
    );
  }
  return new CommandError(`The server at ${endpoint} cannot be reached (${reason}).`);
}
