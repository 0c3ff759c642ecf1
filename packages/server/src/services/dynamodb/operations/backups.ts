/** CreateBackup and its relatives, and RestoreTableFromBackup. */

import { ServiceError } from "../../../aws/index.ts";
import type { BackupDescription, BackupDetails, RestoreTableFromBackupInput } from "../../../models/dynamodb.ts";
import { operation } from "../context.ts";
import { invalidParameters } from "../errors.ts";
import { backupsPageMax } from "../limits.ts";
import type { BackupRecord } from "../tables/backups.ts";
import { describeTable } from "../tables/table-description.ts";
import { throughputOf } from "../tables/table-definition.ts";
import { compileTable, type GivenIndex, type TableRecord } from "../tables/table.ts";
import { tableNameOf } from "../tables/tables.ts";

export const createBackup = operation("CreateBackup", {
  async handle({ TableName, BackupName }, { call, tables, backups, platform }) {
    const table = tables.find(call, TableName);
    if (table === undefined) throw missingTable(tableNameOf(TableName, call) ?? TableName);
    const id = platform.random.uuid();
    const backup: BackupRecord = {
      arn: `${table.arn}/backup/0${call.nowMs}-${id.slice(0, 8)}`,
      name: BackupName,
      id,
      createdMs: call.nowMs,
      status: "CREATING",
      table: table.record,
      items: table.record.counted?.items ?? 0,
      bytes: table.record.counted?.bytes ?? 0,
    };
    await backups.create(backup);
    return { BackupDetails: detailsOf(backup) };
  },
});

export const describeBackup = operation("DescribeBackup", {
  handle: ({ BackupArn }, { call, backups }) => ({ BackupDescription: descriptionOf(backups.require(call, BackupArn)) }),
});

export const deleteBackup = operation("DeleteBackup", {
  async handle({ BackupArn }, { call, backups, platform }) {
    const backup = backups.require(call, BackupArn);
    if (backup.status === "CREATING" || backups.inUse({ backupId: backup.id })) {
      throw new ServiceError("BackupInUseException", `Backup is in use: ${BackupArn}`);
    }
    await backups.delete(backup, platform.random.uuid());
    const description = descriptionOf(backup);
    return { BackupDescription: { ...description, BackupDetails: { ...detailsOf(backup), BackupStatus: "DELETED" } } };
  },
});

export const listBackups = operation("ListBackups", {
  handle(
    {
      TableName,
      Limit = backupsPageMax,
      TimeRangeLowerBound: from = 0,
      TimeRangeUpperBound: before,
      ExclusiveStartBackupArn: after,
      BackupType = "ALL",
    },
    { call, backups },
  ) {
    const name = TableName === undefined ? undefined : tableNameOf(TableName, call);
    const found = backups
      .list(call)
      .filter(({ table }) => TableName === undefined || table.name === name)
      .filter(({ createdMs }) => createdMs >= from && (before === undefined || createdMs < before))
      .filter(() => BackupType === "ALL" || BackupType === "USER");
    const begin = after === undefined ? 0 : found.findIndex(({ arn }) => arn === after) + 1;
    const page = found.slice(begin, begin + Limit);
    const last = begin + Limit < found.length ? page.at(-1) : undefined;
    return {
      BackupSummaries: page.map((backup) => ({
        TableName: backup.table.name,
        TableId: backup.table.id,
        TableArn: compileTable(backup.table).arn,
        ...detailsOf(backup),
      })),
      ...(last === undefined ? {} : { LastEvaluatedBackupArn: last.arn }),
    };
  },
});

export const restoreTableFromBackup = operation("RestoreTableFromBackup", {
  async handle(input, { call, tables, backups, platform }) {
    const backup = backups.require(call, input.BackupArn);
    if (backup.status === "CREATING") throw new ServiceError("BackupInUseException", `Backup is being created: ${input.BackupArn}`);
    const source = compileTable(backup.table);
    const record: TableRecord = {
      ...restoredRecord(backup.table, input),
      name: input.TargetTableName,
      id: platform.random.uuid(),
      createdMs: call.nowMs,
      restored: { backupId: backup.id, backupArn: backup.arn, sourceArn: source.arn, atMs: call.nowMs, inProgress: true },
    };
    const uuid = () => platform.random.uuid();
    const globalIndexes = record.globalIndexes.map((index) => ({ ...index, status: "ACTIVE" as const, indexId: uuid() }));
    const localIndexes = record.localIndexes.map((index) => ({ ...index, indexId: uuid() }));
    const table = await tables.create({ ...record, globalIndexes, localIndexes });
    if (table === undefined) throw new ServiceError("TableAlreadyExistsException", `Table already exists: ${input.TargetTableName}`);
    backups.restore(table);
    return { TableDescription: describeTable(table, "CREATING") };
  },
});

