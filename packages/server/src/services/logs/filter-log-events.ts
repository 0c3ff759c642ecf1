/**
 * FilterLogEvents: events of a group's streams that match a pattern, in the order of their times over all streams. A call
 * looks at so many events at most, and says where it stopped.
 */

import type { FilteredLogEvent } from "../../models/logs.ts";
import { Heap } from "../../platform/heap.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { operation } from "./context.ts";
import { invalidParameter, notSupported, streamNotFound } from "./errors.ts";
import { eventsForward, isPosition, type StoredEvent } from "./event-store.ts";
import { compileFilter } from "./filter-pattern.ts";
import { latestMs } from "./get-log-events.ts";
import { type GroupRecord, groupOf, keptFromMs } from "./group-record.ts";
import { answerBytesMax, answerEventsMax, eventOverheadBytes, searchedEventsMax } from "./limits.ts";
import { streamKey } from "./names.ts";
import { everyRecord } from "../../stored/index.ts";
import { streamKind, type StreamRecord } from "./stream-record.ts";

export const filterLogEvents = operation("FilterLogEvents", {
  async handle(input, { call, records, platform }) {
    const {
      logStreamNames,
      logStreamNamePrefix,
      startTime = 0,
      endTime = latestMs - 1,
      filterPattern = "",
      nextToken,
      limit = answerEventsMax,
    } = input;
    if (input.unmask === true) throw notSupported("unmask");
    if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
      throw invalidParameter("logStreamNamePrefix and logStreamNames are mutually exclusive parameters.");
    }
    if (nextToken !== undefined && !isPosition(nextToken)) throw invalidParameter("The specified nextToken is invalid.");
    const filter = compileFilter(filterPattern);
    const group = await groupOf(records, call, input);
    const range = {
      fromMs: Math.max(startTime, keptFromMs(group, platform.clock.nowMs())),
      toMs: Math.min(endTime + 1, latestMs),
      beyond: nextToken,
    };
    const streams = await streamsOf(records, group, { names: logStreamNames, prefix: logStreamNamePrefix ?? "" });
    const events: FilteredLogEvent[] = [];
    let bytes = 0;
    let searched = 0;
    let stoppedAt: string | undefined;
    for await (const { event, stream } of merged(records, streams, range)) {
      if (filter.matches(event.message)) {
        const size = Buffer.byteLength(event.message) + eventOverheadBytes;
        if (events.length >= limit || (events.length > 0 && bytes + size > answerBytesMax)) return answer(events, stoppedAt);
        bytes += size;
        const { timestamp, message, ingestionTime, position } = event;
        events.push({ logStreamName: stream, timestamp, message, ingestionTime, eventId: position });
      }
      stoppedAt = event.position;
      searched += 1;
      if (searched >= searchedEventsMax) return answer(events, stoppedAt);
    }
    return answer(events, undefined);
  },
});

function answer(events: readonly FilteredLogEvent[], nextToken: string | undefined) {
  return { events, searchedLogStreams: [], nextToken };
}

async function streamsOf(
  records: RecordStore,
  group: GroupRecord,
  { names, prefix }: { readonly names: readonly string[] | undefined; readonly prefix: string },
): Promise<readonly StreamRecord[]> {
  if (names !== undefined) {
    const found = await Promise.all(names.map((name) => records.get<StreamRecord>(streamKind, streamKey(group.id, name))));
    return found.map((stream) => {
      if (stream === undefined) throw streamNotFound();
      return stream.value;
    });
  }
  const streams: StreamRecord[] = [];
  for await (const { value } of everyRecord<StreamRecord>(records, streamKind, { prefix: streamKey(group.id, prefix) }))
    streams.push(value);
  return streams;
}

interface Source {
  readonly stream: StreamRecord;
  events: AsyncGenerator<StoredEvent> | undefined;
  head: StoredEvent | undefined;
  /** Position of the head; of a stream that has not been opened, no greater than its first event's. */
  at: string;
}

type Range = Parameters<typeof eventsForward>[2];

/** Events of all streams in the order of their positions; a stream is opened when its first event may be next. */
async function* merged(records: RecordStore, streams: readonly StreamRecord[], range: Range) {
  const heap = new Heap<Source>(({ at }) => at);
  for (const stream of streams) {
    if (stream.firstMs === undefined || stream.firstMs >= range.toMs || (stream.lastMs ?? 0) < range.fromMs) continue;
    heap.add({ stream, events: undefined, head: undefined, at: String(stream.firstMs).padStart(29, "0") });
  }
  for (let source = heap.take(); source !== undefined; source = heap.take()) {
    if (source.events === undefined) source.events = eventsForward(records, source.stream.id, range);
    else if (source.head !== undefined) yield { event: source.head, stream: source.stream.name };
    const { value, done } = await source.events.next();
    if (done === true) continue;
    source.head = value;
    source.at = value.position;
    heap.add(source);
  }
}
