import assert from "node:assert/strict";
import { test } from "node:test";
import { nestsDeeperThan, parseJsonBody } from "./json-body.ts";
import { jsonDepthMax } from "./limits.ts";

const refused = { code: "SerializationException", httpStatus: 400 };

test("an empty body is no value", () => {
  assert.equal(parseJsonBody(new Uint8Array(0)), undefined);
});

test("what is not JSON, or not UTF-8, is a SerializationException", () => {
  for (const text of ["{", "nope", '{"a":1}x', " "]) assert.throws(() => parseJsonBody(Buffer.from(text)), refused);
  assert.throws(() => parseJsonBody(new Uint8Array([0x22, 0xff, 0x22])), refused);
});

test("a hundred thousand levels are refused at once, as arrays and as objects", () => {
  assert.throws(() => parseJsonBody(Buffer.from("[".repeat(100_000) + "]".repeat(100_000))), refused);
  assert.throws(() => parseJsonBody(Buffer.from(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)), refused);
});

test("the deepest nesting allowed is parsed", () => {
  assert.ok(parseJsonBody(Buffer.from("[".repeat(jsonDepthMax) + "]".repeat(jsonDepthMax))));
  assert.throws(() => parseJsonBody(Buffer.from("[".repeat(jsonDepthMax + 1) + "]".repeat(jsonDepthMax + 1))), refused);
});

test("brackets in strings do not nest, behind escapes neither", () => {
  assert.equal(nestsDeeperThan(JSON.stringify({ definition: "[".repeat(50), more: '\\"[[[[[\\', last: ["[\\"] }), 2), false);
  assert.equal(nestsDeeperThan('["\\\\",[["x"]]]', 2), true);
  assert.equal(nestsDeeperThan('["unfinished [[[[[', 2), false);
});
