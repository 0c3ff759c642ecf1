import type { Call } from "../../aws/index.ts";
import type { PutObjectOutput, PutObjectRequest } from "../../models/s3.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { checkWrite, quoted } from "./conditions.ts";
import { operation, type S3Context } from "./context.ts";
import { checksumMember, readClaims } from "./digests.ts";
import { checkKey } from "./keys.ts";
import { expirationMember } from "./lifecycle-rules.ts";
import { putBytesMax } from "./limits.ts";
import { draftOf } from "./object-draft.ts";
import type { ObjectRecord } from "./object-record.ts";
import { shownVersionId } from "./version-ids.ts";

export const putObject = operation("PutObject", {
  async handle(input, context) {
    const bucket = context.buckets.require(input.Bucket, context.call, input.ExpectedBucketOwner);
    const object = await storeObject(input, { ...context, event: "ObjectCreated:Put", bytesMax: putBytesMax });
    return {
      ETag: quoted(object.etag),
      ...checksumMember(object.checksum),
      ...(object.checksum === undefined ? {} : { ChecksumType: object.checksum.type }),
      ...versionMember(object, bucket),
      ...encryptionMembers(object),
      ...expirationMember(bucket, input.Key, object),
    };
  },
});

export interface StoreOptions {
  /** What notifications call it. */
  readonly event: string;
  readonly bytesMax: number;
  /** Judges the size when it is known, and throws to refuse. */
  readonly checkSize?: (size: number) => void;
}

/** Takes the content in while it comes, and makes it the object in one transaction when all of it is there and right. */
export async function storeObject(
  input: PutObjectRequest,
  { buckets, contents, objects, call, event, bytesMax, checkSize }: S3Context & { readonly call: Call } & StoreOptions,
): Promise<ObjectRecord> {
  const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
  checkKey(input.Key);
  const draft = draftOf(input, bucket, call.nowMs);
  const claims = readClaims(input, input.Body);
  const received = await contents.receive(input.Body, claims, bytesMax);
  try {
    checkSize?.(received.size);
    return await objects.put(
      input.Bucket,
      input.Key,
      {
        ...draft,
        size: received.size,
        etag: received.md5,
        content: received.content,
        checksum: { ...received.checksum, type: "FULL_OBJECT" },
      },
      {
        event,
        asker: call,
        check: (current) => checkWrite(input, input.Key, current),
        mayBeNew: input.IfMatch === undefined,
        changes: received.changes,
      },
    );
  } catch (error) {
    contents.discard(received.content);
    throw error;
  }
}

/** The version, where the bucket keeps versions. */
export function versionMember({ versionId }: ObjectRecord, { versioning }: BucketRecord): { readonly VersionId?: string } {
  return versioning === undefined && versionId === undefined ? {} : { VersionId: shownVersionId(versionId) };
}

export function encryptionMembers({
  encryption,
}: Pick<ObjectRecord, "encryption">): Pick<
  PutObjectOutput,
  "ServerSideEncryption" | "SSEKMSKeyId" | "BucketKeyEnabled" | "SSEKMSEncryptionContext"
> {
  return {
    ServerSideEncryption: encryption.algorithm,
    ...(encryption.keyId === undefined ? {} : { SSEKMSKeyId: encryption.keyId }),
    ...(encryption.bucketKey === undefined ? {} : { BucketKeyEnabled: encryption.bucketKey }),
    ...(encryption.context === undefined ? {} : { SSEKMSEncryptionContext: encryption.context }),
  };
}
