/** ListObjectVersions: every version and delete marker, keys in order, of each key the newest first. */
import type { DeleteMarkerEntry, ListObjectVersionsOutput, ObjectVersion } from "../../models/s3.ts";
import { ownerOf } from "./acl.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { quoted } from "./conditions.ts";
import { operation, type S3Context } from "./context.ts";
import { belongingsPrefix, compareKeys, keyOfRecord, objectRecordKey } from "./keys.ts";
import { encoder, listKeys, pageLimit, type Seek } from "./listing.ts";
import { isVersion, versionRecordKey } from "./objects.ts";
import { type ObjectRecord, objectKind, versionKind } from "./object-record.ts";
import { invalidArgument } from "./refusals.ts";
import { checkVersionId, sequenceOf, shownVersionId } from "./version-ids.ts";

interface Entry {
  readonly key: string;
  readonly object: ObjectRecord;
  readonly isLatest: boolean;
}

/** Current and older versions of the keys behind the seek, in order; of the last ones perhaps not all, when that is more than `limit`. */
async function readVersions(bucket: BucketRecord, prefix: string, seek: Seek, limit: number, { records }: Pick<S3Context, "records">) {
  const { name } = bucket;
  const bounds =
    seek === undefined ? {} : "from" in seek ? { from: objectRecordKey(name, seek.from) } : { after: objectRecordKey(name, seek.after) };
  const currents = await records.list<ObjectRecord>(objectKind, { prefix: objectRecordKey(name, prefix), ...bounds, limit });
  const entries = await Promise.all(
    currents.map(async ({ key: recordKey, value }): Promise<readonly Entry[]> => {
      const key = keyOfRecord(name, recordKey);
      const current = { key, object: value, isLatest: true };
      // Only a key that has been written more than once may have older versions.
      const hasOlder = bucket.versioning !== undefined && value.sequence > 1;
      return hasOlder ? [current, ...(await olderVersions(name, key, undefined, limit, records))] : [current];
    }),
  );
  return entries.flat();
}

async function olderVersions(
  bucket: string,
  key: string,
  behind: number | undefined,
  limit: number,
  records: S3Context["records"],
): Promise<readonly Entry[]> {
  const after = behind === undefined ? {} : { after: versionRecordKey(bucket, key, behind) };
  const page = await records.list<ObjectRecord>(versionKind, { prefix: belongingsPrefix(bucket, key), ...after, limit });
  return page.map(({ value }) => ({ key, object: value, isLatest: false }));
}

export const listObjectVersions = operation("ListObjectVersions", {
  async handle(input, context): Promise<ListObjectVersionsOutput> {
    const { buckets, call } = context;
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const { Prefix = "", Delimiter, KeyMarker = "", VersionIdMarker = "", EncodingType } = input;
    const delimiter = Delimiter === "" ? undefined : Delimiter;
    const limit = pageLimit(input.MaxKeys, "max-keys");
    if (VersionIdMarker !== "" && KeyMarker === "") {
      throw invalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker", VersionIdMarker);
    }
    if (VersionIdMarker !== "") checkVersionId(VersionIdMarker);
    // A page may end within a key: first what is left of that one.
    const rest = VersionIdMarker === "" ? [] : await versionsBehind(bucket.name, KeyMarker, VersionIdMarker, limit + 1, context);
    let pending: readonly Entry[] = rest;
    const listed = await listKeys<Entry>(
      { prefix: Prefix, delimiter, after: KeyMarker === "" ? undefined : KeyMarker, limit },
      async (seek, wanted) => {
        if (pending.length > 0) {
          const first = pending;
          pending = [];
          return first;
        }
        return await readVersions(bucket, Prefix, seek, wanted, context);
      },
      ({ key }) => key,
      () => false,
    );
    const encode = encoder(EncodingType);
    const shownEntries = listed.entries.map((entry) => shown(entry, bucket.accountId, encode));
    const lastEntry = listed.entries.at(-1);
    const endsWithKey = lastEntry !== undefined && (listed.last === undefined || compareKeys(lastEntry.key, listed.last) >= 0);
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      KeyMarker: encode(KeyMarker),
      VersionIdMarker,
      ...(listed.truncated && listed.last !== undefined
        ? {
            NextKeyMarker: encode(listed.last),
            ...(endsWithKey ? { NextVersionIdMarker: shownVersionId(lastEntry.object.versionId) } : {}),
          }
        : {}),
      MaxKeys: limit,
      ...(delimiter === undefined ? {} : { Delimiter: encode(delimiter) }),
      IsTruncated: listed.truncated,
      ...(EncodingType === undefined ? {} : { EncodingType }),
      Versions: shownEntries.flatMap((one) => ("ETag" in one ? [one] : [])),
      DeleteMarkers: shownEntries.flatMap((one) => ("ETag" in one ? [] : [one])),
      ...(listed.prefixes.length === 0 ? {} : { CommonPrefixes: listed.prefixes.map((one) => ({ Prefix: encode(one) })) }),
    };
  },
});

async function versionsBehind(
  bucket: string,
  key: string,
  versionId: string,
  limit: number,
  { objects, records }: S3Context,
): Promise<readonly Entry[]> {
  const current = await objects.find(bucket, key);
  if (current === undefined) return [];
  if (isVersion(current, versionId)) return await olderVersions(bucket, key, undefined, limit, records);
  const sequence = versionId === "null" ? current.nullSequence : sequenceOf(versionId);
  return sequence === undefined ? [] : await olderVersions(bucket, key, sequence, limit, records);
}

function shown({ key, object, isLatest }: Entry, accountId: string, encode: (text: string) => string): ObjectVersion | DeleteMarkerEntry {
  const common = {
    Key: encode(key),
    VersionId: shownVersionId(object.versionId),
    IsLatest: isLatest,
    LastModified: object.modifiedMs,
    Owner: ownerOf(accountId),
  };
  if (object.deleteMarker === true) return common;
  return {
    ...common,
    ETag: quoted(object.etag),
    ...(object.checksum === undefined ? {} : { ChecksumAlgorithm: [object.checksum.algorithm], ChecksumType: object.checksum.type }),
    Size: object.size,
    StorageClass: (object.storageClass ?? "STANDARD") as NonNullable<ObjectVersion["StorageClass"]>,
  };
}
