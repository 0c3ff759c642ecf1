/** What becomes of an asynchronous invocation after a try: done, tried again, given up; and the record a destination gets. */

import { eventAgeSecondsDefault, eventBackoffFirstMs, eventBackoffLongestMs, eventRetriesDefault, eventRetryDelaysMs } from "./limits.ts";

/** What a try came to. `payload` is the function's answer as text. */
export type EventOutcome =
  | { readonly kind: "succeeded"; readonly executedVersion: string; readonly payload: string }
  | { readonly kind: "failed"; readonly executedVersion: string; readonly payload: string }
  /** Not run: throttled, or the server's own fault. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Not run: the function has a reserved concurrency of zero. */
  | { readonly kind: "blocked" }
  /** Not run: there is no such function any more. */
  | { readonly kind: "gone" };

export interface EventProgress {
  readonly queuedMs: number;
  /** Tries the function itself failed. */
  readonly failures: number;
  /** Tries that did not reach the function. */
  readonly refusals: number;
}

export interface EventSettings {
  readonly maximumRetryAttempts?: number | undefined;
  readonly maximumEventAgeSeconds?: number | undefined;
}

/** The condition in a destination's record. */
export type EventCondition = "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";

export type EventDecision =
  | { readonly kind: "finish"; readonly condition: EventCondition; readonly invokeCount: number }
  | { readonly kind: "retry"; readonly dueMs: number; readonly failures: number; readonly refusals: number }
  | { readonly kind: "drop" };

export const agesAtMs = (event: EventProgress, settings: EventSettings): number =>
  event.queuedMs + (settings.maximumEventAgeSeconds ?? eventAgeSecondsDefault) * 1_000;

/** Developer guide, "How Lambda handles errors and retries with asynchronous invocation". */
export function decideEvent(event: EventProgress, outcome: EventOutcome, settings: EventSettings, nowMs: number): EventDecision {
  const { failures, refusals } = event;
  const again = (delayMs: number, next: { readonly failures: number; readonly refusals: number }): EventDecision =>
    nowMs + delayMs > agesAtMs(event, settings)
      ? { kind: "finish", condition: "EventAgeExceeded", invokeCount: next.failures }
      : { kind: "retry", dueMs: nowMs + delayMs, ...next };
  switch (outcome.kind) {
    case "succeeded":
      return { kind: "finish", condition: "Success", invokeCount: failures + 1 };
    case "failed": {
      const delayMs = eventRetryDelaysMs[failures];
      if (delayMs === undefined || failures >= (settings.maximumRetryAttempts ?? eventRetriesDefault))
        return { kind: "finish", condition: "RetriesExhausted", invokeCount: failures + 1 };
      return again(delayMs, { failures: failures + 1, refusals });
    }
    case "refused":
      return again(Math.min(eventBackoffLongestMs, eventBackoffFirstMs * 2 ** Math.min(refusals, 20)), {
        failures,
        refusals: refusals + 1,
      });
    case "blocked":
      return { kind: "finish", condition: "ZeroReservedConcurrency", invokeCount: failures };
    case "gone":
      return { kind: "drop" };
  }
}

/** JSON as a value, anything else as its text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The record a destination is sent, as JSON (developer guide, "Capturing records of Lambda asynchronous invocations"). */
export function destinationRecord(
  event: { readonly requestId: string; readonly functionArn: string; readonly payload: string },
  decision: Extract<EventDecision, { kind: "finish" }>,
  outcome: EventOutcome,
  nowMs: number,
): string {
  const ran = outcome.kind === "succeeded" || outcome.kind === "failed";
  return JSON.stringify({
    version: "1.0",
    timestamp: new Date(nowMs).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: event.functionArn,
      condition: decision.condition,
      approximateInvokeCount: decision.invokeCount,
    },
    requestPayload: valueOf(event.payload),
    ...(ran
      ? {
          responseContext: {
            statusCode: 200,
            executedVersion: outcome.executedVersion,
            ...(outcome.kind === "failed" ? { functionError: "Unhandled" } : {}),
          },
          responsePayload: valueOf(outcome.payload),
        }
      : {}),
  });
}
