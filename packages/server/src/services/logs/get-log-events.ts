/** GetLogEvents: a page of one stream, and tokens to go on from it in both directions. */

import type { OutputLogEvent } from "../../models/logs.ts";
import { operation } from "./context.ts";
import { invalidParameter, notSupported, streamNotFound } from "./errors.ts";
import { eventsBackward, eventsForward, firstPosition, isPosition, type StoredEvent } from "./event-store.ts";
import { groupOf, keptFromMs } from "./group-record.ts";
import { answerBytesMax, answerEventsMax, eventOverheadBytes } from "./limits.ts";
import { streamKey } from "./names.ts";
import { streamKind, type StreamRecord } from "./stream-record.ts";

interface Place {
  readonly direction: "f" | "b";
  readonly position: string;
}

/** `f/<position>/s`: on from there; `b/...`: back from there. */
function placeIn(token: string): Place {
  const [direction, position = "", end] = token.split("/");
  if ((direction !== "f" && direction !== "b") || !isPosition(position) || end !== "s") {
    throw invalidParameter("The specified nextToken is invalid.");
  }
  return { direction, position };
}

export const getLogEvents = operation("GetLogEvents", {
  async handle(input, { call, records, platform }) {
    const {
      logStreamName,
      startTime = 0,
      endTime = Number.MAX_SAFE_INTEGER,
      nextToken,
      limit = answerEventsMax,
      startFromHead = false,
    } = input;
    if (input.unmask === true) throw notSupported("unmask");
    const group = await groupOf(records, call, input);
    const stream = await records.get<StreamRecord>(streamKind, streamKey(group.id, logStreamName));
    if (stream === undefined) throw streamNotFound();
    const place = nextToken === undefined ? undefined : placeIn(nextToken);
    const isForward = place === undefined ? startFromHead : place.direction === "f";
    const range = {
      fromMs: Math.max(startTime, keptFromMs(group, platform.clock.nowMs())),
      toMs: Math.min(endTime, latestMs),
      beyond: place?.position,
    };
    const events = await page(
      isForward ? eventsForward(records, stream.value.id, range) : eventsBackward(records, stream.value.id, range, limit),
      limit,
    );
    if (!isForward) events.reverse();
    const stay = place?.position ?? firstPosition;
    return {
      events: events.map(({ timestamp, message, ingestionTime }): OutputLogEvent => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${events.at(-1)?.position ?? stay}/s`,
      nextBackwardToken: `b/${events[0]?.position ?? stay}/s`,
    };
  },
});

/** Later than any event, and short enough for a key. */
export const latestMs = 999_999_999_999_999;

async function page(events: AsyncGenerator<StoredEvent>, limit: number): Promise<StoredEvent[]> {
  const taken: StoredEvent[] = [];
  let bytes = 0;
  for await (const event of events) {
    bytes += Buffer.byteLength(event.message) + eventOverheadBytes;
    if (taken.length > 0 && bytes > answerBytesMax) break;
    taken.push(event);
    if (taken.length >= limit) break;
  }
  return taken;
}
