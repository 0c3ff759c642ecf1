/**
 * AWS Signature Version 4, the server's half: read who signed (always, it tells region and service), and verify the
 * signature (under `--auth enforce`). Both forms: the Authorization header and the presigned URL. Follows the IAM
 * user guide, "Create a signed AWS API request".
 */
import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isRegion } from "./arn.ts";
import { presignedSecondsMax, signatureSkewMs, signingKeysMax } from "./limits.ts";
import type { ProtocolName } from "./model.ts";
import type { WireRequest } from "./protocol.ts";
import { SignatureProblem, signatureRefusal } from "./signature-refusal.ts";

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

export const algorithm = "AWS4-HMAC-SHA256";

/**
 * Only the credential scope, cheaply: what the gateway needs of each request to find service and region. Nothing is
 * verified; undefined when the request is unsigned or its signature cannot be read.
 */
export function readCredentialScope(headers: IncomingHttpHeaders, query: string): CredentialScope | undefined {
  const { authorization } = headers;
  if (authorization?.startsWith(algorithm)) {
    // Read as readHeaderSignature reads it, which refuses a second one: what is verified must be what chose service and region.
    const start = /[ ,]Credential *= */.exec(authorization);
    if (start === null) return undefined;
    const from = start.index + start[0].length;
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

/** The signature of a request; undefined when it is unsigned. Throws SignatureProblem when a part is missing or there twice. */
export function readSignature(request: WireRequest): Signature | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return readHeaderSignature(request, authorization);
  return request.query.includes("X-Amz-Signature=") ? readPresignedSignature(request.query) : undefined;
}

function readHeaderSignature(request: WireRequest, authorization: string): Signature {
  const scheme = authorization.split(" ", 1)[0] ?? "";
  const fields = fieldsOf(
    authorization
      .slice(scheme.length)
      .split(",")
      .map((field) => {
        const equals = field.indexOf("=");
        return equals < 0 ? [field.trim(), ""] : [field.slice(0, equals).trim(), field.slice(equals + 1).trim()];
      }),
  );
  const amzDate = headerOf(request.headers, "x-amz-date");
  const date = amzDate ?? basicDate(request.headers.date);
  // AWS lists everything that is missing in one text.
  const missing = ["Credential", "Signature", "SignedHeaders"]
    .filter((name) => !fields.has(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (date === undefined) missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (missing.length > 0) throw incomplete(missing.join(" "));
  if (scheme !== algorithm) throw incomplete(`Unsupported AWS 'algorithm': '${scheme.slice(0, 64)}'.`);
  return {
    form: "header",
    scope: requireScope(fields.get("Credential") ?? ""),
    signedHeaders: (fields.get("SignedHeaders") ?? "").toLowerCase().split(";"),
    signature: fields.get("Signature") ?? "",
    date,
    expiresSeconds: undefined,
    sessionToken: headerOf(request.headers, "x-amz-security-token"),
  };
}

function readPresignedSignature(query: string): Signature {
  const fields = fieldsOf(
    queryPairs(query)
      .map(([name, value]): [string, string] => [decodeOr(name, ""), decodeOr(value, "")])
      .filter(([name]) => name.startsWith("X-Amz-")),
  );
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

/** A part that is there twice would let two readers see two different signers. */
function fieldsOf(pairs: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [name = "", value = ""] of pairs) {
    if (name !== "" && fields.has(name)) throw incomplete(`The signature holds '${name.slice(0, 64)}' more than once.`);
    fields.set(name, value);
  }
  return fields;
}

function requireScope(text: string): CredentialScope {
  const scope = parseScope(text);
  if (scope === undefined) throw incomplete("Credential must have the form '<access key id>/<date>/<region>/<service>/aws4_request'.");
  return scope;
}

export interface VerifyOptions {
  readonly nowMs: number;
  /** The secret of an access key; undefined when there is no such key, or the session token is not its own. */
  readonly secretOf: (accessKeyId: string, sessionToken: string | undefined) => string | undefined;
  /** The signing names this endpoint answers to; undefined accepts any. */
  readonly services?: readonly string[];
  /** Whose names and statuses refusals have. */
  readonly protocol: ProtocolName;
}

/**
 * Everything about a signature that can be told without the body: that it is there and whole, in time, for this
 * service, and by a key that exists. So the gateway turns strangers away before it reads what they send, and gives
 * the body to what this answers. Both throw as verifySignature does.
 */
export function screenSignature(request: WireRequest, options: VerifyOptions): (body: Uint8Array) => Signature {
  const { signature, secret } = refusing(options, () => readSigner(request, options));
  return (body) =>
    refusing(options, () => {
      const expected = signatureOf(canonicalRequest({ ...request, body }, signature), signature, secret);
      if (equalInConstantTime(expected, signature.signature)) return signature;
      throw mismatch(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      );
    });
}

/**
 * Verifies a request and answers who signed it. Throws ServiceError as AWS does (`signature-refusal.ts`): for JSON
 * services MissingAuthenticationTokenException, IncompleteSignatureException, UnrecognizedClientException and
 * InvalidSignatureException, the last also for signatures that have expired.
 */
export function verifySignature(request: WireRequest, options: VerifyOptions): Signature {
  return screenSignature(request, options)(request.body);
}

function refusing<Answer>({ protocol }: VerifyOptions, body: () => Answer): Answer {
  try {
    return body();
  } catch (error) {
    if (error instanceof SignatureProblem) throw signatureRefusal(protocol, error);
    throw error;
  }
}

function readSigner(request: WireRequest, options: VerifyOptions): { readonly signature: Signature; readonly secret: string } {
  const signature = readSignature(request);
  if (signature === undefined) throw new SignatureProblem("missing", "Missing Authentication Token");
  const { scope, signedHeaders } = signature;
  checkDate(signature, options.nowMs);
  if (!signedHeaders.includes("host")) throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  checkEveryAmzHeaderIsSigned(request.headers, signedHeaders);
  if (!isRegion(scope.region)) throw mismatch(`Credential should be scoped to a valid region, not '${scope.region.slice(0, 64)}'.`);
  if (options.services !== undefined && !options.services.includes(scope.service)) {
    throw mismatch(`Credential should be scoped to correct service: '${options.services[0] ?? ""}'.`);
  }
  const secret = options.secretOf(scope.accessKeyId, signature.sessionToken);
  if (secret === undefined) throw new SignatureProblem("unknownKey", "The security token included in the request is invalid.");
  return { signature, secret };
}

/**
 * "You must include the host header and any x-amz-* headers in the signature" (IAM user guide): they say which
 * operation is meant, so one that is not signed could be changed on the way. The AWS SDK for PHP never signs x-amz-user-agent.
 */
function checkEveryAmzHeaderIsSigned(headers: IncomingHttpHeaders, signedHeaders: readonly string[]): void {
  for (const name in headers) {
    if (!name.startsWith("x-amz-") || name === "x-amz-user-agent" || signedHeaders.includes(name)) continue;
    throw mismatch(`There were headers present in the request which were not signed: ${name.slice(0, 128)}.`);
  }
}

function checkDate(signature: Signature, nowMs: number): void {
  const { date, scope, expiresSeconds } = signature;
  const signedAtMs = date === undefined ? undefined : parseBasicDate(date);
  if (date === undefined || signedAtMs === undefined)
    throw incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${(date ?? "").slice(0, 64)}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  if (!date.startsWith(scope.date) || scope.date.length !== 8)
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date.slice(0, 64)}' != '${date.slice(0, 8)}', from '${date}'.`,
    );
  // A presigned URL may be used until it expires; neither form may come from the future.
  const lifeMs = expiresSeconds === undefined ? signatureSkewMs : expiresSeconds * 1000;
  const now = toBasicDate(nowMs);
  if (nowMs > signedAtMs + lifeMs) {
    const life = expiresSeconds === undefined ? `${signatureSkewMs / 60_000} min.` : `${expiresSeconds} sec.`;
    throw new SignatureProblem(
      expiresSeconds === undefined ? "expired" : "urlExpired",
      `Signature expired: ${date} is now earlier than ${toBasicDate(nowMs - lifeMs)} (${now} - ${life})`,
    );
  }
  if (nowMs < signedAtMs - signatureSkewMs) {
    const skew = `${signatureSkewMs / 60_000} min.`;
    throw new SignatureProblem(
      "expired",
      `Signature not yet current: ${date} is still later than ${toBasicDate(nowMs + signatureSkewMs)} (${now} + ${skew})`,
    );
  }
}

/** The text both sides hash. */
export function canonicalRequest(request: WireRequest, signature: Signature): string {
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
  return values.map((one) => (one.includes("  ") ? one.replace(/ +/g, " ") : one).trim()).join(",");
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
  // S3's bodies are streams: what the header says of them is signed, and held against the body while that comes in
  // (`chunked.ts`). Everywhere else the body itself counts.
  if (isS3 && declared !== undefined) return declared;
  if (isS3 && signature.form === "presigned") return "UNSIGNED-PAYLOAD";
  if (isS3) throw incomplete("Missing required header for this request: x-amz-content-sha256");
  const actual = hash("sha256", request.body);
  if (declared !== undefined && declared !== actual && signature.signedHeaders.includes("x-amz-content-sha256")) {
    throw mismatch("The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  return actual;
}

/** In hexadecimal. */
export function signatureOf(canonical: string, { scope, date }: Pick<Signature, "scope" | "date">, secret: string): string {
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const stringToSign = `${algorithm}\n${date ?? ""}\n${scopeText}\n${hash("sha256", canonical)}`;
  return hmac(signingKey(secret, scope), stringToSign).toString("hex");
}

/** Verifies the chunks of one body, each of which is signed together with the signature before it. */
export interface ChunkSigner {
  /** `sha256` of the chunk's bytes. To be asked in the order of the chunks. */
  isChunk(sha256: string, given: string): boolean;
  /** After the last chunk: the trailing headers, each as `name:value` with a line feed. */
  isTrailer(canonical: string, given: string): boolean;
}

/** S3 API reference, "Calculating the chunk signature" and "Calculating the trailing header signature". */
export function createChunkSigner({ scope, date, signature: seed }: Signature, secret: string): ChunkSigner {
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const key = signingKey(secret, scope);
  let previous = seed;
  const isNext = (text: string, given: string): boolean => {
    const expected = hmac(key, text).toString("hex");
    previous = expected;
    return equalInConstantTime(expected, given);
  };
  return {
    isChunk: (sha256, given) =>
      isNext(`${algorithm}-PAYLOAD\n${date ?? ""}\n${scopeText}\n${previous}\n${hash("sha256", "")}\n${sha256}`, given),
    isTrailer: (canonical, given) =>
      isNext(`${algorithm}-TRAILER\n${date ?? ""}\n${scopeText}\n${previous}\n${hash("sha256", canonical)}`, given),
  };
}

/** In hexadecimal: what signs texts other than requests, a form's policy. */
export function hmacWithSigningKey(secret: string, scope: CredentialScope, text: string): string {
  return hmac(signingKey(secret, scope), text).toString("hex");
}

/** A signing key is good for a whole day: four of the five hashes of a signature are spared. */
const signingKeys = new Map<string, KeyObject>();

function signingKey(secret: string, { date, region, service }: CredentialScope): KeyObject {
  const name = `${secret}/${date}/${region}/${service}`;
  const known = signingKeys.get(name);
  if (known !== undefined) return known;
  // A KeyObject is read five times faster than bytes are.
  const key = createSecretKey(hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), "aws4_request"));
  if (signingKeys.size >= signingKeysMax) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

function hmac(key: string | Buffer | KeyObject, text: string): Buffer {
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
/** Percent-encodes everything but the unreserved characters. */
export function encodeRfc3986(text: string): string {
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

/** `YYYYMMDDTHHMMSSZ`. */
export function toBasicDate(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** The Date header in the form the string to sign wants. */
function basicDate(httpDate: string | undefined): string | undefined {
  const epochMs = httpDate === undefined ? Number.NaN : Date.parse(httpDate);
  return Number.isNaN(epochMs) ? undefined : toBasicDate(epochMs);
}

function incomplete(message: string): SignatureProblem {
  return new SignatureProblem("incomplete", message);
}

function mismatch(message: string): SignatureProblem {
  return new SignatureProblem("mismatch", message);
}
