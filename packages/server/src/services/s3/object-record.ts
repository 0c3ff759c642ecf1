/** What is kept of one version of an object, or of the marker that it was deleted. */
import type { ChecksumType, Grant, ObjectLockMode, ServerSideEncryption, Tag } from "../../models/s3.ts";
import type { Content } from "./contents.ts";
import type { ChecksumAlgorithm } from "./digests.ts";

export const objectKind = "s3.object";
/** Versions that are not the current one any more, the newest first. */
export const versionKind = "s3.version";

export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; of a composite checksum with `-` and the number of parts. */
  readonly value: string;
  readonly type: ChecksumType;
}

/** Headers that are kept as they were put and answered with the object. */
export interface ObjectHeaders {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  /** As it was put: caches read it, S3 does not. */
  readonly Expires?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
}

export interface ObjectLock {
  readonly mode?: ObjectLockMode | undefined;
  readonly untilMs?: number | undefined;
  readonly legalHold?: boolean | undefined;
}

/** How the caller asked it to be encrypted; S3 itself encrypts with AES256 where nobody did. */
export interface ObjectEncryption {
  readonly algorithm: ServerSideEncryption;
  readonly keyId?: string | undefined;
  readonly bucketKey?: boolean | undefined;
  /** Base64 of JSON, as it was put. */
  readonly context?: string | undefined;
}

export interface ObjectRecord {
  /** undefined: the null version. */
  readonly versionId?: string | undefined;
  /** Counts the versions of the key; tells where an older one is kept. */
  readonly sequence: number;
  /** In the current version: sequence of the null version among the older ones. */
  readonly nullSequence?: number | undefined;
  readonly modifiedMs: number;
  readonly deleteMarker?: true;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly content: Content;
  /** The upload that made it. */
  readonly uploadId?: string | undefined;
  /** Number of parts, when it was made of parts. */
  readonly parts?: number | undefined;
  readonly headers: ObjectHeaders;
  /** Names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags?: readonly Tag[] | undefined;
  readonly checksum?: StoredChecksum | undefined;
  /** undefined: STANDARD. */
  readonly storageClass?: string | undefined;
  readonly encryption: ObjectEncryption;
  readonly grants?: readonly Grant[] | undefined;
  readonly lock?: ObjectLock | undefined;
}
