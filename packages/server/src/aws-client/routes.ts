/** Where the API of one service is answered: in this process, by another server, or by AWS. */

import type { Credentials } from "../aws/index.ts";

export type ServiceRoute = { readonly kind: "embedded" } | RemoteRoute;

export type RemoteRoute =
  /** Any server that speaks the API; `url` without a trailing slash. */
  | ({ readonly kind: "endpoint"; readonly url: string } & RemoteSettings)
  /** AWS's own endpoint of the region. */
  | ({ readonly kind: "aws" } & RemoteSettings);

/** What a call over HTTP may cost, and who makes it; defaults are in limits.ts. */
export interface RemoteSettings {
  readonly credentials: Credentials;
  /** Instead of the region of the caller. */
  readonly region?: string | undefined;
  /** For a call with all its attempts. */
  readonly timeoutMs?: number | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** The first one included. */
  readonly maxAttempts?: number | undefined;
  /** Open to the endpoint at one time; more calls wait. */
  readonly connections?: number | undefined;
}

/** By the model's name, botocore's: `sqs`, `events`. A service that is not in it is embedded. */
export type ServiceRoutes = ReadonlyMap<string, ServiceRoute>;

/** A route that cannot be, in words for the one who wrote it. */
export class RouteProblem extends Error {
  override readonly name = "RouteProblem";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Names under which people know a service, besides the model's. */
const aliases: Readonly<Record<string, string>> = {
  states: "stepfunctions",
  sfn: "stepfunctions",
  eventbridge: "events",
  cloudwatchlogs: "logs",
  elasticmapreduce: "emr",
};

export function serviceName(given: string): string {
  const name = given.toLowerCase();
  return aliases[name] ?? name;
}

/**
 * The route that a text or an object of the configuration stands for: `embedded`, `aws`, a URL, or
 * `{"endpoint": URL | "aws", "accessKeyId": ..., "timeoutMs": ...}`. Throws RouteProblem.
 */
export function parseRoute(service: string, given: unknown, environment: Environment): ServiceRoute {
  if (typeof given === "string")
    return given === "embedded" ? { kind: "embedded" } : remoteRoute(service, { endpoint: given }, environment);
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw new RouteProblem(allowed(service));
  return remoteRoute(service, given as Readonly<Record<string, unknown>>, environment);
}

function allowed(service: string): string {
  return `the route of ${service} must be "embedded", "aws", a URL, or an object with an "endpoint"`;
}

const numbers = ["timeoutMs", "connectTimeoutMs", "maxAttempts", "connections"] as const;
const texts = ["endpoint", "accessKeyId", "secretAccessKey", "sessionToken", "region"] as const;

function remoteRoute(service: string, given: Readonly<Record<string, unknown>>, environment: Environment): ServiceRoute {
  for (const name of Object.keys(given)) {
    if (![...numbers, ...texts].some((known) => known === name)) {
      throw new RouteProblem(`the route of ${service} has the setting "${name}", which is none of ${[...texts, ...numbers].join(", ")}`);
    }
  }
  const text = (name: (typeof texts)[number]): string | undefined => {
    const value = given[name];
    if (value === undefined) return undefined;
    if (typeof value !== "string" || value === "") throw new RouteProblem(`${name} of the route of ${service} must be a text`);
    return value;
  };
  const number = (name: (typeof numbers)[number]): number | undefined => {
    const value = given[name];
    if (value === undefined) return undefined;
    if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > 3_600_000) {
      throw new RouteProblem(`${name} of the route of ${service} must be a whole number from 1 to 3600000`);
    }
    return value as number;
  };
  const endpoint = text("endpoint");
  if (endpoint === undefined) throw new RouteProblem(allowed(service));
  const settings: RemoteSettings = {
    credentials: credentialsOf(service, endpoint, text, environment),
    region: text("region"),
    timeoutMs: number("timeoutMs"),
    connectTimeoutMs: number("connectTimeoutMs"),
    maxAttempts: number("maxAttempts"),
    connections: number("connections"),
  };
  if (endpoint === "aws") return { kind: "aws", ...settings };
  if (!/^https?:\/\/./.test(endpoint) || !URL.canParse(endpoint)) throw new RouteProblem(allowed(service));
  const { username, search, hash } = new URL(endpoint);
  if (username !== "" || search !== "" || hash !== "") {
    throw new RouteProblem(`the URL of the route of ${service} must have neither a user nor a query`);
  }
  return { kind: "endpoint", url: endpoint.replace(/\/+$/, ""), ...settings };
}

/** Those given with the route, else the environment's; another server than AWS may be one that takes any. */
function credentialsOf(
  service: string,
  endpoint: string,
  text: (name: "accessKeyId" | "secretAccessKey" | "sessionToken") => string | undefined,
  environment: Environment,
): Credentials {
  const accessKeyId = text("accessKeyId");
  const secretAccessKey = text("secretAccessKey");
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new RouteProblem(`the route of ${service} must have both of accessKeyId and secretAccessKey, or neither`);
  }
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, sessionToken: text("sessionToken") };
  }
  if (endpoint !== "aws") return { accessKeyId: "test", secretAccessKey: "test" };
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new RouteProblem(
      `the route of ${service} to AWS needs credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or accessKeyId and secretAccessKey in the file`,
    );
  }
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN || undefined };
}
