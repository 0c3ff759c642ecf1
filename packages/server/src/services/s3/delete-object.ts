import type { Call } from "../../aws/index.ts";
import { ServiceError } from "../../aws/index.ts";
import type { DeletedObject, DeleteObjectOutput, Error as DeleteError } from "../../models/s3.ts";
import { quoted } from "./conditions.ts";
import { operation, type S3Context } from "./context.ts";
import { checkKey } from "./keys.ts";
import { deleteObjectsMax } from "./limits.ts";
import { checkDeletable } from "./object-lock.ts";
import type { ObjectRecord } from "./object-record.ts";
import { malformedXml, notImplemented, preconditionFailed } from "./refusals.ts";
import { checkVersionId, shownVersionId } from "./version-ids.ts";

/** Deletes the object, puts a delete marker over it, or removes one version for good. What is not there is deleted already. */
export const deleteObject = operation("DeleteObject", {
  async handle(input, context) {
    const { buckets, call } = context;
    buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    checkKey(input.Key);
    if (input.MFA !== undefined) throw notImplemented("x-amz-mfa");
    return await deleteOne(input.Bucket, input, input.BypassGovernanceRetention === true, context, call);
  },
});

interface Asked {
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly IfMatch?: string | undefined;
  readonly IfMatchLastModifiedTime?: number | undefined;
  readonly IfMatchSize?: number | undefined;
}

async function deleteOne(bucket: string, asked: Asked, bypass: boolean, { objects }: S3Context, call: Call): Promise<DeleteObjectOutput> {
  const { Key, VersionId } = asked;
  checkVersionId(VersionId);
  const check = (found: ObjectRecord | undefined): void => checkConditions(asked, found);
  if (VersionId === undefined) {
    const marker = await objects.delete(bucket, Key, { asker: call, check });
    return marker === undefined ? {} : { DeleteMarker: true, VersionId: shownVersionId(marker.versionId) };
  }
  const deleted = await objects.deleteVersion(bucket, Key, VersionId, {
    asker: call,
    check(version) {
      check(version);
      checkDeletable(version, call.nowMs, bypass);
    },
  });
  return { VersionId, ...(deleted?.deleteMarker === true ? { DeleteMarker: true } : {}) };
}

function checkConditions({ IfMatch, IfMatchLastModifiedTime, IfMatchSize }: Asked, found: ObjectRecord | undefined): void {
  if (found === undefined || found.deleteMarker === true) {
    // "If the size matches or if the object doesn't exist, the operation returns 204"; only an ETag wants an object.
    if (IfMatch !== undefined) throw preconditionFailed("If-Match");
    return;
  }
  if (IfMatch !== undefined && IfMatch !== "*" && IfMatch !== found.etag && IfMatch !== quoted(found.etag))
    throw preconditionFailed("If-Match");
  if (IfMatchLastModifiedTime !== undefined && IfMatchLastModifiedTime !== found.modifiedMs) {
    throw preconditionFailed("x-amz-if-match-last-modified-time");
  }
  if (IfMatchSize !== undefined && IfMatchSize !== found.size) throw preconditionFailed("x-amz-if-match-size");
}

/** Up to a thousand at once, each by itself: some may go and others stay. */
export const deleteObjects = operation("DeleteObjects", {
  async handle(input, context) {
    const { buckets, call } = context;
    buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (input.MFA !== undefined) throw notImplemented("x-amz-mfa");
    const { Objects, Quiet = false } = input.Delete;
    if (Objects.length === 0 || Objects.length > deleteObjectsMax) throw malformedXml();
    const Deleted: DeletedObject[] = [];
    const Errors: DeleteError[] = [];
    // All at once, so that they share commits; those of one key still follow one another.
    const outcomes = await Promise.all(
      Objects.map(async ({ Key, VersionId, ETag, LastModifiedTime, Size }): Promise<DeletedObject | DeleteError> => {
        try {
          checkKey(Key);
          const asked = { Key, VersionId, IfMatch: ETag, IfMatchLastModifiedTime: LastModifiedTime, IfMatchSize: Size };
          const { DeleteMarker, VersionId: version } = await deleteOne(
            input.Bucket,
            asked,
            input.BypassGovernanceRetention === true,
            context,
            call,
          );
          return {
            Key,
            ...(VersionId === undefined ? {} : { VersionId }),
            ...(DeleteMarker === true && version !== undefined ? { DeleteMarker, DeleteMarkerVersionId: version } : {}),
          };
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          return { Key, ...(VersionId === undefined ? {} : { VersionId }), Code: error.code, Message: error.message };
        }
      }),
    );
    for (const outcome of outcomes) {
      if ("Code" in outcome) Errors.push(outcome);
      else if (!Quiet) Deleted.push(outcome as DeletedObject);
    }
    return { Deleted, Errors };
  },
});
