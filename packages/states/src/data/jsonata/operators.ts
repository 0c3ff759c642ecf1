/** The binary operators on two values; which side is evaluated when is compile.ts's business. */

import { JsonataError, depthLimitError, memoryLimitError } from "./errors.ts";
import type { Run } from "./frame.ts";
import { rangeOperatorItemsMax, stringCharactersMax, walkDepthMax } from "./limits.ts";
import { stringOf } from "./text.ts";
import { type Members, Sequence, type Value, isArray, isFunction, isMembers } from "./values.ts";

export type Operator = (left: Value, right: Value, run: Run) => Value;

/** What counts as true; undefined when there is nothing to judge. */
export function truth(value: Value): boolean | undefined {
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "boolean":
      return value;
    case "string":
      return value.length > 0;
    case "number":
      return value !== 0;
    default:
      if (value === null || isFunction(value)) return false;
      if (isArray(value)) return anyTrue(value);
      for (const key in value as Members) if (Object.hasOwn(value, key)) return true;
      return false;
  }
}

/** An array is true when any leaf is. Each array is looked at once, however often it is shared or how deep it lies. */
function anyTrue(values: readonly Value[]): boolean {
  const pending = [values];
  const seen = new Set(pending);
  for (let array = pending.pop(); array !== undefined; array = pending.pop()) {
    for (const item of array) {
      if (!isArray(item)) {
        if (truth(item) === true) return true;
      } else if (!seen.has(item)) {
        seen.add(item);
        pending.push(item);
      }
    }
  }
  return false;
}

export function isTrue(value: Value): boolean {
  return truth(value) === true;
}

/** Whether the value is a number; D1001 for one that is not finite, which no operator takes. */
export function isNumeric(value: Value): value is number {
  if (typeof value !== "number") return false;
  if (!Number.isFinite(value)) throw new JsonataError("D1001", { value });
  return true;
}

function arithmetic(operator: string, compute: (left: number, right: number) => number): Operator {
  return (left, right) => {
    if (left !== undefined && !isNumeric(left)) throw new JsonataError("T2001", { token: operator, value: left });
    if (right !== undefined && !isNumeric(right)) throw new JsonataError("T2002", { token: operator, value: right });
    if (left === undefined || right === undefined) return undefined;
    return compute(left, right);
  };
}

function comparison(operator: string, holds: (left: number | string, right: number | string) => boolean): Operator {
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number") return holds(left, right);
    if (!isComparable(left) || !isComparable(right)) {
      throw new JsonataError("T2010", { token: operator, value: isComparable(left) ? right : left });
    }
    if (left === undefined || right === undefined) return undefined;
    if (typeof left !== typeof right) throw new JsonataError("T2009", { token: operator, value: left, value2: right });
    return holds(left, right);
  };
}

function isComparable(value: Value): value is number | string | undefined {
  return value === undefined || typeof value === "number" || typeof value === "string";
}

function includes(left: Value, right: Value, run: Run): Value {
  if (left === undefined || right === undefined) return false;
  if (!isArray(right)) return left === right;
  run.spend(right.length);
  return right.includes(left);
}

function concatenate(left: Value, right: Value, run: Run): Value {
  const leftText = left === undefined ? "" : stringOf(left, run);
  const rightText = right === undefined ? "" : stringOf(right, run);
  if (leftText.length + rightText.length > stringCharactersMax) throw memoryLimitError();
  // The host shares the longer text instead of copying it, so only the shorter one costs.
  run.spend(1 + (Math.min(leftText.length, rightText.length) >> 4));
  return leftText + rightText;
}

function range(left: Value, right: Value, run: Run): Value {
  if (left !== undefined && !Number.isInteger(left)) throw new JsonataError("T2003", { value: left });
  if (right !== undefined && !Number.isInteger(right)) throw new JsonataError("T2004", { value: right });
  if (left === undefined || right === undefined || (left as number) > (right as number)) return undefined;
  const first = left as number;
  const size = (right as number) - first + 1;
  if (size > rangeOperatorItemsMax) throw new JsonataError("D2014", { value: size });
  if (size > run.limits.rangeItemsMax) throw memoryLimitError();
  run.spend(size);
  const items = new Sequence();
  for (let i = 0; i < size; i++) items.push(first + i);
  return items;
}

/** Deep equality, by value; the order of members does not count. A function equals only itself. */
function equals(left: Value, right: Value, run: Run, depth = 0): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (depth > walkDepthMax) throw depthLimitError();
  if (isArray(left)) {
    if (!isArray(right) || left.length !== right.length) return false;
    run.spend(left.length);
    for (let i = 0; i < left.length; i++) if (!equals(left[i], right[i], run, depth + 1)) return false;
    return true;
  }
  if (!isMembers(left) || !isMembers(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  run.spend(keys.length);
  for (const key of keys) {
    if (!Object.hasOwn(right, key) || !equals(left[key], right[key], run, depth + 1)) return false;
  }
  return true;
}

export const operators: Readonly<Record<string, Operator>> = {
  "+": arithmetic("+", (left, right) => left + right),
  "-": arithmetic("-", (left, right) => left - right),
  "*": arithmetic("*", (left, right) => left * right),
  "/": arithmetic("/", (left, right) => left / right),
  "%": arithmetic("%", (left, right) => left % right),
  "<": comparison("<", (left, right) => left < right),
  "<=": comparison("<=", (left, right) => left <= right),
  ">": comparison(">", (left, right) => left > right),
  ">=": comparison(">=", (left, right) => left >= right),
  "=": (left, right, run) => (left === undefined || right === undefined ? false : equals(left, right, run)),
  "!=": (left, right, run) => (left === undefined || right === undefined ? left !== right : !equals(left, right, run)),
  "&": concatenate,
  in: includes,
  "..": range,
};
