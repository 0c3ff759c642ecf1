/**
 * Paths: each step is applied to every result of the step before, and what comes out is one flat sequence. A path
 * in which names are bound on the way (`@$x`, `#$i`, `%`) carries tuples: each result with the bindings that led to it.
 */

import type { Node, PathNode, SortNode, Stage } from "./ast.ts";
import { JsonataError, depthLimitError } from "./errors.ts";
import { type Frame, type Run, contextOf } from "./frame.ts";
import { walkDepthMax } from "./limits.ts";
import { isNumeric, isTrue } from "./operators.ts";
import { mergeSort } from "./sort.ts";
import {
  ConstructedArray,
  type Members,
  Sequence,
  type Tuple,
  TupleStream,
  type Value,
  asTuples,
  asValue,
  isArray,
  isMembers,
  member,
  sequenceOf,
  tupleItem,
} from "./values.ts";

export type Evaluate = (input: Value, frame: Frame) => Value;
export type CompileNode = (node: Node) => Evaluate;

/** Narrows what a step found; may leave an unsettled sequence. */
type Refine = (found: Value, frame: Frame) => Value;

interface Step {
  readonly node: Node;
  readonly evaluate: Evaluate;
  readonly refine: Refine | undefined;
  readonly refineTuples: ((tuples: TupleStream, frame: Frame) => TupleStream) | undefined;
  readonly sort: SortStep | undefined;
}

export function compilePathNode(path: PathNode, compileNode: CompileNode): Evaluate {
  const steps = path.steps.map((node) => compileStep(node, compileNode));
  const carriesTuples = path.steps.some((node) => node.tuple);
  const walk = carriesTuples ? tupleWalk(path, steps) : plainWalk(path, steps);
  if (!path.keepSingleton) return walk;
  return (input, frame) => keepSingleton(walk(input, frame));
}

function keepSingleton(result: Value): Value {
  if (result === undefined || asTuples(result) !== undefined) return result;
  if (result instanceof Sequence) {
    result.keepSingleton = true;
    return result;
  }
  if (isArray(result) && !(result instanceof ConstructedArray)) return result;
  const kept = sequenceOf(result);
  kept.keepSingleton = true;
  return kept;
}

function compileStep(node: Node, compileNode: CompileNode): Step {
  const stages = node.stages ?? [];
  return {
    node,
    evaluate: node.kind === "sort" ? (input) => input : compileNode(node),
    refine: stages.length === 0 ? undefined : compileFilters(stages, compileNode),
    refineTuples: stages.length === 0 ? undefined : compileTupleStages(stages, compileNode),
    sort: node.kind === "sort" ? compileSort(node, compileNode) : undefined,
  };
}

/** A path that starts at a variable looks at the variable, whatever the context; others map over the context. */
function startOf(path: PathNode, input: Value): Value {
  return isArray(input) && path.steps[0]?.kind === "variable" ? sequenceOf(input) : input;
}

function plainWalk(path: PathNode, steps: readonly Step[]): Evaluate {
  const lastIndex = steps.length - 1;
  const startsWithArray = path.steps[0]?.consArray === true && path.steps[0].kind === "array";
  return (input, frame) => {
    let current = startOf(path, input);
    for (let i = 0; i <= lastIndex; i++) {
      const step = steps[i] as Step;
      if (i === 0 && startsWithArray) current = step.evaluate(current, frame);
      else if (step.sort !== undefined) current = sortPlain(step, current, frame);
      else current = mapStep(step, current, frame, i === lastIndex);
      if (current === undefined) return undefined;
      if (isArray(current) && current.length === 0) {
        // An empty data array is a result where nothing follows, or where the expression itself spelled it out.
        const isResult = (i === lastIndex || (i === 0 && startsWithArray)) && !(current instanceof Sequence);
        return isResult ? current : undefined;
      }
    }
    return current;
  };
}

/**
 * Applies a step to one item, or to each of an array. What it answers is an array of results, or a single one that
 * is no array; an array that a last step answers alone is handed on as it is.
 */
