/**
 * Values while an expression runs. Besides JSON there are functions and *sequences*: the results of a query, which
 * are an array while there are several, the bare value when there is one, and nothing when there is none. Data arrays
 * never dissolve like that, so the two are kept apart by class.
 */

import type { Run } from "./frame.ts";
import type { Signature } from "./signature.ts";

/** Undefined is JSONata's "nothing": a path that leads nowhere. */
export type Value = undefined | null | boolean | number | string | readonly Value[] | Members | JsonataFunction;
export interface Members {
  readonly [key: string]: Value;
}

export class Sequence extends Array<Value> {
  /** `a[]` was asked for: one result stays an array. */
  keepSingleton = false;
  /** Wraps an input that is itself an array, so that it counts as one item. */
  isInput = false;
}

/** An array constructor at the end of a path: `a.[b, c]` gives one array for each a, not all their items. */
export class ConstructedArray extends Array<Value> {}

/** What a step carries along for each result when names are bound on the way. The result itself has the empty name. */
export type Tuple = ReadonlyMap<string, Value>;
export const tupleItem = "@";

/** Results with their bindings. Only the steps of a path and the path or grouping around it see one, passed off as a value. */
export class TupleStream extends Array<Tuple> {}

export function asValue(stream: TupleStream): Value {
  return stream as unknown as Value;
}

export function asTuples(value: Value): TupleStream | undefined {
  const unknownValue: unknown = value;
  return unknownValue instanceof TupleStream ? unknownValue : undefined;
}

/** The context an implementation gets besides its arguments. */
export interface Call {
  readonly input: Value;
  readonly run: Run;
}

export type Implementation = (args: readonly Value[], call: Call) => Value;

/** A built-in function, a lambda, a partial application, a regular expression. */
export class JsonataFunction {
  readonly name: string | undefined;
  /** Parameters it can take: higher-order functions pass no more than that. */
  readonly arity: number;
  readonly signature: Signature | undefined;
  readonly implementation: Implementation;

  constructor(implementation: Implementation, arity: number, signature?: Signature, name?: string) {
    this.name = name;
    this.arity = arity;
    this.signature = signature;
    this.implementation = implementation;
  }
}

/** A call in tail position, handed back for the caller to make: recursion then needs no stack. */
export class TailCall {
  readonly callee: Value;
  readonly args: readonly Value[];
  readonly input: Value;
  readonly name: string | undefined;
  readonly position: number;

  constructor(callee: Value, args: readonly Value[], input: Value, name: string | undefined, position: number) {
    this.callee = callee;
    this.args = args;
    this.input = input;
    this.name = name;
    this.position = position;
  }
}

export function sequenceOf(...items: readonly Value[]): Sequence {
  const sequence = new Sequence();
  for (const item of items) sequence.push(item);
  return sequence;
}

export function isArray(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

export function isFunction(value: unknown): value is JsonataFunction {
  return value instanceof JsonataFunction;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonataFunction);
}

/** What a sequence means as a value: nothing, its one item, or itself. Other values are themselves. */
export function settle(value: Value): Value {
  if (!(value instanceof Sequence)) return value;
  if (value.length > 1) return value;
  if (value.length === 0) return undefined;
  return value.keepSingleton ? value : value[0];
}

/** A member of an object, never an inherited one. */
export function member(object: Members, key: string): Value {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
