/**
 * Objects and their versions. The current version of a key is one record, which is all that lists and reads look at;
 * versions it has replaced are records of another kind, the newest first. Every change of a key is one transaction with
 * all that belongs to it: the versions that move, the content that comes or goes, and the notification of it. Changes of
 * one key follow one another in memory, and the record's revision guards them against another server on the same store.
 */
import type { Platform } from "../../platform/platform.ts";
import { type RecordChange, RecordConflict, type RecordStore, type StoredRecord } from "../../storage/ports/records.ts";
import type { BucketRecord } from "./bucket-record.ts";
import type { Buckets } from "./buckets.ts";
import type { Content, Contents } from "./contents.ts";
import { belongingsPrefix, objectRecordKey } from "./keys.ts";
import { knownKeysMax } from "./limits.ts";
import { createLocks } from "./locks.ts";
import { type ObjectRecord, objectKind, versionKind } from "./object-record.ts";
import { newVersionId, sequenceOf } from "./version-ids.ts";

/** What a version is, apart from its place among the versions of its key. */
export type ObjectDraft = Omit<ObjectRecord, "versionId" | "sequence" | "nullSequence" | "modifiedMs">;

/** Something that happened to an object, for notifications. */
export interface Occurrence {
  /** Without `s3:`: `ObjectCreated:Put`. */
  readonly event: string;
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly object: ObjectRecord;
  /** Who asked. */
  readonly principalArn: string;
  readonly requestId: string;
}

/** A notification that is not written yet. */
export interface Prepared {
  /** To be written in the transaction it tells of. */
  readonly changes: readonly RecordChange[];
  /** After the write. */
  readonly written: () => void;
  /** When there was no write. */
  readonly abandoned: () => void;
}

/** The part of notifications that objects need. */
export interface Announcer {
  prepare(occurrence: Occurrence): Prepared;
}

export interface Asker {
  readonly principalArn: string;
  readonly requestId: string;
}

/** An asker is mostly a call, whose properties are not its own: spreading it would give nothing. */
function namesOf({ principalArn, requestId }: Asker): Asker {
  return { principalArn, requestId };
}

export interface PutOptions {
  readonly event: string;
  readonly asker: Asker;
  /** Judges what is there at present, and throws to refuse. */
  readonly check?: (current: ObjectRecord | undefined) => void;
  /** Whether `check` allows that there is nothing: then a key that is new is written without being read before. */
  readonly mayBeNew?: boolean;
  /** Written in the same transaction. */
  readonly changes: readonly RecordChange[];
}

interface Plan {
  readonly changes: RecordChange[];
  readonly released: Content[];
  readonly occurrences: Occurrence[];
}

/** Another server wrote in between: so often it is decided again. */
const decisionsMax = 20;

export class Objects {
  readonly #records: RecordStore;
  readonly #buckets: Buckets;
  readonly #contents: Contents;
  readonly #platform: Platform;
  readonly #announcer: Announcer;
  readonly #locks = createLocks();
  /** Record keys of what was written lately. */
  readonly #known = new Set<string>();

  constructor(deps: {
    readonly records: RecordStore;
    readonly buckets: Buckets;
    readonly contents: Contents;
    readonly platform: Platform;
    readonly announcer: Announcer;
  }) {
    this.#records = deps.records;
    this.#buckets = deps.buckets;
    this.#contents = deps.contents;
    this.#platform = deps.platform;
    this.#announcer = deps.announcer;
  }

  /** The current version, or the one of that id; delete markers too. */
  async find(bucket: string, key: string, versionId?: string): Promise<ObjectRecord | undefined> {
    for (;;) {
      const current = await this.#current(bucket, key);
      if (versionId === undefined || current === undefined || isVersion(current.value, versionId)) return current?.value;
      const older = await this.#older(bucket, key, current.value, versionId);
      if (older !== undefined) return older.value;
      // It may have become the current one between the two reads.
      if ((await this.#current(bucket, key))?.revision === current.revision) return undefined;
    }
  }

  async #current(bucket: string, key: string): Promise<StoredRecord<ObjectRecord> | undefined> {
    return await this.#records.get<ObjectRecord>(objectKind, objectRecordKey(bucket, key));
  }

  async #older(bucket: string, key: string, current: ObjectRecord, versionId: string): Promise<StoredRecord<ObjectRecord> | undefined> {
    const sequence = versionId === "null" ? current.nullSequence : sequenceOf(versionId);
    if (sequence === undefined) return undefined;
    const found = await this.#records.get<ObjectRecord>(versionKind, versionRecordKey(bucket, key, sequence));
    return found !== undefined && isVersion(found.value, versionId) ? found : undefined;
  }

