/** `$formatNumber`: decimal pictures of XPath's format-number, in the default decimal format or one with other symbols. */

import { JsonataError, type ErrorCode } from "../errors.ts";
import { pictureCharactersMax } from "../limits.ts";
import { type Members, type Value, isMembers, member } from "../values.ts";
import { roundHalfEven } from "./numeric.ts";

interface Symbols {
  readonly decimal: string;
  readonly grouping: string;
  readonly exponent: string;
  readonly minus: string;
  readonly percent: string;
  readonly perMille: string;
  readonly zero: string;
  readonly digit: string;
  readonly pattern: string;
}

function symbolsOf(options: Value): Symbols {
  const given = (name: string, otherwise: string): string => {
    const value = isMembers(options) ? member(options as Members, name) : undefined;
    return typeof value === "string" && value !== "" ? value : otherwise;
  };
  return {
    decimal: given("decimal-separator", "."),
    grouping: given("grouping-separator", ","),
    exponent: given("exponent-separator", "e"),
    minus: given("minus-sign", "-"),
    percent: given("percent", "%"),
    perMille: given("per-mille", "\u2030"),
    zero: given("zero-digit", "0"),
    digit: given("digit", "#"),
    pattern: given("pattern-separator", ";"),
  };
}

/** A sub-picture cut into what stands around the number and the parts of the number itself. */
interface Parts {
  readonly prefix: string;
  readonly suffix: string;
  readonly active: string;
  readonly mantissa: string;
  readonly exponent: string | undefined;
  readonly integer: string;
  readonly fraction: string;
  readonly text: string;
}

interface SubPicture {
  readonly prefix: string;
  readonly suffix: string;
  readonly scale: number;
  readonly integerGroups: readonly number[];
  readonly regularGroup: number;
  readonly fractionGroups: readonly number[];
  readonly minimumInteger: number;
  readonly scalingFactor: number;
  readonly minimumFraction: number;
  readonly maximumFraction: number;
  readonly minimumExponent: number;
  readonly hasDecimalPoint: boolean;
}

/** @throws JsonataError D3080 to D3093 for a malformed picture. */
export function formatNumber(value: number, picture: string, options: Value): string {
  // A percentage or per-mille picture multiplies, so there must be room for that.
  if (!Number.isFinite(value * 1000)) throw new JsonataError("D1001", { value });
  const symbols = symbolsOf(options);
  if (picture.length > pictureCharactersMax) throw new JsonataError("D3086");
  const pictures = picture.split(symbols.pattern);
  if (pictures.length > 2) throw new JsonataError("D3080");
  const [positive, negative] = pictures.map((text) => analyse(text, symbols)) as [SubPicture, SubPicture | undefined];
  const chosen = value >= 0 ? positive : (negative ?? { ...positive, prefix: symbols.minus + positive.prefix });
  return chosen.prefix + digitsOf(Math.abs(value), chosen, symbols) + chosen.suffix;
}

function isActive(character: string, symbols: Symbols): boolean {
  return (
    character === symbols.decimal ||
    character === symbols.exponent ||
    character === symbols.grouping ||
    character === symbols.digit ||
    isDigit(character, symbols)
  );
}

function isDigit(character: string, symbols: Symbols): boolean {
  const distance = character.charCodeAt(0) - symbols.zero.charCodeAt(0);
  return distance >= 0 && distance <= 9;
}

function split(text: string, symbols: Symbols): Parts {
  const units = text.split("");
  const marks = (unit: string): boolean => isActive(unit, symbols) && unit !== symbols.exponent;
  const first = units.findIndex(marks);
  const last = units.findLastIndex(marks);
  const prefix = first === -1 ? text : text.slice(0, first);
  const suffix = first === -1 ? "" : text.slice(last + 1);
  const active = first === -1 ? "" : text.slice(first, last + 1);
  const exponentAt = text.indexOf(symbols.exponent, prefix.length);
  const hasExponent = exponentAt !== -1 && exponentAt <= text.length - suffix.length;
  const mantissa = hasExponent ? active.slice(0, exponentAt - prefix.length) : active;
  const decimalAt = mantissa.indexOf(symbols.decimal);
  return {
    prefix,
    suffix,
    active,
    mantissa,
    exponent: hasExponent ? active.slice(exponentAt - prefix.length + symbols.exponent.length) : undefined,
    integer: decimalAt === -1 ? mantissa : mantissa.slice(0, decimalAt),
    fraction: decimalAt === -1 ? "" : mantissa.slice(decimalAt + 1),
    text,
  };
}

