/** What every operation of the DynamoDB service finds in its context, and the maker of operations. */

import { operationsOf } from "../../aws/index.ts";
import type { DynamoDBOperations } from "../../models/dynamodb.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { ItemWriter } from "./items/item-writer.ts";
import type { StreamRecords } from "./streams/stream-records.ts";
import type { Backups } from "./tables/backups.ts";
import type { Background } from "./tables/background.ts";
import type { Tables } from "./tables/tables.ts";
import type { IdempotencyTokens } from "./items/idempotency-tokens.ts";

export interface DynamoDbContext {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly tables: Tables;
  readonly writer: ItemWriter;
  readonly streams: StreamRecords;
  readonly background: Background;
  readonly backups: Backups;
  readonly tokens: IdempotencyTokens;
}

export const operation = operationsOf<DynamoDBOperations, DynamoDbContext>();
