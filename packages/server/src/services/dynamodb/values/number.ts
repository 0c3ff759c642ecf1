/**
 * DynamoDB's numbers: exact decimals of up to 38 significant digits, magnitudes from 1E-130 to 9.99...E+125 (developer guide,
 * "Number"). They travel and are kept as text, in one canonical form, so that equal numbers are equal texts.
 */

import { numberDigitsMax, numberExponentMax, numberExponentMin } from "../limits.ts";

/** `±0.DDD… × 10^exponent`: digits without zeros at either end; no digits for zero. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** Why a text is no number of DynamoDB's: the words of its refusal. */
export class NumberRefused extends Error {}

// The grammar of Java's BigDecimal.
const grammar = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const canonicalInteger = /^(?:0|-?[1-9]\d{0,14})$/;
/** Longer exponents than any number has; more digits would only be parsed in vain. */
const exponentDigitsMax = 10;

/** Throws NumberRefused. */
function parseDecimal(text: string): Decimal {
  const found = grammar.exec(text);
  const [, sign = "", whole = "", fraction = "", power = "0"] = found ?? [];
  if (found === null || whole.length + fraction.length === 0 || power.length > exponentDigitsMax) {
    throw new NumberRefused(
      text === ""
        ? "The parameter cannot be converted to a numeric value"
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  }
  const all = whole + fraction;
  let first = 0;
  while (first < all.length && all.charCodeAt(first) === zeroCode) first += 1;
  if (first === all.length) return { negative: false, digits: "", exponent: 0 };
  let last = all.length;
  while (all.charCodeAt(last - 1) === zeroCode) last -= 1;
  return checked({ negative: sign === "-", digits: all.slice(first, last), exponent: whole.length - first + Number(power) });
}

const zeroCode = 48;

/** Holds a number against DynamoDB's bounds. */
function checked(decimal: Decimal): Decimal {
  // The developer guide counts the exponent of d.ddd, one less than this one's.
  if (decimal.exponent - 1 > numberExponentMax) {
    throw new NumberRefused("Number overflow. Attempting to store a number with magnitude larger than supported range");
  }
  if (decimal.exponent - 1 < numberExponentMin) {
    throw new NumberRefused("Number underflow. Attempting to store a number with magnitude smaller than supported range");
  }
  if (decimal.digits.length > numberDigitsMax) {
    throw new NumberRefused("Attempting to store more than 38 significant digits in a Number");
  }
  return decimal;
}

/** Plain digits, never an exponent: `-12.5`, `0.001`. */
function decimalText({ negative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits + "0".repeat(exponent - digits.length);
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The one text DynamoDB answers for that number. Throws NumberRefused. */
export function canonicalNumber(text: string): string {
  return canonicalInteger.test(text) ? text : decimalText(parseDecimal(text));
}

/** Below, equal to or above zero as the first is less than, equal to or greater than the second. Both canonical. */
export function compareNumbers(one: string, other: string): number {
  if (one === other) return 0;
  // Fifteen digits are exact in a double.
  if (one.length <= 15 && other.length <= 15 && canonicalInteger.test(one) && canonicalInteger.test(other))
    return Number(one) - Number(other);
  const a = parseDecimal(one);
  const b = parseDecimal(other);
  const signs = signOf(a) - signOf(b);
  if (signs !== 0) return signs;
  return a.negative ? compareMagnitudes(b, a) : compareMagnitudes(a, b);
}

function signOf({ digits, negative }: Decimal): number {
  if (digits === "") return 0;
  return negative ? -1 : 1;
}

function compareMagnitudes(a: Decimal, b: Decimal): number {
  if (a.exponent !== b.exponent) return a.exponent - b.exponent;
  // Without trailing zeros, digits compare as text: the shorter of two with a common beginning is less.
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -1 : 1;
}

/** Sum of two canonical numbers, canonical. Throws NumberRefused where the sum is out of bounds. */
export function addNumbers(one: string, other: string): string {
  return sum(parseDecimal(one), parseDecimal(other));
}

export function subtractNumbers(one: string, other: string): string {
  const subtracted = parseDecimal(other);
  return sum(parseDecimal(one), { ...subtracted, negative: !subtracted.negative });
}

function sum(a: Decimal, b: Decimal): string {
  if (a.digits === "") return decimalText(b.digits === "" ? a : b);
  if (b.digits === "") return decimalText(a);
  const scale = Math.min(a.exponent - a.digits.length, b.exponent - b.digits.length);
  const total = scaled(a, scale) + scaled(b, scale);
  if (total === 0n) return "0";
  const text = String(total < 0n ? -total : total);
  let last = text.length;
  while (text.charCodeAt(last - 1) === zeroCode) last -= 1;
  return decimalText(checked({ negative: total < 0n, digits: text.slice(0, last), exponent: text.length + scale }));
}

/** The number as a whole multiple of 10^scale. */
function scaled({ negative, digits, exponent }: Decimal, scale: number): bigint {
  const magnitude = BigInt(digits) * 10n ** BigInt(exponent - digits.length - scale);
  return negative ? -magnitude : magnitude;
}

/** Developer guide, "DynamoDB item sizes and formats": a byte for two significant digits, one more, and one for the sign. */
export function numberBytes(text: string): number {
  if (canonicalInteger.test(text)) return integerBytes(text);
  const { digits, negative, exponent } = parseDecimal(text);
  if (digits === "") return 1;
  // Digits are kept in pairs that begin at the decimal point: an odd exponent makes the first pair half empty.
  const pairs = Math.ceil((digits.length + (exponent % 2 === 0 ? 0 : 1)) / 2);
  return 1 + pairs + (negative ? 1 : 0);
}

/** The same for what nearly all numbers are. */
function integerBytes(text: string): number {
  if (text === "0") return 1;
  const sign = text.charCodeAt(0) === minusCode ? 1 : 0;
  let last = text.length;
  while (text.charCodeAt(last - 1) === zeroCode) last -= 1;
  const odd = (text.length - sign) % 2;
  return 1 + Math.ceil((last - sign + odd) / 2) + sign;
}

const minusCode = 45;
const biasedExponent = 500;

/** A text whose order by characters is the order of the numbers. */
export function orderedNumber(text: string): string {
  const { digits, negative, exponent } = parseDecimal(text);
  if (digits === "") return "2";
  if (!negative) return `3${biasedExponent + exponent}${digits}`;
  let complement = "";
  for (const digit of digits) complement += String(9 - Number(digit));
  // The greater the magnitude, the less the number; what ends comes after what goes on.
  return `1${biasedExponent - exponent}${complement}~`;
}

/**
 * The number in pairs of digits with an exponent in front, each pair one more than its value, or 101 less it for negative
 * numbers, which then end with 102: the decimal form of databases that order numbers by their bytes. Partition keys are hashed in it.
 */
export function numberAsBytes(text: string): Buffer {
  const { digits, negative, exponent } = parseDecimal(text);
  if (digits === "") return Buffer.from([0x80]);
  const odd = exponent % 2 !== 0;
  const padded = (odd ? "0" : "") + digits;
  const pairs: number[] = [];
  for (let at = 0; at < padded.length; at += 2) {
    const pair = Number(padded.slice(at, at + 2).padEnd(2, "0"));
    pairs.push(negative ? 101 - pair : pair + 1);
  }
  const power = (exponent + (odd ? 1 : 0)) / 2 - 64;
  return Buffer.from([negative ? ~power : power, ...pairs, ...(negative && pairs.length < 20 ? [102] : [])]);
}