function check(parts: Parts, symbols: Symbols): void {
  const refuse = (code: ErrorCode): never => {
    throw new JsonataError(code);
  };
  const { text, active, mantissa, integer, fraction, exponent } = parts;
  const count = (symbol: string): number => text.split(symbol).length - 1;
  if (count(symbols.decimal) > 1) refuse("D3081");
  if (active === "") refuse("D3086");
  if (count(symbols.percent) > 1) refuse("D3082");
  if (count(symbols.perMille) > 1) refuse("D3083");
  if (count(symbols.percent) > 0 && count(symbols.perMille) > 0) refuse("D3084");
  if (!mantissa.split("").some((unit) => unit === symbols.digit || isDigit(unit, symbols))) refuse("D3085");
  if (active.split("").some((unit) => !isActive(unit, symbols))) refuse("D3086");
  const pointAt = mantissa.indexOf(symbols.decimal);
  if (pointAt !== -1 && (mantissa[pointAt - 1] === symbols.grouping || mantissa[pointAt + 1] === symbols.grouping)) refuse("D3087");
  if (pointAt === -1 && integer.endsWith(symbols.grouping)) refuse("D3088");
  if (text.includes(symbols.grouping + symbols.grouping)) refuse("D3089");
  const lastOptional = integer.lastIndexOf(symbols.digit);
  if (integer.split("").some((unit, at) => at < lastOptional && isDigit(unit, symbols))) refuse("D3090");
  const firstOptional = fraction.indexOf(symbols.digit);
  if (firstOptional !== -1 && fraction.split("").some((unit, at) => at > firstOptional && isDigit(unit, symbols))) refuse("D3091");
  if (exponent === undefined) return;
  if (exponent.length > 0 && (count(symbols.percent) > 0 || count(symbols.perMille) > 0)) refuse("D3092");
  if (exponent.length === 0 || exponent.split("").some((unit) => !isDigit(unit, symbols))) refuse("D3093");
}

function analyse(text: string, symbols: Symbols): SubPicture {
  const parts = split(text, symbols);
  check(parts, symbols);
  const { integer, fraction, exponent } = parts;
  const countDigits = (part: string): number => part.split("").filter((unit) => isDigit(unit, symbols)).length;
  const isPlace = (unit: string): boolean => unit === symbols.digit || isDigit(unit, symbols);
  const integerGroups = groupsFromRight(integer, symbols.grouping, isPlace);
  let minimumInteger = countDigits(integer);
  const scalingFactor = minimumInteger;
  let minimumFraction = countDigits(fraction);
  let maximumFraction = fraction.split("").filter(isPlace).length;
  const hasExponent = exponent !== undefined;
  if (minimumInteger === 0 && maximumFraction === 0) {
    if (hasExponent) {
      minimumFraction = 1;
      maximumFraction = 1;
    } else {
      minimumInteger = 1;
    }
  }
  if (hasExponent && minimumInteger === 0 && integer.includes(symbols.digit)) minimumInteger = 1;
  if (minimumInteger === 0 && minimumFraction === 0) minimumFraction = 1;
  return {
    prefix: parts.prefix,
    suffix: parts.suffix,
    scale: text.includes(symbols.percent) ? 100 : text.includes(symbols.perMille) ? 1000 : 1,
    integerGroups,
    regularGroup: regularGroup(integerGroups),
    fractionGroups: groupsFromLeft(fraction, symbols.grouping, isPlace),
    minimumInteger,
    scalingFactor,
    minimumFraction,
    maximumFraction,
    minimumExponent: hasExponent ? countDigits(exponent) : 0,
    hasDecimalPoint: text.includes(symbols.decimal),
  };
}

