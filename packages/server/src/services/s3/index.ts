/**
 * S3: buckets, and objects of any size that go through as streams. What is kept of them is records; contents are in the
 * store or in files beside it (`contents.ts`). The rest of HTTP that S3 has beyond its model, hosts that hold buckets,
 * browsers' preflights and form uploads, is `http.ts`.
 */
import { type AwsCaller, defineService, type Operation, type Service } from "../../aws/index.ts";
import { model } from "../../models/s3.ts";
import type { Platform } from "../../platform/platform.ts";
import type { FileStore } from "../../storage/ports/files.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import * as bucketSettings from "./bucket-settings.ts";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets-operations.ts";
import { Buckets } from "./buckets.ts";
import { Contents } from "./contents.ts";
import type { S3Context } from "./context.ts";
import { copyObject } from "./copy-object.ts";
import { deleteBucketCors, getBucketCors, putBucketCors } from "./cors.ts";
import { deleteObject, deleteObjects } from "./delete-object.ts";
import { getObject, headObject } from "./get-object.ts";
import { type S3Authentication, withHttp } from "./http.ts";
import { createLifecycleSweep } from "./lifecycle-sweep.ts";
import { deleteBucketLifecycle, getBucketLifecycleConfiguration, putBucketLifecycleConfiguration } from "./lifecycle.ts";
import { requestBytesMax } from "./limits.ts";
import { listObjectVersions } from "./list-object-versions.ts";
import { listObjects, listObjectsV2 } from "./list-objects.ts";
import { listMultipartUploads, listParts } from "./list-uploads.ts";
import { abortMultipartUpload, completeMultipartUpload, createMultipartUpload, uploadPart, uploadPartCopy } from "./multipart-upload.ts";
import { getBucketNotificationConfiguration, putBucketNotificationConfiguration } from "./notification-configuration.ts";
import { createNotifier } from "./notifier.ts";
import * as objectSettings from "./object-settings.ts";
import { Objects } from "./objects.ts";
import { postObject } from "./post-object.ts";
import { putObject } from "./put-object.ts";
import { Uploads } from "./uploads.ts";

export interface S3Deps {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly files: FileStore;
  /** How destinations of notifications are told. */
  readonly aws: AwsCaller;
  /** Where signatures are verified: S3 has some of its own. */
  readonly authentication?: S3Authentication;
}

export interface S3 {
  readonly service: Service;
  /** Reads what there is. To be called before the first request. */
  open(): Promise<void>;
  /** Takes up what an earlier server left: notifications, lifecycles. To be called when other services answer. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Every operation that is served; the parity tables read it too. */
export const s3Operations: readonly Operation<S3Context>[] = [
  createBucket,
  headBucket,
  deleteBucket,
  listBuckets,
  getBucketLocation,
  ...Object.values(bucketSettings),
  putBucketCors,
  getBucketCors,
  deleteBucketCors,
  putBucketLifecycleConfiguration,
  getBucketLifecycleConfiguration,
  deleteBucketLifecycle,
  putBucketNotificationConfiguration,
  getBucketNotificationConfiguration,
  putObject,
  getObject,
  headObject,
  deleteObject,
  deleteObjects,
  copyObject,
  ...Object.values(objectSettings),
  listObjects,
  listObjectsV2,
  listObjectVersions,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
  completeMultipartUpload,
  abortMultipartUpload,
  listParts,
  listMultipartUploads,
];

export function createS3({ platform, records, files, aws, authentication }: S3Deps): S3 {
  const logger = platform.logger.child({ service: "s3" });
  const within: Platform = { ...platform, logger };
  const notifier = createNotifier({ platform: within, records, aws });
  const buckets = new Buckets(records);
  const contents = new Contents({ records, files, platform: within });
  const objects = new Objects({ records, buckets, contents, platform: within, announcer: notifier });
  const uploads = new Uploads(records, contents);
  const sweep = createLifecycleSweep({ platform: within, records, buckets, objects, uploads });
  const context: S3Context = { platform: within, records, buckets, contents, objects, uploads, aws };
  const operations = defineService({ model, operations: s3Operations, deps: context, logger, bodyBytesMax: requestBytesMax });
  const service = withHttp(operations, {
    buckets,
    authentication,
    post: (bucket, boundary, request, call) => postObject(bucket, boundary, request, call, { context, authentication }),
  });
  return {
    service,
    async open() {
      await buckets.open();
      await contents.open();
    },
    async start() {
      await notifier.open();
      sweep.start();
    },
    async close() {
      contents.close();
      await Promise.all([notifier.close(), sweep.close()]);
    },
  };
}
