/**
 * Functions fed from SQS queues. Long polls fetch messages; a batch that the function has dealt with is deleted, what
 * failed comes back when its visibility timeout is over, and goes to the queue's dead-letter queue by the queue's own
 * rule. Under load more workers poll, up to MaximumConcurrency; without it one does.
 */

import { type AwsCaller, parseArn, queueUrlOf, ServiceError } from "../../aws/index.ts";
import type { Message, ReceiveMessageResult } from "../../models/sqs.ts";
import { compileFilters, type RecordFilter } from "./event-source-filter.ts";
import { type EventSourceKind, type EventSourcePoller, type GivenSettings, pause, type PollerDeps } from "./event-source-poller.ts";
import type { EventSourceSettings } from "./event-source-record.ts";
import { failedItems } from "./event-source-response.ts";
import { invalidParameter } from "./function-name.ts";
import * as limits from "./limits.ts";

export const sqsEventSource: EventSourceKind = {
  service: "sqs",
  settings: checkSettings,
  start: (deps) => new SqsPoller(deps),
};

/** Of streams and other sources. */
const foreign: readonly (keyof GivenSettings)[] = [
  "StartingPosition",
  "StartingPositionTimestamp",
  "ParallelizationFactor",
  "DestinationConfig",
  "MaximumRecordAgeInSeconds",
  "BisectBatchOnFunctionError",
  "MaximumRetryAttempts",
  "TumblingWindowInSeconds",
];

const batchSizeDefault = 10;
/** Of `{"Records":[]}`, and some to spare. */
const eventOverheadBytes = 64;

async function checkSettings(
  request: GivenSettings,
  { arn, functionTimeoutSeconds, present, aws }: Parameters<EventSourceKind["settings"]>[1],
): Promise<EventSourceSettings> {
  for (const name of foreign)
    if (request[name] !== undefined) throw invalidParameter(`${name} is not a valid parameter for SQS event sources.`);
  const isFifo = arn.endsWith(".fifo");
  const batchSize = request.BatchSize ?? present?.batchSize ?? batchSizeDefault;
  const batchingWindowSeconds = request.MaximumBatchingWindowInSeconds ?? present?.batchingWindowSeconds ?? 0;
  if (batchSize > 10 && isFifo) throw invalidParameter("The batch size of FIFO queues is at most 10.");
  if (batchingWindowSeconds > 0 && isFifo) throw invalidParameter("Batching window is not supported for FIFO queues.");
  if (batchSize > 10 && batchingWindowSeconds === 0) {
    throw invalidParameter("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10");
  }
  const filterCriteria = request.FilterCriteria ?? present?.filterCriteria;
  compileFilters(filterCriteria);
  await checkQueue(arn, functionTimeoutSeconds, aws);
  return {
    batchSize,
    batchingWindowSeconds,
    // An empty list takes the filters away.
    filterCriteria: (filterCriteria?.Filters ?? []).length === 0 ? undefined : filterCriteria,
    responseTypes: request.FunctionResponseTypes ?? present?.responseTypes,
    scaling: request.ScalingConfig ?? present?.scaling,
  };
}

async function checkQueue(arn: string, functionTimeoutSeconds: number, aws: AwsCaller): Promise<void> {
  const { input, region, accountId } = queueOf(arn);
  let visibilitySeconds: number;
  try {
    const { Attributes } = await aws.call<{ readonly Attributes?: Readonly<Record<string, string>> }>({
      service: "sqs",
      operation: "GetQueueAttributes",
      input: { ...input, AttributeNames: ["VisibilityTimeout"] },
      region,
      accountId,
    });
    visibilitySeconds = Number(Attributes?.["VisibilityTimeout"]);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const code = error.code === "QueueDoesNotExist" ? "AWS.SimpleQueueService.NonExistentQueue" : error.code;
    throw invalidParameter(`Error occurred while ReceiveMessage. SQS Error Code: ${code}. SQS Error Message: ${error.message}`);
  }
  if (visibilitySeconds < functionTimeoutSeconds) {
    throw invalidParameter(
      `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${functionTimeoutSeconds} seconds`,
    );
  }
}

function queueOf(arn: string): { readonly input: { readonly QueueUrl: string }; readonly region: string; readonly accountId: string } {
  const { region, accountId, resource } = parseArn(arn) ?? { region: "", accountId: "", resource: "" };
  return { input: { QueueUrl: queueUrlOf({ region, accountId, resource }) }, region, accountId };
}

