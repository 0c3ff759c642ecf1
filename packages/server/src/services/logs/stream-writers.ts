/**
 * Batches on their way into streams. While one batch of a stream is being written, those that come meanwhile are gathered
 * and written together next: a stream that many write to costs one transaction for all who wait.
 */

import { OutboxFull } from "../../outbox/index.ts";
import type { Platform } from "../../platform/platform.ts";
import { type RecordChange, RecordConflict, type RecordStore } from "../../storage/ports/records.ts";
import { everyRecord } from "../../stored/index.ts";
import { streamNotFound, throttled } from "./errors.ts";
import { chunksOf, createSequence, type InputEvent } from "./event-store.ts";
import type { GroupRecord } from "./group-record.ts";
import { eventOverheadBytes, streamsKeptMax, waitingBytesMax, writtenTogetherMax } from "./limits.ts";
import { streamKey } from "./names.ts";
import { streamKind, type StreamRecord } from "./stream-record.ts";

export interface WrittenBatch {
  readonly group: GroupRecord;
  readonly stream: string;
  /** In the order of their times. */
  readonly events: readonly InputEvent[];
}

/** What else must happen with a batch: subscriptions. */
export interface BatchFollower {
  /** To be written with the batch; `written` or `abandoned` after that. Throws OutboxFull. */
  prepare(batch: WrittenBatch): { readonly changes: readonly RecordChange[]; readonly written: () => void; readonly abandoned: () => void };
}

export interface StreamWriters {
  /** Durable when it resolves. Rejects with ResourceNotFoundException where there is no such stream, ThrottlingException where too much waits. */
  put(group: GroupRecord, stream: string, events: readonly InputEvent[]): Promise<void>;
  /** Bytes of all events of the group's streams. */
  storedBytes(groupId: string): Promise<number>;
  /** To be told of every stream that is created or removed. */
  forget(key: string): void;
  forgetGroup(groupId: string): void;
}

interface Waiting extends WrittenBatch {
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function createStreamWriters(deps: {
  readonly records: RecordStore;
  readonly platform: Platform;
  readonly followers: readonly BatchFollower[];
}): StreamWriters {
  const { records, platform, followers } = deps;
  const { clock } = platform;
  const sequence = createSequence();
  const waiting = new Map<string, Waiting[]>();
  const known = new Map<string, { readonly record: StreamRecord; readonly revision: number }>();
  /** By group; counted when first asked for. */
  const groupBytes = new Map<string, Promise<{ bytes: number }>>();
  let waitingBytes = 0;

  const find = async (key: string) => {
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const found = await records.get<StreamRecord>(streamKind, key);
    if (found === undefined) throw streamNotFound();
    return { record: found.value, revision: found.revision };
  };
  const remember = (key: string, record: StreamRecord, revision: number) => {
    known.delete(key);
    known.set(key, { record, revision });
    if (known.size > streamsKeptMax) known.delete(known.keys().next().value!);
  };

  /** Writes some batches of one stream; answers how many. */
  const write = async (key: string, batches: readonly Waiting[]): Promise<void> => {
    for (let tries = 0; ; tries++) {
      const { record, revision } = await find(key);
      const nowMs = clock.nowMs();
      const chunks = batches.flatMap(({ events }) => chunksOf(record.id, events, nowMs, () => sequence(nowMs)));
      const prepared: ReturnType<BatchFollower["prepare"]>[] = [];
      const changed = withBatches(record, batches, nowMs);
      try {
        for (const batch of batches) for (const follower of followers) prepared.push(follower.prepare(batch));
        const followed = prepared.flatMap(({ changes }) => changes);
        await records.write([{ kind: streamKind, key, value: changed, expectedRevision: revision }, ...chunks, ...followed]);
      } catch (error) {
        for (const one of prepared) one.abandoned();
        known.delete(key);
        if (error instanceof RecordConflict && tries === 0) continue;
        throw error instanceof OutboxFull ? throttled(error) : error;
      }
      for (const one of prepared) one.written();
      remember(key, changed, revision + 1);
      const total = await groupBytes.get(batches[0]?.group.id ?? "");
      if (total !== undefined) total.bytes += changed.bytes - record.bytes;
      return;
    }
  };
  const work = async (key: string, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      let bytes = 0;
      const beyond = queue.findIndex((batch, index) => (bytes += batch.bytes) > writtenTogetherMax && index > 0);
      const batches = queue.splice(0, beyond < 0 ? queue.length : beyond);
      try {
        await write(key, batches);
        for (const { resolve } of batches) resolve();
      } catch (error) {
        for (const { reject } of batches) reject(error);
      }
      waitingBytes -= batches.reduce((sum, batch) => sum + batch.bytes, 0);
    }
    waiting.delete(key);
  };

  return {
    async put(group, stream, events) {
      const key = streamKey(group.id, stream);
      if (events.length === 0) return void (await find(key));
      const bytes = bytesOf(events);
      if (waitingBytes + bytes > waitingBytesMax) throw throttled();
      await new Promise<void>((resolve, reject) => {
        waitingBytes += bytes;
        const batch = { group, stream, events, bytes, resolve, reject };
        const queue = waiting.get(key);
        if (queue !== undefined) return void queue.push(batch);
        const fresh = [batch];
        waiting.set(key, fresh);
        void work(key, fresh);
      });
    },
    async storedBytes(groupId) {
      let total = groupBytes.get(groupId);
      if (total === undefined) {
        const count = async () => {
          let bytes = 0;
          for await (const { value } of everyRecord<StreamRecord>(records, streamKind, { prefix: `${groupId}/` })) bytes += value.bytes;
          return { bytes };
        };
        groupBytes.set(groupId, (total = count()));
        total.catch(() => groupBytes.delete(groupId));
      }
      return (await total).bytes;
    },
    forget(key) {
      known.delete(key);
      groupBytes.delete(key.slice(0, key.indexOf("/")));
    },
    forgetGroup(groupId) {
      groupBytes.delete(groupId);
      for (const key of known.keys()) if (key.startsWith(`${groupId}/`)) known.delete(key);
    },
  };
}

export function bytesOf(events: readonly InputEvent[]): number {
  return events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + eventOverheadBytes, 0);
}

function withBatches(record: StreamRecord, batches: readonly Waiting[], nowMs: number): StreamRecord {
  const first = batches.map(({ events }) => events[0]?.timestamp ?? nowMs);
  const last = batches.map(({ events }) => events.at(-1)?.timestamp ?? 0);
  return {
    ...record,
    firstMs: Math.min(record.firstMs ?? Number.POSITIVE_INFINITY, ...first),
    lastMs: Math.max(record.lastMs ?? 0, ...last),
    ingestedMs: nowMs,
    bytes: record.bytes + batches.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
