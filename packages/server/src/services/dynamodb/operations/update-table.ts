/** UpdateTable: throughput, indexes and the stream of a table in use. */

import type { GlobalSecondaryIndexUpdate, TableDescription, UpdateTableInput } from "../../../models/dynamodb.ts";
import type { RecordChange } from "../../../storage/ports/records.ts";
import { operation } from "../context.ts";
import { invalidParameters, limitExceeded, notSupported, resourceInUse, resourceNotFound, validationException } from "../errors.ts";
import { globalIndexesMax } from "../limits.ts";
import { newStream } from "../streams/new-stream.ts";
import { purgeOfIndex } from "../tables/background.ts";
import { describeTable } from "../tables/table-description.ts";
import { mergedDefinitions, requireGlobalIndex, requireStream, requireThroughput, throughputOf } from "../tables/table-definition.ts";
import type { GlobalIndexRecord, TableRecord } from "../tables/table.ts";

export const updateTable = operation("UpdateTable", {
  async handle(input, { call, tables, background, platform, streams }) {
    requireUpdate(input);
    const before = tables.requireNamed(call, input.TableName);
    const uuid = () => platform.random.uuid();
    const purges: RecordChange[] = [];
    const after = await tables.change(before, (record) => {
      purges.length = 0;
      const changed = updated(record, input, call.nowMs, uuid, (indexId) => purges.push(purgeOfIndex(record.id, indexId, uuid())));
      return { record: changed, more: purges };
    });
    const { stream } = after.record;
    if (stream !== undefined && stream.streamId !== before.record.stream?.streamId) await streams.resume(stream.streamId);
    for (const { key } of purges) background.purge(before, key);
    background.complete(before, after);
    return { TableDescription: underWay(describeTable(before, "UPDATING"), describeTable(after, "UPDATING"), input) };
  },
});

/** The answer tells an update that is under way: throughputs are still what they were. */
function underWay(
  before: TableDescription,
  after: TableDescription,
  { GlobalSecondaryIndexUpdates: updates = [] }: UpdateTableInput,
): TableDescription {
  const updatedIndexes = new Set(updates.map(({ Update }) => Update?.IndexName));
  const indexes = after.GlobalSecondaryIndexes?.map((index) => {
    const present = before.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.IndexName);
    if (present === undefined || !updatedIndexes.has(index.IndexName)) return index;
    return {
      ...index,
      IndexStatus: "UPDATING" as const,
      ...(present.ProvisionedThroughput && { ProvisionedThroughput: present.ProvisionedThroughput }),
    };
  });
  return {
    ...after,
    ...(before.ProvisionedThroughput && { ProvisionedThroughput: before.ProvisionedThroughput }),
    ...(indexes && { GlobalSecondaryIndexes: indexes }),
  };
}

