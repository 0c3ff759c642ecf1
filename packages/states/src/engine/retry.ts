/**
 * Retry: after a failure, does the state try again, and when? Each retrier counts its own attempts for as
 * long as the state has not been left (ASL "Retrying after error").
 */

import type { Failure } from "../data/failure.ts";
import type { Retrier } from "../language/definition.ts";

/** A retrier with its defaults filled in (ASL: 1 second, 3 attempts, rate 2.0, no cap, no jitter). */
export interface CompiledRetrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly jitter: boolean;
}

export type RetryDecision =
  | { readonly kind: "retry"; readonly retrierIndex: number; readonly delayMs: number }
  /** A retrier matched and has no attempt left: the error goes on to Catch, not to the next retrier. */
  | { readonly kind: "exhausted"; readonly retrierIndex: number }
  | { readonly kind: "unmatched" };

export function compileRetrier(retrier: Retrier): CompiledRetrier {
  return {
    errorEquals: retrier.ErrorEquals,
    intervalSeconds: retrier.IntervalSeconds ?? 1,
    maxAttempts: retrier.MaxAttempts ?? 3,
    backoffRate: retrier.BackoffRate ?? 2,
    maxDelaySeconds: retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
    jitter: retrier.JitterStrategy === "FULL",
  };
}

/** Answers one question: after this failure, do we try again, and how long do we wait? */
export function decideRetry(
  retriers: readonly CompiledRetrier[],
  failure: StateFailure,
  attemptsSpent: readonly number[],
  random: () => number,
): RetryDecision {
  if (failure.origin === "runtime") return { kind: "unmatched" };
  for (const [retrierIndex, retrier] of retriers.entries()) {
    if (!matchesError(retrier.errorEquals, failure)) continue;
    const spent = attemptsSpent[retrierIndex] ?? 0;
    // The count belongs to the retrier, not the state: a second retrier starts fresh.
    if (spent >= retrier.maxAttempts) return { kind: "exhausted", retrierIndex };
    return { kind: "retry", retrierIndex, delayMs: backoffDelayMs(retrier, spent, random) };
  }
  return { kind: "unmatched" };
}

/** The first wait is IntervalSeconds, each further one BackoffRate times the one before, at most MaxDelaySeconds. */
function backoffDelayMs(retrier: CompiledRetrier, spent: number, random: () => number): number {
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** spent, retrier.maxDelaySeconds, delaySecondsMax);
  // FULL: anywhere between no wait and the whole one.
  return Math.round(seconds * 1000 * (retrier.jitter ? random() : 1));
}

/** A wait may be computed astronomically long; no execution lives longer than a year, and wall times must stay exact integers. */
const delaySecondsMax = 10 ** 9;

/** A failure of a state, with what Retry and Catch need to know beyond its name. */
export interface StateFailure extends Failure {
  /**
   * `task`: somebody's work failed, or an expression did; Retry and Catch may handle it.
   * `runtime`: the state could not be processed at all (States.Runtime, a state output over the limit): no
   * wildcard matches it, and Retry never does.
   */
  readonly origin: "task" | "runtime";
  /** A missed heartbeat is reported as States.Timeout; matchers may also name it States.HeartbeatTimeout. */
  readonly heartbeat?: boolean;
}

/** ASL "Error names": States.ALL matches what may be caught at all, States.TaskFailed everything but a timeout. */
export function matchesError(errorEquals: readonly string[], failure: StateFailure): boolean {
  return errorEquals.some((name) => {
    if (failure.origin === "runtime") return name === failure.error && name !== "States.Runtime";
    if (name === "States.ALL") return true;
    if (name === "States.TaskFailed") return failure.error !== "States.Timeout";
    return name === failure.error || (failure.heartbeat === true && name === "States.HeartbeatTimeout");
  });
}
