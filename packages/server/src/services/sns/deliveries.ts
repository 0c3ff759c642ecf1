/**
 * Deliveries to subscribers: durable with the publish that caused them, tried by the subscriber's delivery policy, and
 * then given to the subscription's dead-letter queue. Those of FIFO topics go one after the other within a group.
 */

import { type AwsCaller, parseArn, ServiceError } from "../../aws/index.ts";
import { type Attempt, createOutbox, type Prepared } from "../../outbox/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { contentTypeOf, deliveryLifetimeMs, retryDelaySeconds, type RetryPhases, retryPhases } from "./delivery-policy.ts";
import { envelope, lambdaEvent, messageIdOf, type Notice } from "./envelope.ts";
import type { HttpEndpoints } from "./http-endpoint.ts";
import type { SendMail } from "./mail.ts";
import { confirmationMail, notificationMail } from "./mail-text.ts";
import type { SubscriptionRecord } from "./records.ts";
import { messageForQueue } from "./sqs-message.ts";
import type { Topics } from "./topics.ts";

export interface DeliveryDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly aws: AwsCaller;
  readonly topics: Topics;
  readonly endpoints: HttpEndpoints;
  readonly sendMail: SendMail;
}

export interface Deliveries {
  /** Makes room for notices that are written with what causes them. Throws OutboxFull. */
  prepare(notices: readonly Notice[]): Prepared;
  open(): Promise<void>;
  close(): Promise<void>;
}

export function createDeliveries(deps: DeliveryDeps): Deliveries {
  const { topics } = deps;
  const phasesOf = (record: SubscriptionRecord): RetryPhases =>
    retryPhases(record.protocol, record.attributes["DeliveryPolicy"], topics.find(record.topicArn)?.record.attributes["DeliveryPolicy"]);

  const options: Omit<Parameters<typeof createOutbox<Notice>>[0], "kind" | "laneOf"> = {
    platform: deps.platform,
    records: deps.records,
    policyOf: (notice) => {
      const record = topics.findSubscription(notice.subscriptionArn)?.record;
      if (record === undefined) return { retriesMax: 0, untilMs: 0 };
      const sinceMs = notice.kind === "notification" ? notice.message.publishedMs : notice.sentMs;
      return { retriesMax: phasesOf(record).numRetries, untilMs: sinceMs + deliveryLifetimeMs(record.protocol) };
    },
    async attempt(notice, state, signal) {
      const record = topics.findSubscription(notice.subscriptionArn)?.record;
      // Whoever has unsubscribed meanwhile gets nothing more; whoever has confirmed is asked no more.
      if (record === undefined || (notice.kind === "confirmation" && !record.isPending)) return done;
      const attempt = await deliver(notice, record, deps, signal).catch(asFailure);
      if (attempt.kind === "done") return attempt;
      return { ...attempt, retryAfterMs: (retryDelaySeconds(phasesOf(record), state.failures + 1) ?? 0) * 1_000 };
    },
    async deadLetter(notice, _state, _why, signal) {
      const record = topics.findSubscription(notice.subscriptionArn)?.record;
      const policy = record?.attributes["RedrivePolicy"];
      if (record === undefined || policy === undefined || notice.kind !== "notification") return done;
      const { deadLetterTargetArn } = JSON.parse(policy) as { readonly deadLetterTargetArn: string };
      return await toQueue(notice, deadLetterTargetArn, record, deps, signal).catch(asFailure);
    },
  };
  const laneOf = ({ subscriptionArn }: Notice) => subscriptionArn;
  const standard = createOutbox<Notice>({ ...options, kind: "sns.delivery", laneOf });
  // Endpoints may take fifteen seconds and mail servers a minute: they have room of their own, so that queues and functions need not wait.
  const outside = createOutbox<Notice>({ ...options, kind: "sns.delivery-outside", laneOf });
  const inOrder = createOutbox<Notice>({
    ...options,
    kind: "sns.delivery-in-order",
    inOrder: true,
    laneOf: (notice) => `${notice.subscriptionArn} ${notice.kind === "notification" ? (notice.message.groupId ?? "") : ""}`,
  });
  const outboxes = [standard, outside, inOrder];
  const outboxFor = (notice: Notice) => {
    if (notice.kind === "confirmation") return outside;
    if (notice.message.sequenceNumber !== undefined) return inOrder;
    const protocol = topics.findSubscription(notice.subscriptionArn)?.record.protocol;
    return protocol === undefined || protocol === "sqs" || protocol === "lambda" ? standard : outside;
  };
  return {
    prepare(notices) {
      const prepared: Prepared[] = [];
      const abandoned = () => prepared.forEach((one) => one.abandoned());
      try {
        for (const [outbox, its] of Map.groupBy(notices, outboxFor)) prepared.push(outbox.prepare(its));
      } catch (error) {
        abandoned();
        throw error;
      }
      return {
        changes: prepared.flatMap(({ changes }) => changes),
        written: () => prepared.forEach((one) => one.written()),
        abandoned,
      };
    },
    async open() {
      for (const outbox of outboxes) await outbox.open();
    },
    async close() {
      await Promise.all(outboxes.map((outbox) => outbox.close()));
    },
  };
}

