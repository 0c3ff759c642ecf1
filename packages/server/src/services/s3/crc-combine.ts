/**
 * The CRC of a whole out of the CRCs of its parts, without reading them again: shifting a CRC over n zero bytes is a
 * multiplication by x^8n modulo the polynomial (as zlib's crc32_combine does it). Bits are reflected: the highest bit of
 * a number stands for x^0.
 */
import type { ChecksumAlgorithm } from "./digests.ts";

interface Polynomial {
  readonly width: bigint;
  /** Reflected. */
  readonly value: bigint;
}

const polynomials: Partial<Record<ChecksumAlgorithm, Polynomial>> = {
  CRC32: { width: 32n, value: 0xedb88320n },
  CRC32C: { width: 32n, value: 0x82f63b78n },
  CRC64NVME: { width: 64n, value: 0x9a6c9329ac4bc9b5n },
};

export function canCombine(algorithm: ChecksumAlgorithm): boolean {
  return polynomials[algorithm] !== undefined;
}

/** `value` is base64; the answer too. Undefined for checksums that are no CRCs. */
export function combineCrcs(
  algorithm: ChecksumAlgorithm,
  parts: readonly { readonly value: string; readonly size: number }[],
): string | undefined {
  const polynomial = polynomials[algorithm];
  if (polynomial === undefined) return undefined;
  // Most parts are of one size.
  const shifts = new Map<number, bigint>();
  let whole = 0n;
  for (const { value, size } of parts) {
    let shift = shifts.get(size);
    if (shift === undefined) shifts.set(size, (shift = powerOfX(8n * BigInt(size), polynomial)));
    whole = multiply(shift, whole, polynomial) ^ BigInt(`0x${Buffer.from(value, "base64").toString("hex") || "0"}`);
  }
  const digits = Number(polynomial.width) / 4;
  return Buffer.from(whole.toString(16).padStart(digits, "0"), "hex").toString("base64");
}

function multiply(left: bigint, right: bigint, { width, value }: Polynomial): bigint {
  let product = 0n;
  let factor = right;
  for (let bit = 1n << (width - 1n); bit > 0n; bit >>= 1n) {
    if ((left & bit) !== 0n) product ^= factor;
    factor = (factor & 1n) === 0n ? factor >> 1n : (factor >> 1n) ^ value;
  }
  return product;
}

function powerOfX(exponent: bigint, polynomial: Polynomial): bigint {
  let power = 1n << (polynomial.width - 1n);
  let square = power >> 1n;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) power = multiply(power, square, polynomial);
    square = multiply(square, square, polynomial);
  }
  return power;
}
