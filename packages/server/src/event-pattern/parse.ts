/**
 * A pattern's text as alternatives: what AWS's compiler makes of it, in its order and with its messages. Without `$or`
 * there is one; each `$or` multiplies them. An alternative is a map from a field's path, its steps joined by dots, to
 * what one of the field's values must be; naming a path again replaces what was there.
 */

import {
  anythingBut,
  cidr,
  comparableMax,
  equalsIgnoreCase,
  exactly,
  type Matcher,
  numeric,
  parseAddress,
  prefix,
  prefixIgnoreCase,
  suffix,
  suffixIgnoreCase,
  wildcard,
} from "./matchers.ts";
import { InvalidPattern, Tokens } from "./tokens.ts";

/** What a field must be: one of its values matches, or there is no such field. */
export interface FieldTest {
  readonly matchers: readonly Matcher[];
  /** `{"exists": false}` stands among the values. */
  readonly mayBeAbsent: boolean;
}

export type Alternative = ReadonlyMap<string, FieldTest>;

/** EventBridge: a pattern may have this many combinations of `$or`. */
const alternativesMax = 1_000;

/** Names that have a meaning in patterns, or may get one, and so are none of a field inside `$or`. */
const reservedInOr = new Set(
  `exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard
  not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range ip-address-in-range
  ip-address-not-in-range`.split(/\s+/),
);

/** Throws InvalidPattern. */
export function parsePattern(text: string): readonly Alternative[] {
  const tokens = new Tokens(text);
  if (tokens.next() !== "{") tokens.fail("Filter is not an object");
  const alternatives = readObject(tokens, [], "", false);
  if (tokens.next() !== "end") tokens.fail("Only one object is allowed");
  return alternatives;
}

type Alternatives = readonly ReadonlyMap<string, FieldTest>[];

