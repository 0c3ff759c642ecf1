/** A table as DescribeTable and its relatives show it. */

import type {
  GlobalSecondaryIndexDescription,
  LocalSecondaryIndexDescription,
  ProvisionedThroughputDescription,
  TableDescription,
} from "../../../models/dynamodb.ts";
import type { GlobalIndexRecord, LocalIndexRecord, StreamRecord, Table, TableRecord } from "./table.ts";

export type TableStatus = "CREATING" | "UPDATING" | "DELETING" | "ACTIVE";

export function describeTable({ record, arn }: Table, status: TableStatus): TableDescription {
  const counted = record.counted;
  const { encryption, billingMode } = record;
  const onDemand = billingMode === "PAY_PER_REQUEST";
  return {
    AttributeDefinitions: record.attributes,
    TableName: record.name,
    KeySchema: record.keySchema,
    TableStatus: status,
    CreationDateTime: record.createdMs,
    ProvisionedThroughput: throughputDescription(record),
    TableSizeBytes: counted?.bytes ?? 0,
    ItemCount: counted?.items ?? 0,
    TableArn: arn,
    TableId: record.id,
    ...(onDemand || record.payPerRequestMs !== undefined
      ? {
          BillingModeSummary: {
            BillingMode: billingMode,
            ...(record.payPerRequestMs === undefined || status === "CREATING"
              ? {}
              : { LastUpdateToPayPerRequestDateTime: record.payPerRequestMs }),
          },
        }
      : {}),
    ...(record.onDemand === undefined ? {} : { OnDemandThroughput: record.onDemand }),
    ...(record.warm === undefined ? {} : { WarmThroughput: { ...record.warm, Status: "ACTIVE" } }),
    ...(record.globalIndexes.length === 0
      ? {}
      : { GlobalSecondaryIndexes: record.globalIndexes.map((index) => globalIndexDescription(record, arn, index, status)) }),
    ...(record.localIndexes.length === 0
      ? {}
      : { LocalSecondaryIndexes: record.localIndexes.map((index) => localIndexDescription(record, arn, index)) }),
    ...streamDescription(arn, record),
    ...(encryption?.Enabled === true
      ? {
          SSEDescription: {
            Status: "ENABLED",
            SSEType: encryption.SSEType ?? "KMS",
            KMSMasterKeyArn:
              encryption.KMSMasterKeyId ?? `arn:${record.partition}:kms:${record.region}:${record.accountId}:alias/aws/dynamodb`,
          },
        }
      : {}),
    ...(record.restored === undefined
      ? {}
      : {
          RestoreSummary: {
            SourceBackupArn: record.restored.backupArn,
            SourceTableArn: record.restored.sourceArn,
            RestoreDateTime: record.restored.atMs,
            RestoreInProgress: record.restored.inProgress,
          },
        }),
    ...(record.tableClass === undefined ? {} : { TableClassSummary: { TableClass: record.tableClass } }),
    ...(record.deletionProtection === undefined ? {} : { DeletionProtectionEnabled: record.deletionProtection }),
  };
}

function throughputDescription(record: TableRecord): ProvisionedThroughputDescription {
  return {
    ...(record.throughputIncreasedMs === undefined ? {} : { LastIncreaseDateTime: record.throughputIncreasedMs }),
    ...(record.throughputDecreasedMs === undefined ? {} : { LastDecreaseDateTime: record.throughputDecreasedMs }),
    NumberOfDecreasesToday: record.decreasesToday ?? 0,
    ...record.throughput,
  };
}

function globalIndexDescription(
  record: TableRecord,
  arn: string,
  index: GlobalIndexRecord,
  table: TableStatus,
): GlobalSecondaryIndexDescription {
  const counted = record.counted?.indexes[index.indexId];
  const creating = index.status === "CREATING";
  return {
    IndexName: index.IndexName,
    KeySchema: index.KeySchema,
    Projection: index.Projection,
    IndexStatus: table === "CREATING" || table === "DELETING" ? table : index.status,
    ...(creating ? { Backfilling: true } : {}),
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0, ...index.ProvisionedThroughput },
    ...(index.OnDemandThroughput === undefined ? {} : { OnDemandThroughput: index.OnDemandThroughput }),
    ...(index.WarmThroughput === undefined ? {} : { WarmThroughput: { ...index.WarmThroughput, Status: "ACTIVE" } }),
    IndexSizeBytes: counted?.bytes ?? 0,
    ItemCount: counted?.items ?? 0,
    IndexArn: `${arn}/index/${index.IndexName}`,
  };
}

function localIndexDescription(record: TableRecord, arn: string, index: LocalIndexRecord): LocalSecondaryIndexDescription {
  const counted = record.counted?.indexes[index.indexId];
  return {
    IndexName: index.IndexName,
    KeySchema: index.KeySchema,
    Projection: index.Projection,
    IndexSizeBytes: counted?.bytes ?? 0,
    ItemCount: counted?.items ?? 0,
    IndexArn: `${arn}/index/${index.IndexName}`,
  };
}

/** The last stream is told of as long as its records are there, which is a day longer than it is enabled. */
function streamDescription(arn: string, { stream, earlierStreams = [] }: TableRecord) {
  const latest = stream ?? earlierStreams.at(-1);
  if (latest === undefined) return {};
  return {
    ...(stream === undefined ? {} : { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType } }),
    LatestStreamLabel: latest.label,
    LatestStreamArn: streamArn(arn, latest),
  };
}

export function streamArn(tableArn: string, { label }: StreamRecord): string {
  return `${tableArn}/stream/${label}`;
}
