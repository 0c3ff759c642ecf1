/**
 * The grammar of intrinsic function calls: `States.Format('Hello, {}', $.name)`. Arguments are quoted strings,
 * numbers, booleans, null, paths and further calls.
 */

import type { Json } from "./json.ts";
import { type CompiledPath, compilePath } from "./json-path.ts";
import { expressionCharactersMax, intrinsicNestingMax } from "./limits.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

const intrinsicNames = [
  "States.Array",
  "States.ArrayContains",
  "States.ArrayGetItem",
  "States.ArrayLength",
  "States.ArrayPartition",
  "States.ArrayRange",
  "States.ArrayUnique",
  "States.Base64Decode",
  "States.Base64Encode",
  "States.Format",
  "States.Hash",
  "States.JsonMerge",
  "States.JsonToString",
  "States.MathAdd",
  "States.MathRandom",
  "States.StringSplit",
  "States.StringToJson",
  "States.UUID",
] as const;
export type IntrinsicName = (typeof intrinsicNames)[number];

export interface IntrinsicCall {
  readonly kind: "call";
  readonly name: IntrinsicName;
  readonly arguments: readonly IntrinsicArgument[];
}

export type IntrinsicArgument =
  | IntrinsicCall
  | { readonly kind: "path"; readonly path: CompiledPath }
  /** `raw` keeps the escapes of a quoted string: only there States.Format can tell `\{` from `{`. */
  | { readonly kind: "literal"; readonly value: Json; readonly raw?: string };

/** @throws SyntaxProblem */
export function parseIntrinsic(text: string): IntrinsicCall {
  if (text.length > expressionCharactersMax) throw new SyntaxProblem("The intrinsic function call is too long");
  const reader = new IntrinsicReader(text);
  const call = reader.readCall(1);
  reader.expectEnd();
  return call;
}

class IntrinsicReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readCall(depth: number): IntrinsicCall {
    if (depth > intrinsicNestingMax) this.#fail(`Intrinsic functions can be nested up to ${intrinsicNestingMax} times`);
    const start = this.#position;
    const written = this.#match(/[A-Za-z][A-Za-z0-9.]*/y);
    const name = intrinsicNames.find((candidate) => candidate === written);
    if (name === undefined) throw new SyntaxProblem(`Unknown intrinsic function '${written}'`, start);
    this.#expect("(");
    const parts: IntrinsicArgument[] = [];
    this.#skipBlanks();
    while (!this.#take(")")) {
      if (parts.length > 0) {
        this.#expect(",");
        this.#skipBlanks();
      }
      parts.push(this.#readArgument(depth));
      this.#skipBlanks();
    }
    return { kind: "call", name, arguments: parts };
  }

  expectEnd(): void {
    if (this.#position !== this.#text.length) this.#fail("Unexpected text after the intrinsic function call");
  }

  #readArgument(depth: number): IntrinsicArgument {
    const first = this.#text[this.#position];
    if (first === "'") return this.#readQuoted();
    if (first === "$") return this.#readPath();
    if (this.#text.startsWith("States.", this.#position)) return this.readCall(depth + 1);
    const start = this.#position;
    const word = this.#match(/[A-Za-z0-9+.-]+/y);
    if (word === "true" || word === "false") return { kind: "literal", value: word === "true" };
    if (word === "null") return { kind: "literal", value: null };
    if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word) && Number.isFinite(Number(word))) return { kind: "literal", value: Number(word) };
    throw new SyntaxProblem("A string, a number, true, false, null, a path or a call is expected", start);
  }

  /** Only ' { } and \ can be escaped; AWS refuses a definition with any other escape, `\"` included. */
  #readQuoted(): IntrinsicArgument {
    const start = this.#position++;
    let value = "";
    for (;;) {
      const character = this.#text[this.#position++];
      if (character === undefined) throw new SyntaxProblem("The string does not end", start);
      if (character === "'") break;
      if (character !== "\\") {
        value += character;
        continue;
      }
      const escaped = this.#text[this.#position++];
      if (escaped === undefined || !"'{}\\".includes(escaped)) this.#fail("An open escape backslash was found");
      value += escaped;
    }
    return { kind: "literal", value, raw: this.#text.slice(start + 1, this.#position - 1) };
  }

  /** A path ends at a comma or a closing parenthesis that belongs to the call, not to a bracket or a function of the path. */
  #readPath(): IntrinsicArgument {
    const start = this.#position;
    let depth = 0;
    let quote: string | undefined;
    for (; this.#position < this.#text.length; this.#position++) {
      const character = this.#text[this.#position] as string;
      if (quote !== undefined) {
        if (character === "\\") this.#position++;
        else if (character === quote) quote = undefined;
      } else if (depth > 0 && (character === "'" || character === '"')) {
        quote = character;
      } else if (character === "[" || character === "(") {
        depth++;
      } else if (character === "]" || character === ")") {
        if (depth-- === 0) break;
      } else if (character === "," && depth === 0) {
        break;
      }
    }
    try {
      return { kind: "path", path: compilePath(this.#text.slice(start, this.#position).trimEnd()) };
    } catch (problem) {
      if (problem instanceof SyntaxProblem) throw new SyntaxProblem(problem.message, start + problem.position);
      throw problem;
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#position += found.length;
    return found;
  }

  #take(expected: string): boolean {
    if (this.#text[this.#position] !== expected) return false;
    this.#position++;
    return true;
  }

  #expect(expected: string): void {
    if (!this.#take(expected)) this.#fail(`'${expected}' is expected`);
  }

  #skipBlanks(): void {
    this.#match(/\s*/y);
  }

  #fail(message: string): never {
    throw new SyntaxProblem(message, this.#position);
  }
}
