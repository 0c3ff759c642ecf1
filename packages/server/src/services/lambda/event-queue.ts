/**
 * Asynchronous invocations: kept in the store until they are over, so that they outlive the server; in memory stands
 * only which wait and since when. An event may be run again after a crash, as it may on AWS. A destination's record
 * is put into the queue by the very write that takes the event out of it.
 */

import { ServiceError } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { findEventInvokeConfig } from "./event-invoke-config.ts";
import { agesAtMs, decideEvent, destinationRecord, type EventOutcome } from "./event-outcome.ts";
import { functionArn, type FunctionName, parseFunctionName, qualifiedArn } from "./function-name.ts";
import {
  eventBackoffLongestMs,
  eventConcurrencyMax,
  eventHopsMax,
  eventPayloadBytesMax,
  eventQueueBytesMax,
  eventQueueMax,
} from "./limits.ts";
import { everyRecord } from "./page.ts";

const eventKind = "lambda.event";
/** Apart from the event, so that a retry does not write it again and a start does not read them all. */
const payloadKind = "lambda.event-payload";

/** An event as it is stored. */
export interface EventRecord {
  readonly name: FunctionName;
  readonly requestId: string;
  readonly clientContext: string | undefined;
  readonly payloadBytes: number;
  readonly queuedMs: number;
  readonly dueMs: number;
  readonly failures: number;
  readonly refusals: number;
  /** How many destinations it came through. */
  readonly hops: number;
}

export type NewEvent = Pick<EventRecord, "name" | "requestId" | "clientContext"> & { readonly payload: string };

export interface EventQueue {
  /** Durable when it resolves. Rejects with TooManyRequestsException when the queue is full. */
  add(event: NewEvent): Promise<void>;
  /** Takes up what an earlier server left. */
  open(): Promise<void>;
  /** Nothing begins any more, and what ends is left to the next server. Resolves when nothing is written any more. */
  close(): Promise<void>;
  /** Events that wait or run. */
  readonly count: number;
}

interface Waiting {
  readonly key: string;
  readonly payloadBytes: number;
}

