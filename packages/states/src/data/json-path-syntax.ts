/**
 * The grammar of JSONPath as Jayway JsonPath reads it, which is what Step Functions runs. Text becomes a
 * `PathSyntax`; json-path.ts turns that into closures. Where Jayway and RFC 9535 differ, Jayway wins.
 */

import { type Json, setMember } from "./json.ts";
import { expressionCharactersMax, filterDepthMax, pathStepsMax } from "./limits.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

export interface PathSyntax {
  readonly root: Root;
  readonly steps: readonly Step[];
}

/** `$`, `$$`, `$name`, and inside a filter `@`. */
export type Root =
  | { readonly kind: "input" }
  | { readonly kind: "context" }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "node" };

export type Step =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | { readonly kind: "slice"; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: "wildcard" }
  /** `..`: the step after it applies to every node at or below the current ones. */
  | { readonly kind: "scan" }
  | { readonly kind: "filter"; readonly filter: Filter }
  | { readonly kind: "function"; readonly name: PathFunction; readonly parameters: readonly Operand[] };

const pathFunctions = ["length", "keys", "min", "max", "avg", "sum", "stddev", "first", "last", "index", "concat", "append"] as const;
export type PathFunction = (typeof pathFunctions)[number];

export type Filter =
  | { readonly kind: "and" | "or"; readonly filters: readonly Filter[] }
  | { readonly kind: "not"; readonly filter: Filter }
  | { readonly kind: "comparison"; readonly operator: FilterOperator; readonly left: Operand; readonly right: Operand }
  /** A lone operand: a path that must exist, or the literal `true`. */
  | { readonly kind: "operand"; readonly operand: Operand };

export type Operand =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "path"; readonly path: PathSyntax }
  | { readonly kind: "regex"; readonly source: string; readonly flags: string };

const symbolOperators = ["===", "!==", "==", "!=", "<=", ">=", "=~", "<", ">"] as const;
const wordOperators = ["in", "nin", "subsetof", "anyof", "noneof", "allof", "all", "size", "empty", "contains", "type"] as const;
export type FilterOperator = (typeof symbolOperators)[number] | (typeof wordOperators)[number];

/**
 * Reads a whole path.
 * @throws SyntaxProblem with the position that made no sense.
 */
export function parsePath(text: string): PathSyntax {
  if (text.length > expressionCharactersMax) throw new SyntaxProblem("The path is too long");
  const reader = new PathReader(text);
  const path = reader.readPath(false);
  if (!reader.atEnd) reader.fail("Unexpected character");
  return path;
}

const whitespace = /\s/;
const identifierStart = /[\p{ID_Start}_]/u;
const identifierPart = /[\p{ID_Continue}\u200c\u200d]/u;
/** What ends `.name` inside a filter, besides what ends it anywhere. */
const filterDelimiters = "=<>!&|),~";

