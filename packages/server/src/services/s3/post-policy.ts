/** The policy of a form upload: what a browser may send, as whoever signed it allowed. S3 "POST policy". */
import { entityTooLarge, refusal } from "./refusals.ts";

export interface PostPolicy {
  readonly bytesMin: number;
  readonly bytesMax: number;
}

const denied = (why: string) => refusal("AccessDenied", 403, `Invalid according to Policy: ${why}`);
const invalid = (why: string) => refusal("InvalidPolicyDocument", 400, `Invalid Policy: ${why}`);

/** Fields that need no condition. */
const free = new Set(["policy", "x-amz-signature", "signature", "awsaccesskeyid", "file", "bucket", "x-amz-security-token"]);

/** Holds the fields against the policy (base64 of JSON). Throws AccessDenied or InvalidPolicyDocument. */
export function checkPolicy(encoded: string, fields: ReadonlyMap<string, string>, bytesMax: number, nowMs: number): PostPolicy {
  const { expiration, conditions } = parse(encoded);
  if (!(Date.parse(String(expiration)) > nowMs)) {
    if (Number.isNaN(Date.parse(String(expiration)))) throw invalid("Invalid 'expiration' value.");
    throw denied("Policy expired.");
  }
  if (!Array.isArray(conditions)) throw invalid("Policy missing conditions.");
  const named = new Set<string>();
  let range: PostPolicy = { bytesMin: 0, bytesMax };
  for (const condition of conditions.flatMap(spread)) {
    const [kind, first, second] = condition;
    if (String(kind).toLowerCase() === "content-length-range") {
      range = { bytesMin: Number(first), bytesMax: Math.min(Number(second), bytesMax) };
      if (!(range.bytesMin >= 0 && range.bytesMax >= 0)) throw invalid("Invalid content-length-range.");
      continue;
    }
    const field = String(first).replace(/^\$/, "").toLowerCase();
    const value = fields.get(field) ?? "";
    named.add(field);
    const wanted = String(second);
    const holds =
      String(kind).toLowerCase() === "eq" ? value === wanted : String(kind).toLowerCase() === "starts-with" && value.startsWith(wanted);
    if (!holds) throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
  }
  for (const field of fields.keys()) {
    if (!named.has(field) && !free.has(field) && !field.startsWith("x-ignore-")) throw denied(`Extra input fields: ${field.slice(0, 256)}`);
  }
  return range;
}

function parse(encoded: string): { readonly expiration?: unknown; readonly conditions?: unknown } {
  let policy: unknown;
  try {
    policy = JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
  } catch {
    throw invalid("Invalid JSON.");
  }
  if (typeof policy !== "object" || policy === null || Array.isArray(policy)) throw invalid("Invalid JSON.");
  return policy;
}

/** `{"acl": "private"}` is `["eq", "$acl", "private"]`. */
function spread(condition: unknown): readonly (readonly unknown[])[] {
  if (Array.isArray(condition) && condition.length === 3) return [condition as readonly unknown[]];
  if (typeof condition !== "object" || condition === null || Array.isArray(condition)) throw invalid("Invalid Simple-Condition.");
  return Object.entries(condition).map(([field, value]) => ["eq", `$${field}`, value]);
}

export function checkSize(size: number, { bytesMin, bytesMax }: PostPolicy): void {
  if (size > bytesMax) throw entityTooLarge(size, bytesMax);
  if (size >= bytesMin) return;
  throw refusal("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", {
    fields: { ProposedSize: size, MinSizeAllowed: bytesMin },
  });
}
