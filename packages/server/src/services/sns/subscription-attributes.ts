/** What SNS demands of a subscription's attributes, and how it answers them. */

import { parseArn } from "../../aws/index.ts";
import { checkDeliveryPolicy } from "./delivery-policy.ts";
import { invalidParameter } from "./errors.ts";
import { compileFilter } from "./filter-policy.ts";
import type { Protocol, SubscriptionRecord } from "./records.ts";
import type { Topic } from "./topics.ts";

type Attributes = Readonly<Record<string, string>>;

const settable = new Set([
  "DeliveryPolicy",
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "SubscriptionRoleArn",
]);

/** Checks what is to be set and answers the attributes as they are then. Throws in AWS's words. */
export function changedAttributes(protocol: Protocol, isFifo: boolean, present: Attributes, given: Attributes): Attributes {
  const next: Record<string, string> = { ...present };
  for (const [attribute, value] of Object.entries(given)) {
    if (attribute === "ReplayPolicy") throw invalidParameter("ReplayPolicy: replays of messages are not supported by Stile");
    if (!settable.has(attribute)) throw invalidParameter("AttributeName");
    checkAttribute(attribute, value, protocol, isFifo);
    // An empty policy takes the policy away.
    if (value === "" || (value.trim() === "{}" && attribute === "FilterPolicy")) delete next[attribute];
    else next[attribute] = value;
  }
  const policy = next["FilterPolicy"];
  // Under the other scope the same policy may not be allowed.
  if (policy !== undefined) compileFilter(policy, next["FilterPolicyScope"] === "MessageBody" ? "MessageBody" : "MessageAttributes");
  return next;
}

function checkAttribute(attribute: string, value: string, protocol: Protocol, isFifo: boolean): void {
  switch (attribute) {
    case "RawMessageDelivery":
      // AWS refuses "false" there as well.
      if (protocol !== "sqs" && protocol !== "http" && protocol !== "https")
        throw invalidParameter(`Delivery protocol [${protocol}] does not support raw message delivery.`);
      if (value !== "true" && value !== "false")
        throw invalidParameter("RawMessageDelivery: Invalid value [" + value.slice(0, 64) + "]. Must be true or false.");
      return;
    case "FilterPolicyScope":
      if (value !== "MessageAttributes" && value !== "MessageBody") {
        throw invalidParameter(
          `FilterPolicyScope: Invalid value [${value.slice(0, 64)}]. Please use either MessageBody or MessageAttributes`,
        );
      }
      return;
    case "DeliveryPolicy":
      if (value === "") return;
      if (protocol !== "http" && protocol !== "https")
        throw invalidParameter("DeliveryPolicy: only HTTP and HTTPS endpoints have delivery policies");
      return checkDeliveryPolicy(value, "subscription");
    case "RedrivePolicy":
      if (value !== "") checkRedrivePolicy(value, isFifo);
      return;
    default:
  }
}

function checkRedrivePolicy(text: string, isFifo: boolean): void {
  let target: unknown;
  try {
    target = (JSON.parse(text) as { readonly deadLetterTargetArn?: unknown } | null)?.deadLetterTargetArn;
  } catch {
    throw invalidParameter("RedrivePolicy: failed to parse JSON.");
  }
  const arn = typeof target === "string" ? parseArn(target) : undefined;
  if (arn === undefined || arn.service !== "sqs") throw invalidParameter("RedrivePolicy: deadLetterTargetArn is an invalid arn");
  if (arn.resource.endsWith(".fifo") !== isFifo) {
    throw invalidParameter(
      `RedrivePolicy: must use a ${isFifo ? "FIFO" : "standard"} queue as DLQ for a ${isFifo ? "FIFO" : "standard"} topic`,
    );
  }
}

/** Everything GetSubscriptionAttributes answers. */
export function allAttributes(record: SubscriptionRecord, topic: Topic | undefined): Attributes {
  const { isPending } = record;
  const { FilterPolicyScope: scope, ...attributes } = record.attributes;
  return {
    Owner: record.owner,
    Endpoint: record.endpoint,
    Protocol: record.protocol,
    TopicArn: record.topicArn,
    SubscriptionArn: record.arn,
    PendingConfirmation: String(isPending),
    ConfirmationWasAuthenticated: String(
      !isPending && (record.authenticatesUnsubscribe || record.protocol === "sqs" || record.protocol === "lambda"),
    ),
    RawMessageDelivery: "false",
    SubscriptionPrincipal: `arn:aws:iam::${record.owner}:root`,
    ...attributes,
    ...(attributes["FilterPolicy"] === undefined ? {} : { FilterPolicyScope: scope ?? "MessageAttributes" }),
    ...(record.protocol === "http" || record.protocol === "https"
      ? { EffectiveDeliveryPolicy: record.attributes["DeliveryPolicy"] ?? topic?.record.attributes["DeliveryPolicy"] ?? "{}" }
      : {}),
  };
}
