/**
 * AWS Signature Version 4, the server's half: read who signed (always, it tells region and service), and verify the
 * signature (under `--auth enforce`). Both forms: the Authorization header and the presigned URL. Follows the IAM
 * user guide, "Create a signed AWS API request".
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { presignedSecondsMax, signatureSkewMs } from "./limits.ts";
import type { WireRequest } from "./protocol.ts";
import { ServiceError } from "./service-error.ts";

/** `20150830/us-east-1/iam/aws4_request`, taken apart, with the key it belongs to. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface Signature {
  readonly form: "header" | "presigned";
  readonly scope: CredentialScope;
  /** Lower case, in the order given. */
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`, undefined when the request holds none. */
  readonly date: string | undefined;
  /** Seconds a presigned URL lives; undefined in the header form. */
  readonly expiresSeconds: number | undefined;
  readonly sessionToken: string | undefined;
}

const algorithm = "AWS4-HMAC-SHA256";

/**
 * Only the credential scope, cheaply: what the gateway needs of each request to find service and region. Nothing is
 * verified; undefined when the request is unsigned or its signature cannot be read.
 */
export function readCredentialScope(headers: IncomingHttpHeaders, query: string): CredentialScope | undefined {
  const { authorization } = headers;
  if (authorization?.startsWith(algorithm)) {
    const start = authorization.indexOf("Credential=");
    if (start < 0) return undefined;
    const from = start + "Credential=".length;
    const comma = authorization.indexOf(",", from);
    return parseScope(authorization.slice(from, comma < 0 ? undefined : comma).trim());
  }
  if (!query.includes("X-Amz-Credential=")) return undefined;
  const credential = queryPairs(query).find(([name]) => name === "X-Amz-Credential");
  return credential === undefined ? undefined : parseScope(decodeOr(credential[1], ""));
}

function parseScope(text: string): CredentialScope | undefined {
  const parts = text.split("/");
  if (parts.length < 5 || parts.at(-1) !== "aws4_request") return undefined;
  // Access key ids may hold slashes in theory; the scope is always the last four parts.
  const [date = "", region = "", service = ""] = parts.slice(-4);
  return { accessKeyId: parts.slice(0, -4).join("/"), date, region, service };
}

/** The signature of a request; undefined when it is unsigned. Throws IncompleteSignatureException when a part is missing. */
export function readSignature(request: WireRequest): Signature | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return readHeaderSignature(request, authorization);
  return request.query.includes("X-Amz-Signature=") ? readPresignedSignature(request.query) : undefined;
}

function readHeaderSignature(request: WireRequest, authorization: string): Signature {
  if (!authorization.startsWith(`${algorithm} `)) throw incomplete("Authorization header requires 'AWS4-HMAC-SHA256'.");
  const fields = new Map<string, string>();
  for (const field of authorization.slice(algorithm.length).split(",")) {
    const equals = field.indexOf("=");
    if (equals > 0) fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  for (const name of ["Credential", "Signature", "SignedHeaders"]) {
    if (!fields.has(name)) throw incomplete(`Authorization header requires '${name}' parameter.`);
  }
  const date = request.headers["x-amz-date"];
  return {
    form: "header",
    scope: requireScope(fields.get("Credential") ?? ""),
    signedHeaders: (fields.get("SignedHeaders") ?? "").toLowerCase().split(";"),
    signature: fields.get("Signature") ?? "",
    date: typeof date === "string" ? date : basicDate(request.headers.date),
    expiresSeconds: undefined,
    sessionToken: headerOf(request.headers, "x-amz-security-token"),
  };
}

function readPresignedSignature(query: string): Signature {
  const fields = new Map(queryPairs(query).map(([name, value]) => [decodeOr(name, ""), decodeOr(value, "")]));
  for (const name of ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Date"]) {
    if (!fields.has(name)) throw incomplete(`AWS query-string parameters must include '${name}'.`);
  }
  if (fields.get("X-Amz-Algorithm") !== algorithm) throw incomplete("X-Amz-Algorithm must be 'AWS4-HMAC-SHA256'.");
  const expires = Number(fields.get("X-Amz-Expires") ?? "300");
  if (!Number.isInteger(expires) || expires < 1 || expires > presignedSecondsMax) {
    throw incomplete(`X-Amz-Expires must be between 1 and ${presignedSecondsMax} seconds.`);
  }
  return {
    form: "presigned",
    scope: requireScope(fields.get("X-Amz-Credential") ?? ""),
    signedHeaders: (fields.get("X-Amz-SignedHeaders") ?? "").toLowerCase().split(";"),
    signature: fields.get("X-Amz-Signature") ?? "",
    date: fields.get("X-Amz-Date"),
    expiresSeconds: expires,
    sessionToken: fields.get("X-Amz-Security-Token"),
  };
}

function requireScope(text: string): CredentialScope {
  const scope = parseScope(text);
  if (scope === undefined) throw incomplete("Credential must have the form '<access key id>/<date>/<region>/<service>/aws4_request'.");
  return scope;
}

export interface VerifyOptions {
  readonly nowMs: number;
  /** The secret of an access key; undefined when there is no such key. */
  readonly secretOf: (accessKeyId: string, sessionToken: string | undefined) => string | undefined;
  /** The signing names this endpoint answers to; undefined accepts any. */
  readonly services?: readonly string[];
}

/**
 * Verifies a request and answers who signed it. Throws as AWS does: MissingAuthenticationTokenException,
 * IncompleteSignatureException, UnrecognizedClientException, SignatureDoesNotMatch's JSON form
 * InvalidSignatureException, all with AWS's status.
 */
export function verifySignature(request: WireRequest, options: VerifyOptions): Signature {
  const signature = readSignature(request);
  if (signature === undefined)
    throw new ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", { httpStatus: 403 });
  checkDate(signature, options.nowMs);
  if (!signature.signedHeaders.includes("host")) throw invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  if (options.services !== undefined && !options.services.includes(signature.scope.service)) {
    throw invalid(`Credential should be scoped to correct service: '${options.services[0] ?? ""}'.`);
  }
  const secret = options.secretOf(signature.scope.accessKeyId, signature.sessionToken);
  if (secret === undefined) {
    throw new ServiceError("UnrecognizedClientException", "The security token included in the request is invalid.", { httpStatus: 403 });
  }
  const expected = signatureOf(canonicalRequest(request, signature), signature, secret);
  if (!equalInConstantTime(expected, signature.signature)) {
    throw invalid(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
  }
  return signature;
}

function checkDate(signature: Signature, nowMs: number): void {
  const { date, scope, expiresSeconds } = signature;
  const signedAtMs = date === undefined ? undefined : parseBasicDate(date);
  if (date === undefined || signedAtMs === undefined)
    throw incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (!date.startsWith(scope.date))
    throw invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: '${scope.date}' != '${date.slice(0, 8)}'.`,
    );
  // A presigned URL may be used until it expires; neither form may come from the future.
  const lastsUntilMs = signedAtMs + (expiresSeconds === undefined ? signatureSkewMs : expiresSeconds * 1000);
  if (nowMs > lastsUntilMs) throw invalid(`Signature expired: ${date} is now earlier than ${toBasicDate(nowMs)}.`);
  if (nowMs < signedAtMs - signatureSkewMs) throw invalid(`Signature not yet current: ${date} is still later than ${toBasicDate(nowMs)}.`);
}

