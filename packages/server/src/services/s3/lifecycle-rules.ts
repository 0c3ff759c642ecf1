/** Lifecycle rules, judged: which apply to an object, and when it expires by them. S3 "Managing the lifecycle of objects". */
import type { LifecycleRule } from "../../models/s3.ts";
import type { BucketRecord } from "./bucket-record.ts";
import type { ObjectRecord } from "./object-record.ts";
import type { UploadRecord } from "./upload-record.ts";

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

/** The earliest expiration of a current version, as the header x-amz-expiration tells it; nothing where it does not expire. */
export function expirationMember(bucket: BucketRecord, key: string, object: ObjectRecord): { readonly Expiration?: string } {
  let earliest: { readonly atMs: number; readonly rule: LifecycleRule } | undefined;
  for (const rule of bucket.lifecycle?.Rules ?? []) {
    if (!ruleApplies(rule, key, object)) continue;
    const atMs = expiresAtMs(rule, object);
    if (atMs !== undefined && (earliest === undefined || atMs < earliest.atMs)) earliest = { atMs, rule };
  }
  if (earliest === undefined) return {};
  return { Expiration: `expiry-date="${new Date(earliest.atMs).toUTCString()}", rule-id="${encodeURIComponent(earliest.rule.ID ?? "")}"` };
}

export interface UploadAbort {
  readonly atMs: number;
  readonly ruleId: string;
}

/** When an upload that nobody ends is aborted by the bucket's rules, at the earliest; undefined when it is not. */
export function uploadAbort(
  bucket: BucketRecord,
  { key, initiatedMs }: Pick<UploadRecord, "key" | "initiatedMs">,
): UploadAbort | undefined {
  let earliest: UploadAbort | undefined;
  for (const rule of bucket.lifecycle?.Rules ?? []) {
    const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation;
    if (days === undefined || !ruleApplies(rule, key, { size: Number.MAX_SAFE_INTEGER, tags: [] })) continue;
    const atMs = dueAtMs(initiatedMs, days);
    if (earliest === undefined || atMs < earliest.atMs) earliest = { atMs, ruleId: rule.ID ?? "" };
  }
  return earliest;
}

/** What the API tells about it. */
export function abortMembers(bucket: BucketRecord, upload: Pick<UploadRecord, "key" | "initiatedMs">) {
  const abort = uploadAbort(bucket, upload);
  return abort === undefined ? {} : { AbortDate: abort.atMs, AbortRuleId: abort.ruleId };
}
