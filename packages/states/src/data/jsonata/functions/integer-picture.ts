/**
 * Integers in pictures of XPath's format-integer: digits with grouping ("#,##0"), letters ("a"), Roman numerals
 * ("I") and English words ("w"), each as ordinal with ";o". Every picture formats and reads back.
 */

import { JsonataError } from "../errors.ts";
import { pictureCharactersMax } from "../limits.ts";

type LetterCase = "lower" | "upper" | "title";

export type IntegerPicture =
  | { readonly kind: "letters"; readonly letterCase: LetterCase; readonly ordinal: boolean }
  | { readonly kind: "roman"; readonly letterCase: LetterCase; readonly ordinal: boolean }
  | { readonly kind: "words"; readonly letterCase: LetterCase; readonly ordinal: boolean }
  | { readonly kind: "unknown"; readonly token: string; readonly letterCase: LetterCase; readonly ordinal: boolean }
  | DecimalPicture;

export interface DecimalPicture {
  readonly kind: "decimal";
  readonly ordinal: boolean;
  /** Code of the digit zero in the family used. */
  readonly zero: number;
  readonly mandatoryDigits: number;
  readonly optionalDigits: number;
  /** Separators at these places, counted in digits from the right; or one for every so many digits. */
  readonly separators: readonly { readonly position: number; readonly character: string }[];
  readonly repeats: boolean;
}

/** Codes of the zeros of Unicode's decimal digit families. */
const zeros = [
  0x30, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20,
  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0,
  0xaa50, 0xabf0, 0xff10,
];

/** @throws JsonataError D3131 for digits of several families. */
export function parseIntegerPicture(picture: string): IntegerPicture {
  if (picture.length > pictureCharactersMax) throw new JsonataError("D3130", { value: picture.slice(0, 20) });
  const semicolon = picture.lastIndexOf(";");
  const primary = semicolon === -1 ? picture : picture.slice(0, semicolon);
  const ordinal = semicolon !== -1 && picture[semicolon + 1] === "o";
  switch (primary) {
    case "A":
    case "a":
      return { kind: "letters", letterCase: primary === "A" ? "upper" : "lower", ordinal };
    case "I":
    case "i":
      return { kind: "roman", letterCase: primary === "I" ? "upper" : "lower", ordinal };
    case "W":
      return { kind: "words", letterCase: "upper", ordinal };
    case "Ww":
      return { kind: "words", letterCase: "title", ordinal };
    case "w":
      return { kind: "words", letterCase: "lower", ordinal };
    default:
      return parseDecimalPicture(primary, ordinal);
  }
}

function parseDecimalPicture(primary: string, ordinal: boolean): IntegerPicture {
  let zero: number | undefined;
  let mandatoryDigits = 0;
  let optionalDigits = 0;
  const separators: { position: number; character: string }[] = [];
  let position = 0;
  for (const character of Array.from(primary).reverse()) {
    const code = character.codePointAt(0) as number;
    const family = zeros.find((start) => code >= start && code <= start + 9);
    if (family !== undefined) {
      if (zero !== undefined && zero !== family) throw new JsonataError("D3131");
      zero = family;
      mandatoryDigits++;
      position++;
    } else if (character === "#") {
      optionalDigits++;
      position++;
    } else {
      separators.push({ position, character });
    }
  }
  if (zero === undefined) return { kind: "unknown", token: primary, letterCase: "lower", ordinal };
  const interval = regularInterval(separators);
  const repeats = interval > 0;
  return {
    kind: "decimal",
    ordinal,
    zero,
    mandatoryDigits,
    optionalDigits,
    separators: repeats ? [{ position: interval, character: (separators[0] as { character: string }).character }] : separators,
    repeats,
  };
}

