/** Streams by their ARN, and where in one a reader stands. */

import { ServiceError } from "../../../aws/index.ts";
import { resourceNotFound, validationException } from "../errors.ts";
import { shardIteratorMs } from "../limits.ts";
import { streamArn } from "../tables/table-description.ts";
import type { StreamRecord, Table } from "../tables/table.ts";
import type { Home, Tables } from "../tables/tables.ts";
import { sequenceText } from "./stream-records.ts";

export interface Stream {
  readonly table: Table;
  readonly record: StreamRecord;
  readonly arn: string;
  readonly shardId: string;
}

/** All streams of an account and region, in the order of their ARNs. */
export function streamsOf(tables: Tables, { accountId, region }: Home): readonly Stream[] {
  const streams: Stream[] = [];
  for (const table of tables.all()) {
    if (table.record.accountId !== accountId || table.record.region !== region) continue;
    streams.push(...streamsOfTable(table));
  }
  return streams.sort((one, other) => (one.arn < other.arn ? -1 : 1));
}

function streamsOfTable(table: Table): readonly Stream[] {
  const { stream, earlierStreams = [] } = table.record;
  return [...earlierStreams, ...(stream === undefined ? [] : [stream])].map((record) => streamOf(table, record));
}

function streamOf(table: Table, record: StreamRecord): Stream {
  const { createdMs, streamId } = record;
  // A stream is one shard; its name has the form of AWS's.
  const shardId = `shardId-${String(createdMs).padStart(20, "0")}-${streamId.slice(0, 8)}`;
  return { table, record, arn: streamArn(table.arn, record), shardId };
}

const arnPattern = /^(arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/[^/]+)\/stream\/[^/]+$/;

/** Throws ValidationException for what is no stream's ARN, ResourceNotFoundException for a stream that is not there. */
export function requireStream(tables: Tables, home: Home, arn: string): Stream {
  const tablePart = arnPattern.exec(arn)?.[1];
  if (tablePart === undefined) throw validationException(`Invalid StreamArn: ${arn}`);
  const table = tables.find(home, tablePart);
  const stream = table && streamsOfTable(table).find((candidate) => candidate.arn === arn);
  if (stream !== undefined) return stream;
  throw resourceNotFound(`Requested resource not found: Stream: ${arn} not found`);
}

export function firstSequence({ record }: Stream): string {
  return sequenceText(record.createdMs * 1_000);
}

/** Where a reader goes on: behind a record, or at one. */
export type Position = { readonly after: string } | { readonly from: string };

interface IteratorContent {
  readonly arn: string;
  readonly shardId: string;
  readonly position: Position;
  readonly issuedMs: number;
}

export function writeIterator({ arn, shardId }: Stream, position: Position, nowMs: number): string {
  const content: IteratorContent = { arn, shardId, position, issuedMs: nowMs };
  return `${arn}|1|${Buffer.from(JSON.stringify(content)).toString("base64")}`;
}

/** Throws ValidationException for what is no iterator, ExpiredIteratorException for an old one. */
export function readIterator(iterator: string, nowMs: number): IteratorContent {
  const content = parsed(iterator.slice(iterator.lastIndexOf("|") + 1));
  if (content === undefined) throw validationException("Invalid ShardIterator");
  if (nowMs - content.issuedMs > shardIteratorMs) {
    throw new ServiceError(
      "ExpiredIteratorException",
      `Iterator expired. The iterator was created at time ${new Date(content.issuedMs).toISOString()} while right now it is ${new Date(nowMs).toISOString()} which is further in the future than the tolerated delay of ${shardIteratorMs} milliseconds.`,
    );
  }
  return content;
}

function parsed(text: string): IteratorContent | undefined {
  try {
    const content = JSON.parse(Buffer.from(text, "base64").toString("utf8")) as Partial<IteratorContent> | null;
    const { arn, shardId, position, issuedMs } = content ?? {};
    if (typeof arn !== "string" || typeof shardId !== "string" || typeof issuedMs !== "number") return undefined;
    const place = position as { readonly after?: unknown; readonly from?: unknown } | undefined;
    if (typeof (place?.after ?? place?.from) !== "string") return undefined;
    return content as IteratorContent;
  } catch {
    // Whatever it was, we did not write it.
    return undefined;
  }
}
