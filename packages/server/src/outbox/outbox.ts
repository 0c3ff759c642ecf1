/**
 * An outbox: deliveries written to the store before their cause is acknowledged, tried until they succeed or their
 * policy is spent, then handed to the dead-letter queue, and only then removed. What was under way when the server
 * ended is tried again by the next one, so that a delivery may come twice and none is forgotten.
 *
 * A delivery is one record that never changes; how far it has come is a small second one, written after a failure.
 */

import type { Platform } from "../platform/platform.ts";
import type { RecordChange, RecordStore } from "../storage/ports/records.ts";
import { createDueQueue } from "../schedule/index.ts";
import { everyRecord } from "../stored/index.ts";
import { Lanes } from "./lanes.ts";
import * as limits from "./limits.ts";

export interface Failure {
  /** As in a dead letter's ERROR_CODE. */
  readonly code: string;
  readonly message: string;
}

export type Attempt =
  | { readonly kind: "done" }
  /** Not tried: its turn comes then. It counts as no failure, and leaves its place to others until then. */
  | { readonly kind: "later"; readonly dueMs: number }
  /** `retryable` false: trying again is of no use. */
  | { readonly kind: "failed"; readonly failure: Failure; readonly retryable: boolean; readonly retryAfterMs?: number };

export interface RetryPolicy {
  /** Tries after the first one. */
  readonly retriesMax: number;
  /** No try begins after that. */
  readonly untilMs: number;
}

/** How far a delivery has come. */
export interface DeliveryState {
  /** Tries that failed. */
  readonly failures: number;
  readonly dueMs: number;
  readonly lastFailure?: Failure;
  /** An attempt said "later", and this is the time that it named. */
  readonly isItsTurn?: boolean;
  /** The policy is spent: what is tried now is the dead letter. Counts its own failures. */
  readonly deadLetterFailures?: number;
}

export interface OutboxOptions<Item> {
  /** Of the records: `events.delivery`. */
  readonly kind: string;
  readonly platform: Platform;
  readonly records: RecordStore;
  /** Deliveries of one lane share its bound: the target's ARN. */
  readonly laneOf: (item: Item) => string;
  /** Those of a lane go one after the other, in the order in which they were prepared: while one waits to be tried again, so do the rest. */
  readonly inOrder?: boolean;
  readonly policyOf: (item: Item) => RetryPolicy;
  /** One try. A rejection is a bug, and tried again. */
  readonly attempt: (item: Item, state: DeliveryState, signal: AbortSignal) => Promise<Attempt>;
  /** The last thing to be done about an item whose policy is spent; "done" also where there is nothing to do. */
  readonly deadLetter: (item: Item, state: DeliveryState, why: "exhausted" | "refused", signal: AbortSignal) => Promise<Attempt>;
  /** Called once for each delivery that is over, however it ended, when its record is gone. */
  readonly over?: (item: Item) => void;
  readonly itemsMax?: number;
  /** How much an item takes, roughly, where there is a cheaper way than to write it out. */
  readonly bytesOf?: (item: Item) => number;
}

/** Nothing more is taken in for now. */
export class OutboxFull extends Error {
  constructor() {
    super("too many deliveries wait");
    this.name = "OutboxFull";
  }
}

/** Deliveries that are not written yet. */
export interface Prepared {
  /** To be written, with whatever else belongs into the same transaction. */
  readonly changes: readonly RecordChange[];
  /** After the write. */
  readonly written: () => void;
  /** When the write failed. */
  readonly abandoned: () => void;
}

export interface Outbox<Item> {
  /** Makes room for the items, first tried at `dueMs`. Throws OutboxFull. */
  prepare(items: readonly Item[], dueMs?: number): Prepared;
  /** Durable when it resolves. Rejects with OutboxFull. */
  add(items: readonly Item[]): Promise<void>;
  /** Takes up what an earlier server left. */
  open(): Promise<void>;
  /** Nothing begins any more; resolves when nothing is written any more. What has not ended is left to the next server. */
  close(): Promise<void>;
  /** Deliveries that wait or run. */
  readonly count: number;
}

interface Held<Item> {
  readonly key: string;
  readonly lane: string;
  readonly bytes: number;
  state: DeliveryState;
  /** Kept in memory while there is room; else it is read when its time comes. */
  item: Item | undefined;
}

