/**
 * JSON as text: what AWS says when it does not parse, and where its values stand when it does.
 *
 * `JSON.parse` does the work. Only when it refuses, when members repeat, or when a diagnostic needs lines and
 * columns, the text is read again by the parser below, which is several times slower and words its errors as
 * the JSON library behind AWS (Jackson) does, since those words reach users in error messages.
 */

import { type Json, isJsonArray, isJsonObject } from "../data/json.ts";
import type { Position } from "./diagnostics.ts";
import { jsonDepthMax, sourceExcerptMax } from "./limits.ts";

export type ParsedJson =
  | { readonly kind: "json"; readonly value: Json /** Some object has a name twice; the last one counts. */; readonly repeats: boolean }
  | { readonly kind: "blank" }
  | { readonly kind: "refused"; readonly problem: JsonProblem };

/** Why a text is not JSON. */
export interface JsonProblem {
  /** Jackson's message without the location. */
  readonly message: string;
  /** Jackson's location: `[Source: (String)"not a definition"; line: 1, column: 4]`. */
  readonly source: string;
  readonly position: Position;
  /** It may well be JSON, but nested beyond `jsonDepthMax`. */
  readonly tooDeep: boolean;
}

/** Where a value stands in the text, and what it holds. Offsets are UTF-16 units from zero. */
export interface Located {
  readonly offset: number;
  /** Where the name of the member starts that holds this value. */
  readonly nameOffset?: number;
  /** Of an object, by name; a repeated name keeps its last value. */
  readonly members?: ReadonlyMap<string, Located>;
  /** The later occurrences of repeated names of an object. */
  readonly repeated?: readonly { readonly name: string; readonly offset: number }[];
  readonly items?: readonly Located[];
}

/** Reads a text into a value, or says why it is none. Any nesting is answered, none overflows the stack. */
export function parseJson(text: string): ParsedJson {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    if (isBlank(text)) return { kind: "blank" };
    return { kind: "refused", problem: jsonProblem(text) };
  }
  const shape = shapeOf(text);
  if (shape.depth > jsonDepthMax) return { kind: "refused", problem: jsonProblem(text) };
  return { kind: "json", value, repeats: shape.members !== countMembers(value) };
}

/** The places of all values of a text that `parseJson` accepted. */
export function locateJson(text: string): Located {
  return new JsonReader(text).document();
}

/** The place that the keys lead to; undefined when they lead to nothing. */
export function findLocated(root: Located, keys: readonly (string | number)[]): Located | undefined {
  let found: Located | undefined = root;
  for (const key of keys) found = typeof key === "number" ? found?.items?.[key] : found?.members?.get(key);
  return found;
}

/** Offsets where lines start. A line ends with LF, CR or both. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === lf || (unit === cr && text.charCodeAt(i + 1) !== lf)) starts.push(i + 1);
  }
  return starts;
}

/** Line and column of an offset, given the offsets where lines start. */
export function positionIn(starts: readonly number[], offset: number): Position {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset };
}

/**
 * What StartExecution, StartSyncExecution and TestState answer as InvalidExecutionInput, or undefined when the
 * input is JSON: `Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (...)'`.
 */
export function invalidExecutionInput(text: string): string | undefined {
  const parsed = parseJson(text);
  if (parsed.kind === "json") return undefined;
  // AWS's wording for a blank input is not recorded; this is what its JSON library says of one.
  const message = parsed.kind === "blank" ? "No content to map due to end-of-input" : parsed.problem.message;
  return `Invalid State Machine Execution Input: '${message}'`;
}

const [tab, lf, cr, space] = [0x09, 0x0a, 0x0d, 0x20];
const [quote, backslash, comma, colon, minus, plus, dot] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x2b, 0x2e];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [zero, nine] = [0x30, 0x39];

function isBlank(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (!isSpace(text.charCodeAt(i))) return false;
  }
  return true;
}

function isSpace(unit: number): boolean {
  return unit === space || unit === lf || unit === cr || unit === tab;
}

/** Deepest nesting and number of members of valid JSON, in one pass over the text. */
function shapeOf(text: string): { depth: number; members: number } {
  let [depth, open, members] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === quote) {
      i = endOfString(text, i);
    } else if (unit === colon) {
      members++;
    } else if (unit === openBrace || unit === openBracket) {
      open++;
      if (open > depth) depth = open;
    } else if (unit === closeBrace || unit === closeBracket) {
      open--;
    }
  }
  return { depth, members };
}

/** Offset of the closing quote of the string that starts at the offset. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end;
  }
}

/** Members of all objects in a value. It recurses: the value is known to be no deeper than `jsonDepthMax`. */
function countMembers(value: Json): number {
  let members = 0;
  if (isJsonArray(value)) {
    for (const item of value) {
      if (typeof item === "object") members += countMembers(item);
    }
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      members++;
      const member = value[key] as Json;
      if (typeof member === "object") members += countMembers(member);
    }
  }
  return members;
}

