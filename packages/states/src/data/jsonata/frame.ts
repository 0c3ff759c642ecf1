/**
 * Where an expression runs: what it may still spend, and the names in scope. A `Run` lives for one evaluation, a
 * `Frame` for one block or call.
 */

import { JsonataError, depthLimitError, memoryLimitError, timeLimitError } from "./errors.ts";
import { type EvaluationLimits, defaultLimits, stringCharactersMax } from "./limits.ts";
import { Sequence, type Tuple, type Value } from "./values.ts";

/** What the world gives an expression: the time, dice, and hash functions. */
export interface JsonataEnvironment {
  /** Milliseconds since the epoch, for `$now()` and `$millis()`; both see one instant. */
  readonly nowMs?: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly limits?: Partial<EvaluationLimits>;
}

export class Run {
  readonly limits: EvaluationLimits;
  readonly root: Value;
  depth = 0;
  /** Calls within calls; tail calls made by built-in functions nest without evaluation depth. */
  calls = 0;
  #stepsLeft: number;
  #resultCharactersLeft = stringCharactersMax;
  readonly #environment: JsonataEnvironment;
  readonly #lookup: (name: string) => Value;

  constructor(root: Value, lookup: (name: string) => Value, environment: JsonataEnvironment) {
    this.root = root;
    this.#lookup = lookup;
    this.#environment = environment;
    this.limits = environment.limits === undefined ? defaultLimits : { ...defaultLimits, ...environment.limits };
    this.#stepsLeft = this.limits.stepsMax;
  }

  lookup(name: string): Value {
    return this.#lookup(name);
  }

  /** @throws JsonataError when the evaluation has cost more than it may. */
  spend(steps: number): void {
    this.#stepsLeft -= steps;
    if (this.#stepsLeft < 0) throw timeLimitError();
  }

  /** One level deeper; the caller goes back up by `depth--`. The level counts itself and the leaf below it. */
  descend(): void {
    if (++this.depth >= this.limits.evaluationDepthMax) throw depthLimitError();
    this.spend(1);
  }

  /**
   * Characters that the result will print as: a small value may share one long text many times over.
   * @throws JsonataError when they are more than one text may have.
   */
  spendResult(characters: number): void {
    this.#resultCharactersLeft -= characters;
    if (this.#resultCharactersLeft < 0) throw memoryLimitError();
  }

  /** To be asked before a text of that length is made. */
  spendCharacters(characters: number): void {
    if (characters > stringCharactersMax) throw memoryLimitError();
    this.spend(1 + (characters >> 4));
  }

  nowMs(): number {
    if (this.#environment.nowMs === undefined) throw new JsonataError("T1006");
    return this.#environment.nowMs;
  }

  random(): number {
    if (this.#environment.random === undefined) throw new JsonataError("T1006");
    return this.#environment.random();
  }
}

export class Frame {
  readonly run: Run;
  readonly #parent: Frame | undefined;
  #names: Map<string, Value> | undefined;

  constructor(run: Run, parent?: Frame, names?: Map<string, Value>) {
    this.run = run;
    this.#parent = parent;
    this.#names = names;
  }

  child(names?: Map<string, Value>): Frame {
    return new Frame(this.run, this, names);
  }

  /** The scope inside one result of a tuple stream: what was bound on the way are variables. */
  ofTuple(tuple: Tuple): Frame {
    return new Frame(this.run, this, new Map(tuple));
  }

  bind(name: string, value: Value): void {
    this.#names ??= new Map();
    this.#names.set(name, value);
  }

  lookup(name: string): Value {
    if (this.#names?.has(name)) return this.#names.get(name);
    let frame = this.#parent;
    while (frame !== undefined) {
      if (frame.#names?.has(name)) return frame.#names.get(name);
      frame = frame.#parent;
    }
    return this.run.lookup(name);
  }
}

/** The context as a variable sees it: an input that is an array was wrapped to count as one item. */
export function contextOf(input: Value): Value {
  return input instanceof Sequence && input.isInput ? input[0] : input;
}
