/** The object a copy is made of: `x-amz-copy-source: /bucket/key?versionId=...`, percent-encoded. */
import { type Call, ServiceError } from "../../aws/index.ts";
import { checkCopySource } from "./conditions.ts";
import type { Received } from "./contents.ts";
import type { S3Context } from "./context.ts";
import type { ChecksumAlgorithm } from "./digests.ts";
import { findVersion } from "./get-object.ts";
import type { ObjectRecord } from "./object-record.ts";
import type { FileRange } from "../../storage/ports/files.ts";
import { invalidArgument, invalidRequest, notImplemented, refusal } from "./refusals.ts";

interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

function parseCopySource(text: string): CopySource {
  const wrong = () =>
    invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
      text.slice(0, 2_048),
    );
  const mark = text.search(/\?versionId=/);
  const versionId = mark < 0 ? undefined : text.slice(mark + "?versionId=".length);
  let path: string;
  try {
    path = decodeURIComponent(mark < 0 ? text : text.slice(0, mark));
  } catch {
    throw wrong();
  }
  if (path.startsWith("arn:")) throw notImplemented("x-amz-copy-source");
  const parts = /^\/?([^/]+)\/([\s\S]+)$/.exec(path);
  if (parts === null) throw wrong();
  return { bucket: parts[1] ?? "", key: parts[2] ?? "", versionId };
}

export interface CopyInput {
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: number | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfUnmodifiedSince?: number | undefined;
  readonly CopySourceSSECustomerAlgorithm?: string | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
}

export interface FoundSource {
  readonly source: CopySource;
  readonly object: ObjectRecord;
}

/** The version that is to be copied. Throws what GetObject would, and PreconditionFailed. */
export async function findCopySource(input: CopyInput, context: S3Context & { readonly call: Call }): Promise<FoundSource> {
  const source = parseCopySource(input.CopySource);
  if (input.CopySourceSSECustomerAlgorithm !== undefined)
    throw notImplemented("x-amz-copy-source-server-side-encryption-customer-algorithm");
  context.buckets.require(source.bucket, context.call, input.ExpectedSourceBucketOwner);
  const asked = { Bucket: source.bucket, Key: source.key, VersionId: source.versionId };
  const object = await findVersion(asked, context, "COPY").catch((error: unknown) => {
    if (!(error instanceof ServiceError) || error.code !== "MethodNotAllowed") throw error;
    throw invalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.");
  });
  checkCopySource(
    {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    object,
  );
  if (object.storageClass === "GLACIER" || object.storageClass === "DEEP_ARCHIVE") {
    throw refusal("ObjectNotInActiveTierError", 403, "The source object of the COPY operation is not in the active tier");
  }
  return { source, object };
}

/**
 * The bytes once more, for another owner. What is one file and keeps its checksum costs nothing; what was made of parts, a range
 * of it, and what gets another checksum is read through.
 */
export async function copyContent(
  object: ObjectRecord,
  options: { readonly algorithm: ChecksumAlgorithm | undefined; readonly range: FileRange | undefined; readonly bytesMax: number },
  { contents }: Pick<S3Context, "contents">,
): Promise<Received> {
  const { checksum } = object;
  const algorithm = options.algorithm ?? (checksum === undefined ? "CRC64NVME" : checksum.algorithm);
  const keepsChecksum = checksum !== undefined && checksum.type === "FULL_OBJECT" && checksum.algorithm === algorithm;
  const isWhole = options.range === undefined || options.range.to - options.range.from === object.size;
  if (isWhole && object.parts === undefined && object.content.kind !== "parts" && keepsChecksum) {
    const cloned = await contents.clone(object.content);
    return { ...cloned, size: object.size, md5: object.etag, checksum: { algorithm, value: checksum.value } };
  }
  const range = options.range ?? { from: 0, to: object.size };
  const body = await contents.read(object.content, range);
  const claims = { md5: undefined, algorithm, chosen: true, value: undefined, bytes: range.to - range.from };
  return await contents.receive(body, claims, options.bytesMax);
}
