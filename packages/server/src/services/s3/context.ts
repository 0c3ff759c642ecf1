/** What every operation of S3 finds in its context, and the maker of operations. */
import { type AwsCaller, operationsOf } from "../../aws/index.ts";
import type { S3Operations } from "../../models/s3.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { Buckets } from "./buckets.ts";
import type { Contents } from "./contents.ts";
import type { Objects } from "./objects.ts";
import type { Uploads } from "./uploads.ts";

export interface S3Context {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly buckets: Buckets;
  readonly contents: Contents;
  readonly objects: Objects;
  readonly uploads: Uploads;
  readonly aws: AwsCaller;
}

export const operation = operationsOf<S3Operations, S3Context>();
