/**
 * The grammar: a Pratt parser that answers a finished tree. Paths are put together while reading: `a.b[0].c`
 * is one path of three steps, and a predicate belongs to its step. Where a parent (`%`) points is settled here too,
 * in ancestry.ts.
 */

import { adoptParents, resolvePath, seekParents } from "./ancestry.ts";
import type { FilterStage, Group, Node, PathNode, SortNode } from "./ast.ts";
import { JsonataSyntaxError } from "./errors.ts";
import { Lexer, type Token } from "./lexer.ts";
import { parseDepthMax } from "./limits.ts";
import { type Signature, parseSignature } from "./signature.ts";

/** How strongly an operator holds on to what stands left of it; absent means it ends the operand. */
const bindingPowers: Readonly<Record<string, number>> = {
  ".": 75,
  "[": 80,
  "{": 70,
  "(": 80,
  "@": 80,
  "#": 80,
  "?": 20,
  "+": 50,
  "-": 50,
  "*": 60,
  "/": 60,
  "%": 60,
  "=": 40,
  "<": 40,
  ">": 40,
  "^": 40,
  ":=": 10,
  "!=": 40,
  "<=": 40,
  ">=": 40,
  "~>": 40,
  "?:": 40,
  "??": 40,
  and: 30,
  or: 25,
  in: 40,
  "&": 50,
};
const powers = new Map(Object.entries(bindingPowers));

/** @throws JsonataSyntaxError */
export function parseJsonata(text: string): Node {
  return new Parser(text).parse();
}

class Parser {
  readonly #lexer: Lexer;
  #token: Token;
  #depth = 0;
  #parents = 0;
  /** The first thing wrong with what was understood; a text that is not understood at all is reported before it. */
  #problem: JsonataSyntaxError | undefined;

  constructor(text: string) {
    this.#lexer = new Lexer(text);
    this.#token = this.#lexer.next(false);
  }

  parse(): Node {
    const node = this.#expression(0);
    if (this.#token.kind !== "end") throw this.#unexpected("S0201");
    if (this.#problem !== undefined) throw this.#problem;
    if (node.kind === "parent" || node.seekingParent !== undefined) {
      throw new JsonataSyntaxError("S0217", node.position, { token: node.kind });
    }
    return node;
  }

  #expression(power: number): Node {
    if (++this.#depth > parseDepthMax) throw new JsonataSyntaxError("S0501", this.#token.position);
    let left = this.#operand();
    while (this.#token.kind === "operator" && power < (powers.get(this.#token.value as string) ?? 0)) left = this.#infix(left);
    this.#depth--;
    return left;
  }

  #isAt(operator: string): boolean {
    return this.#token.kind === "operator" && this.#token.value === operator;
  }

  #take(operator: string): boolean {
    if (!this.#isAt(operator)) return false;
    this.#advance(false);
    return true;
  }

  #expect(operator: string, afterOperand = false): void {
    if (!this.#isAt(operator)) {
      const code = this.#token.kind === "end" ? "S0203" : "S0202";
      throw new JsonataSyntaxError(code, this.#token.position, { value: operator, token: String(this.#token.value) });
    }
    this.#advance(afterOperand);
  }

  #advance(afterOperand: boolean): Token {
    const token = this.#token;
    this.#token = this.#lexer.next(afterOperand);
    if (this.#isAt("!") || this.#isAt("~")) throw this.#unexpected("S0204");
    return token;
  }

  #checked(left: Node, work: () => Node): Node {
    if (this.#problem !== undefined) return left;
    try {
      return work();
    } catch (problem) {
      if (!(problem instanceof JsonataSyntaxError)) throw problem;
      this.#problem ??= problem;
      return left;
    }
  }

  #unexpected(code: "S0201" | "S0204" | "S0211"): JsonataSyntaxError {
    return new JsonataSyntaxError(code, this.#token.position, { token: String(this.#token.value) });
  }

  /** What may open an operand. */
  #operand(): Node {
    const token = this.#token;
    const { position } = token;
    switch (token.kind) {
      case "end":
        throw new JsonataSyntaxError("S0207", position, { token: "(end)" });
      case "literal":
        this.#advance(true);
        return { kind: "literal", value: token.value, position, height: 1 };
      case "name":
        this.#advance(true);
        return this.#nameNode(String(token.value), position);
      case "variable":
        this.#advance(true);
        return { kind: "variable", name: String(token.value), position, height: 1 };
      case "regex":
        this.#advance(true);
        return { kind: "regex", source: String(token.value), flags: token.flags ?? "", position, height: 1 };
      case "operator":
        return this.#prefix(token, position);
    }
  }

  #prefix(token: Token, position: number): Node {
    switch (token.value) {
      case "and":
      case "or":
      case "in":
        this.#advance(true);
        return this.#nameNode(String(token.value), position);
      case "*":
        this.#advance(true);
        return { kind: "wildcard", position, height: 1 };
      case "**":
        this.#advance(true);
        return { kind: "descendant", position, height: 1 };
      case "%":
        this.#advance(true);
        return { kind: "parent", slot: { label: `!${this.#parents++}`, level: 1 }, position, height: 1 };
      case "-":
        this.#advance(false);
        return this.#negation(position);
      case "(":
        this.#advance(false);
        return this.#block(position);
      case "[":
        this.#advance(false);
        return this.#array(position);
      case "{": {
        this.#advance(false);
        const pairs = this.#pairs(position);
        const node: Node = { kind: "object", pairs, position, height: 1 + heightOf(pairs.pairs.flat()) };
        for (const part of pairs.pairs.flat()) seekParents(node, part);
        return node;
      }
      case "|":
        this.#advance(false);
        return this.#transform(position);
      default:
        throw this.#unexpected("S0211");
    }
  }

