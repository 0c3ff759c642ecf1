/**
 * Regular expressions with captures whose time is bounded. The host's engine backtracks without end on
 * `/^(a+)+$/`; this one backtracks too, so that it finds the very match JavaScript's rules ask for, but remembers
 * each place (instruction, offset) that led nowhere and never tries it again. That makes it linear in the text, for
 * all patterns except those with back references, where a place is not enough to know; they run on the budget.
 *
 * Covered: JavaScript's syntax without the flags u and v: classes, escapes, groups (also named), alternatives,
 * greedy and lazy quantifiers, anchors, look-around, back references by number and name.
 */

import { SyntaxProblem } from "../syntax-problem.ts";
import { regexInstructionsMax } from "./limits.ts";
import { type RegexNode, canBeEmpty, parseRegex } from "./regex-syntax.ts";

export interface Regex {
  /**
   * Offsets of the first match at or after `from`, and of its groups: [start, end, start1, end1, ...], -1 for a
   * group that took no part. `spend` is told the cost as it arises and may throw.
   */
  readonly find: (text: string, from: number, spend: (steps: number) => void) => readonly number[] | undefined;
}

type Instruction =
  | { readonly op: "one"; readonly accepts: (unit: number) => boolean }
  | { readonly op: "assert"; readonly holds: (text: string, at: number) => boolean }
  /** Goes on at `first`, and if that leads nowhere at `second`. `loops` are the progress slots of the loops around, outermost first. */
  | Split
  | { readonly op: "jump"; target: number }
  | { readonly op: "save"; readonly slot: number }
  /** Ends an iteration of a loop: one that consumed nothing is refused, else it would never end. */
  | { readonly op: "progress"; readonly slot: number }
  /** Forgets the groups of a loop's body when it starts over. */
  | { readonly op: "forget"; readonly from: number; readonly to: number }
  | { readonly op: "look"; readonly program: Program; readonly ahead: boolean; readonly negative: boolean }
  | { readonly op: "back"; readonly group: number; readonly ignoreCase: boolean }
  | { readonly op: "match" };

interface Split {
  readonly op: "split";
  first: number;
  second: number;
  readonly loops: readonly number[];
}

interface Program {
  readonly instructions: readonly Instruction[];
  /** How many loops with a progress slot lie inside one another, plus one. */
  readonly loopLevels: number;
}

/** @throws SyntaxProblem */
export function compileRegex(source: string, flags: string): Regex {
  const parsed = parseRegex(source, flags);
  const budget = { left: regexInstructionsMax };
  const slots = { count: 2 * (parsed.groupCount + 1) };
  const program = compileProgram(parsed.node, budget, slots);
  const captureCount = 2 * (parsed.groupCount + 1);
  const remembers = !parsed.hasBackReferences;
  return {
    find(text, from, spend) {
      const matcher = new Matching(text, slots.count, remembers, spend);
      for (let start = from; start <= text.length; start++) {
        const captures = matcher.run(program, start);
        if (captures !== undefined) {
          captures[0] = start;
          return captures.slice(0, captureCount);
        }
      }
      return undefined;
    },
  };
}

function compileProgram(node: RegexNode, budget: { left: number }, slots: { count: number }): Program {
  const instructions: Instruction[] = [];
  let loops: readonly number[] = [];
  let loopLevels = 1;
  emit(node);
  add({ op: "match" });
  return { instructions, loopLevels };

  function add(instruction: Instruction): number {
    if (--budget.left < 0) throw new SyntaxProblem("the expression is too large");
    return instructions.push(instruction) - 1;
  }

  function emit(part: RegexNode): void {
    switch (part.kind) {
      case "one":
        add({ op: "one", accepts: part.accepts });
        return;
      case "assert":
        add({ op: "assert", holds: part.holds });
        return;
      case "sequence":
        for (const child of part.nodes) emit(child);
        return;
      case "group":
        add({ op: "save", slot: 2 * part.index });
        emit(part.node);
        add({ op: "save", slot: 2 * part.index + 1 });
        return;
      case "back":
        add({ op: "back", group: part.group, ignoreCase: part.ignoreCase });
        return;
      case "look":
        add({ op: "look", program: compileProgram(part.node, budget, slots), ahead: part.ahead, negative: part.negative });
        return;
      case "alternatives":
        emitAlternatives(part.nodes);
        return;
      case "repeat":
        emitRepeat(part);
    }
  }

  function emitAlternatives(nodes: readonly RegexNode[]): void {
    const jumps: { op: "jump"; target: number }[] = [];
    for (const [index, child] of nodes.entries()) {
      if (index === nodes.length - 1) {
        emit(child);
        break;
      }
      const split = newSplit();
      split.first = add(split) + 1;
      emit(child);
      const jump = { op: "jump" as const, target: 0 };
      add(jump);
      jumps.push(jump);
      split.second = instructions.length;
    }
    for (const jump of jumps) jump.target = instructions.length;
  }

  function newSplit(): Split {
    return { op: "split", first: 0, second: 0, loops };
  }

  function emitRepeat(repeat: RegexNode & { readonly kind: "repeat" }): void {
    const { min, max, lazy } = repeat;
    for (let i = 0; i < min; i++) {
      const before = instructions.length;
      emitIteration(repeat, false);
      if (instructions.length === before) return; // an empty body: repeating it changes nothing
    }
    if (max === Number.POSITIVE_INFINITY) {
      const split = newSplit();
      const loop = add(split);
      emitIteration(repeat, true);
      add({ op: "jump", target: loop });
      aim(split, loop + 1, instructions.length, lazy);
      return;
    }
    const splits: { readonly split: Split; readonly at: number }[] = [];
    for (let i = min; i < max; i++) {
      const split = newSplit();
      splits.push({ split, at: add(split) });
      emitIteration(repeat, true);
    }
    for (const { split, at } of splits) aim(split, at + 1, instructions.length, lazy);
  }

  function emitIteration({ node: body, groups: [from, to] }: RegexNode & { readonly kind: "repeat" }, isOptional: boolean): void {
    if (to > from) add({ op: "forget", from: 2 * from, to: 2 * to });
    if (!isOptional || !canBeEmpty(body)) {
      emit(body);
      return;
    }
    const slot = slots.count++;
    const around = loops;
    loops = [...around, slot];
    loopLevels = Math.max(loopLevels, loops.length + 1);
    add({ op: "save", slot });
    emit(body);
    add({ op: "progress", slot });
    loops = around;
  }
}

