/** The record and blob stores in memory. Values are kept as text, so that no caller shares an object with the store. */

import { createHash } from "node:crypto";
import type { BlobStore } from "../ports/blobs.ts";
import { type RecordChange, RecordConflict, type RecordRange, type RecordStore, type StoredRecord } from "../ports/records.ts";

interface Kept {
  readonly revision: number;
  readonly text: string;
}

export function memoryRecords(): RecordStore {
  const kinds = new Map<string, RecordsOfKind>();

  return {
    async get<T>(kind: string, key: string) {
      const kept = kinds.get(kind)?.get(key);
      return kept && recordOf<T>(kind, key, kept);
    },

    async list<T>(kind: string, range: RecordRange) {
      const records = kinds.get(kind);
      if (records === undefined) return [];
      const keys = records.sortedKeys;
      const [begin, end] = stretchOf(keys, range);
      const chosen = range.reverse
        ? keys.slice(Math.max(begin, end - range.limit), end).reverse()
        : keys.slice(begin, Math.min(end, begin + range.limit));
      return chosen.map(({ text }) => recordOf<T>(kind, text, records.get(text) as Kept));
    },

    async write(changes) {
      // A change sees those before it in the same write; only when all have been decided does any reach the store.
      const staged: { readonly kind: string; readonly key: string; readonly kept: Kept | undefined }[] = [];
      const latest = new Map<string, Kept | undefined>();
      for (const change of changes) {
        const { kind, key } = change;
        const name = `${kind}\0${key}`;
        const kept = changed(latest.has(name) ? latest.get(name) : kinds.get(kind)?.get(key), change);
        latest.set(name, kept);
        staged.push({ kind, key, kept });
      }
      for (const { kind, key, kept } of staged) {
        let records = kinds.get(kind);
        if (records === undefined) kinds.set(kind, (records = new RecordsOfKind()));
        if (kept === undefined) records.delete(key);
        else records.set(key, kept);
      }
    },
  };
}

interface SortedKey {
  readonly text: string;
  /** JavaScript's own order is by UTF-16 unit and puts U+FFFD after U+1F600; databases compare the UTF-8 bytes. */
  readonly bytes: Buffer;
}

/** Moving the tail of an array along is quicker than building it anew, for so many keys. */
const keysPlacedOneByOne = 16;

/** The records of one kind, with their keys in order: new keys are found a place for when the order is next asked for. */
class RecordsOfKind {
  readonly #records = new Map<string, Kept>();
  #sorted: SortedKey[] = [];
  readonly #added = new Set<string>();
  #removed = false;

  get(key: string): Kept | undefined {
    return this.#records.get(key);
  }

  set(key: string, kept: Kept): void {
    if (!this.#records.has(key)) this.#added.add(key);
    this.#records.set(key, kept);
  }

  delete(key: string): void {
    if (this.#records.delete(key) && !this.#added.delete(key)) this.#removed = true;
  }

  get sortedKeys(): readonly SortedKey[] {
    if (this.#removed) this.#sorted = this.#sorted.filter(({ text }) => this.#records.has(text) && !this.#added.has(text));
    if (this.#added.size > 0) {
      const added = [...this.#added].map((text) => ({ text, bytes: Buffer.from(text) })).sort(inOrder);
      if (added.length > keysPlacedOneByOne) this.#sorted = merged(this.#sorted, added);
      else for (const key of added) this.#sorted.splice(lowerBound(this.#sorted, key.bytes), 0, key);
      this.#added.clear();
    }
    this.#removed = false;
    return this.#sorted;
  }
}

function inOrder(one: SortedKey, other: SortedKey): number {
  return Buffer.compare(one.bytes, other.bytes);
}

function merged(one: readonly SortedKey[], other: readonly SortedKey[]): SortedKey[] {
  const all: SortedKey[] = [];
  let next = 0;
  for (const key of other) {
    const place = lowerBound(one, key.bytes, next);
    while (next < place) all.push(one[next++] as SortedKey);
    all.push(key);
  }
  while (next < one.length) all.push(one[next++] as SortedKey);
  return all;
}

/** Index of the first key that is not less. */
function lowerBound(keys: readonly SortedKey[], bytes: Buffer, from = 0): number {
  let low = from;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Buffer.compare((keys[middle] as SortedKey).bytes, bytes) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the range begins and ends among the keys. */
function stretchOf(keys: readonly SortedKey[], { prefix = "", after, from, before }: RecordRange): [begin: number, end: number] {
  const start = Buffer.from(prefix);
  let begin = lowerBound(keys, start);
  // A prefix of bytes ends where the first byte after it would be 0xff, which UTF-8 never holds.
  let end = prefix === "" ? keys.length : lowerBound(keys, Buffer.concat([start, Buffer.from([0xff])]), begin);
  if (from !== undefined) begin = Math.max(begin, lowerBound(keys, Buffer.from(from)));
  if (after !== undefined) begin = Math.max(begin, lowerBound(keys, Buffer.from(`${after}\u0000`)));
  if (before !== undefined) end = Math.min(end, lowerBound(keys, Buffer.from(before)));
  return [begin, Math.max(begin, end)];
}

function changed(present: Kept | undefined, { kind, key, value, expectedRevision }: RecordChange): Kept | undefined {
  if (expectedRevision !== undefined && expectedRevision !== (present?.revision ?? 0)) throw new RecordConflict(kind, key);
  return value === undefined ? undefined : { revision: (present?.revision ?? 0) + 1, text: JSON.stringify(value) };
}

function recordOf<T>(kind: string, key: string, { revision, text }: Kept): StoredRecord<T> {
  return { kind, key, revision, value: JSON.parse(text) as T };
}

export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(bytes) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      if (!blobs.has(sha256)) blobs.set(sha256, new Uint8Array(bytes));
      return sha256;
    },
    async get(sha256) {
      const bytes = blobs.get(sha256);
      return bytes && new Uint8Array(bytes);
    },
    async delete(sha256) {
      blobs.delete(sha256);
    },
  };
}