  /** A lone name is a path of one step: it maps over arrays and can take predicates. */
  #nameNode(name: string, position: number): Node {
    return { kind: "path", steps: [{ kind: "name", name, position, height: 1 }], keepSingleton: false, position, height: 2 };
  }

  #negation(position: number): Node {
    const operand = this.#expression(70);
    if (operand.kind === "literal" && typeof operand.value === "number" && operand.predicates === undefined) {
      return { ...operand, value: -operand.value };
    }
    const node: Node = { kind: "negate", operand, position, height: operand.height + 1 };
    seekParents(node, operand);
    return node;
  }

  #block(position: number): Node {
    const expressions: Node[] = [];
    while (!this.#isAt(")")) {
      expressions.push(this.#expression(0));
      if (!this.#take(";")) break;
    }
    this.#expect(")", true);
    const node: Node = { kind: "block", expressions, position, height: 1 + heightOf(expressions) };
    for (const expression of expressions) {
      seekParents(node, expression);
      if (expression.consArray || (expression.kind === "path" && expression.steps[0]?.consArray)) node.consArray = true;
    }
    return node;
  }

  #array(position: number): Node {
    const items: Node[] = [];
    if (!this.#isAt("]")) {
      do {
        const item = this.#expression(0);
        if (this.#isAt("..")) {
          const at = this.#token.position;
          this.#advance(false);
          items.push(binary("..", item, this.#expression(0), at));
        } else {
          items.push(item);
        }
      } while (this.#take(","));
    }
    this.#expect("]", true);
    const node: Node = { kind: "array", items, position, height: 1 + heightOf(items) };
    for (const item of items) seekParents(node, item);
    return node;
  }

  #pairs(position: number): Group {
    const pairs: [Node, Node][] = [];
    if (!this.#isAt("}")) {
      do {
        const key = this.#expression(0);
        this.#expect(":");
        pairs.push([key, this.#expression(0)]);
      } while (this.#take(","));
    }
    this.#expect("}", true);
    return { pairs, position };
  }

  #transform(position: number): Node {
    const pattern = this.#expression(0);
    this.#expect("|");
    const update = this.#expression(0);
    const remove = this.#take(",") ? this.#expression(0) : undefined;
    this.#expect("|", true);
    const parts = remove === undefined ? [pattern, update] : [pattern, update, remove];
    return { kind: "transform", pattern, update, remove, position, height: 1 + heightOf(parts) };
  }

  #infix(left: Node): Node {
    const { value, position } = this.#advance(false);
    const operator = value as string;
    switch (operator) {
      case ".": {
        const right = this.#expression(75);
        return this.#checked(left, () => joinPath(left, right, position));
      }
      case "[":
        return this.#predicate(left, position);
      case "{": {
        const group = this.#pairs(position);
        return this.#checked(left, () => {
          if (left.group !== undefined) throw new JsonataSyntaxError("S0210", position, {});
          left.group = group;
          left.height = Math.max(left.height, 1 + heightOf(group.pairs.flat()));
          return left;
        });
      }
      case "(":
        return this.#call(left, position);
      case "^":
        return this.#orderBy(left, position);
      case "@":
        return this.#focus(left, position);
      case "#":
        return this.#index(left, position);
      case "?":
        return this.#condition(left, position);
      case ":=": {
        if (left.kind !== "variable" || left.predicates !== undefined)
          throw new JsonataSyntaxError("S0212", position, { token: nodeText(left) });
        const bound = this.#expression(9);
        const node: Node = { kind: "bind", name: left.name, value: bound, position, height: bound.height + 1 };
        seekParents(node, bound);
        return node;
      }
      case "~>": {
        const right = this.#expression(40);
        const node: Node = { kind: "apply", left, right, position, height: 1 + heightOf([left, right]) };
        if (left.keepArray || right.keepArray) node.keepArray = true;
        return node;
      }
      case "??":
      case "?:": {
        const right = this.#expression(40);
        const node: Node = { kind: operator === "??" ? "coalesce" : "elvis", left, right, position, height: 1 + heightOf([left, right]) };
        seekParents(node, left);
        seekParents(node, right);
        return node;
      }
      default:
        return binary(operator, left, this.#expression(powers.get(operator) as number), position);
    }
  }

  #predicate(left: Node, position: number): Node {
    if (this.#isAt("]")) {
      this.#advance(true);
      // `a[]`: of a name the mark goes to the step, so that a longer path that it becomes part of sees it as well.
      if (left.kind === "path") {
        left.keepSingleton = true;
        if (left.steps.length === 1) (left.steps[0] as Node).keepArray = true;
      } else {
        left.keepArray = true;
      }
      return left;
    }
    const expression = this.#expression(0);
    this.#expect("]", true);
    return this.#checked(left, () => addPredicate(left, expression, position));
  }

  #call(left: Node, position: number): Node {
    if (isFunctionKeyword(left)) return this.#lambda(position);
    const args: (Node | undefined)[] = [];
    if (!this.#isAt(")")) {
      do {
        if (this.#isAt("?")) {
          this.#advance(true);
          args.push(undefined);
        } else {
          args.push(this.#expression(0));
        }
      } while (this.#take(","));
    }
    this.#expect(")", true);
    const given = args.filter((argument) => argument !== undefined);
    const node: Node = { kind: "call", procedure: left, args, position, height: 1 + heightOf([left, ...given]) };
    for (const argument of given) seekParents(node, argument);
    return node;
  }

  #lambda(position: number): Node {
    const parameters: string[] = [];
    if (!this.#isAt(")")) {
      do {
        const token = this.#token;
        if (token.kind !== "variable") {
          const parameter = this.#expression(0);
          throw new JsonataSyntaxError("S0208", parameter.position, { value: parameters.length + 1, token: String(token.value) });
        }
        this.#advance(true);
        parameters.push(String(token.value));
      } while (this.#take(","));
    }
    this.#expect(")", true);
    let signature: Signature | undefined;
    if (this.#isAt("<")) {
      signature = parseSignature(this.#lexer.readSignature());
      this.#advance(false);
    }
    this.#expect("{");
    const body = this.#expression(0);
    this.#expect("}", true);
    return { kind: "lambda", parameters, signature, body, position, height: body.height + 1 };
  }

  #orderBy(left: Node, position: number): Node {
    this.#expect("(");
    const terms: SortNode["terms"] = [];
    do {
      const descending = this.#isAt(">");
      if (!descending) this.#take("<");
      else this.#advance(false);
      terms.push({ descending, expression: this.#expression(0) });
    } while (this.#take(","));
    this.#expect(")", true);
    return this.#checked(left, () => addSort(left, terms, position));
  }

  #focus(left: Node, position: number): Node {
    const name = this.#boundName("@", 80, position);
    return this.#checked(left, () => {
      const step = lastStep(left);
      if (step.stages !== undefined || step.predicates !== undefined) throw new JsonataSyntaxError("S0215", position, {});
      if (step.kind === "sort") throw new JsonataSyntaxError("S0216", position, {});
      step.focus = name;
      step.tuple = true;
      return left;
    });
  }

  #index(left: Node, position: number): Node {
    const name = this.#boundName("#", 80, position);
    const path = asPath(left);
    const step = path.steps.at(-1) as Node;
    if (step.stages === undefined) step.index = name;
    else step.stages.push({ kind: "index", name });
    step.tuple = true;
    return path;
  }

  #boundName(operator: string, power: number, position: number): string {
    const right = this.#expression(power);
    if (right.kind !== "variable") throw new JsonataSyntaxError("S0214", position, { token: operator });
    return right.name;
  }

  #condition(condition: Node, position: number): Node {
    const then = this.#expression(0);
    const otherwise = this.#take(":") ? this.#expression(0) : undefined;
    const parts = otherwise === undefined ? [condition, then] : [condition, then, otherwise];
    const node: Node = { kind: "condition", condition, then, otherwise, position, height: 1 + heightOf(parts) };
    for (const part of parts) seekParents(node, part);
    return node;
  }
}

