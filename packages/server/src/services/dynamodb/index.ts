/**
 * DynamoDB and DynamoDB Streams. Items are records of the store, one kind a table, in the order in which Query and Scan read them;
 * entries of indexes and records of streams are records too, written in the same atomic write as their item.
 */

import type { Operation, ServiceDefinition } from "../../aws/index.ts";
import { model } from "../../models/dynamodb.ts";
import { model as streamsModel } from "../../models/dynamodbstreams.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { DynamoDbContext } from "./context.ts";
import { createIdempotencyTokens } from "./items/idempotency-tokens.ts";
import { deleteExpired } from "./items/expirer.ts";
import { createItemWriter } from "./items/item-writer.ts";
import { type Periodic, periodically } from "./items/periodic.ts";
import { expirySweepMs, idempotencyMs, requestBytesMax, trimSweepMs } from "./limits.ts";
import {
  describeContinuousBackups,
  describeContributorInsights,
  describeEndpoints,
  describeKinesisStreamingDestination,
  describeLimits,
  listExports,
  listGlobalTables,
  listImports,
  updateContinuousBackups,
} from "./operations/account.ts";
import { createBackup, deleteBackup, describeBackup, listBackups, restoreTableFromBackup } from "./operations/backups.ts";
import { batchGetItem } from "./operations/batch-get.ts";
import { batchWriteItem } from "./operations/batch-write.ts";
import { createTable } from "./operations/create-table.ts";
import { getItem } from "./operations/get-item.ts";
import { deleteItem, putItem, updateItem } from "./operations/item-changes.ts";
import { query } from "./operations/query.ts";
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from "./operations/resource-policies.ts";
import { scan } from "./operations/scan.ts";
import { deleteTable, describeTableOperation, listTables } from "./operations/tables.ts";
import { listTagsOfResource, tagResource, untagResource } from "./operations/tags.ts";
import { describeTimeToLive, updateTimeToLive } from "./operations/time-to-live.ts";
import { transactGetItems } from "./operations/transact-get.ts";
import { transactWriteItems } from "./operations/transact-write.ts";
import { updateTable } from "./operations/update-table.ts";
import { batchExecuteStatement, executeStatement, executeTransaction } from "./partiql/index.ts";
import { describeStream, getRecords, getShardIterator, listStreams } from "./streams/operations.ts";
import { createStreamRecords } from "./streams/stream-records.ts";
import { trimStreams } from "./streams/trim.ts";
import { Backups } from "./tables/backups.ts";
import { createBackground } from "./tables/background.ts";
import { Tables } from "./tables/tables.ts";
import { createDynamoDbCheck } from "./wire/constraints.ts";
import { createDynamoDbProtocol } from "./wire/protocol.ts";

export interface DynamoDbDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
}

export interface DynamoDb {
  /** For `defineService`: DynamoDB, and DynamoDB Streams. */
  readonly definition: ServiceDefinition<DynamoDbContext>;
  readonly streamsDefinition: ServiceDefinition<DynamoDbContext>;
  /** Reads the tables, and takes up what an earlier server left under way. */
  open(): Promise<void>;
  /** Ends the work in the background; the next server goes on with it. */
  close(): Promise<void>;
}

/** Every operation that is served; the parity tables read it too. */
export const dynamoDbOperations: readonly Operation<DynamoDbContext>[] = [
  createTable,
  describeTableOperation,
  listTables,
  deleteTable,
  putItem,
  getItem,
  updateItem,
  deleteItem,
  query,
  scan,
  batchGetItem,
  batchWriteItem,
  transactGetItems,
  transactWriteItems,
  updateTable,
  tagResource,
  untagResource,
  listTagsOfResource,
  updateTimeToLive,
  describeTimeToLive,
  putResourcePolicy,
  getResourcePolicy,
  deleteResourcePolicy,
  describeLimits,
  describeEndpoints,
  describeContinuousBackups,
  updateContinuousBackups,
  describeContributorInsights,
  describeKinesisStreamingDestination,
  createBackup,
  describeBackup,
  listBackups,
  deleteBackup,
  restoreTableFromBackup,
  listExports,
  listImports,
  listGlobalTables,
  executeStatement,
  batchExecuteStatement,
  executeTransaction,
];

export const dynamoDbStreamsOperations: readonly Operation<DynamoDbContext>[] = [listStreams, describeStream, getShardIterator, getRecords];

/** Their outputs are JSON as they are. */
const itemOperations: ReadonlySet<string> = new Set([
  "PutItem",
  "GetItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "Scan",
  "BatchGetItem",
  "BatchWriteItem",
  "TransactGetItems",
  "TransactWriteItems",
  "ExecuteStatement",
  "BatchExecuteStatement",
  "ExecuteTransaction",
]);

export function createDynamoDb({ platform, records }: DynamoDbDeps): DynamoDb {
  const logger = platform.logger.child({ service: "dynamodb" });
  const within: Platform = { ...platform, logger };
  const { clock, random } = platform;
  const tables = new Tables(records);
  const streams = createStreamRecords(records, clock, () => random.uuid());
  const writer = createItemWriter(records, streams);
  const background = createBackground({ platform: within, records, tables, writer });
  const backups = new Backups({ records, tables, background });
  const tokens = createIdempotencyTokens(records, clock);
  const context: DynamoDbContext = { platform: within, records, tables, writer, streams, background, backups, tokens };
  let sweeps: readonly Periodic[] = [];
  return {
    streamsDefinition: {
      model: streamsModel,
      operations: dynamoDbStreamsOperations,
      deps: context,
      logger,
      protocol: createDynamoDbProtocol(streamsModel, new Set()),
    },
    definition: {
      model,
      operations: dynamoDbOperations,
      deps: context,
      logger,
      bodyBytesMax: requestBytesMax,
      protocol: createDynamoDbProtocol(model, itemOperations),
      check: createDynamoDbCheck(model),
    },
    async open() {
      await tables.open();
      for (const { record } of tables.all()) if (record.stream !== undefined) await streams.resume(record.stream.streamId);
      await background.open();
      await backups.open();
      const uuid = () => random.uuid();
      sweeps = [
        periodically(within, expirySweepMs, "delete items whose time is over", (stopped) => deleteExpired(context, clock.nowMs(), stopped)),
        periodically(within, trimSweepMs, "trim the streams", (stopped) =>
          trimStreams({ records, tables, background, uuid }, clock.nowMs(), stopped),
        ),
        // Looks at every token, so no more often than they run out.
        periodically(within, idempotencyMs, "remove old tokens", () => tokens.trim()),
      ];
    },
    async close() {
      await Promise.all(sweeps.map((sweep) => sweep.close()));
      await background.close();
    },
  };
}
