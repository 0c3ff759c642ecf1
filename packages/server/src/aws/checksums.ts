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

/** Reflected polynomial of Castagnoli (RFC 3720, B.4). */
const castagnoli = 0x82f63b78;

let castagnoliTables: readonly Uint32Array[] | undefined;

/** `tables[k][b]`: what byte b does when k more bytes follow it in the block of eight. */
function crc32cTables(): readonly Uint32Array[] {
  if (castagnoliTables !== undefined) return castagnoliTables;
  const tables = Array.from({ length: 8 }, () => new Uint32Array(256));
  const [first = new Uint32Array(256)] = tables;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ castagnoli;
    first[byte] = crc;
  }
  for (let k = 1; k < 8; k++) {
    const before = tables[k - 1] as Uint32Array;
    const table = tables[k] as Uint32Array;
    for (let byte = 0; byte < 256; byte++) {
      const crc = before[byte] as number;
      table[byte] = (first[crc & 0xff] as number) ^ (crc >>> 8);
    }
  }
  return (castagnoliTables = tables);
}

function createCrc32c(): Checksum {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = crc32cTables() as unknown as readonly [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let crc = 0xffffffff;
  return {
    update(bytes) {
      const { length } = bytes;
      let at = 0;
      for (; at + 8 <= length; at += 8) {
        const low =
          crc ^
          ((bytes[at] as number) |
            ((bytes[at + 1] as number) << 8) |
            ((bytes[at + 2] as number) << 16) |
            ((bytes[at + 3] as number) << 24));
        crc =
          (t7[low & 0xff] as number) ^
          (t6[(low >>> 8) & 0xff] as number) ^
          (t5[(low >>> 16) & 0xff] as number) ^
          (t4[low >>> 24] as number) ^
          (t3[bytes[at + 4] as number] as number) ^
          (t2[bytes[at + 5] as number] as number) ^
          (t1[bytes[at + 6] as number] as number) ^
          (t0[bytes[at + 7] as number] as number);
      }
      for (; at < length; at++) crc = (t0[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
    },
    digest: () => base64Of([~crc]),
  };
}

/** Reflected polynomial of CRC-64/NVME (NVM Express NVM Command Set 1.0c, 5.2.1.3.4), upper and lower half. */
const nvme = [0x9a6c9329, 0xac4bc9b5] as const;

/** `tables[k]` holds the upper halves at 0..255 and the lower halves at 256..511. */
let nvmeTables: readonly Uint32Array[] | undefined;

function crc64Tables(): readonly Uint32Array[] {
  if (nvmeTables !== undefined) return nvmeTables;
  const tables = Array.from({ length: 8 }, () => new Uint32Array(512));
  const first = tables[0] as Uint32Array;
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
    first[byte] = high;
    first[byte + 256] = low;
  }
  for (let k = 1; k < 8; k++) {
    const before = tables[k - 1] as Uint32Array;
    const table = tables[k] as Uint32Array;
    for (let byte = 0; byte < 256; byte++) {
      const high = before[byte] as number;
      const low = before[byte + 256] as number;
      const index = low & 0xff;
      table[byte] = (first[index] as number) ^ (high >>> 8);
      table[byte + 256] = (first[index + 256] as number) ^ ((low >>> 8) | (high << 24));
    }
  }
  return (nvmeTables = tables);
}

function createCrc64(): Checksum {
  const tables = crc64Tables();
  const first = tables[0] as Uint32Array;
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(bytes) {
      const { length } = bytes;
      const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as readonly [
        Uint32Array,
        Uint32Array,
        Uint32Array,
        Uint32Array,
        Uint32Array,
        Uint32Array,
        Uint32Array,
        Uint32Array,
      ];
      let at = 0;
      for (; at + 8 <= length; at += 8) {
        const a =
          low ^
          ((bytes[at] as number) |
            ((bytes[at + 1] as number) << 8) |
            ((bytes[at + 2] as number) << 16) |
            ((bytes[at + 3] as number) << 24));
        const b =
          high ^
          ((bytes[at + 4] as number) |
            ((bytes[at + 5] as number) << 8) |
            ((bytes[at + 6] as number) << 16) |
            ((bytes[at + 7] as number) << 24));
        const a0 = a & 0xff;
        const a1 = (a >>> 8) & 0xff;
        const a2 = (a >>> 16) & 0xff;
        const a3 = a >>> 24;
        const b0 = b & 0xff;
        const b1 = (b >>> 8) & 0xff;
        const b2 = (b >>> 16) & 0xff;
        const b3 = b >>> 24;
        high =
          (t7[a0] as number) ^
          (t6[a1] as number) ^
          (t5[a2] as number) ^
          (t4[a3] as number) ^
          (t3[b0] as number) ^
          (t2[b1] as number) ^
          (t1[b2] as number) ^
          (t0[b3] as number);
        low =
          (t7[a0 + 256] as number) ^
          (t6[a1 + 256] as number) ^
          (t5[a2 + 256] as number) ^
          (t4[a3 + 256] as number) ^
          (t3[b0 + 256] as number) ^
          (t2[b1 + 256] as number) ^
          (t1[b2 + 256] as number) ^
          (t0[b3 + 256] as number);
      }
      for (; at < length; at++) {
        const index = (low ^ (bytes[at] as number)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (first[index + 256] as number);
        high = (high >>> 8) ^ (first[index] as number);
      }
    },
    digest: () => base64Of([~high, ~low]),
  };
}
