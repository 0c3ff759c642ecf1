/** Object lock: versions that may not be deleted until a day, or while a legal hold is on. S3 "Locking objects with Object Lock". */
import type { BucketRecord } from "./bucket-record.ts";
import type { ObjectLock, ObjectRecord } from "./object-record.ts";
import { invalidArgument, invalidRequest, refusal } from "./refusals.ts";

export interface LockInput {
  readonly ObjectLockMode?: "GOVERNANCE" | "COMPLIANCE" | undefined;
  readonly ObjectLockRetainUntilDate?: number | undefined;
  readonly ObjectLockLegalHoldStatus?: "ON" | "OFF" | undefined;
}

export function requireLocking(bucket: BucketRecord): void {
  if (bucket.objectLock === undefined) throw invalidRequest("Bucket is missing Object Lock Configuration");
}

/** The lock a request asks for; undefined when it asks for none. */
export function lockOf(input: LockInput, bucket: BucketRecord, nowMs: number): ObjectLock | undefined {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: untilMs, ObjectLockLegalHoldStatus: hold } = input;
  if (mode === undefined && untilMs === undefined && hold === undefined) return undefined;
  requireLocking(bucket);
  if ((mode === undefined) !== (untilMs === undefined)) {
    throw invalidArgument(
      "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
      "x-amz-object-lock-mode",
      mode,
    );
  }
  checkRetention(untilMs, nowMs);
  return {
    ...(mode === undefined ? defaultLock(bucket, nowMs) : { mode, untilMs }),
    ...(hold === undefined ? {} : { legalHold: hold === "ON" }),
  };
}

export function checkRetention(untilMs: number | undefined, nowMs: number): void {
  if (untilMs !== undefined && untilMs <= nowMs) {
    throw invalidArgument(
      "The retain until date must be in the future!",
      "x-amz-object-lock-retain-until-date",
      new Date(untilMs).toISOString(),
    );
  }
}

const dayMs = 86_400_000;

/** What the bucket gives to objects that ask for nothing. */
export function defaultLock(bucket: BucketRecord, nowMs: number): ObjectLock | undefined {
  const retention = bucket.objectLock?.Rule?.DefaultRetention;
  if (retention?.Mode === undefined) return undefined;
  return { mode: retention.Mode, untilMs: nowMs + (retention.Days ?? (retention.Years ?? 0) * 365) * dayMs };
}

/** Throws AccessDenied while the version is locked. */
export function checkDeletable(version: ObjectRecord | undefined, nowMs: number, bypassGovernance: boolean): void {
  const lock = version?.lock;
  if (lock === undefined) return;
  const retained = lock.untilMs !== undefined && lock.untilMs > nowMs && (lock.mode === "COMPLIANCE" || !bypassGovernance);
  if (lock.legalHold === true || retained) throw refusal("AccessDenied", 403, "Access Denied because object protected by object lock.");
}