class SqsPoller implements EventSourcePoller {
  readonly #deps: PollerDeps;
  readonly #queue;
  readonly #filter: RecordFilter | undefined;
  readonly #stop = new AbortController();
  readonly #workers = new Set<Promise<void>>();
  readonly #workersMax: number;

  constructor(deps: PollerDeps) {
    const { settings, eventSourceArn } = deps.mapping;
    this.#deps = deps;
    this.#queue = queueOf(eventSourceArn);
    this.#filter = compileFilters(settings.filterCriteria);
    this.#workersMax = Math.min(settings.scaling?.MaximumConcurrency ?? limits.eventSourceWorkersDefault, limits.processesMax);
    this.#hire();
  }

  async stop(): Promise<void> {
    this.#stop.abort("draining");
    await Promise.all(this.#workers);
  }

  get #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #hire(): void {
    if (this.#isStopped || this.#workers.size >= this.#workersMax) return;
    const worker: Promise<void> = this.#work()
      .catch((error: unknown) => this.#deps.platform.logger.error("a worker of an event source mapping ended", { error }))
      .finally(() => this.#workers.delete(worker));
    this.#workers.add(worker);
  }

  /** Batch after batch. Whoever finds the queue empty goes, unless it is the last. */
  async #work(): Promise<void> {
    let failures = 0;
    while (!this.#isStopped) {
      try {
        const beganMs = this.#deps.platform.clock.nowMs();
        const batch = await this.#gather();
        if (batch.length === 0) {
          if (this.#workers.size > 1) return;
          // A queue that does not wait, elsewhere perhaps, is not asked again and again without a pause.
          if (this.#deps.platform.clock.nowMs() - beganMs < limits.eventSourceShortPollMs) await this.#pause(limits.eventSourceShortPollMs);
          continue;
        }
        if (this.#isStopped) {
          return await this.#settle(
            "ChangeMessageVisibilityBatch",
            batch.map(({ ReceiptHandle = "" }) => ReceiptHandle),
          );
        }
        // There is more where this came from: somebody else looks while this batch is worked on.
        this.#hire();
        failures = (await this.#process(batch)) ? 0 : failures + 1;
      } catch (error) {
        if (this.#isStopped) return;
        failures += 1;
        const code = error instanceof ServiceError ? error.code : "InternalError";
        this.#deps.report(`PROBLEM: ${code}`);
        this.#deps.platform.logger.warn("an event source could not be read", {
          source: this.#deps.mapping.eventSourceArn,
          failures,
          error,
        });
      }
      if (failures > 0)
        await this.#pause(Math.min(limits.eventSourceBackoffFirstMs * 2 ** Math.min(failures - 1, 20), limits.eventSourceBackoffLongestMs));
    }
  }

  /** Up to the batch size; with a batching window, what comes within it of the first message. */
  async #gather(): Promise<readonly Message[]> {
    const { batchSize, batchingWindowSeconds } = this.#deps.mapping.settings;
    const { clock } = this.#deps.platform;
    const batch = [...(await this.#receive(batchSize, limits.eventSourcePollSeconds))];
    if (batch.length === 0 || batchingWindowSeconds === 0) return batch;
    const untilMs = clock.nowMs() + batchingWindowSeconds * 1_000;
    let bytes = bytesOf(batch);
    while (batch.length < batchSize && bytes < limits.eventSourceBatchBytesMax && !this.#isStopped) {
      const leftSeconds = Math.floor((untilMs - clock.nowMs()) / 1_000);
      if (leftSeconds < 0) break;
      let more: readonly Message[];
      try {
        more = await this.#receive(batchSize - batch.length, Math.min(leftSeconds, limits.eventSourcePollSeconds));
      } catch {
        // What came before is worked on, or let go; whatever is wrong, the next poll tells of it again.
        break;
      }
      batch.push(...more);
      bytes += bytesOf(more);
      if (more.length === 0 && leftSeconds === 0) break;
    }
    return batch;
  }

  async #receive(max: number, waitSeconds: number): Promise<readonly Message[]> {
    const { Messages = [] } = await this.#call<ReceiveMessageResult>("ReceiveMessage", {
      MaxNumberOfMessages: Math.min(max, 10),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    return Messages;
  }

  /** Whether the batch is dealt with, as far as this side goes. */
  async #process(messages: readonly Message[]): Promise<boolean> {
    const { eventSourceArn } = this.#deps.mapping;
    const wanted: SqsRecord[] = [];
    const unwanted: SqsRecord[] = [];
    for (const message of messages) {
      const record = recordOf(message, eventSourceArn);
      if (this.#filter === undefined || this.#filter(record, "body")) wanted.push(record);
      else unwanted.push(record);
    }
    await this.#settle("DeleteMessageBatch", handlesOf(unwanted));
    const parts = partsThatFit(wanted);
    for (const [at, part] of parts.entries()) {
      const verdict = await this.#give(part);
      // In a FIFO queue nothing may pass what has failed before it.
      if (verdict === "refused" || (verdict === "failed" && eventSourceArn.endsWith(".fifo"))) {
        await this.#settle("ChangeMessageVisibilityBatch", handlesOf(parts.slice(at + 1).flat()));
        // A function that failed had its turn; one that did not run has not, and the queue is left alone for a while.
        return verdict === "failed";
      }
    }
    return true;
  }

  /** What the function makes of these records. Those it has dealt with are deleted; "failed" when there are others. */
  async #give(records: readonly SqsRecord[]): Promise<"dealtWith" | "failed" | "refused"> {
    const { mapping, invoke, report, platform } = this.#deps;
    const outcome = await invoke(JSON.stringify({ Records: records }));
    if (outcome.kind !== "succeeded") {
      if (!this.#isStopped) report(outcome.kind === "failed" ? "PROBLEM: Function call failed" : `PROBLEM: ${outcome.code}`);
      return outcome.kind;
    }
    const failed = failedItems(
      outcome.payload,
      mapping.settings.responseTypes,
      records.map(({ messageId }) => messageId),
    );
    if (failed === "all") platform.logger.info("a function answered that its whole batch failed", { functionArn: mapping.functionArn });
    const done = failed === "all" ? [] : records.filter(({ messageId }) => !failed.has(messageId));
    // Not ended with the poller: what the function has dealt with must not come again.
    await this.#settle("DeleteMessageBatch", handlesOf(done));
    report(failed === "all" ? "PROBLEM: Function call failed" : "OK");
    return done.length === records.length ? "dealtWith" : "failed";
  }

  /** Deletes messages, or lets them go: nobody begins with those any more, so they are there for others at once. */
  async #settle(operation: "DeleteMessageBatch" | "ChangeMessageVisibilityBatch", handles: readonly string[]): Promise<void> {
    const more = operation === "DeleteMessageBatch" ? {} : { VisibilityTimeout: 0 };
    for (let at = 0; at < handles.length; at += 10) {
      const Entries = handles.slice(at, at + 10).map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, ...more }));
      await this.#deps.aws.call({ service: "sqs", operation, ...this.#queue, input: { ...this.#queue.input, Entries } });
    }
  }

  async #call<Output>(operation: string, input: object): Promise<Output> {
    return await this.#deps.aws.call<Output>({
      service: "sqs",
      operation,
      ...this.#queue,
      input: { ...this.#queue.input, ...input },
      signal: this.#stop.signal,
    });
  }

  #pause(durationMs: number): Promise<void> {
    return pause(this.#deps.platform.clock, durationMs, this.#stop.signal);
  }
}

