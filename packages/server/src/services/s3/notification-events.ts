/** What notifications say: S3 "Event message structure", and "Using EventBridge" for events there. */
import type { Call } from "../../aws/index.ts";
import { partitionOf } from "../../aws/index.ts";
import { canonicalId } from "./acl.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { encodeForm } from "./keys.ts";
import type { Occurrence } from "./objects.ts";

export interface EventMoment {
  readonly atMs: number;
  /** Hexadecimal; the greater of two of one key came later. */
  readonly sequencer: string;
}

/** The message for queues, topics and functions. */
export function eventMessage(occurrence: Occurrence, configurationId: string, { atMs, sequencer }: EventMoment): string {
  const { event, bucket, key, object, principalArn, requestId } = occurrence;
  const isRemoval = event === "ObjectRemoved:Delete" || event === "LifecycleExpiration:Delete";
  const isMade = event.startsWith("ObjectCreated:");
  return JSON.stringify({
    Records: [
      {
        eventVersion: isMade || event.startsWith("ObjectRemoved:") ? "2.1" : "2.3",
        eventSource: "aws:s3",
        awsRegion: bucket.region,
        eventTime: new Date(atMs).toISOString(),
        eventName: event,
        userIdentity: { principalId: event.startsWith("Lifecycle") ? "s3.amazonaws.com" : `AWS:${principalArn}` },
        requestParameters: { sourceIPAddress: "127.0.0.1" },
        responseElements: { "x-amz-request-id": requestId, "x-amz-id-2": Buffer.from(requestId).toString("base64") },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId,
          bucket: {
            name: bucket.name,
            ownerIdentity: { principalId: canonicalId(bucket.accountId) },
            arn: bucketArn(bucket),
          },
          object: {
            // As in a form: what stands in `Key` of a form upload.
            key: encodeForm(key),
            ...(isMade ? { size: object.size } : {}),
            ...(isRemoval ? {} : { eTag: object.deleteMarker === true ? emptyMd5 : object.etag }),
            ...(object.versionId === undefined ? {} : { versionId: object.versionId }),
            sequencer,
          },
        },
      },
    ],
  });
}

/** MD5 of nothing: the ETag of a delete marker in messages. */
const emptyMd5 = "d41d8cd98f00b204e9800998ecf8427e";

export function bucketArn({ name, region }: Pick<BucketRecord, "name" | "region">): string {
  return `arn:${partitionOf(region)}:s3:::${name}`;
}

export interface BridgeEvent {
  readonly detailType: string;
  /** JSON. */
  readonly detail: string;
}

const detailTypes: readonly [event: string, detailType: string, reason: string][] = [
  ["ObjectCreated:Put", "Object Created", "PutObject"],
  ["ObjectCreated:Post", "Object Created", "POST Object"],
  ["ObjectCreated:Copy", "Object Created", "CopyObject"],
  ["ObjectCreated:CompleteMultipartUpload", "Object Created", "CompleteMultipartUpload"],
  ["ObjectRemoved:Delete", "Object Deleted", "DeleteObject"],
  ["ObjectRemoved:DeleteMarkerCreated", "Object Deleted", "DeleteObject"],
  ["LifecycleExpiration:Delete", "Object Deleted", "Lifecycle Expiration"],
  ["LifecycleExpiration:DeleteMarkerCreated", "Object Deleted", "Lifecycle Expiration"],
  ["LifecycleTransition", "Object Storage Class Changed", "Lifecycle Transition"],
  ["ObjectTagging:Put", "Object Tags Added", ""],
  ["ObjectTagging:Delete", "Object Tags Deleted", ""],
  ["ObjectAcl:Put", "Object ACL Updated", ""],
];

/** The event for EventBridge; undefined for what it is not told. */
export function bridgeEvent({ event, bucket, key, object, requestId }: Occurrence, { sequencer }: EventMoment): BridgeEvent | undefined {
  const found = detailTypes.find(([name]) => name === event);
  if (found === undefined) return undefined;
  const [, detailType, reason] = found;
  const isMade = detailType === "Object Created";
  const byLifecycle = event.startsWith("Lifecycle");
  const detail = {
    version: "0",
    bucket: { name: bucket.name },
    object: {
      key,
      ...(isMade || event === "LifecycleTransition" ? { size: object.size } : {}),
      ...(detailType === "Object Deleted" && object.deleteMarker !== true
        ? {}
        : { etag: object.deleteMarker === true ? emptyMd5 : object.etag }),
      ...(object.versionId === undefined ? {} : { "version-id": object.versionId }),
      ...(detailType === "Object Created" || detailType === "Object Deleted" ? { sequencer } : {}),
    },
    "request-id": requestId,
    requester: byLifecycle ? "s3.amazonaws.com" : bucket.accountId,
    ...(byLifecycle ? {} : { "source-ip-address": "127.0.0.1" }),
    ...(reason === "" ? {} : { reason }),
    ...(detailType === "Object Deleted"
      ? {
          "deletion-type":
            object.deleteMarker === true && event.endsWith("DeleteMarkerCreated") ? "Delete Marker Created" : "Permanently Deleted",
        }
      : {}),
    ...(event === "LifecycleTransition" ? { "destination-storage-class": object.storageClass ?? "STANDARD" } : {}),
  };
  return { detailType, detail: JSON.stringify(detail) };
}

/** What queues and topics get when they become a destination. */
export function testEvent(bucket: BucketRecord, call: Pick<Call, "nowMs" | "requestId">): string {
  return JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: new Date(call.nowMs).toISOString(),
    Bucket: bucket.name,
    RequestId: call.requestId,
    HostId: Buffer.from(call.requestId).toString("base64"),
  });
}
