/**
 * The grammar of DynamoDB's expressions (developer guide, "Expressions in DynamoDB"). Only form is judged here: what a text means
 * with the names and values of a request is `condition.ts`, `update.ts` and `projection.ts`. Parsed texts are kept, since clients
 * send the same few over and over.
 */

import { compiledExpressionsMax, expressionBytesMax } from "../limits.ts";
import { utf8Bytes } from "../values/attribute-value.ts";
import type { Comparator, Condition, Operand, ParsedCondition, ParsedUpdate, Path, UpdateAction } from "./ast.ts";
import { type ExpressionKind, invalidExpression, syntaxError, type Token, tokensOf } from "./tokens.ts";

export function parseCondition(kind: ExpressionKind, text: string): ParsedCondition {
  return parsedOnce(`${kind} ${text}`, () => {
    requireSize(kind, text);
    return new Parser(kind, text).conditionToEnd();
  });
}

export function parseUpdate(text: string): ParsedUpdate {
  return parsedOnce(`UpdateExpression ${text}`, () => {
    requireSize("UpdateExpression", text);
    return new Parser("UpdateExpression", text).updateToEnd();
  });
}

export function parseProjection(text: string): readonly Path[] {
  return parsedOnce(`ProjectionExpression ${text}`, () => {
    requireSize("ProjectionExpression", text);
    return new Parser("ProjectionExpression", text).projectionToEnd();
  });
}

const parsed = new Map<string, unknown>();

function parsedOnce<T>(key: string, parse: () => T): T {
  const known = parsed.get(key);
  if (known !== undefined) return known as T;
  const result = parse();
  if (parsed.size >= compiledExpressionsMax) {
    for (const oldest of parsed.keys()) {
      parsed.delete(oldest);
      break;
    }
  }
  parsed.set(key, result);
  return result;
}

