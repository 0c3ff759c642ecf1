/**
 * Every bound of the DynamoDB service. AWS quotas come from the DynamoDB developer guide, "Service, account, and table quotas
 * in Amazon DynamoDB"; the rest are Stile's own.
 */

/** AWS: significant digits of a number, and the exponent of its first digit. */
export const numberDigitsMax = 38;
export const numberExponentMax = 125;
export const numberExponentMin = -130;

/** AWS quota: an item, names and values, bytes. */
export const itemBytesMax = 409_600;
/** AWS quota: a partition key's value, bytes. */
export const partitionKeyBytesMax = 2_048;
/** AWS quota: a sort key's value, bytes. */
export const sortKeyBytesMax = 1_024;
/** AWS quota: nesting of documents, levels. */
export const nestingLevelsMax = 32;
/** AWS: the name of an attribute, bytes; "64 KB" in the manual, one less in its refusal. */
export const attributeNameBytesMax = 65_535;
/** AWS quota: the text of an expression, bytes. */
export const expressionBytesMax = 4_096;
/** AWS quota: a placeholder of an expression with its sign, bytes. */
export const placeholderBytesMax = 255;
/** AWS quota: operators and functions in an expression. */
export const expressionOperatorsMax = 300;
/** AWS quota: operands of IN. */
export const inOperandsMax = 100;

/** AWS: one page of Query and Scan, bytes of the items read before the filter. */
export const pageBytesMax = 1_048_576;
/** AWS: what BatchGetItem answers at most, bytes. */
export const batchGetBytesMax = 16 * 1_048_576;
/** AWS: keys of one BatchGetItem, all tables together. */
export const batchGetKeysMax = 100;
/** AWS: puts and deletes of one BatchWriteItem, all tables together. */
export const batchWriteRequestsMax = 25;
/** AWS quota: actions of a transaction, and the bytes of all their items. */
export const transactBytesMax = 4 * 1_048_576;
/** AWS: how long a ClientRequestToken makes TransactWriteItems idempotent. */
export const idempotencyMs = 600_000;

/** AWS quota: secondary indexes of a table. */
export const localIndexesMax = 5;
export const globalIndexesMax = 20;
/** AWS quota: attributes named in INCLUDE projections, all indexes of a table together. */
export const nonKeyAttributesMax = 100;
/** AWS: throughput settings beyond it are "out of bounds". */
export const capacityUnitsMax = 1_000_000_000_000;
/** AWS quota: tables of an account and region. */
export const tablesMax = 2_500;
/** AWS: backups a ListBackups tells. */
export const backupsPageMax = 100;
/** AWS: tags of a table. */
export const tagsMax = 50;
/** AWS: a resource-based policy, bytes. */
export const resourcePolicyBytesMax = 20_480;

/** AWS: how long the records of a stream are kept. */
export const streamRetentionMs = 86_400_000;
/** AWS: how long a shard iterator is good for. */
export const shardIteratorMs = 900_000;
/** AWS: records of one GetRecords. */
export const streamRecordsMax = 1_000;
/** AWS: bytes of one GetRecords. */
export const streamRecordsBytesMax = 1_048_576;
/** AWS: shards a DescribeStream tells, and streams a ListStreams. */
export const streamsPageMax = 100;

/** AWS: items whose time was over longer ago than five years are left alone. */
export const expiryAgeSecondsMax = 5 * 365 * 86_400;
/** How often due items are looked for. */
export const expirySweepMs = 1_000;
/** How often old stream records are removed. */
export const trimSweepMs = 60_000;
/** AWS: ItemCount and TableSizeBytes are counted about every six hours; a description asks for a new count when the last is older than this. */
export const countAfterMs = 5_000;
/** So many times as long as the last count took it takes at least until the next: a large table is not counted all the time. */
export const countPauseFactor = 50;

/** Records read or written at once by work in the background: small, so that callers' writes fit between. */
export const backgroundPageRecords = 200;
/** Records read from the store at once for Query and Scan. */
export const readPageRecords = 256;
/** How often a write is decided anew when somebody else wrote first. */
export const conflictTriesMax = 16;
/** Compiled expressions that are kept. */
export const compiledExpressionsMax = 2_000;
/** The largest request: a TransactWriteItems or BatchWriteItem of 16 MB of items, in base64 and JSON. */
export const requestBytesMax = 24 * 1_048_576;
