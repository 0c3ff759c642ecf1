/** Dice from the operating system. UUIDs come out of a pool of random bytes: one system call for 256 of them. */
import { randomFillSync } from "node:crypto";
import type { Random } from "./platform.ts";

const poolBytes = 4096;

/** `fill` is replaced only by tests and the simulator. */
export function createRandom(fill: (bytes: Uint8Array) => void = (bytes) => void randomFillSync(bytes)): Random {
  const pool = Buffer.alloc(poolBytes);
  let used = poolBytes;
  const take = (count: number): number => {
    if (used + count > poolBytes) {
      fill(pool);
      used = 0;
    }
    used += count;
    return used - count;
  };
  return {
    uuid() {
      const at = take(16);
      // RFC 9562, 5.4: version 4 in the seventh byte, variant 10 in the ninth.
      pool[at + 6] = ((pool[at + 6] ?? 0) & 0x0f) | 0x40;
      pool[at + 8] = ((pool[at + 8] ?? 0) & 0x3f) | 0x80;
      const hex = pool.toString("hex", at, at + 16);
      pool.fill(0, at, at + 16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
    uint32() {
      return pool.readUInt32LE(take(4));
    },
    bytes(count) {
      const bytes = new Uint8Array(count);
      fill(bytes);
      return bytes;
    },
  };
}
