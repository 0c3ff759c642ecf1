/** Topics and subscriptions as they are stored, and their ARNs. */

import { parseArn, partitionOf } from "../../aws/index.ts";
import { invalidParameter } from "./errors.ts";

export const topicKind = "sns.topic";
export const subscriptionKind = "sns.subscription";

export interface TopicName {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

export interface TopicRecord extends TopicName {
  /** As AWS answers them; only what was set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdMs: number;
  /** Subscriptions that were deleted since. */
  readonly deletedSubscriptions: number;
}

export const protocols = ["http", "https", "email", "email-json", "sqs", "lambda"] as const;
export type Protocol = (typeof protocols)[number];

export interface SubscriptionRecord {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly owner: string;
  /** As AWS answers them; only what was set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdMs: number;
  /** What confirms it; undefined for those that need no confirmation. */
  readonly token?: string | undefined;
  readonly isPending: boolean;
  /** Whether Unsubscribe wants a signed request. */
  readonly authenticatesUnsubscribe: boolean;
}

export function topicArn({ accountId, region, name }: TopicName): string {
  return `arn:${partitionOf(region)}:sns:${region}:${accountId}:${name}`;
}

export function isFifoTopic({ name }: { readonly name: string }): boolean {
  return name.endsWith(".fifo");
}

/** Throws InvalidParameter when the text is no ARN; whose it is does not matter. */
export function checkArn(text: string, parameter: string): void {
  const parts = text.split(":").length;
  if (parts < 6) throw invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${parts}`);
  if (parseArn(text)?.service !== "sns") throw invalidParameter(parameter);
}

/** The ARN of the topic of a subscription's ARN. */
export function topicArnOf(subscriptionArn: string): string {
  return subscriptionArn.slice(0, subscriptionArn.lastIndexOf(":"));
}