class PathReader {
  readonly #text: string;
  #position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  fail(message: string, position = this.#position): never {
    throw new SyntaxProblem(message, position);
  }

  /** @param inFilter the path is an operand: it ends where an operator may start, and may begin with `@`. */
  readPath(inFilter: boolean): PathSyntax {
    const root = this.#readRoot(inFilter);
    const steps: Step[] = [];
    for (;;) {
      if (this.#take("..")) {
        steps.push({ kind: "scan" });
        this.#readStep(steps, inFilter);
      } else if (this.#take(".")) {
        this.#readStep(steps, inFilter);
      } else if (this.#peek() === "[") {
        steps.push(this.#readBracket());
      } else {
        break;
      }
      if (steps.length > pathStepsMax) this.fail("The path has too many steps");
    }
    const call = steps.findIndex((step) => step.kind === "function");
    if (call !== -1 && call !== steps.length - 1) this.fail("A function can only end a path");
    return { root, steps };
  }

  #readRoot(inFilter: boolean): Root {
    if (inFilter && this.#take("@")) return { kind: "node" };
    if (!this.#take("$")) this.fail("A path must start with '$'");
    if (inFilter) return { kind: "input" };
    if (this.#take("$")) return { kind: "context" };
    if (!identifierStart.test(this.#peek())) return { kind: "input" };
    const start = this.#position;
    while (identifierPart.test(this.#peek())) this.#position += this.#peek().length;
    return { kind: "variable", name: this.#text.slice(start, this.#position) };
  }

  /** What may follow a dot: a name, a wildcard, a function, or (`$.[0]`) a bracket. */
  #readStep(steps: Step[], inFilter: boolean): void {
    if (this.#peek() === "[") {
      steps.push(this.#readBracket());
      return;
    }
    if (this.#take("*")) {
      steps.push({ kind: "wildcard" });
      return;
    }
    const start = this.#position;
    while (!this.atEnd) {
      const character = this.#peek();
      if (character === "." || character === "[" || character === "(") break;
      if (inFilter && (filterDelimiters.includes(character) || whitespace.test(character))) break;
      if (whitespace.test(character)) this.fail("Use bracket notation ['my prop'] if a name contains blank characters");
      this.#position += character.length;
    }
    const name = this.#text.slice(start, this.#position);
    if (name === "") this.fail("A name must follow the dot");
    steps.push(this.#peek() === "(" ? this.#readFunction(name, start) : { kind: "name", name });
  }

  #readFunction(name: string, start: number): Step {
    const known = pathFunctions.find((candidate) => candidate === name);
    if (known === undefined) this.fail(`Unknown function '${name}'`, start);
    this.#expect("(");
    const parameters: Operand[] = [];
    this.#skipBlanks();
    while (!this.#take(")")) {
      if (parameters.length > 0) this.#expect(",");
      this.#skipBlanks();
      parameters.push(this.#readOperand());
      this.#skipBlanks();
    }
    return { kind: "function", name: known, parameters };
  }

  #readBracket(): Step {
    this.#expect("[");
    this.#skipBlanks();
    const step = this.#readBracketBody();
    this.#skipBlanks();
    this.#expect("]");
    return step;
  }

  #readBracketBody(): Step {
    if (this.#take("*")) return { kind: "wildcard" };
    if (this.#take("?")) {
      this.#skipBlanks();
      this.#expect("(");
      const filter = this.#readOr();
      this.#skipBlanks();
      this.#expect(")");
      return { kind: "filter", filter };
    }
    const first = this.#peek();
    if (first === "'" || first === '"') {
      const names = this.#readList(() => this.#readQuotedName());
      return names.length === 1 ? { kind: "name", name: names[0] as string } : { kind: "names", names };
    }
    const from = first === ":" ? undefined : this.#readInteger();
    this.#skipBlanks();
    if (this.#take(":")) {
      this.#skipBlanks();
      return { kind: "slice", from, to: this.#peek() === "]" ? undefined : this.#readInteger() };
    }
    if (!this.#take(",")) return { kind: "index", index: from as number };
    this.#skipBlanks();
    return { kind: "indexes", indexes: [from as number, ...this.#readList(() => this.#readInteger())] };
  }

  #readList<Item>(readItem: () => Item): Item[] {
    const items = [readItem()];
    for (this.#skipBlanks(); this.#take(","); this.#skipBlanks()) {
      this.#skipBlanks();
      items.push(readItem());
    }
    return items;
  }

  /** Only the quote itself can be escaped: AWS keeps every other backslash as part of the name. */
  #readQuotedName(): string {
    const quote = this.#peek();
    if (quote !== "'" && quote !== '"') this.fail("A quoted name is expected");
    const start = this.#position++;
    let name = "";
    while (!this.#take(quote)) {
      if (this.atEnd) this.fail("The quoted name does not end", start);
      if (quote === "'" && this.#take("\\'")) name += "'";
      else name += this.#text[this.#position++];
    }
    return name;
  }

  #readInteger(): number {
    const start = this.#position;
    this.#take("-");
    while (this.#peek() >= "0" && this.#peek() <= "9") this.#position++;
    const digits = this.#text.slice(start, this.#position);
    const value = Number(digits);
    if (digits === "" || digits === "-") this.fail("An index, a slice, a quoted name, a wildcard or a filter is expected", start);
    if (!Number.isSafeInteger(value)) this.fail("The index is too large", start);
    return value === 0 ? 0 : value; // "-0" is 0
  }

  // Filters: || binds weakest, then &&, then !.

  #readOr(): Filter {
    this.#enter();
    const filters = [this.#readAnd()];
    for (this.#skipBlanks(); this.#take("||"); this.#skipBlanks()) filters.push(this.#readAnd());
    this.#depth--;
    return filters.length === 1 ? (filters[0] as Filter) : { kind: "or", filters };
  }

  #readAnd(): Filter {
    const filters = [this.#readNot()];
    for (this.#skipBlanks(); this.#take("&&"); this.#skipBlanks()) filters.push(this.#readNot());
    return filters.length === 1 ? (filters[0] as Filter) : { kind: "and", filters };
  }

  #readNot(): Filter {
    this.#skipBlanks();
    if (this.#take("!")) {
      this.#enter();
      const filter = this.#readNot();
      this.#depth--;
      return { kind: "not", filter };
    }
    if (this.#take("(")) {
      const filter = this.#readOr();
      this.#skipBlanks();
      this.#expect(")");
      return filter;
    }
    return this.#readComparison();
  }

  #readComparison(): Filter {
    const left = this.#readOperand();
    this.#skipBlanks();
    const operator = this.#readOperator();
    if (operator === undefined) return { kind: "operand", operand: left };
    this.#skipBlanks();
    return { kind: "comparison", operator, left, right: this.#readOperand() };
  }

  #readOperator(): FilterOperator | undefined {
    const symbol = symbolOperators.find((candidate) => this.#take(candidate));
    if (symbol !== undefined) return symbol;
    const start = this.#position;
    while (/[a-z]/i.test(this.#peek())) this.#position++;
    const written = this.#text.slice(start, this.#position);
    if (written === "") return undefined;
    const word = wordOperators.find((candidate) => candidate === written.toLowerCase());
    if (word === undefined) this.fail(`Unknown filter operator '${written}'`, start);
    return word;
  }

  #readOperand(): Operand {
    const first = this.#peek();
    if (first === "@" || first === "$") return { kind: "path", path: this.readPath(true) };
    if (first === "/") return this.#readRegex();
    return { kind: "literal", value: this.#readLiteral() };
  }

  #readRegex(): Operand {
    const start = this.#position++;
    let source = "";
    while (!this.#take("/")) {
      if (this.atEnd) this.fail("The regular expression does not end", start);
      if (this.#take("\\/")) source += "/";
      else if (this.#peek() === "\\") source += this.#text.slice(this.#position, (this.#position += 2));
      else source += this.#text[this.#position++];
    }
    const flagsStart = this.#position;
    while (/[a-zA-Z]/.test(this.#peek())) this.#position++;
    return { kind: "regex", source, flags: this.#text.slice(flagsStart, this.#position) };
  }

  #readLiteral(): Json {
    const first = this.#peek();
    if (first === "'" || first === '"') return this.#readQuotedText();
    if (first === "[" || first === "{") {
      this.#enter();
      this.#position++;
      const value = first === "[" ? this.#readArrayLiteral() : this.#readObjectLiteral();
      this.#depth--;
      return value;
    }
    const start = this.#position;
    while (!this.atEnd && !" )]},:&|=!<>~".includes(this.#peek())) this.#position += this.#peek().length;
    const word = this.#text.slice(start, this.#position);
    if (word === "") this.fail("A value is expected");
    if (word === "true") return true;
    if (word === "false") return false;
    if (word === "null") return null;
    // A bare word is a string: AWS's own samples write [?(@.Name==Receipt)].
    return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word) ? Number(word) : word;
  }

  #readArrayLiteral(): Json {
    const items: Json[] = [];
    this.#skipBlanks();
    while (!this.#take("]")) {
      if (items.length > 0) this.#expect(",");
      this.#skipBlanks();
      items.push(this.#readLiteral());
      this.#skipBlanks();
    }
    return items;
  }

  #readObjectLiteral(): Json {
    const members: Record<string, Json> = {};
    this.#skipBlanks();
    for (let count = 0; !this.#take("}"); count++) {
      if (count > 0) this.#expect(",");
      this.#skipBlanks();
      const key = this.#readQuotedText();
      this.#skipBlanks();
      this.#expect(":");
      this.#skipBlanks();
      setMember(members, key, this.#readLiteral());
      this.#skipBlanks();
    }
    return members;
  }

  #readQuotedText(): string {
    const quote = this.#peek();
    if (quote !== "'" && quote !== '"') this.fail("A quoted string is expected");
    const start = this.#position++;
    let value = "";
    while (!this.#take(quote)) {
      if (this.atEnd) this.fail("The string does not end", start);
      if (this.#take("\\")) {
        const escaped = this.#text[this.#position++] ?? "";
        value += ({ n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" } as Record<string, string>)[escaped] ?? escaped;
      } else {
        value += this.#text[this.#position++];
      }
    }
    return value;
  }

  #enter(): void {
    if (++this.#depth > filterDepthMax) this.fail("The filter is nested too deeply");
  }

  /** The next character, a whole code point; "" at the end. */
  #peek(): string {
    const code = this.#text.codePointAt(this.#position);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  #take(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.#position)) return false;
    this.#position += expected.length;
    return true;
  }

  #expect(expected: string): void {
    if (!this.#take(expected)) this.fail(`'${expected}' is expected`);
  }

  #skipBlanks(): void {
    while (whitespace.test(this.#peek())) this.#position++;
  }
}
