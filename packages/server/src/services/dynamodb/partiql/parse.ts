/**
 * The grammar of DynamoDB's PartiQL (developer guide, "PartiQL statements for DynamoDB"). Only form is judged here; what a statement
 * means with its parameters, and for which table, is for the modules that carry it out. Parsed statements are kept.
 */

import { validationException } from "../errors.ts";
import { normalValue, refusing } from "../values/attribute-value.ts";
import type {
  Assignment,
  Delete,
  Exists,
  Expression,
  Insert,
  ParsedStatement,
  Path,
  Place,
  Returning,
  Select,
  SortKey,
  Statement,
  Update,
} from "./ast.ts";
import { functionKeywords } from "./keywords.ts";
import { nestingMax, parsedCharactersMax } from "./limits.ts";
import { malformed, placeText, unsupported } from "./refusals.ts";
import { type Token, tokensOf } from "./tokens.ts";

const parsed = new Map<string, ParsedStatement>();
let parsedCharacters = 0;

/** Throws ValidationException for what is no statement of DynamoDB's. */
export function parseStatement(text: string): ParsedStatement {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const statement = new Parser(text).statementToEnd();
  parsed.set(text, statement);
  parsedCharacters += text.length;
  for (const oldest of parsed.keys()) {
    if (parsedCharacters <= parsedCharactersMax) break;
    parsed.delete(oldest);
    parsedCharacters -= oldest.length;
  }
  return statement;
}

