/** What the table of S3 cannot know; see `notes.ts`. */
import type { S3Operations } from "../../packages/server/src/models/s3.ts";
import type { Notes } from "./notes.ts";

const judgedLater = "Kept and answered; not judged yet: every key is the account's root.";

export const s3Notes: Notes<keyof S3Operations & string> = {
  service: [
    "Buckets stand in the path, or in the host name before a label `s3` (`bucket.s3.localhost.localstack.cloud`, `bucket.s3.example.org`) or before `localhost` (`bucket.localhost`).",
    "A bucket answers requests signed for any region, where AWS redirects to the bucket's own.",
    "Signatures of version 4 and, in URLs and forms, of version 2 are verified with `--auth enforce`; that a URL has expired is refused always.",
    "Contents up to 64 KiB are kept in the store, larger ones as files under `s3/` of the data folder.",
    "Server-side encryption is kept and answered as it was asked for; what lies on the disk is not encrypted by Stile. Keys of customers (SSE-C) are refused with `NotImplemented`.",
    "What is not served is refused on the wire with S3's own code, `NotImplemented`.",
    "Checksums XXHASH64, XXHASH3 and XXHASH128 are refused with `NotImplemented`.",
    "Forms (browser uploads with a policy) and CORS preflights are answered. A page of another site is refused while signatures are not verified.",
    "Storage classes are kept and answered; objects in GLACIER and DEEP_ARCHIVE cannot be read, since restoring is not there.",
  ],
  operations: {
    CreateBucket: ["`CreateBucketConfiguration.Location` and `.Bucket` (directory buckets) are refused with `NotImplemented`."],
    DeleteObject: ["`MFA` is refused with `NotImplemented`."],
    DeleteObjects: ["`MFA` is refused with `NotImplemented`."],
    GetBucketAccelerateConfiguration: ["Always off: it cannot be switched on."],
    GetBucketLogging: ["Always off: it cannot be switched on."],
    GetBucketReplication: ["Always `ReplicationConfigurationNotFoundError`: there is no replication."],
    GetBucketRequestPayment: ["Always `BucketOwner`."],
    GetBucketWebsite: ["Always `NoSuchWebsiteConfiguration`: there are no websites."],
    PutBucketAcl: [judgedLater],
    PutBucketLifecycleConfiguration: [
      "Carried out once an hour: expiration, old versions, markers over nothing, incomplete uploads, transitions of current versions. `NoncurrentVersionTransitions` and another minimum size than 128 KB are refused with `NotImplemented`.",
    ],
    PutBucketLogging: ["Logging can be switched off, which it is; `LoggingEnabled` is refused with `NotImplemented`."],
    PutBucketRequestPayment: ["`Requester` is refused with `NotImplemented`."],
    PutBucketNotificationConfiguration: [
      "Queues, topics, functions and EventBridge. Events of restores, replication, Intelligent-Tiering and lost objects can be named and never happen. Given up after a day.",
    ],
    PutBucketOwnershipControls: [judgedLater],
    PutBucketPolicy: [judgedLater],
    PutBucketVersioning: ["`MFADelete` is refused with `NotImplemented`."],
    PutObject: ["`WriteOffsetBytes` is refused with `NotImplemented`; so is `ACL` aws-exec-read."],
    PutObjectAcl: [judgedLater],
    PutPublicAccessBlock: [judgedLater],
  },
};
