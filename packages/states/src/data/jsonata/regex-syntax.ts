/** Reads JavaScript's regular expression syntax (without the flags u and v) into a tree for regex.ts. */

import { SyntaxProblem } from "../syntax-problem.ts";
import { regexDepthMax, regexInstructionsMax } from "./limits.ts";

type Accepts = (unit: number) => boolean;

export type RegexNode =
  | { readonly kind: "one"; readonly accepts: Accepts }
  | { readonly kind: "assert"; readonly holds: (text: string, at: number) => boolean }
  | { readonly kind: "sequence" | "alternatives"; readonly nodes: readonly RegexNode[] }
  | { readonly kind: "group"; readonly index: number; readonly node: RegexNode }
  | {
      readonly kind: "repeat";
      readonly node: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
      /** Groups inside: the first, and the first that is not. Each repetition forgets what they held. */
      readonly groups: readonly [number, number];
    }
  | { readonly kind: "look"; readonly node: RegexNode; readonly ahead: boolean; readonly negative: boolean }
  | { readonly kind: "back"; readonly group: number; readonly ignoreCase: boolean };

export interface ParsedRegex {
  readonly node: RegexNode;
  readonly groupCount: number;
  readonly hasBackReferences: boolean;
}

/** @throws SyntaxProblem */
export function parseRegex(source: string, flags: string): ParsedRegex {
  const reader = new RegexReader(source, flags.includes("i"), flags.includes("m"));
  const node = reader.read();
  return { node, groupCount: reader.groupCount, hasBackReferences: reader.hasBackReferences };
}

const isDigit: Accepts = (unit) => unit >= 0x30 && unit <= 0x39;
const isWord: Accepts = (unit) => isDigit(unit) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a) || unit === 0x5f;
const spaces = new Set(
  [
    ...Array.from(" \t\n\r\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"),
    ...Array.from({ length: 11 }, (_, i) => String.fromCharCode(0x2000 + i)),
  ].map((character) => character.charCodeAt(0)),
);
const isSpace: Accepts = (unit) => spaces.has(unit);
const isLineEnd: Accepts = (unit) => unit === 0x0a || unit === 0x0d || unit === 0x2028 || unit === 0x2029;
const not =
  (accepts: Accepts): Accepts =>
  (unit) =>
    !accepts(unit);
const classEscapes: ReadonlyMap<string, Accepts> = new Map([
  ["d", isDigit],
  ["D", not(isDigit)],
  ["w", isWord],
  ["W", not(isWord)],
  ["s", isSpace],
  ["S", not(isSpace)],
]);
const controlEscapes: ReadonlyMap<string, number> = new Map([
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
  ["v", 0x0b],
  ["f", 0x0c],
]);

/** Whether the part can match without consuming anything. */
export function canBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case "one":
      return false;
    case "sequence":
      return node.nodes.every(canBeEmpty);
    case "alternatives":
      return node.nodes.some(canBeEmpty);
    case "group":
      return canBeEmpty(node.node);
    case "repeat":
      return node.min === 0 || canBeEmpty(node.node);
    case "assert":
    case "look":
    case "back":
      return true;
  }
}

class RegexReader {
  groupCount = 0;
  hasBackReferences = false;
  readonly #source: string;
  readonly #ignoreCase: boolean;
  readonly #multiline: boolean;
  readonly #groupTotal: number;
  readonly #names: ReadonlyMap<string, number>;
  #at = 0;
  #depth = 0;

