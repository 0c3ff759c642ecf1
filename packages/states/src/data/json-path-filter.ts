/**
 * Filters (`[?(@.price < 10 && @.tag in ['a','b'])]`) as predicates, with Jayway's rules: a comparison of
 * unlike types is false and never an error, a missing operand equals nothing, `==` between a number and a
 * string compares numbers when the number stands on the left.
 */

import { type Json, isJsonArray, isJsonObject } from "./json.ts";
import type { Filter, FilterOperator, Operand, PathSyntax } from "./json-path-syntax.ts";
import { deepEqual } from "./json-text.ts";
import { compileRegex } from "./regex.ts";
import type { VisitBudget } from "./visit-budget.ts";

/** @param root the document `$` stands for. @param node the value `@` stands for. */
export type Predicate = (root: Json, node: Json, budget: VisitBudget) => boolean;

/** Answers undefined when the operand's path finds nothing. */
export type OperandReader = (root: Json, node: Json, budget: VisitBudget) => Json | undefined;

type CompileOperandPath = (path: PathSyntax) => OperandReader;

/** @param compileOperandPath how `@.a` and `$.a` become readers; handed in because paths and filters contain each other. */
export function compileFilter(filter: Filter, compileOperandPath: CompileOperandPath): Predicate {
  switch (filter.kind) {
    case "and": {
      const predicates = filter.filters.map((part) => compileFilter(part, compileOperandPath));
      return (root, node, budget) => predicates.every((predicate) => predicate(root, node, budget));
    }
    case "or": {
      const predicates = filter.filters.map((part) => compileFilter(part, compileOperandPath));
      return (root, node, budget) => predicates.some((predicate) => predicate(root, node, budget));
    }
    case "not": {
      const predicate = compileFilter(filter.filter, compileOperandPath);
      return (root, node, budget) => !predicate(root, node, budget);
    }
    case "operand":
      return compileLoneOperand(filter.operand, compileOperandPath);
    case "comparison":
      return compileComparison(filter.operator, filter.left, filter.right, compileOperandPath);
  }
}

export function compileOperand(operand: Operand, compileOperandPath: CompileOperandPath): OperandReader {
  switch (operand.kind) {
    case "literal":
      return () => operand.value;
    case "path":
      return compileOperandPath(operand.path);
    case "regex":
      // Only `=~` gives a pattern a meaning; anywhere else it is a value that equals nothing.
      return () => undefined;
  }
}

/** `[?(@.isbn)]` asks for existence: null and false exist. */
function compileLoneOperand(operand: Operand, compileOperandPath: CompileOperandPath): Predicate {
  const read = compileOperand(operand, compileOperandPath);
  if (operand.kind === "literal") return (root, node, budget) => read(root, node, budget) === true;
  return (root, node, budget) => read(root, node, budget) !== undefined;
}

function compileComparison(
  operator: FilterOperator,
  leftOperand: Operand,
  rightOperand: Operand,
  compileOperandPath: CompileOperandPath,
): Predicate {
  const left = compileOperand(leftOperand, compileOperandPath);
  const right = compileOperand(rightOperand, compileOperandPath);
  if (operator === "=~") return compileRegexComparison(leftOperand, rightOperand, left, right);
  const holds = comparisons[operator];
  return (root, node, budget) => holds(left(root, node, budget), right(root, node, budget), budget);
}

function compileRegexComparison(leftOperand: Operand, rightOperand: Operand, left: OperandReader, right: OperandReader): Predicate {
  const [regex, readText] = rightOperand.kind === "regex" ? [rightOperand, left] : [leftOperand, right];
  if (regex.kind !== "regex") return () => false;
  const matches = compileRegex(regex.source, regex.flags);
  return (root, node, budget) => {
    const value = readText(root, node, budget);
    const matchesOne = (text: Json | undefined) => typeof text === "string" && matches(text, budget.spend);
    return isJsonArray(value) ? value.some(matchesOne) : matchesOne(value);
  };
}

type Comparison = (left: Json | undefined, right: Json | undefined, budget: VisitBudget) => boolean;

const comparisons: Readonly<Record<Exclude<FilterOperator, "=~">, Comparison>> = {
  "==": looselyEqual,
  "!=": (left, right) => !looselyEqual(left, right),
  "===": strictlyEqual,
  "!==": (left, right) => !strictlyEqual(left, right),
  "<": (left, right) => order(left, right) === -1,
  "<=": (left, right) => (order(left, right) ?? 1) <= 0,
  ">": (left, right) => order(left, right) === 1,
  ">=": (left, right) => (order(left, right) ?? -1) >= 0,
  in: isIn,
  nin: (left, right, budget) => !isIn(left, right, budget),
  subsetof: (left, right, budget) => isJsonArray(left) && isJsonArray(right) && left.every((item) => isIn(item, right, budget)),
  anyof: (left, right, budget) => isJsonArray(left) && isJsonArray(right) && left.some((item) => isIn(item, right, budget)),
  noneof: (left, right, budget) => isJsonArray(left) && isJsonArray(right) && !left.some((item) => isIn(item, right, budget)),
  allof: containsAll,
  all: containsAll,
  size: (left, right) => typeof right === "number" && sizeOf(left) === right,
  empty: (left, right) => typeof right === "boolean" && sizeOf(left) !== undefined && (sizeOf(left) === 0) === right,
  contains: (left, right, budget) =>
    typeof left === "string" ? typeof right === "string" && left.includes(right) : right !== undefined && isIn(right, left, budget),
  type: (left, right) => typeof right === "string" && typeName(left) === right,
};

function looselyEqual(left: Json | undefined, right: Json | undefined): boolean {
  if (typeof left === "number" && typeof right === "string") return right.trim() !== "" && left === Number(right);
  if (typeof left === "string" && typeof right === "number") return left === String(right);
  return strictlyEqual(left, right);
}

function strictlyEqual(left: Json | undefined, right: Json | undefined): boolean {
  return left !== undefined && right !== undefined && deepEqual(left, right);
}

function order(left: Json | undefined, right: Json | undefined): -1 | 0 | 1 | undefined {
  if (typeof left === "number" && typeof right === "number") return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  return undefined;
}

function isIn(item: Json | undefined, list: Json | undefined, budget: VisitBudget): boolean {
  if (item === undefined || !isJsonArray(list)) return false;
  budget.spend(list.length);
  return list.some((candidate) => looselyEqual(candidate, item));
}

function containsAll(left: Json | undefined, right: Json | undefined, budget: VisitBudget): boolean {
  return isJsonArray(left) && isJsonArray(right) && right.every((item) => isIn(item, left, budget));
}

function sizeOf(value: Json | undefined): number | undefined {
  if (typeof value === "string" || isJsonArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : undefined;
}

function typeName(value: Json | undefined): string | undefined {
  if (value === null) return "null";
  return isJsonArray(value) ? "array" : value === undefined ? undefined : typeof value;
}
