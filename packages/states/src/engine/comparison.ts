/**
 * The comparisons of a JSONPath Choice rule. A value of another type than the operator's compares false and never
 * fails; a Variable that finds nothing fails the state, except under IsPresent.
 */

import { EvaluationError, type Environment } from "../data/failure.ts";
import { type Json, isJsonArray } from "../data/json.ts";
import { type CompiledPath, compilePath } from "../data/json-path.ts";
import { SyntaxProblem } from "../data/syntax-problem.ts";
import { parseTimestamp } from "../data/timestamp.ts";
import type { Comparison } from "../language/definition.ts";

export type CompiledComparison = (input: Json, environment: Environment) => boolean;

/**
 * Compiles a rule or a part of one: `Variable` with one operator, or And, Or, Not.
 * @throws SyntaxProblem whose `location` leads to the member that is wrong. The compiled comparison throws
 * EvaluationError States.Runtime when a path finds nothing.
 */
export function compileComparison(rule: Comparison): CompiledComparison {
  return compileRule(rule, []);
}

function compileRule(rule: Comparison, location: readonly string[]): CompiledComparison {
  if (location.length > nestingMax) throw new SyntaxProblem("The rule is nested too deeply", 0, location);
  if (rule.And !== undefined) {
    const parts = rule.And.map((part, i) => compileRule(part, [...location, "And", String(i)]));
    return (input, environment) => parts.every((holds) => holds(input, environment));
  }
  if (rule.Or !== undefined) {
    const parts = rule.Or.map((part, i) => compileRule(part, [...location, "Or", String(i)]));
    return (input, environment) => parts.some((holds) => holds(input, environment));
  }
  if (rule.Not !== undefined) {
    const holds = compileRule(rule.Not, [...location, "Not"]);
    return (input, environment) => !holds(input, environment);
  }
  return compileDataTest(rule, location);
}

/** And, Or and Not inside each other. Ours: AWS publishes no number. */
const nestingMax = 200;

function compileDataTest(rule: Comparison, location: readonly string[]): CompiledComparison {
  if (typeof rule.Variable !== "string") throw new SyntaxProblem("Variable must be a path", 0, [...location, "Variable"]);
  const variable = compileAt(rule.Variable, [...location, "Variable"]);
  const operator = Object.keys(rule).find((key) => isComparisonOperator(key));
  if (operator === undefined) throw new SyntaxProblem("A comparison operator is missing", 0, location);
  const operand = rule[operator];
  const wrong = (expected: string): never => {
    throw new SyntaxProblem(`The value of '${operator}' must be a ${expected}`, 0, [...location, operator]);
  };

  if (operator === "IsPresent") {
    if (typeof operand !== "boolean") return wrong("boolean");
    return (input, environment) => isFound(variable, input, environment) === operand;
  }
  const isType = typeTests[operator];
  if (isType !== undefined) {
    if (typeof operand !== "boolean") return wrong("boolean");
    return (input, environment) => isType(valueAt(variable, input, environment)) === operand;
  }
  if (operator.endsWith("Path")) {
    const holds = valueComparisons[operator.slice(0, -"Path".length)] as ValueComparison;
    if (typeof operand !== "string") return wrong("path");
    const other = compileAt(operand, [...location, operator]);
    return (input, environment) => holds(valueAt(variable, input, environment), valueAt(other, input, environment));
  }
  if (operator === "StringMatches") {
    if (typeof operand !== "string") return wrong("string");
    const matches = compileWildcards(operand);
    return (input, environment) => {
      const value = valueAt(variable, input, environment);
      return typeof value === "string" && matches(value);
    };
  }
  const constant = constantOf(operator, operand) ?? wrong(operator.startsWith("Timestamp") ? "timestamp" : "value of its type");
  if (operator.startsWith("Timestamp")) {
    // The constant is read once; comparing instants as numbers is the same comparison.
    const holds = valueComparisons[operator.replace("Timestamp", "Numeric")] as ValueComparison;
    const instant = parseTimestamp(constant as string) as number;
    return (input, environment) => {
      const value = valueAt(variable, input, environment);
      const at = typeof value === "string" ? parseTimestamp(value) : undefined;
      return at !== undefined && holds(at, instant);
    };
  }
  const holds = valueComparisons[operator] as ValueComparison;
  return (input, environment) => holds(valueAt(variable, input, environment), constant);
}