/** Throws ValidationException for what UpdateTable never does. */
function requireUpdate(input: UpdateTableInput): void {
  const { ReplicaUpdates, MultiRegionConsistency, GlobalTableWitnessUpdates, GlobalTableSettingsReplicationMode } = input;
  if (
    [ReplicaUpdates, MultiRegionConsistency, GlobalTableWitnessUpdates, GlobalTableSettingsReplicationMode].some(
      (given) => given !== undefined,
    )
  ) {
    throw notSupported("replicas of tables in other regions");
  }
  const { ProvisionedThroughput: throughput, GlobalSecondaryIndexUpdates: updates, BillingMode: billingMode } = input;
  const asked = [
    throughput,
    billingMode,
    updates,
    input.StreamSpecification,
    input.SSESpecification,
    input.TableClass,
    input.DeletionProtectionEnabled,
    input.OnDemandThroughput,
    input.WarmThroughput,
  ];
  if (asked.every((given) => given === undefined || (Array.isArray(given) && given.length === 0))) {
    throw invalidParameters(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  }
  if (billingMode === "PAY_PER_REQUEST" && throughput !== undefined) {
    throw invalidParameters("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
  }
  if (throughput !== undefined) requireThroughput(throughput);
  requireIndexUpdates(updates);
  requireStream(input.StreamSpecification);
}

function requireIndexUpdates(updates: readonly GlobalSecondaryIndexUpdate[] | undefined): void {
  const names = new Set<string>();
  for (const { Create, Update, Delete } of updates ?? []) {
    const given = [Create, Update, Delete].filter((update) => update !== undefined);
    const [update] = given;
    if (update === undefined || given.length > 1) {
      throw invalidParameters(
        "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
      );
    }
    if (names.has(update.IndexName)) {
      throw invalidParameters(`Only one global secondary index update per index is allowed simultaneously. Index: ${update.IndexName}`);
    }
    names.add(update.IndexName);
    if (Update?.ProvisionedThroughput !== undefined) requireThroughput(Update.ProvisionedThroughput, Update.IndexName);
  }
  const changes = (updates ?? []).filter(({ Create, Delete }) => Create !== undefined || Delete !== undefined);
  if (changes.length > 1) {
    throw limitExceeded("Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table");
  }
}

function updated(
  record: TableRecord,
  input: UpdateTableInput,
  nowMs: number,
  uuid: () => string,
  purge: (indexId: string) => void,
): TableRecord {
  let changed = withBilling(record, input, nowMs);
  for (const update of input.GlobalSecondaryIndexUpdates ?? []) changed = withIndex(changed, input, update, uuid, purge);
  changed = withStream(changed, input, nowMs, uuid);
  return {
    ...changed,
    attributes: usedDefinitions(changed),
    encryption: input.SSESpecification ?? changed.encryption,
    tableClass: input.TableClass ?? changed.tableClass,
    deletionProtection: input.DeletionProtectionEnabled ?? changed.deletionProtection,
    onDemand: input.OnDemandThroughput ?? changed.onDemand,
    warm: input.WarmThroughput ?? changed.warm,
  };
}

/** Definitions of what no key is made of any more, or never was, are dropped without a word. */
function usedDefinitions({ attributes, keySchema, globalIndexes, localIndexes }: TableRecord): TableRecord["attributes"] {
  const schemas = [keySchema, ...globalIndexes.map(({ KeySchema }) => KeySchema), ...localIndexes.map(({ KeySchema }) => KeySchema)];
  const used = new Set(schemas.flatMap((schema) => schema.map(({ AttributeName }) => AttributeName)));
  return attributes.filter(({ AttributeName }) => used.has(AttributeName));
}

function withBilling(record: TableRecord, { BillingMode, ProvisionedThroughput }: UpdateTableInput, nowMs: number): TableRecord {
  const billingMode = BillingMode ?? record.billingMode;
  if (billingMode === "PAY_PER_REQUEST") {
    if (ProvisionedThroughput !== undefined) {
      throw invalidParameters("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
    }
    if (record.billingMode === "PAY_PER_REQUEST") return record;
    return {
      ...record,
      billingMode,
      payPerRequestMs: nowMs,
      throughput: throughputOf(undefined),
      globalIndexes: record.globalIndexes.map(withoutThroughput),
    };
  }
  if (record.billingMode === "PAY_PER_REQUEST" && ProvisionedThroughput === undefined) {
    throw invalidParameters("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
  if (ProvisionedThroughput === undefined) return record;
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = record.throughput;
  const wanted = throughputOf(ProvisionedThroughput);
  if (record.billingMode === billingMode && wanted.ReadCapacityUnits === read && wanted.WriteCapacityUnits === write) {
    throw validationException(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the table: ${write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  const increased = wanted.ReadCapacityUnits > read || wanted.WriteCapacityUnits > write;
  const decreased = wanted.ReadCapacityUnits < read || wanted.WriteCapacityUnits < write;
  return {
    ...record,
    billingMode,
    throughput: wanted,
    throughputIncreasedMs: increased ? nowMs : record.throughputIncreasedMs,
    throughputDecreasedMs: decreased ? nowMs : record.throughputDecreasedMs,
    decreasesToday: decreased ? decreasesToday(record, nowMs) + 1 : record.decreasesToday,
  };
}

function withoutThroughput({ ProvisionedThroughput: _throughput, ...index }: GlobalIndexRecord): GlobalIndexRecord {
  return index;
}

function decreasesToday({ throughputDecreasedMs = 0, decreasesToday: count = 0 }: TableRecord, nowMs: number): number {
  const dayOf = (ms: number): number => Math.floor(ms / 86_400_000);
  return dayOf(throughputDecreasedMs) === dayOf(nowMs) ? count : 0;
}

function withIndex(
  record: TableRecord,
  { AttributeDefinitions = [] }: UpdateTableInput,
  { Create, Update, Delete }: GlobalSecondaryIndexUpdate,
  uuid: () => string,
  purge: (indexId: string) => void,
): TableRecord {
  if (Create !== undefined) {
    if (record.globalIndexes.some(({ status }) => status === "CREATING")) {
      throw limitExceeded("Subscriber limit exceeded: Only 1 online index can be created simultaneously per table");
    }
    if ([...record.globalIndexes, ...record.localIndexes].some(({ IndexName }) => IndexName === Create.IndexName)) {
      throw validationException("Attempting to create an index which already exists");
    }
    requireGlobalIndex(
      Create,
      AttributeDefinitions.map(({ AttributeName }) => AttributeName),
      record.billingMode,
    );
    for (const { AttributeName: name, AttributeType: type } of AttributeDefinitions) {
      const present = record.attributes.find(({ AttributeName }) => AttributeName === name);
      if (present !== undefined && present.AttributeType !== type) {
        throw invalidParameters(
          `Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. Existing schema: Schema:[SchemaElement: key{${name}:${present.AttributeType}}] New schema: Schema:[SchemaElement: key{${name}:${type}}]`,
        );
      }
    }
    if (record.globalIndexes.length >= globalIndexesMax) {
      throw limitExceeded(`GlobalSecondaryIndex count exceeds the per-table limit of ${globalIndexesMax}`);
    }
    const { IndexName, KeySchema, Projection, ProvisionedThroughput, OnDemandThroughput, WarmThroughput } = Create;
    const index: GlobalIndexRecord = {
      IndexName,
      KeySchema,
      Projection,
      ProvisionedThroughput,
      OnDemandThroughput,
      WarmThroughput,
      status: "CREATING",
      indexId: uuid(),
    };
    return {
      ...record,
      attributes: mergedDefinitions(record.attributes, AttributeDefinitions),
      globalIndexes: [...record.globalIndexes, index],
    };
  }
  const name = (Update ?? Delete)?.IndexName;
  const present = record.globalIndexes.find(({ IndexName }) => IndexName === name);
  if (present === undefined) throw resourceNotFound("Requested resource not found");
  if (Delete !== undefined) {
    if (present.status === "CREATING") {
      throw resourceInUse(`Attempt to change a resource which is still in use: Index is being created: ${present.IndexName}`);
    }
    purge(present.indexId);
    return { ...record, globalIndexes: record.globalIndexes.filter((index) => index !== present) };
  }
  if (record.billingMode === "PAY_PER_REQUEST" && Update?.ProvisionedThroughput !== undefined) {
    throw invalidParameters(
      `ProvisionedThroughput should not be specified for index: ${present.IndexName} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  const wanted = Update?.ProvisionedThroughput;
  if (wanted !== undefined) {
    const { ReadCapacityUnits: read, WriteCapacityUnits: write } = throughputOf(present.ProvisionedThroughput);
    if (wanted.ReadCapacityUnits === read && wanted.WriteCapacityUnits === write) {
      throw validationException(
        `The provisioned throughput for the index ${present.IndexName} will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the index: ${read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the index: ${write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
      );
    }
  }
  return {
    ...record,
    globalIndexes: record.globalIndexes.map((index) =>
      index === present
        ? {
            ...index,
            ProvisionedThroughput: wanted ?? index.ProvisionedThroughput,
            OnDemandThroughput: Update?.OnDemandThroughput ?? index.OnDemandThroughput,
            WarmThroughput: Update?.WarmThroughput ?? index.WarmThroughput,
          }
        : index,
    ),
  };
}

function withStream(
  record: TableRecord,
  { StreamSpecification: wanted }: UpdateTableInput,
  nowMs: number,
  uuid: () => string,
): TableRecord {
  if (wanted === undefined) return record;
  const { stream } = record;
  if (wanted.StreamEnabled) {
    if (stream !== undefined) throw validationException("Table already has an enabled stream: TableName: " + record.name);
    return { ...record, stream: newStream(wanted, nowMs, uuid) };
  }
  if (stream === undefined) throw validationException("Table has no stream to disable: TableName: " + record.name);
  return { ...record, stream: undefined, earlierStreams: [...(record.earlierStreams ?? []), { ...stream, disabledMs: nowMs }] };
}
