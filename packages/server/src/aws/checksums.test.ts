import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ChecksumAlgorithm, checksumAlgorithms, checksumBytes, createChecksum } from "./checksums.ts";

function hexOf(algorithm: ChecksumAlgorithm, ...pieces: readonly Uint8Array[]): string {
  const checksum = createChecksum(algorithm);
  for (const piece of pieces) checksum.update(piece);
  return Buffer.from(checksum.digest(), "base64").toString("hex");
}

/** "123456789": the check values of the catalogue of CRCs; FIPS 180-2 and RFC 1321 of "abc". */
const known: readonly [ChecksumAlgorithm, text: string, hex: string][] = [
  ["CRC32", "123456789", "cbf43926"],
  ["CRC32C", "123456789", "e3069283"],
  ["CRC64NVME", "123456789", "ae8b14860a799888"],
  ["SHA1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["SHA256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["MD5", "abc", "900150983cd24fb0d6963f7d28e17f72"],
];

for (const [algorithm, text, hex] of known) {
  test(`${algorithm} of "${text}" is the published one`, () => assert.equal(hexOf(algorithm, Buffer.from(text)), hex));
}

test("it makes no difference how the bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...checksumAlgorithms),
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
      (algorithm, pieces) => {
        const hex = hexOf(algorithm, ...pieces);
        assert.equal(hex, hexOf(algorithm, Buffer.concat(pieces)));
        assert.equal(hex.length, 2 * checksumBytes(algorithm));
      },
    ),
  );
});

test("nor where in memory they begin", () => {
  const bytes = Buffer.from(Array.from({ length: 100 }, (_, index) => (index * 37) & 0xff));
  for (const algorithm of ["CRC32C", "CRC64NVME"] as const) {
    for (let from = 0; from < 9; from++) {
      for (const to of [from, from + 1, from + 7, from + 8, from + 33]) {
        const shifted = Buffer.alloc(64, 1);
        bytes.copy(shifted, 3, from, to);
        const one = (piece: Uint8Array) => hexOf(algorithm, ...Array.from(piece, (byte) => Uint8Array.of(byte)));
        assert.equal(hexOf(algorithm, bytes.subarray(from, to)), one(bytes.subarray(from, to)));
        assert.equal(hexOf(algorithm, shifted.subarray(3, 3 + to - from)), one(bytes.subarray(from, to)));
      }
    }
  }
});
