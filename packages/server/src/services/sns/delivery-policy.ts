/** When a failed delivery is tried again (developer guide, "Amazon SNS message delivery retries"). */

import { invalidParameter } from "./errors.ts";
import { httpRetriesDefault, httpRetriesMax, httpRetryDelaySecondsDefault, httpRetrySecondsMax } from "./limits.ts";
import type { Protocol } from "./records.ts";

type Backoff = "linear" | "arithmetic" | "geometric" | "exponential";

/** `healthyRetryPolicy` of a delivery policy. */
export interface RetryPhases {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly numMaxDelayRetries: number;
  readonly backoffFunction: Backoff;
}

export const httpPhasesDefault: RetryPhases = {
  minDelayTarget: httpRetryDelaySecondsDefault,
  maxDelayTarget: httpRetryDelaySecondsDefault,
  numRetries: httpRetriesDefault,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: "linear",
};

/** Queues and functions: 3 at once, 2 a second apart, 10 with exponential backoff, 100,000 every 20 seconds: over 23 days. */
const managedPhases: RetryPhases = {
  minDelayTarget: 1,
  maxDelayTarget: 20,
  numRetries: 100_015,
  numNoDelayRetries: 3,
  numMinDelayRetries: 2,
  numMaxDelayRetries: 100_000,
  backoffFunction: "exponential",
};

/** Mail: 2 ten seconds apart, 10 with backoff from 10 to 600 seconds, 38 every 600 seconds: over 6 hours. */
const mailPhases: RetryPhases = {
  minDelayTarget: 10,
  maxDelayTarget: 600,
  numRetries: 50,
  numNoDelayRetries: 0,
  numMinDelayRetries: 2,
  numMaxDelayRetries: 38,
  backoffFunction: "exponential",
};

const longestMs: Readonly<Record<Protocol, number>> = {
  http: httpRetrySecondsMax * 1_000,
  https: httpRetrySecondsMax * 1_000,
  email: 7 * 3_600_000,
  "email-json": 7 * 3_600_000,
  sqs: 24 * 86_400_000,
  lambda: 24 * 86_400_000,
};

/** How long deliveries of that protocol may go on, milliseconds from the first try. */
export function deliveryLifetimeMs(protocol: Protocol): number {
  return longestMs[protocol];
}

/** Subscription before topic before default; only HTTP endpoints have policies. */
export function retryPhases(protocol: Protocol, subscription: string | undefined, topic: string | undefined): RetryPhases {
  if (protocol === "sqs" || protocol === "lambda") return managedPhases;
  if (protocol === "email" || protocol === "email-json") return mailPhases;
  const own = subscription === undefined ? undefined : (JSON.parse(subscription) as SubscriptionPolicy).healthyRetryPolicy;
  const http = topic === undefined ? undefined : (JSON.parse(topic) as TopicPolicy).http;
  const ofTopic = http?.defaultHealthyRetryPolicy;
  const given = http?.disableSubscriptionOverrides === true ? (ofTopic ?? own) : (own ?? ofTopic);
  return { ...httpPhasesDefault, ...withoutNulls(given) };
}

/** Seconds before the next try after so many failures, at least one; undefined when the tries are spent. */
export function retryDelaySeconds(phases: RetryPhases, failures: number): number | undefined {
  if (failures > phases.numRetries) return undefined;
  let retry = failures - phases.numNoDelayRetries;
  if (retry <= 0) return 0;
  retry -= phases.numMinDelayRetries;
  if (retry <= 0) return phases.minDelayTarget;
  const backoffRetries = phases.numRetries - phases.numNoDelayRetries - phases.numMinDelayRetries - phases.numMaxDelayRetries;
  if (retry > backoffRetries) return phases.maxDelayTarget;
  return backoffSeconds(phases, retry / Math.max(backoffRetries, 1));
}

/** From the least delay to the greatest while `progress` goes to 1. */
function backoffSeconds({ minDelayTarget: least, maxDelayTarget: greatest, backoffFunction }: RetryPhases, progress: number): number {
  const range = greatest - least;
  switch (backoffFunction) {
    case "linear":
      return least + range * progress;
    case "arithmetic":
      return least + range * ((progress * (progress + 1)) / 2);
    case "geometric":
      return least + range * progress ** 2;
    case "exponential":
      return least * (greatest / least) ** progress;
  }
}

