/** What multipart uploads there are, and which parts one has. */
import type { ListMultipartUploadsOutput, ListPartsOutput, StorageClass } from "../../models/s3.ts";
import type { StoredRecord } from "../../storage/ports/records.ts";
import { ownerOf } from "./acl.ts";
import { quoted } from "./conditions.ts";
import { operation } from "./context.ts";
import { checksumMember } from "./digests.ts";
import { belongingsPrefix, keyOfRecord, objectRecordKey } from "./keys.ts";
import { abortMembers } from "./lifecycle-rules.ts";
import { encoder, listKeys, pageLimit } from "./listing.ts";
import { invalidArgument } from "./refusals.ts";
import { type UploadRecord, uploadKind } from "./upload-record.ts";
import { uploadRecordKey } from "./uploads.ts";

export const listParts = operation("ListParts", {
  async handle(input, { buckets, uploads, call }): Promise<ListPartsOutput> {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const upload = await uploads.require(bucket.name, input.Key, input.UploadId);
    const limit = pageLimit(input.MaxParts, "max-parts");
    const marker = markerOf(input.PartNumberMarker);
    const parts = await uploads.parts(upload.uploadId, marker, limit + 1);
    const page = parts.slice(0, limit);
    return {
      Bucket: bucket.name,
      Key: input.Key,
      UploadId: upload.uploadId,
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: parts.length > limit && limit > 0,
      Parts: page.map(({ number, size, md5, checksum, modifiedMs }) => ({
        PartNumber: number,
        LastModified: modifiedMs,
        ETag: quoted(md5),
        Size: size,
        ...checksumMember(checksum),
      })),
      Initiator: { ...ownerOf(bucket.accountId), DisplayName: upload.principalArn },
      Owner: ownerOf(bucket.accountId),
      StorageClass: (upload.draft.storageClass ?? "STANDARD") as StorageClass,
      ...(upload.algorithm === undefined ? {} : { ChecksumAlgorithm: upload.algorithm }),
      ...(upload.checksumType === undefined ? {} : { ChecksumType: upload.checksumType }),
      ...abortMembers(bucket, upload),
    };
  },
});

function markerOf(marker: number | undefined): number {
  return Math.min(Math.max(marker ?? 0, 0), 99_999);
}

type Entry = StoredRecord<UploadRecord>;

export const listMultipartUploads = operation("ListMultipartUploads", {
  async handle(input, { buckets, records, call }): Promise<ListMultipartUploadsOutput> {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const { Prefix = "", Delimiter, KeyMarker = "", UploadIdMarker = "", EncodingType } = input;
    const delimiter = Delimiter === "" ? undefined : Delimiter;
    const limit = pageLimit(input.MaxUploads, "max-uploads");
    // oxlint-disable-next-line no-control-regex
    if (/[\0\u0001]/.test(UploadIdMarker)) throw invalidArgument("Invalid uploadId marker", "upload-id-marker", UploadIdMarker);
    const prefix = objectRecordKey(bucket.name, Prefix);
    // The marker of an upload counts only together with its key; it then means what comes behind it.
    const behind = KeyMarker === "" || UploadIdMarker === "" ? undefined : uploadRecordKey(bucket.name, KeyMarker, UploadIdMarker);
    let lastRecord = behind;
    const listed = await listKeys<Entry>(
      { prefix: Prefix, delimiter, after: KeyMarker === "" ? undefined : KeyMarker, limit },
      async (seek, wanted) => {
        const behindKey = (key: string) => `${belongingsPrefix(bucket.name, key)}\u{10ffff}`;
        // Several uploads may be of one key: the seek goes on behind the last record, not behind its key.
        const bounds =
          seek === undefined
            ? {}
            : "from" in seek
              ? { from: objectRecordKey(bucket.name, seek.from) }
              : {
                  after:
                    lastRecord !== undefined && keyOfRecord(bucket.name, lastRecord) === seek.after ? lastRecord : behindKey(seek.after),
                };
        const page = await records.list<UploadRecord>(uploadKind, { prefix, ...bounds, limit: wanted });
        lastRecord = page.at(-1)?.key ?? lastRecord;
        return page;
      },
      ({ value }) => value.key,
      () => false,
    );
    const encode = encoder(EncodingType);
    const last = listed.entries.at(-1)?.value;
    return {
      Bucket: bucket.name,
      KeyMarker: encode(KeyMarker),
      UploadIdMarker,
      ...(listed.truncated && listed.last !== undefined
        ? { NextKeyMarker: encode(listed.last), NextUploadIdMarker: last?.key === listed.last ? last.uploadId : "" }
        : {}),
      Prefix: encode(Prefix),
      ...(delimiter === undefined ? {} : { Delimiter: encode(delimiter) }),
      MaxUploads: limit,
      IsTruncated: listed.truncated,
      ...(EncodingType === undefined ? {} : { EncodingType }),
      Uploads: listed.entries.map(({ value }) => ({
        UploadId: value.uploadId,
        Key: encode(value.key),
        Initiated: value.initiatedMs,
        StorageClass: (value.draft.storageClass ?? "STANDARD") as StorageClass,
        Owner: ownerOf(bucket.accountId),
        Initiator: { ...ownerOf(bucket.accountId), DisplayName: value.principalArn },
        ...(value.algorithm === undefined ? {} : { ChecksumAlgorithm: value.algorithm }),
        ...(value.checksumType === undefined ? {} : { ChecksumType: value.checksumType }),
      })),
      ...(listed.prefixes.length === 0 ? {} : { CommonPrefixes: listed.prefixes.map((one) => ({ Prefix: encode(one) })) }),
    };
  },
});
