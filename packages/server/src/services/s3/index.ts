/**
 * S3: buckets, and objects of any size that go through as streams. What is kept of them is records; contents are in the
 * store or in files beside it (`contents.ts`). The rest of HTTP that S3 has beyond its model, hosts that hold buckets,
 * browsers' preflights and form uploads, is `http.ts`.
 */
import { defineService, type Operation, type Service } from "../../aws/index.ts";
import { model } from "../../models/s3.ts";
import type { Platform } from "../../platform/platform.ts";
import type { FileStore } from "../../storage/ports/files.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { toPathStyle } from "./addressing.ts";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets-operations.ts";
import { Buckets } from "./buckets.ts";
import { Contents } from "./contents.ts";
import type { S3Context } from "./context.ts";
import { getObject, headObject } from "./get-object.ts";
import { requestBytesMax } from "./limits.ts";
import { Objects } from "./objects.ts";
import { putObject } from "./put-object.ts";

export interface S3Deps {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly files: FileStore;
}

export interface S3 {
  readonly service: Service;
  /** Reads what there is. To be called before the first request. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Every operation that is served; the parity tables read it too. */
export const s3Operations: readonly Operation<S3Context>[] = [
  createBucket,
  headBucket,
  deleteBucket,
  listBuckets,
  getBucketLocation,
  putObject,
  getObject,
  headObject,
];

export function createS3({ platform, records, files }: S3Deps): S3 {
  const logger = platform.logger.child({ service: "s3" });
  const within: Platform = { ...platform, logger };
  const buckets = new Buckets(records);
  const contents = new Contents({ records, files, platform: within });
  const objects = new Objects({ records, buckets, contents, platform: within, announcer: { changes: () => [], written: () => {} } });
  const context: S3Context = { platform: within, records, buckets, contents, objects };
  const service = defineService({ model, operations: s3Operations, deps: context, logger, bodyBytesMax: requestBytesMax });
  return {
    service: { ...service, claim: (request) => toPathStyle(request, (name) => buckets.find(name) !== undefined) },
    async open() {
      await buckets.open();
      await contents.open();
    },
    async close() {
      contents.close();
    },
  };
}