const done: Attempt = { kind: "done" };

async function deliver(notice: Notice, record: SubscriptionRecord, deps: DeliveryDeps, signal: AbortSignal): Promise<Attempt> {
  switch (record.protocol) {
    case "sqs":
      return await toQueue(notice, record.endpoint, record, deps, signal);
    case "lambda":
      return await toFunction(notice, record, deps, signal);
    case "http":
    case "https":
      return await toEndpoint(notice, record, deps, signal);
    case "email":
    case "email-json": {
      const mail = notice.kind === "confirmation" ? confirmationMail(notice) : notificationMail(notice, record.protocol);
      await deps.sendMail({ ...mail, to: record.endpoint });
      return done;
    }
  }
}

function isRaw(notice: Notice, { attributes, protocol }: SubscriptionRecord): notice is Extract<Notice, { kind: "notification" }> {
  if (notice.kind !== "notification") return false;
  if (attributes["RawMessageDelivery"] === "true") return true;
  // Published for raw delivery, it was not signed, and stays raw though the subscription has changed since. FIFO topics never sign.
  return notice.signed === undefined && notice.message.sequenceNumber === undefined && protocol !== "email";
}

async function toQueue(
  notice: Notice,
  queueArn: string,
  record: SubscriptionRecord,
  { aws }: DeliveryDeps,
  signal: AbortSignal,
): Promise<Attempt> {
  const message = messageForQueue(notice, queueArn, isRaw(notice, record));
  if (message === undefined) return failed("InvalidMessage", "The message cannot be delivered to a queue.", false);
  const { input, region, accountId } = message;
  await aws.call({ service: "sqs", operation: "SendMessage", input, region, accountId, principalArn: "sns.amazonaws.com", signal });
  return done;
}

async function toFunction(notice: Notice, { endpoint }: SubscriptionRecord, { aws }: DeliveryDeps, signal: AbortSignal): Promise<Attempt> {
  const arn = parseArn(endpoint);
  if (arn === undefined || notice.kind !== "notification") return failed("InvalidEndpoint", "There is no such function.", false);
  await aws.call({
    service: "lambda",
    operation: "Invoke",
    input: { FunctionName: endpoint, InvocationType: "Event", Payload: Buffer.from(lambdaEvent(notice)) },
    region: arn.region,
    accountId: arn.accountId,
    principalArn: "sns.amazonaws.com",
    signal,
  });
  return done;
}

async function toEndpoint(notice: Notice, record: SubscriptionRecord, deps: DeliveryDeps, signal: AbortSignal): Promise<Attempt> {
  const topicPolicy = deps.topics.find(record.topicArn)?.record.attributes["DeliveryPolicy"];
  const headers = {
    "Content-Type": contentTypeOf(record.attributes["DeliveryPolicy"], topicPolicy) ?? "text/plain; charset=UTF-8",
    "User-Agent": "Amazon Simple Notification Service Agent",
    "x-amz-sns-message-type": notice.kind === "confirmation" ? "SubscriptionConfirmation" : "Notification",
    "x-amz-sns-message-id": messageIdOf(notice),
    "x-amz-sns-topic-arn": notice.topicArn,
    ...(notice.kind === "notification" ? { "x-amz-sns-subscription-arn": notice.subscriptionArn } : {}),
    ...(isRaw(notice, record) ? { "x-amz-sns-rawdelivery": "true" } : {}),
  };
  const body = isRaw(notice, record) ? notice.message.text : envelope(notice);
  const status = await deps.endpoints.post(record.endpoint, headers, body, signal);
  if (status >= 200 && status < 300) return done;
  // "Client-side errors" are not tried again, but for 429; a redirect is not followed, and is no answer either.
  const isClientError = status >= 400 && status < 500 && status !== 429;
  return failed(`HTTP_${status}`, `The endpoint answered with status ${status}.`, !isClientError);
}

function failed(code: string, message: string, retryable: boolean): Attempt {
  return { kind: "failed", failure: { code, message }, retryable };
}

const throttled = new Set(["RequestThrottled", "TooManyRequestsException", "ThrottlingException", "Throttling"]);

/** What a service refuses it will refuse again, unless it was busy; where no answer came there may be one next time. */
function asFailure(error: unknown): Attempt {
  if (!(error instanceof ServiceError)) return failed("ConnectionFailure", error instanceof Error ? error.message : String(error), true);
  const isRefusal = error.httpStatus >= 400 && error.httpStatus < 500 && error.httpStatus !== 429 && !throttled.has(error.code);
  return failed(error.code, error.message, !isRefusal || error.code === "SdkClientException");
}
