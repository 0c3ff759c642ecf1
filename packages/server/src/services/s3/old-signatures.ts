/**
 * Signature Version 2 in a URL, which boto3 still makes where nobody asks it for version 4, and the two signatures of form
 * policies. S3 "Signing and authenticating REST requests" and "Authenticating requests in browser-based uploads".
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { hmacWithSigningKey, type WireRequest } from "../../aws/index.ts";
import { accessDenied, refusal } from "./refusals.ts";

/** The secret of an access key; undefined when there is no such key. */
export type SecretOf = (accessKeyId: string, sessionToken: string | undefined) => string | undefined;

export interface OldSignature {
  readonly accessKeyId: string;
  /** Base64. */
  readonly signature: string;
  /** Epoch seconds. */
  readonly expires: string;
  readonly sessionToken: string | undefined;
}

/** undefined when the URL has no signature of version 2. */
export function readOldSignature({ query }: Pick<WireRequest, "query">): OldSignature | undefined {
  if (!query.includes("AWSAccessKeyId=")) return undefined;
  const parameters = new URLSearchParams(query);
  const [accessKeyId, signature, expires] = ["AWSAccessKeyId", "Signature", "Expires"].map((name) => parameters.get(name) ?? undefined);
  if (accessKeyId === undefined || signature === undefined || expires === undefined) return undefined;
  return { accessKeyId, signature, expires, sessionToken: parameters.get("x-amz-security-token") ?? undefined };
}

const unknownKey = () => refusal("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.");
const mismatch = () =>
  refusal(
    "SignatureDoesNotMatch",
    403,
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  );

export function checkExpires({ expires }: OldSignature, nowMs: number): void {
  if (!/^\d{1,12}$/.test(expires)) throw accessDenied("Invalid date (should be seconds since epoch): Expires");
  if (Number(expires) * 1000 < nowMs) throw accessDenied("Request has expired");
}

/** Parameters that belong to the resource, and so to what is signed. */
const signedParameters = new Set(
  "acl cors delete lifecycle location logging notification partNumber policy requestPayment restore tagging torrent uploadId uploads versionId versioning versions website accelerate analytics inventory metrics replication encryption response-cache-control response-content-disposition response-content-encoding response-content-language response-content-type response-expires object-lock retention legal-hold publicAccessBlock ownershipControls policyStatus select select-type intelligent-tiering".split(
    " ",
  ),
);

/** Throws InvalidAccessKeyId or SignatureDoesNotMatch. `request` is in path style. */
export function verifyOldSignature(request: WireRequest, given: OldSignature, secretOf: SecretOf): void {
  const secret = secretOf(given.accessKeyId, given.sessionToken);
  if (secret === undefined) throw unknownKey();
  const parameters = [...new URLSearchParams(request.query)];
  const header = (name: string) => String(request.headers[name] ?? "");
  const amz = new Map<string, string>();
  for (const name of Object.keys(request.headers)) if (name.startsWith("x-amz-")) amz.set(name, header(name).trim());
  for (const [name, value] of parameters) if (name.toLowerCase().startsWith("x-amz-")) amz.set(name.toLowerCase(), value);
  const resource = parameters
    .filter(([name]) => signedParameters.has(name))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`));
  const text = [
    request.method,
    header("content-md5"),
    header("content-type"),
    given.expires,
    ...[...amz].sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, value]) => `${name}:${value}`),
    request.path + (resource.length === 0 ? "" : `?${resource.join("&")}`),
  ].join("\n");
  const expected = createHmac("sha1", secret).update(text).digest("base64");
  if (!isSame(expected, given.signature)) throw mismatch();
}

/** Verifies the signature of a form's policy, of either version; answers whose key it is. Throws as above. */
export function verifyPolicySignature(fields: ReadonlyMap<string, string>, secretOf: SecretOf): string {
  const policy = fields.get("policy");
  if (policy === undefined) throw accessDenied();
  const token = fields.get("x-amz-security-token");
  const credential = fields.get("x-amz-credential");
  if (credential === undefined) {
    const accessKeyId = fields.get("awsaccesskeyid") ?? "";
    const secret = secretOf(accessKeyId, token);
    if (secret === undefined) throw unknownKey();
    if (!isSame(createHmac("sha1", secret).update(policy).digest("base64"), fields.get("signature") ?? "")) throw mismatch();
    return accessKeyId;
  }
  const [accessKeyId = "", date = "", region = "", service = "", end] = credential.split("/");
  const secret = secretOf(accessKeyId, token);
  if (secret === undefined) throw unknownKey();
  const expected = hmacWithSigningKey(secret, { accessKeyId, date, region, service }, policy);
  if (end !== "aws4_request" || service !== "s3" || !isSame(expected, fields.get("x-amz-signature") ?? "")) throw mismatch();
  return accessKeyId;
}

function isSame(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
