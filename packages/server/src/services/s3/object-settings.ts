/** What can be changed of an object that is there: tags, access control list, locks; and what can be asked of it. */
import type { GetObjectAttributesOutput, StorageClass } from "../../models/s3.ts";
import { grantsOfPut, ownerOf, privateGrants } from "./acl.ts";
import { operation, type S3Context } from "./context.ts";
import { checksumMember } from "./digests.ts";
import { findVersion } from "./get-object.ts";
import { checkKey } from "./keys.ts";
import { pageMax, tagsOfObjectMax } from "./limits.ts";
import { pageLimit } from "./listing.ts";
import { refuseCustomerKeys } from "./object-draft.ts";
import { checkRetention, requireLocking } from "./object-lock.ts";
import type { ObjectRecord } from "./object-record.ts";
import { versionMember } from "./put-object.ts";
import { accessDenied, malformedXml, methodNotAllowed, noSuchKey, noSuchVersion, refusal } from "./refusals.ts";
import { checkTags } from "./tag-set.ts";
import { checkVersionId } from "./version-ids.ts";

interface Asked {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

/** Changes the version that is asked for. Throws as GetObject would where there is none. */
async function changeVersion(
  { Bucket, Key, VersionId }: Asked,
  objects: S3Context["objects"],
  change: (version: ObjectRecord) => ObjectRecord,
  announced?: Parameters<S3Context["objects"]["change"]>[4],
): Promise<ObjectRecord> {
  checkKey(Key);
  checkVersionId(VersionId);
  return await objects.change(
    Bucket,
    Key,
    VersionId,
    (version) => {
      if (version === undefined) throw VersionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, VersionId);
      if (version.deleteMarker === true) throw VersionId === undefined ? noSuchKey(Key) : methodNotAllowed("PUT", "DeleteMarker");
      return change(version);
    },
    announced,
  );
}

