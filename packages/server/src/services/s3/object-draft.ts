/** What a request says about the object it makes, besides its content: PutObject, CreateMultipartUpload and CopyObject say it alike. */
import type { ServiceError } from "../../aws/index.ts";
import type { PutObjectRequest } from "../../models/s3.ts";
import { grantsOf } from "./acl.ts";
import type { BucketRecord } from "./bucket-record.ts";
import type { ObjectDraft } from "./objects.ts";
import type { ObjectEncryption } from "./object-record.ts";
import { metadataBytesMax } from "./limits.ts";
import { defaultLock, lockOf } from "./object-lock.ts";
import { invalidArgument, notImplemented, refusal } from "./refusals.ts";
import { parseTaggingHeader } from "./tag-set.ts";

export type DraftInput = Omit<PutObjectRequest, "Body" | "ContentLength" | "Bucket" | "Key" | "ChecksumAlgorithm">;

export type DraftOfRequest = Pick<ObjectDraft, "headers" | "metadata" | "tags" | "storageClass" | "encryption" | "grants" | "lock">;

/** Throws ServiceError for what is not possible, and NotImplemented for what Stile does not do. */
export function draftOf(input: DraftInput, bucket: BucketRecord, nowMs: number): DraftOfRequest {
  refuseCustomerKeys(input);
  if (input.WriteOffsetBytes !== undefined) throw notImplemented("x-amz-write-offset-bytes");
  return {
    headers: {
      CacheControl: input.CacheControl,
      ContentDisposition: input.ContentDisposition,
      ContentEncoding: input.ContentEncoding,
      ContentLanguage: input.ContentLanguage,
      ContentType: input.ContentType,
      Expires: input.Expires,
      WebsiteRedirectLocation: input.WebsiteRedirectLocation,
    },
    metadata: checkedMetadata(input.Metadata ?? {}),
    tags: input.Tagging === undefined ? undefined : parseTaggingHeader(input.Tagging),
    storageClass: storedClass(input.StorageClass),
    encryption: encryptionOf(input, bucket),
    grants: grantsOf(input, bucket),
    lock: lockOf(input, bucket, nowMs) ?? defaultLock(bucket, nowMs),
  };
}

/** Text as if it had come in a header: Node reads the bytes of its UTF-8 as Latin-1, and writes them so. */
export function asHeader(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Keys that customers bring are used for encryption at rest and never kept: that is not done here. */
export function refuseCustomerKeys(input: { readonly SSECustomerAlgorithm?: string; readonly SSECustomerKey?: unknown }): void {
  if (input.SSECustomerAlgorithm !== undefined || input.SSECustomerKey !== undefined) {
    throw notImplemented("x-amz-server-side-encryption-customer-algorithm");
  }
}

/** Those of general purpose buckets. Forms say it unchecked: what they hold is not held against the model. */
const storageClasses: ReadonlySet<string> = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
]);

function storedClass(storageClass: string | undefined): string | undefined {
  if (storageClass !== undefined && !storageClasses.has(storageClass)) {
    throw refusal("InvalidStorageClass", 400, "The storage class you specified is not valid", {
      fields: { StorageClassRequested: storageClass },
    });
  }
  return storageClass === "STANDARD" ? undefined : storageClass;
}

function checkedMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const checked: [name: string, value: string][] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    // They are answered as headers.
    // oxlint-disable-next-line no-control-regex
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[\0-\x08\n-\x1f\x7f]/.test(value)) {
      throw invalidArgument("Metadata names and values must be valid HTTP headers.", `x-amz-meta-${name}`, value);
    }
    checked.push([name.toLowerCase(), value]);
  }
  if (bytes > metadataBytesMax) {
    throw refusal("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size", {
      fields: { Size: bytes, MaxSizeAllowed: metadataBytesMax },
    });
  }
  return Object.fromEntries(checked);
}

function encryptionOf(input: DraftInput, bucket: BucketRecord): ObjectEncryption {
  const byDefault = bucket.encryption?.Rules[0];
  const asked = input.ServerSideEncryption;
  if (asked === undefined) {
    const rule = byDefault?.ApplyServerSideEncryptionByDefault;
    if (input.SSEKMSKeyId !== undefined || input.SSEKMSEncryptionContext !== undefined) throw needsKms(undefined);
    if (rule === undefined) return { algorithm: "AES256" };
    return { algorithm: rule.SSEAlgorithm, keyId: rule.KMSMasterKeyID, bucketKey: byDefault?.BucketKeyEnabled };
  }
  if (!["AES256", "aws:kms", "aws:kms:dsse"].includes(asked)) {
    throw refusal("InvalidEncryptionAlgorithmError", 400, "The encryption request you specified is not valid.");
  }
  const isKms = asked === "aws:kms" || asked === "aws:kms:dsse";
  if ((input.SSEKMSKeyId !== undefined || input.SSEKMSEncryptionContext !== undefined) && !isKms) throw needsKms(asked);
  return isKms
    ? {
        algorithm: asked,
        keyId: input.SSEKMSKeyId ?? byDefault?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
        bucketKey: input.BucketKeyEnabled,
        context: input.SSEKMSEncryptionContext,
      }
    : { algorithm: asked };
}

function needsKms(asked: string | undefined): ServiceError {
  return invalidArgument(
    "Server Side Encryption with KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
    "x-amz-server-side-encryption",
    asked,
  );
}