function requireSize(kind: ExpressionKind, text: string): void {
  if (text.trim() === "") throw invalidExpression(kind, "The expression can not be empty;");
  const bytes = utf8Bytes(text);
  if (bytes > expressionBytesMax) {
    throw invalidExpression(kind, `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
  }
}

const comparators: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);
const sections: ReadonlySet<string> = new Set(["SET", "REMOVE", "ADD", "DELETE"]);
const keywords: ReadonlySet<string> = new Set(["AND", "OR", "NOT", "BETWEEN", "IN"]);
/** Deeper parentheses or calls are refused before they meet the end of the stack; 4 KB hold at most this many anyway. */
const depthMax = 1_000;

/** A condition or an operand: which of the two parentheses hold shows only at their end. */
interface Node {
  readonly is: Condition | Operand;
  /** It stands in parentheses of its own. */
  readonly wrapped: boolean;
}

class Parser {
  readonly #kind: ExpressionKind;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #operators = 0;
  #redundantParentheses = false;

  constructor(kind: ExpressionKind, text: string) {
    this.#kind = kind;
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  conditionToEnd(): ParsedCondition {
    const condition = this.#conditionOf(this.#or());
    this.#requireEnd();
    return { condition, redundantParentheses: this.#redundantParentheses, operators: this.#operators };
  }

  projectionToEnd(): readonly Path[] {
    const paths = [this.#path()];
    while (this.#take(",")) paths.push(this.#path());
    this.#requireEnd();
    return paths;
  }

  updateToEnd(): ParsedUpdate {
    const actions: UpdateAction[] = [];
    const seen = new Set<string>();
    let repeatedSection: string | undefined;
    while (this.#token.kind !== "end") {
      const section = this.#token.kind === "name" ? this.#token.text.toUpperCase() : "";
      if (!sections.has(section)) throw this.#syntaxError();
      this.#at += 1;
      if (seen.has(section)) repeatedSection ??= section;
      seen.add(section);
      do actions.push(this.#action(section as UpdateAction["section"]));
      while (this.#take(","));
    }
    return { actions, repeatedSection, operators: this.#operators };
  }

  #action(section: UpdateAction["section"]): UpdateAction {
    const path = this.#path();
    switch (section) {
      case "REMOVE":
        return { section, path };
      case "SET":
        this.#require("=");
        return { section, path, operand: this.#setOperand() };
      case "ADD":
      case "DELETE":
        return { section, path, value: this.#operand() };
    }
  }

  #setOperand(): Operand {
    const left = this.#setTerm();
    const sign = this.#token.text;
    if (this.#token.kind !== "sign" || (sign !== "+" && sign !== "-")) return left;
    this.#at += 1;
    this.#operators += 1;
    return { kind: "arithmetic", operator: sign, left, right: this.#setTerm() };
  }

  #setTerm(): Operand {
    if (!this.#take("(")) return this.#operand();
    this.#deeper();
    const operand = this.#setOperand();
    this.#require(")");
    this.#depth -= 1;
    return operand;
  }

  #or(): Node {
    let left = this.#and();
    while (this.#isKeyword("OR")) left = this.#joined("or", left, () => this.#and());
    return left;
  }

  #and(): Node {
    let left = this.#not();
    while (this.#isKeyword("AND")) left = this.#joined("and", left, () => this.#not());
    return left;
  }

  #joined(kind: "and" | "or", left: Node, parse: () => Node): Node {
    const condition = this.#conditionOf(left);
    this.#at += 1;
    this.#operators += 1;
    return { is: { kind, left: condition, right: this.#conditionOf(parse()) }, wrapped: false };
  }

  #not(): Node {
    if (!this.#takeKeyword("NOT")) return this.#comparison();
    this.#operators += 1;
    this.#deeper();
    const condition = this.#conditionOf(this.#not());
    this.#depth -= 1;
    return { is: { kind: "not", condition }, wrapped: false };
  }

  #comparison(): Node {
    const left = this.#primary();
    const { kind, text } = this.#token;
    if (kind === "sign" && comparators.has(text)) {
      const operand = this.#operandOf(left);
      this.#at += 1;
      this.#operators += 1;
      return {
        is: { kind: "compare", operator: text as Comparator, left: operand, right: this.#operandOf(this.#primary()) },
        wrapped: false,
      };
    }
    if (this.#isKeyword("BETWEEN")) {
      const operand = this.#operandOf(left);
      this.#at += 1;
      this.#operators += 1;
      const lower = this.#operandOf(this.#primary());
      if (!this.#takeKeyword("AND")) throw this.#syntaxError();
      return { is: { kind: "between", operand, lower, upper: this.#operandOf(this.#primary()) }, wrapped: false };
    }
    if (this.#isKeyword("IN")) {
      const operand = this.#operandOf(left);
      this.#at += 1;
      this.#operators += 1;
      this.#require("(");
      const candidates = [this.#operandOf(this.#primary())];
      while (this.#take(",")) candidates.push(this.#operandOf(this.#primary()));
      this.#require(")");
      return { is: { kind: "in", operand, candidates }, wrapped: false };
    }
    return left;
  }

  #primary(): Node {
    if (!this.#take("(")) return { is: this.#operand(), wrapped: false };
    this.#deeper();
    const inside = this.#or();
    this.#require(")");
    this.#depth -= 1;
    if (inside.wrapped) this.#redundantParentheses = true;
    return { is: inside.is, wrapped: true };
  }

  /** Of operands, only functions are conditions by themselves; another one lacks what comes next. */
  #conditionOf({ is }: Node): Condition {
    if (is.kind === "path" || is.kind === "value" || is.kind === "arithmetic") throw this.#syntaxError();
    return is;
  }

  #operandOf({ is }: Node): Operand {
    if (is.kind === "path" || is.kind === "value" || is.kind === "function" || is.kind === "arithmetic") return is;
    throw this.#syntaxError();
  }

  /** A path, a value or a function of them. */
  #operand(): Operand {
    const { kind, text } = this.#token;
    if (kind === "value") {
      this.#at += 1;
      return { kind: "value", name: text };
    }
    const next = this.#tokens[this.#at + 1];
    if (kind === "name" && next?.kind === "sign" && next.text === "(" && !keywords.has(text.toUpperCase())) return this.#function(text);
    return this.#path();
  }

  #function(name: string): Operand {
    this.#at += 2;
    this.#operators += 1;
    this.#deeper();
    const operands = [this.#argument()];
    while (this.#take(",")) operands.push(this.#argument());
    this.#require(")");
    this.#depth -= 1;
    return { kind: "function", name, operands };
  }

  #argument(): Operand {
    return this.#kind === "UpdateExpression" ? this.#operand() : this.#operandOf(this.#primary());
  }

  #path(): Path {
    const elements: (string | number)[] = [this.#name()];
    for (;;) {
      if (this.#take(".")) elements.push(this.#name());
      else if (this.#take("[")) {
        if (this.#token.kind !== "number") throw this.#syntaxError();
        elements.push(this.#index(this.#token.text));
        this.#at += 1;
        this.#require("]");
      } else return { kind: "path", elements };
    }
  }

  #index(text: string): number {
    const index = Number(text);
    // Java's Integer.
    if (index > 2_147_483_647) throw invalidExpression(this.#kind, `List index is not within the allowable range; index: [${text}]`);
    return index;
  }

  #name(): string {
    const { kind, text } = this.#token;
    if (kind === "placeholder") {
      this.#at += 1;
      return text;
    }
    if (
      kind !== "name" ||
      (this.#kind !== "ProjectionExpression" && this.#kind !== "UpdateExpression" && keywords.has(text.toUpperCase()))
    ) {
      throw this.#syntaxError();
    }
    this.#at += 1;
    return text;
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #isKeyword(word: string): boolean {
    return this.#token.kind === "name" && this.#token.text.toUpperCase() === word;
  }

  #takeKeyword(word: string): boolean {
    if (!this.#isKeyword(word)) return false;
    this.#at += 1;
    return true;
  }

  #take(sign: string): boolean {
    if (this.#token.kind !== "sign" || this.#token.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  #require(sign: string): void {
    if (!this.#take(sign)) throw this.#syntaxError();
  }

  #requireEnd(): void {
    if (this.#token.kind !== "end") throw this.#syntaxError();
  }

  #deeper(): void {
    this.#depth += 1;
    if (this.#depth > depthMax) throw this.#syntaxError();
  }

  #syntaxError(): Error {
    return syntaxError(this.#kind, this.#text, this.#tokens, this.#at);
  }
}

/** Functions whose result is a condition rather than a value to compare. */
export const conditionFunctions: ReadonlySet<string> = new Set([
  "attribute_exists",
  "attribute_not_exists",
  "attribute_type",
  "begins_with",
  "contains",
]);
