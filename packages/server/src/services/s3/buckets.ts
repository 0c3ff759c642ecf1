/**
 * Buckets: one record each, all of them in memory as well, since every request asks for one. Names are unique over all
 * accounts. A bucket is deleted only when the writes on their way into it are there or have failed, and those that come
 * meanwhile wait for the outcome: no object is ever without its bucket, and none is refused by a bucket that stays.
 */
import type { Call } from "../../aws/index.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { accessDenied, noSuchBucket } from "./refusals.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { createLocks } from "./locks.ts";

const bucketKind = "s3.bucket";

interface Held {
  record: BucketRecord;
  /** Writes under way into the bucket. */
  writing: number;
  /** While the bucket is being deleted; resolves when it is gone, or stays. */
  closing: Promise<void> | undefined;
  onIdle: (() => void) | undefined;
}

export class Buckets {
  readonly #records: RecordStore;
  readonly #held = new Map<string, Held>();
  readonly #locks = createLocks();

  constructor(records: RecordStore) {
    this.#records = records;
  }

  async open(): Promise<void> {
    for (let after: string | undefined; ; ) {
      const page = await this.#records.list<BucketRecord>(bucketKind, { limit: 500, ...(after === undefined ? {} : { after }) });
      for (const { key, value } of page) this.#held.set(key, { record: value, writing: 0, closing: undefined, onIdle: undefined });
      after = page.at(-1)?.key;
      if (page.length < 500) return;
    }
  }

  find(name: string): BucketRecord | undefined {
    return this.#held.get(name)?.record;
  }

  /** Throws NoSuchBucket; AccessDenied when the caller expects another owner. */
  require(name: string, call: Pick<Call, "accountId">, expectedOwner?: string): BucketRecord {
    const bucket = this.find(name);
    if (bucket === undefined) throw noSuchBucket(name);
    if (bucket.accountId !== call.accountId) throw accessDenied();
    if (expectedOwner !== undefined && expectedOwner !== bucket.accountId) throw accessDenied();
    return bucket;
  }

  /** In the order of their names. */
  list(accountId: string): readonly BucketRecord[] {
    return [...this.#held.values()]
      .map(({ record }) => record)
      .filter((record) => record.accountId === accountId)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Every bucket there is. */
  all(): readonly BucketRecord[] {
    return [...this.#held.values()].map(({ record }) => record);
  }

  /** Durable when it resolves; answers false when the name is taken. */
  async create(record: BucketRecord): Promise<boolean> {
    return await this.#locks.run(record.name, async () => {
      if (this.#held.has(record.name)) return false;
      await this.#records.write([{ kind: bucketKind, key: record.name, value: record, expectedRevision: 0 }]);
      this.#held.set(record.name, { record, writing: 0, closing: undefined, onIdle: undefined });
      return true;
    });
  }

  /** One change after another; durable when it resolves. */
  async change(name: string, change: (record: BucketRecord) => BucketRecord): Promise<void> {
    await this.#locks.run(name, async () => {
      const held = this.#held.get(name);
      if (held === undefined) throw noSuchBucket(name);
      const record = change(held.record);
      await this.#records.write([{ kind: bucketKind, key: name, value: record }]);
      held.record = record;
    });
  }

  /**
   * Runs a write into the bucket, of which a deletion waits for the end: it may wait for nothing that waits to write into
   * the bucket. Throws NoSuchBucket.
   */
  async writing<Answer>(name: string, write: (bucket: BucketRecord) => Promise<Answer>): Promise<Answer> {
    let held = this.#held.get(name);
    while (held?.closing !== undefined) {
      await held.closing;
      held = this.#held.get(name);
    }
    if (held === undefined) throw noSuchBucket(name);
    held.writing += 1;
    try {
      return await write(held.record);
    } finally {
      held.writing -= 1;
      if (held.writing === 0) held.onIdle?.();
    }
  }

  /** Deletes the bucket unless `mayGo` says no; answers whether it did. Nothing is written into it meanwhile. */
  async delete(name: string, mayGo: () => Promise<boolean>): Promise<boolean> {
    return await this.#locks.run(name, async () => {
      const held = this.#held.get(name);
      if (held === undefined) throw noSuchBucket(name);
      const { promise, resolve: open } = Promise.withResolvers<void>();
      held.closing = promise;
      try {
        if (held.writing > 0) await new Promise<void>((resolve) => (held.onIdle = resolve));
        if (!(await mayGo())) return false;
        await this.#records.write([{ kind: bucketKind, key: name, value: undefined }]);
        this.#held.delete(name);
        return true;
      } finally {
        held.closing = undefined;
        held.onIdle = undefined;
        open();
      }
    });
  }
}
