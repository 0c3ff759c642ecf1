/**
 * Regular expressions for filters (`[?(@.name =~ /a.*b/i)]`) in time linear in the text. The host's own engine
 * backtracks, and whoever may write a definition could stop the process with `(a+)+$`; here a pattern becomes
 * a list of instructions that all its threads walk together (Thompson's construction), so there is nothing to blow up.
 *
 * Covered: literals, `.`, classes, \d \w \s \b and their opposites, groups, alternatives, greedy and lazy
 * quantifiers, ^ and $, flags i s m u d. Not covered, refused when compiled: back references and look-around,
 * which no linear matcher can do.
 */

import { filterDepthMax, regexStatesMax } from "./limits.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

/** Answers whether the whole text matches, as Jayway does. `spend` is told how many steps it cost and may throw. */
export type Matcher = (text: string, spend: (steps: number) => void) => boolean;

type Accepts = (code: number) => boolean;

type Instruction =
  | { readonly kind: "consume"; readonly accepts: Accepts }
  | { readonly kind: "split"; readonly targets: number[] }
  | { readonly kind: "assert"; readonly holds: (codes: readonly number[], at: number) => boolean }
  | { readonly kind: "match" };

type Node =
  | { readonly kind: "consume"; readonly accepts: Accepts }
  | { readonly kind: "assert"; readonly holds: (codes: readonly number[], at: number) => boolean }
  | { readonly kind: "sequence" | "alternatives"; readonly nodes: readonly Node[] }
  | { readonly kind: "repeat"; readonly node: Node; readonly min: number; readonly max: number };

/** @throws SyntaxProblem for a pattern that is malformed, too large or beyond a linear matcher. */
export function compileRegex(source: string, flags: string): Matcher {
  const program: Instruction[] = [];
  emit(new RegexReader(source, flags).read(), program);
  add(program, { kind: "match" });
  return (text, spend) => run(program, text, spend);
}

function run(program: readonly Instruction[], text: string, spend: (steps: number) => void): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) as number);
  const seenAt = new Int32Array(program.length).fill(-1);
  let matched = false;
  /** Follows everything that consumes nothing and collects the instructions that wait for a character. */
  const advance = (starts: readonly number[], at: number): number[] => {
    const waiting: number[] = [];
    const pending = [...starts];
    matched = false;
    for (let pc = pending.pop(); pc !== undefined; pc = pending.pop()) {
      if (seenAt[pc] === at) continue;
      seenAt[pc] = at;
      const instruction = program[pc] as Instruction;
      if (instruction.kind === "consume") waiting.push(pc);
      else if (instruction.kind === "match") matched = true;
      else if (instruction.kind === "split") pending.push(...instruction.targets);
      else if (instruction.holds(codes, at)) pending.push(pc + 1);
    }
    return waiting;
  };
  let waiting = advance([0], 0);
  for (let at = 0; at < codes.length; at++) {
    spend(waiting.length + 1);
    const code = codes[at] as number;
    const next: number[] = [];
    for (const pc of waiting) {
      const instruction = program[pc];
      if (instruction?.kind === "consume" && instruction.accepts(code)) next.push(pc + 1);
    }
    if (next.length === 0) return false;
    waiting = advance(next, at + 1);
  }
  return matched;
}

function add(program: Instruction[], instruction: Instruction): number {
  if (program.length >= regexStatesMax) throw new SyntaxProblem("The regular expression is too large");
  return program.push(instruction) - 1;
}

