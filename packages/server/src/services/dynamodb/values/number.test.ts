import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addNumbers, canonicalNumber, compareNumbers, numberAsBytes, numberBytes, orderedNumber, subtractNumbers } from "./number.ts";

/** A number within DynamoDB's bounds, as `coefficient × 10^exponent`. */
const numbers = fc
  .record({ coefficient: fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n), exponent: fc.integer({ min: -130, max: 88 }) })
  .map(({ coefficient, exponent }) => `${coefficient}e${exponent}`);

const scale = 200n;

/** The exact value, as a whole multiple of 10^-scale. */
function exact(text: string): bigint {
  const [, sign, whole = "", fraction = "", power = "0"] = /^(-?)(\d*)(?:\.(\d*))?(?:e(-?\d+))?$/.exec(text) ?? assert.fail(text);
  const magnitude = BigInt(whole + fraction) * 10n ** (scale + BigInt(power) - BigInt(fraction.length));
  return sign === "-" ? -magnitude : magnitude;
}

test("a number's canonical text is the same number, without an exponent, and canonical itself", () => {
  fc.assert(
    fc.property(numbers, (text) => {
      const canonical = canonicalNumber(text);
      assert.equal(exact(canonical), exact(text));
      assert.match(canonical, /^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/);
      assert.equal(canonicalNumber(canonical), canonical);
    }),
  );
});

test("the order of numbers, and that of their ordered texts, is the order of their values", () => {
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const [a, b] = [canonicalNumber(one), canonicalNumber(other)];
      const wanted = exact(a) < exact(b) ? -1 : exact(a) > exact(b) ? 1 : 0;
      assert.equal(Math.sign(compareNumbers(a, b)), wanted);
      const texts = [orderedNumber(a), orderedNumber(b)] as const;
      assert.equal(texts[0] < texts[1] ? -1 : texts[0] > texts[1] ? 1 : 0, wanted);
    }),
  );
});

test("the bytes that partitions are hashed by tell numbers apart", () => {
  fc.assert(fc.property(numbers, numbers, (one, other) => exact(one) === exact(other) || !numberAsBytes(one).equals(numberAsBytes(other))));
});

test("sums and differences are exact, or refused where they need more than 38 digits", () => {
  const near = fc
    .record({ coefficient: fc.bigInt(-(10n ** 20n), 10n ** 20n), exponent: fc.integer({ min: -5, max: 5 }) })
    .map(({ coefficient, exponent }) => canonicalNumber(`${coefficient}e${exponent}`));
  fc.assert(
    fc.property(near, near, (one, other) => {
      assert.equal(exact(addNumbers(one, other)), exact(one) + exact(other));
      assert.equal(exact(subtractNumbers(one, other)), exact(one) - exact(other));
    }),
  );
  assert.throws(() => addNumbers("1", canonicalNumber("1e-40")), /more than 38 significant digits/);
  assert.throws(() => addNumbers(canonicalNumber("9e125"), canonicalNumber("9e125")), /Number overflow/);
});

test("what is no number is refused in DynamoDB's words", () => {
  for (const text of ["b", "1 ", "1_0", "NaN", "Infinity", "0x1", ".", "-", "1e", "e1", "1e1.5", "--1"]) {
    assert.throws(() => canonicalNumber(text), { message: `The parameter cannot be converted to a numeric value: ${text}` });
  }
  assert.throws(() => canonicalNumber(""), { message: "The parameter cannot be converted to a numeric value" });
});

test("a number out of range is refused by its magnitude first, then by its digits", () => {
  const overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
  const underflow = "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  for (const text of ["1e126", "-1e126", "10e125", "123456789012345678901234567890123456789e100"]) {
    assert.throws(() => canonicalNumber(text), { message: overflow });
  }
  for (const text of ["1e-131", "-0.1e-130"]) assert.throws(() => canonicalNumber(text), { message: underflow });
  assert.throws(() => canonicalNumber("123456789012345678901234567890123456789"), {
    message: "Attempting to store more than 38 significant digits in a Number",
  });
});

test("the bounds themselves are numbers", () => {
  assert.equal(canonicalNumber("9.9999999999999999999999999999999999999E+125"), `${"9".repeat(38)}${"0".repeat(88)}`);
  assert.equal(canonicalNumber("-1e-130"), `-0.${"0".repeat(129)}1`);
  assert.equal(canonicalNumber("+1"), "1");
  assert.equal(canonicalNumber("00012.500"), "12.5");
  assert.equal(canonicalNumber(".5"), "0.5");
  assert.equal(canonicalNumber("5."), "5");
  for (const zero of ["0", "-0", "0e500", "0.000"]) assert.equal(canonicalNumber(zero), "0");
});

test("a number counts a byte for two digits, one more, and one for its sign", () => {
  for (const [text, bytes] of [
    ["0", 1],
    ["1", 2],
    ["12", 2],
    ["123", 3],
    ["-1", 3],
    ["100", 2],
    ["1.5", 3],
    ["0.1", 2],
  ] as const) {
    assert.equal(numberBytes(text), bytes, text);
  }
  fc.assert(
    fc.property(fc.integer(), (whole) => {
      // Written with a fraction it takes the other way.
      assert.equal(numberBytes(String(whole)), numberBytes(`${whole}.0`));
    }),
  );
});
