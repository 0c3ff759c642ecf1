/** PutLogEvents: a batch of events into a stream; durable when it answers. */

import type { InputLogEvent, RejectedLogEventsInfo } from "../../models/logs.ts";
import { operation } from "./context.ts";
import { invalidParameter, notSupported } from "./errors.ts";
import { findGroup, type GroupRecord, keptFromMs } from "./group-record.ts";
import { batchBytesMax, batchSpanMs, tooNewMs, tooOldMs } from "./limits.ts";
import { sequenceToken } from "./stream-record.ts";
import { bytesOf } from "./stream-writers.ts";

/** Throws InvalidParameterException for a batch that AWS would not take at all. */
function checkBatch(events: readonly InputLogEvent[]): void {
  const bytes = bytesOf(events);
  if (bytes > batchBytesMax) throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${batchBytesMax}`);
  for (const [index, { timestamp }] of events.entries()) {
    if (timestamp < (events[index - 1]?.timestamp ?? 0))
      throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > batchSpanMs) {
    throw invalidParameter("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  }
}

/** Which events are left out, and what is said of them: the events are in order, so each reason is a stretch at one end. */
function sorted(events: readonly InputLogEvent[], group: GroupRecord, nowMs: number) {
  const endOf = (isOut: (timestamp: number) => boolean) => {
    const first = events.findIndex(({ timestamp }) => !isOut(timestamp));
    return first < 0 ? events.length : first;
  };
  const tooOld = endOf((timestamp) => timestamp < nowMs - tooOldMs);
  const expired = endOf((timestamp) => timestamp < keptFromMs(group, nowMs));
  const tooNew = endOf((timestamp) => timestamp <= nowMs + tooNewMs);
  const rejected: RejectedLogEventsInfo = {
    ...(tooNew < events.length ? { tooNewLogEventStartIndex: tooNew } : {}),
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(expired > 0 ? { expiredLogEventEndIndex: expired } : {}),
  };
  return { accepted: events.slice(Math.max(tooOld, expired), tooNew), rejected: Object.keys(rejected).length > 0 ? rejected : undefined };
}

export const putLogEvents = operation("PutLogEvents", {
  async handle({ logGroupName, logStreamName, logEvents, entity }, { call, records, writers, platform }) {
    if (entity !== undefined) throw notSupported("entity");
    checkBatch(logEvents);
    const group = (await findGroup(records, call, logGroupName)).value;
    const { accepted, rejected } = sorted(logEvents, group, platform.clock.nowMs());
    // With nothing to write it is still told where there is no such stream.
    await writers.put(group, logStreamName, accepted);
    return { nextSequenceToken: sequenceToken, ...(rejected === undefined ? {} : { rejectedLogEventsInfo: rejected }) };
  },
});