interface SubscriptionPolicy {
  readonly healthyRetryPolicy?: Partial<RetryPhases>;
  readonly throttlePolicy?: { readonly maxReceivesPerSecond?: number } | null;
  readonly requestPolicy?: { readonly headerContentType?: string };
}

interface TopicPolicy {
  readonly http?: {
    readonly defaultHealthyRetryPolicy?: Partial<RetryPhases>;
    readonly disableSubscriptionOverrides?: boolean;
    readonly defaultThrottlePolicy?: unknown;
    readonly defaultRequestPolicy?: { readonly headerContentType?: string };
  };
}

/** What the Content-Type of a notification is to be; undefined for AWS's own. */
export function contentTypeOf(subscription: string | undefined, topic: string | undefined): string | undefined {
  const own = subscription === undefined ? undefined : (JSON.parse(subscription) as SubscriptionPolicy).requestPolicy?.headerContentType;
  const ofTopic = topic === undefined ? undefined : (JSON.parse(topic) as TopicPolicy).http?.defaultRequestPolicy?.headerContentType;
  return own ?? ofTopic;
}

/** Throws InvalidParameter for a policy that is malformed or asks for what is not done. */
export function checkDeliveryPolicy(text: string, of: "topic" | "subscription"): void {
  const refuse = (reason: string) => invalidParameter(`DeliveryPolicy: ${reason}`);
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw refuse("failed to parse JSON.");
  }
  if (typeof policy !== "object" || policy === null) throw refuse("failed to parse JSON.");
  const http = of === "topic" ? (policy as TopicPolicy).http : undefined;
  const phases = of === "topic" ? http?.defaultHealthyRetryPolicy : (policy as SubscriptionPolicy).healthyRetryPolicy;
  const throttle = of === "topic" ? http?.defaultThrottlePolicy : (policy as SubscriptionPolicy).throttlePolicy;
  if (throttle !== undefined && throttle !== null) throw refuse("throttlePolicy is not supported by Stile");
  checkContentType(of === "topic" ? http?.defaultRequestPolicy : (policy as SubscriptionPolicy).requestPolicy, refuse);
  const whole = { ...httpPhasesDefault, ...withoutNulls(phases) };
  const inRange = (name: keyof RetryPhases, least: number, greatest: number) => {
    const value = whole[name];
    if (!Number.isInteger(value) || Number(value) < least || Number(value) > greatest) {
      throw refuse(`healthyRetryPolicy.${name} must be greater than or equal to ${least} and less than or equal to ${greatest}`);
    }
  };
  inRange("numRetries", 0, httpRetriesMax);
  inRange("minDelayTarget", 1, httpRetrySecondsMax);
  inRange("maxDelayTarget", 1, httpRetrySecondsMax);
  for (const name of ["numNoDelayRetries", "numMinDelayRetries", "numMaxDelayRetries"] as const) inRange(name, 0, whole.numRetries);
  if (whole.maxDelayTarget < whole.minDelayTarget)
    throw refuse("healthyRetryPolicy.minDelayTarget must be less than or equal to maxDelayTarget");
  if (whole.numNoDelayRetries + whole.numMinDelayRetries + whole.numMaxDelayRetries > whole.numRetries) {
    throw refuse("healthyRetryPolicy.numRetries must be greater than or equal to the sum of its phases");
  }
  if (!["linear", "arithmetic", "geometric", "exponential"].includes(whole.backoffFunction)) {
    throw refuse("healthyRetryPolicy.backoffFunction must be linear, arithmetic, geometric or exponential");
  }
  let totalSeconds = 0;
  for (let failures = 1; failures <= whole.numRetries; failures++) totalSeconds += retryDelaySeconds(whole, failures) ?? 0;
  if (totalSeconds > httpRetrySecondsMax) throw refuse(`the total time of all retries must not exceed ${httpRetrySecondsMax} seconds`);
}

function checkContentType(policy: { readonly headerContentType?: string } | undefined | null, refuse: (reason: string) => Error): void {
  const type = policy?.headerContentType;
  if (type === undefined) return;
  // It becomes a header: what could end it does not pass.
  if (typeof type !== "string" || !/^[a-z]+\/[a-z0-9.+-]+(; ?charset=[A-Za-z0-9-]+)?$/.test(type))
    throw refuse("requestPolicy.headerContentType is invalid");
}

function withoutNulls(phases: Partial<RetryPhases> | undefined): Partial<RetryPhases> {
  return Object.fromEntries(Object.entries(phases ?? {}).filter(([, value]) => value !== null));
}