export function createOutbox<Item>(options: OutboxOptions<Item>): Outbox<Item> {
  const { kind, platform, records, laneOf, policyOf, itemsMax = limits.itemsMax, inOrder = false } = options;
  const bytesOf = options.bytesOf ?? ((item: Item) => JSON.stringify(item).length);
  const { clock, random, logger } = platform;
  const stateKind = `${kind}-state`;
  const stop = new AbortController();
  const held = new Map<string, Held<Item>>();
  const working = new Set<Promise<void>>();
  let heldBytes = 0;
  let keptBytes = 0;
  let unwrittenBytes = 0;
  let preparedSoFar = 0;
  let closed = false;

  const lanes = new Lanes<Held<Item>>(limits.runningMax, inOrder ? 1 : limits.runningInLaneMax, (delivery) => begin(delivery));
  const due = createDueQueue<Held<Item>>(clock, (delivery) =>
    inOrder ? lanes.resume(delivery.lane, delivery) : lanes.add(delivery.lane, delivery),
  );

  const hold = (delivery: Held<Item>) => {
    held.set(delivery.key, delivery);
    heldBytes += delivery.bytes;
    if (delivery.item === undefined) return;
    if (keptBytes + delivery.bytes > limits.keptBytesMax) delivery.item = undefined;
    else keptBytes += delivery.bytes;
  };
  const release = (delivery: Held<Item>) => {
    if (!held.delete(delivery.key)) return;
    heldBytes -= delivery.bytes;
    letGo(delivery);
  };
  const letGo = (delivery: Held<Item>) => {
    if (delivery.item !== undefined) keptBytes -= delivery.bytes;
    delivery.item = undefined;
  };
  const schedule = (delivery: Held<Item>) => {
    if (closed) return;
    // In order, a delivery takes its place in the lane whether it is due or not: the others may not pass it.
    if (inOrder || delivery.state.dueMs <= clock.nowMs()) lanes.add(delivery.lane, delivery);
    else due.add(delivery.key, delivery.state.dueMs, delivery);
  };
  const remove = async (delivery: Held<Item>, item: Item) => {
    const states = delivery.state.failures > 0 ? [{ kind: stateKind, key: delivery.key, value: undefined }] : [];
    await records.write([{ kind, key: delivery.key, value: undefined }, ...states]);
    release(delivery);
    options.over?.(item);
  };
  const postpone = async (delivery: Held<Item>, state: DeliveryState) => {
    // What ended because the server ends has not failed.
    if (closed) return;
    await records.write([{ kind: stateKind, key: delivery.key, value: state }]);
    delivery.state = state;
    letGo(delivery);
    tryAgain(delivery);
  };
  /** In order, the lane is held until then; see `begin`. */
  const tryAgain = (delivery: Held<Item>) => {
    if (!inOrder) schedule(delivery);
  };
  const delayMs = (failures: number) => {
    const wholeMs = Math.min(limits.firstDelayMs * 2 ** Math.min(failures - 1, 30), limits.longestDelayMs);
    return Math.round(wholeMs / 2 + (wholeMs / 2) * (random.uint32() / 2 ** 32));
  };

  const work = async (delivery: Held<Item>): Promise<void> => {
    const item = delivery.item ?? (await records.get<Item>(kind, delivery.key))?.value;
    if (item === undefined) return release(delivery);
    const { state } = delivery;
    if (state.deadLetterFailures !== undefined) return buryAgain(delivery, item, state.deadLetterFailures);
    const policy = policyOf(item);
    const expired: Attempt = {
      kind: "failed",
      failure: { code: "EXPIRED", message: "The delivery waited for too long." },
      retryable: false,
    };
    const isTooLate = state.failures > 0 && clock.nowMs() > policy.untilMs;
    const attempt = isTooLate ? expired : await options.attempt(item, state, stop.signal);
    if (attempt.kind === "done") return remove(delivery, item);
    if (attempt.kind === "later") {
      delivery.state = { ...state, dueMs: attempt.dueMs, isItsTurn: true };
      return tryAgain(delivery);
    }
    const failures = state.failures + (isTooLate ? 0 : 1);
    const lastFailure = isTooLate ? (state.lastFailure ?? attempt.failure) : attempt.failure;
    const dueMs = clock.nowMs() + (attempt.retryAfterMs ?? delayMs(failures));
    if (attempt.retryable && failures <= policy.retriesMax && dueMs <= policy.untilMs) {
      logger.info("a delivery failed and will be tried again", {
        lane: delivery.lane,
        failures,
        code: lastFailure.code,
        reason: lastFailure.message,
        delayMs: dueMs - clock.nowMs(),
      });
      return postpone(delivery, { failures, dueMs, lastFailure });
    }
    if (closed) return;
    const spent = { failures, dueMs: clock.nowMs(), lastFailure, deadLetterFailures: 0 };
    logger.warn("a delivery failed for good", { lane: delivery.lane, failures, code: lastFailure.code, reason: lastFailure.message });
    const why = attempt.retryable || isTooLate ? "exhausted" : "refused";
    return bury(delivery, item, spent, await options.deadLetter(item, spent, why, stop.signal));
  };
  const buryAgain = async (delivery: Held<Item>, item: Item, failuresBefore: number): Promise<void> => {
    const { state } = delivery;
    return bury(
      delivery,
      item,
      { ...state, deadLetterFailures: failuresBefore },
      await options.deadLetter(item, state, "exhausted", stop.signal),
    );
  };
  const bury = async (delivery: Held<Item>, item: Item, state: DeliveryState, attempt: Attempt): Promise<void> => {
    const deadLetterFailures = (state.deadLetterFailures ?? 0) + 1;
    if (attempt.kind !== "failed") return remove(delivery, item);
    const fields = { lane: delivery.lane, code: attempt.failure.code, reason: attempt.failure.message };
    if (!attempt.retryable || deadLetterFailures >= limits.deadLetterAttemptsMax) {
      logger.error("a dead letter could not be delivered and was dropped", fields);
      return remove(delivery, item);
    }
    logger.warn("a dead letter could not be delivered and will be tried again", fields);
    return postpone(delivery, { ...state, deadLetterFailures, dueMs: clock.nowMs() + delayMs(deadLetterFailures) });
  };

  function begin(delivery: Held<Item>): void {
    if (inOrder && delivery.state.dueMs > clock.nowMs()) {
      due.add(delivery.key, delivery.state.dueMs, delivery);
      lanes.pause();
      return;
    }
    const task: Promise<void> = work(delivery)
      .catch((error: unknown) => {
        if (closed) return;
        logger.error("a delivery met with an unexpected failure; it is tried again", { lane: delivery.lane, error });
        delivery.state = { ...delivery.state, dueMs: clock.nowMs() + limits.afterFaultMs };
        tryAgain(delivery);
      })
      .finally(() => {
        working.delete(task);
        if (closed) return;
        if (inOrder && held.has(delivery.key)) {
          due.add(delivery.key, delivery.state.dueMs, delivery);
          lanes.pause();
        } else lanes.done(delivery.lane);
      });
    working.add(task);
  }

  const outbox: Outbox<Item> = {
    prepare(items, dueMs = clock.nowMs()) {
      const prepared = items.map((item): Held<Item> => {
        const bytes = bytesOf(item);
        const number = String(preparedSoFar++).padStart(12, "0");
        const key = `${String(dueMs).padStart(15, "0")}-${number}-${random.uuid()}`;
        return { key, lane: laneOf(item), bytes, state: { failures: 0, dueMs }, item };
      });
      const bytes = prepared.reduce((sum, one) => sum + one.bytes, 0);
      if (held.size + prepared.length > itemsMax || heldBytes + bytes > limits.bytesMax) throw new OutboxFull();
      // On their way to the store they stand in memory several times over. One alone is let through, however large.
      if (unwrittenBytes > 0 && unwrittenBytes + bytes > limits.unwrittenBytesMax) throw new OutboxFull();
      unwrittenBytes += bytes;
      // Held before they are written, so that many at once cannot pass the bound together.
      const changes = prepared.map(({ key, item }) => ({ kind, key, value: item, expectedRevision: 0 }));
      for (const delivery of prepared) hold(delivery);
      return {
        changes,
        written: () => {
          unwrittenBytes -= bytes;
          prepared.forEach(schedule);
        },
        abandoned: () => {
          unwrittenBytes -= bytes;
          prepared.forEach(release);
        },
      };
    },
    async add(items) {
      if (items.length === 0) return;
      const { changes, written, abandoned } = outbox.prepare(items);
      try {
        await records.write(changes);
      } catch (error) {
        abandoned();
        throw error;
      }
      written();
    },
    async open() {
      const states = new Map<string, DeliveryState>();
      for await (const { key, value } of everyRecord<DeliveryState>(records, stateKind)) states.set(key, value);
      for await (const { key, value } of everyRecord<Item>(records, kind, { atATime: limits.openedAtATime })) {
        if (held.has(key)) continue;
        const state = states.get(key) ?? { failures: 0, dueMs: Number(key.slice(0, 15)) };
        const delivery = { key, lane: laneOf(value), bytes: bytesOf(value), state, item: undefined };
        hold(delivery);
        schedule(delivery);
      }
    },
    async close() {
      closed = true;
      due.clear();
      stop.abort("draining");
      await Promise.all(working);
    },
    get count() {
      return held.size;
    },
  };
  return outbox;
}
