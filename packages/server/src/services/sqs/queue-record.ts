/** A queue as it is stored: who it is, the attributes that were set, its tags. What follows from the attributes is QueueSettings. */

import { partitionOf } from "../../aws/index.ts";
import { messageBytesMax } from "./limits.ts";

export const queueKind = "sqs.queue";

export interface QueueName {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

export interface QueueRecord extends QueueName {
  /** Its messages are kept under it: a queue of the same name that is made later is another one. */
  readonly id: string;
  /** As AWS answers them; only what was set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** Messages up to this number are purged, whether removed already or not. */
  readonly purgedSeq?: number | undefined;
  readonly purgedMs?: number | undefined;
}

export interface RedrivePolicy {
  readonly targetArn: string;
  readonly maxReceiveCount: number;
}

/** What the attributes come to. */
export interface QueueSettings {
  readonly isFifo: boolean;
  readonly visibilityMs: number;
  readonly delayMs: number;
  readonly retentionMs: number;
  readonly waitMs: number;
  readonly messageBytesMax: number;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicatesByGroup: boolean;
  readonly redrive: RedrivePolicy | undefined;
}

export function queueKey({ accountId, region, name }: QueueName): string {
  return `${accountId}/${region}/${name}`;
}

export function queueArn({ accountId, region, name }: QueueName): string {
  return `arn:${partitionOf(region)}:sqs:${region}:${accountId}:${name}`;
}

export function queueUrl(endpointUrl: string, { accountId, name }: QueueName): string {
  return `${endpointUrl}/${accountId}/${name}`;
}

export const attributeDefaults: Readonly<Record<string, string>> = {
  DelaySeconds: "0",
  MaximumMessageSize: String(messageBytesMax),
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  VisibilityTimeout: "30",
};

export const fifoDefaults: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

export function isFifoName(name: string): boolean {
  return name.endsWith(".fifo");
}

export function settingsOf({ name, attributes }: QueueRecord): QueueSettings {
  const number = (attribute: string) => Number(attributes[attribute] ?? attributeDefaults[attribute]);
  return {
    isFifo: isFifoName(name),
    visibilityMs: number("VisibilityTimeout") * 1_000,
    delayMs: number("DelaySeconds") * 1_000,
    retentionMs: number("MessageRetentionPeriod") * 1_000,
    waitMs: number("ReceiveMessageWaitTimeSeconds") * 1_000,
    messageBytesMax: number("MaximumMessageSize"),
    contentBasedDeduplication: attributes["ContentBasedDeduplication"] === "true",
    deduplicatesByGroup: attributes["DeduplicationScope"] === "messageGroup",
    redrive: redrivePolicyOf(attributes),
  };
}

function redrivePolicyOf(attributes: Readonly<Record<string, string>>): RedrivePolicy | undefined {
  const text = attributes["RedrivePolicy"];
  if (text === undefined) return undefined;
  const policy = JSON.parse(text) as { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number | string };
  return { targetArn: policy.deadLetterTargetArn, maxReceiveCount: Number(policy.maxReceiveCount) };
}
