/** Packages of functions that lie in S3, wherever that is: CreateFunction's `Code.S3Bucket`. */
import { type AwsCaller, ServiceError } from "./aws/index.ts";
import type { ReadS3Object } from "./services/lambda/index.ts";

/** Lambda refuses larger packages; no more than this is read of one. */
const packageBytesMax = 262_144_000;

export function codeInS3(aws: AwsCaller, where: { readonly region: string; readonly accountId: string }): ReadS3Object {
  return async ({ bucket, key, versionId }) => {
    try {
      const { Body } = await aws.call<{ readonly Body?: Uint8Array | AsyncIterable<Uint8Array> }>({
        ...where,
        service: "s3",
        operation: "GetObject",
        input: { Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) },
      });
      if (Body === undefined || Body instanceof Uint8Array) return Body ?? new Uint8Array(0);
      const pieces: Uint8Array[] = [];
      let bytes = 0;
      for await (const piece of Body) {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes > packageBytesMax) break;
      }
      return Buffer.concat(pieces, bytes);
    } catch (error) {
      if (error instanceof ServiceError && error.httpStatus === 404) return undefined;
      throw error;
    }
  };
}
