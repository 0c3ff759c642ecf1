/** Lifecycle rules, judged: which apply to an object, and when it expires by them. S3 "Managing the lifecycle of objects". */
import type { LifecycleRule } from "../../models/s3.ts";
import type { BucketRecord } from "./bucket-record.ts";
import type { ObjectRecord } from "./object-record.ts";

const dayMs = 86_400_000;

/** S3 adds the days to the time and rounds up to the next midnight UTC. */
export function dueAtMs(sinceMs: number, days: number): number {
  return Math.ceil((sinceMs + days * dayMs) / dayMs) * dayMs;
}

/** Whether the rule's filter takes the object in. */
export function ruleApplies(rule: LifecycleRule, key: string, object: Pick<ObjectRecord, "size" | "tags">): boolean {
  if (rule.Status !== "Enabled") return false;
  const { Filter } = rule;
  const all = Filter?.And ?? Filter;
  const prefix = all?.Prefix ?? rule.Prefix ?? "";
  const tags = [...(Filter?.And?.Tags ?? []), ...(Filter?.Tag === undefined ? [] : [Filter.Tag])];
  return (
    key.startsWith(prefix) &&
    (all?.ObjectSizeGreaterThan === undefined || object.size > all.ObjectSizeGreaterThan) &&
    (all?.ObjectSizeLessThan === undefined || object.size < all.ObjectSizeLessThan) &&
    tags.every(({ Key, Value }) => object.tags?.some((tag) => tag.Key === Key && tag.Value === Value) === true)
  );
}

/** When the current version expires by the rule; undefined when it does not. */
export function expiresAtMs(rule: LifecycleRule, object: Pick<ObjectRecord, "modifiedMs">): number | undefined {
  const { Expiration } = rule;
  if (Expiration?.Date !== undefined) return Expiration.Date;
  return Expiration?.Days === undefined ? undefined : dueAtMs(object.modifiedMs, Expiration.Days);
}

/** The earliest expiration of a current version, as the header x-amz-expiration tells it. */
export function lifecycleExpiration(bucket: BucketRecord, key: string, object: ObjectRecord): string | undefined {
  let earliest: { readonly atMs: number; readonly rule: LifecycleRule } | undefined;
  for (const rule of bucket.lifecycle?.Rules ?? []) {
    if (!ruleApplies(rule, key, object)) continue;
    const atMs = expiresAtMs(rule, object);
    if (atMs !== undefined && (earliest === undefined || atMs < earliest.atMs)) earliest = { atMs, rule };
  }
  if (earliest === undefined) return undefined;
  return `expiry-date="${new Date(earliest.atMs).toUTCString()}", rule-id="${encodeURIComponent(earliest.rule.ID ?? "")}"`;
}
