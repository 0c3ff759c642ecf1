/** Targets of schedules: which there are, and one invocation of one. */

import { type AwsCaller, parseArn } from "../../aws/index.ts";
import type { Target } from "../../models/scheduler.ts";
import {
  type Attempt,
  callTarget,
  type DeliveryState,
  failedAttempt,
  isCallable,
  type RetryPolicy,
  sendDeadLetter,
} from "../../outbox/index.ts";
import { invalid, notSupported } from "./errors.ts";
import { eventAgeSecondsDefault, inputBytesMax, retriesDefault } from "./limits.ts";
import { isUniversal, type UniversalTargets } from "./universal-target.ts";

/** One invocation, as the outbox keeps it. */
export interface Invocation {
  readonly scheduleArn: string;
  readonly region: string;
  readonly accountId: string;
  /** As it was when its time came. */
  readonly target: Target;
  /** The time of the schedule that this is for. */
  readonly scheduledMs: number;
  readonly invokedMs: number;
  /** AWS's execution id of the invocation: the same for each try. */
  readonly executionId: string;
}

const unsupportedMembers = ["EcsParameters", "KinesisParameters", "SageMakerPipelineParameters"] as const;

/** Throws ValidationException for a target that could not be invoked. */
export async function checkTarget(target: Target, universal: UniversalTargets): Promise<void> {
  const { Arn, Input, SqsParameters, EventBridgeParameters } = target;
  for (const name of unsupportedMembers) if (target[name] !== undefined) throw notSupported(`${name} of targets`);
  if (Input !== undefined && Buffer.byteLength(Input) > inputBytesMax)
    throw invalid(`The target's input is longer than ${inputBytesMax} bytes.`);
  if (isUniversal(Arn)) {
    await universal.check(Arn);
    if (Input !== undefined && !isObject(Input)) throw invalid("The input of a universal target must be a JSON object.");
    return;
  }
  const arn = parseArn(Arn);
  if (arn === undefined) throw invalid(`Provided Arn is not in correct format: ${Arn}`);
  const isBus = arn.service === "events" && arn.resource.startsWith("event-bus/");
  if (!isBus && !isCallable(arn.service))
    throw notSupported(`targets of ${arn.service} (${Arn}); the universal target arn:aws:scheduler:::aws-sdk:<service>:<action> may do`);
  if (isBus && EventBridgeParameters === undefined)
    throw invalid("EventBridgeParameters must be specified for a target that is an event bus.");
  if (!isBus && EventBridgeParameters !== undefined) throw invalid("EventBridgeParameters are for targets that are event buses.");
  if (arn.service === "sqs" && arn.resource.endsWith(".fifo") && SqsParameters?.MessageGroupId === undefined) {
    throw invalid("SqsParameters.MessageGroupId must be specified for a target that is a FIFO queue.");
  }
  if (arn.service !== "sqs" && SqsParameters !== undefined) throw invalid("SqsParameters are for targets that are queues.");
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false; // the answer to the question
  }
}

export function retryPolicyOf({ target, invokedMs }: Invocation): RetryPolicy {
  const { MaximumRetryAttempts = retriesDefault, MaximumEventAgeInSeconds = eventAgeSecondsDefault } = target.RetryPolicy ?? {};
  return { retriesMax: MaximumRetryAttempts, untilMs: invokedMs + MaximumEventAgeInSeconds * 1000 };
}

const secondsText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** User guide, "Context attributes": replaced wherever they stand in the input. */
function withAttributes(text: string, { scheduleArn, scheduledMs, executionId }: Invocation, attempt: number): string {
  const values: Readonly<Record<string, string>> = {
    "aws.scheduler.schedule-arn": scheduleArn,
    "aws.scheduler.scheduled-time": secondsText(scheduledMs),
    "aws.scheduler.execution-id": executionId,
    "aws.scheduler.attempt-number": String(attempt),
  };
  return text.replace(/<(aws\.scheduler\.[a-z-]+)>/g, (token, name: string) => values[name] ?? token);
}

