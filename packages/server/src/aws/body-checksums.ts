/** The checksums that came with a small, collected body: held against it before it is read. */
import { createHash } from "node:crypto";
import { checksumAlgorithms, createChecksum } from "./checksums.ts";
import type { WireRequest } from "./protocol.ts";
import { s3Error } from "./rest-xml-refusals.ts";

/** Throws BadDigest for a checksum that is another's, InvalidRequest where one is needed and there is none. */
export function checkBodyChecksums(request: WireRequest, required: boolean): void {
  const { headers, body } = request;
  const md5 = headers["content-md5"];
  if (typeof md5 === "string") checkContentMd5(md5, createHash("md5").update(body).digest("base64"));
  let found = md5 !== undefined;
  for (const algorithm of checksumAlgorithms) {
    const value =
      headers[`x-amz-checksum-${algorithm.toLowerCase()}`] ?? request.trailers?.get(`x-amz-checksum-${algorithm.toLowerCase()}`);
    if (typeof value !== "string") continue;
    found = true;
    const actual = createChecksum(algorithm);
    actual.update(body);
    if (actual.digest() !== value) throw checksumMismatch(algorithm);
  }
  // A presigned request has no headers of its own to add one to.
  if (required && !found && body.length > 0) {
    throw s3Error("InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
  }
}

function checkContentMd5(given: string, actual: string): void {
  if (Buffer.from(given, "base64").length !== 16) {
    throw s3Error("InvalidDigest", "The Content-MD5 you specified was invalid.", { fields: { "Content-MD5": given } });
  }
  if (given === actual) return;
  throw s3Error("BadDigest", "The Content-MD5 you specified did not match what we received.", {
    fields: { ExpectedDigest: given, CalculatedDigest: actual },
  });
}

function checksumMismatch(algorithm: string): Error {
  return s3Error("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}
