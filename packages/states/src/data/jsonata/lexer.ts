/**
 * Cuts an expression into tokens, one at a time: whether `/` divides or opens a regular expression depends on
 * what the parser has just read, so it says so with each request.
 */

import { JsonataSyntaxError } from "./errors.ts";

export interface Token {
  readonly kind: "name" | "variable" | "operator" | "literal" | "regex" | "end";
  /** The operator, the name, the decoded literal. */
  readonly value: string | number | boolean | null;
  /** Flags of a regular expression. */
  readonly flags?: string;
  /** Whether a name stood in backquotes: then it is no keyword. */
  readonly quoted?: boolean;
  /** Offset behind the token. */
  readonly position: number;
}

const singleOperators = new Set(".[]{}(),@#;:?+-*/%|=<>^&!~");
const doubleOperators = new Set(["..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"]);
const whitespace = new Set(" \t\n\r\v");
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const numberPattern = /(0|[1-9][0-9]*)(\.[0-9]+)?([Ee][-+]?[0-9]+)?/y;
const digits = "0123456789";

export class Lexer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next token; `/` opens a regular expression unless the parser has just read an operand. */
  next(afterOperand: boolean): Token {
    this.#skipBlanks();
    const text = this.#text;
    if (this.#at >= text.length) return { kind: "end", value: "(end)", position: this.#at };
    const character = text[this.#at] as string;
    if (character === "/" && !afterOperand) return this.#readRegex();
    const pair = text.slice(this.#at, this.#at + 2);
    if (doubleOperators.has(pair)) {
      this.#at += 2;
      return { kind: "operator", value: pair, position: this.#at };
    }
    if (singleOperators.has(character)) {
      this.#at++;
      return { kind: "operator", value: character, position: this.#at };
    }
    if (character === '"' || character === "'") return this.#readString(character);
    if (digits.includes(character)) return this.#readNumber();
    if (character === "`") return this.#readQuotedName();
    return this.#readName();
  }

  /** The raw text of a function signature, whose opening `<` has just been read, up to its closing `>`. */
  readSignature(): string {
    const start = this.#at - 1;
    let depth = 1;
    for (; this.#at < this.#text.length && depth > 0; this.#at++) {
      const character = this.#text[this.#at];
      if (character === "<") depth++;
      else if (character === ">") depth--;
      else if (character === "{") break;
    }
    if (depth > 0) throw new JsonataSyntaxError("S0202", this.#at, { value: ">", token: this.#text[this.#at] ?? "(end)" });
    return this.#text.slice(start, this.#at);
  }

  #skipBlanks(): void {
    const text = this.#text;
    for (;;) {
      while (this.#at < text.length && whitespace.has(text[this.#at] as string)) this.#at++;
      if (text[this.#at] !== "/" || text[this.#at + 1] !== "*") return;
      const end = text.indexOf("*/", this.#at + 2);
      if (end === -1) throw new JsonataSyntaxError("S0106", this.#at);
      this.#at = end + 2;
    }
  }

  #readString(quote: string): Token {
    const text = this.#text;
    let value = "";
    for (let at = this.#at + 1; ; at++) {
      const character = text[at];
      if (character === undefined) throw new JsonataSyntaxError("S0101", at);
      if (character === quote) {
        this.#at = at + 1;
        return { kind: "literal", value, position: this.#at };
      }
      if (character !== "\\") {
        value += character;
        continue;
      }
      const escaped = text[++at] ?? "";
      if (escapes[escaped] !== undefined) {
        value += escapes[escaped];
      } else if (escaped === "u") {
        const hex = text.slice(at + 1, at + 5);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new JsonataSyntaxError("S0104", at);
        value += String.fromCharCode(Number.parseInt(hex, 16));
        at += 4;
      } else {
        throw new JsonataSyntaxError("S0103", at, { token: escaped });
      }
    }
  }

  #readNumber(): Token {
    numberPattern.lastIndex = this.#at;
    const token = (numberPattern.exec(this.#text) as RegExpExecArray)[0];
    const value = Number.parseFloat(token);
    this.#at += token.length;
    if (!Number.isFinite(value)) throw new JsonataSyntaxError("S0102", this.#at, { token });
    return { kind: "literal", value, position: this.#at };
  }

  #readQuotedName(): Token {
    const end = this.#text.indexOf("`", this.#at + 1);
    if (end === -1) throw new JsonataSyntaxError("S0105", this.#text.length);
    const value = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return { kind: "name", value, quoted: true, position: this.#at };
  }

  #readName(): Token {
    const text = this.#text;
    const start = this.#at;
    while (this.#at < text.length && !whitespace.has(text[this.#at] as string) && !singleOperators.has(text[this.#at] as string))
      this.#at++;
    const value = text.slice(start, this.#at);
    const position = this.#at;
    if (value.startsWith("$")) return { kind: "variable", value: value.slice(1), position };
    switch (value) {
      case "and":
      case "or":
      case "in":
        return { kind: "operator", value, position };
      case "true":
        return { kind: "literal", value: true, position };
      case "false":
        return { kind: "literal", value: false, position };
      case "null":
        return { kind: "literal", value: null, position };
      default:
        return { kind: "name", value, position };
    }
  }

  /** `/source/flags`: ends at the first slash that is neither escaped nor inside brackets or parentheses. */
  #readRegex(): Token {
    const text = this.#text;
    const start = this.#at + 1;
    let depth = 0;
    for (let at = start; at < text.length; at++) {
      const character = text[at];
      if (character === "\\") {
        at++;
      } else if (character === "/" && depth === 0) {
        if (at === start) throw new JsonataSyntaxError("S0301", at);
        let end = at + 1;
        while (text[end] === "i" || text[end] === "m") end++;
        this.#at = end;
        return { kind: "regex", value: text.slice(start, at), flags: text.slice(at + 1, end), position: end };
      } else if (character === "(" || character === "[" || character === "{") {
        depth++;
      } else if (character === ")" || character === "]" || character === "}") {
        depth--;
      }
    }
    throw new JsonataSyntaxError("S0302", text.length);
  }
}
