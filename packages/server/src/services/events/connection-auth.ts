/**
 * What a connection adds to an HTTP request: for API destinations here, and for the HTTP Task of Step Functions. An
 * OAuth token is fetched when it is first needed, kept in memory until it expires, and fetched anew after `forgetToken`.
 */

import { ServiceError } from "../../aws/index.ts";
import type { ConnectionHttpParameters } from "../../models/events.ts";
import type { Platform } from "../../platform/platform.ts";
import type { SecretBox } from "../../secrets/index.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { type ConnectionRecord, connectionKey, connectionKind, type ConnectionSecret, openSecret } from "./connection-record.ts";
import { arnParts } from "./names.ts";
import { oauthAnswerBytesMax, oauthTimeoutMs, tokenEarlyMs, tokenLifetimeDefaultMs, tokensKeptMax } from "./limits.ts";

/** Names to values, ready to be sent. A header named twice has the last value. */
export interface ConnectionParameters {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryParameters: Readonly<Record<string, string>>;
  /** For the top level of a JSON body. */
  readonly bodyParameters: Readonly<Record<string, string>>;
}

export interface Connections {
  /**
   * Credentials and the invocation parameters of the connection. Throws ServiceError: ResourceNotFoundException for an
   * ARN of no connection, ConnectionNotAuthorized for one that was deauthorized or whose token endpoint refuses.
   */
  resolve(connectionArn: string, signal?: AbortSignal): Promise<ConnectionParameters>;
  /** To be called after a 401 or 407: the next `resolve` fetches another token. */
  forgetToken(connectionArn: string): void;
}

/** One request to somewhere else; redirects are not followed. Rejects where no whole answer came. */
export interface OutboundHttp {
  send(request: OutboundRequest): Promise<OutboundAnswer>;
}

export interface OutboundRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** From the first byte out to the last byte in. */
  readonly timeoutMs: number;
  /** A longer answer is cut off there. */
  readonly answerBytesMax: number;
  readonly signal?: AbortSignal | undefined;
}

export interface OutboundAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

interface Token {
  readonly text: string;
  readonly untilMs: number;
}

export interface ConnectionsDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly secrets: SecretBox;
  readonly http: OutboundHttp;
}

export function createConnections({ platform, records, secrets, http }: ConnectionsDeps): Connections {
  /** By ARN and when it was changed last: a changed connection asks for a token of its own. Several callers share one request. */
  const tokens = new Map<string, Promise<Token>>();

  const tokenOf = async (arn: string, modifiedMs: number, secret: ConnectionSecret, signal: AbortSignal | undefined): Promise<string> => {
    const key = `${arn} ${modifiedMs}`;
    for (let tries = 0; ; tries++) {
      let asked = tokens.get(key);
      if (asked === undefined) {
        asked = fetchToken(secret, http, platform.clock.nowMs());
        tokens.set(key, asked);
        if (tokens.size > tokensKeptMax) tokens.delete(tokens.keys().next().value!);
        const mine = asked;
        mine.catch(() => tokens.get(key) === mine && tokens.delete(key));
      }
      const token = await unlessAborted(asked, signal);
      if (token.untilMs > platform.clock.nowMs() || tries > 0) return token.text;
      if (tokens.get(key) === asked) tokens.delete(key);
    }
  };

  return {
    async resolve(connectionArn, signal) {
      const name = /^connection\/([^/]+)\/[^/]+$/.exec(arnParts(connectionArn)?.resource ?? "")?.[1];
      const home = arnParts(connectionArn);
      const found = home && name !== undefined ? await records.get<ConnectionRecord>(connectionKind, connectionKey(home, name)) : undefined;
      if (found === undefined || found.value.arn !== connectionArn) {
        throw new ServiceError("ResourceNotFoundException", `Connection '${connectionArn}' does not exist.`);
      }
      if (found.value.state === "DEAUTHORIZED" && found.value.sealed === undefined) {
        throw new ServiceError("ConnectionNotAuthorized", `Connection '${found.value.name}' is deauthorized.`);
      }
      const secret = openSecret(found.value, secrets);
      const bearer = secret.oauth === undefined ? undefined : await tokenOf(connectionArn, found.value.modifiedMs, secret, signal);
      return {
        headers: { ...pairs(secret.invocation?.HeaderParameters), ...credentialHeaders(secret, bearer) },
        queryParameters: pairs(secret.invocation?.QueryStringParameters),
        bodyParameters: pairs(secret.invocation?.BodyParameters),
      };
    },
    forgetToken(connectionArn) {
      for (const key of tokens.keys()) if (key.startsWith(`${connectionArn} `)) tokens.delete(key);
    },
  };
}

function credentialHeaders({ apiKey, basic }: ConnectionSecret, bearer: string | undefined): Record<string, string> {
  if (apiKey) return { [apiKey.name]: apiKey.value };
  if (basic) return { Authorization: `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString("base64")}` };
  return bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` };
}

type Parameter = NonNullable<ConnectionHttpParameters["HeaderParameters"]>[number];

function pairs(parameters: readonly Parameter[] = []): Record<string, string> {
  return Object.fromEntries(parameters.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])));
}

/** Who gives up waiting leaves the request to the others that share it. */
async function unlessAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await shared;
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(notAuthorized("its caller gave up waiting for the authorization endpoint"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** RFC 6749, 4.4 with the client's credentials in the body (2.3.1), or in the query where the connection says GET. */
async function fetchToken({ oauth }: ConnectionSecret, http: OutboundHttp, nowMs: number): Promise<Token> {
  if (oauth === undefined) throw new Error("this connection needs no token");
  const credentials = { grant_type: "client_credentials", client_id: oauth.clientId, client_secret: oauth.clientSecret };
  const url = new URL(oauth.endpoint);
  const isGet = oauth.method === "GET";
  const query = {
    ...(isGet ? { ...credentials, ...pairs(oauth.parameters?.BodyParameters) } : {}),
    ...pairs(oauth.parameters?.QueryStringParameters),
  };
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  const answer = await http
    .send({
      method: oauth.method,
      url: url.href,
      headers: {
        Accept: "application/json",
        ...(isGet ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
        ...pairs(oauth.parameters?.HeaderParameters),
      },
      body: isGet ? undefined : new URLSearchParams({ ...credentials, ...pairs(oauth.parameters?.BodyParameters) }).toString(),
      timeoutMs: oauthTimeoutMs,
      answerBytesMax: oauthAnswerBytesMax,
    })
    .catch((error: unknown) => {
      throw notAuthorized(`the authorization endpoint did not answer (${error instanceof Error ? error.message : String(error)})`, error);
    });
  if (answer.status < 200 || answer.status > 299) throw notAuthorized(`the authorization endpoint answered with status ${answer.status}`);
  const grant = parsedGrant(answer.body);
  const token = grant.access_token;
  if (typeof token !== "string" || token === "") throw notAuthorized("the answer of the authorization endpoint has no access_token");
  const seconds = Number(grant.expires_in);
  const lifetimeMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : tokenLifetimeDefaultMs;
  return { text: token, untilMs: nowMs + Math.max(lifetimeMs - tokenEarlyMs, lifetimeMs / 2) };
}

function parsedGrant(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    throw notAuthorized("the answer of the authorization endpoint is not JSON", error);
  }
}

function notAuthorized(reason: string, cause?: unknown): ServiceError {
  return new ServiceError("ConnectionNotAuthorized", `Failed to authorize the connection: ${reason}.`, { cause });
}
