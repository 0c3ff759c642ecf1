import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { KeySchema, KeyType } from "../tables/table.ts";
import { type AttributeValue, orderOf } from "./attribute-value.ts";
import { Binary } from "./binary.ts";
import { itemKeyText, type KeyRange, keyRange, partitionText, type RangeCondition, segmentRange } from "./key-text.ts";
import { canonicalNumber } from "./number.ts";

const schemaOf = (type: KeyType): KeySchema => {
  const [hash, range] = [
    { name: "p", type: "S" as const },
    { name: "s", type },
  ];
  return { hash, range, parts: [hash, range] };
};

const odd = fc.constantFrom("", "\u0000", "\u0001", "\u0002", "a", "~", "é", "\ud7ff", "\uffff", "😀", "\u{10ffff}");
const values: Readonly<Record<KeyType, fc.Arbitrary<AttributeValue>>> = {
  S: fc
    .oneof(
      fc.string({ unit: "binary" }),
      fc.array(odd).map((parts) => parts.join("")),
    )
    .map((S) => ({ S })),
  N: fc
    .record({ coefficient: fc.bigInt(-999n, 999n), exponent: fc.integer({ min: -130, max: 122 }) })
    .map(({ coefficient, exponent }) => ({ N: canonicalNumber(`${coefficient}e${exponent}`) })),
  B: fc.uint8Array().map((bytes) => ({ B: Binary.over(bytes) })),
};

const bytes = (text: string): Buffer => Buffer.from(text, "utf8");

function within(key: string, { prefix, from, before }: KeyRange): boolean {
  if (!key.startsWith(prefix)) return false;
  if (from !== undefined && Buffer.compare(bytes(key), bytes(from)) < 0) return false;
  return before === undefined || Buffer.compare(bytes(key), bytes(before)) < 0;
}

for (const type of ["S", "N", "B"] as const) {
  const schema = schemaOf(type);
  const keyOf = (s: AttributeValue): string => itemKeyText({ p: { S: "p" }, s }, schema);

  test(`within a partition, keys are in the order of their sort keys: ${type}`, () => {
    fc.assert(
      fc.property(values[type], values[type], (one, other) => {
        const order = Buffer.compare(bytes(keyOf(one)), bytes(keyOf(other)));
        assert.equal(order, Math.sign(orderOf(one, other) as number));
      }),
      { numRuns: 500 },
    );
  });

  test(`a range of keys holds exactly the sort keys that meet its condition: ${type}`, () => {
    const partition = partitionText({ S: "p" }, "S");
    fc.assert(
      fc.property(values[type], values[type], values[type], (sort, one, other) => {
        const key = keyOf(sort);
        const holds = (condition: RangeCondition): boolean => within(key, keyRange(partition, schema.range, condition));
        const order = orderOf(sort, one) as number;
        assert.equal(holds({ operator: "=", value: one }), order === 0);
        assert.equal(holds({ operator: "<", value: one }), order < 0);
        assert.equal(holds({ operator: "<=", value: one }), order <= 0);
        assert.equal(holds({ operator: ">", value: one }), order > 0);
        assert.equal(holds({ operator: ">=", value: one }), order >= 0);
        const between = order >= 0 && (orderOf(sort, other) as number) <= 0;
        assert.equal(holds({ operator: "BETWEEN", value: one, upper: other }), between);
        if (one.S !== undefined) assert.equal(holds({ operator: "begins_with", value: one }), (sort.S as string).startsWith(one.S));
        if (one.B !== undefined) {
          const begins = Buffer.compare((sort.B as Uint8Array).subarray(0, one.B.length), one.B) === 0;
          assert.equal(holds({ operator: "begins_with", value: one }), begins);
        }
      }),
      { numRuns: 500 },
    );
  });
}

test("keys are what a store may keep: well-formed, without NUL, and short enough for an index of PostgreSQL", () => {
  const longest = itemKeyText({ p: { S: "é".repeat(1024) }, s: { B: Binary.over(new Uint8Array(1024).fill(255)) } }, schemaOf("B"));
  assert.ok(bytes(longest).length < 2600, String(bytes(longest).length));
  fc.assert(
    fc.property(values.S, values.B, (p, s) => {
      const key = itemKeyText({ p, s }, schemaOf("B"));
      assert.ok(key.isWellFormed() && !key.includes("\u0000"));
    }),
  );
});

test("two keys are never the same text, however long or odd their partition keys are", () => {
  fc.assert(
    fc.property(values.S, values.S, values.S, values.S, (p, s, otherP, otherS) => {
      const same = p.S === otherP.S && s.S === otherS.S;
      assert.equal(itemKeyText({ p, s }, schemaOf("S")) === itemKeyText({ p: otherP, s: otherS }, schemaOf("S")), same);
    }),
  );
  const long = "x".repeat(2000);
  assert.notEqual(partitionText({ S: `${long}a` }, "S"), partitionText({ S: `${long}b` }, "S"));
});

test("every key is in exactly one of so many segments", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 1_000_000 }), (text, total) => {
      const key = partitionText({ S: text }, "S");
      const place = Number.parseInt(key.slice(0, 6), 16);
      const guess = Math.floor((place / 16 ** 6) * total);
      const near = [guess - 1, guess, guess + 1].filter((segment) => segment >= 0 && segment < total);
      assert.equal(near.filter((segment) => within(key, segmentRange(segment, total))).length, 1);
    }),
  );
});