function mapStep(step: Step, current: Value, frame: Frame, isLast: boolean): Value {
  if (!isArray(current)) {
    let found = step.evaluate(current, frame);
    if (found !== undefined && step.refine !== undefined) found = step.refine(found, frame);
    if (!isArray(found)) return found;
    if (isLast && !(found instanceof Sequence)) return found;
    if (found instanceof ConstructedArray) return sequenceOf(found);
    if (!isLast) return found;
    return flatten([found], frame.run);
  }
  const results: Value[] = [];
  const { run } = frame;
  const { evaluate, refine } = step;
  run.spend(current.length);
  for (let i = 0; i < current.length; i++) {
    let found = evaluate(current[i], frame);
    if (found !== undefined && refine !== undefined) found = refine(found, frame);
    if (found !== undefined) results.push(found);
  }
  if (isLast && results.length === 1 && isArray(results[0]) && !(results[0] instanceof Sequence)) return results[0];
  return flatten(results, run);
}

function flatten(results: readonly Value[], run: Run): Sequence {
  const flat = new Sequence();
  for (const result of results) {
    if (!isArray(result) || result instanceof ConstructedArray) {
      flat.push(result);
    } else {
      run.spend(result.length);
      for (const item of result) flat.push(item);
    }
  }
  return flat;
}

// ---- predicates

function compileFilters(stages: readonly Stage[], compileNode: CompileNode): Refine {
  const filters = stages.filter((stage) => stage.kind === "filter").map((stage) => compileFilter(stage.expression, compileNode));
  return (found, frame) => {
    let refined = found;
    for (const filter of filters) refined = filter(refined, frame);
    return refined;
  };
}

/** `x[...]`: a number picks by position, counted from the end when negative; anything else keeps what it is true for. */
export function compileFilter(predicate: Node, compileNode: CompileNode): Refine {
  if (predicate.kind === "literal" && typeof predicate.value === "number" && predicate.predicates === undefined) {
    return compileIndex(Math.floor(predicate.value));
  }
  const evaluate = compileNode(predicate);
  return (found, frame) => {
    const tuples = asTuples(found);
    if (tuples !== undefined) return asValue(keepTuples(evaluate, tuples, frame));
    const results = new Sequence();
    const items: readonly Value[] = isArray(found) ? found : [found];
    frame.run.spend(items.length);
    for (let i = 0; i < items.length; i++) {
      if (selects(evaluate(items[i], frame), i, items.length)) results.push(items[i]);
    }
    return results;
  };
}

function compileIndex(position: number): Refine {
  return (found) => {
    const tuples = asTuples(found);
    if (tuples !== undefined) {
      const one = new TupleStream();
      const tuple = tuples.at(position);
      if (tuple !== undefined) one.push(tuple);
      return asValue(one);
    }
    const items: readonly Value[] = isArray(found) ? found : [found];
    const item = items[position < 0 ? items.length + position : position];
    if (isArray(item)) return item;
    return item === undefined ? new Sequence() : sequenceOf(item);
  };
}

function selects(answer: Value, index: number, length: number): boolean {
  if (isNumeric(answer)) return positionOf(answer, length) === index;
  if (isArray(answer) && answer.length > 0 && answer.every(isNumeric)) {
    return answer.some((position) => positionOf(position as number, length) === index);
  }
  return isTrue(answer);
}

function positionOf(answer: number, length: number): number {
  const position = Math.floor(answer);
  return position < 0 ? length + position : position;
}

// ---- order-by

interface SortTerm {
  readonly evaluate: Evaluate;
  readonly descending: boolean;
}
interface SortStep {
  readonly terms: readonly SortTerm[];
}

function compileSort(node: SortNode, compileNode: CompileNode): SortStep {
  return { terms: node.terms.map((term) => ({ evaluate: compileNode(term.expression), descending: term.descending })) };
}

function sortPlain(step: Step, current: Value, frame: Frame): Value {
  const items: readonly Value[] = isArray(current) ? current : [current];
  const sorted = sortItems(
    items,
    step.sort as SortStep,
    frame,
    (item) => item,
    () => frame,
  );
  const sequence = new Sequence();
  for (const item of sorted) sequence.push(item);
  return step.refine === undefined ? sequence : step.refine(sequence, frame);
}

