/** What the kinds of filter patterns have in common: comparisons, and how a pattern is refused. */

import { findText } from "../../platform/find-text.ts";
import { invalidParameter } from "./errors.ts";

export interface Filter {
  matches(message: string): boolean;
  /** What TestMetricFilter shows of a message that matches. */
  extracted(message: string): Readonly<Record<string, string>>;
}

export function invalidPattern(): Error {
  return invalidParameter("Invalid filter pattern");
}

/** For `%...%`, which AWS has and Stile has not: an expression of a stranger's could run for ever. */
export function noExpressions(text: string): void {
  if (/^%.*%$/s.test(text)) throw invalidParameter("Stile does not support regular expressions in filter patterns yet.");
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
      const found = findText(value, piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= value.length - last.length;
  };
}
