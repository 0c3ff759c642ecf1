import assert from "node:assert/strict";
import { test } from "node:test";
import { createJsonShapes } from "./json-shapes.ts";
import type { ServiceModel } from "./model.ts";

const model = {
  service: "toy",
  shapes: {
    All: {
      type: "structure",
      required: ["text"],
      members: {
        text: { shape: "String" },
        whole: { shape: "Integer" },
        long: { shape: "Long" },
        fraction: { shape: "Double" },
        flag: { shape: "Boolean" },
        blob: { shape: "Blob" },
        at: { shape: "Timestamp" },
        iso: { shape: "Timestamp", timestampFormat: "iso8601" },
        list: { shape: "Strings" },
        map: { shape: "Map" },
        inner: { shape: "All" },
        any: { shape: "Document" },
        renamed: { shape: "String", locationName: "wireName" },
        elsewhere: { shape: "String", location: "header", locationName: "X-Elsewhere" },
      },
    },
    String: { type: "string" },
    Integer: { type: "integer" },
    Long: { type: "long" },
    Double: { type: "double" },
    Boolean: { type: "boolean" },
    Blob: { type: "blob" },
    Timestamp: { type: "timestamp" },
    Strings: { type: "list", member: { shape: "String" } },
    Map: { type: "map", key: { shape: "String" }, value: { shape: "Integer" } },
    Document: { type: "structure", document: true },
  },
} as unknown as ServiceModel;

const shapes = createJsonShapes(model);
const read = shapes.reader("All");
const write = shapes.writer("All");

test("every kind of member is read", () => {
  assert.deepEqual(
    read({
      text: "a",
      whole: 1,
      long: 2 ** 40,
      fraction: 0.5,
      flag: false,
      blob: "AP8=",
      at: 1.5,
      iso: "2026-01-01T00:00:00Z",
      list: ["x"],
      map: { k: 1 },
      inner: { text: "b" },
      any: { z: [1] },
      wireName: "r",
    }),
    {
      text: "a",
      whole: 1,
      long: 2 ** 40,
      fraction: 0.5,
      flag: false,
      blob: Buffer.from([0, 255]),
      at: 1500,
      iso: Date.parse("2026-01-01T00:00:00Z"),
      list: ["x"],
      map: { k: 1 },
      inner: { text: "b" },
      any: { z: [1] },
      renamed: "r",
    },
  );
});

test("unknown members, members bound elsewhere and nulls are left out", () => {
  assert.deepEqual(read({ unknown: 1, elsewhere: "x", "X-Elsewhere": "x", text: null, constructor: "x" }), {});
});

test("a key named __proto__ is data", () => {
  const value = read(JSON.parse('{"map":{"__proto__":1}}')) as { map: object };
  assert.deepEqual(Object.keys(value.map), ["__proto__"]);
  assert.equal(Object.getPrototypeOf(value.map), Object.prototype);
  assert.equal(JSON.stringify(write({ text: "", map: value.map })), '{"text":"","map":{"__proto__":1}}');
});

const wrong: readonly [json: unknown, message: string][] = [
  [{ text: 1 }, "NUMBER_VALUE can not be converted to a String"],
  [{ text: true }, "TRUE_VALUE can not be converted to a String"],
  [{ text: {} }, "Start of structure or map found where not expected."],
  [{ text: [] }, "Start of list found where not expected."],
  [{ whole: "1" }, "STRING_VALUE can not be converted to an Integer"],
  [{ whole: 1.5 }, "DECIMAL_VALUE can not be converted to an Integer"],
  [{ whole: 2 ** 40 }, "NUMBER_VALUE can not be converted to an Integer"],
  [{ flag: "true" }, "STRING_VALUE can not be converted to a Boolean"],
  [{ at: "yesterday" }, "STRING_VALUE can not be converted to a Timestamp"],
  [{ blob: "***" }, "A Blob is not valid Base64."],
  [{ list: "x" }, "Unexpected field type."],
  [{ list: [1] }, "NUMBER_VALUE can not be converted to a String"],
  [{ map: [] }, "Start of list found where not expected."],
  ["x", "Unexpected field type."],
  [[], "Start of list found where not expected."],
];

for (const [json, message] of wrong) {
  test(`${JSON.stringify(json)} is a SerializationException: ${message}`, () => {
    assert.throws(() => read(json), { code: "SerializationException", message });
  });
}

test("every kind of member is written, in the model's order, without what is undefined", () => {
  assert.equal(
    JSON.stringify(
      write({
        at: 1_700_000_000_123,
        iso: 1_700_000_000_000,
        blob: new Uint8Array([0, 255]),
        text: "a",
        whole: undefined,
        fraction: Number.NaN,
        renamed: "r",
        unknown: 1,
        elsewhere: "h",
      }),
    ),
    '{"text":"a","fraction":"NaN","blob":"AP8=","at":1700000000.123,"iso":"2023-11-14T22:13:20Z","wireName":"r"}',
  );
});

test("an output of the wrong type, or without a required member, is a bug", () => {
  assert.throws(() => write({ text: 1 }), { name: "InvariantViolation", message: /String/ });
  assert.throws(() => write({}), { name: "InvariantViolation", message: /lacks text/ });
  assert.throws(() => write(undefined), { name: "InvariantViolation" });
  assert.throws(() => write({ text: "", at: new Date() }), { name: "InvariantViolation" });
});
