/** One try of a delivery, and what becomes of it in the end. */

import { createHash } from "node:crypto";
import { type Arn, parseArn, ServiceError } from "../../aws/index.ts";
import { type Attempt, callTarget, type DeliveryState, failedAttempt, type RetryPolicy, sendDeadLetter } from "../../outbox/index.ts";
import { invokeApiDestination } from "./api-destination-call.ts";
import type { EventsContext } from "./context.ts";
import { type Delivery, type EventDelivery, ingest } from "./ingest.ts";
import { eventAgeSecondsDefault, hopsMax, retriesDefault } from "./limits.ts";
import { busNamed } from "./names.ts";
import { findBus } from "./bus-record.ts";
import { InvalidInput, targetInput } from "./target-input.ts";
import { targetKind } from "./target-kinds.ts";

export function retryPolicyOf({ target, ingestedMs }: Delivery): RetryPolicy {
  const { MaximumRetryAttempts = retriesDefault, MaximumEventAgeInSeconds = eventAgeSecondsDefault } = target.RetryPolicy ?? {};
  return { retriesMax: MaximumRetryAttempts, untilMs: ingestedMs + MaximumEventAgeInSeconds * 1000 };
}

/** Who calls a target that names no role: AWS's own name of the service. */
const principal = "events.amazonaws.com";

const failed = (code: string, message: string): Attempt => ({ kind: "failed", failure: { code, message }, retryable: false });

export async function sendDelivery(
  delivery: EventDelivery,
  { isItsTurn = false }: DeliveryState,
  context: EventsContext,
  signal: AbortSignal,
): Promise<Attempt> {
  const { target, eventId } = delivery;
  const arn = parseArn(target.Arn);
  const kind = arn === undefined ? undefined : targetKind(arn);
  if (arn === undefined || kind === undefined) return failed("INVALID_PARAMETER", `${target.Arn} cannot be delivered to.`);
  try {
    const payload = targetInput(delivery);
    switch (kind) {
      case "event-bus":
        return await passOn(delivery, context);
      case "api-destination":
        return await invokeApiDestination(delivery, payload, isItsTurn, context, signal);
      case "logs":
        await putLogEvent(delivery, arn, payload, context, signal);
        break;
      default:
        await callTarget(context.aws, kind, {
          arn,
          payload,
          messageGroupId: target.SqsParameters?.MessageGroupId,
          // The same for every try of this delivery, and another one for each target of each rule.
          executionName: `${eventId}_${digest(`${delivery.ruleArn} ${target.Id}`).slice(0, 36)}`,
          traceHeader: delivery.traceHeader,
          roleArn: target.RoleArn ?? principal,
          signal,
        });
    }
    return { kind: "done" };
  } catch (error) {
    return error instanceof InvalidInput ? failed("INVALID_JSON", error.message) : failedAttempt(error);
  }
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** To another bus of this server: the event keeps its source, account, region and time. */
async function passOn({ target, event, eventId, hops, traceHeader }: EventDelivery, context: EventsContext): Promise<Attempt> {
  const arn = parseArn(target.Arn) as Arn;
  const bus = busNamed(target.Arn, arn);
  if (hops >= hopsMax)
    return failed("THIRD_ACCOUNT_HOP_DETECTED", `The event was passed on from bus to bus ${hops} times; it looks endless.`);
  if ((await findBus(context.records, bus)) === undefined) return failed("NO_RESOURCE", `Event bus ${bus.bus} does not exist.`);
  const parsed = JSON.parse(event) as Readonly<Record<string, unknown>>;
  const timeMs = Date.parse(String(parsed["time"]));
  const ingestedMs = context.platform.clock.nowMs();
  await ingest([{ bus, id: eventId, text: event, parsed, timeMs, ingestedMs, hops: hops + 1, traceHeader }], context);
  return { kind: "done" };
}

/** The log group must be there, as on AWS; the stream is the target's own. A template may give `{"timestamp": ..., "message": ...}`. */
async function putLogEvent(
  delivery: EventDelivery,
  arn: Arn,
  payload: string,
  { aws, platform }: EventsContext,
  signal: AbortSignal,
): Promise<void> {
  const { target, ruleArn } = delivery;
  const where = { service: "logs", region: arn.region, accountId: arn.accountId, principalArn: principal, signal };
  const logGroupName = arn.resource.slice("log-group:".length).replace(/:\*$/, "");
  const hash = digest(`${ruleArn} ${target.Id}`);
  const logStreamName = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20, 32)}`;
  const template = target.InputTransformer === undefined ? undefined : logTemplate(payload);
  const message = template?.message ?? payload;
  const logEvents = [{ timestamp: template?.timestamp ?? platform.clock.nowMs(), message }];
  const put = () => aws.call({ ...where, operation: "PutLogEvents", input: { logGroupName, logStreamName, logEvents } });
  try {
    await put();
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === "ResourceNotFoundException")) throw error;
    try {
      await aws.call({ ...where, operation: "CreateLogStream", input: { logGroupName, logStreamName } });
    } catch (made) {
      if (!(made instanceof ServiceError && made.code === "ResourceAlreadyExistsException")) throw made;
    }
    await put();
  }
}

function logTemplate(payload: string): { readonly timestamp: number | undefined; readonly message: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined; // plain text is a message as it is
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { timestamp, message } = value as Readonly<Record<string, unknown>>;
  if (typeof message !== "string" || message === "") return undefined;
  const atMs = typeof timestamp === "string" ? Date.parse(timestamp) : Number(timestamp);
  return { timestamp: Number.isFinite(atMs) && timestamp !== null ? atMs : undefined, message };
}

/** EventBridge user guide, "Using dead-letter queues": the event as it came, the rest in the message's attributes. */
export async function sendToDeadLetterQueue(
  delivery: EventDelivery,
  { failures, lastFailure }: DeliveryState,
  why: "exhausted" | "refused",
  { aws, platform }: Pick<EventsContext, "aws" | "platform">,
  signal: AbortSignal,
): Promise<Attempt> {
  const { target, ruleArn, event } = delivery;
  if (target.DeadLetterConfig?.Arn === undefined) return { kind: "done" };
  const { retriesMax } = retryPolicyOf(delivery);
  const condition = failures > retriesMax ? "MaximumRetryAttempts" : "MaximumEventAgeInSeconds";
  platform.logger.info("an event goes to the dead-letter queue of its target", { ruleArn, targetArn: target.Arn });
  return await sendDeadLetter(
    aws,
    { queueArn: target.DeadLetterConfig.Arn, principal },
    event,
    {
      RULE_ARN: ruleArn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: lastFailure?.code,
      ERROR_MESSAGE: lastFailure?.message.slice(0, 1_024),
      EXHAUSTED_RETRY_CONDITION: why === "exhausted" ? condition : undefined,
      RETRY_ATTEMPTS: String(Math.max(failures - 1, 0)),
    },
    signal,
  );
}
