/** What the tables of DynamoDB's and DynamoDB Streams' operations cannot know. */

import type { DynamoDBOperations } from "../../packages/server/src/models/dynamodb.ts";
import type { DynamoDBStreamsOperations } from "../../packages/server/src/models/dynamodbstreams.ts";
import type { Notes } from "./notes.ts";

const settings =
  "Kept and answered, without effect: throughputs of every kind (nobody is throttled), `SSESpecification`, `TableClass`, `ResourcePolicy`.";
const noneMade = "None can be made, so there is none to tell of.";

export const dynamoDbNotes: Notes<keyof DynamoDBOperations & string> = {
  service: [
    "An item, its entries in all indexes, the record of its stream and the entry by which its time is watched are one write: indexes are never behind their table, and every read is a consistent one.",
    "Tables may be named by their ARN, of the caller's own account and region.",
    "A request must present a signature of the right form, as on AWS; whether the signature holds is looked at under `--auth enforce` alone.",
    "Writes of one item wait for one another; transactions wait as well and never answer `TransactionConflict`.",
    "`ConsumedCapacity` counts by the rules of the developer guide; nothing is ever throttled.",
    "`ItemCount` and `TableSizeBytes` are counted in the background when a description asks for them and the last count is older than five seconds.",
    "One server at a time may have a store's tables.",
  ],
  operations: {
    CreateBackup: ["Items are copied one page after another: one that is written meanwhile is in the backup as it was before or after."],
    CreateTable: [
      settings,
      "The table can be used at once: CREATING is seen in the answer only.",
      "`GlobalTableSourceArn`, `GlobalTableSettingsReplicationMode` and index keys of several attributes are refused with `ValidationException`.",
    ],
    DeleteTable: ["The name is free when the answer comes; what the table held, its streams included, is removed in the background."],
    DescribeContributorInsights: ["Always DISABLED."],
    DescribeKinesisStreamingDestination: ["Destinations cannot be enabled, so there are none."],
    DescribeLimits: ["The quotas of a new AWS account; nobody is held to them."],
    ListExports: [noneMade],
    ListGlobalTables: [noneMade],
    ListImports: [noneMade],
    Query: ["Items of an index that have the same key follow one another in an order of Stile's own, the same at every read."],
    PutResourcePolicy: ["The policy is kept, not enforced."],
    RestoreTableFromBackup: ["Indexes may be left out; a table being restored is CREATING and cannot be used until it is ACTIVE."],
    Scan: ["Partitions come in the order of a hash, not AWS's own; segments are equal parts of it."],
    UpdateContinuousBackups: ["Point-in-time recovery is refused with `ValidationException`; switching it off is answered."],
    UpdateTable: [
      settings,
      "An index that is added is filled in the background, and read when it is ACTIVE; items whose attribute has another type are left out of it.",
      "`ReplicaUpdates`, `MultiRegionConsistency`, `GlobalTableWitnessUpdates` and `GlobalTableSettingsReplicationMode` are refused with `ValidationException`.",
    ],
    UpdateTimeToLive: ["Items are deleted within about a second after their time, not within days."],
  },
};

export const dynamoDbStreamsNotes: Notes<keyof DynamoDBStreamsOperations & string> = {
  service: [
    "A stream is one shard. Its records are those of the writes in the order in which they began, and are kept for 24 hours.",
    "The streams of a deleted table are gone with it.",
  ],
  operations: {
    DescribeStream: ["`ShardFilter` CHILD_SHARDS answers none: no shard has children."],
  },
};
