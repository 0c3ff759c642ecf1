/**
 * Records: small documents under a kind and a key, kept for ever until deleted. State machines, activities,
 * functions and keys are records. Reads see every write that was answered before them. Kinds and keys are
 * well-formed Unicode without NUL, which PostgreSQL cannot store.
 */

export interface StoredRecord<T = unknown> {
  readonly kind: string;
  readonly key: string;
  /** Counts from 1 with every write of this key; what `expectedRevision` compares. */
  readonly revision: number;
  readonly value: T;
}

export interface RecordChange {
  readonly kind: string;
  readonly key: string;
  /** JSON; undefined deletes. */
  readonly value: unknown;
  /** 0: must not exist yet; n: must be at that revision; undefined: whatever is there. */
  readonly expectedRevision?: number;
}

/** Which records of a kind; every bound that is given holds. Since keys hold no NUL, `key + "\u0001"` is the least key after `key`. */
export interface RecordRange {
  readonly prefix?: string;
  /** Only greater keys. */
  readonly after?: string;
  /** Only this key and greater ones. */
  readonly from?: string;
  /** Only smaller keys. */
  readonly before?: string;
  /** The greatest key first. */
  readonly reverse?: boolean;
  readonly limit: number;
}

export interface RecordStore {
  get<T>(kind: string, key: string): Promise<StoredRecord<T> | undefined>;
  /** In the order of the keys (by code point, as their UTF-8 bytes compare), those within the range. */
  list<T>(kind: string, range: RecordRange): Promise<readonly StoredRecord<T>[]>;
  /** All of them or none, each seeing those before it; durable when the promise resolves. Rejects with RecordConflict. */
  write(changes: readonly RecordChange[]): Promise<void>;
}

/** Somebody else wrote first: read again and decide again. */
export class RecordConflict extends Error {
  readonly kind: string;
  readonly key: string;
  constructor(kind: string, key: string) {
    super(`record ${kind}/${key} is not at the expected revision`);
    this.name = "RecordConflict";
    this.kind = kind;
    this.key = key;
  }
}
