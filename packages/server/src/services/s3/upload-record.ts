/** What is kept of a multipart upload and its parts while it is open. */
import type { ChecksumType } from "../../models/s3.ts";
import type { Content } from "./contents.ts";
import type { ChecksumAlgorithm } from "./digests.ts";
import type { DraftOfRequest } from "./object-draft.ts";

/** Under the object's key and the upload's id. */
export const uploadKind = "s3.upload";
/** Under the upload's id and the part's number. */
export const partKind = "s3.part";

export interface UploadRecord {
  readonly uploadId: string;
  readonly key: string;
  readonly initiatedMs: number;
  readonly principalArn: string;
  readonly draft: DraftOfRequest;
  /** undefined: the caller chose none, so that the object gets S3's own. */
  readonly algorithm?: ChecksumAlgorithm | undefined;
  readonly checksumType?: ChecksumType | undefined;
}

export interface PartRecord {
  readonly number: number;
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
  readonly content: Content;
  readonly modifiedMs: number;
}
