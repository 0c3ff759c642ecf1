/** The words of a PartiQL statement. */

import type { Place } from "./ast.ts";
import { isKeyword } from "./keywords.ts";
import { malformed } from "./refusals.ts";

export interface Token {
  readonly kind: "identifier" | "quoted" | "keyword" | "string" | "number" | "sign" | "parameter" | "end";
  /** What it says: without quotes, keywords in lower case. */
  readonly text: string;
  readonly place: Place;
}

const word = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** The longer ones first. */
const signs = ["<<", ">>", "<=", ">=", "<>", "!=", "||", ..."<>=+-*/%()[]{},.:;@"];

/** Throws ValidationException for what no word begins with or what does not end. */
export function tokensOf(statement: string): readonly Token[] {
  return [...new Lexer(statement).tokens()];
}

class Lexer {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  *tokens(): Generator<Token> {
    for (;;) {
      this.#skipBlanks();
      const start = this.#at;
      const place = { line: this.#line, column: start - this.#lineStart + 1 };
      if (start >= this.#text.length) {
        yield { kind: "end", text: "", place: { ...place, length: 0 } };
        return;
      }
      const { kind, text } = this.#next();
      yield { kind, text, place: { ...place, length: this.#at - start } };
    }
  }

  #next(): Pick<Token, "kind" | "text"> {
    const first = this.#text[this.#at] as string;
    if (first === "'") return { kind: "string", text: this.#quoted("'") };
    if (first === '"') return { kind: "quoted", text: this.#quoted('"') };
    if (first === "`") throw malformed("Ion literals are not supported");
    if (first === "?") {
      this.#at += 1;
      return { kind: "parameter", text: "?" };
    }
    const name = this.#match(word);
    if (name !== undefined) {
      const lower = name.toLowerCase();
      return isKeyword(lower) ? { kind: "keyword", text: lower } : { kind: "identifier", text: name };
    }
    const digits = this.#match(number);
    if (digits !== undefined) {
      if (this.#match(word) !== undefined) throw this.#invalidCharacter();
      return { kind: "number", text: digits };
    }
    const sign = signs.find((candidate) => this.#text.startsWith(candidate, this.#at));
    if (sign === undefined) throw this.#invalidCharacter();
    this.#at += sign.length;
    return { kind: "sign", text: sign === "!=" ? "<>" : sign };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** The quote itself stands there twice. */
  #quoted(quote: string): string {
    let content = "";
    for (let from = this.#at + 1; ; ) {
      const to = this.#text.indexOf(quote, from);
      if (to < 0) throw malformed(quote === "'" ? "Unterminated string literal" : "Unterminated quoted identifier");
      content += this.#text.slice(from, to);
      if (this.#text[to + 1] !== quote) {
        this.#countLines(this.#at, to);
        this.#at = to + 1;
        return content;
      }
      content += quote;
      from = to + 2;
    }
  }

  /** Spaces and comments: `-- to the end of the line`, and between slashes with asterisks. */
  #skipBlanks(): void {
    for (;;) {
      const start = this.#at;
      while (" \t\r\n\f\v".includes(this.#text[this.#at] ?? "x")) this.#at += 1;
      if (this.#text.startsWith("--", this.#at)) {
        const end = this.#text.indexOf("\n", this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else if (this.#text.startsWith("/*", this.#at)) {
        const end = this.#text.indexOf("*/", this.#at + 2);
        if (end < 0) throw malformed("Unterminated comment");
        this.#at = end + 2;
      }
      if (this.#at === start) return;
      this.#countLines(start, this.#at);
    }
  }

  #countLines(from: number, to: number): void {
    for (let at = this.#text.indexOf("\n", from); at >= 0 && at < to; at = this.#text.indexOf("\n", at + 1)) {
      this.#line += 1;
      this.#lineStart = at + 1;
    }
  }

  #invalidCharacter(): Error {
    return malformed(`Invalid character at ${this.#line}:${this.#at - this.#lineStart + 1}`);
  }
}
