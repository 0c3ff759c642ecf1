/**
 * What S3 has of HTTP beyond the operations of its model: buckets in host names, browsers that ask before they send
 * (CORS preflights) and that send forms, headers for pages of other origins, and signed URLs, which expire also where
 * nobody verifies signatures.
 */
import { type Call, type Route, type Service, ServiceError, type WireRequest, type WireResponse } from "../../aws/index.ts";
import { readHost, toPathStyle } from "./addressing.ts";
import type { Buckets } from "./buckets.ts";
import { corsHeaders } from "./cors.ts";
import { boundaryOf } from "./form.ts";
import { asHeader } from "./object-draft.ts";
import { checkExpires, readOldSignature, type SecretOf, verifyOldSignature } from "./old-signatures.ts";
import { accessDenied, refusal } from "./refusals.ts";

/** Who a key is, where signatures are verified. */
export interface S3Authentication {
  readonly secretOf: SecretOf;
  readonly identityOf: (accessKeyId: string) => Pick<Call, "accountId" | "principalArn">;
}

const preflight = "preflight";
/** A path that cannot be decoded: it is S3's to refuse, in its own words. */
const malformed = "malformed";
const postObject = "PostObject";

export function withHttp(
  service: Service,
  deps: {
    readonly buckets: Buckets;
    readonly authentication: S3Authentication | undefined;
    /** Takes in a form. Throws ServiceError. */
    readonly post: (bucket: string, boundary: string, request: WireRequest, call: Call) => Promise<WireResponse>;
  },
): Service {
  const { buckets, authentication, post } = deps;
  const exists = (name: string) => buckets.find(name) !== undefined;

  const routeOf = (request: WireRequest): Route | undefined => {
    try {
      return service.route(withUrlHeaders(request));
    } catch (error) {
      if (error instanceof ServiceError) return { operation: malformed, labels: {} };
      throw error;
    }
  };
  const route = (request: WireRequest): Route | undefined => {
    if (request.method === "OPTIONS") {
      // Other services have paths as well: only what is a bucket is asked about here.
      const bucket = bucketOf(request);
      return bucket === undefined || !exists(bucket) ? undefined : { operation: preflight, labels: { Bucket: bucket } };
    }
    // Who opens the server in a browser is not asking for a list of buckets; S3 shows anonymous callers its home page.
    if (request.path === "/" && isUnsigned(request) && readHost(request.headers.host ?? "", exists) === undefined) return undefined;
    const found = routeOf(request);
    if (found !== undefined || request.method !== "POST" || boundaryOf(request.headers["content-type"]) === undefined) return found;
    const bucket = bucketOf(request);
    return bucket === undefined ? undefined : { operation: postObject, labels: { Bucket: bucket } };
  };
  const answer = async (request: WireRequest, call: Call, found: Route | undefined): Promise<WireResponse> => {
    const { operation } = found ?? {};
    try {
      if (operation === malformed) throw refusal("InvalidURI", 400, "Couldn't parse the specified URI.");
      if (operation === preflight) return answerPreflight(found?.labels.Bucket ?? "", request, buckets, call);
      if (operation === postObject) {
        return await post(found?.labels.Bucket ?? "", boundaryOf(request.headers["content-type"]) ?? "", request, call);
      }
      checkUrlExpiry(request, call.nowMs);
      return await service.handle(request, asSigner(request, call, authentication), found);
    } catch (error) {
      if (error instanceof ServiceError) return service.refuse(error, call.requestId);
      throw error;
    }
  };
  return {
    ...service,
    route,
    claim: (request) => toPathStyle(request, exists),
    streams: (found) => found.operation === postObject || service.streams(found),
    judgesItself: ({ operation }, request) =>
      operation === preflight || operation === postObject || readOldSignature(request) !== undefined,
    async handle(given, call, known) {
      const request = withUrlHeaders(given);
      const response = await answer(request, call, known ?? route(request));
      const { origin } = request.headers;
      const rules = origin === undefined ? undefined : buckets.find(bucketOf(request) ?? "")?.cors?.CORSRules;
      if (rules === undefined || origin === undefined || request.method === "OPTIONS") return response;
      const headers = corsHeaders(rules, { origin, method: request.method, headers: [] });
      return headers === undefined ? response : { ...response, headers: { ...response.headers, ...headers } };
    },
  };
}

