/** Removes stream records after a day, and then streams that were disabled longer ago. */

import type { RecordStore } from "../../../storage/ports/records.ts";
import { backgroundPageRecords, streamRetentionMs } from "../limits.ts";
import type { Background } from "../tables/background.ts";
import { purgeOfStream } from "../tables/background.ts";
import { type StreamRecord, streamKindOf } from "../tables/table.ts";
import type { Tables } from "../tables/tables.ts";
import { sequenceText } from "./stream-records.ts";

export async function trimStreams(
  {
    records,
    tables,
    background,
    uuid,
  }: { readonly records: RecordStore; readonly tables: Tables; readonly background: Background; uuid(): string },
  nowMs: number,
  stopped: () => boolean,
): Promise<void> {
  const over = nowMs - streamRetentionMs;
  for (const table of [...tables.all()]) {
    const { stream, earlierStreams = [] } = table.record;
    for (const { streamId } of [...earlierStreams, ...(stream === undefined ? [] : [stream])]) {
      const kind = streamKindOf(streamId);
      for (;;) {
        if (stopped()) return;
        const old = await records.list(kind, { before: sequenceText(Math.max(over, 0) * 1_000), limit: backgroundPageRecords });
        if (old.length > 0) await records.write(old.map(({ key }) => ({ kind, key, value: undefined })));
        if (old.length < backgroundPageRecords) break;
      }
    }
    const isOver = ({ disabledMs }: StreamRecord): boolean => disabledMs !== undefined && disabledMs < over;
    const present = tables.present(table);
    if (stopped() || present === undefined || !earlierStreams.some(isOver)) continue;
    const purges = earlierStreams.filter(isOver).map((gone) => purgeOfStream(gone, uuid()));
    await tables.change(present, (record) => ({
      record: { ...record, earlierStreams: (record.earlierStreams ?? []).filter((kept) => !isOver(kept)) },
      more: purges,
    }));
    for (const { key } of purges) background.purge(present, key);
  }
}