function emit(node: Node, program: Instruction[]): void {
  switch (node.kind) {
    case "consume":
    case "assert":
      add(program, node);
      return;
    case "sequence":
      for (const child of node.nodes) emit(child, program);
      return;
    case "alternatives": {
      const split: number[] = [];
      add(program, { kind: "split", targets: split });
      const exits: number[][] = [];
      for (const child of node.nodes) {
        split.push(program.length);
        emit(child, program);
        const exit: number[] = [];
        exits.push(exit);
        add(program, { kind: "split", targets: exit });
      }
      for (const exit of exits) exit.push(program.length);
      return;
    }
    case "repeat": {
      for (let i = 0; i < node.min; i++) {
        const before = program.length;
        emit(node.node, program);
        if (program.length === before) break; // an empty body: repeating it adds nothing but time
      }
      if (node.max === Number.POSITIVE_INFINITY) {
        const targets: number[] = [];
        const loop = add(program, { kind: "split", targets });
        targets.push(program.length);
        emit(node.node, program);
        add(program, { kind: "split", targets: [loop] });
        targets.push(program.length);
        return;
      }
      const skips: number[][] = [];
      for (let i = node.min; i < node.max; i++) {
        const targets: number[] = [];
        skips.push(targets);
        add(program, { kind: "split", targets });
        targets.push(program.length);
        emit(node.node, program);
      }
      for (const targets of skips) targets.push(program.length);
      return;
    }
  }
}

const isDigit: Accepts = (code) => code >= 0x30 && code <= 0x39;
const isWord: Accepts = (code) => isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f;
const isSpace: Accepts = (code) => code === 0x20 || (code >= 0x09 && code <= 0x0d);
const isLineEnd: Accepts = (code) => code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
const not =
  (accepts: Accepts): Accepts =>
  (code) =>
    !accepts(code);
const classEscapes: Readonly<Record<string, Accepts>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};
const controlEscapes: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, f: 0x0c, e: 0x1b, a: 0x07 };

class RegexReader {
  readonly #characters: readonly string[];
  readonly #ignoreCase: boolean;
  readonly #dotAll: boolean;
  readonly #multiline: boolean;
  #position = 0;
  #depth = 0;

  constructor(source: string, flags: string) {
    this.#characters = Array.from(source);
    for (const flag of flags) if (!"ismuUd".includes(flag)) throw new SyntaxProblem(`Unknown regular expression flag '${flag}'`);
    this.#ignoreCase = flags.includes("i");
    this.#dotAll = flags.includes("s");
    this.#multiline = flags.includes("m");
  }

