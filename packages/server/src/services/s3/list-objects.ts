/** ListObjects in both versions: the current versions of keys that are not deleted. */
import type { ListObjectsOutput, ListObjectsV2Output, Object as ListedObject } from "../../models/s3.ts";
import type { StoredRecord } from "../../storage/ports/records.ts";
import { ownerOf } from "./acl.ts";
import { quoted } from "./conditions.ts";
import { operation, type S3Context } from "./context.ts";
import { keyOfRecord, objectRecordKey } from "./keys.ts";
import { encoder, type Listed, listKeys, type ListRequest, pageLimit } from "./listing.ts";
import { type ObjectRecord, objectKind } from "./object-record.ts";
import { invalidArgument } from "./refusals.ts";

type Entry = StoredRecord<ObjectRecord>;

async function listCurrent(bucket: string, request: ListRequest, { records }: Pick<S3Context, "records">): Promise<Listed<Entry>> {
  const prefix = objectRecordKey(bucket, request.prefix);
  return await listKeys<Entry>(
    request,
    (seek, limit) => {
      const bounds =
        seek === undefined
          ? {}
          : "after" in seek
            ? { after: objectRecordKey(bucket, seek.after) }
            : { from: objectRecordKey(bucket, seek.from) };
      return records.list<ObjectRecord>(objectKind, { prefix, ...bounds, limit });
    },
    ({ key }) => keyOfRecord(bucket, key),
    ({ value }) => value.deleteMarker === true,
  );
}

function shown(bucket: string, accountId: string | undefined, encode: (text: string) => string): (entry: Entry) => ListedObject {
  return ({ key, value }) => ({
    Key: encode(keyOfRecord(bucket, key)),
    LastModified: value.modifiedMs,
    ETag: quoted(value.etag),
    ...(value.checksum === undefined ? {} : { ChecksumAlgorithm: [value.checksum.algorithm], ChecksumType: value.checksum.type }),
    Size: value.size,
    StorageClass: (value.storageClass ?? "STANDARD") as NonNullable<ListedObject["StorageClass"]>,
    ...(accountId === undefined ? {} : { Owner: ownerOf(accountId) }),
  });
}

export const listObjects = operation("ListObjects", {
  async handle(input, context): Promise<ListObjectsOutput> {
    const { buckets, call } = context;
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const limit = pageLimit(input.MaxKeys, "max-keys");
    const { Prefix = "", Delimiter, Marker = "", EncodingType } = input;
    const delimiter = Delimiter === "" ? undefined : Delimiter;
    const listed = await listCurrent(bucket.name, { prefix: Prefix, delimiter, after: Marker === "" ? undefined : Marker, limit }, context);
    const encode = encoder(EncodingType);
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      Marker: encode(Marker),
      // "This element is returned only if you have the delimiter request parameter specified."
      ...(listed.truncated && delimiter !== undefined && listed.last !== undefined ? { NextMarker: encode(listed.last) } : {}),
      MaxKeys: limit,
      ...(delimiter === undefined ? {} : { Delimiter: encode(delimiter) }),
      IsTruncated: listed.truncated,
      ...(EncodingType === undefined ? {} : { EncodingType }),
      ...(listed.entries.length === 0 ? {} : { Contents: listed.entries.map(shown(bucket.name, bucket.accountId, encode)) }),
      ...(listed.prefixes.length === 0 ? {} : { CommonPrefixes: listed.prefixes.map((one) => ({ Prefix: encode(one) })) }),
    };
  },
});

export const listObjectsV2 = operation("ListObjectsV2", {
  async handle(input, context): Promise<ListObjectsV2Output> {
    const { buckets, call } = context;
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const limit = pageLimit(input.MaxKeys, "max-keys");
    const { Prefix = "", Delimiter, StartAfter, ContinuationToken, EncodingType } = input;
    const delimiter = Delimiter === "" ? undefined : Delimiter;
    // An empty token is none, as SDKs send it.
    const after = ContinuationToken === undefined || ContinuationToken === "" ? StartAfter : readToken(ContinuationToken);
    const listed = await listCurrent(bucket.name, { prefix: Prefix, delimiter, after: after === "" ? undefined : after, limit }, context);
    const encode = encoder(EncodingType);
    const owner = input.FetchOwner === true ? bucket.accountId : undefined;
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      ...(StartAfter === undefined ? {} : { StartAfter: encode(StartAfter) }),
      ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      ...(listed.truncated && listed.last !== undefined ? { NextContinuationToken: writeToken(listed.last) } : {}),
      KeyCount: listed.entries.length + listed.prefixes.length,
      MaxKeys: limit,
      ...(delimiter === undefined ? {} : { Delimiter: encode(delimiter) }),
      IsTruncated: listed.truncated,
      ...(EncodingType === undefined ? {} : { EncodingType }),
      ...(listed.entries.length === 0 ? {} : { Contents: listed.entries.map(shown(bucket.name, owner, encode)) }),
      ...(listed.prefixes.length === 0 ? {} : { CommonPrefixes: listed.prefixes.map((one) => ({ Prefix: encode(one) })) }),
    };
  },
});

const tokenMark = "1";

function writeToken(last: string): string {
  return tokenMark + Buffer.from(last).toString("base64url");
}

function readToken(token: string): string {
  const last = token.startsWith(tokenMark) ? Buffer.from(token.slice(1), "base64url").toString() : "";
  if (last === "" || writeToken(last) !== token) {
    throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token.slice(0, 1_024));
  }
  return last;
}