function jsonProblem(text: string): JsonProblem {
  try {
    new JsonReader(text).document();
  } catch (thrown) {
    if (thrown instanceof JsonSyntaxError) return thrown.problem;
    throw thrown;
  }
  throw new Error("invariant: JSON.parse refused a text that the positioned parser accepts");
}

class JsonSyntaxError extends Error {
  readonly problem: JsonProblem;
  constructor(problem: JsonProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const expectedValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/** A recursive descent over the text, bounded by `jsonDepthMax`. Messages and columns follow Jackson's. */
class JsonReader {
  readonly #text: string;
  #at = 0;
  readonly #open: { readonly kind: "Object" | "Array"; readonly offset: number }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  document(): Located {
    this.#skipSpace();
    const root = this.#value();
    const end = this.#at;
    this.#skipSpace();
    if (this.#at < this.#text.length) {
      const scalar = root.members === undefined && root.items === undefined;
      if (scalar && this.#at === end) this.#unexpected("Expected space separating root-level values");
      // Jackson reads a second value here and AWS refuses it; its words for a valid one are not recorded.
      this.#value();
      this.#fail("Trailing token found after value");
    }
    return root;
  }

  #value(nameOffset?: number): Located {
    const offset = this.#at;
    const place = nameOffset === undefined ? { offset } : { offset, nameOffset };
    const unit = this.#text.charCodeAt(offset);
    if (Number.isNaN(unit)) this.#endInside();
    if (unit === openBrace) return this.#object(place);
    if (unit === openBracket) return this.#array(place);
    if (unit === quote) {
      this.#string("value");
    } else if (unit === minus || isDigit(unit)) {
      this.#number();
    } else {
      this.#word();
    }
    return place;
  }

  #object(place: { offset: number; nameOffset?: number }): Located {
    const members = new Map<string, Located>();
    const repeated: { name: string; offset: number }[] = [];
    this.#enter("Object");
    if (!this.#leave(closeBrace)) {
      for (;;) {
        const nameOffset = this.#at;
        if (this.#text.charCodeAt(nameOffset) !== quote) this.#unexpected("was expecting double-quote to start field name");
        const name = this.#string("name");
        if (members.has(name)) repeated.push({ name, offset: nameOffset });
        this.#skipSpaceBetween();
        if (this.#text.charCodeAt(this.#at) !== colon) this.#unexpected("was expecting a colon to separate field name and value");
        this.#at++;
        this.#skipSpaceBetween();
        members.set(name, this.#value(nameOffset));
        if (this.#leave(closeBrace)) break;
        this.#separator("Object");
      }
    }
    return repeated.length > 0 ? { ...place, members, repeated } : { ...place, members };
  }

  #array(place: { offset: number; nameOffset?: number }): Located {
    const items: Located[] = [];
    this.#enter("Array");
    if (!this.#leave(closeBracket)) {
      for (;;) {
        items.push(this.#value());
        if (this.#leave(closeBracket)) break;
        this.#separator("Array");
      }
    }
    return { ...place, items };
  }

  #enter(kind: "Object" | "Array"): void {
    this.#open.push({ kind, offset: this.#at });
    this.#at++;
    if (this.#open.length > jsonDepthMax) {
      const limit = `from \`StreamReadConstraints.getMaxNestingDepth()\``;
      this.#fail(`Document nesting depth (${jsonDepthMax + 1}) exceeds the maximum allowed (${jsonDepthMax}, ${limit})`, true);
    }
  }

  /** Steps over the closing mark if it is next; says no at anything that may go on; refuses the wrong mark and the end. */
  #leave(mark: number): boolean {
    this.#skipSpace();
    const unit = this.#text.charCodeAt(this.#at);
    if (Number.isNaN(unit)) this.#endInside();
    if (unit !== closeBrace && unit !== closeBracket) return false;
    this.#at++;
    const open = this.#open.pop();
    if (unit !== mark && open !== undefined) {
      const started = `(for ${open.kind} starting at ${this.#source(open.offset)})`;
      this.#fail(`Unexpected close marker '${String.fromCharCode(unit)}': expected '${String.fromCharCode(mark)}' ${started}`);
    }
    return true;
  }

  #separator(kind: "Object" | "Array"): void {
    if (this.#text.charCodeAt(this.#at) !== comma) this.#unexpected(`was expecting comma to separate ${kind} entries`);
    this.#at++;
    this.#skipSpaceBetween();
  }

  #string(kind: "name" | "value"): string {
    const start = this.#at;
    for (this.#at++; ; this.#at++) {
      const unit = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(unit)) this.#fail(`Unexpected end-of-input in ${kind === "name" ? "field name" : "VALUE_STRING"}`);
      if (unit === quote) break;
      if (unit === backslash) this.#escape();
      if (unit < space) {
        this.#at++;
        const advice = `has to be escaped using backslash to be included in ${kind === "name" ? "name" : "string value"}`;
        this.#fail(`Illegal unquoted character (${described(unit)}): ${advice}`);
      }
    }
    this.#at++;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  /** Steps to the last character of an escape sequence. */
  #escape(): void {
    this.#at++;
    const unit = this.#text.charCodeAt(this.#at);
    if (Number.isNaN(unit)) this.#fail("Unexpected end-of-input in character escape sequence");
    if (this.#text[this.#at] === "u") {
      for (let digits = 0; digits < 4; digits++) {
        this.#at++;
        if (this.#at >= this.#text.length) this.#fail("Unexpected end-of-input in character escape sequence");
        if (!/[0-9a-fA-F]/.test(this.#text.charAt(this.#at))) this.#unexpected("expected a hex-digit for character escape sequence");
      }
    } else if (!'"\\/bfnrt'.includes(this.#text.charAt(this.#at))) {
      this.#at++;
      this.#fail(`Unrecognized character escape ${described(unit)}`);
    }
  }

  #number(): void {
    if (this.#text.charCodeAt(this.#at) === minus) {
      this.#at++;
      if (!this.#atDigit()) this.#notNumeric("expected digit (0-9) to follow minus sign, for valid numeric value");
    }
    const first = this.#text.charCodeAt(this.#at);
    this.#at++;
    if (first === zero && this.#atDigit()) this.#fail("Invalid numeric value: Leading zeroes not allowed");
    this.#digits();
    if (this.#text.charCodeAt(this.#at) === dot) {
      this.#at++;
      if (!this.#atDigit()) this.#notNumeric("Decimal point not followed by a digit");
      this.#digits();
    }
    if (this.#text[this.#at] === "e" || this.#text[this.#at] === "E") {
      this.#at++;
      const sign = this.#text.charCodeAt(this.#at);
      if (sign === plus || sign === minus) this.#at++;
      if (!this.#atDigit()) this.#notNumeric("Exponent indicator not followed by a digit");
      this.#digits();
    }
  }

  #digits(): void {
    while (this.#atDigit()) this.#at++;
  }

  #atDigit(): boolean {
    return isDigit(this.#text.charCodeAt(this.#at));
  }

  #notNumeric(detail: string): never {
    if (this.#at >= this.#text.length) this.#fail("Unexpected end-of-input in a Number value");
    const unit = this.#text.charCodeAt(this.#at);
    this.#at++;
    this.#fail(`Unexpected character (${described(unit)}) in numeric value: ${detail}`);
  }

  /** `true`, `false`, `null`, or a token nobody knows. */
  #word(): void {
    const word = /[\p{ID_Continue}$]*/uy;
    word.lastIndex = this.#at;
    const token = word.exec(this.#text)?.[0] ?? "";
    if (token === "" || /^\p{Nd}/u.test(token)) this.#unexpected(`expected a valid value ${expectedValue}`);
    this.#at += token.length;
    if (token !== "true" && token !== "false" && token !== "null") {
      this.#fail(`Unrecognized token '${token}': was expecting ${expectedValue}`);
    }
  }

  #skipSpace(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit > space) return;
      if (!isSpace(unit)) {
        this.#at++;
        this.#fail(`Illegal character (${described(unit)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`);
      }
    }
  }

  /** After a colon or a comma, where the end of the text is worded differently. */
  #skipSpaceBetween(): void {
    this.#skipSpace();
    const open = this.#open.at(-1);
    if (this.#at >= this.#text.length && open !== undefined) {
      this.#fail(`Unexpected end-of-input within/between ${open.kind} entries`);
    }
  }

  #endInside(): never {
    const open = this.#open.at(-1);
    if (open === undefined) this.#fail("Unexpected end-of-input");
    const started = `(start marker at ${this.#source(open.offset)})`;
    this.#fail(`Unexpected end-of-input: expected close marker for ${open.kind} ${started}`);
  }

  /** Jackson has consumed the character it complains of: its column is one further. */
  #unexpected(expectation: string): never {
    const unit = this.#text.charCodeAt(this.#at);
    this.#at++;
    this.#fail(`Unexpected character (${described(unit)}): ${expectation}`);
  }

  #fail(message: string, tooDeep = false): never {
    const position = positionIn(lineStarts(this.#text), Math.min(this.#at, this.#text.length));
    throw new JsonSyntaxError({ message, source: this.#source(position.offset), position, tooDeep });
  }

  #source(offset: number): string {
    const { line, column } = positionIn(lineStarts(this.#text), offset);
    const left = this.#text.length - sourceExcerptMax;
    const excerpt = `"${this.#text.slice(0, sourceExcerptMax)}"${left > 0 ? `[truncated ${left} chars]` : ""}`;
    return `[Source: (String)${excerpt}; line: ${line}, column: ${column}]`;
  }
}

function isDigit(unit: number): boolean {
  return unit >= zero && unit <= nine;
}

/** A character as Jackson names it: `'}' (code 125)`. */
function described(unit: number): string {
  if (unit < space) return `(CTRL-CHAR, code ${unit})`;
  const hex = unit > 255 ? ` / 0x${unit.toString(16)}` : "";
  return `'${String.fromCharCode(unit)}' (code ${unit}${hex})`;
}
