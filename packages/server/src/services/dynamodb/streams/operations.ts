/** The API of DynamoDB Streams. */

import { operationsOf, ServiceError } from "../../../aws/index.ts";
import type { DynamoDBStreamsOperations, Record as StreamEvent } from "../../../models/dynamodbstreams.ts";
import type { StoredRecord } from "../../../storage/ports/records.ts";
import type { DynamoDbContext } from "../context.ts";
import { resourceNotFound, validationException } from "../errors.ts";
import { shardIteratorMs, streamRecordsBytesMax, streamRecordsMax, streamRetentionMs, streamsPageMax } from "../limits.ts";
import { streamKindOf } from "../tables/table.ts";
import { withBytes } from "../values/attribute-value.ts";
import { type KeptStreamRecord, sequenceText } from "./stream-records.ts";
import { firstSequence, type Position, readIterator, requireStream, type Stream, streamsOf, writeIterator } from "./streams.ts";

const operation = operationsOf<DynamoDBStreamsOperations, DynamoDbContext>();

export const listStreams = operation("ListStreams", {
  handle({ TableName, Limit = streamsPageMax, ExclusiveStartStreamArn: after }, { call, tables }) {
    const limit = Math.min(Limit, streamsPageMax);
    const streams = streamsOf(tables, call).filter(
      ({ table, arn }) => (TableName === undefined || table.record.name === TableName) && (after === undefined || arn > after),
    );
    const page = streams.slice(0, limit);
    const last = streams.length > limit ? page.at(-1)?.arn : undefined;
    return {
      Streams: page.map(({ table, record, arn }) => ({ StreamArn: arn, TableName: table.record.name, StreamLabel: record.label })),
      ...(last === undefined ? {} : { LastEvaluatedStreamArn: last }),
    };
  },
});

export const describeStream = operation("DescribeStream", {
  async handle({ StreamArn, ExclusiveStartShardId: after, ShardFilter: filter }, { call, tables, records }) {
    const stream = requireStream(tables, call, StreamArn);
    const { table, record, arn, shardId } = stream;
    const shown = filter === undefined && (after === undefined || after < shardId);
    const last = record.disabledMs === undefined ? undefined : await lastSequence(stream, record.disabledMs, records);
    const shard = {
      ShardId: shardId,
      SequenceNumberRange: { StartingSequenceNumber: firstSequence(stream), ...(last === undefined ? {} : { EndingSequenceNumber: last }) },
    };
    return {
      StreamDescription: {
        StreamArn: arn,
        StreamLabel: record.label,
        StreamStatus: record.disabledMs === undefined ? "ENABLED" : "DISABLED",
        StreamViewType: record.viewType,
        CreationRequestDateTime: record.createdMs,
        TableName: table.record.name,
        KeySchema: table.record.keySchema,
        Shards: shown ? [shard] : [],
      },
    };
  },
});

async function lastSequence({ record }: Stream, disabledMs: number, records: DynamoDbContext["records"]): Promise<string> {
  const [newest] = await records.list(streamKindOf(record.streamId), { reverse: true, limit: 1 });
  return newest?.key ?? sequenceText(disabledMs * 1_000);
}

export const getShardIterator = operation("GetShardIterator", {
  async handle({ StreamArn, ShardId, ShardIteratorType: type, SequenceNumber: sequence }, { call, tables, streams, records }) {
    const stream = requireStream(tables, call, StreamArn);
    if (ShardId !== stream.shardId) throw resourceNotFound(`Requested resource not found: Shard does not exist`);
    const position = positionOf(stream, type, sequence, streams);
    if (type.endsWith("_SEQUENCE_NUMBER")) await requireThere(stream, sequenceOf(position), call.nowMs, records);
    return { ShardIterator: writeIterator(stream, position, call.nowMs) };
  },
});

function positionOf(stream: Stream, type: string, sequence: string | undefined, streams: DynamoDbContext["streams"]): Position {
  switch (type) {
    case "TRIM_HORIZON":
      return { from: firstSequence(stream) };
    case "LATEST":
      return { from: streams.next() };
    default:
      if (sequence === undefined) throw validationException(`SequenceNumber must be provided when ShardIteratorType is ${type}`);
      if (!/^1[0-9]{20}$/.test(sequence)) throw validationException("Invalid SequenceNumber");
      return type === "AFTER_SEQUENCE_NUMBER" ? { after: sequence } : { from: sequence };
  }
}

