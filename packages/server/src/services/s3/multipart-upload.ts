/** Multipart uploads come into being, take parts, and end: S3 "Uploading and copying objects using multipart upload". */
import { createHash } from "node:crypto";
import { checksumAlgorithms, ServiceError } from "../../aws/index.ts";
import type { Call } from "../../aws/index.ts";
import type { CompletedPart, CompleteMultipartUploadOutput, CompleteMultipartUploadRequest } from "../../models/s3.ts";
import { checkWrite, quoted } from "./conditions.ts";
import { operation, type S3Context } from "./context.ts";
import { copyContent, findCopySource } from "./copy-source.ts";
import { canCombine, combineCrcs } from "./crc-combine.ts";
import { type ChecksumAlgorithm, checksumMember, createDigesting, givenChecksum, readClaims, requireAlgorithm } from "./digests.ts";
import { type Received, untilRead } from "./contents.ts";
import { checkKey } from "./keys.ts";
import { abortMembers, expirationMember } from "./lifecycle-rules.ts";
import { objectBytesMax, partBytesMin, partNumberMax, putBytesMax } from "./limits.ts";
import { draftOf, refuseCustomerKeys } from "./object-draft.ts";
import type { ObjectRecord, StoredChecksum } from "./object-record.ts";
import { encryptionMembers, versionMember } from "./put-object.ts";
import { parseRange } from "./range.ts";
import { entityTooLarge, invalidArgument, invalidRequest, malformedXml, notImplemented, refusal } from "./refusals.ts";
import { type PartRecord, type UploadRecord, uploadKind } from "./upload-record.ts";
import { uploadRecordKey } from "./uploads.ts";

export const createMultipartUpload = operation("CreateMultipartUpload", {
  async handle(input, { buckets, records, platform, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    checkKey(input.Key);
    const draft = draftOf(input, bucket, call.nowMs);
    const algorithm = requireAlgorithm(input.ChecksumAlgorithm);
    const checksumType = checksumTypeOf(algorithm, input.ChecksumType);
    // Begins with the time, so that uploads of one key are listed in the order in which they were begun.
    const uploadId = call.nowMs.toString(36).padStart(9, "0") + Buffer.from(platform.random.bytes(32)).toString("base64url");
    const upload: UploadRecord = {
      uploadId,
      key: input.Key,
      initiatedMs: Math.floor(call.nowMs / 1000) * 1000,
      principalArn: call.principalArn,
      draft,
      algorithm,
      checksumType,
    };
    await buckets.writing(bucket.name, () =>
      records.write([{ kind: uploadKind, key: uploadRecordKey(bucket.name, input.Key, uploadId), value: upload, expectedRevision: 0 }]),
    );
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: uploadId,
      ...encryptionMembers(draft),
      ...abortMembers(bucket, upload),
      ...(algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm }),
      ...(checksumType === undefined ? {} : { ChecksumType: checksumType }),
    };
  },
});

/** S3 "Checking object integrity": CRC-64 is always of the full object, hashes are always composite. */
function checksumTypeOf(algorithm: ChecksumAlgorithm | undefined, asked: "COMPOSITE" | "FULL_OBJECT" | undefined) {
  if (algorithm === undefined) {
    if (asked !== undefined)
      throw invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
    return undefined;
  }
  const usual = algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";
  if (asked === undefined || asked === usual) return usual;
  if (asked === "FULL_OBJECT" && canCombine(algorithm)) return asked;
  throw invalidRequest(`The ${asked} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`);
}

function checkPartNumber(number: number): void {
  if (Number.isInteger(number) && number >= 1 && number <= partNumberMax) return;
  throw invalidArgument(`Part number must be an integer between 1 and ${partNumberMax}, inclusive`, "partNumber", String(number));
}

