/**
 * DynamoDBStreams: every structure and enum of the API, and its operations. Made by `npm run codegen` from botocore
 * 1.43.11 (API version 2012-08-10); do not edit. Timestamps are milliseconds since 1970, blobs Uint8Array.
 */
import type { ServiceModel } from "../aws/model.ts";
import table from "./dynamodbstreams.json" with { type: "json" };

/** The table behind the types: routes, constraints and errors. */
export const model = table as unknown as ServiceModel;

export type DynamoDBStreamsOperations = {
  readonly DescribeStream: { readonly input: DescribeStreamInput; readonly output: DescribeStreamOutput };
  readonly GetRecords: { readonly input: GetRecordsInput; readonly output: GetRecordsOutput };
  readonly GetShardIterator: { readonly input: GetShardIteratorInput; readonly output: GetShardIteratorOutput };
  readonly ListStreams: { readonly input: ListStreamsInput; readonly output: ListStreamsOutput };
};

export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: Uint8Array;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly Uint8Array[];
  readonly M?: { readonly [key: string]: AttributeValue };
  readonly L?: readonly AttributeValue[];
  readonly NULL?: boolean;
  readonly BOOL?: boolean;
}

export interface DescribeStreamInput {
  readonly StreamArn: string;
  readonly Limit?: number;
  readonly ExclusiveStartShardId?: string;
  readonly ShardFilter?: ShardFilter;
}

export interface DescribeStreamOutput {
  readonly StreamDescription?: StreamDescription;
}

export interface GetRecordsInput {
  readonly ShardIterator: string;
  readonly Limit?: number;
}

export interface GetRecordsOutput {
  readonly Records?: readonly Record[];
  readonly NextShardIterator?: string;
}

export interface GetShardIteratorInput {
  readonly StreamArn: string;
  readonly ShardId: string;
  readonly ShardIteratorType: ShardIteratorType;
  readonly SequenceNumber?: string;
}

export interface GetShardIteratorOutput {
  readonly ShardIterator?: string;
}

export interface Identity {
  readonly PrincipalId?: string;
  readonly Type?: string;
}

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: KeyType;
}

export type KeyType = "HASH" | "RANGE";

export interface ListStreamsInput {
  readonly TableName?: string;
  readonly Limit?: number;
  readonly ExclusiveStartStreamArn?: string;
}

export interface ListStreamsOutput {
  readonly Streams?: readonly Stream[];
  readonly LastEvaluatedStreamArn?: string;
}

export type OperationType = "INSERT" | "MODIFY" | "REMOVE";

export interface Record {
  readonly eventID?: string;
  readonly eventName?: OperationType;
  readonly eventVersion?: string;
  readonly eventSource?: string;
  readonly awsRegion?: string;
  readonly dynamodb?: StreamRecord;
  readonly userIdentity?: Identity;
}

export interface SequenceNumberRange {
  readonly StartingSequenceNumber?: string;
  readonly EndingSequenceNumber?: string;
}

export interface Shard {
  readonly ShardId?: string;
  readonly SequenceNumberRange?: SequenceNumberRange;
  readonly ParentShardId?: string;
}

export interface ShardFilter {
  readonly Type?: ShardFilterType;
  readonly ShardId?: string;
}

export type ShardFilterType = "CHILD_SHARDS";

export type ShardIteratorType = "TRIM_HORIZON" | "LATEST" | "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER";

export interface Stream {
  readonly StreamArn?: string;
  readonly TableName?: string;
  readonly StreamLabel?: string;
}

export interface StreamDescription {
  readonly StreamArn?: string;
  readonly StreamLabel?: string;
  readonly StreamStatus?: StreamStatus;
  readonly StreamViewType?: StreamViewType;
  readonly CreationRequestDateTime?: number;
  readonly TableName?: string;
  readonly KeySchema?: readonly KeySchemaElement[];
  readonly Shards?: readonly Shard[];
  readonly LastEvaluatedShardId?: string;
}

export interface StreamRecord {
  readonly ApproximateCreationDateTime?: number;
  readonly Keys?: { readonly [key: string]: AttributeValue };
  readonly NewImage?: { readonly [key: string]: AttributeValue };
  readonly OldImage?: { readonly [key: string]: AttributeValue };
  readonly SequenceNumber?: string;
  readonly SizeBytes?: number;
  readonly StreamViewType?: StreamViewType;
}

export type StreamStatus = "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED";

export type StreamViewType = "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY";