/** How many digits stand right of each separator. */
function groupsFromRight(part: string, separator: string, isPlace: (unit: string) => boolean): readonly number[] {
  const units = part.split("");
  return units.flatMap((unit, at) => (unit === separator ? [units.slice(at).filter(isPlace).length] : []));
}

function groupsFromLeft(part: string, separator: string, isPlace: (unit: string) => boolean): readonly number[] {
  const units = part.split("");
  return units.flatMap((unit, at) => (unit === separator ? [units.slice(0, at).filter(isPlace).length] : []));
}

function regularGroup(groups: readonly number[]): number {
  if (groups.length === 0) return 0;
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const interval = groups.reduce(divisor);
  for (let i = 1; i <= groups.length; i++) if (!groups.includes(i * interval)) return 0;
  return interval;
}

function digitsOf(value: number, picture: SubPicture, symbols: Symbols): string {
  let mantissa = value * picture.scale;
  let exponent: number | undefined;
  if (picture.minimumExponent > 0) {
    exponent = 0;
    if (mantissa !== 0) {
      const most = 10 ** picture.scalingFactor;
      const least = 10 ** (picture.scalingFactor - 1);
      for (; mantissa < least; exponent--) mantissa *= 10;
      for (; mantissa >= most; exponent++) mantissa /= 10;
    }
  }
  const [whole = "", fraction = ""] = plainDecimal(Math.abs(roundHalfEven(mantissa, picture.maximumFraction))).split(".");
  let integerDigits = whole.replace(/^0+/, "").padStart(picture.minimumInteger, "0");
  let fractionDigits = fraction.slice(0, picture.maximumFraction).replace(/0+$/, "").padEnd(picture.minimumFraction, "0");
  integerDigits = groupInteger(integerDigits, picture, symbols);
  fractionDigits = groupFraction(fractionDigits, picture, symbols);
  let text = inFamily(integerDigits, symbols);
  if (picture.hasDecimalPoint && fractionDigits !== "") text += symbols.decimal + inFamily(fractionDigits, symbols);
  if (exponent !== undefined) {
    const digits = String(Math.abs(exponent)).padStart(picture.minimumExponent, "0");
    text += symbols.exponent + (exponent < 0 ? symbols.minus : "") + inFamily(digits, symbols);
  }
  return text;
}

/** The number without an exponent, whatever its size. */
function plainDecimal(value: number): string {
  if (value >= 1e21) return BigInt(value).toString();
  const text = String(value);
  const [mantissa = "", exponent] = text.split("e-");
  if (exponent === undefined) return text;
  const digits = mantissa.replace(".", "");
  return `0.${"0".repeat(Number(exponent) - 1)}${digits}`;
}

function groupInteger(digits: string, picture: SubPicture, symbols: Symbols): string {
  let grouped = "";
  for (let i = 0; i < digits.length; i++) {
    const fromRight = digits.length - i;
    const separates = picture.regularGroup > 0 ? fromRight % picture.regularGroup === 0 : picture.integerGroups.includes(fromRight);
    if (i > 0 && separates) grouped += symbols.grouping;
    grouped += digits[i];
  }
  return grouped;
}

function groupFraction(digits: string, picture: SubPicture, symbols: Symbols): string {
  let grouped = "";
  for (let i = 0; i < digits.length; i++) {
    if (i > 0 && picture.fractionGroups.includes(i)) grouped += symbols.grouping;
    grouped += digits[i];
  }
  return grouped;
}

function inFamily(digits: string, symbols: Symbols): string {
  const zero = symbols.zero.charCodeAt(0);
  return zero === 0x30 ? digits : digits.replace(/[0-9]/g, (digit) => String.fromCharCode(zero + Number(digit)));
}
