/**
 * Filter patterns of CloudWatch Logs ("Filter and pattern syntax" in the user guide), compiled once: terms, a JSON
 * condition in braces, or conditions on fields between spaces in brackets.
 */

import { invalidParameter } from "./errors.ts";
import { compileFields } from "./filter-fields.ts";
import { compileJsonFilter } from "./filter-json.ts";

export interface Filter {
  matches(message: string): boolean;
  /** What TestMetricFilter shows of a message that matches. */
  extracted(message: string): Readonly<Record<string, string>>;
}

/** Throws InvalidParameterException. */
export function compileFilter(pattern: string): Filter {
  const text = pattern.trim();
  if (text.startsWith("{")) return compileJsonFilter(text);
  if (text.startsWith("[")) return compileFields(text);
  return compileTerms(text);
}

export function invalidPattern(): Error {
  return invalidParameter("Invalid filter pattern");
}

/** For `%...%`, which AWS has and Stile has not: an expression of a stranger's could run for ever. */
export function noExpressions(text: string): void {
  if (/^%.*%$/s.test(text)) throw invalidParameter("Stile does not support regular expressions in filter patterns yet.");
}

const term = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)\s*/gy;

/** Terms must all be there, those with `-` must not, and of those with `?` one must; beside others, those with `?` are not looked at. */
function compileTerms(text: string): Filter {
  const required: string[] = [];
  const excluded: string[] = [];
  const optional: string[] = [];
  term.lastIndex = 0;
  for (let at = 0; at < text.length; at = term.lastIndex) {
    const found = term.exec(text);
    if (found === null) throw invalidPattern();
    const [, mark, quoted, plain = ""] = found;
    if (quoted === undefined) noExpressions(plain);
    const word = quoted === undefined ? plain : quoted.replace(/\\(.)/gs, "$1");
    if (word === "") throw invalidPattern();
    (mark === "?" ? optional : mark === "-" ? excluded : required).push(word);
  }
  const hasOthers = required.length + excluded.length > 0;
  return {
    matches: (message) =>
      required.every((word) => message.includes(word)) &&
      !excluded.some((word) => message.includes(word)) &&
      (hasOthers || optional.length === 0 || optional.some((word) => message.includes(word))),
    extracted: () => ({}),
  };
}

/** What a value is compared with: a text in which `*` stands for anything, or a number. */
export interface Operand {
  readonly text: string;
  readonly isQuoted: boolean;
}

export type Comparison = "=" | "!=" | "<" | ">" | "<=" | ">=";

/** `undefined` where the comparison needs a number and the operand is none. */
export function comparisonOf(operator: Comparison, operand: Operand): ((value: string) => boolean) | undefined {
  const number = numberIn(operand.text);
  switch (operator) {
    case "=":
    case "!=": {
      const matches = operand.text.includes("*")
        ? wildcard(operand.text)
        : (value: string) => value === operand.text || isSameNumber(value, operand, number);
      return operator === "=" ? matches : (value) => !matches(value);
    }
    default: {
      if (number === undefined || operand.isQuoted) return undefined;
      return (value) => {
        const left = numberIn(value);
        if (left === undefined) return false;
        if (operator === "<") return left < number;
        if (operator === ">") return left > number;
        return operator === "<=" ? left <= number : left >= number;
      };
    }
  }
}

function isSameNumber(value: string, { isQuoted }: Operand, number: number | undefined): boolean {
  return !isQuoted && number !== undefined && numberIn(value) === number;
}

function numberIn(text: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function wildcard(pattern: string): (value: string) => boolean {
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  const middle = pieces.slice(1, -1);
  return (value) => {
    if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
    let at = first.length;
    for (const piece of middle) {
      const found = value.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= value.length - last.length;
  };
}