function heightOf(nodes: readonly Node[]): number {
  let height = 0;
  for (const node of nodes) if (node.height > height) height = node.height;
  return height;
}

function binary(operator: string, left: Node, right: Node, position: number): Node {
  const node: Node = { kind: "binary", operator, left, right, position, height: 1 + heightOf([left, right]) };
  seekParents(node, left);
  seekParents(node, right);
  return node;
}

/** What is not a path yet becomes its first step; predicates turn into the step's stages. */
function asPath(node: Node): PathNode {
  if (node.kind === "path") return node;
  if (node.predicates !== undefined) {
    node.stages = node.predicates;
    delete node.predicates;
  }
  return { kind: "path", steps: [node], keepSingleton: node.keepArray === true, position: node.position, height: node.height + 1 };
}

/** Where predicates and bindings that follow a node belong. */
function lastStep(node: Node): Node {
  return node.kind === "path" ? (node.steps.at(-1) as Node) : node;
}

function addPredicate(left: Node, expression: Node, position: number): Node {
  const step = lastStep(left);
  if (step.group !== undefined || left.group !== undefined) throw new JsonataSyntaxError("S0209", position, {});
  if (expression.kind === "parent" || expression.seekingParent !== undefined) adoptParents(step, expression);
  const stage: FilterStage = { kind: "filter", expression };
  if (left.kind === "path") {
    step.stages ??= [];
    step.stages.push(stage);
  } else {
    step.predicates ??= [];
    step.predicates.push(stage);
  }
  left.height = Math.max(left.height, expression.height + 1);
  return left;
}

