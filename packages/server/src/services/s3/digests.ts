/**
 * What is computed of a content while it comes in: its MD5, which is the ETag, and one checksum; and what the request
 * says about both. S3 "Checking object integrity": a checksum comes as a header, or behind the content as a trailer; where none
 * comes S3 computes CRC-64/NVME.
 */
import { createHash } from "node:crypto";
import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumBytes,
  createChecksum,
  isChecksumAlgorithm,
  StreamedBody,
} from "../../aws/index.ts";
import { invalidRequest, notImplemented, refusal } from "./refusals.ts";

export type { ChecksumAlgorithm } from "../../aws/index.ts";

/** The members of inputs that carry checksums. */
export interface ChecksumMembers {
  readonly ContentMD5?: string | undefined;
  readonly ChecksumAlgorithm?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
  readonly ChecksumSHA512?: string | undefined;
  readonly ChecksumMD5?: string | undefined;
  readonly ChecksumXXHASH64?: string | undefined;
  readonly ChecksumXXHASH3?: string | undefined;
  readonly ChecksumXXHASH128?: string | undefined;
}

/** What a request claims about the content it brings. */
export interface Claims {
  /** Base64. */
  readonly md5: string | undefined;
  readonly algorithm: ChecksumAlgorithm;
  /** Whether the caller chose the algorithm. */
  readonly chosen: boolean;
  /** Base64; undefined when it comes as a trailer or not at all. */
  readonly value: string | undefined;
  /** Bytes, where the request tells. */
  readonly bytes: number | undefined;
}

const memberOf = (algorithm: ChecksumAlgorithm) => `Checksum${algorithm}` as const;

/** The member of an output that shows the checksum. */
export function checksumMember(checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined): ChecksumMembers {
  return checksum === undefined ? {} : { [memberOf(checksum.algorithm)]: checksum.value };
}

/** The one checksum an input gives by value. Throws InvalidRequest for several, NotImplemented for one that is not computed here. */
export function givenChecksum(input: ChecksumMembers): { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined {
  for (const unknown of ["ChecksumXXHASH64", "ChecksumXXHASH3", "ChecksumXXHASH128"] as const) {
    if (input[unknown] !== undefined) throw notImplemented(unknown.replace("Checksum", "x-amz-checksum-").toLowerCase());
  }
  const given = checksumAlgorithms.filter((algorithm) => input[memberOf(algorithm)] !== undefined);
  if (given.length > 1) throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  const [algorithm] = given;
  if (algorithm === undefined) return undefined;
  const value = input[memberOf(algorithm)] ?? "";
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || Buffer.from(value, "base64").length !== checksumBytes(algorithm)) {
    throw invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
  }
  return { algorithm, value };
}

/** Throws ServiceError where the headers contradict one another. */
export function readClaims(input: ChecksumMembers, body: Uint8Array | AsyncIterable<Uint8Array> | undefined): Claims {
  const given = givenChecksum(input);
  const trailer = body instanceof StreamedBody ? body.announcedTrailers.find((name) => name.startsWith("x-amz-checksum-")) : undefined;
  const trailing = trailer?.slice("x-amz-checksum-".length).toUpperCase();
  if (trailing !== undefined && !isChecksumAlgorithm(trailing)) throw notImplemented(trailer ?? "x-amz-trailer");
  const named = input.ChecksumAlgorithm?.toUpperCase();
  if (named !== undefined && !isChecksumAlgorithm(named)) throw notImplemented("x-amz-sdk-checksum-algorithm");
  if (named !== undefined && given === undefined && trailing === undefined && body instanceof StreamedBody) {
    throw invalidRequest(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  if (named !== undefined && given !== undefined && named !== given.algorithm) {
    throw invalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.");
  }
  const algorithm = given?.algorithm ?? trailing ?? named;
  return {
    md5: input.ContentMD5,
    algorithm: algorithm ?? "CRC64NVME",
    chosen: algorithm !== undefined,
    value: given?.value,
    bytes: body instanceof StreamedBody ? body.bytes : body instanceof Uint8Array ? body.length : undefined,
  };
}

/** The algorithm a request names. Throws NotImplemented for one that is not computed here. */
export function requireAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  const algorithm = name?.toUpperCase();
  if (algorithm === undefined || isChecksumAlgorithm(algorithm)) return algorithm;
  throw notImplemented("x-amz-checksum-algorithm");
}

export interface Digests {
  /** Hexadecimal. */
  readonly md5: string;
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

export interface Digesting {
  update(bytes: Uint8Array): void;
  /** After the last byte. Throws BadDigest or InvalidDigest where a claim does not hold. */
  finish(trailers: ReadonlyMap<string, string> | undefined): Digests;
}

export function createDigesting(claims: Claims): Digesting {
  const { algorithm } = claims;
  const md5 = createHash("md5");
  const checksum = createChecksum(algorithm);
  if (claims.md5 !== undefined && Buffer.from(claims.md5, "base64").length !== 16) {
    throw refusal("InvalidDigest", 400, "The Content-MD5 you specified was invalid.", { fields: { "Content-MD5": claims.md5 } });
  }
  return {
    update(bytes) {
      md5.update(bytes);
      checksum.update(bytes);
    },
    finish(trailers) {
      const digest = md5.digest();
      const base64 = digest.toString("base64");
      if (claims.md5 !== undefined && claims.md5 !== base64) {
        throw refusal("BadDigest", 400, "The Content-MD5 you specified did not match what we received.", {
          fields: { ExpectedDigest: claims.md5, CalculatedDigest: base64 },
        });
      }
      const value = checksum.digest();
      const expected = claims.value ?? trailers?.get(`x-amz-checksum-${algorithm.toLowerCase()}`);
      if (expected !== undefined && expected !== value) {
        throw refusal("BadDigest", 400, `The ${algorithm} you specified did not match the calculated checksum.`);
      }
      return { md5: digest.toString("hex"), checksum: { algorithm, value } };
    },
  };
}