function bytesOf(messages: readonly Message[]): number {
  let bytes = 0;
  for (const { Body = "" } of messages) bytes += Buffer.byteLength(Body);
  return bytes;
}

type SqsRecord = ReturnType<typeof recordOf>;

const handlesOf = (records: readonly SqsRecord[]): readonly string[] => records.map(({ receiptHandle }) => receiptHandle);

/** "Up to the payload limit for synchronous invocation": ten messages may be larger than that. */
function partsThatFit(records: readonly SqsRecord[]): readonly (readonly SqsRecord[])[] {
  const parts: SqsRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const recordBytes = Buffer.byteLength(JSON.stringify(record)) + 1;
    bytes += recordBytes;
    const part = parts.at(-1);
    if (part !== undefined && bytes <= limits.requestPayloadBytesMax - eventOverheadBytes) part.push(record);
    else {
      parts.push([record]);
      bytes = recordBytes;
    }
  }
  return parts;
}

/** A message as functions get it (developer guide, "Using Lambda with Amazon SQS"). */
function recordOf(message: Message, queueArn: string) {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      ...(StringValue === undefined ? {} : { stringValue: StringValue }),
      ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ]);
  return {
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes) as Readonly<Record<string, unknown>>,
    ...(message.MD5OfMessageAttributes === undefined ? {} : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody ?? "",
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: parseArn(queueArn)?.region ?? "",
  };
}