/** The text both sides hash. Exported for the tests that hold it against AWS's published vectors. */
function canonicalRequest(request: WireRequest, signature: Signature): string {
  const headers = signature.signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers, name)}\n`).join("");
  return [
    request.method,
    canonicalPath(request.path, signature.scope.service),
    canonicalQuery(request.query, signature.form),
    headers,
    signature.signedHeaders.join(";"),
    payloadHash(request, signature),
  ].join("\n");
}

function canonicalHeader(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  const values = Array.isArray(value) ? value : [value ?? ""];
  return values.map((one) => one.trim().replace(/ +/g, " ")).join(",");
}

/** Each segment is encoded once more than on the wire, except by S3, which signs the path as it is. */
function canonicalPath(path: string, service: string): string {
  if (service === "s3" || service === "s3-outposts") return path === "" ? "/" : path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    // RFC 3986 "Remove Dot Segments"; empty segments go as well.
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(encodeRfc3986(segment));
  }
  const normal = `/${segments.join("/")}`;
  return path.endsWith("/") && segments.length > 0 ? `${normal}/` : normal;
}

function canonicalQuery(query: string, form: Signature["form"]): string {
  const pairs: [string, string][] = [];
  for (const [name, value] of queryPairs(query)) {
    if (form === "presigned" && name === "X-Amz-Signature") continue;
    pairs.push([encodeRfc3986(decodeOr(name, name)), encodeRfc3986(decodeOr(value, value))]);
  }
  // By code point of the encoded name, then of the value.
  pairs.sort(([leftName, leftValue], [rightName, rightValue]) => compare(leftName, rightName) || compare(leftValue, rightValue));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

function payloadHash(request: WireRequest, signature: Signature): string {
  const declared = headerOf(request.headers, "x-amz-content-sha256");
  const isS3 = signature.scope.service === "s3" || signature.scope.service === "s3-outposts";
  // S3 may leave the body unsigned or sign it chunk by chunk; everywhere else the body itself counts.
  if (isS3 && (declared === "UNSIGNED-PAYLOAD" || declared?.startsWith("STREAMING-"))) return declared;
  if (isS3 && signature.form === "presigned") return "UNSIGNED-PAYLOAD";
  const actual = createHash("sha256").update(request.body).digest("hex");
  if (declared !== undefined && declared !== actual && signature.signedHeaders.includes("x-amz-content-sha256")) {
    throw invalid("The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  return actual;
}

function signatureOf(canonical: string, { scope, date }: Signature, secret: string): string {
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const stringToSign = `${algorithm}\n${date ?? ""}\n${scopeText}\n${createHash("sha256").update(canonical).digest("hex")}`;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, scope.date), scope.region), scope.service), "aws4_request");
  return hmac(key, stringToSign).toString("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function equalInConstantTime(expected: string, given: string): boolean {
  // Lengths are public: the expected one is always 64.
  return (
    expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given, "latin1").subarray(0, expected.length))
  );
}

function queryPairs(query: string): [name: string, value: string][] {
  if (query === "") return [];
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const equals = part.indexOf("=");
      return equals < 0 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
    });
}

/** Unreserved characters are `A-Z a-z 0-9 - . _ ~`; everything else is `%XX` in upper case. */
function encodeRfc3986(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decodeOr(text: string, otherwise: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Broken encoding signs as it stands; the request is refused later, where it is read.
    return otherwise;
  }
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parseBasicDate(text: string): number | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (parts === null) return undefined;
  const epochMs = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}

function toBasicDate(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** The Date header in the form the string to sign wants. */
function basicDate(httpDate: string | undefined): string | undefined {
  const epochMs = httpDate === undefined ? Number.NaN : Date.parse(httpDate);
  return Number.isNaN(epochMs) ? undefined : toBasicDate(epochMs);
}

function incomplete(message: string): ServiceError {
  return new ServiceError("IncompleteSignatureException", message, { httpStatus: 403 });
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidSignatureException", message, { httpStatus: 403 });
}
