/**
 * Bodies of messages in memory, so that those that are received soon need not be read. When there is no more room
 * new ones stay out: in a long queue it is the old ones that are asked for next.
 */

import { bodyCacheBytesMax, bodyOverheadBytes } from "./limits.ts";
import type { BodyRecord } from "./message.ts";

export class BodyCache {
  readonly #bytesMax: number;
  readonly #bodies = new Map<string, { readonly body: BodyRecord; readonly bytes: number }>();
  #bytes = 0;

  constructor(bytesMax = bodyCacheBytesMax) {
    this.#bytesMax = bytesMax;
  }

  get(key: string): BodyRecord | undefined {
    return this.#bodies.get(key)?.body;
  }

  add(key: string, body: BodyRecord, textBytes: number): void {
    const bytes = textBytes + bodyOverheadBytes;
    if (this.#bytes + bytes > this.#bytesMax || this.#bodies.has(key)) return;
    this.#bodies.set(key, { body, bytes });
    this.#bytes += bytes;
  }

  remove(key: string): void {
    const found = this.#bodies.get(key);
    if (found === undefined) return;
    this.#bodies.delete(key);
    this.#bytes -= found.bytes;
  }
}
