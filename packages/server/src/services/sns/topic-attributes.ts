/** What SNS demands of a topic's attributes, and how it answers them. */

import { checkDeliveryPolicy, httpPhasesDefault } from "./delivery-policy.ts";
import { invalidParameter } from "./errors.ts";
import { displayNameCharsMax, policyBytesMax } from "./limits.ts";
import { isFifoTopic, topicArn, type TopicName } from "./records.ts";
import type { Topic } from "./topics.ts";

type Attributes = Readonly<Record<string, string>>;

const booleans = new Set(["true", "false"]);

/** Whether a value fits; those that throw tell more. */
const settable: Readonly<Record<string, (value: string) => boolean>> = {
  ContentBasedDeduplication: (value) => booleans.has(value),
  DeliveryPolicy: (value) => {
    if (value !== "") checkDeliveryPolicy(value, "topic");
    return true;
  },
  DisplayName: (value) => value.length <= displayNameCharsMax,
  FifoThroughputScope: (value) => value === "Topic" || value === "MessageGroup",
  KmsMasterKeyId: () => true,
  Policy: isPolicy,
  SignatureVersion: (value) => value === "1" || value === "2",
  TracingConfig: (value) => value === "PassThrough" || value === "Active",
};

/** `HTTPSuccessFeedbackRoleArn` and its like: kept; Stile writes no delivery status to CloudWatch Logs. */
const feedback = /^(HTTP|SQS|Lambda|Firehose|Application)(SuccessFeedbackRoleArn|FailureFeedbackRoleArn|SuccessFeedbackSampleRate)$/;
const fifoOnly = new Set(["ContentBasedDeduplication", "FifoThroughputScope"]);

/** Checks what is to be set and answers the attributes as they are then. Throws in AWS's words. */
export function changedAttributes({ name }: { readonly name: string }, present: Attributes, given: Attributes): Attributes {
  const next: Record<string, string> = { ...present };
  for (const [attribute, value] of Object.entries(given)) {
    if (attribute === "ArchivePolicy") throw invalidParameter("ArchivePolicy: archives of messages are not supported by Stile");
    const fits = Object.hasOwn(settable, attribute) ? settable[attribute] : feedback.test(attribute) ? () => true : undefined;
    if (fits === undefined) throw invalidParameter("AttributeName");
    if (fifoOnly.has(attribute) && !isFifoTopic({ name }))
      throw invalidParameter(`Attributes Reason: ${attribute} is not valid for this topic type`);
    if (value.length > policyBytesMax || !fits(value))
      throw invalidParameter(`Attributes Reason: Invalid value for the attribute ${attribute}`);
    if (value === "") delete next[attribute];
    else next[attribute] = value;
  }
  return next;
}

function isPolicy(value: string): boolean {
  if (value === "") return true;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

/** What AWS gives a topic that was given none. */
export function defaultPolicy(topic: TopicName): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: topicArn(topic),
        Condition: { StringEquals: { "AWS:SourceOwner": topic.accountId } },
      },
    ],
  });
}

/** Everything GetTopicAttributes answers. */
export function allAttributes({ arn, record, subscriptions }: Topic): Readonly<Record<string, string>> {
  let pending = 0;
  for (const { record: subscription } of subscriptions.values()) if (subscription.isPending) pending += 1;
  const http =
    record.attributes["DeliveryPolicy"] === undefined
      ? {}
      : (JSON.parse(record.attributes["DeliveryPolicy"]) as { readonly http?: object }).http;
  return {
    Policy: defaultPolicy(record),
    Owner: record.accountId,
    TopicArn: arn,
    DisplayName: "",
    SubscriptionsPending: String(pending),
    SubscriptionsConfirmed: String(subscriptions.size - pending),
    SubscriptionsDeleted: String(record.deletedSubscriptions),
    EffectiveDeliveryPolicy: JSON.stringify({
      http: {
        defaultHealthyRetryPolicy: httpPhasesDefault,
        disableSubscriptionOverrides: false,
        defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
        ...http,
      },
    }),
    ...(isFifoTopic(record) ? { FifoTopic: "true", ContentBasedDeduplication: "false", FifoThroughputScope: "Topic" } : {}),
    ...record.attributes,
  };
}