function isUnsigned({ headers, query }: WireRequest): boolean {
  return headers.authorization === undefined && !query.includes("X-Amz-Signature=") && !query.includes("AWSAccessKeyId=");
}

/**
 * Parameters that are the signature's own, and checksums, which "presigned URLs don't support" (S3 user guide, "Download and
 * upload objects with presigned URLs"): SDKs put the checksum of nothing there, since the content comes later.
 */
const noHeaders =
  /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|checksum-(?!mode).*|sdk-checksum-algorithm)$/;

/** A signed URL may hold headers: presigners put those that begin with `x-amz-` into the query. */
function withUrlHeaders(request: WireRequest): WireRequest {
  if (!/[&?]?x-amz-/i.test(request.query) || isUnsigned(request)) return request;
  const headers = { ...request.headers };
  for (const [name, value] of new URLSearchParams(request.query)) {
    const header = name.toLowerCase();
    if (header.startsWith("x-amz-") && !noHeaders.test(header)) headers[header] ??= asHeader(value);
  }
  return { ...request, headers };
}

function bucketOf({ path }: WireRequest): string | undefined {
  const segment = /^\/([^/]+)/.exec(path)?.[1];
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Where signatures are verified, the gateway has left those of version 2 to us. */
function asSigner(request: WireRequest, call: Call, authentication: S3Authentication | undefined): Call {
  const old = authentication === undefined || request.headers.authorization !== undefined ? undefined : readOldSignature(request);
  if (old === undefined || authentication === undefined) return call;
  verifyOldSignature(request, old, authentication.secretOf);
  return callOf(call, authentication.identityOf(old.accessKeyId));
}

/** The same call by somebody who has become known. */
export function callOf(call: Call, { accountId, principalArn }: Pick<Call, "accountId" | "principalArn">): Call {
  const { requestId, region, partition, endpointUrl, nowMs } = call;
  return {
    requestId,
    region,
    partition,
    endpointUrl,
    nowMs,
    accountId,
    principalArn,
    get signal() {
      return call.signal;
    },
  };
}

function checkUrlExpiry(request: WireRequest, nowMs: number): void {
  if (request.query === "") return;
  const old = readOldSignature(request);
  if (old !== undefined) checkExpires(old, nowMs);
  if (!request.query.includes("X-Amz-Signature=")) return;
  const parameters = new URLSearchParams(request.query);
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(parameters.get("X-Amz-Date") ?? "") ?? [];
  const seconds = Number(parameters.get("X-Amz-Expires") ?? Number.NaN);
  if (date === undefined || time === undefined || Number.isNaN(seconds)) {
    throw refusal(
      "AuthorizationQueryParametersError",
      400,
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  }
  if (!(seconds <= 604_800)) {
    throw refusal(
      "AuthorizationQueryParametersError",
      400,
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  const signedMs = Date.parse(`${date.replace(/(....)(..)(..)/, "$1-$2-$3")}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`);
  if (!(nowMs <= signedMs + seconds * 1000)) throw accessDenied("Request has expired");
}

function answerPreflight(bucketName: string, request: WireRequest, buckets: Buckets, call: Call): WireResponse {
  const { origin } = request.headers;
  const method = request.headers["access-control-request-method"];
  if (origin === undefined) throw refusal("BadRequest", 400, "Insufficient information. Origin request header needed.");
  if (typeof method !== "string") throw refusal("BadRequest", 400, "Invalid Access-Control-Request-Method: null");
  const forbidden = (message: string) =>
    refusal("AccessForbidden", 403, message, {
      fields: { Method: method, ResourceType: request.path.indexOf("/", 1) < 0 ? "BUCKET" : "OBJECT" },
    });
  const cors = buckets.find(bucketName)?.cors;
  if (cors === undefined) throw forbidden("CORSResponse: CORS is not enabled for this bucket.");
  const asked = String(request.headers["access-control-request-headers"] ?? "");
  const headers = corsHeaders(cors.CORSRules, {
    origin,
    method,
    headers: asked
      .split(",")
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ""),
  });
  if (headers === undefined) {
    throw forbidden(
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    );
  }
  return { status: 200, headers: { "x-amz-request-id": call.requestId, ...headers }, body: "" };
}
