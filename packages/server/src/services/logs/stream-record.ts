/** A log stream as it is stored: it is written again with each batch of events. */

import type { LogStream } from "../../models/logs.ts";
import type { GroupRecord } from "./group-record.ts";

export interface StreamRecord {
  readonly name: string;
  /** Of the keys of its events: another stream of the same name has another one. */
  readonly id: string;
  readonly createdMs: number;
  readonly firstMs?: number;
  readonly lastMs?: number;
  readonly ingestedMs?: number;
  readonly bytes: number;
}

export const streamKind = "logs.stream";
/** Streams that are gone, whose events have still to be removed; the key is the stream's id. */
export const purgeKind = "logs.purge";

/** AWS still answers a sequence token, which nobody needs to send any more. */
export const sequenceToken = "49039859576031525846215486853154879154865324812345678901";

export function listedStream(group: GroupRecord, record: StreamRecord): LogStream {
  return {
    logStreamName: record.name,
    creationTime: record.createdMs,
    firstEventTimestamp: record.firstMs,
    lastEventTimestamp: record.lastMs,
    lastIngestionTime: record.ingestedMs,
    uploadSequenceToken: sequenceToken,
    arn: `${group.arn}:log-stream:${record.name}`,
    // API reference: "storedBytes is always 0 for log streams" since 2019.
    storedBytes: 0,
  };
}