/** Whether a member name is one of the 39 operators. */
export function isComparisonOperator(name: string): boolean {
  return name === "IsPresent" || name === "StringMatches" || Object.hasOwn(typeTests, name) || isValueComparison(name);
}

function isValueComparison(name: string): boolean {
  return Object.hasOwn(valueComparisons, name) || (name.endsWith("Path") && Object.hasOwn(valueComparisons, name.slice(0, -4)));
}

function constantOf(operator: string, operand: unknown): Json | undefined {
  if (operator.startsWith("String")) return typeof operand === "string" ? operand : undefined;
  if (operator.startsWith("Numeric")) return typeof operand === "number" ? operand : undefined;
  if (operator.startsWith("Boolean")) return typeof operand === "boolean" ? operand : undefined;
  return typeof operand === "string" && parseTimestamp(operand) !== undefined ? operand : undefined;
}

function compileAt(text: string, location: readonly string[]): CompiledPath {
  try {
    return compilePath(text);
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    throw new SyntaxProblem(problem.message, problem.position, location);
  }
}

function valueAt(path: CompiledPath, input: Json, environment: Environment): Json {
  const value = path.find(input, environment);
  if (value !== undefined) return value;
  throw new EvaluationError(
    "States.Runtime",
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
}

/** An indefinite path that finds nothing answers an empty list, and then nothing is present. */
function isFound(path: CompiledPath, input: Json, environment: Environment): boolean {
  const value = path.find(input, environment);
  return value !== undefined && (path.definite || !isJsonArray(value) || value.length > 0);
}

const typeTests: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === "number",
  IsString: (value) => typeof value === "string",
  IsBoolean: (value) => typeof value === "boolean",
  IsTimestamp: (value) => typeof value === "string" && parseTimestamp(value) !== undefined,
};

type ValueComparison = (left: Json, right: Json) => boolean;

const relations: Readonly<Record<string, (left: number | string, right: number | string) => boolean>> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  GreaterThan: (left, right) => left > right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThanEquals: (left, right) => left >= right,
};

/** Every operator with a `Path` form, under its name without `Path`. */
const valueComparisons: Readonly<Record<string, ValueComparison>> = {
  BooleanEquals: (left, right) => typeof left === "boolean" && left === right,
  ...Object.fromEntries(
    Object.entries(relations).flatMap(([name, holds]): [string, ValueComparison][] => [
      [`String${name}`, (left, right) => typeof left === "string" && typeof right === "string" && holds(left, right)],
      [`Numeric${name}`, (left, right) => typeof left === "number" && typeof right === "number" && holds(left, right)],
      [`Timestamp${name}`, (left, right) => compareInstants(left, right, holds)],
    ]),
  ),
};

function compareInstants(left: Json, right: Json, holds: (left: number, right: number) => boolean): boolean {
  if (typeof left !== "string" || typeof right !== "string") return false;
  const [from, to] = [parseTimestamp(left), parseTimestamp(right)];
  return from !== undefined && to !== undefined && holds(from, to);
}

/** `*` stands for any characters, `\*` for a star, `\\` for a backslash. Pieces are looked for in turn, so nothing backtracks. */
function compileWildcards(pattern: string): (text: string) => boolean {
  const pieces = [""];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    const next = pattern[i + 1];
    if (character === "*") {
      pieces.push("");
    } else if (character === "\\" && (next === "*" || next === "\\")) {
      pieces[pieces.length - 1] += next;
      i++;
    } else {
      pieces[pieces.length - 1] += character;
    }
  }
  const [prefix = "", ...rest] = pieces;
  const suffix = rest.pop();
  if (suffix === undefined) return (text) => text === prefix;
  return (text) => {
    if (!text.startsWith(prefix)) return false;
    let position = prefix.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, position);
      if (found === -1) return false;
      position = found + piece.length;
    }
    return text.length - suffix.length >= position && text.endsWith(suffix);
  };
}
