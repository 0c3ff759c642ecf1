/** One call of an API destination: EventBridge user guide, "API destinations as targets". */

import type { HttpParameters } from "../../models/events.ts";
import type { Clock } from "../../platform/platform.ts";
import { type Attempt, failedAttempt } from "../../outbox/index.ts";
import { type ApiDestinationRecord, apiDestinationKey, apiDestinationKind } from "./api-destination-record.ts";
import type { ConnectionParameters } from "./connection-auth.ts";
import type { EventsContext } from "./context.ts";
import type { EventDelivery } from "./ingest.ts";
import { parsedExactly, valueAt } from "./json-path.ts";
import { apiDestinationAnswerBytesMax, apiDestinationTimeoutMs, turnsKeptMax } from "./limits.ts";
import { arnParts } from "./names.ts";

const failed = (code: string, message: string, retryable: boolean, retryAfterMs?: number): Attempt => ({
  kind: "failed",
  failure: { code, message },
  retryable,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

export async function invokeApiDestination(
  delivery: EventDelivery,
  payload: string,
  isItsTurn: boolean,
  context: EventsContext,
  signal: AbortSignal,
): Promise<Attempt> {
  const { target, event } = delivery;
  const { records, connections, http, turns, platform } = context;
  const arn = arnParts(target.Arn);
  const name = arn?.resource.split("/")[1] ?? "";
  const destination = arn && (await records.get<ApiDestinationRecord>(apiDestinationKind, apiDestinationKey(arn, name)))?.value;
  if (destination?.arn !== target.Arn) return failed("NO_RESOURCE", `API destination ${target.Arn} does not exist.`, false);
  const turnMs = isItsTurn ? 0 : turns.take(destination);
  if (turnMs > platform.clock.nowMs()) return { kind: "later", dueMs: turnMs };
  let connection: ConnectionParameters;
  try {
    connection = await connections.resolve(destination.connectionArn, signal);
  } catch (error) {
    const attempt = failedAttempt(error);
    return attempt.kind === "failed" && attempt.failure.code === "NO_PERMISSIONS" ? { ...attempt, retryable: true } : attempt;
  }
  const request = requestOf(destination, payload, parsedExactly(event), target.HttpParameters, connection);
  if (request === undefined) return failed("INVALID_PARAMETER", `${destination.endpoint} with its path parameters is no address.`, false);
  try {
    const { status, headers } = await http.send({
      ...request,
      timeoutMs: apiDestinationTimeoutMs,
      answerBytesMax: apiDestinationAnswerBytesMax,
      signal,
    });
    if (status >= 200 && status <= 299) return { kind: "done" };
    if (status === 401 || status === 407) connections.forgetToken(destination.connectionArn);
    // User guide: "EventBridge retries 401, 407, 409, 429, and 5xx", the rest not.
    const retryable = status === 401 || status === 407 || status === 409 || status === 429 || status >= 500;
    return failed(
      "ERROR_FROM_TARGET",
      `The API destination answered with status ${status}.`,
      retryable,
      retryAfterMs(headers["retry-after"]),
    );
  } catch (error) {
    return failed(
      "CONNECTION_FAILURE",
      `The API destination did not answer: ${error instanceof Error ? error.message : String(error)}`,
      true,
    );
  }
}

/** When each destination may be called next, so that its rate is kept. */
export interface Turns {
  /** When the destination's invocation rate lets one more call through; that turn is taken. */
  take(destination: Pick<ApiDestinationRecord, "arn" | "rate">): number;
}

export function createTurns(clock: Clock): Turns {
  const nextMs = new Map<string, number>();
  return {
    take({ arn, rate }) {
      const nowMs = clock.nowMs();
      const mineMs = Math.max(nextMs.get(arn) ?? 0, nowMs);
      nextMs.set(arn, mineMs + 1000 / rate);
      // Those that nobody waits for need no place, and may be deleted by now.
      if (nextMs.size > turnsKeptMax) for (const [other, atMs] of nextMs) if (atMs <= nowMs) nextMs.delete(other);
      return mineMs;
    },
  };
}

function requestOf(
  { endpoint, method }: ApiDestinationRecord,
  payload: string,
  event: unknown,
  { PathParameterValues = [], HeaderParameters = {}, QueryStringParameters = {} }: HttpParameters = {},
  connection: ConnectionParameters,
) {
  /** Parameters may be paths into the event: `$.detail.id`. */
  const valueOf = (text: string): string => {
    if (!text.startsWith("$.")) return text;
    const value = valueAt(event, text);
    return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  };
  const values = PathParameterValues.map((value) => encodeURIComponent(valueOf(value)));
  const filled = endpoint.replaceAll("*", () => values.shift() ?? "*");
  if (!URL.canParse(filled)) return undefined;
  const url = new URL(filled);
  // What the connection says wins over what the target says.
  const query = { ...mapped(QueryStringParameters, valueOf), ...connection.queryParameters };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const hasBody = method !== "GET" && method !== "HEAD" && method !== "OPTIONS";
  return {
    method,
    url: url.href,
    headers: {
      "User-Agent": "Amazon/EventBridge/ApiDestinations",
      ...(hasBody ? { "Content-Type": "application/json; charset=utf-8" } : {}),
      Range: "bytes=0-1048575",
      ...mapped(HeaderParameters, valueOf),
      ...connection.headers,
    },
    body: hasBody ? withParameters(payload, connection.bodyParameters) : undefined,
  };
}

function mapped(parameters: Readonly<Record<string, string>>, valueOf: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, valueOf(value)]));
}

/** The connection's parameters join the top level of a body that is an object. */
function withParameters(payload: string, parameters: Readonly<Record<string, string>>): string {
  if (Object.keys(parameters).length === 0) return payload;
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? JSON.stringify({ ...value, ...parameters }) : payload;
  } catch {
    return payload; // plain text has no place for them
  }
}

function retryAfterMs(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}