  /** Makes a new current version. Durable when it resolves. Throws NoSuchBucket, and what `check` throws. */
  async put(bucketName: string, key: string, draft: ObjectDraft, options: PutOptions): Promise<ObjectRecord> {
    const guessesNew = options.mayBeNew === true && !this.#known.has(objectRecordKey(bucketName, key));
    const made = await this.#decide(
      bucketName,
      key,
      async (bucket, current) => {
        options.check?.(current?.value);
        const plan: Plan = { changes: [...options.changes], released: [], occurrences: [] };
        const object = await this.#place(bucket, key, current, draft, plan);
        plan.occurrences.push({ event: options.event, bucket, key, object, ...namesOf(options.asker) });
        return { plan, answer: object };
      },
      guessesNew,
    );
    this.#remember(objectRecordKey(bucketName, key));
    return made;
  }

  #remember(recordKey: string): void {
    this.#known.delete(recordKey);
    this.#known.add(recordKey);
    const [oldest] = this.#known.size > knownKeysMax ? this.#known : [];
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  /** Adds to the plan what makes the draft the current version. */
  async #place(
    bucket: BucketRecord,
    key: string,
    current: StoredRecord<ObjectRecord> | undefined,
    draft: ObjectDraft,
    plan: Plan,
  ): Promise<ObjectRecord> {
    const { changes, released } = plan;
    const old = current?.value;
    const sequence = (old?.sequence ?? 0) + 1;
    let versionId: string | undefined;
    let nullSequence: number | undefined;
    if (bucket.versioning === "Enabled") {
      versionId = newVersionId(sequence, this.#platform.random);
      nullSequence = old?.versionId === undefined ? old?.sequence : old.nullSequence;
      if (old !== undefined) changes.push(moved(bucket.name, key, old));
    } else if (old?.versionId === undefined) {
      if (old !== undefined) {
        changes.push(...this.#contents.removal(old.content));
        released.push(old.content);
      }
    } else {
      changes.push(moved(bucket.name, key, old));
      // Versioning is suspended: the new null version takes the place of the one before it.
      const earlier = await this.#older(bucket.name, key, old, "null");
      if (earlier !== undefined) this.#remove(earlier, plan);
    }
    // S3's times have no fractions of a second.
    const modifiedMs = Math.floor(this.#platform.clock.nowMs() / 1000) * 1000;
    const object: ObjectRecord = { ...draft, versionId, sequence, nullSequence, modifiedMs };
    changes.push({
      kind: objectKind,
      key: objectRecordKey(bucket.name, key),
      value: object,
      expectedRevision: current?.revision ?? 0,
    });
    return object;
  }

  #remove({ kind, key, value }: StoredRecord<ObjectRecord>, { changes, released }: Plan): void {
    changes.push({ kind, key, value: undefined }, ...this.#contents.removal(value.content));
    released.push(value.content);
  }

  /**
   * Deletes as S3 does without a version id: the object itself, or, where the bucket has versioning, by a delete marker
   * over it. Answers the marker, or undefined where there is none.
   */
  async delete(
    bucketName: string,
    key: string,
    options: { readonly asker: Asker; readonly check?: (current: ObjectRecord | undefined) => void; readonly event?: string },
  ): Promise<ObjectRecord | undefined> {
    return await this.#decide(bucketName, key, async (bucket, current) => {
      options.check?.(current?.value);
      const plan: Plan = { changes: [], released: [], occurrences: [] };
      const { asker, event = "ObjectRemoved" } = options;
      if (bucket.versioning === undefined) {
        if (current === undefined) return { plan, answer: undefined };
        this.#remove({ ...current, kind: objectKind }, plan);
        plan.changes[0] = { ...(plan.changes[0] as RecordChange), expectedRevision: current.revision };
        plan.occurrences.push({ event: `${event}:Delete`, bucket, key, object: current.value, ...namesOf(asker) });
        return { plan, answer: undefined };
      }
      const marker = await this.#place(bucket, key, current, deleteMarker, plan);
      plan.occurrences.push({ event: `${event}:DeleteMarkerCreated`, bucket, key, object: marker, ...namesOf(asker) });
      return { plan, answer: marker };
    });
  }

  /** Removes one version for good; answers what it was, undefined when there was none. `check` may throw to keep it. */
  async deleteVersion(
    bucketName: string,
    key: string,
    versionId: string,
    options: { readonly asker: Asker; readonly check?: (version: ObjectRecord | undefined) => void; readonly event?: string },
  ): Promise<ObjectRecord | undefined> {
    return await this.#decide(bucketName, key, async (bucket, current) => {
      const plan: Plan = { changes: [], released: [], occurrences: [] };
      const isCurrent = current !== undefined && isVersion(current.value, versionId);
      const older = current === undefined || isCurrent ? undefined : await this.#older(bucketName, key, current.value, versionId);
      const version = isCurrent ? current.value : older?.value;
      options.check?.(version);
      if (current === undefined || version === undefined) return { plan, answer: undefined };
      const currentKey = objectRecordKey(bucketName, key);
      if (older !== undefined) {
        this.#remove(older, plan);
        // Written also when nothing in it changes: its revision guards the version against being promoted meanwhile.
        const nullSequence = version.versionId === undefined ? undefined : current.value.nullSequence;
        plan.changes.push({
          kind: objectKind,
          key: currentKey,
          value: { ...current.value, nullSequence },
          expectedRevision: current.revision,
        });
      } else {
        plan.changes.push(...this.#contents.removal(version.content));
        plan.released.push(version.content);
        const [next] = await this.#records.list<ObjectRecord>(versionKind, { prefix: belongingsPrefix(bucketName, key), limit: 1 });
        if (next !== undefined) plan.changes.push({ kind: versionKind, key: next.key, value: undefined });
        const nullSequence = next?.value.versionId === undefined ? undefined : version.nullSequence;
        const value = next === undefined ? undefined : { ...next.value, nullSequence };
        plan.changes.push({ kind: objectKind, key: currentKey, value, expectedRevision: current.revision });
      }
      const event = `${options.event ?? "ObjectRemoved"}:Delete`;
      plan.occurrences.push({ event, bucket, key, object: version, ...namesOf(options.asker) });
      return { plan, answer: version };
    });
  }

  /** Changes what can be changed of a version that is there: tags, access, locks. Answers what it is then. */
  async change(
    bucketName: string,
    key: string,
    versionId: string | undefined,
    change: (version: ObjectRecord | undefined) => ObjectRecord,
    announced?: { readonly event: string; readonly asker: Asker },
  ): Promise<ObjectRecord> {
    return await this.#decide(bucketName, key, async (bucket, current) => {
      const plan: Plan = { changes: [], released: [], occurrences: [] };
      const isCurrent = current !== undefined && (versionId === undefined || isVersion(current.value, versionId));
      const older =
        current === undefined || isCurrent || versionId === undefined
          ? undefined
          : await this.#older(bucketName, key, current.value, versionId);
      const found = isCurrent ? current : older;
      const object = change(found?.value);
      if (found === undefined) throw new Error("a version that is not there was changed");
      plan.changes.push({ kind: isCurrent ? objectKind : versionKind, key: found.key, value: object, expectedRevision: found.revision });
      if (announced !== undefined) {
        plan.occurrences.push({ event: announced.event, bucket, key, object, ...namesOf(announced.asker) });
      }
      return { plan, answer: object };
    });
  }

  async #decide<Answer>(
    bucketName: string,
    key: string,
    decide: (
      bucket: BucketRecord,
      current: StoredRecord<ObjectRecord> | undefined,
    ) => Promise<{ readonly plan: Plan; readonly answer: Answer }>,
    /** Decides first as if there were nothing, unseen: the store refuses that where there is something, and then it is looked at. */
    guessesNew = false,
  ): Promise<Answer> {
    return await this.#buckets.writing(bucketName, (bucket) =>
      this.#locks.run(objectRecordKey(bucketName, key), async () => {
        for (let tries = 1; ; tries++) {
          const current = guessesNew && tries === 1 ? undefined : await this.#current(bucketName, key);
          // As it is by now: who waited for another change of the key may find that the bucket keeps versions.
          const { plan, answer } = await decide(this.#buckets.find(bucketName) ?? bucket, current);
          if (plan.changes.length === 0) return answer;
          const prepared = plan.occurrences.map((occurrence) => this.#announcer.prepare(occurrence));
          try {
            await this.#records.write([...plan.changes, ...prepared.flatMap(({ changes }) => changes)]);
          } catch (error) {
            for (const { abandoned } of prepared) abandoned();
            if (!(error instanceof RecordConflict) || tries >= decisionsMax) throw error;
            continue;
          }
          this.#contents.release(plan.released);
          for (const { written } of prepared) written();
          return answer;
        }
      }),
    );
  }
}

const deleteMarker: ObjectDraft = {
  deleteMarker: true,
  size: 0,
  etag: "",
  content: { kind: "none" },
  headers: {},
  metadata: {},
  encryption: { algorithm: "AES256" },
};

export function isVersion(object: ObjectRecord, versionId: string): boolean {
  return versionId === "null" ? object.versionId === undefined : object.versionId === versionId;
}

/** The newest first: the greater the sequence, the smaller the key. */
export function versionRecordKey(bucket: string, key: string, sequence: number): string {
  return belongingsPrefix(bucket, key) + String(9_999_999_999 - sequence).padStart(10, "0");
}

function moved(bucket: string, key: string, old: ObjectRecord): RecordChange {
  return { kind: versionKind, key: versionRecordKey(bucket, key, old.sequence), value: { ...old, nullSequence: undefined } };
}
