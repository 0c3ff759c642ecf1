/**
 * Which bucket a host name holds. S3 "Virtual hosting of general purpose buckets": `bucket.s3.region.amazonaws.com`; here
 * any name with a label `s3` serves, so that one wildcard in any domain does, and `bucket.localhost` as well.
 */
import type { WireRequest } from "../../aws/index.ts";

export interface HostAddress {
  /** undefined: the host is S3's own, the bucket stands in the path. */
  readonly bucket: string | undefined;
}

/** undefined: nothing in the host name says that S3 is meant. */
export function readHost(host: string, bucketExists: (name: string) => boolean): HostAddress | undefined {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const s3 = /^(?:(.+)\.)?s3(?:-(?:[a-z]{2}(?:-[a-z]+)+-\d|external-1|accelerate))?(?:\.dualstack)?\.(?!.*\.s3\.).+$/.exec(name);
  if (s3 !== null) return { bucket: s3[1] };
  const local = /^(.+)\.localhost(?:\.localstack\.cloud)?$/.exec(name)?.[1];
  // `sqs.localhost` may be any service's name: only what is a bucket is taken for one.
  return local !== undefined && bucketExists(local) ? { bucket: local } : undefined;
}

/** The request in path style; the same one where it is already; undefined when the host does not tell that it is S3's. */
export function toPathStyle(request: WireRequest, bucketExists: (name: string) => boolean): WireRequest | undefined {
  const address = readHost(request.headers.host ?? "", bucketExists);
  if (address === undefined) return undefined;
  return address.bucket === undefined ? request : { ...request, path: `/${address.bucket}${request.path}` };
}
