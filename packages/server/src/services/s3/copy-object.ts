import type { CopyObjectOutput, CopyObjectRequest } from "../../models/s3.ts";
import { checkWrite, quoted } from "./conditions.ts";
import { operation } from "./context.ts";
import { untilRead } from "./contents.ts";
import { copyContent, findCopySource, type FoundSource } from "./copy-source.ts";
import { checksumMember, requireAlgorithm } from "./digests.ts";
import { checkKey } from "./keys.ts";
import { expirationMember } from "./lifecycle-rules.ts";
import { putBytesMax } from "./limits.ts";
import { type DraftOfRequest, draftOf } from "./object-draft.ts";
import type { ObjectRecord } from "./object-record.ts";
import { encryptionMembers, versionMember } from "./put-object.ts";
import { invalidRequest } from "./refusals.ts";
import { shownVersionId } from "./version-ids.ts";

/** A new object with the bytes of another one, and with its metadata and tags or others, as the directives say. */
export const copyObject = operation("CopyObject", {
  async handle(input, context): Promise<CopyObjectOutput> {
    const { buckets, contents, objects, call } = context;
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    checkKey(input.Key);
    const draft = draftOf(input, bucket, call.nowMs);
    const algorithm = requireAlgorithm(input.ChecksumAlgorithm);
    const { source, object, received } = await untilRead(async () => {
      const found = await findCopySource(input, context);
      checkSource(found, input);
      return { ...found, received: await copyContent(found.object, { algorithm, range: undefined, bytesMax: putBytesMax }, context) };
    });
    try {
      const copy = await objects.put(
        input.Bucket,
        input.Key,
        {
          ...directed(input, draft, object),
          size: received.size,
          etag: received.md5,
          content: received.content,
          checksum: { ...received.checksum, type: "FULL_OBJECT" },
        },
        {
          event: "ObjectCreated:Copy",
          asker: call,
          check: (current) => checkWrite(input, input.Key, current),
          changes: received.changes,
        },
      );
      return {
        CopyObjectResult: {
          ETag: quoted(copy.etag),
          LastModified: copy.modifiedMs,
          ...checksumMember(copy.checksum),
          ChecksumType: "FULL_OBJECT",
        },
        ...(buckets.find(source.bucket)?.versioning === undefined ? {} : { CopySourceVersionId: shownVersionId(object.versionId) }),
        ...versionMember(copy, bucket),
        ...encryptionMembers(copy),
        ...expirationMember(bucket, input.Key, copy),
      };
    } catch (error) {
      contents.discard(received.content);
      throw error;
    }
  },
});

function checkSource({ source, object }: FoundSource, input: CopyObjectRequest): void {
  const toItself = source.bucket === input.Bucket && source.key === input.Key && source.versionId === undefined;
  if (toItself && changesNothing(input)) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  if (object.size > putBytesMax) {
    throw invalidRequest("The specified copy source is larger than the maximum allowable size for a copy source: 5368709120");
  }
}

function changesNothing(input: CopyObjectRequest): boolean {
  return (
    input.MetadataDirective !== "REPLACE" &&
    input.StorageClass === undefined &&
    input.WebsiteRedirectLocation === undefined &&
    input.ServerSideEncryption === undefined &&
    input.ChecksumAlgorithm === undefined
  );
}

function directed(input: CopyObjectRequest, draft: DraftOfRequest, source: ObjectRecord): DraftOfRequest {
  const { headers, metadata } = input.MetadataDirective === "REPLACE" ? draft : source;
  return {
    ...draft,
    // A redirect belongs to the object that is asked for, and is not copied.
    headers: { ...headers, WebsiteRedirectLocation: input.WebsiteRedirectLocation },
    metadata,
    tags: input.TaggingDirective === "REPLACE" ? draft.tags : source.tags,
  };
}
