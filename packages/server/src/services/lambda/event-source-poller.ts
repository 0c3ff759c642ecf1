/**
 * The seam between event source mappings and what they read: one kind for each service that functions can be fed from.
 * A kind says what can be set, and starts a poller for each enabled mapping; `event-sources.ts` does the rest.
 */

import type { AwsCaller } from "../../aws/index.ts";
import type { CreateEventSourceMappingRequest, UpdateEventSourceMappingRequest } from "../../models/lambda.ts";
import type { Clock, Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { EventSourceMappingRecord, EventSourceSettings, ProcessingResult } from "./event-source-record.ts";

/** What a request asks for, whichever operation it is. */
export type GivenSettings = Omit<CreateEventSourceMappingRequest, "FunctionName" | "EventSourceArn" | "Enabled" | "Tags"> &
  Omit<UpdateEventSourceMappingRequest, "UUID" | "FunctionName" | "Enabled">;

/** What the function answered to a batch. */
export type BatchOutcome =
  | { readonly kind: "succeeded"; readonly payload: string }
  /** The function ran and failed. */
  | { readonly kind: "failed" }
  /** It did not run: throttled, or gone. */
  | { readonly kind: "refused"; readonly code: string };

export interface PollerDeps {
  readonly platform: Platform;
  readonly aws: AwsCaller;
  /** For what a poller has to remember: how far it has read. Kinds of record begin with `lambda.event-source-`. */
  readonly records: RecordStore;
  readonly mapping: EventSourceMappingRecord;
  /** Invokes the mapping's function and waits. Rejects only on a bug. */
  readonly invoke: (payload: string) => Promise<BatchOutcome>;
  /** Tells how the last batch went. */
  readonly report: (result: ProcessingResult) => void;
}

export interface EventSourcePoller {
  /** Nothing is read any more; resolves when the batches under way have come to their end. */
  stop(): Promise<void>;
}

export interface EventSourceKind {
  /** Service of the source's ARN: `sqs`, `dynamodb`. */
  readonly service: string;
  /**
   * Checks what a mapping is to be, and fills in what was left out; `present` when one is changed. Rejects with
   * InvalidParameterValueException in Lambda's words.
   */
  settings(
    request: GivenSettings,
    source: {
      readonly arn: string;
      readonly functionTimeoutSeconds: number;
      readonly present: EventSourceSettings | undefined;
      readonly aws: AwsCaller;
    },
  ): Promise<EventSourceSettings>;
  start(deps: PollerDeps): EventSourcePoller;
}

/** What every poller does between its tries. Resolves at once when the signal fires. */
export function pause(clock: Clock, durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.at(clock.nowMs() + durationMs, end);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
