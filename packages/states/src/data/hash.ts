/**
 * MD5 (RFC 1321) and the SHA family (FIPS 180-4) over bytes. A pure package has no crypto module, and
 * States.Hash and $hash need these five. The tables are computed from their definitions, the first bits of
 * sines and of the roots of primes, instead of being copied.
 */

export const hashAlgorithms = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"] as const;
export type HashAlgorithm = (typeof hashAlgorithms)[number];

/** The digest in lowercase hexadecimal. */
export function hashHex(algorithm: HashAlgorithm, bytes: Uint8Array): string {
  switch (algorithm) {
    case "MD5":
      return md5(bytes);
    case "SHA-1":
      return sha1(bytes);
    case "SHA-256":
      return sha256(bytes);
    case "SHA-384":
      return sha512(bytes, sha384Start()).slice(0, 96);
    case "SHA-512":
      return sha512(bytes, sha512Start());
  }
}

function md5(bytes: Uint8Array): string {
  const sines = md5Sines();
  const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  const view = padded(bytes, 64, true);
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = state as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = round === 0 ? i : round === 1 ? 5 * i + 1 : round === 2 ? 3 * i + 5 : 7 * i;
      const sum = (a + mixed + (sines[i] as number) + view.getInt32(block + 4 * (word & 15), true)) | 0;
      const shift = shifts[4 * round + (i & 3)] as number;
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    [a, b, c, d].forEach((word, i) => {
      state[i] = ((state[i] as number) + word) | 0;
    });
  }
  // MD5 is little-endian: its words are printed with their bytes reversed.
  return state.map((word) => hex32(((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >> 8) & 0xff00) | (word >>> 24))).join("");
}

function sha1(bytes: Uint8Array): string {
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  const view = padded(bytes, 64, false);
  const words = new Int32Array(80);
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 80; i++) {
      if (i < 16) {
        words[i] = view.getInt32(block + 4 * i);
      } else {
        const mixed = at(words, i - 3) ^ at(words, i - 8) ^ at(words, i - 14) ^ at(words, i - 16);
        words[i] = (mixed << 1) | (mixed >>> 31);
      }
    }
    let [a, b, c, d, e] = state as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      const [mixed, constant] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (((a << 5) | (a >>> 27)) + mixed + e + constant + at(words, i)) | 0;
      [e, d, c, b, a] = [d, c, (b << 30) | (b >>> 2), a, next];
    }
    [a, b, c, d, e].forEach((word, i) => {
      state[i] = ((state[i] as number) + word) | 0;
    });
  }
  return state.map(hex32).join("");
}

function sha256(bytes: Uint8Array): string {
  const constants = shaConstants();
  const state = Int32Array.from(sha512Start().filter((_, i) => i % 2 === 0));
  const view = padded(bytes, 64, false);
  const words = new Int32Array(64);
  const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        words[i] = view.getInt32(block + 4 * i);
      } else {
        const early = at(words, i - 15);
        const late = at(words, i - 2);
        const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
        const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
        words[i] = at(words, i - 16) + s0 + at(words, i - 7) + s1;
      }
    }
    const v = Int32Array.from(state);
    for (let i = 0; i < 64; i++) {
      const [a, b, c, e, f, g, h] = [at(v, 0), at(v, 1), at(v, 2), at(v, 4), at(v, 5), at(v, 6), at(v, 7)];
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(constants, 2 * i) + at(words, i)) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      v.copyWithin(1, 0, 7);
      v[4] = at(v, 4) + t1;
      v[0] = t1 + t2;
    }
    for (let i = 0; i < 8; i++) state[i] = at(state, i) + at(v, i);
  }
  return Array.from(state, hex32).join("");
}

