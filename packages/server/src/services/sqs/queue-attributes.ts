/** What SQS demands of a queue's attributes, and how it answers them. */

import { parseArn } from "../../aws/index.ts";
import { invalidAttributeValue, invalidParameterValue, invalidValue, unknownAttribute } from "./errors.ts";
import * as limits from "./limits.ts";
import { isFifoName, type RedrivePolicy } from "./queue-record.ts";

type Attributes = Readonly<Record<string, string>>;

/** The attributes that can be set, and whether a value fits. */
const settable: Readonly<Record<string, (value: string) => boolean>> = {
  ContentBasedDeduplication: isBoolean,
  DeduplicationScope: (value) => value === "queue" || value === "messageGroup",
  DelaySeconds: between(0, limits.delaySecondsMax),
  FifoThroughputLimit: (value) => value === "perQueue" || value === "perMessageGroupId",
  KmsDataKeyReusePeriodSeconds: between(60, 86_400),
  KmsMasterKeyId: () => true,
  MaximumMessageSize: between(limits.messageBytesMin, limits.messageBytesMax),
  MessageRetentionPeriod: between(limits.retentionSecondsMin, limits.retentionSecondsMax),
  Policy: isJsonObject,
  ReceiveMessageWaitTimeSeconds: between(0, limits.waitSecondsMax),
  RedriveAllowPolicy: isJsonObject,
  RedrivePolicy: isJsonObject,
  SqsManagedSseEnabled: isBoolean,
  VisibilityTimeout: between(0, limits.visibilitySecondsMax),
};

const fifoOnly = new Set(["ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"]);
/** An empty value takes them away. */
const removable = new Set(["KmsMasterKeyId", "Policy", "RedriveAllowPolicy", "RedrivePolicy"]);

/** Checks what is to be set and answers the attributes as they are then. Throws in AWS's words. */
export function changedAttributes(name: string, present: Attributes, given: Attributes): Attributes {
  const next: Record<string, string> = { ...present };
  for (const [attribute, value] of Object.entries(given)) {
    const fits = Object.hasOwn(settable, attribute) ? settable[attribute] : undefined;
    if (fits === undefined || (fifoOnly.has(attribute) && !isFifoName(name))) throw unknownAttribute(attribute);
    if (value === "" && removable.has(attribute)) delete next[attribute];
    else if (value.length <= 65_536 && fits(value)) next[attribute] = value;
    else throw invalidAttributeValue(attribute);
  }
  if (next["FifoThroughputLimit"] === "perMessageGroupId" && next["DeduplicationScope"] !== "messageGroup") {
    throw invalidParameterValue(
      "The DeduplicationScope attribute must be set to messageGroup to use perMessageGroupId for FifoThroughputLimit.",
    );
  }
  if (given["SqsManagedSseEnabled"] === "true" && next["KmsMasterKeyId"] !== undefined) {
    throw invalidParameterValue(
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    );
  }
  return next;
}

/** Throws when the policy of that queue is malformed; whether its target exists is the caller's matter. */
export function parseRedrivePolicy(text: string, source: { readonly name: string }): RedrivePolicy {
  const refuse = (reason: string) => invalidValue(text, "RedrivePolicy", reason);
  const policy = JSON.parse(text) as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(policy)) {
    if (name !== "deadLetterTargetArn" && name !== "maxReceiveCount") throw refuse(`Invalid redrive policy attribute: ${name}.`);
  }
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  if (deadLetterTargetArn === undefined) throw refuse("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
  if (maxReceiveCount === undefined) throw refuse("Redrive policy does not contain mandatory attribute: maxReceiveCount.");
  const arn = typeof deadLetterTargetArn === "string" ? parseArn(deadLetterTargetArn) : undefined;
  if (typeof deadLetterTargetArn !== "string" || arn === undefined || arn.service !== "sqs")
    throw refuse("Invalid value for deadLetterTargetArn.");
  const count = Number(maxReceiveCount);
  const isCount = typeof maxReceiveCount === "number" || (typeof maxReceiveCount === "string" && /^\d+$/.test(maxReceiveCount));
  if (!isCount || !Number.isInteger(count) || count < 1 || count > limits.maxReceiveCountMax) {
    throw refuse(
      `Invalid value for maxReceiveCount: ${String(maxReceiveCount)}, valid values are from 1 to ${limits.maxReceiveCountMax} both inclusive.`,
    );
  }
  if (isFifoName(arn.resource) !== isFifoName(source.name)) throw refuse("Dead-letter queue must be same type of queue as the source.");
  return { targetArn: deadLetterTargetArn, maxReceiveCount: count };
}

/** Whether a dead-letter queue takes what that queue gives up. */
export function allowsRedriveFrom(target: Attributes, sourceArn: string): boolean {
  const text = target["RedriveAllowPolicy"];
  if (text === undefined) return true;
  const policy = JSON.parse(text) as { readonly redrivePermission?: string; readonly sourceQueueArns?: readonly string[] };
  if (policy.redrivePermission === "denyAll") return false;
  return policy.redrivePermission !== "byQueue" || (policy.sourceQueueArns ?? []).includes(sourceArn);
}

/** Throws InvalidParameterValue for a malformed RedriveAllowPolicy. */
export function checkRedriveAllowPolicy(text: string): void {
  const refuse = (reason: string) => invalidValue(text, "RedriveAllowPolicy", reason);
  const { redrivePermission, sourceQueueArns, ...others } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0) throw refuse(`Invalid redrive allow policy attribute: ${Object.keys(others)[0] ?? ""}.`);
  if (redrivePermission !== "allowAll" && redrivePermission !== "denyAll" && redrivePermission !== "byQueue") {
    throw refuse("Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.");
  }
  if (redrivePermission !== "byQueue") {
    if (sourceQueueArns !== undefined) throw refuse("sourceQueueArns may be specified only when redrivePermission is byQueue.");
    return;
  }
  const isList =
    Array.isArray(sourceQueueArns) && sourceQueueArns.every((arn) => typeof arn === "string" && parseArn(arn)?.service === "sqs");
  if (!isList || sourceQueueArns.length === 0 || sourceQueueArns.length > limits.redriveSourcesMax) {
    throw refuse(`sourceQueueArns must list between 1 and ${limits.redriveSourcesMax} queues.`);
  }
}

function isBoolean(value: string): boolean {
  return value === "true" || value === "false";
}

function between(least: number, greatest: number): (value: string) => boolean {
  return (value) => /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= greatest;
}

function isJsonObject(value: string): boolean {
  if (value === "") return true;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