/** How many digits lie between separators, when they are all alike and evenly spread; 0 otherwise. */
function regularInterval(separators: readonly { readonly position: number; readonly character: string }[]): number {
  const [first] = separators;
  if (first === undefined || separators.some((separator) => separator.character !== first.character)) return 0;
  const positions = separators.map((separator) => separator.position);
  const interval = positions.reduce(greatestCommonDivisor);
  for (let i = 1; i <= positions.length; i++) if (!positions.includes(i * interval)) return 0;
  return interval;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

// ---- formatting

/** @throws JsonataError D3130 for a picture that is none of these. */
export function formatInteger(value: number, picture: IntegerPicture): string {
  if (!Number.isFinite(value)) throw new JsonataError("D1001", { value });
  const magnitude = Math.abs(Math.floor(value));
  return (value < 0 ? "-" : "") + formatMagnitude(magnitude, picture);
}

function formatMagnitude(value: number, picture: IntegerPicture): string {
  switch (picture.kind) {
    case "letters":
      return letters(value, picture.letterCase === "upper" ? "A" : "a");
    case "roman": {
      const roman = romanNumeral(value);
      return picture.letterCase === "upper" ? roman.toUpperCase() : roman;
    }
    case "words":
      return inCase(words(value, picture.ordinal), picture.letterCase);
    case "unknown":
      throw new JsonataError("D3130", { value: picture.token });
    case "decimal":
      return decimalDigits(value, picture) + (picture.ordinal ? ordinalSuffix(value) : "");
  }
}

function decimalDigits(value: number, picture: DecimalPicture): string {
  const digits = BigInt(value).toString().padStart(picture.mandatoryDigits, "0");
  let formatted = "";
  for (let i = 0; i < digits.length; i++) {
    const fromRight = digits.length - i;
    if (i > 0) formatted += separatorAt(picture, fromRight);
    formatted += String.fromCodePoint(digits.charCodeAt(i) - 0x30 + picture.zero);
  }
  return formatted;
}

function separatorAt(picture: DecimalPicture, position: number): string {
  const { separators, repeats } = picture;
  if (repeats) {
    const [every] = separators;
    return every !== undefined && position % every.position === 0 ? every.character : "";
  }
  return separators.find((separator) => separator.position === position)?.character ?? "";
}

function ordinalSuffix(value: number): string {
  const tens = Math.floor(value / 10) % 10;
  if (tens === 1) return "th";
  return ["th", "st", "nd", "rd"][value % 10] ?? "th";
}

function letters(value: number, first: string): string {
  const base = first.charCodeAt(0);
  let text = "";
  for (let rest = value; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(((rest - 1) % 26) + base) + text;
  return text;
}

const romanSteps: readonly (readonly [number, string])[] = [
  [1000, "m"],
  [900, "cm"],
  [500, "d"],
  [400, "cd"],
  [100, "c"],
  [90, "xc"],
  [50, "l"],
  [40, "xl"],
  [10, "x"],
  [9, "ix"],
  [5, "v"],
  [4, "iv"],
  [1, "i"],
];

/** Ours: a numeral of a million would have a thousand letters. */
const romanMax = 1_000_000;

function romanNumeral(value: number): string {
  if (value > romanMax) throw new JsonataError("D3130", { value });
  let rest = value;
  let text = "";
  for (const [amount, numeral] of romanSteps) {
    for (; rest >= amount; rest -= amount) text += numeral;
  }
  return text;
}

const units = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
];
const ordinalUnits = [
  "zeroth",
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth",
  "eleventh",
  "twelfth",
  "thirteenth",
  "fourteenth",
  "fifteenth",
  "sixteenth",
  "seventeenth",
  "eighteenth",
  "nineteenth",
];
const tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const thousands = ["thousand", "million", "billion", "trillion"];

/** `follows`: a larger part was spelled before, so this one is joined with "and" or a comma. */
function words(value: number, ordinal: boolean, follows = false): string {
  if (value < 20) return (follows ? " and " : "") + (ordinal ? ordinalUnits : units)[value];
  if (value < 100) {
    const ten = tens[Math.floor(value / 10) - 2] as string;
    const unit = value % 10;
    let text = (follows ? " and " : "") + ten;
    if (unit > 0) text += `-${(ordinal ? ordinalUnits : units)[unit]}`;
    else if (ordinal) text = `${text.slice(0, -1)}ieth`;
    return text;
  }
  const joint = follows ? ", " : "";
  if (value < 1000) return joint + composed(units[Math.floor(value / 100)] as string, "hundred", value % 100, ordinal);
  const magnitude = Math.min(Math.floor(Math.log10(value) / 3), thousands.length);
  const factor = 10 ** (3 * magnitude);
  const head = Math.floor(value / factor);
  return joint + composed(words(head, false), thousands[magnitude - 1] as string, value - head * factor, ordinal);
}

function composed(head: string, scale: string, rest: number, ordinal: boolean): string {
  if (rest > 0) return `${head} ${scale}${words(rest, ordinal, true)}`;
  return `${head} ${scale}${ordinal ? "th" : ""}`;
}

function inCase(text: string, letterCase: LetterCase): string {
  if (letterCase === "upper") return text.toUpperCase();
  if (letterCase === "lower") return text;
  return text.replace(/[a-z]+/g, (word) => (word === "and" ? word : word.charAt(0).toUpperCase() + word.slice(1)));
}

// ---- reading back

const wordValues: ReadonlyMap<string, number> = new Map([
  ...units.map((word, value) => [word, value] as const),
  ...ordinalUnits.map((word, value) => [word, value] as const),
  ...tens.map((word, index) => [word, 10 * (index + 2)] as const),
  ...tens.map((word, index) => [`${word.slice(0, -1)}ieth`, 10 * (index + 2)] as const),
  ["hundred", 100],
  ["hundredth", 100],
  ...thousands.map((word, index) => [word, 1000 ** (index + 1)] as const),
  ...thousands.map((word, index) => [`${word}th`, 1000 ** (index + 1)] as const),
]);
const anyWord = [...wordValues.keys()].sort((a, b) => b.length - a.length).join("|");

/** How a number in that picture looks, as the source of a regular expression (see ../regex.ts). */
export function integerPattern(picture: IntegerPicture): string {
  switch (picture.kind) {
    case "letters":
      return picture.letterCase === "upper" ? "[A-Z]+" : "[a-z]+";
    case "roman":
      return picture.letterCase === "upper" ? "[MDCLXVI]+" : "[mdclxvi]+";
    case "words":
      return `(?:${anyWord}|and|[-, ])+`;
    case "unknown":
      throw new JsonataError("D3130", { value: picture.token });
    case "decimal": {
      const separators = picture.separators
        .map(({ character }) => `\\u${(character.codePointAt(0) as number).toString(16).padStart(4, "0")}`)
        .join("");
      const family = `\\u${picture.zero.toString(16).padStart(4, "0")}-\\u${(picture.zero + 9).toString(16).padStart(4, "0")}`;
      return `[${family}${separators}]+${picture.ordinal ? "(?:th|st|nd|rd)" : ""}`;
    }
  }
}

/** The number that the text, which fits the pattern, stands for. */
export function parseInteger(text: string, picture: IntegerPicture): number {
  switch (picture.kind) {
    case "letters": {
      const base = picture.letterCase === "upper" ? 64 : 96;
      let value = 0;
      for (const letter of text) value = value * 26 + letter.charCodeAt(0) - base;
      return value;
    }
    case "roman":
      return parseRoman(text.toLowerCase());
    case "words":
      return parseWords(text.toLowerCase());
    case "unknown":
      throw new JsonataError("D3130", { value: picture.token });
    case "decimal": {
      let digits = "";
      for (const character of text) {
        const digit = (character.codePointAt(0) as number) - picture.zero;
        if (digit >= 0 && digit <= 9) digits += digit;
      }
      return Number.parseInt(digits, 10);
    }
  }
}

function parseRoman(text: string): number {
  const values: Readonly<Record<string, number>> = { m: 1000, d: 500, c: 100, l: 50, x: 10, v: 5, i: 1 };
  let total = 0;
  let largest = 1;
  for (let i = text.length - 1; i >= 0; i--) {
    const value = values[text[i] as string] ?? 0;
    if (value < largest) {
      total -= value;
    } else {
      largest = value;
      total += value;
    }
  }
  return total;
}

function parseWords(text: string): number {
  const values = text
    .split(/,\s|\sand\s|[\s-]/)
    .map((word) => wordValues.get(word))
    .filter((value) => value !== undefined);
  // Parts below a scale word are summed, the scale multiplies what stands before it.
  const segments = [0];
  for (const value of values) {
    if (value < 100) {
      const top = segments.pop() as number;
      if (top >= 1000) segments.push(top, value);
      else segments.push(top + value);
    } else {
      segments.push((segments.pop() as number) * value);
    }
  }
  return segments.reduce((sum, segment) => sum + segment, 0);
}
