/** The record and blob stores in memory. Values are kept as text, so that no caller shares an object with the store. */

import { createHash } from "node:crypto";
import type { BlobStore } from "../ports/blobs.ts";
import { type RecordChange, RecordConflict, type RecordStore, type StoredRecord } from "../ports/records.ts";

interface Kept {
  readonly revision: number;
  readonly text: string;
}

export function memoryRecords(): RecordStore {
  const kinds = new Map<string, Map<string, Kept>>();

  return {
    async get<T>(kind: string, key: string) {
      const kept = kinds.get(kind)?.get(key);
      return kept && recordOf<T>(kind, key, kept);
    },

    async list<T>(kind: string, { prefix = "", after = "", limit }: { prefix?: string; after?: string; limit: number }) {
      const matching = [...(kinds.get(kind) ?? [])].filter(([key]) => key.startsWith(prefix) && byCodePoint(key, after) > 0);
      return matching
        .sort(([one], [other]) => byCodePoint(one, other))
        .slice(0, limit)
        .map(([key, kept]) => recordOf<T>(kind, key, kept));
    },

    async write(changes) {
      // A change sees those before it in the same write; only when all have been decided does any reach the store.
      const staged: { readonly kind: string; readonly key: string; readonly kept: Kept | undefined }[] = [];
      for (const change of changes) {
        const { kind, key } = change;
        const earlier = staged.findLast((entry) => entry.kind === kind && entry.key === key);
        const present = earlier ? earlier.kept : kinds.get(kind)?.get(key);
        staged.push({ kind, key, kept: changed(present, change) });
      }
      for (const { kind, key, kept } of staged) {
        let records = kinds.get(kind);
        if (records === undefined) kinds.set(kind, (records = new Map()));
        if (kept === undefined) records.delete(key);
        else records.set(key, kept);
      }
    },
  };
}

function changed(present: Kept | undefined, { kind, key, value, expectedRevision }: RecordChange): Kept | undefined {
  if (expectedRevision !== undefined && expectedRevision !== (present?.revision ?? 0)) throw new RecordConflict(kind, key);
  return value === undefined ? undefined : { revision: (present?.revision ?? 0) + 1, text: JSON.stringify(value) };
}

function recordOf<T>(kind: string, key: string, { revision, text }: Kept): StoredRecord<T> {
  return { kind, key, revision, value: JSON.parse(text) as T };
}

/** JavaScript's own order is by UTF-16 unit and puts U+FFFD after U+1F600; databases compare the UTF-8 bytes. */
function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
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
