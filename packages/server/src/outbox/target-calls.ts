/**
 * What EventBridge and Scheduler do to their commonest targets, each one call of the target's own API, and what a
 * refusal of such a call means for the delivery.
 */

import { type Arn, type AwsCaller, parseArn, ServiceError } from "../aws/index.ts";
import type { Attempt } from "./outbox.ts";

export interface TargetCall {
  readonly arn: Arn;
  /** Message, input or event: a text, mostly JSON. */
  readonly payload: string;
  /** For FIFO queues. */
  readonly messageGroupId?: string | undefined;
  /** Of the execution that is started: the same name for each try of a delivery starts one execution. */
  readonly executionName?: string | undefined;
  readonly traceHeader?: string | undefined;
  /** On whose behalf. */
  readonly roleArn?: string | undefined;
  readonly signal: AbortSignal;
}

/** Services whose resources `callTarget` can call. */
export type CallableService = "sqs" | "sns" | "lambda" | "states";

export function isCallable(service: string): service is CallableService {
  return service === "sqs" || service === "sns" || service === "lambda" || service === "states";
}

/** Throws what the target's API throws. */
export async function callTarget(aws: AwsCaller, service: CallableService, call: TargetCall): Promise<void> {
  const { arn, payload, traceHeader } = call;
  const text = formatted(arn);
  switch (service) {
    case "sqs":
      await sendToQueue(aws, call, {
        MessageBody: payload,
        ...(call.messageGroupId === undefined ? {} : { MessageGroupId: call.messageGroupId }),
        ...(traceHeader === undefined
          ? {}
          : { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: traceHeader } } }),
      });
      return;
    case "sns":
      await aws.call({ ...whereOf(call), service: "sns", operation: "Publish", input: { TopicArn: text, Message: payload } });
      return;
    case "lambda":
      await aws.call({
        ...whereOf(call),
        service: "lambda",
        operation: "Invoke",
        input: { FunctionName: text, InvocationType: "Event", Payload: Buffer.from(payload) },
      });
      return;
    case "states":
      try {
        const name = call.executionName === undefined ? {} : { name: call.executionName };
        const trace = traceHeader === undefined ? {} : { traceHeader };
        await aws.call({
          ...whereOf(call),
          service: "stepfunctions",
          operation: "StartExecution",
          input: { stateMachineArn: text, input: payload, ...name, ...trace },
        });
      } catch (error) {
        // An earlier try of this delivery started it, and it has ended since.
        if (!(call.executionName !== undefined && error instanceof ServiceError && error.code === "ExecutionAlreadyExists")) throw error;
      }
      return;
  }
}

type Where = Pick<TargetCall, "arn" | "roleArn" | "signal">;

function whereOf({ arn, roleArn, signal }: Where) {
  return { region: arn.region, accountId: arn.accountId, signal, ...(roleArn === undefined ? {} : { principalArn: roleArn }) };
}

const formatted = ({ partition, service, region, accountId, resource }: Arn): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`;

async function sendToQueue(aws: AwsCaller, where: Where, message: Readonly<Record<string, unknown>>): Promise<void> {
  const call = { ...whereOf(where), service: "sqs" };
  const asked = { QueueName: where.arn.resource, QueueOwnerAWSAccountId: where.arn.accountId };
  const { QueueUrl } = await aws.call<{ readonly QueueUrl?: string }>({ ...call, operation: "GetQueueUrl", input: asked });
  await aws.call({ ...call, operation: "SendMessage", input: { QueueUrl, ...message } });
}

/** Texts for the message's attributes; those that are undefined are left out. */
export type DeadLetterAttributes = Readonly<Record<string, string | undefined>>;

/** Sends a dead letter: the payload, with what went wrong beside it. */
export async function sendDeadLetter(
  aws: AwsCaller,
  { queueArn, principal }: { readonly queueArn: string; readonly principal: string },
  payload: string,
  attributes: DeadLetterAttributes,
  signal: AbortSignal,
): Promise<Attempt> {
  const arn = parseArn(queueArn);
  if (arn?.service !== "sqs")
    return { kind: "failed", failure: { code: "INVALID_PARAMETER", message: `${queueArn} is no queue` }, retryable: false };
  const present = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "");
  try {
    await sendToQueue(
      aws,
      { arn, roleArn: principal, signal },
      {
        MessageBody: payload,
        MessageAttributes: Object.fromEntries(present.map(([name, value]) => [name, { DataType: "String", StringValue: value }])),
      },
    );
    return { kind: "done" };
  } catch (error) {
    return failedAttempt(error);
  }
}

const throttled = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|LimitExceeded|ServiceUnavailable/;
const missing = /NotFound|DoesNotExist|NonExistent|NoSuch|NotExist/;
const forbidden = /AccessDenied|NotAuthorized|Unauthorized|Forbidden|AuthorizationError/;

/**
 * What an error of a target's API means: EventBridge user guide, "How EventBridge retries delivering events" and the
 * error codes of its dead letters. A target that is gone or forbids the call is not tried again.
 */
export function failedAttempt(error: unknown): Attempt {
  if (!(error instanceof ServiceError)) {
    return {
      kind: "failed",
      failure: { code: "INTERNAL_ERROR", message: error instanceof Error ? error.message : String(error) },
      retryable: true,
    };
  }
  const message = `${error.message} (Status Code: ${error.httpStatus}; Error Code: ${error.code})`;
  const failed = (code: string, retryable: boolean): Attempt => ({ kind: "failed", failure: { code, message }, retryable });
  // Nobody here speaks that API, and a later try will not find anybody either.
  if (error.httpStatus === 501 || error.code === "UnknownOperationException") return failed("NO_RESOURCE", false);
  if (throttled.test(error.code) || error.httpStatus === 429) return failed("THROTTLING", true);
  if (missing.test(error.code)) return failed("NO_RESOURCE", false);
  if (forbidden.test(error.code)) return failed("NO_PERMISSIONS", false);
  if (error.code === "SdkClientException") return failed("CONNECTION_FAILURE", true);
  return error.httpStatus >= 500 ? failed("ERROR_FROM_TARGET", true) : failed("SDK_CLIENT_ERROR", false);
}
