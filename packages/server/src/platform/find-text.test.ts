import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findText, includesBytes } from "./find-text.ts";

test("it finds what indexOf finds, where indexOf finds it", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
  fc.assert(
    fc.property(letters, letters, fc.nat(400), (before, piece, from) => {
      // Long enough that the engine's own search is not taken.
      const needle = piece.repeat(40);
      const text = (before + needle.slice(0, -1)).repeat(200) + needle + before;
      assert.equal(findText(text, needle, from), text.indexOf(needle, from));
      assert.equal(includesBytes(Buffer.from(text), Buffer.from(needle)), text.includes(needle));
    }),
    { numRuns: 300 },
  );
  assert.equal(findText("abc", ""), 0);
  assert.equal(findText("abc", "c", 1), 2);
});

test("a needle that almost matches everywhere does not take long", () => {
  const needle = `${"a".repeat(50_000)}b${"a".repeat(50_000)}`;
  const text = "a".repeat(400_000);
  const beganMs = performance.now();
  assert.equal(findText(text, needle), -1);
  assert.equal(includesBytes(Buffer.from(text), Buffer.from(needle)), false);
  const tookMs = performance.now() - beganMs;
  assert.ok(tookMs < 500, `${tookMs} ms`);
});
