/** Conditional requests: RFC 9110, 13.2.2, in the order S3 has it ("GetObject", additional considerations about request headers). */
import type { ServiceError } from "../../aws/index.ts";
import type { ObjectRecord } from "./object-record.ts";
import { noSuchKey, notImplemented, preconditionFailed, refusal } from "./refusals.ts";

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  /** Epoch milliseconds. */
  readonly IfModifiedSince?: number | undefined;
  readonly IfUnmodifiedSince?: number | undefined;
}

export function quoted(etag: string): string {
  return `"${etag}"`;
}

/** Whether a list of ETags (with or without quotes, perhaps weak) or `*` names this one. */
function names(list: string, etag: string): boolean {
  return list.split(",").some((part) => {
    const one = part.trim();
    return one === "*" || one.replace(/^W\//, "").replace(/^"(.*)"$/, "$1") === etag;
  });
}

/** Throws PreconditionFailed (412) or NotModified (304). */
export function checkRead(conditions: ReadConditions, object: ObjectRecord): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!names(IfMatch, object.etag)) throw preconditionFailed("If-Match");
  } else if (IfUnmodifiedSince !== undefined && object.modifiedMs > IfUnmodifiedSince) throw preconditionFailed("If-Unmodified-Since");
  if (IfNoneMatch !== undefined) {
    if (names(IfNoneMatch, object.etag)) throw notModified(object);
  } else if (IfModifiedSince !== undefined && object.modifiedMs <= IfModifiedSince) throw notModified(object);
}

function notModified(object: ObjectRecord): ServiceError {
  return refusal("NotModified", 304, "Not Modified", {
    headers: { ETag: quoted(object.etag), "Last-Modified": new Date(object.modifiedMs).toUTCString() },
  });
}

/** For CopyObject's source, where what is not modified is a failed condition like the others. */
export function checkCopySource(conditions: ReadConditions, object: ObjectRecord): void {
  try {
    checkRead(conditions, object);
  } catch (error) {
    if ((error as ServiceError).httpStatus !== 304) throw error;
    throw preconditionFailed(
      conditions.IfNoneMatch === undefined ? "x-amz-copy-source-If-Modified-Since" : "x-amz-copy-source-If-None-Match",
    );
  }
}

/** Conditional writes: throws PreconditionFailed, or NoSuchKey where there is nothing that could match. */
export function checkWrite(
  { IfMatch, IfNoneMatch }: Pick<ReadConditions, "IfMatch" | "IfNoneMatch">,
  key: string,
  current: ObjectRecord | undefined,
): void {
  const there = current?.deleteMarker === true ? undefined : current;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== "*") throw notImplemented("If-None-Match");
    if (there !== undefined) throw preconditionFailed("If-None-Match");
  }
  if (IfMatch !== undefined) {
    if (there === undefined) throw noSuchKey(key);
    if (!names(IfMatch, there.etag)) throw preconditionFailed("If-Match");
  }
}