/** AWS: time to live, tags, policies and streams are not restored. */
function restoredRecord(table: TableRecord, input: RestoreTableFromBackupInput): TableRecord {
  const { BillingModeOverride: billingMode = table.billingMode, ProvisionedThroughputOverride: throughput } = input;
  if (billingMode === "PROVISIONED" && throughput === undefined && table.billingMode !== "PROVISIONED") {
    throw invalidParameters("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
  const globalIndexes = chosen(table.globalIndexes, input.GlobalSecondaryIndexOverride);
  const localIndexes = chosen(table.localIndexes, input.LocalSecondaryIndexOverride);
  const used = new Set(
    [...table.keySchema, ...[...globalIndexes, ...localIndexes].flatMap(({ KeySchema }) => KeySchema)].map(
      ({ AttributeName }) => AttributeName,
    ),
  );
  const { accountId, region, partition, keySchema, tableClass } = table;
  return {
    accountId,
    region,
    partition,
    keySchema,
    tableClass,
    name: table.name,
    id: table.id,
    createdMs: table.createdMs,
    attributes: table.attributes.filter(({ AttributeName }) => used.has(AttributeName)),
    billingMode,
    payPerRequestMs: billingMode === "PAY_PER_REQUEST" ? table.createdMs : undefined,
    throughput:
      billingMode === "PAY_PER_REQUEST" ? throughputOf(undefined) : throughput === undefined ? table.throughput : throughputOf(throughput),
    onDemand: input.OnDemandThroughputOverride ?? table.onDemand,
    globalIndexes,
    localIndexes,
    encryption: input.SSESpecificationOverride ?? table.encryption,
    tags: [],
  };
}

/** Indexes may be left out, not changed. */
function chosen<Kept extends GivenIndex>(present: readonly Kept[], override: readonly GivenIndex[] | undefined): readonly Kept[] {
  if (override === undefined) return present;
  return override.map((given) => {
    const same = present.find(
      ({ IndexName, KeySchema }) => IndexName === given.IndexName && JSON.stringify(KeySchema) === JSON.stringify(given.KeySchema),
    );
    if (same === undefined) throw invalidParameters(`The index ${given.IndexName} is not an index of the backup's table`);
    return same;
  });
}

function detailsOf({ arn, name, status, createdMs, bytes }: BackupRecord): BackupDetails {
  return {
    BackupArn: arn,
    BackupName: name,
    BackupSizeBytes: bytes,
    BackupStatus: status,
    BackupType: "USER",
    BackupCreationDateTime: createdMs,
  };
}

function descriptionOf(backup: BackupRecord): BackupDescription {
  const { table } = backup;
  const indexOf = ({ IndexName, KeySchema, Projection }: GivenIndex) => ({ IndexName, KeySchema, Projection });
  return {
    BackupDetails: detailsOf(backup),
    SourceTableDetails: {
      TableName: table.name,
      TableId: table.id,
      TableArn: compileTable(table).arn,
      TableSizeBytes: backup.bytes,
      KeySchema: table.keySchema,
      TableCreationDateTime: table.createdMs,
      ProvisionedThroughput: table.throughput,
      ItemCount: backup.items,
      BillingMode: table.billingMode,
    },
    SourceTableFeatureDetails: {
      ...(table.localIndexes.length === 0 ? {} : { LocalSecondaryIndexes: table.localIndexes.map(indexOf) }),
      ...(table.globalIndexes.length === 0
        ? {}
        : {
            GlobalSecondaryIndexes: table.globalIndexes.map((index) => ({
              ...indexOf(index),
              ...(index.ProvisionedThroughput && { ProvisionedThroughput: index.ProvisionedThroughput }),
            })),
          }),
      ...(table.stream === undefined ? {} : { StreamDescription: { StreamEnabled: true, StreamViewType: table.stream.viewType } }),
      ...(table.expiry === undefined
        ? {}
        : { TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: table.expiry.attribute } }),
    },
  };
}

function missingTable(name: string): ServiceError {
  return new ServiceError("TableNotFoundException", `Table not found: ${name}`);
}