function sequenceOf(position: Position): string {
  return "after" in position ? position.after : position.from;
}

/** Records older than it are not told any more. */
function horizonAt(nowMs: number): string {
  return sequenceText(Math.max(nowMs - streamRetentionMs, 0) * 1_000);
}

/** Throws TrimmedDataAccessException for a record that was removed for its age: with it, others may have gone that nobody read. */
async function requireThere(stream: Stream, sequence: string, nowMs: number, records: DynamoDbContext["records"]): Promise<void> {
  if (sequence >= horizonAt(nowMs) || sequence <= firstSequence(stream)) return;
  const [left] = await records.list(streamKindOf(stream.record.streamId), { from: sequence, limit: 1 });
  if (left?.key === sequence) return;
  throw new ServiceError("TrimmedDataAccessException", "The operation attempted to read past the oldest stream record in a shard");
}

/** Where a reader who found nothing goes on: not behind a record that will be trimmed while the stream is quiet. */
function onwards(position: Position, nowMs: number): Position {
  // Nothing is still being written that began so long ago.
  const recent = sequenceText(Math.max(nowMs - shardIteratorMs, 0) * 1_000);
  return sequenceOf(position) < recent ? { from: recent } : position;
}

export const getRecords = operation("GetRecords", {
  async handle({ ShardIterator, Limit = streamRecordsMax }, { call, tables, streams, records }) {
    const { arn, position } = readIterator(ShardIterator, call.nowMs);
    const stream = requireStream(tables, call, arn);
    const { record, table } = stream;
    if ("after" in position) await requireThere(stream, position.after, call.nowMs, records);
    const visibleBefore = streams.visibleBefore(record.streamId);
    const found = await records.list<KeptStreamRecord>(streamKindOf(record.streamId), {
      ...("after" in position ? { after: position.after } : { from: position.from }),
      ...(visibleBefore === undefined ? {} : { before: visibleBefore }),
      limit: Math.min(Limit, streamRecordsMax),
    });
    const page = withinBytes(found);
    const last = page.at(-1)?.key;
    const next: Position = last === undefined ? onwards(position, call.nowMs) : { after: last };
    const finished =
      record.disabledMs !== undefined &&
      visibleBefore === undefined &&
      page.length === found.length &&
      found.length < Math.min(Limit, streamRecordsMax);
    return {
      Records: page
        .filter(({ value }) => value.atMs > call.nowMs - streamRetentionMs)
        .map((kept) => eventOf(kept, table.record.region, record.viewType)),
      ...(finished ? {} : { NextShardIterator: writeIterator(stream, next, call.nowMs) }),
    };
  },
});

/** As many as go into a megabyte, at least one. */
function withinBytes(found: readonly StoredRecord<KeptStreamRecord>[]): readonly StoredRecord<KeptStreamRecord>[] {
  let bytes = 0;
  const end = found.findIndex(({ value }, at) => (bytes += value.bytes) > streamRecordsBytesMax && at > 0);
  return end === -1 ? found : found.slice(0, end);
}

function eventOf(
  { key, value }: StoredRecord<KeptStreamRecord>,
  region: string,
  viewType: NonNullable<StreamEvent["dynamodb"]>["StreamViewType"],
): StreamEvent {
  const read = value.binary === 1 ? withBytes : (item: typeof value.keys) => item;
  return {
    eventID: value.id,
    eventName: value.event,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: region,
    dynamodb: {
      // AWS tells whole seconds.
      ApproximateCreationDateTime: Math.floor(value.atMs / 1_000) * 1_000,
      Keys: read(value.keys),
      ...(value.newImage === undefined ? {} : { NewImage: read(value.newImage) }),
      ...(value.oldImage === undefined ? {} : { OldImage: read(value.oldImage) }),
      SequenceNumber: key,
      SizeBytes: Math.max(value.bytes, 1),
      ...(viewType === undefined ? {} : { StreamViewType: viewType }),
    },
    ...(value.user === undefined ? {} : { userIdentity: value.user }),
  };
}