function addSort(left: Node, terms: SortNode["terms"], position: number): Node {
  const path = asPath(left);
  const sort: Node = { kind: "sort", terms, position, height: 1 + heightOf(terms.map((term) => term.expression)) };
  for (const term of terms) seekParents(sort, term.expression);
  path.steps.push(sort);
  path.height = Math.max(path.height, sort.height + 1);
  resolvePath(path);
  return path;
}

function joinPath(left: Node, right: Node, position: number): Node {
  const path: PathNode =
    left.kind === "path"
      ? left
      : { kind: "path", steps: [left], keepSingleton: left.keepArray === true, position: left.position, height: left.height + 1 };
  const firstNew = left.kind === "path" ? path.steps.length : 0;
  if (left.kind === "parent") path.seekingParent = [left.slot];
  if (right.kind === "path") {
    path.steps.push(...right.steps);
  } else {
    if (right.predicates !== undefined) {
      right.stages = right.predicates;
      delete right.predicates;
    }
    path.steps.push(right);
  }
  for (let i = firstNew; i < path.steps.length; i++) {
    const step = path.steps[i] as Node;
    if (step.kind === "literal") {
      if (typeof step.value !== "string") throw new JsonataSyntaxError("S0213", step.position, { value: step.value });
      const { value, ...rest } = step;
      path.steps[i] = { ...rest, kind: "name", name: value };
    }
    if (step.keepArray) path.keepSingleton = true;
  }
  if (path.steps[0]?.kind === "array") path.steps[0].consArray = true;
  const last = path.steps.at(-1) as Node;
  if (last.kind === "array") last.consArray = true;
  path.height = Math.max(path.height, right.height + 1);
  path.position = position;
  resolvePath(path);
  return path;
}

function isFunctionKeyword(node: Node): boolean {
  if (node.kind !== "path" || node.steps.length !== 1) return false;
  const step = node.steps[0] as Node;
  return step.kind === "name" && (step.name === "function" || step.name === "λ");
}

function nodeText(node: Node): string {
  if (node.kind === "literal") return String(node.value);
  if (node.kind === "path" && node.steps[0]?.kind === "name") return node.steps[0].name;
  return node.kind;
}
