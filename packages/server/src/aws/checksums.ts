/**
 * The checksums S3 knows, computed while bytes go by. CRC-32 and the hashes are Node's own; CRC-32C (Castagnoli) and
 * CRC-64/NVME are tables here, eight bytes at a time, since Node has neither. All read and write base64 of the big-endian value.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export type ChecksumAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256" | "SHA512" | "MD5";

export interface Checksum {
  update(bytes: Uint8Array): void;
  /** Base64. To be asked once. */
  digest(): string;
}

/** In the order in which S3's documentation lists them. */
export const checksumAlgorithms: readonly ChecksumAlgorithm[] = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5"];

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return (checksumAlgorithms as readonly string[]).includes(name);
}

export function createChecksum(algorithm: ChecksumAlgorithm): Checksum {
  switch (algorithm) {
    case "CRC32":
      return createCrc32();
    case "CRC32C":
      return createCrc32c();
    case "CRC64NVME":
      return createCrc64();
    case "SHA1":
    case "SHA256":
    case "SHA512":
    case "MD5": {
      const digest = createHash(algorithm.toLowerCase());
      return { update: (bytes) => void digest.update(bytes), digest: () => digest.digest("base64") };
    }
  }
}

/** Length of the value in bytes. */
export function checksumBytes(algorithm: ChecksumAlgorithm): number {
  return { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32, SHA512: 64, MD5: 16 }[algorithm];
}

function createCrc32(): Checksum {
  let crc = 0;
  return {
    update: (bytes) => void (crc = crc32(bytes, crc)),
    digest: () => base64Of([crc]),
  };
}

function base64Of(words: readonly number[]): string {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, index * 4);
  return bytes.toString("base64");
}

/**
 * Where the words of four bytes lie in a piece: a view needs an aligned start, so that a few bytes before and behind are
 * left. Words are read as they lie in memory, which is little-endian on every machine that Node 24 runs on.
 */
function wordsOf(bytes: Uint8Array): { readonly head: number; readonly words: Uint32Array; readonly tail: number } {
  const head = Math.min((4 - (bytes.byteOffset & 3)) & 3, bytes.length);
  const pairs = (bytes.length - head) >>> 3;
  if (pairs === 0) return { head: 0, words: noWords, tail: 0 };
  return { head, words: new Uint32Array(bytes.buffer, bytes.byteOffset + head, pairs * 2), tail: head + pairs * 8 };
}

const noWords = new Uint32Array(0);

/** Reflected polynomial of Castagnoli (RFC 3720, B.4). */
const castagnoli = 0x82f63b78;

let castagnoliTable: Uint32Array | undefined;

/** `table[k * 256 + b]`: what byte b does when k more bytes follow it in the block of eight. */
function crc32cTable(): Uint32Array {
  if (castagnoliTable !== undefined) return castagnoliTable;
  const table = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ castagnoli;
    table[byte] = crc;
  }
  for (let at = 256; at < table.length; at++) {
    const crc = table[at - 256] as number;
    table[at] = (table[crc & 0xff] as number) ^ (crc >>> 8);
  }
  return (castagnoliTable = table);
}

function createCrc32c(): Checksum {
  const table = crc32cTable();
  const of = (index: number): number => table[index] as number;
  let crc = 0xffffffff;
  const bytewise = (bytes: Uint8Array, from: number, to: number): void => {
    for (let at = from; at < to; at++) crc = of((crc ^ (bytes[at] as number)) & 0xff) ^ (crc >>> 8);
  };
  return {
    update(bytes) {
      const { head, words, tail } = wordsOf(bytes);
      bytewise(bytes, 0, head);
      for (let at = 0; at < words.length; at += 2) {
        const first = crc ^ (words[at] as number);
        const second = words[at + 1] as number;
        crc =
          of(1792 + (first & 0xff)) ^
          of(1536 + ((first >>> 8) & 0xff)) ^
          of(1280 + ((first >>> 16) & 0xff)) ^
          of(1024 + (first >>> 24)) ^
          of(768 + (second & 0xff)) ^
          of(512 + ((second >>> 8) & 0xff)) ^
          of(256 + ((second >>> 16) & 0xff)) ^
          of(second >>> 24);
      }
      bytewise(bytes, tail, bytes.length);
    },
    digest: () => base64Of([~crc]),
  };
}

/** Reflected polynomial of CRC-64/NVME (NVM Express NVM Command Set 1.0c, 5.2.1.3.4), upper and lower half. */
const nvme = [0x9a6c9329, 0xac4bc9b5] as const;

/** As above, with the upper halves at `k * 512 + b` and the lower ones 256 behind. */
let nvmeTable: Uint32Array | undefined;

function crc64Table(): Uint32Array {
  if (nvmeTable !== undefined) return nvmeTable;
  const table = new Uint32Array(8 * 512);
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry === 1) {
        high ^= nvme[0];
        low ^= nvme[1];
      }
    }
    table[byte] = high;
    table[byte + 256] = low;
  }
  for (let k = 1; k < 8; k++) {
    for (let byte = 0; byte < 256; byte++) {
      const at = k * 512 + byte;
      const high = table[at - 512] as number;
      const low = table[at - 256] as number;
      table[at] = (table[low & 0xff] as number) ^ (high >>> 8);
      table[at + 256] = (table[(low & 0xff) + 256] as number) ^ ((low >>> 8) | (high << 24));
    }
  }
  return (nvmeTable = table);
}

function createCrc64(): Checksum {
  const table = crc64Table();
  const of = (index: number): number => table[index] as number;
  let high = 0xffffffff;
  let low = 0xffffffff;
  const bytewise = (bytes: Uint8Array, from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const index = (low ^ (bytes[at] as number)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ of(index + 256);
      high = (high >>> 8) ^ of(index);
    }
  };
  return {
    update(bytes) {
      const { head, words, tail } = wordsOf(bytes);
      bytewise(bytes, 0, head);
      for (let at = 0; at < words.length; at += 2) {
        const first = low ^ (words[at] as number);
        const second = high ^ (words[at + 1] as number);
        const a = first & 0xff;
        const b = (first >>> 8) & 0xff;
        const c = (first >>> 16) & 0xff;
        const d = first >>> 24;
        const e = second & 0xff;
        const f = (second >>> 8) & 0xff;
        const g = (second >>> 16) & 0xff;
        const h = second >>> 24;
        high = of(3584 + a) ^ of(3072 + b) ^ of(2560 + c) ^ of(2048 + d) ^ of(1536 + e) ^ of(1024 + f) ^ of(512 + g) ^ of(h);
        low = of(3840 + a) ^ of(3328 + b) ^ of(2816 + c) ^ of(2304 + d) ^ of(1792 + e) ^ of(1280 + f) ^ of(768 + g) ^ of(256 + h);
      }
      bytewise(bytes, tail, bytes.length);
    },
    digest: () => base64Of([~high, ~low]),
  };
}
