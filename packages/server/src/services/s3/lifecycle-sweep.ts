/**
 * Lifecycle rules, carried out: now and then every bucket that has rules is walked through, page by page, and what is due
 * by them expires, moves to another storage class, or is aborted. What a sweep did not come to is found by the next one.
 */
import { ServiceError } from "../../aws/index.ts";
import type { LifecycleRule } from "../../models/s3.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { BucketRecord } from "./bucket-record.ts";
import type { Buckets } from "./buckets.ts";
import { belongingsPrefix, keyOfRecord } from "./keys.ts";
import { dueAtMs, expiresAtMs, ruleApplies, uploadAbort } from "./lifecycle-rules.ts";
import { lifecycleFirstMs, lifecycleIntervalMs } from "./limits.ts";
import { checkDeletable } from "./object-lock.ts";
import { type ObjectRecord, objectKind, versionKind } from "./object-record.ts";
import type { Asker, Objects } from "./objects.ts";
import { type UploadRecord, uploadKind } from "./upload-record.ts";
import type { Uploads } from "./uploads.ts";
import { shownVersionId } from "./version-ids.ts";

/** S3 does not move objects below this size unless a rule's filter names sizes. */
const transitionBytesMin = 131_072;

export interface LifecycleSweep {
  start(): void;
  /** One walk through all buckets with rules. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export function createLifecycleSweep(deps: {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly buckets: Buckets;
  readonly objects: Objects;
  readonly uploads: Uploads;
}): LifecycleSweep {
  const { records, buckets, objects, uploads } = deps;
  const { clock, logger, random } = deps.platform;
  let cancel = (): void => {};
  let running: Promise<void> | undefined;
  let closed = false;

  async function* every<Value>(kind: string, bucket: string) {
    for (let after: string | undefined; !closed; ) {
      const page = await records.list<Value>(kind, { prefix: `${bucket}/`, ...(after === undefined ? {} : { after }), limit: 200 });
      yield* page;
      after = page.at(-1)?.key;
      if (page.length < 200) return;
    }
  }
  const sweepBucket = async (bucket: BucketRecord, rules: readonly LifecycleRule[]): Promise<void> => {
    const nowMs = clock.nowMs();
    const asker: Asker = { principalArn: "s3.amazonaws.com", requestId: random.uuid() };
    for await (const { key: recordKey, value } of every<ObjectRecord>(objectKind, bucket.name)) {
      await sweepCurrent(bucket, keyOfRecord(bucket.name, recordKey), value, { rules, nowMs, asker });
    }
    if (rules.some((rule) => rule.NoncurrentVersionExpiration !== undefined)) await sweepOlder(bucket, { rules, nowMs, asker });
    for await (const { value } of every<UploadRecord>(uploadKind, bucket.name)) {
      if ((uploadAbort(bucket, value)?.atMs ?? Number.POSITIVE_INFINITY) > nowMs) continue;
      await uploads.abort(bucket.name, value.key, value.uploadId).catch((error: unknown) => {
        // It was completed or aborted meanwhile.
        if (!(error instanceof ServiceError)) throw error;
      });
    }
  };
  interface Sweep {
    readonly rules: readonly LifecycleRule[];
    readonly nowMs: number;
    readonly asker: Asker;
  }
  const sweepCurrent = async (bucket: BucketRecord, key: string, object: ObjectRecord, { rules, nowMs, asker }: Sweep): Promise<void> => {
    const event = "LifecycleExpiration";
    if (object.deleteMarker === true) {
      const expires = rules.some((rule) => rule.Expiration?.ExpiredObjectDeleteMarker === true && ruleApplies(rule, key, object));
      const [older] = expires ? await records.list(versionKind, { prefix: belongingsPrefix(bucket.name, key), limit: 1 }) : [{}];
      // A marker over nothing hides nothing.
      if (older === undefined) await objects.deleteVersion(bucket.name, key, shownVersionId(object.versionId), { asker, event });
      return;
    }
    const applying = rules.filter((rule) => ruleApplies(rule, key, object));
    if (applying.some((rule) => (expiresAtMs(rule, object) ?? Number.POSITIVE_INFINITY) <= nowMs)) {
      const check = (current: ObjectRecord | undefined) => {
        if (!isStill(current, object)) throw new Overtaken();
      };
      await objects.delete(bucket.name, key, { asker, event, check }).catch(unlessOvertaken);
      return;
    }
    const moves = applying.flatMap(({ Transitions = [], Filter }) =>
      Transitions.map(({ Date: date, Days, StorageClass }) => ({
        StorageClass,
        atMs: date ?? dueAtMs(object.modifiedMs, Days ?? 0),
        large: object.size >= transitionBytesMin || (Filter?.And ?? Filter)?.ObjectSizeGreaterThan !== undefined,
      })),
    );
    const due = moves.filter(({ atMs, large }) => atMs <= nowMs && large).sort((left, right) => right.atMs - left.atMs)[0];
    if (due === undefined || due.StorageClass === object.storageClass) return;
    await objects
      .change(
        bucket.name,
        key,
        undefined,
        (current) => {
          if (!isStill(current, object)) throw new Overtaken();
          return { ...current, storageClass: due.StorageClass };
        },
        { event: "LifecycleTransition", asker },
      )
      .catch(unlessOvertaken);
  };
  const sweepOlder = async (bucket: BucketRecord, { rules, nowMs, asker }: Sweep): Promise<void> => {
    let key = "";
    /** When the version before this one took its place, and how many newer ones there are. */
    let supersededMs = 0;
    let newer = 0;
    for await (const { key: recordKey, value } of every<ObjectRecord>(versionKind, bucket.name)) {
      const keyOfThis = keyOfRecord(bucket.name, recordKey);
      if (keyOfThis !== key) {
        key = keyOfThis;
        newer = 0;
        supersededMs = (await objects.find(bucket.name, key))?.modifiedMs ?? nowMs;
      }
      const noncurrentSinceMs = supersededMs;
      const expires = rules.some(({ NoncurrentVersionExpiration: rule, ...rest }) => {
        if (rule?.NoncurrentDays === undefined || !ruleApplies(rest, key, value)) return false;
        return newer >= (rule.NewerNoncurrentVersions ?? 0) && dueAtMs(noncurrentSinceMs, rule.NoncurrentDays) <= nowMs;
      });
      supersededMs = value.modifiedMs;
      newer += 1;
      if (!expires) continue;
      const check = (version: ObjectRecord | undefined) => {
        try {
          checkDeletable(version, nowMs, false);
        } catch {
          // A locked version outlives its rule.
          throw new Overtaken();
        }
      };
      await objects
        .deleteVersion(bucket.name, key, shownVersionId(value.versionId), { asker, event: "LifecycleExpiration", check })
        .catch(unlessOvertaken);
    }
  };
  const run = async (): Promise<void> => {
    for (const bucket of buckets.all()) {
      const rules = bucket.lifecycle?.Rules.filter(({ Status }) => Status === "Enabled") ?? [];
      if (rules.length === 0 || closed) continue;
      try {
        await sweepBucket(bucket, rules);
      } catch (error) {
        if (!closed) logger.warn("the lifecycle of a bucket could not be carried out; it is tried again", { bucket: bucket.name, error });
      }
    }
  };
  const schedule = (delayMs: number): void => {
    cancel = clock.at(clock.nowMs() + delayMs, () => {
      running = run().finally(() => {
        running = undefined;
        if (!closed) schedule(lifecycleIntervalMs);
      });
    });
  };
  return {
    start: () => schedule(lifecycleFirstMs),
    run,
    async close() {
      closed = true;
      cancel();
      await running;
    },
  };
}

/** Decided again on what is there by then: an object that was just written has not expired. One that was deleted counts anew. */
function isStill(current: ObjectRecord | undefined, found: ObjectRecord): current is ObjectRecord {
  return current?.sequence === found.sequence && current.modifiedMs === found.modifiedMs;
}

/** The object is another one by now. */
class Overtaken extends Error {}

function unlessOvertaken(error: unknown): void {
  if (!(error instanceof Overtaken)) throw error;
}