function readObject(tokens: Tokens, before: Alternatives, path: string, isInOr: boolean): Alternatives {
  let alternatives = before;
  let isEmpty = true;
  while (tokens.next() !== "}") {
    isEmpty = false;
    const { name } = tokens;
    if (name === "$or") {
      alternatives = readOr(tokens, alternatives, path);
      continue;
    }
    if (isInOr && reservedInOr.has(name)) tokens.fail(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    const field = path === "" ? name : `${path}.${name}`;
    switch (tokens.next()) {
      case "{":
        alternatives = readObject(tokens, alternatives, field, isInOr);
        break;
      case "[": {
        const test = readValues(tokens);
        alternatives = (alternatives.length === 0 ? [new Map<string, FieldTest>()] : alternatives).map((one) =>
          new Map(one).set(field, test),
        );
        break;
      }
      default:
        tokens.fail(`"${name}" must be an object or an array`);
    }
  }
  if (isEmpty) tokens.fail("Empty objects are not allowed");
  return alternatives;
}

function readOr(tokens: Tokens, before: Alternatives, path: string): Alternatives {
  if (tokens.next() !== "[") tokens.fail("It must be an Array followed with $or.");
  const alternatives: ReadonlyMap<string, FieldTest>[] = [];
  let choices = 0;
  while (tokens.next() !== "]") {
    choices += 1;
    if (tokens.kind !== "{") tokens.fail("Only JSON object is allowed in array of $or relationship.");
    alternatives.push(...readObject(tokens, before.length === 0 ? [new Map()] : before, path, true));
    if (alternatives.length > alternativesMax) throw new InvalidPattern("Rule is too complex. Try using fewer $or combinations.");
  }
  if (choices < 2) tokens.fail("There must have at least 2 Objects in $or relationship.");
  return alternatives;
}

function readValues(tokens: Tokens): FieldTest {
  const matchers: Matcher[] = [];
  let mayBeAbsent = false;
  let isEmpty = true;
  while (tokens.next() !== "]") {
    isEmpty = false;
    switch (tokens.kind) {
      case "{": {
        const matcher = readExpression(tokens);
        if (matcher === "absent") mayBeAbsent = true;
        else matchers.push(matcher);
        break;
      }
      case "string":
        matchers.push(exactly(tokens.text));
        break;
      case "number":
        matchers.push(exactly(Number(tokens.text)));
        break;
      case "null":
        matchers.push(exactly(null));
        break;
      case "true":
      case "false":
        matchers.push(exactly(tokens.kind === "true"));
        break;
      default:
        tokens.fail("Match value must be String, number, true, false, or null");
    }
  }
  if (isEmpty) tokens.fail("Empty arrays are not allowed");
  return { matchers, mayBeAbsent };
}

const onlyOneKey = "Only one key allowed in match expression";

function readExpression(tokens: Tokens): Matcher | "absent" {
  if (tokens.next() !== "name") tokens.fail("Match expression name not found");
  const { name } = tokens;
  switch (name) {
    case "exactly":
      return readText(tokens, "exact match pattern must be a string", exactly);
    case "prefix":
      return readPrefix(tokens, "prefix", prefix, prefixIgnoreCase);
    case "suffix":
      return readPrefix(tokens, "suffix", suffix, suffixIgnoreCase);
    case "equals-ignore-case":
      return readText(tokens, "equals-ignore-case match pattern must be a string", equalsIgnoreCase);
    case "cidr":
      return readText(tokens, "prefix match pattern must be a string", readCidr);
    case "wildcard": {
      if (tokens.next() !== "string") tokens.fail("wildcard match pattern must be a string");
      const matcher = wildcard(wildcardPieces(tokens, tokens.text));
      if (tokens.next() !== "}") tokens.fail(onlyOneKey);
      return matcher;
    }
    case "exists": {
      const kind = tokens.next();
      if (kind !== "true" && kind !== "false") tokens.fail("exists match pattern must be either true or false.");
      if (tokens.next() !== "}") tokens.fail(onlyOneKey);
      return kind === "true" ? () => true : "absent";
    }
    case "numeric": {
      if (tokens.next() !== "[") tokens.fail("Value of numeric must be an array.");
      const matcher = readNumeric(tokens);
      if (tokens.next() !== "}") tooManyElements(tokens);
      return matcher;
    }
    case "anything-but":
      return readAnythingBut(tokens);
    default:
      return tokens.fail(`Unrecognized match type ${name}`);
  }
}

function readText(tokens: Tokens, otherwise: string, matcher: (text: string) => Matcher): Matcher {
  if (tokens.next() !== "string") tokens.fail(otherwise);
  const made = matcher(tokens.text);
  if (tokens.next() !== "}") tokens.fail(onlyOneKey);
  return made;
}

function readPrefix(
  tokens: Tokens,
  kind: "prefix" | "suffix",
  plain: (text: string) => Matcher,
  ignoringCase: (text: string) => Matcher,
): Matcher {
  if (tokens.next() === "{") {
    const name = kind === "prefix" ? "Prefix" : "Suffix";
    if (tokens.next() !== "name") tokens.fail(`${name} expression name not found`);
    if (tokens.name !== "equals-ignore-case") tokens.fail(`Unsupported ${kind} pattern: ${tokens.name}`);
    const matcher = readText(tokens, "equals-ignore-case match pattern must be a string", ignoringCase);
    if (tokens.next() !== "}") tokens.fail(onlyOneKey);
    return matcher;
  }
  if (tokens.kind !== "string") tokens.fail(`${kind} match pattern must be a string`);
  const matcher = plain(tokens.text);
  if (tokens.next() !== "}") tokens.fail(onlyOneKey);
  return matcher;
}

/** AWS tells no place for what is wrong with an address. */
function readCidr(text: string): Matcher {
  const parts = text.split("/");
  const [host = "", mask = ""] = parts;
  if (parts.length !== 2) throw new InvalidPattern("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d+$/.test(mask)) throw new InvalidPattern("Malformed CIDR, mask bits must be an integer");
  const maskBits = Number(mask);
  if (maskBits < 0) throw new InvalidPattern("Malformed CIDR, mask bits must not be negative");
  const address = parseAddress(host);
  if (address === undefined) {
    throw new InvalidPattern(
      /^(?:\d+(?:\.\d+){3}|[\da-fA-F:]*:[\da-fA-F:]*)$/.test(host) ? `Invalid IP address: ${host}` : `Nonstandard IP address: ${host}`,
    );
  }
  if (address.length === 4 && maskBits > 31) throw new InvalidPattern("IPv4 mask bits must be < 32");
  if (maskBits > 127) throw new InvalidPattern("IPv6 mask bits must be < 128");
  return cidr(address, maskBits);
}

/** The text between the wildcards. AWS counts positions in UTF-8 bytes, from a quote before the text. */
function wildcardPieces(tokens: Tokens, text: string): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  const positionOf = (index: number) => 1 + Buffer.byteLength(text.slice(0, index));
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    const next = text[index + 1];
    if (character === "*") {
      if (next === "*") tokens.fail(`Consecutive wildcard characters at pos ${positionOf(index)}`);
      pieces.push(piece);
      piece = "";
    } else if (character === "\\") {
      if (next !== "*" && next !== "\\") tokens.fail(`Invalid escape character at pos ${positionOf(index)}`);
      piece += next;
      index += 1;
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
}

function tooManyElements(tokens: Tokens): never {
  return tokens.fail("Too many elements in numeric expression");
}

function readNumber(tokens: Tokens, otherwise: string): number {
  if (!tokens.isNumber) tokens.fail(otherwise);
  return Number(tokens.text);
}

function inRange(tokens: Tokens, value: number): number {
  if (value < -comparableMax || value > comparableMax) tokens.fail("Value must be between -5.0E9 and 5.0E9, inclusive");
  return value;
}

function readNumeric(tokens: Tokens): Matcher {
  if (tokens.next() !== "string") tokens.fail(`Invalid member in numeric match: ${shown(tokens)}`);
  const operator = tokens.text;
  tokens.next();
  switch (operator) {
    case "=":
    case "<":
    case "<=": {
      const value = readNumber(tokens, `Value of ${operator === "=" ? "equals" : operator} must be numeric`);
      if (tokens.next() !== "]") tooManyElements(tokens);
      inRange(tokens, value);
      const bound = { value, included: operator !== "<" };
      return numeric(operator === "=" ? bound : undefined, bound);
    }
    case ">":
    case ">=": {
      const low = { value: readNumber(tokens, `Value of ${operator} must be numeric`), included: operator === ">=" };
      if (tokens.next() === "]") return numeric({ ...low, value: inRange(tokens, low.value) }, undefined);
      if (tokens.kind !== "string") tokens.fail(`Bad value in numeric range: ${shown(tokens)}`);
      const upper = tokens.text;
      if (upper !== "<" && upper !== "<=") tokens.fail(`Bad numeric range operator: ${upper}`);
      tokens.next();
      const high = { value: readNumber(tokens, `Value of ${upper} must be numeric`), included: upper === "<=" };
      if (tokens.next() !== "]") tokens.fail("Too many terms in numeric range expression");
      if (inRange(tokens, low.value) >= inRange(tokens, high.value)) tokens.fail("Bottom must be less than top");
      return numeric(low, high);
    }
    default:
      return tokens.fail(`Unrecognized numeric range operator: ${operator}`);
  }
}

const shown = (tokens: Tokens): string => (tokens.kind === "string" || tokens.kind === "number" ? tokens.text : tokens.kind);

type ButKind = "plain" | "equals-ignore-case" | "prefix" | "suffix" | "wildcard";

function readAnythingBut(tokens: Tokens): Matcher {
  let kind: ButKind = "plain";
  if (tokens.next() === "{") {
    if (tokens.next() !== "name") tokens.fail("Anything-But expression name not found");
    const { name } = tokens;
    if (name !== "equals-ignore-case" && name !== "prefix" && name !== "suffix" && name !== "wildcard") {
      return tokens.fail(`Unsupported anything-but pattern: ${name}`);
    }
    kind = name;
    tokens.next();
  }
  const first = tokens.kind;
  if (first !== "[" && first !== "string" && first !== "number") {
    tokens.fail("Value of anything-but must be an array or single string/number value.");
  }
  const others = first === "[" ? readButList(tokens, kind) : [readBut(tokens, kind)];
  if (tokens.next() !== "}") tooManyElements(tokens);
  if (kind !== "plain" && tokens.next() !== "}") tooManyElements(tokens);
  return anythingBut(others);
}

function readButList(tokens: Tokens, kind: ButKind): readonly Matcher[] {
  const others: Matcher[] = [];
  const kinds = new Set<string>();
  while (tokens.next() !== "]") {
    kinds.add(tokens.kind);
    others.push(readBut(tokens, kind));
  }
  if (kind === "plain" && kinds.size !== 1) {
    tokens.fail("Inside anything but list, either all values are number or string, mixed type is not supported");
  }
  return others;
}

function readBut(tokens: Tokens, kind: ButKind): Matcher {
  if (kind === "plain") {
    if (tokens.kind === "number") {
      const value = inRange(tokens, Number(tokens.text));
      return numeric({ value, included: true }, { value, included: true });
    }
    if (tokens.kind !== "string") tokens.fail("Inside anything but list, start|null|boolean is not supported.");
    const { text } = tokens;
    return (value) => value === text;
  }
  if (tokens.kind !== "string") {
    if (kind === "wildcard") tokens.fail("wildcard match pattern must be a string");
    if (kind !== "equals-ignore-case") tokens.fail("prefix/suffix match pattern must be a string");
    tokens.fail("Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.");
  }
  const { text } = tokens;
  if ((kind === "prefix" || kind === "suffix") && text === "") tokens.fail("Null prefix/suffix not allowed");
  switch (kind) {
    case "equals-ignore-case":
      return equalsIgnoreCase(text);
    case "prefix":
      return prefix(text);
    case "suffix":
      return suffix(text);
    case "wildcard":
      return wildcard(wildcardPieces(tokens, text));
  }
}