function sortItems<T>(
  items: readonly T[],
  sort: SortStep,
  frame: Frame,
  itemOf: (entry: T) => Value,
  frameOf: (entry: T) => Frame,
): readonly T[] {
  // Each term is evaluated once for each item, and only when the terms before it did not decide.
  const keys = new Map<T, Value[]>();
  const keyOf = (entry: T, term: number): Value => {
    let known = keys.get(entry);
    if (known === undefined) {
      known = [];
      keys.set(entry, known);
    }
    while (known.length <= term) known.push((sort.terms[known.length] as SortTerm).evaluate(itemOf(entry), frameOf(entry)));
    return known[term];
  };
  return mergeSort(items, frame.run, (left, right) => {
    for (let term = 0; term < sort.terms.length; term++) {
      const order = compareKeys(keyOf(left, term), keyOf(right, term));
      // What is nothing comes last in either direction: its order is infinite.
      if (order !== 0) return (sort.terms[term] as SortTerm).descending && Number.isFinite(order) ? order < 0 : order > 0;
    }
    return false;
  });
}

function compareKeys(left: Value, right: Value): number {
  if (left === undefined) return right === undefined ? 0 : Number.POSITIVE_INFINITY;
  if (right === undefined) return Number.NEGATIVE_INFINITY;
  const fits = (value: Value): value is string | number => typeof value === "string" || typeof value === "number";
  if (!fits(left) || !fits(right)) throw new JsonataError("T2008", { value: fits(left) ? right : left });
  if (typeof left !== typeof right) throw new JsonataError("T2007", { value: left, value2: right });
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

// ---- tuples

function tupleWalk(path: PathNode, steps: readonly Step[]): Evaluate {
  const startsWithArray = path.steps[0]?.consArray === true && path.steps[0].kind === "array";
  return (input, frame) => {
    let current = startOf(path, input);
    let tuples: TupleStream | undefined;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as Step;
      if (i === 0 && startsWithArray) {
        current = step.evaluate(current, frame);
      } else if (tuples !== undefined || step.node.tuple) {
        tuples = tupleStep(step, current, tuples, frame);
        continue;
      } else if (step.sort !== undefined) {
        current = sortPlain(step, current, frame);
      } else {
        current = mapStep(step, current, frame, i === steps.length - 1);
      }
      if (current === undefined || (isArray(current) && current.length === 0)) return undefined;
    }
    if (tuples === undefined) return current;
    if (path.tuple || path.group !== undefined) return asValue(tuples);
    const results = new Sequence();
    for (const tuple of tuples) results.push(tuple.get(tupleItem));
    return results;
  };
}

function tupleStep(step: Step, current: Value, before: TupleStream | undefined, frame: Frame): TupleStream {
  const after = step.sort === undefined ? bindTuples(step, current, before, frame) : sortTuples(step, current, before, frame);
  return step.refineTuples === undefined ? after : step.refineTuples(after, frame);
}

function bindTuples(step: Step, current: Value, before: TupleStream | undefined, frame: Frame): TupleStream {
  const { node } = step;
  const { run } = frame;
  const entries: readonly Tuple[] = before ?? (isArray(current) ? current : [current]).map((item) => new Map([[tupleItem, item]]));
  const after = new TupleStream();
  run.spend(entries.length);
  for (const entry of entries) {
    const item = entry.get(tupleItem);
    const found = step.evaluate(item, frame.ofTuple(entry));
    if (found === undefined) continue;
    const inners = asTuples(found);
    if (inners !== undefined) {
      run.spend(inners.length);
      for (const inner of inners) after.push(new Map([...entry, ...inner]));
      continue;
    }
    const results: readonly Value[] = isArray(found) ? found : [found];
    run.spend(results.length);
    for (let i = 0; i < results.length; i++) after.push(withBindings(node, new Map(entry), results[i], item, i));
  }
  return after;
}