  constructor(source: string, ignoreCase: boolean, multiline: boolean) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
    this.#multiline = multiline;
    const { total, names } = countGroups(source);
    this.#groupTotal = total;
    this.#names = names;
  }

  read(): RegexNode {
    const node = this.#alternatives();
    if (this.#at < this.#source.length) this.#fail("unmatched ')'");
    return node;
  }

  #alternatives(): RegexNode {
    if (++this.#depth > regexDepthMax) this.#fail("groups are nested too deeply");
    const nodes = [this.#sequence()];
    while (this.#take("|")) nodes.push(this.#sequence());
    this.#depth--;
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: "alternatives", nodes };
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    while (this.#at < this.#source.length && this.#peek() !== "|" && this.#peek() !== ")") nodes.push(this.#quantified());
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: "sequence", nodes };
  }

  #quantified(): RegexNode {
    const firstGroup = this.groupCount + 1;
    const node = this.#atom();
    const groups = [firstGroup, this.groupCount + 1] as const;
    const bounds = this.#quantifier();
    if (bounds === undefined) return node;
    if (bounds.min > regexInstructionsMax || (bounds.max > regexInstructionsMax && bounds.max !== Number.POSITIVE_INFINITY)) {
      this.#fail("the expression is too large");
    }
    return { kind: "repeat", node, ...bounds, lazy: this.#take("?"), groups };
  }

  #quantifier(): { readonly min: number; readonly max: number } | undefined {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    const counted = /^\{(\d+)(,(\d*))?\}/.exec(this.#source.slice(this.#at, this.#at + 32));
    if (counted === null) return undefined;
    this.#at += counted[0].length;
    const min = Number(counted[1]);
    const max = counted[2] === undefined ? min : counted[3] === "" ? Number.POSITIVE_INFINITY : Number(counted[3]);
    if (max < min) this.#fail("numbers out of order in {} quantifier");
    return { min, max };
  }

  #atom(): RegexNode {
    const character = this.#next();
    switch (character) {
      case ".":
        return { kind: "one", accepts: not(isLineEnd) };
      case "^":
        return {
          kind: "assert",
          holds: this.#multiline ? (text, at) => at === 0 || isLineEnd(text.charCodeAt(at - 1)) : (_text, at) => at === 0,
        };
      case "$":
        return {
          kind: "assert",
          holds: this.#multiline ? (text, at) => at === text.length || isLineEnd(text.charCodeAt(at)) : (text, at) => at === text.length,
        };
      case "[":
        return { kind: "one", accepts: this.#characterClass() };
      case "(":
        return this.#group();
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        return this.#fail("nothing to repeat");
      default:
        return { kind: "one", accepts: this.#literal(character.charCodeAt(0)) };
    }
  }

  #group(): RegexNode {
    let look: { readonly ahead: boolean; readonly negative: boolean } | undefined;
    let captures = true;
    if (this.#take("?")) {
      captures = false;
      if (this.#take("=")) look = { ahead: true, negative: false };
      else if (this.#take("!")) look = { ahead: true, negative: true };
      else if (this.#take("<")) {
        if (this.#take("=")) look = { ahead: false, negative: false };
        else if (this.#take("!")) look = { ahead: false, negative: true };
        else {
          captures = true;
          while (this.#next() !== ">");
        }
      } else if (!this.#take(":")) this.#fail("invalid group");
    }
    const index = captures ? ++this.groupCount : 0;
    const node = this.#alternatives();
    if (!this.#take(")")) this.#fail("unterminated group");
    if (look !== undefined) return { kind: "look", node, ...look };
    return captures ? { kind: "group", index, node } : node;
  }

  #escape(): RegexNode {
    const character = this.#next();
    const shorthand = classEscapes.get(character);
    if (shorthand !== undefined) return { kind: "one", accepts: shorthand };
    if (character === "b" || character === "B") {
      const wanted = character === "b";
      return { kind: "assert", holds: (text, at) => (isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at))) === wanted };
    }
    if (character === "k" && this.#names.size > 0 && this.#take("<")) {
      const end = this.#source.indexOf(">", this.#at);
      const group = this.#names.get(this.#source.slice(this.#at, end));
      if (end === -1 || group === undefined) return this.#fail("invalid named reference");
      this.#at = end + 1;
      return this.#backReference(group);
    }
    if (/^[1-9]$/.test(character)) {
      const more = /^\d*/.exec(this.#source.slice(this.#at, this.#at + 3))?.[0] ?? "";
      const group = Number(character + more);
      if (group <= this.#groupTotal) {
        this.#at += more.length;
        return this.#backReference(group);
      }
    }
    return { kind: "one", accepts: this.#literal(this.#escapedUnit(character)) };
  }

  #backReference(group: number): RegexNode {
    this.hasBackReferences = true;
    return { kind: "back", group, ignoreCase: this.#ignoreCase };
  }

  #escapedUnit(character: string): number {
    const control = controlEscapes.get(character);
    if (control !== undefined) return control;
    if (character === "0" && !/^\d/.test(this.#peek())) return 0;
    if (character === "c" && /^[a-zA-Z]/.test(this.#peek())) return this.#next().charCodeAt(0) % 32;
    const length = character === "u" ? 4 : character === "x" ? 2 : 0;
    const hex = this.#source.slice(this.#at, this.#at + length);
    if (length > 0 && hex.length === length && /^[0-9a-fA-F]+$/.test(hex)) {
      this.#at += length;
      return Number.parseInt(hex, 16);
    }
    return character.charCodeAt(0);
  }

  #characterClass(): Accepts {
    const negated = this.#take("^");
    const singles = new Set<number>();
    const members: Accepts[] = [];
    while (!this.#take("]")) {
      const from = this.#classMember();
      if (this.#peek() === "-" && this.#source[this.#at + 1] !== "]" && this.#at + 1 < this.#source.length) {
        const dash = this.#at++;
        const to = this.#classMember();
        if (typeof from === "number" && typeof to === "number") {
          if (to < from) this.#fail("range out of order in character class", dash);
          members.push((unit) => unit >= from && unit <= to);
          continue;
        }
        singles.add(0x2d);
        addMember(to);
      }
      addMember(from);
    }
    const plain: Accepts = (unit) => singles.has(unit) || members.some((accepts) => accepts(unit));
    const accepts = this.#ignoreCase ? folding(plain) : plain;
    return negated ? not(accepts) : accepts;

    function addMember(one: number | Accepts): void {
      if (typeof one === "number") singles.add(one);
      else members.push(one);
    }
  }

  #classMember(): number | Accepts {
    const character = this.#next();
    if (character !== "\\") return character.charCodeAt(0);
    const escaped = this.#next();
    if (escaped === "b") return 0x08;
    return classEscapes.get(escaped) ?? this.#escapedUnit(escaped);
  }

  #literal(expected: number): Accepts {
    const accepts: Accepts = (unit) => unit === expected;
    return this.#ignoreCase ? folding(accepts) : accepts;
  }

  #peek(): string {
    return this.#source[this.#at] ?? "";
  }

  #next(): string {
    const character = this.#source[this.#at++];
    return character ?? this.#fail("unterminated expression");
  }

  #take(expected: string): boolean {
    if (this.#peek() !== expected) return false;
    this.#at++;
    return true;
  }

  #fail(message: string, at = this.#at): never {
    throw new SyntaxProblem(message, at);
  }
}

/** Either case of the unit will do. */
function folding(accepts: Accepts): Accepts {
  return (unit) => {
    if (accepts(unit)) return true;
    const character = String.fromCharCode(unit);
    const upper = character.toUpperCase();
    const lower = character.toLowerCase();
    return (upper.length === 1 && accepts(upper.charCodeAt(0))) || (lower.length === 1 && accepts(lower.charCodeAt(0)));
  };
}

/** A back reference may stand before its group, so the groups are counted first. */
function countGroups(source: string): { readonly total: number; readonly names: ReadonlyMap<string, number> } {
  const names = new Map<string, number>();
  let total = 0;
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === "\\") at++;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "(" && !inClass) {
      if (source[at + 1] !== "?") {
        total++;
      } else if (source[at + 2] === "<" && source[at + 3] !== "=" && source[at + 3] !== "!") {
        total++;
        names.set(source.slice(at + 3, source.indexOf(">", at)), total);
      }
    }
  }
  return { total, names };
}