function aim(split: { first: number; second: number }, body: number, exit: number, lazy: boolean): void {
  split.first = lazy ? exit : body;
  split.second = lazy ? body : exit;
}

/**
 * How many of the loops around have consumed something in their present iteration. Besides instruction and offset
 * that is all that decides what can follow; an inner iteration starts later than an outer one, so a count is enough.
 */
function progressed(loops: readonly number[], slots: readonly number[], at: number): number {
  let count = 0;
  while (count < loops.length && (slots[loops[count] as number] as number) < at) count++;
  return count;
}

const stepsReportedAt = 256;

/** One search: its places that led nowhere hold for every start, because nothing before a place decides what follows. */
class Matching {
  readonly #text: string;
  readonly #slotCount: number;
  readonly #remembers: boolean;
  readonly #spend: (steps: number) => void;
  readonly #deadEnds = new Set<number>();
  #steps = 0;

  constructor(text: string, slotCount: number, remembers: boolean, spend: (steps: number) => void) {
    this.#text = text;
    this.#slotCount = slotCount;
    this.#remembers = remembers;
    this.#spend = spend;
  }

  /** The captures of a match that starts right there (and ends there, when `end` is given), or undefined. */
  run(program: Program, start: number, captured?: readonly number[], end?: number): number[] | undefined {
    const { instructions } = program;
    const text = this.#text;
    const slots: number[] = captured === undefined ? new Array<number>(this.#slotCount).fill(-1) : [...captured];
    // A look-around may succeed at a place and be asked there again, so it remembers only during one run.
    const seen = !this.#remembers ? undefined : captured === undefined ? this.#deadEnds : new Set<number>();
    // Alternatives not tried yet: [instruction, offset], and slots to put back before: [-1 - slot, old value].
    const pending: number[] = [];
    let pc = 0;
    let at = start;
    for (;;) {
      if (++this.#steps >= stepsReportedAt) {
        this.#spend(this.#steps);
        this.#steps = 0;
      }
      const instruction = instructions[pc] as Instruction;
      let goesOn = true;
      switch (instruction.op) {
        case "one":
          goesOn = at < text.length && instruction.accepts(text.charCodeAt(at));
          at++;
          pc++;
          break;
        case "assert":
          goesOn = instruction.holds(text, at);
          pc++;
          break;
        case "jump":
          pc = instruction.target;
          break;
        case "split": {
          const place = (at * instructions.length + pc) * program.loopLevels + progressed(instruction.loops, slots, at);
          if (seen?.has(place)) {
            goesOn = false;
            break;
          }
          seen?.add(place);
          pending.push(instruction.second, at);
          pc = instruction.first;
          break;
        }
        case "save":
          pending.push(-1 - instruction.slot, slots[instruction.slot] as number);
          slots[instruction.slot] = at;
          pc++;
          break;
        case "forget":
          for (let slot = instruction.from; slot < instruction.to; slot++) {
            if (slots[slot] === -1) continue;
            pending.push(-1 - slot, slots[slot] as number);
            slots[slot] = -1;
          }
          pc++;
          break;
        case "progress":
          goesOn = at > (slots[instruction.slot] as number);
          pc++;
          break;
        case "back": {
          const length = this.#repeatedLength(instruction.group, instruction.ignoreCase, slots, at);
          goesOn = length >= 0;
          at += length;
          pc++;
          break;
        }
        case "look": {
          const found = this.#look(instruction.program, instruction.ahead, at, slots);
          goesOn = (found !== undefined) !== instruction.negative;
          if (goesOn && found !== undefined) {
            for (let slot = 0; slot < slots.length; slot++) {
              if (found[slot] === slots[slot]) continue;
              pending.push(-1 - slot, slots[slot] as number);
              slots[slot] = found[slot] as number;
            }
          }
          pc++;
          break;
        }
        case "match":
          if (end === undefined || at === end) {
            slots[1] = at;
            return slots;
          }
          goesOn = false;
      }
      while (!goesOn) {
        if (pending.length === 0) return undefined;
        at = pending.pop() as number;
        pc = pending.pop() as number;
        if (pc < 0) slots[-1 - pc] = at;
        else goesOn = true;
      }
    }
  }

  #look(program: Program, ahead: boolean, at: number, slots: readonly number[]): number[] | undefined {
    if (ahead) return this.run(program, at, slots);
    for (let start = at; start >= 0; start--) {
      const found = this.run(program, start, slots, at);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #repeatedLength(group: number, ignoreCase: boolean, slots: readonly number[], at: number): number {
    const start = slots[2 * group] as number;
    const end = slots[2 * group + 1] as number;
    if (start < 0 || end < 0) return 0;
    const wanted = this.#text.slice(start, end);
    const found = this.#text.slice(at, at + wanted.length);
    this.#steps += wanted.length;
    const same = ignoreCase ? wanted.toUpperCase() === found.toUpperCase() : wanted === found;
    return same ? wanted.length : -1;
  }
}