export const putObjectTagging = operation("PutObjectTagging", {
  async handle(input, { buckets, objects, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const tags = checkTags(input.Tagging.TagSet, tagsOfObjectMax, "Object");
    const object = await changeVersion(input, objects, (version) => ({ ...version, tags }), { event: "ObjectTagging:Put", asker: call });
    return versionMember(object, bucket);
  },
});

export const getObjectTagging = operation("GetObjectTagging", {
  async handle(input, context) {
    const { buckets, call } = context;
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    checkKey(input.Key);
    const object = await findVersion(input, context, "GET");
    return { ...versionMember(object, bucket), TagSet: object.tags ?? [] };
  },
});

export const deleteObjectTagging = operation("DeleteObjectTagging", {
  async handle(input, { buckets, objects, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const object = await changeVersion(input, objects, ({ tags: _tags, ...version }) => version, {
      event: "ObjectTagging:Delete",
      asker: call,
    });
    return versionMember(object, bucket);
  },
});

export const putObjectAcl = operation("PutObjectAcl", {
  async handle(input, { buckets, objects, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const grants = grantsOfPut(input, bucket);
    await changeVersion(input, objects, (version) => ({ ...version, grants }), { event: "ObjectAcl:Put", asker: call });
    return {};
  },
});

export const getObjectAcl = operation("GetObjectAcl", {
  async handle(input, context) {
    const { buckets, call } = context;
    const { accountId } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    checkKey(input.Key);
    const object = await findVersion(input, context, "GET");
    return { Owner: ownerOf(accountId), Grants: object.grants ?? privateGrants(accountId) };
  },
});

export const putObjectLockConfiguration = operation("PutObjectLockConfiguration", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const configuration = input.ObjectLockConfiguration;
    if (configuration?.ObjectLockEnabled !== "Enabled") throw malformedXml();
    if (bucket.versioning !== "Enabled") {
      throw refusal("InvalidBucketState", 409, "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
    }
    const retention = configuration.Rule?.DefaultRetention;
    const periods = [retention?.Days, retention?.Years].filter((period) => period !== undefined);
    const isWhole = retention?.Mode !== undefined && periods.length === 1 && (periods[0] ?? 0) > 0;
    if (configuration.Rule !== undefined && !isWhole) throw malformedXml();
    await buckets.change(bucket.name, (record) => ({ ...record, objectLock: configuration }));
    return {};
  },
});

export const getObjectLockConfiguration = operation("GetObjectLockConfiguration", {
  handle(input, { buckets, call }) {
    const { name, objectLock } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (objectLock !== undefined) return { ObjectLockConfiguration: objectLock };
    throw refusal("ObjectLockConfigurationNotFoundError", 404, "Object Lock configuration does not exist for this bucket", {
      fields: { BucketName: name },
    });
  },
});

export const putObjectLegalHold = operation("PutObjectLegalHold", {
  async handle(input, { buckets, objects, call }) {
    requireLocking(buckets.require(input.Bucket, call, input.ExpectedBucketOwner));
    const status = input.LegalHold?.Status;
    if (status === undefined) throw malformedXml();
    await changeVersion(input, objects, (version) => ({ ...version, lock: { ...version.lock, legalHold: status === "ON" } }));
    return {};
  },
});

const noLock = () => refusal("NoSuchObjectLockConfiguration", 404, "The specified object does not have a ObjectLock configuration");

export const getObjectLegalHold = operation("GetObjectLegalHold", {
  async handle(input, context) {
    const { buckets, call } = context;
    requireLocking(buckets.require(input.Bucket, call, input.ExpectedBucketOwner));
    checkKey(input.Key);
    const { lock } = await findVersion(input, context, "GET");
    if (lock?.legalHold === undefined) throw noLock();
    return { LegalHold: { Status: lock.legalHold ? "ON" : "OFF" } };
  },
});

export const putObjectRetention = operation("PutObjectRetention", {
  async handle(input, { buckets, objects, call }) {
    requireLocking(buckets.require(input.Bucket, call, input.ExpectedBucketOwner));
    const { Mode: mode, RetainUntilDate: untilMs } = input.Retention ?? {};
    if ((mode === undefined) !== (untilMs === undefined)) throw malformedXml();
    checkRetention(untilMs, call.nowMs);
    await changeVersion(input, objects, (version) => {
      const { lock } = version;
      const isLocked = lock?.untilMs !== undefined && lock.untilMs > call.nowMs;
      const shortens = untilMs === undefined || untilMs < (lock?.untilMs ?? 0) || (lock?.mode === "COMPLIANCE" && mode !== "COMPLIANCE");
      const mayShorten = lock?.mode !== "COMPLIANCE" && input.BypassGovernanceRetention === true;
      const changesMode = lock?.mode === "GOVERNANCE" && mode !== "GOVERNANCE";
      if (isLocked && (shortens || changesMode) && !mayShorten)
        throw accessDenied("Access Denied because object protected by object lock.");
      return { ...version, lock: { ...lock, mode, untilMs } };
    });
    return {};
  },
});

export const getObjectRetention = operation("GetObjectRetention", {
  async handle(input, context) {
    const { buckets, call } = context;
    requireLocking(buckets.require(input.Bucket, call, input.ExpectedBucketOwner));
    checkKey(input.Key);
    const { lock } = await findVersion(input, context, "GET");
    if (lock?.mode === undefined || lock.untilMs === undefined) throw noLock();
    return { Retention: { Mode: lock.mode, RetainUntilDate: lock.untilMs } };
  },
});

export const getObjectAttributes = operation("GetObjectAttributes", {
  async handle(input, context): Promise<GetObjectAttributesOutput> {
    const { buckets, contents, call } = context;
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    checkKey(input.Key);
    refuseCustomerKeys(input);
    const object = await findVersion(input, context, "GET");
    const asked = new Set<string>(input.ObjectAttributes);
    const { checksum } = object;
    return {
      LastModified: object.modifiedMs,
      ...versionMember(object, bucket),
      ...(asked.has("ETag") ? { ETag: object.etag } : {}),
      ...(asked.has("Checksum") && checksum !== undefined
        ? { Checksum: { ...checksumMember({ ...checksum, value: checksum.value.replace(/-\d+$/, "") }), ChecksumType: checksum.type } }
        : {}),
      ...(asked.has("ObjectParts") && object.content.kind === "parts"
        ? { ObjectParts: await partsOf(object, object.content.id, input, contents) }
        : {}),
      ...(asked.has("StorageClass") ? { StorageClass: (object.storageClass ?? "STANDARD") as StorageClass } : {}),
      ...(asked.has("ObjectSize") ? { ObjectSize: object.size } : {}),
    };
  },
});

async function partsOf(
  object: ObjectRecord,
  manifestId: string,
  input: { readonly MaxParts?: number; readonly PartNumberMarker?: number },
  contents: S3Context["contents"],
): Promise<GetObjectAttributesOutput["ObjectParts"]> {
  const limit = pageLimit(input.MaxParts ?? pageMax, "x-amz-max-parts");
  const marker = input.PartNumberMarker ?? 0;
  const { checksum } = object;
  // S3 tells the parts one by one only where they have checksums that make up the object's.
  if (checksum?.type !== "COMPOSITE") return { TotalPartsCount: object.parts ?? 0 };
  const behind = (await contents.parts(manifestId)).filter(({ number }) => number > marker);
  const page = behind.slice(0, limit);
  return {
    TotalPartsCount: object.parts ?? 0,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: behind.length > page.length,
    Parts: page.map(({ number, size, checksum: value }) => ({
      PartNumber: number,
      Size: size,
      ...(value === undefined ? {} : checksumMember({ algorithm: checksum.algorithm, value })),
    })),
  };
}