  read(): Node {
    const node = this.#readAlternatives();
    if (this.#position < this.#characters.length) this.#fail("Unmatched ')'");
    return node;
  }

  #readAlternatives(): Node {
    if (++this.#depth > filterDepthMax) this.#fail("The regular expression is nested too deeply");
    const nodes = [this.#readSequence()];
    while (this.#take("|")) nodes.push(this.#readSequence());
    this.#depth--;
    return nodes.length === 1 ? (nodes[0] as Node) : { kind: "alternatives", nodes };
  }

  #readSequence(): Node {
    const nodes: Node[] = [];
    while (this.#position < this.#characters.length && this.#peek() !== "|" && this.#peek() !== ")") {
      nodes.push(this.#readQuantified());
    }
    return { kind: "sequence", nodes };
  }

  #readQuantified(): Node {
    const node = this.#readAtom();
    const bounds = this.#readQuantifier();
    if (bounds === undefined) return node;
    // Lazy and possessive differ only in which match is found first; whole matches are the same but for `++`.
    if (this.#take("+")) this.#fail("Possessive quantifiers are not supported");
    this.#take("?");
    if (bounds.min > regexStatesMax || (bounds.max !== Number.POSITIVE_INFINITY && bounds.max > regexStatesMax)) {
      this.#fail("The regular expression is too large");
    }
    return { kind: "repeat", node, ...bounds };
  }

  #readQuantifier(): { readonly min: number; readonly max: number } | undefined {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    if (!this.#take("{")) return undefined;
    const min = this.#readNumber();
    const max = this.#take(",") ? (this.#peek() === "}" ? Number.POSITIVE_INFINITY : this.#readNumber()) : min;
    if (!this.#take("}") || max < min) this.#fail("Malformed repetition");
    return { min, max };
  }

  #readNumber(): number {
    let digits = "";
    while (/^[0-9]$/.test(this.#peek())) digits += this.#next();
    if (digits === "") this.#fail("A number is expected");
    return Number(digits);
  }

  #readAtom(): Node {
    const character = this.#next();
    switch (character) {
      case ".":
        return { kind: "consume", accepts: this.#dotAll ? () => true : not(isLineEnd) };
      case "^":
        return this.#lineEdge(-1, (_, at) => at === 0);
      case "$":
        return this.#lineEdge(0, (codes, at) => at === codes.length);
      case "[":
        return { kind: "consume", accepts: this.#readClass() };
      case "(": {
        if (this.#take("?") && !this.#take(":")) this.#fail("Look-around and named groups are not supported");
        const node = this.#readAlternatives();
        if (!this.#take(")")) this.#fail("Unmatched '('");
        return node;
      }
      case "\\":
        return this.#readEscape();
      case "*":
      case "+":
      case "?":
        return this.#fail("Nothing to repeat");
      default:
        return { kind: "consume", accepts: this.#accepting(character.codePointAt(0) as number) };
    }
  }

  #lineEdge(offset: number, holds: (codes: readonly number[], at: number) => boolean): Node {
    if (!this.#multiline) return { kind: "assert", holds };
    return { kind: "assert", holds: (codes, at) => holds(codes, at) || isLineEnd(codes[at + offset] ?? -1) };
  }

  #readEscape(): Node {
    const character = this.#next();
    const accepts = classEscapes[character];
    if (accepts !== undefined) return { kind: "consume", accepts };
    if (character === "b" || character === "B") {
      const wanted = character === "b";
      return { kind: "assert", holds: (codes, at) => (isWord(codes[at - 1] ?? -1) !== isWord(codes[at] ?? -1)) === wanted };
    }
    if (character === "A") return { kind: "assert", holds: (_, at) => at === 0 };
    if (character === "z" || character === "Z") return { kind: "assert", holds: (codes, at) => at === codes.length };
    return { kind: "consume", accepts: this.#accepting(this.#escapedCode(character)) };
  }

  #escapedCode(character: string): number {
    const control = controlEscapes[character];
    if (control !== undefined) return control;
    if (character === "u" || character === "x") {
      const digits = Array.from({ length: character === "u" ? 4 : 2 }, () => this.#next()).join("");
      if (!/^[0-9a-fA-F]+$/.test(digits)) this.#fail("Malformed character escape");
      return Number.parseInt(digits, 16);
    }
    if (/^[a-zA-Z0-9]$/.test(character)) this.#fail(`The escape '\\${character}' is not supported`);
    return character.codePointAt(0) as number;
  }

  #readClass(): Accepts {
    const negated = this.#take("^");
    const members: Accepts[] = [];
    for (let first = true; first || this.#peek() !== "]"; first = false) {
      const from = this.#readClassMember();
      if (typeof from === "function") {
        members.push(from);
      } else if (this.#peek() === "-" && this.#characters[this.#position + 1] !== "]") {
        this.#next();
        const to = this.#readClassMember();
        if (typeof to === "function" || to < from) this.#fail("Malformed range");
        members.push(this.#folding((code) => code >= from && code <= to));
      } else {
        members.push(this.#accepting(from));
      }
    }
    this.#next();
    const accepts: Accepts = (code) => members.some((member) => member(code));
    return negated ? not(accepts) : accepts;
  }

  #readClassMember(): number | Accepts {
    const character = this.#next();
    if (character !== "\\") return character.codePointAt(0) as number;
    const escaped = this.#next();
    return classEscapes[escaped] ?? this.#escapedCode(escaped);
  }

  #accepting(expected: number): Accepts {
    return this.#folding((code) => code === expected);
  }

  #folding(accepts: Accepts): Accepts {
    if (!this.#ignoreCase) return accepts;
    return (code) => {
      const character = String.fromCodePoint(code);
      return (
        accepts(code) ||
        accepts(character.toLowerCase().codePointAt(0) as number) ||
        accepts(character.toUpperCase().codePointAt(0) as number)
      );
    };
  }

  #peek(): string {
    return this.#characters[this.#position] ?? "";
  }

  #next(): string {
    const character = this.#characters[this.#position++];
    if (character === undefined) return this.#fail("The regular expression ends too early");
    return character;
  }

  #take(expected: string): boolean {
    if (this.#peek() !== expected) return false;
    this.#position++;
    return true;
  }

  #fail(message: string): never {
    throw new SyntaxProblem(message, this.#position);
  }
}
