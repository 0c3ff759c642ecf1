/** Removes, in the background, events past their group's retention and events of streams that are gone. */

import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { chunkKey, chunkKind } from "./event-store.ts";
import { groupKind, type GroupRecord, keptFromMs } from "./group-record.ts";
import { chunkSpanMs, removedAtATime, sweepEveryMs } from "./limits.ts";
import { everyRecord } from "../../stored/index.ts";
import { purgeKind, streamKind, type StreamRecord } from "./stream-record.ts";

export interface Sweeper {
  /** What has been marked to be removed is removed soon. */
  sweepSoon(): void;
  open(): void;
  close(): Promise<void>;
}

export function createSweeper({ records, platform }: { readonly records: RecordStore; readonly platform: Platform }): Sweeper {
  const { clock, logger } = platform;
  let closed = false;
  let cancel: (() => void) | undefined;
  let working: Promise<void> = Promise.resolve();
  let isSoon = false;

  const removeEvents = async (streamId: string, beforeMs: number | undefined) => {
    const range = { prefix: `${streamId}/`, ...(beforeMs === undefined ? {} : { before: chunkKey(streamId, beforeMs) }) };
    while (!closed) {
      const rows = await records.list(chunkKind, { ...range, limit: removedAtATime });
      if (rows.length === 0) return;
      await records.write(rows.map(({ key }) => ({ kind: chunkKind, key, value: undefined })));
    }
  };
  const purge = async () => {
    for await (const { key } of everyRecord(records, purgeKind)) {
      // A group's streams go first; then its id, which no stream has, has no events.
      for await (const stream of everyRecord<StreamRecord>(records, streamKind, { prefix: `${key}/` })) {
        await removeEvents(stream.value.id, undefined);
        if (closed) return;
        await records.write([{ kind: streamKind, key: stream.key, value: undefined }]);
      }
      await removeEvents(key, undefined);
      if (closed) return;
      await records.write([{ kind: purgeKind, key, value: undefined }]);
    }
  };
  const expire = async () => {
    for await (const { value: group } of everyRecord<GroupRecord>(records, groupKind)) {
      if (group.retentionDays === undefined) continue;
      const keptMs = keptFromMs(group, clock.nowMs());
      for await (const { value: stream } of everyRecord<StreamRecord>(records, streamKind, { prefix: `${group.id}/` })) {
        if (closed) return;
        // A record that began before may hold events to be kept, for as long as it spans.
        if ((stream.firstMs ?? Number.POSITIVE_INFINITY) < keptMs) await removeEvents(stream.id, keptMs - chunkSpanMs);
      }
    }
  };
  const run = (work: () => Promise<void>) => {
    working = working
      .then(work)
      .catch((error: unknown) => logger.error("log events could not be swept; it is tried again in an hour", { error }));
  };
  const again = () => {
    if (closed) return;
    run(purge);
    run(expire);
    cancel = clock.at(clock.nowMs() + sweepEveryMs, again);
  };

  return {
    sweepSoon() {
      if (isSoon || closed) return;
      isSoon = true;
      run(async () => {
        isSoon = false;
        await purge();
      });
    },
    open: again,
    async close() {
      closed = true;
      cancel?.();
      await working;
    },
  };
}