/** How tightly operators bind; `is`, `in` and the like are told in `#infix`. */
const precedences: ReadonlyMap<string, number> = new Map([
  ["or", 10],
  ["and", 20],
  ["=", 40],
  ["<>", 40],
  ["is", 40],
  ["in", 40],
  ["<", 50],
  ["<=", 50],
  [">", 50],
  [">=", 50],
  ["between", 50],
  ["like", 50],
  ["+", 60],
  ["-", 60],
  ["||", 60],
  ["*", 70],
  ["/", 70],
  ["%", 70],
]);
const notPrecedence = 30;
const negatable: ReadonlySet<string> = new Set(["in", "between", "like"]);
const typeNames: ReadonlySet<string> = new Set(
  "missing null boolean bool smallint int integer float real decimal numeric timestamp date time char varchar string symbol clob blob struct tuple list sexp bag".split(
    " ",
  ),
);
/** What may stand behind the FROM or WHERE of a SELECT in PartiQL, but not in DynamoDB's. */
const otherClauses: ReadonlySet<string> = new Set(["group", "having", "limit", "offset", "let", "union", "intersect", "except"]);
const joins: ReadonlySet<string> = new Set(["join", "inner", "left", "right", "full", "cross", "outer", "at", "by"]);
const returnings: ReadonlyMap<string, Returning> = new Map([
  ["all old", "ALL_OLD"],
  ["all new", "ALL_NEW"],
  ["modified old", "UPDATED_OLD"],
  ["modified new", "UPDATED_NEW"],
]);
/** As the parser of the PartiQL project calls signs. */
const signNames: Readonly<Record<string, string>> = {
  ")": "RIGHT_PAREN",
  "(": "LEFT_PAREN",
  "]": "RIGHT_BRACKET",
  ">>": "RIGHT_DOUBLE_ANGLE_BRACKET",
  "}": "RIGHT_CURLY",
  ":": "COLON",
  "*": "STAR",
};

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #parameters = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  statementToEnd(): ParsedStatement {
    const statement = this.#statement();
    if (this.#take(";") && this.#token.kind !== "end") throw malformed("Unexpected token after semicolon. (Only one query is allowed.)");
    if (this.#token.kind !== "end") throw malformed("Unexpected token after expression");
    return { statement, parameters: this.#parameters };
  }

  #statement(): Statement {
    if (this.#takeKeyword("select")) return this.#select();
    if (this.#takeKeyword("insert")) return this.#insert();
    if (this.#takeKeyword("update")) return this.#update();
    if (this.#takeKeyword("delete")) return this.#delete();
    if (this.#isKeyword("exists")) return this.#exists();
    throw malformed("Expected data manipulation");
  }

  #select(): Select {
    for (const word of ["distinct", "all", "value"]) if (this.#isKeyword(word)) throw this.#unsupportedClause();
    const projection = this.#projection();
    if (!this.#takeKeyword("from")) throw malformed("Expected FROM after SELECT list");
    const { table, index } = this.#source();
    const where = this.#where();
    const orderBy = this.#takeKeyword("order") ? this.#orderBy() : [];
    if (this.#token.kind === "keyword" && otherClauses.has(this.#token.text)) throw this.#unsupportedClause();
    return { kind: "select", projection, table, index, where, orderBy };
  }

  #projection(): readonly Path[] | undefined {
    if (this.#take("*")) {
      if (this.#isSign(","))
        throw malformed("Other expressions may not be present in the select list when '*' is used without dot notation.");
      return undefined;
    }
    const paths: Path[] = [];
    do {
      const expression = this.#expression();
      if (expression.kind !== "path") throw unexpectedPath(expression.place);
      paths.push(expression);
      if (this.#isKeyword("as")) throw this.#unsupportedClause();
    } while (this.#take(","));
    return paths;
  }

  /** What a SELECT reads: a table, or an index of it. */
  #source(): { readonly table: string; readonly index: string | undefined } {
    const { place } = this.#token;
    const source = this.#expression();
    const [table, index, ...more] = source.kind === "path" ? source.elements : [];
    const { kind, text } = this.#token;
    const goesOn = kind === "identifier" || kind === "quoted" || text === "," || (kind === "keyword" && (text === "as" || joins.has(text)));
    if (table === undefined || typeof index === "number" || more.length > 0 || goesOn)
      throw validationException(`Unexpected from source at ${placeText(place)}`);
    return { table, index };
  }

  #where(): Expression | undefined {
    return this.#takeKeyword("where") ? this.#expression() : undefined;
  }

  #orderBy(): readonly SortKey[] {
    if (!this.#takeKeyword("by")) throw malformed("Expected BY");
    const keys: SortKey[] = [];
    do {
      const expression = this.#expression();
      if (expression.kind !== "path") throw unexpectedPath(expression.place);
      const descending = this.#takeKeyword("desc");
      if (!descending) this.#takeKeyword("asc");
      keys.push({ path: expression, descending });
    } while (this.#take(","));
    return keys;
  }

  #insert(): Insert {
    if (!this.#takeKeyword("into")) throw malformed("Unexpected keyword");
    const table = this.#table();
    if (!this.#takeKeyword("value")) {
      if (this.#token.kind === "keyword") throw malformed("Unexpected keyword");
      this.#expression();
      throw malformed("Unexpected term");
    }
    const item = this.#expression();
    if (this.#isKeyword("on") || this.#isKeyword("at") || this.#isKeyword("returning")) throw this.#unsupportedClause();
    return { kind: "insert", table, item };
  }

  #update(): Update {
    const table = this.#table();
    const assignments: Assignment[] = [];
    for (;;) {
      if (this.#takeKeyword("set")) {
        do assignments.push(this.#assignment());
        while (this.#take(","));
      } else if (this.#takeKeyword("remove")) assignments.push({ section: "remove", path: this.#simplePath() });
      else break;
    }
    if (assignments.length === 0) throw malformed("Expected data manipulation");
    const where = this.#where();
    return { kind: "update", table, assignments, where, returning: this.#returning() };
  }

  #assignment(): Assignment {
    const path = this.#simplePath();
    if (!this.#take("=")) throw malformed("Expected '='");
    return { section: "set", path, value: this.#expression() };
  }

  #delete(): Delete {
    if (!this.#takeKeyword("from")) throw malformed("Expected FROM after DELETE");
    const table = this.#table();
    const where = this.#where();
    return { kind: "delete", table, where, returning: this.#returning() };
  }

  #returning(): Returning | undefined {
    if (!this.#takeKeyword("returning")) return undefined;
    const words = `${this.#token.text} ${this.#tokens[this.#at + 1]?.text}`;
    const returning = this.#token.kind === "keyword" ? returnings.get(words) : undefined;
    if (returning === undefined) throw malformed("Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.");
    this.#at += 2;
    if (!this.#take("*")) throw malformed("Unsupported syntax in RETURNING columns.");
    return returning;
  }

  #exists(): Exists {
    const expression = this.#expression();
    if (expression.kind !== "exists") throw malformed("Unexpected token after expression");
    return { kind: "exists", table: expression.select.table, select: expression.select };
  }

  /** What a statement writes to: never an index. */
  #table(): string {
    const { place } = this.#token;
    const [table, ...more] = this.#simplePath().elements;
    if (more.length > 0) throw unexpectedPath(place);
    return table;
  }

  /** What is assigned to: nothing but names and indexes. */
  #simplePath(): Path {
    const { kind } = this.#token;
    if (kind !== "identifier" && kind !== "quoted") throw malformed("Expected identifier for simple path");
    return this.#path();
  }

  /** As long as operators bind more tightly than the one in front. */
  #expression(tightness = 0): Expression {
    let left = this.#unary();
    for (;;) {
      const { place } = this.#token;
      const negated = this.#isKeyword("not") && negatable.has(this.#tokens[this.#at + 1]?.text ?? "");
      const token = negated ? (this.#tokens[this.#at + 1] as Token) : this.#token;
      const operator = token.kind === "keyword" || token.kind === "sign" ? token.text : "";
      const precedence = precedences.get(operator);
      if (precedence === undefined || precedence <= tightness) return left;
      this.#at += negated ? 2 : 1;
      const expression = this.#infix(operator, precedence, left, place);
      left = negated ? { kind: "not", operand: expression, place } : expression;
    }
  }

  #infix(operator: string, precedence: number, left: Expression, place: Place): Expression {
    switch (operator) {
      case "and":
      case "or":
        return { kind: operator, left, right: this.#expression(precedence), place };
      case "=":
      case "<>":
      case "<":
      case "<=":
      case ">":
      case ">=":
        return { kind: "compare", operator, left, right: this.#expression(precedence), place };
      case "+":
      case "-":
        return { kind: "arithmetic", operator, left, right: this.#expression(precedence), place };
      case "between": {
        const lower = this.#expression(precedence);
        if (!this.#takeKeyword("and")) throw malformed("Expected keyword AND");
        return { kind: "between", operand: left, lower, upper: this.#expression(precedence), place };
      }
      case "in":
        return { kind: "in", operand: left, candidates: this.#candidates(precedence), place };
      case "is": {
        const negated = this.#takeKeyword("not");
        const type = this.#token;
        if (type.kind !== "keyword" || !typeNames.has(type.text)) throw malformed("Expected type name");
        this.#at += 1;
        const is: Expression = { kind: "is", operand: left, type: type.text, place };
        return negated ? { kind: "not", operand: is, place } : is;
      }
      default:
        throw unsupported(`operator: ${operator.toUpperCase()}`, place);
    }
  }

  /** `[a, b]`, `(a, b)` or a parameter. */
  #candidates(precedence: number): Expression {
    const { place } = this.#token;
    if (!this.#take("(")) return this.#expression(precedence);
    if (this.#isKeyword("select")) throw unsupported("subquery", place);
    return { kind: "list", elements: this.#elements(")"), place };
  }

  #unary(): Expression {
    const { place } = this.#token;
    if (this.#takeKeyword("not")) return this.#deeper(() => ({ kind: "not", operand: this.#expression(notPrecedence), place }));
    for (const sign of ["-", "+"]) {
      if (!this.#take(sign)) continue;
      const operand = this.#deeper(() => this.#unary());
      if (operand.kind !== "literal" || operand.value.N === undefined) throw unsupported(`operator: ${sign}`, place);
      return sign === "+" ? operand : { ...operand, value: numberValue(`-${operand.value.N}`.replace(/^--/, "")) };
    }
    return this.#term();
  }

  #term(): Expression {
    const { kind, text, place } = this.#token;
    const calls = this.#isSign("(", 1);
    switch (kind) {
      case "identifier":
      case "quoted":
        return calls ? this.#call(text.toLowerCase(), place) : this.#pathAt(place);
      case "keyword":
        if (calls && functionKeywords.has(text)) return this.#call(text, place);
        return this.#keywordValue(text, place);
      case "string":
        this.#at += 1;
        return { kind: "literal", value: { S: text.toWellFormed() }, place };
      case "number":
        this.#at += 1;
        return { kind: "literal", value: numberValue(text), place };
      case "parameter":
        this.#at += 1;
        return { kind: "parameter", at: this.#parameters++, place };
      case "sign":
        return this.#bracketed(text, place);
      case "end":
        throw malformed("Unexpected term");
    }
  }

  #keywordValue(word: string, place: Place): Expression {
    switch (word) {
      case "true":
      case "false":
        this.#at += 1;
        return { kind: "literal", value: { BOOL: word === "true" }, place };
      case "null":
        this.#at += 1;
        return { kind: "literal", value: { NULL: true }, place };
      case "missing":
        this.#at += 1;
        return { kind: "missing", place };
      default:
        throw malformed("Unexpected keyword");
    }
  }

  #bracketed(sign: string, place: Place): Expression {
    switch (sign) {
      case "(": {
        this.#at += 1;
        if (this.#isKeyword("select")) throw unsupported("subquery", place);
        const [first, ...more] = this.#elements(")");
        if (first === undefined) throw malformed("Expression group cannot be empty");
        return more.length === 0 ? first : { kind: "list", elements: [first, ...more], place };
      }
      case "[":
        this.#at += 1;
        return { kind: "list", elements: this.#elements("]"), place };
      case "<<":
        this.#at += 1;
        return { kind: "set", elements: this.#elements(">>"), place };
      case "{":
        this.#at += 1;
        return this.#map(place);
      case "@":
      case "*":
      case ";":
      case ",":
      case ".":
        throw malformed("Unexpected term");
      default:
        throw malformed(precedences.has(sign) ? "Unexpected operator" : "Unexpected term");
    }
  }

  /** Expressions up to the sign that closes them. */
  #elements(close: string): readonly Expression[] {
    return this.#deeper(() => {
      if (this.#take(close)) return [];
      const elements: Expression[] = [];
      do elements.push(this.#expression());
      while (this.#take(","));
      this.#require(close);
      return elements;
    });
  }

  #map(place: Place): Expression {
    return this.#deeper(() => {
      const entries: { readonly name: Expression; readonly value: Expression }[] = [];
      if (this.#take("}")) return { kind: "map", entries, place };
      do {
        const name = this.#expression();
        this.#require(":");
        entries.push({ name, value: this.#expression() });
      } while (this.#take(","));
      this.#require("}");
      return { kind: "map", entries, place };
    });
  }

  #call(name: string, place: Place): Expression {
    this.#at += 2;
    if (name === "exists" && this.#takeKeyword("select")) {
      const select = this.#deeper(() => this.#select());
      this.#require(")");
      return { kind: "exists", select, place };
    }
    if (name === "count" && this.#take("*")) {
      this.#require(")");
      return { kind: "call", name, operands: [], place };
    }
    return { kind: "call", name, operands: this.#elements(")"), place };
  }

  #pathAt(place: Place): Expression {
    return { ...this.#path(), place };
  }

  #path(): Path {
    const elements: [string, ...(string | number)[]] = [this.#token.text];
    this.#at += 1;
    for (;;) {
      if (this.#take(".")) {
        const { kind, text } = this.#token;
        if (kind !== "identifier" && kind !== "quoted") throw malformed("Invalid path dot component");
        elements.push(text);
        this.#at += 1;
      } else if (this.#take("[")) {
        elements.push(this.#listIndex());
        this.#require("]");
      } else return { kind: "path", elements };
    }
  }

  #listIndex(): number {
    const { kind, text, place } = this.#token;
    // Java's Integer.
    if (kind !== "number" || !/^\d+$/.test(text) || Number(text) > 2_147_483_647) throw unexpectedPath(place);
    this.#at += 1;
    return Number(text);
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #isSign(sign: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === "sign" && token.text === sign;
  }

  #take(sign: string): boolean {
    if (!this.#isSign(sign)) return false;
    this.#at += 1;
    return true;
  }

  #require(sign: string): void {
    if (!this.#take(sign)) throw malformed(`Expected ${signNames[sign] ?? sign}`);
  }

  #isKeyword(word: string): boolean {
    return this.#token.kind === "keyword" && this.#token.text === word;
  }

  #takeKeyword(word: string): boolean {
    if (!this.#isKeyword(word)) return false;
    this.#at += 1;
    return true;
  }

  #deeper<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > nestingMax) throw malformed("Nesting Levels have exceeded supported limits");
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  #unsupportedClause(): Error {
    return validationException(`Unsupported clause: ${this.#token.text.toUpperCase()} at ${placeText(this.#token.place)}`);
  }
}

function numberValue(text: string): { readonly N: string } {
  const value = refusing(() => normalValue({ N: text }));
  return { N: value.N as string };
}

function unexpectedPath(place: Place): Error {
  return validationException(`Unexpected path component at ${placeText(place)}`);
}
