/** ListObjectVersions: every version and delete marker, keys in order, of each key the newest first. */
import type { DeleteMarkerEntry, ListObjectVersionsOutput, ObjectVersion } from "../../models/s3.ts";
import type { StoredRecord } from "../../storage/ports/records.ts";
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

/** A page, or what is read for one, may end within the versions of a key: those behind that sequence are still to come. */
interface Within {
  readonly key: string;
  /** undefined: all but the current one. */
  readonly sequence: number | undefined;
}

/** Keys whose older versions are read at one time. */
const keysAtOnce = 32;

/** Reads current and older versions of keys in order, page by page; `within` is where to begin. */
function versionReader(
  bucket: BucketRecord,
  prefix: string,
  within: Within | undefined,
  { records }: Pick<S3Context, "records">,
): (seek: Seek, limit: number) => Promise<readonly Entry[]> {
  const { name } = bucket;
  let cut = within;
  const entriesOf = async ({ key: recordKey, value }: StoredRecord<ObjectRecord>, limit: number): Promise<readonly Entry[]> => {
    const key = keyOfRecord(name, recordKey);
    const current = { key, object: value, isLatest: true };
    // Only a key that has been written more than once may have older versions.
    const hasOlder = bucket.versioning !== undefined && value.sequence > 1;
    return hasOlder ? [current, ...(await olderVersions(name, { key, sequence: undefined }, limit, records))] : [current];
  };
  return async (seek, limit) => {
    const entries: Entry[] = [];
    if (cut !== undefined && seek !== undefined && "after" in seek && seek.after === cut.key) {
      entries.push(...(await olderVersions(name, cut, limit, records)));
    }
    if (entries.length < limit) {
      const bounds =
        seek === undefined
          ? {}
          : "from" in seek
            ? { from: objectRecordKey(name, seek.from) }
            : { after: objectRecordKey(name, seek.after) };
      const wanted = limit - entries.length;
      const currents = await records.list<ObjectRecord>(objectKind, { prefix: objectRecordKey(name, prefix), ...bounds, limit: wanted });
      for (let at = 0; at < currents.length && entries.length < limit; at += keysAtOnce) {
        const some = currents.slice(at, at + keysAtOnce);
        entries.push(...(await Promise.all(some.map((current) => entriesOf(current, limit)))).flat());
      }
    }
    const page = entries.slice(0, limit);
    const last = page.at(-1);
    cut = last === undefined ? undefined : { key: last.key, sequence: last.isLatest ? undefined : last.object.sequence };
    return page;
  };
}

async function olderVersions(
  bucket: string,
  { key, sequence }: Within,
  limit: number,
  records: S3Context["records"],
): Promise<readonly Entry[]> {
  const after = sequence === undefined ? {} : { after: versionRecordKey(bucket, key, sequence) };
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
    const marked = VersionIdMarker !== "" && KeyMarker.startsWith(Prefix);
    const within = marked ? await placeOf(bucket.name, KeyMarker, VersionIdMarker, context) : undefined;
    const listed = await listKeys<Entry>(
      { prefix: Prefix, delimiter, after: KeyMarker === "" ? undefined : KeyMarker, limit },
      versionReader(bucket, Prefix, within, context),
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

/** Where among the versions of its key a version stands; undefined when there is nothing behind it. */
async function placeOf(bucket: string, key: string, versionId: string, { objects }: S3Context): Promise<Within | undefined> {
  const current = await objects.find(bucket, key);
  if (current === undefined) return undefined;
  if (isVersion(current, versionId)) return { key, sequence: undefined };
  const sequence = versionId === "null" ? current.nullSequence : sequenceOf(versionId);
  return sequence === undefined ? undefined : { key, sequence };
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