function withBindings(node: Node, tuple: Map<string, Value>, result: Value, item: Value, position: number): Tuple {
  if (node.focus !== undefined) tuple.set(node.focus, result).set(tupleItem, item);
  else tuple.set(tupleItem, result);
  if (node.index !== undefined) tuple.set(node.index, position);
  if (node.ancestor !== undefined) tuple.set(node.ancestor.label, item);
  return tuple;
}

function sortTuples(step: Step, current: Value, before: TupleStream | undefined, frame: Frame): TupleStream {
  const entries: readonly Tuple[] = before ?? (isArray(current) ? current : [current]).map((item) => new Map([[tupleItem, item]]));
  const sorted = sortItems(
    entries,
    step.sort as SortStep,
    frame,
    (entry) => entry.get(tupleItem),
    (entry) => frame.ofTuple(entry),
  );
  const stream = new TupleStream();
  const { index } = step.node;
  for (const entry of sorted) stream.push(index === undefined ? entry : new Map(entry).set(index, stream.length));
  return stream;
}

function compileTupleStages(stages: readonly Stage[], compileNode: CompileNode): (tuples: TupleStream, frame: Frame) => TupleStream {
  const compiled = stages.map((stage) => {
    if (stage.kind === "index") return (tuples: TupleStream): TupleStream => numbered(tuples, stage.name);
    const evaluate = compileNode(stage.expression);
    return (tuples: TupleStream, frame: Frame): TupleStream => keepTuples(evaluate, tuples, frame);
  });
  return (tuples, frame) => {
    let stream = tuples;
    for (const stage of compiled) stream = stage(stream, frame);
    return stream;
  };
}

function keepTuples(evaluate: Evaluate, tuples: TupleStream, frame: Frame): TupleStream {
  const kept = new TupleStream();
  frame.run.spend(tuples.length);
  for (let i = 0; i < tuples.length; i++) {
    const tuple = tuples[i] as Tuple;
    if (selects(evaluate(tuple.get(tupleItem), frame.ofTuple(tuple)), i, tuples.length)) kept.push(tuple);
  }
  return kept;
}

function numbered(tuples: TupleStream, name: string): TupleStream {
  const stream = new TupleStream();
  for (const tuple of tuples) stream.push(new Map(tuple).set(name, stream.length));
  return stream;
}

// ---- steps that read members

/** The member of an object; of an array, the members of all its objects as one sequence. */
export function lookUp(input: Value, name: string, run: Run, depth = 0): Value {
  if (isArray(input)) {
    if (depth > walkDepthMax) throw depthLimitError();
    const found = new Sequence();
    run.spend(input.length);
    for (const item of input) {
      const value = lookUp(item, name, run, depth + 1);
      if (isArray(value)) for (const inner of value) found.push(inner);
      else if (value !== undefined) found.push(value);
    }
    return found;
  }
  return isMembers(input) ? member(input as Members, name) : undefined;
}

/** `*`: the values of all members, arrays flattened. */
export function wildcard(input: Value, run: Run): Value {
  const results = new Sequence();
  const context = contextOf(input);
  if (typeof context !== "object" || context === null || !(isArray(context) || isMembers(context))) return results;
  const values: readonly Value[] = isArray(context) ? context : Object.values(context);
  run.spend(values.length);
  for (const value of values) {
    if (isArray(value)) flattenInto(value, results, run, 0);
    else results.push(value);
  }
  return results;
}

function flattenInto(values: readonly Value[], results: Sequence, run: Run, depth: number): void {
  if (depth > walkDepthMax) throw depthLimitError();
  run.spend(values.length);
  for (const value of values) {
    if (isArray(value)) flattenInto(value, results, run, depth + 1);
    else results.push(value);
  }
}

/** `**`: the value and everything below it, except arrays themselves. Walks with a stack of its own. */
export function descendants(input: Value, run: Run): Value {
  if (input === undefined) return undefined;
  const results = new Sequence();
  const pending: Value[] = [input];
  while (pending.length > 0) {
    const value = pending.pop();
    run.spend(1);
    if (isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) pending.push(value[i]);
      continue;
    }
    results.push(value);
    if (isMembers(value)) {
      const members = Object.values(value);
      for (let i = members.length - 1; i >= 0; i--) pending.push(members[i]);
    }
  }
  return results;
}
