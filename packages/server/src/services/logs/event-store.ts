/**
 * Log events in the store. A record holds many events of one stream, a minute of them at most, and its key begins with
 * the time of the first: events are read in order by merging records whose times overlap, forwards or backwards. An
 * event's position, its time with a count of when it came, orders all events of all streams.
 */

import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { answerBytesMax, chunkEventsMax, chunkLengthMax, chunksAtATime, chunkSpanMs } from "./limits.ts";

export interface InputEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface StoredEvent extends InputEvent {
  readonly ingestionTime: number;
  /** 56 digits, as AWS's event ids have; greater for later events. */
  readonly position: string;
}

interface Chunk {
  readonly ingestedMs: number;
  readonly sequence: string;
  /** In the order of their times. */
  readonly events: readonly (readonly [timestamp: number, message: string])[];
}

export const chunkKind = "logs.events";

const timeDigits = 15;
const countDigits = 6;
const positionDigits = 56;

const timeText = (ms: number): string => String(Math.max(ms, 0)).padStart(timeDigits, "0");

export function chunkKey(streamId: string, firstMs: number, sequence = ""): string {
  return `${streamId}/${timeText(firstMs)}-${sequence}`;
}

/** Before all events, and after all of them. */
export const firstPosition = "0".repeat(positionDigits);

export function isPosition(text: string): boolean {
  return text.length === positionDigits && /^\d+$/.test(text);
}

const timeOfPosition = (position: string): number =>
  Number(position.slice(-(timeDigits * 2 + countDigits * 2), -(timeDigits + countDigits * 2)));

/** Counts what is written, so that events of one millisecond keep their order, through restarts too. */
export function createSequence(): (nowMs: number) => string {
  let lastMs = 0;
  let count = 0;
  return (nowMs) => {
    count = nowMs > lastMs ? 0 : count + 1;
    lastMs = Math.max(nowMs, lastMs);
    if (count === 10 ** countDigits) {
      lastMs += 1;
      count = 0;
    }
    return timeText(lastMs) + String(count).padStart(countDigits, "0");
  };
}

/** The records that hold these events, which are in the order of their times. */
export function chunksOf(
  streamId: string,
  events: readonly InputEvent[],
  ingestedMs: number,
  nextSequence: () => string,
): readonly RecordChange[] {
  const changes: RecordChange[] = [];
  let from = 0;
  let length = 0;
  for (let index = 0; index <= events.length; index++) {
    const event = events[index];
    const first = events[from];
    if (first === undefined) break;
    const isFull = index - from >= chunkEventsMax || (index > from && length + (event?.message.length ?? 0) > chunkLengthMax);
    if (event === undefined || isFull || event.timestamp - first.timestamp >= chunkSpanMs) {
      const sequence = nextSequence();
      const held = events.slice(from, index).map(({ timestamp, message }) => [timestamp, message] as const);
      const value: Chunk = { ingestedMs, sequence, events: held };
      changes.push({ kind: chunkKind, key: chunkKey(streamId, first.timestamp, sequence), value, expectedRevision: 0 });
      from = index;
      length = 0;
    }
    length += event?.message.length ?? 0;
  }
  return changes;
}

export function positionOf(timestamp: number, sequence: string, index: number): string {
  return (timeText(timestamp) + sequence + String(index).padStart(countDigits, "0")).padStart(positionDigits, "0");
}

function eventsIn({ ingestedMs, sequence, events }: Chunk): StoredEvent[] {
  return events.map(([timestamp, message], index) => ({
    timestamp,
    message,
    ingestionTime: ingestedMs,
    position: positionOf(timestamp, sequence, index),
  }));
}

export interface EventRange {
  /** Not before that time. */
  readonly fromMs: number;
  /** Before that time. */
  readonly toMs: number;
  /** Forwards: only later positions; backwards: only earlier ones. */
  readonly beyond?: string | undefined;
}

const byPosition = (one: StoredEvent, other: StoredEvent): number => (one.position < other.position ? -1 : 1);

/** The stream's events, the first one first. */
export async function* eventsForward(
  records: RecordStore,
  streamId: string,
  { fromMs, toMs, beyond = "" }: EventRange,
): AsyncGenerator<StoredEvent> {
  const lowestMs = Math.max(fromMs, beyond === "" ? 0 : timeOfPosition(beyond));
  const range = { prefix: `${streamId}/`, from: chunkKey(streamId, lowestMs - chunkSpanMs), before: chunkKey(streamId, toMs) };
  const isWanted = ({ timestamp, position }: StoredEvent) => timestamp >= fromMs && timestamp < toMs && position > beyond;
  let pending: StoredEvent[] = [];
  let after: string | undefined;
  for (;;) {
    const rows = await records.list<Chunk>(chunkKind, { ...range, ...(after === undefined ? {} : { after }), limit: chunksAtATime });
    for (const { value } of rows) {
      const firstMs = value.events[0]?.[0] ?? 0;
      // Nothing that comes after this record is earlier than its first event.
      const ready = pending.findIndex(({ timestamp }) => timestamp >= firstMs);
      const count = ready < 0 ? pending.length : ready;
      yield* pending.slice(0, count);
      pending = [...pending.slice(count), ...eventsIn(value).filter(isWanted)].sort(byPosition);
    }
    after = rows.at(-1)?.key;
    if (rows.length < chunksAtATime) break;
  }
  yield* pending;
}

/** How many of the events an answer may hold at most; the last of them may be one too many. */
function answerLength(events: readonly StoredEvent[], eventsMax: number): number {
  let bytes = 0;
  const beyond = events.findIndex(({ message }, index) => index >= eventsMax || (bytes += message.length) > answerBytesMax);
  return beyond < 0 ? events.length : Math.min(beyond + 1, eventsMax);
}

/** The stream's events, the last one first; no more than that many, and none after those that fill an answer. */
export async function* eventsBackward(
  records: RecordStore,
  streamId: string,
  { fromMs, toMs, beyond }: EventRange,
  eventsMax: number,
): AsyncGenerator<StoredEvent> {
  const highestMs = Math.min(toMs, beyond === undefined ? toMs : timeOfPosition(beyond) + 1);
  const from = chunkKey(streamId, fromMs - chunkSpanMs);
  const isWanted = ({ timestamp, position }: StoredEvent) =>
    timestamp >= fromMs && timestamp < toMs && (beyond === undefined || position < beyond);
  let pending: StoredEvent[] = [];
  let isFull = false;
  let before = chunkKey(streamId, highestMs);
  for (;;) {
    const rows = await records.list<Chunk>(chunkKind, { prefix: `${streamId}/`, from, before, reverse: true, limit: chunksAtATime });
    for (const { value } of rows) {
      // What comes after this record began no later than it did, and ended no more than a record's span after that.
      const lastMs = (value.events[0]?.[0] ?? 0) + chunkSpanMs;
      const ready = pending.findIndex(({ timestamp }) => timestamp <= lastMs);
      const count = ready < 0 ? pending.length : ready;
      yield* pending.slice(0, count);
      pending = pending.slice(count);
      // A busy stream has half a million events in the minute that has to be looked through for the last ones.
      if (count === 0 && isFull && (value.events.at(-1)?.[0] ?? 0) < (pending.at(-1)?.timestamp ?? 0)) continue;
      const all = [...pending, ...eventsIn(value).filter(isWanted)].sort((one, other) => byPosition(other, one));
      pending = all.slice(0, answerLength(all, eventsMax));
      isFull = pending.length < all.length;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunksAtATime) break;
    before = last.key;
  }
  yield* pending;
}