/** What a target gets that was given no input: an event about the schedule. */
function scheduledEvent({ scheduleArn, region, accountId, scheduledMs, executionId }: Invocation): string {
  return JSON.stringify({
    version: "0",
    id: executionId,
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: accountId,
    time: secondsText(scheduledMs),
    region,
    resources: [scheduleArn],
    detail: "{}",
  });
}

export async function invoke(
  invocation: Invocation,
  { failures }: DeliveryState,
  { aws, universal }: { readonly aws: AwsCaller; readonly universal: UniversalTargets },
  signal: AbortSignal,
): Promise<Attempt> {
  const { target, region, accountId, executionId } = invocation;
  const { Arn, RoleArn: roleArn } = target;
  const input = target.Input === undefined ? undefined : withAttributes(target.Input, invocation, failures + 1);
  try {
    if (isUniversal(Arn)) {
      await universal.call({ targetArn: Arn, input: input ?? "{}", region, accountId, roleArn, idempotencyToken: executionId, signal });
      return { kind: "done" };
    }
    const arn = parseArn(Arn);
    if (arn === undefined) throw invalid(`${Arn} is no ARN`);
    if (isCallable(arn.service)) {
      const payload = input ?? scheduledEvent(invocation);
      await callTarget(aws, arn.service, {
        arn,
        payload,
        messageGroupId: target.SqsParameters?.MessageGroupId,
        executionName: executionId,
        roleArn,
        signal,
      });
      return { kind: "done" };
    }
    const { DetailType, Source } = target.EventBridgeParameters ?? {};
    const Entries = [{ EventBusName: Arn, DetailType, Source, Detail: input ?? "{}" }];
    const call = {
      service: "events",
      operation: "PutEvents",
      input: { Entries },
      region: arn.region,
      accountId: arn.accountId,
      principalArn: roleArn,
      signal,
    };
    const answer = await aws.call<{ readonly Entries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[] }>(call);
    const { ErrorCode, ErrorMessage = "" } = answer.Entries?.[0] ?? {};
    if (ErrorCode === undefined) return { kind: "done" };
    return { kind: "failed", failure: { code: ErrorCode, message: ErrorMessage }, retryable: /Throttl|Internal/.test(ErrorCode) };
  } catch (error) {
    return failedAttempt(error);
  }
}

/** User guide, "Configuring a dead-letter queue": the input that was not taken, the rest in the message's attributes. */
export async function buryInvocation(
  invocation: Invocation,
  { failures, lastFailure }: DeliveryState,
  why: "exhausted" | "refused",
  aws: AwsCaller,
  signal: AbortSignal,
): Promise<Attempt> {
  const { target, scheduleArn, scheduledMs, executionId } = invocation;
  if (target.DeadLetterConfig?.Arn === undefined) return { kind: "done" };
  const { retriesMax } = retryPolicyOf(invocation);
  const condition = failures > retriesMax ? "MaximumRetryAttempts" : "MaximumEventAgeInSeconds";
  const payload = target.Input === undefined ? scheduledEvent(invocation) : withAttributes(target.Input, invocation, failures);
  return await sendDeadLetter(
    aws,
    { queueArn: target.DeadLetterConfig.Arn, principal: "scheduler.amazonaws.com" },
    payload,
    {
      SCHEDULE_ARN: scheduleArn,
      TARGET_ARN: target.Arn,
      SCHEDULED_TIME: secondsText(scheduledMs),
      EXECUTION_ID: executionId,
      ERROR_CODE: lastFailure?.code,
      ERROR_MESSAGE: lastFailure?.message.slice(0, 1_024),
      EXHAUSTED_RETRY_CONDITION: why === "exhausted" ? condition : undefined,
      RETRY_ATTEMPTS: String(Math.max(failures - 1, 0)),
      // An input is at most 256 KiB, and a message takes a megabyte.
      IS_PAYLOAD_TRUNCATED: "false",
    },
    signal,
  );
}
