/** Cross-origin requests: rules of a bucket, and which of them a browser's request meets. S3 "Using cross-origin resource sharing". */
import type { CORSRule } from "../../models/s3.ts";
import { operation } from "./context.ts";
import { corsRulesMax } from "./limits.ts";
import { invalidRequest, malformedXml, refusal } from "./refusals.ts";

const methods = ["GET", "PUT", "HEAD", "POST", "DELETE"];

export const putBucketCors = operation("PutBucketCors", {
  async handle(input, { buckets, call }) {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const { CORSRules } = input.CORSConfiguration;
    if (CORSRules.length === 0 || CORSRules.length > corsRulesMax) throw malformedXml();
    for (const rule of CORSRules) checkRule(rule);
    await buckets.change(name, (record) => ({ ...record, cors: { CORSRules } }));
  },
});

function checkRule({ AllowedMethods, AllowedOrigins, AllowedHeaders = [] }: CORSRule): void {
  if (AllowedMethods.length === 0 || AllowedOrigins.length === 0) throw malformedXml();
  for (const method of AllowedMethods) {
    if (!methods.includes(method)) {
      throw invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${method.slice(0, 64)}`);
    }
  }
  for (const origin of AllowedOrigins) {
    if (origin.split("*").length > 2) throw invalidRequest(`AllowedOrigin "${origin.slice(0, 256)}" can not have more than one wildcard.`);
  }
  for (const header of AllowedHeaders) {
    if (header.split("*").length > 2) throw invalidRequest(`AllowedHeader "${header.slice(0, 256)}" can not have more than one wildcard.`);
  }
}

export const getBucketCors = operation("GetBucketCors", {
  handle(input, { buckets, call }) {
    const { name, cors } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (cors === undefined) {
      throw refusal("NoSuchCORSConfiguration", 404, "The CORS configuration does not exist", { fields: { BucketName: name } });
    }
    return cors;
  },
});

export const deleteBucketCors = operation("DeleteBucketCors", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    await buckets.change(bucket.name, ({ cors: _cors, ...record }) => record);
  },
});

export interface CrossOriginRequest {
  readonly origin: string;
  readonly method: string;
  /** Lower case; only a preflight asks for headers. */
  readonly headers: readonly string[];
}

/** The headers that tell the browser what it may do; undefined when no rule allows the request. */
export function corsHeaders(rules: readonly CORSRule[], request: CrossOriginRequest): Record<string, string> | undefined {
  const rule = rules.find(
    ({ AllowedMethods, AllowedOrigins, AllowedHeaders = [] }) =>
      AllowedMethods.includes(request.method) &&
      AllowedOrigins.some((pattern) => fits(pattern, request.origin)) &&
      request.headers.every((header) => AllowedHeaders.some((pattern) => fits(pattern.toLowerCase(), header))),
  );
  if (rule === undefined) return undefined;
  const anyone = rule.AllowedOrigins.includes("*");
  return {
    "Access-Control-Allow-Origin": anyone ? "*" : request.origin,
    "Access-Control-Allow-Methods": rule.AllowedMethods.join(", "),
    ...(request.headers.length === 0 ? {} : { "Access-Control-Allow-Headers": request.headers.join(", ") }),
    ...(rule.ExposeHeaders === undefined || rule.ExposeHeaders.length === 0
      ? {}
      : { "Access-Control-Expose-Headers": rule.ExposeHeaders.join(", ") }),
    ...(rule.MaxAgeSeconds === undefined ? {} : { "Access-Control-Max-Age": String(rule.MaxAgeSeconds) }),
    ...(anyone ? {} : { "Access-Control-Allow-Credentials": "true" }),
    Vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

/** One wildcard stands for any text. */
function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
