/** Lifecycle configurations: put, checked and answered. `lifecycle-sweep.ts` carries them out. */
import type { LifecycleRule } from "../../models/s3.ts";
import { operation } from "./context.ts";
import { lifecycleRulesMax } from "./limits.ts";
import { invalidArgument, invalidRequest, malformedXml, notImplemented, refusal } from "./refusals.ts";

export const putBucketLifecycleConfiguration = operation("PutBucketLifecycleConfiguration", {
  async handle(input, { buckets, platform, call }) {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (input.TransitionDefaultMinimumObjectSize === "varies_by_storage_class") {
      throw notImplemented("x-amz-transition-default-minimum-object-size");
    }
    const rules = input.LifecycleConfiguration?.Rules ?? [];
    if (rules.length === 0 || rules.length > lifecycleRulesMax) throw malformedXml();
    const Rules = rules.map((rule) => ({ ...rule, ID: rule.ID ?? platform.random.uuid() }));
    if (new Set(Rules.map(({ ID }) => ID)).size < Rules.length) {
      throw invalidArgument("Rule ID must be unique. Found same ID for more than one rule", "ID", undefined);
    }
    for (const rule of Rules) checkRule(rule);
    await buckets.change(name, (record) => ({ ...record, lifecycle: { Rules } }));
    return { TransitionDefaultMinimumObjectSize: "all_storage_classes_128K" };
  },
});

function checkRule(rule: LifecycleRule): void {
  const { ID = "", Expiration, Filter, Prefix, AbortIncompleteMultipartUpload: abort, NoncurrentVersionExpiration: noncurrent } = rule;
  if (ID.length > 255) throw invalidArgument("ID length should not exceed allowed limit of 255", "ID", ID.slice(0, 300));
  if ((Filter === undefined) === (Prefix === undefined)) throw malformedXml();
  // Several conditions stand in an And.
  if (Filter !== undefined && Object.keys(Filter).length > 1) throw malformedXml();
  if (rule.NoncurrentVersionTransitions !== undefined) throw notImplemented("NoncurrentVersionTransition");
  const actions = [Expiration, noncurrent, abort, rule.Transitions].filter((action) => action !== undefined);
  if (actions.length === 0) throw invalidRequest("At least one action needs to be specified in a rule");
  if (Expiration !== undefined) {
    const { Date: date, Days, ExpiredObjectDeleteMarker } = Expiration;
    if ([date, Days, ExpiredObjectDeleteMarker].filter((one) => one !== undefined).length !== 1) throw malformedXml();
    checkDays(Days, "Expiration action");
    checkDate(date);
  }
  if (noncurrent !== undefined && noncurrent.NoncurrentDays === undefined) throw malformedXml();
  checkDays(noncurrent?.NoncurrentDays, "NoncurrentVersionExpiration action");
  checkDays(abort?.DaysAfterInitiation, "AbortIncompleteMultipartUpload action");
  if (abort !== undefined && (Filter?.Tag !== undefined || Filter?.And?.Tags !== undefined)) {
    throw invalidRequest("AbortIncompleteMultipartUpload cannot be specified with Tags.");
  }
  for (const { Date: date, Days, StorageClass } of rule.Transitions ?? []) {
    if (StorageClass === undefined || (date === undefined) === (Days === undefined)) throw malformedXml();
    if (Days !== undefined && Days < 0) throw invalidArgument("'Days' for Transition action must be nonnegative", "Days", String(Days));
    checkDate(date);
    if (Days !== undefined && Days < infrequentDaysMin && (StorageClass === "STANDARD_IA" || StorageClass === "ONEZONE_IA")) {
      const message = `'Days' in Transition action must be greater than or equal to ${infrequentDaysMin} for storageClass '${StorageClass}'`;
      throw invalidArgument(message, "Days", String(Days));
    }
    if (Days !== undefined && Expiration?.Days !== undefined && Expiration.Days <= Days) {
      const message = "'Days' in the Expiration action must be greater than 'Days' in the Transition action";
      throw invalidArgument(message, "Days", String(Expiration.Days));
    }
  }
}

/** S3 "Transitioning objects using Amazon S3 Lifecycle": objects stay in STANDARD for so long before they go to Infrequent Access. */
const infrequentDaysMin = 30;

function checkDays(days: number | undefined, action: string): void {
  if (days !== undefined && days <= 0) throw invalidArgument(`'Days' for ${action} must be a positive integer`, "Days", String(days));
}

function checkDate(dateMs: number | undefined): void {
  if (dateMs !== undefined && dateMs % 86_400_000 !== 0) {
    throw invalidArgument("'Date' must be at midnight GMT", "Date", new Date(dateMs).toISOString());
  }
}

export const getBucketLifecycleConfiguration = operation("GetBucketLifecycleConfiguration", {
  handle(input, { buckets, call }) {
    const { name, lifecycle } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (lifecycle === undefined) {
      throw refusal("NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist", { fields: { BucketName: name } });
    }
    return { Rules: lifecycle.Rules, TransitionDefaultMinimumObjectSize: "all_storage_classes_128K" };
  },
});

export const deleteBucketLifecycle = operation("DeleteBucketLifecycle", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    await buckets.change(bucket.name, ({ lifecycle: _lifecycle, ...record }) => record);
  },
});
