/** The words of an expression, and the refusal of one that is not as the grammar wants it. */

import { validationException } from "../errors.ts";
import type { ServiceError } from "../../../aws/index.ts";

/** Which parameter an expression is: it stands in every refusal. */
export type ExpressionKind =
  | "ConditionExpression"
  | "FilterExpression"
  | "KeyConditionExpression"
  | "ProjectionExpression"
  | "UpdateExpression";

export interface Token {
  readonly kind: "name" | "placeholder" | "value" | "number" | "sign" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A name begins with a letter: DynamoDB stumbles over the underscore of `_a`, which stands there by a placeholder only. */
const tokenAt = /\s*(?:([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([0-9]+)|(<>|<=|>=|[\s\S]))/y;

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  tokenAt.lastIndex = 0;
  while (tokenAt.lastIndex < trimmed.length) {
    const found = tokenAt.exec(trimmed);
    if (found === null) break;
    const [, name, placeholder, value, number, sign] = found;
    const word = name ?? placeholder ?? value ?? number ?? (sign as string);
    const kind =
      name !== undefined
        ? "name"
        : placeholder !== undefined
          ? "placeholder"
          : value !== undefined
            ? "value"
            : number !== undefined
              ? "number"
              : "sign";
    const end = tokenAt.lastIndex;
    tokens.push({ kind, text: word, start: end - word.length, end });
  }
  tokens.push({ kind: "end", text: "<EOF>", start: trimmed.length, end: trimmed.length });
  return tokens;
}

export function invalidExpression(kind: ExpressionKind, what: string): ServiceError {
  return validationException(`Invalid ${kind}: ${what}`);
}

/** DynamoDB shows the word it stumbled over with the one before and the one after it, as they were written. */
export function syntaxError(kind: ExpressionKind, text: string, tokens: readonly Token[], at: number): ServiceError {
  const token = tokens[at] as Token;
  const first = tokens[at - 1] ?? token;
  const last = tokens[at + 1] ?? token;
  return invalidExpression(kind, `Syntax error; token: "${token.text}", near: "${text.slice(first.start, last.end)}"`);
}
