import { withStatus } from "../../aws/index.ts";
import type { Call } from "../../aws/index.ts";
import type { GetObjectOutput, GetObjectRequest, HeadObjectOutput } from "../../models/s3.ts";
import type { FileRange } from "../../storage/ports/files.ts";
import { checkRead, quoted } from "./conditions.ts";
import { untilRead } from "./contents.ts";
import { operation, type S3Context } from "./context.ts";
import { checksumMember } from "./digests.ts";
import { checkKey } from "./keys.ts";
import { expirationMember } from "./lifecycle-rules.ts";
import { asHeader, refuseCustomerKeys } from "./object-draft.ts";
import type { ObjectRecord } from "./object-record.ts";
import { encryptionMembers } from "./put-object.ts";
import { parseRange } from "./range.ts";
import { invalidArgument, invalidRequest, methodNotAllowed, noSuchKey, noSuchVersion, refusal } from "./refusals.ts";
import { checkVersionId, shownVersionId } from "./version-ids.ts";

/** The content from the store or its file, no faster than the caller takes it. */
export const getObject = operation("GetObject", {
  async handle(input, context) {
    return await untilRead(async () => {
      const { object, answer, range } = await look(input, context, "GET");
      const Body = await context.contents.read(object.content, range);
      return withStatus({ ...answer, Body } satisfies GetObjectOutput, answer.ContentRange === undefined ? 200 : 206);
    });
  },
});

/** All that GetObject answers but the content. */
export const headObject = operation("HeadObject", {
  async handle(input, context) {
    const { answer } = await look(input, context, "HEAD");
    return withStatus(answer satisfies HeadObjectOutput, answer.ContentRange === undefined ? 200 : 206);
  },
});

/** The version a request means. Throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker by its id. */
export async function findVersion(
  input: { readonly Bucket: string; readonly Key: string; readonly VersionId?: string | undefined },
  { objects }: Pick<S3Context, "objects">,
  method: string,
): Promise<ObjectRecord> {
  checkVersionId(input.VersionId);
  const object = await objects.find(input.Bucket, input.Key, input.VersionId);
  if (object === undefined) throw input.VersionId === undefined ? noSuchKey(input.Key) : noSuchVersion(input.Key, input.VersionId);
  if (object.deleteMarker !== true) return object;
  const headers = { "x-amz-delete-marker": "true", "x-amz-version-id": shownVersionId(object.versionId) };
  if (input.VersionId === undefined) throw noSuchKey(input.Key, headers);
  throw methodNotAllowed(method, "DeleteMarker", {
    ...headers,
    Allow: "DELETE",
    "Last-Modified": new Date(object.modifiedMs).toUTCString(),
  });
}

async function look(
  input: GetObjectRequest,
  context: S3Context & { readonly call: Call },
  method: "GET" | "HEAD",
): Promise<{ readonly object: ObjectRecord; readonly answer: GetObjectOutput; readonly range: FileRange }> {
  const { buckets, contents, call } = context;
  const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
  checkKey(input.Key);
  refuseCustomerKeys(input);
  const object = await findVersion(input, context, method);
  checkRead(input, object);
  if (object.storageClass === "GLACIER" || object.storageClass === "DEEP_ARCHIVE") {
    if (method === "GET") {
      throw refusal("InvalidObjectState", 403, "The operation is not valid for the object's storage class", {
        fields: { StorageClass: object.storageClass },
      });
    }
  }
  const { range, partsCount } = await rangeOf(input, object, contents);
  const whole = range === undefined;
  const { from, to } = range ?? { from: 0, to: object.size };
  const answer: GetObjectOutput = {
    AcceptRanges: "bytes",
    LastModified: object.modifiedMs,
    ContentLength: to - from,
    ETag: quoted(object.etag),
    ...withoutUndefined(object.headers),
    ContentType: object.headers.ContentType ?? "binary/octet-stream",
    ...(whole ? {} : { ContentRange: `bytes ${from}-${to - 1}/${object.size}` }),
    ...(partsCount === undefined ? {} : { PartsCount: partsCount }),
    // A checksum of the whole says nothing about a part of it.
    ...(input.ChecksumMode === "ENABLED" && whole && object.checksum !== undefined
      ? { ...checksumMember(object.checksum), ChecksumType: object.checksum.type }
      : {}),
    ...(bucket.versioning === undefined ? {} : { VersionId: shownVersionId(object.versionId) }),
    ...encryptionMembers(object),
    Metadata: object.metadata,
    ...(object.storageClass === undefined ? {} : { StorageClass: object.storageClass as NonNullable<GetObjectOutput["StorageClass"]> }),
    ...(object.tags === undefined || object.tags.length === 0 ? {} : { TagCount: object.tags.length }),
    ...expirationMember(bucket, input.Key, object),
    ...lockMembers(object),
    ...responseOverrides(input),
  };
  return { object, answer, range: { from, to } };
}

function withoutUndefined<Members extends object>(members: Members): { [Name in keyof Members]: NonNullable<Members[Name]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

function lockMembers({ lock }: ObjectRecord): Partial<GetObjectOutput> {
  return {
    ...(lock?.mode === undefined ? {} : { ObjectLockMode: lock.mode }),
    ...(lock?.untilMs === undefined ? {} : { ObjectLockRetainUntilDate: lock.untilMs }),
    ...(lock?.legalHold === undefined ? {} : { ObjectLockLegalHoldStatus: lock.legalHold ? "ON" : "OFF" }),
  };
}

async function rangeOf(
  input: GetObjectRequest,
  object: ObjectRecord,
  contents: S3Context["contents"],
): Promise<{ readonly range: FileRange | undefined; readonly partsCount?: number }> {
  if (input.PartNumber === undefined) return { range: parseRange(input.Range, object.size) };
  if (input.Range !== undefined) throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
  const { PartNumber } = input;
  if (PartNumber < 1 || PartNumber > 10_000) {
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", String(PartNumber));
  }
  const parts = object.content.kind === "parts" ? await contents.parts(object.content.id) : [{ size: object.size }];
  const index = PartNumber - 1;
  const part = parts[index];
  if (part === undefined) throw refusal("InvalidPartNumber", 416, "The requested partnumber is not satisfiable");
  const from = parts.slice(0, index).reduce((sum, { size }) => sum + size, 0);
  return {
    range: object.parts === undefined && part.size === 0 ? undefined : { from, to: from + part.size },
    ...(object.parts === undefined ? {} : { partsCount: object.parts }),
  };
}

/** Headers a signed URL may ask for: response-content-type and the like. */
function responseOverrides(input: GetObjectRequest): Partial<GetObjectOutput> {
  const overrides = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires === undefined ? undefined : new Date(input.ResponseExpires).toUTCString(),
  };
  for (const value of Object.values(overrides)) {
    // oxlint-disable-next-line no-control-regex
    if (typeof value === "string" && /[\0-\x08\n-\x1f\x7f]/.test(value)) {
      throw invalidArgument("The response header override holds a control character.", "response-*", undefined);
    }
  }
  const given = Object.entries(overrides).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, asHeader(value)]));
}
