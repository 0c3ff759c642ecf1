import { randomBytes } from "node:crypto";
import { FileMissing, type FileStore } from "../ports/files.ts";

/** Keeps files in memory: for `--memory` and tests. */
export function memoryFiles(): FileStore {
  const files = new Map<string, Buffer>();
  const bytesOf = (id: string): Buffer => {
    const bytes = files.get(id);
    if (bytes === undefined) throw new FileMissing(id);
    return bytes;
  };
  return {
    async put(pieces, announce) {
      const id = randomBytes(16).toString("hex");
      const kept: Uint8Array[] = [];
      const announced = announce(id);
      // It is awaited below; until then its failure is not unhandled.
      announced.catch(() => {});
      for await (const piece of pieces) kept.push(Uint8Array.from(piece));
      await announced;
      files.set(id, Buffer.concat(kept));
      return id;
    },
    async clone(id, announce) {
      const bytes = bytesOf(id);
      const other = randomBytes(16).toString("hex");
      await announce(other);
      files.set(other, bytes);
      return other;
    },
    async *read(id, { from, to }) {
      const bytes = bytesOf(id);
      if (to > bytes.length) throw new FileMissing(id);
      for (let at = from; at < to; at += pieceBytes) yield bytes.subarray(at, Math.min(at + pieceBytes, to));
    },
    async delete(id) {
      files.delete(id);
    },
  };
}

const pieceBytes = 262_144;