export function createEventQueue(deps: {
  readonly platform: Platform;
  readonly records: RecordStore;
  /** One try. Rejects only on a bug. */
  readonly run: (event: EventRecord, payload: string) => Promise<EventOutcome>;
  /** Bound of the payloads together, bytes. */
  readonly bytesMax?: number;
}): EventQueue {
  const { records, run, bytesMax = eventQueueBytesMax } = deps;
  const { clock, random, logger } = deps.platform;
  const held = new Map<string, Waiting>();
  const ready: Waiting[] = [];
  const delays = new Set<() => void>();
  const working = new Set<Promise<void>>();
  let heldBytes = 0;
  let closed = false;

  const release = ({ key, payloadBytes }: Waiting) => {
    if (held.delete(key)) heldBytes -= payloadBytes;
  };

  const schedule = (waiting: Waiting, dueMs: number) => {
    if (closed) return;
    if (!held.has(waiting.key)) heldBytes += waiting.payloadBytes;
    held.set(waiting.key, waiting);
    if (dueMs <= clock.nowMs()) {
      ready.push(waiting);
      return pump();
    }
    const cancel = clock.at(dueMs, () => {
      delays.delete(cancel);
      ready.push(waiting);
      pump();
    });
    delays.add(cancel);
  };

  const stored = (event: EventRecord, payload: string): { readonly waiting: Waiting; readonly changes: readonly RecordChange[] } => {
    const key = `${String(event.queuedMs).padStart(15, "0")}-${random.uuid()}`;
    return {
      waiting: { key, payloadBytes: event.payloadBytes },
      changes: [
        { kind: eventKind, key, value: event, expectedRevision: 0 },
        { kind: payloadKind, key, value: payload, expectedRevision: 0 },
      ],
    };
  };
  const removed = (key: string): readonly RecordChange[] => [
    { kind: eventKind, key, value: undefined },
    { kind: payloadKind, key, value: undefined },
  ];

  /** The event a destination gets; undefined when there is none or it cannot be delivered. */
  const delivery = (event: EventRecord, destination: string | undefined, record: string) => {
    if (destination === undefined) return undefined;
    const fields = { functionArn: functionArn(event.name), requestId: event.requestId, destination };
    const payloadBytes = Buffer.byteLength(record);
    if (payloadBytes > eventPayloadBytesMax) {
      logger.warn("a destination was not told of an asynchronous invocation: the record is too large", { ...fields, payloadBytes });
      return undefined;
    }
    if (event.hops >= eventHopsMax) {
      logger.warn("a chain of destinations was cut: it looks endless", { ...fields, hops: event.hops });
      return undefined;
    }
    const nowMs = clock.nowMs();
    const name = parseFunctionName(destination, event.name);
    const counts = { failures: 0, refusals: 0, hops: event.hops + 1 };
    return stored(
      { name, requestId: random.uuid(), clientContext: undefined, payloadBytes, queuedMs: nowMs, dueMs: nowMs, ...counts },
      record,
    );
  };

  const work = async (waiting: Waiting): Promise<void> => {
    const { key } = waiting;
    const [found, payload] = await Promise.all([records.get<EventRecord>(eventKind, key), records.get<string>(payloadKind, key)]);
    if (found === undefined || payload === undefined) return release(waiting);
    const event = found.value;
    const settings = (await findEventInvokeConfig(records, event.name))?.value;
    const isTooOld = clock.nowMs() > agesAtMs(event, settings ?? {});
    const outcome: EventOutcome = isTooOld ? { kind: "refused", reason: "it waited for too long" } : await run(event, payload.value);
    // What ended because the server ends has not failed: the next server runs it again.
    if (closed) return;
    const nowMs = clock.nowMs();
    const decision = decideEvent(event, outcome, settings ?? {}, nowMs);
    const fields = { functionArn: qualifiedArn(event.name), requestId: event.requestId, outcome: outcome.kind };
    if (decision.kind === "retry") {
      const { dueMs, failures, refusals } = decision;
      logger.info("an asynchronous invocation will be tried again", { ...fields, delayMs: dueMs - nowMs });
      await records.write([{ kind: eventKind, key, value: { ...event, dueMs, failures, refusals } }]);
      return schedule(waiting, dueMs);
    }
    if (decision.kind === "drop") {
      logger.warn("an asynchronous invocation was dropped: its function is gone", fields);
      await records.write(removed(key));
      return release(waiting);
    }
    const isSuccess = decision.condition === "Success";
    if (!isSuccess) logger.warn("an asynchronous invocation failed for good", { ...fields, condition: decision.condition });
    const arn = `${functionArn(event.name)}:${event.name.qualifier ?? "$LATEST"}`;
    const record = destinationRecord({ requestId: event.requestId, functionArn: arn, payload: payload.value }, decision, outcome, nowMs);
    const next = delivery(event, isSuccess ? settings?.onSuccess : settings?.onFailure, record);
    await records.write([...removed(key), ...(next?.changes ?? [])]);
    release(waiting);
    if (next !== undefined) schedule(next.waiting, nowMs);
  };

  function pump(): void {
    while (!closed && working.size < eventConcurrencyMax) {
      const waiting = ready.shift();
      if (waiting === undefined) return;
      const task: Promise<void> = work(waiting)
        .catch((error: unknown) => {
          // The store failed, or we did: the event is still there.
          logger.error("an asynchronous invocation could not be finished; it is tried again", { error });
          schedule(waiting, clock.nowMs() + eventBackoffLongestMs);
        })
        .finally(() => {
          working.delete(task);
          pump();
        });
      working.add(task);
    }
  }

  return {
    async add({ payload, ...given }) {
      const payloadBytes = Buffer.byteLength(payload);
      if (held.size >= eventQueueMax || heldBytes + payloadBytes > bytesMax) {
        throw new ServiceError("TooManyRequestsException", "Rate Exceeded. The queue of asynchronous invocations is full.", {
          httpStatus: 429,
          fields: { Type: "User", Reason: "FunctionInvocationRateLimitExceeded" },
        });
      }
      const nowMs = clock.nowMs();
      const counts = { failures: 0, refusals: 0, hops: 0 };
      const { waiting, changes } = stored({ ...given, payloadBytes, queuedMs: nowMs, dueMs: nowMs, ...counts }, payload);
      // Counted before it is written, so that many at once cannot pass the bound together.
      held.set(waiting.key, waiting);
      heldBytes += payloadBytes;
      try {
        await records.write(changes);
      } catch (error) {
        release(waiting);
        throw error;
      }
      schedule(waiting, nowMs);
    },
    async open() {
      for await (const { key, value } of everyRecord<EventRecord>(records, eventKind)) {
        if (!held.has(key)) schedule({ key, payloadBytes: value.payloadBytes }, value.dueMs);
      }
    },
    async close() {
      closed = true;
      for (const cancel of delays) cancel();
      await Promise.all(working);
    },
    get count() {
      return held.size;
    },
  };
}