/** 64-bit words are pairs of 32-bit halves, high first: BigInt would be a hundred times slower. */
function sha512(bytes: Uint8Array, start: Int32Array): string {
  const constants = shaConstants();
  const state = Int32Array.from(start);
  const view = padded(bytes, 128, false);
  const words = new Int32Array(160);
  const v = new Int32Array(16);
  for (let block = 0; block < view.byteLength; block += 128) {
    for (let i = 0; i < 32; i++) words[i] = view.getInt32(block + 4 * i);
    for (let i = 32; i < 160; i += 2) {
      const [eh, el, lh, ll] = [at(words, i - 30), at(words, i - 29), at(words, i - 4), at(words, i - 3)];
      const s0h = rotateHigh(eh, el, 1) ^ rotateHigh(eh, el, 8) ^ (eh >>> 7);
      const s0l = rotateHigh(el, eh, 1) ^ rotateHigh(el, eh, 8) ^ ((el >>> 7) | (eh << 25));
      const s1h = rotateHigh(lh, ll, 19) ^ rotateHigh(ll, lh, 29) ^ (lh >>> 6);
      const s1l = rotateHigh(ll, lh, 19) ^ rotateHigh(lh, ll, 29) ^ ((ll >>> 6) | (lh << 26));
      const low = unsigned(at(words, i - 31)) + unsigned(s0l) + unsigned(at(words, i - 13)) + unsigned(s1l);
      words[i + 1] = low;
      words[i] = at(words, i - 32) + s0h + at(words, i - 14) + s1h + carry(low);
    }
    v.set(state);
    for (let i = 0; i < 160; i += 2) {
      const [ah, al, bh, bl, ch, cl] = [at(v, 0), at(v, 1), at(v, 2), at(v, 3), at(v, 4), at(v, 5)];
      const [eh, el, fh, fl, gh, gl] = [at(v, 8), at(v, 9), at(v, 10), at(v, 11), at(v, 12), at(v, 13)];
      const s1h = rotateHigh(eh, el, 14) ^ rotateHigh(eh, el, 18) ^ rotateHigh(el, eh, 9);
      const s1l = rotateHigh(el, eh, 14) ^ rotateHigh(el, eh, 18) ^ rotateHigh(eh, el, 9);
      const chosenLow = (el & fl) ^ (~el & gl);
      const t1 = unsigned(at(v, 15)) + unsigned(s1l) + unsigned(chosenLow) + unsigned(at(constants, i + 1)) + unsigned(at(words, i + 1));
      const t1h = (at(v, 14) + s1h + ((eh & fh) ^ (~eh & gh)) + at(constants, i) + at(words, i) + carry(t1)) | 0;
      const t1l = t1 | 0;
      const s0h = rotateHigh(ah, al, 28) ^ rotateHigh(al, ah, 2) ^ rotateHigh(al, ah, 7);
      const s0l = rotateHigh(al, ah, 28) ^ rotateHigh(ah, al, 2) ^ rotateHigh(ah, al, 7);
      const t2 = unsigned(s0l) + unsigned((al & bl) ^ (al & cl) ^ (bl & cl));
      const t2h = s0h + ((ah & bh) ^ (ah & ch) ^ (bh & ch)) + carry(t2);
      v.copyWithin(2, 0, 14);
      const eLow = unsigned(at(v, 9)) + unsigned(t1l);
      v[8] = at(v, 8) + t1h + carry(eLow);
      v[9] = eLow;
      const aLow = unsigned(t1l) + unsigned(t2 | 0);
      v[0] = t1h + t2h + carry(aLow);
      v[1] = aLow;
    }
    for (let i = 0; i < 16; i += 2) {
      const low = unsigned(at(state, i + 1)) + unsigned(at(v, i + 1));
      state[i] = at(state, i) + at(v, i) + carry(low);
      state[i + 1] = low;
    }
  }
  return Array.from(state, hex32).join("");
}

/** The high half of high:low rotated right by fewer than 32 bits; swap the halves for the low one, or to rotate by 32 more. */
function rotateHigh(high: number, low: number, by: number): number {
  return (high >>> by) | (low << (32 - by));
}

function unsigned(word: number): number {
  return word >>> 0;
}

/** What a sum of unsigned low halves carries into the high one. */
function carry(sum: number): number {
  return Math.floor(sum / 0x1_0000_0000);
}

function at(words: Int32Array, index: number): number {
  return words[index] as number;
}

function hex32(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}

/** The message, a 1 bit, zeros, and the length in bits in the last eight bytes (the other eight of SHA-512 stay zero). */
function padded(bytes: Uint8Array, blockBytes: 64 | 128, littleEndian: boolean): DataView {
  const tail = blockBytes / 8;
  const view = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 1 + tail) / blockBytes) * blockBytes));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n, littleEndian);
  return view;
}

const md5Sines = once(() => Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 0x1_0000_0000)));
/** The first 64 fractional bits of the cube roots of the first 80 primes, as halves. SHA-256 uses the high halves. */
const shaConstants = once(() => rootHalves(primes(80), 3n));
const sha512Start = once(() => rootHalves(primes(8), 2n));
const sha384Start = once(() => rootHalves(primes(16).slice(8), 2n));

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

function rootHalves(numbers: readonly number[], degree: bigint): Int32Array {
  return Int32Array.from(
    numbers.flatMap((number) => {
      const bits = BigInt.asUintN(64, integerRoot(BigInt(number) << (64n * degree), degree));
      return [Number(bits >> 32n) | 0, Number(bits & 0xffffffffn) | 0];
    }),
  );
}

/** The largest integer whose power does not exceed the number. */
function integerRoot(number: bigint, degree: bigint): bigint {
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= number) low = middle;
    else high = middle;
  }
  return low;
}