/** A part's bytes, streamed like an object's. */
export const uploadPart = operation("UploadPart", {
  async handle(input, { buckets, contents, uploads, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    checkPartNumber(input.PartNumber);
    refuseCustomerKeys(input);
    const upload = await uploads.require(bucket.name, input.Key, input.UploadId);
    const claims = readClaims(input, input.Body);
    if (upload.algorithm !== undefined && claims.chosen && claims.algorithm !== upload.algorithm) {
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${claims.algorithm.toLowerCase()}`,
      );
    }
    const algorithm = claims.chosen ? claims.algorithm : (upload.algorithm ?? claims.algorithm);
    const received = await contents.receive(input.Body, { ...claims, algorithm }, putBytesMax);
    await keepPart(bucket.name, upload, input.PartNumber, received, { buckets, contents, uploads, call });
    return { ETag: quoted(received.md5), ...checksumMember(received.checksum), ...encryptionMembers(upload.draft) };
  },
});

/** A part out of an object that is there, or out of a range of it. */
export const uploadPartCopy = operation("UploadPartCopy", {
  async handle(input, context) {
    const { buckets, uploads, call } = context;
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    checkPartNumber(input.PartNumber);
    refuseCustomerKeys(input);
    const upload = await uploads.require(bucket.name, input.Key, input.UploadId);
    const { source, object, received } = await untilRead(async () => {
      const found = await findCopySource(input, context);
      const range = copyRange(input.CopySourceRange, found.object.size) ?? { from: 0, to: found.object.size };
      if (range.to - range.from > putBytesMax) throw entityTooLarge(range.to - range.from, putBytesMax);
      // S3's own where nobody chose one: of it the checksum of the whole can be made.
      const algorithm = upload.algorithm ?? "CRC64NVME";
      return { ...found, received: await copyContent(found.object, { algorithm, range, bytesMax: putBytesMax }, context) };
    });
    const modifiedMs = await keepPart(bucket.name, upload, input.PartNumber, received, context);
    return {
      CopyPartResult: { ETag: quoted(received.md5), LastModified: modifiedMs, ...checksumMember(received.checksum) },
      ...(buckets.find(source.bucket)?.versioning === undefined || object.versionId === undefined
        ? {}
        : { CopySourceVersionId: object.versionId }),
      ...encryptionMembers(upload.draft),
    };
  },
});

function copyRange(text: string | undefined, size: number) {
  if (text === undefined) return undefined;
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  if (first === undefined || last === undefined || Number(first) > Number(last)) {
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      "x-amz-copy-source-range",
      text.slice(0, 256),
    );
  }
  if (Number(last) >= size) {
    throw invalidArgument(`Range specified is not valid for source object of size: ${size}`, "x-amz-copy-source-range", text);
  }
  return parseRange(text, size);
}

async function keepPart(
  bucket: string,
  upload: UploadRecord,
  number: number,
  received: Received,
  { buckets, contents, uploads, call }: Pick<S3Context, "buckets" | "contents" | "uploads"> & { readonly call: Call },
): Promise<number> {
  const modifiedMs = Math.floor(call.nowMs / 1000) * 1000;
  const { size, md5, checksum, content } = received;
  try {
    const part: PartRecord = { number, size, md5, checksum, content, modifiedMs };
    // In this order, as completing has it: who writes into a bucket waits for no upload.
    await uploads.exclusively(upload.uploadId, () =>
      buckets.writing(bucket, () => uploads.putPart(bucket, upload.key, upload.uploadId, part, received.changes)),
    );
    return modifiedMs;
  } catch (error) {
    contents.discard(content);
    throw error;
  }
}

export const abortMultipartUpload = operation("AbortMultipartUpload", {
  async handle(input, { buckets, uploads, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (input.IfMatchInitiatedTime !== undefined) throw notImplemented("x-amz-if-match-initiated-time");
    await uploads.abort(bucket.name, input.Key, input.UploadId);
    return {};
  },
});

/** Makes an object of the parts that are named, in one transaction; no byte is copied. */
export const completeMultipartUpload = operation("CompleteMultipartUpload", {
  async handle(input, context): Promise<CompleteMultipartUploadOutput> {
    const { buckets, contents, objects, uploads, call } = context;
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    refuseCustomerKeys(input);
    const object = await uploads.exclusively(input.UploadId, async () => {
      let upload: UploadRecord;
      try {
        upload = await uploads.require(bucket.name, input.Key, input.UploadId);
      } catch (error) {
        // The answer may have been lost on its way: completing once more is answered as the first time.
        const done = error instanceof ServiceError ? await objects.find(bucket.name, input.Key) : undefined;
        if (done?.uploadId === input.UploadId) return done;
        throw error;
      }
      const uploaded = await uploads.parts(input.UploadId, 0, partNumberMax);
      const parts = chosenParts(input, upload, uploaded);
      const size = parts.reduce((sum, part) => sum + part.size, 0);
      if (size > objectBytesMax) throw entityTooLarge(size, objectBytesMax);
      if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size) {
        throw invalidRequest(
          `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${size}`,
        );
      }
      const checksum = wholeChecksum(upload, parts);
      checkWholeChecksum(input, checksum);
      const manifest = contents.manifest(
        parts.map((part) => ({ number: part.number, size: part.size, content: part.content, checksum: part.checksum.value })),
      );
      const ending = uploads.ending(bucket.name, upload, uploaded, new Set(parts.map(({ number }) => number)));
      const etag = createHash("md5");
      for (const { md5 } of parts) etag.update(Buffer.from(md5, "hex"));
      const made = await objects.put(
        bucket.name,
        input.Key,
        {
          ...upload.draft,
          size,
          etag: `${etag.digest("hex")}-${parts.length}`,
          content: manifest.content,
          parts: parts.length,
          checksum,
          uploadId: upload.uploadId,
        },
        {
          event: "ObjectCreated:CompleteMultipartUpload",
          asker: call,
          check: (current) => checkWrite(input, input.Key, current),
          changes: [...manifest.changes, ...ending.changes],
        },
      );
      contents.release(ending.released);
      return made;
    });
    return {
      Location: `${call.endpointUrl}/${input.Bucket}/${input.Key.split("/").map(encodeURIComponent).join("/")}`,
      Bucket: input.Bucket,
      Key: input.Key,
      ETag: quoted(object.etag),
      ...checksumMember(object.checksum),
      ...(object.checksum === undefined ? {} : { ChecksumType: object.checksum.type }),
      ...versionMember(object, bucket),
      ...encryptionMembers(object),
      ...expirationMember(bucket, input.Key, object),
    };
  },
});

function chosenParts(input: CompleteMultipartUploadRequest, upload: UploadRecord, uploaded: readonly PartRecord[]): readonly PartRecord[] {
  const asked = input.MultipartUpload?.Parts ?? [];
  if (asked.length === 0 || asked.length > partNumberMax) throw malformedXml();
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  let before = 0;
  const parts = asked.map((one) => {
    const { PartNumber: number = 0, ETag = "" } = one;
    if (number <= before) {
      throw refusal(
        "InvalidPartOrder",
        400,
        "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
        {
          fields: { UploadId: upload.uploadId },
        },
      );
    }
    before = number;
    const part = byNumber.get(number);
    if (part === undefined || ETag.replace(/^"(.*)"$/, "$1") !== part.md5) throw invalidPart(upload, one);
    checkPartChecksum(one, part, upload);
    return part;
  });
  for (const part of parts.slice(0, -1)) {
    if (part.size >= partBytesMin) continue;
    throw refusal("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", {
      fields: { ProposedSize: part.size, MinSizeAllowed: partBytesMin, PartNumber: part.number, ETag: part.md5 },
    });
  }
  return parts;
}

function invalidPart(upload: UploadRecord, { PartNumber, ETag }: CompletedPart): ServiceError {
  return refusal(
    "InvalidPart",
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { fields: { UploadId: upload.uploadId, PartNumber, ETag } },
  );
}

function checkPartChecksum(asked: CompletedPart, part: PartRecord, upload: UploadRecord): void {
  const given = givenChecksum(asked);
  if (given === undefined) {
    if (upload.algorithm === undefined || upload.checksumType !== "COMPOSITE") return;
    throw invalidRequest(
      `The upload was created using a ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
  }
  if (given.algorithm === part.checksum.algorithm && given.value !== part.checksum.value) throw invalidPart(upload, asked);
  if (given.algorithm !== part.checksum.algorithm && upload.algorithm !== undefined) throw invalidPart(upload, asked);
}

/** The checksum of the object: of all its bytes, or of the checksums of its parts. */
function wholeChecksum(upload: UploadRecord, parts: readonly PartRecord[]): StoredChecksum | undefined {
  const algorithm = upload.algorithm ?? parts[0]?.checksum.algorithm;
  if (algorithm === undefined || parts.some((part) => part.checksum.algorithm !== algorithm)) return undefined;
  if (upload.checksumType !== "COMPOSITE") {
    const value = combineCrcs(
      algorithm,
      parts.map((part) => ({ value: part.checksum.value, size: part.size })),
    );
    return value === undefined ? undefined : { algorithm, value, type: "FULL_OBJECT" };
  }
  const digesting = createDigesting({ md5: undefined, algorithm, chosen: true, value: undefined, bytes: undefined });
  for (const part of parts) digesting.update(Buffer.from(part.checksum.value, "base64"));
  return { algorithm, value: `${digesting.finish(undefined).checksum.value}-${parts.length}`, type: "COMPOSITE" };
}

function checkWholeChecksum(input: CompleteMultipartUploadRequest, checksum: ObjectRecord["checksum"]): void {
  if (input.ChecksumType !== undefined && checksum !== undefined && input.ChecksumType !== checksum.type) {
    throw invalidRequest("The checksum type of the complete request does not match the one the upload was created with.");
  }
  const named = checksumAlgorithms.filter((algorithm) => input[`Checksum${algorithm}`] !== undefined);
  const other = named.find((algorithm) => algorithm !== checksum?.algorithm);
  if (other !== undefined) {
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${checksum?.algorithm.toLowerCase() ?? "null"}, actual checksum Type: ${other.toLowerCase()}`,
    );
  }
  const member = checksum === undefined ? undefined : input[`Checksum${checksum.algorithm}`];
  if (member === undefined || checksum === undefined) return;
  // Of a composite checksum clients give the value without the number of parts as well.
  if (member === checksum.value || member === checksum.value.replace(/-\d+$/, "")) return;
  throw refusal("BadDigest", 400, `The ${checksum.algorithm} you specified did not match the calculated checksum.`);
}
