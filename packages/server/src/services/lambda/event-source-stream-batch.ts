/**
 * One batch of a stream's records: given to the function until it is dealt with, split where that is wanted, or given up and told to a
 * destination (developer guide, "Using Lambda with DynamoDB": error handling). Records behind it wait meanwhile, so that order is kept.
 */

import { type AwsCaller, parseArn, queueUrlOf } from "../../aws/index.ts";
import type { Record as StreamRecord } from "../../models/dynamodbstreams.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordFilter } from "./event-source-filter.ts";
import type { BatchOutcome } from "./event-source-poller.ts";
import type { EventSourceSettings, ProcessingResult } from "./event-source-record.ts";
import { failedItems } from "./event-source-response.ts";
import { invalidParameter } from "./function-name.ts";
import * as limits from "./limits.ts";

export type StreamEvent = ReturnType<typeof eventOf>;

export interface StreamBatch {
  readonly shardId: string;
  /** At least one. */
  readonly events: readonly StreamEvent[];
}

export interface BatchDeps {
  readonly settings: EventSourceSettings;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly filter: RecordFilter | undefined;
  readonly platform: Platform;
  readonly aws: AwsCaller;
  readonly home: { readonly region: string; readonly accountId: string };
  readonly invoke: (payload: string) => Promise<BatchOutcome>;
  readonly report: (result: ProcessingResult) => void;
  /** Everything up to that record is dealt with: durable when it resolves. */
  readonly done: (lastSequence: string) => Promise<void>;
  readonly pause: (durationMs: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/** A part of a batch that is tried as one. */
interface Part {
  readonly events: readonly StreamEvent[];
  /** Times the function failed it. */
  readonly failures: number;
}

type GivenUp = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** Resolves when all of the batch is dealt with, or the poller stops. */
export async function processBatch(batch: StreamBatch, deps: BatchDeps): Promise<void> {
  const parts: Part[] = [{ events: batch.events, failures: 0 }];
  for (let refusals = 0; parts.length > 0 && !deps.isStopped(); ) {
    const part = parts.shift() as Part;
    const verdict = await tryPart(part, deps);
    if (verdict.kind === "again") refusals += 1;
    else refusals = 0;
    switch (verdict.kind) {
      case "dealtWith":
        await deps.done(lastOf(part.events));
        break;
      case "tooLarge":
        parts.unshift(...halvesOf(part));
        break;
      case "again":
        parts.unshift(part);
        await deps.pause(backoffMs(refusals));
        break;
      case "failed": {
        if (verdict.upTo !== undefined) await deps.done(verdict.upTo);
        const left = { events: verdict.left, failures: part.failures + 1 };
        const givenUp = whyGivenUp(left, deps);
        if (givenUp !== undefined) {
          await tellDestination(batch.shardId, left, givenUp, deps);
          await deps.done(lastOf(left.events));
        } else {
          parts.unshift(...retried(left, verdict.upTo !== undefined, deps.settings));
          await deps.pause(backoffMs(left.failures));
        }
        break;
      }
    }
  }
}

type Verdict =
  | { readonly kind: "dealtWith" }
  /** The function did not run. */
  | { readonly kind: "again" }
  /** More than one invocation can be given. */
  | { readonly kind: "tooLarge" }
  /** Records before `left` are dealt with, up to and with `upTo`. */
  | { readonly kind: "failed"; readonly upTo: string | undefined; readonly left: readonly StreamEvent[] };

async function tryPart({ events }: Part, { settings, filter, invoke, report }: BatchDeps): Promise<Verdict> {
  const wanted = filter === undefined ? events : events.filter((event) => filter(event as unknown as Record<string, unknown>, "dynamodb"));
  if (wanted.length === 0) return { kind: "dealtWith" };
  const outcome = await invoke(JSON.stringify({ Records: wanted }, bytesAsBase64));
  if (outcome.kind === "refused") {
    // DynamoDB's JSON may be several times as long as what the records count for.
    if (outcome.code === "RequestTooLargeException" && events.length > 1) return { kind: "tooLarge" };
    report(`PROBLEM: ${outcome.code}`);
    return { kind: "again" };
  }
  const failed =
    outcome.kind === "failed"
      ? "all"
      : failedItems(
          outcome.payload,
          settings.responseTypes,
          wanted.map(({ dynamodb }) => dynamodb.SequenceNumber),
        );
  if (failed !== "all" && failed.size === 0) {
    report("OK");
    return { kind: "dealtWith" };
  }
  report("PROBLEM: Function call failed");
  if (failed === "all") return { kind: "failed", upTo: undefined, left: events };
  // The first that failed and all behind it come again.
  const first = events.findIndex(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
  const before = events[first - 1];
  return { kind: "failed", upTo: before?.dynamodb.SequenceNumber, left: events.slice(first) };
}

function whyGivenUp({ events, failures }: Part, { settings: { more = {} }, platform }: BatchDeps): GivenUp | undefined {
  const attempts = more.MaximumRetryAttempts ?? -1;
  const canSplit = more.BisectBatchOnFunctionError === true && events.length > 1;
  if (attempts >= 0 && failures > attempts && !canSplit) return "RetryAttemptsExhausted";
  const ageSeconds = more.MaximumRecordAgeInSeconds ?? -1;
  const oldestMs = (events[0]?.dynamodb.ApproximateCreationDateTime ?? 0) * 1_000;
  const maxMs = ageSeconds >= 0 ? ageSeconds * 1_000 : limits.eventSourceStreamRetentionMs;
  return platform.clock.nowMs() - oldestMs > maxMs ? "RecordAgeExceeded" : undefined;
}

/** "Splitting a batch does not count towards the retry quota." What the function has split itself is not split again. */
function retried({ events, failures }: Part, isSplit: boolean, { more = {} }: EventSourceSettings): readonly Part[] {
  if (more.BisectBatchOnFunctionError !== true || events.length < 2 || isSplit) return [{ events, failures }];
  return halvesOf({ events, failures: failures - 1 });
}

function halvesOf({ events, failures }: Part): readonly Part[] {
  const middle = Math.ceil(events.length / 2);
  return [
    { events: events.slice(0, middle), failures },
    { events: events.slice(middle), failures },
  ];
}

/** The record of what was given up: where it stands in the stream, not what it holds. */
async function tellDestination(shardId: string, { events, failures }: Part, condition: GivenUp, deps: BatchDeps): Promise<void> {
  const destination = deps.settings.more?.DestinationConfig?.OnFailure?.Destination;
  if (destination === undefined || destination === "") return;
  const { platform, functionArn, streamArn } = deps;
  const arrivalOf = (event: StreamEvent | undefined) => new Date((event?.dynamodb.ApproximateCreationDateTime ?? 0) * 1_000).toISOString();
  const record = JSON.stringify({
    requestContext: { requestId: platform.random.uuid(), functionArn, condition, approximateInvokeCount: failures },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp: new Date(platform.clock.nowMs()).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: events[0]?.dynamodb.SequenceNumber,
      endSequenceNumber: lastOf(events),
      approximateArrivalOfFirstRecord: arrivalOf(events[0]),
      approximateArrivalOfLastRecord: arrivalOf(events.at(-1)),
      batchSize: events.length,
      streamArn,
    },
  });
  for (let failed = 0; !deps.isStopped(); failed++) {
    try {
      return await send(destination, record, deps);
    } catch (error) {
      platform.logger.warn("a failed batch could not be told to its destination", { destination, error });
      // A destination that does not take it holds the shard up only so long: the records are given up already.
      if (failed >= limits.eventSourceDestinationTriesMax) return;
      await deps.pause(backoffMs(failed + 1));
    }
  }
}

async function send(destination: string, record: string, { aws, home }: BatchDeps): Promise<void> {
  const { service, region = home.region, accountId = home.accountId, resource = "" } = parseArn(destination) ?? {};
  switch (service) {
    case "sqs": {
      const input = { QueueUrl: queueUrlOf({ region, accountId, resource }), MessageBody: record };
      await aws.call({ service, operation: "SendMessage", input, region, accountId });
      return;
    }
    case "sns":
      await aws.call({ service, operation: "Publish", input: { TopicArn: destination, Message: record }, region, accountId });
      return;
    default:
      throw invalidParameter(`The destination must be an SQS queue or an SNS topic: ${destination}`);
  }
}

function backoffMs(failures: number): number {
  return Math.min(limits.eventSourceBackoffFirstMs * 2 ** Math.min(failures - 1, 20), limits.eventSourceBackoffLongestMs);
}

function lastOf(events: readonly StreamEvent[]): string {
  return events.at(-1)?.dynamodb.SequenceNumber ?? "";
}

/** A record as functions get it. */
export function eventOf(record: StreamRecord, streamArn: string) {
  const { dynamodb = {}, userIdentity, ...event } = record;
  return {
    ...event,
    dynamodb: {
      ...dynamodb,
      SequenceNumber: dynamodb.SequenceNumber ?? "",
      ApproximateCreationDateTime: (dynamodb.ApproximateCreationDateTime ?? 0) / 1_000,
    },
    ...(userIdentity === undefined ? {} : { userIdentity: { principalId: userIdentity.PrincipalId, type: userIdentity.Type } }),
    eventSourceARN: streamArn,
  };
}

/** For JSON.stringify, which hands over what an object's own toJSON made of it. */
function bytesAsBase64(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const given = this[key];
  return given instanceof Uint8Array ? Buffer.from(given.buffer, given.byteOffset, given.byteLength).toString("base64") : value;
}
