import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { base64Decode, base64Encode } from "./base64.ts";
import { hashAlgorithms, hashHex } from "./hash.ts";
import { utf8Decode, utf8Encode } from "./utf8.ts";

const lengths = [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 110, 111, 112, 113, 127, 128, 129, 300, 10_000];

for (const algorithm of hashAlgorithms) {
  test(`${algorithm} agrees with Node at every padding boundary`, () => {
    for (const length of lengths) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 151 + length) & 0xff);
      assert.equal(hashHex(algorithm, bytes), createHash(algorithm.replace("-", "")).update(bytes).digest("hex"), `${length} bytes`);
    }
  });
}

test("UTF-8 agrees with Node in both directions, malformed bytes included", () => {
  for (const text of ["", "plain", "größe", "€uro", "🆗 emoji", "\ud800 alone", "\udc00\ud800"]) {
    assert.deepEqual(Buffer.from(utf8Encode(text)), Buffer.from(text, "utf8"));
  }
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (let seed = 1; seed <= 2000; seed++) {
    const bytes = Uint8Array.from(
      { length: 8 },
      (_, i) =>
        [0x41, 0x80, 0xbf, 0xc1, 0xc3, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0x9f, 0xa0, 0x90][
          (seed * 7919 + i * i * 104_729 + ((seed >> i) & 7)) % 14
        ] as number,
    );
    assert.equal(utf8Decode(bytes), decoder.decode(bytes), `seed ${seed}: ${Buffer.from(bytes).toString("hex")}`);
  }
});

test("Base64 agrees with Node and refuses what is not Base64", () => {
  for (const length of lengths) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 0xff);
    const text = Buffer.from(bytes).toString("base64");
    assert.equal(base64Encode(bytes), text);
    assert.deepEqual(base64Decode(text), bytes);
    assert.deepEqual(base64Decode(text.replace(/=+$/, "")), bytes);
  }
  for (const text of ["a", "a===", "ab=", "ab-_", "ab c", "====", "=", "abcd="]) assert.equal(base64Decode(text), undefined, text);
});
