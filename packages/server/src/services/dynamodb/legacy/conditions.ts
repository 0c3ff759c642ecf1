/**
 * Conditions as requests made them before there were expressions: Expected, QueryFilter, ScanFilter, KeyConditions (developer guide,
 * "Legacy conditional parameters").
 */

import type { Condition as GivenCondition, ExpectedAttributeValue } from "../../../models/dynamodb.ts";
import { invalidParameters, validationException } from "../errors.ts";
import { beginsWith, contains, type ItemTest } from "../expressions/condition.ts";
import {
  type AttributeType,
  type AttributeValue,
  attributeOf,
  equalValues,
  type Item,
  normalValue,
  orderOf,
  refusing,
  requireName,
  typeOf,
} from "../values/attribute-value.ts";

type Conditions = { readonly [attribute: string]: GivenCondition };
type Expected = { readonly [attribute: string]: ExpectedAttributeValue };

/** One attribute's condition, its values in the form in which they are kept. */
export interface LegacyCondition {
  readonly operator: string;
  readonly values: readonly AttributeValue[];
}

const argumentCounts: Readonly<Record<string, readonly [least: number, most: number]>> = {
  EQ: [1, 1],
  NE: [1, 1],
  LE: [1, 1],
  LT: [1, 1],
  GE: [1, 1],
  GT: [1, 1],
  CONTAINS: [1, 1],
  NOT_CONTAINS: [1, 1],
  BEGINS_WITH: [1, 1],
  NULL: [0, 0],
  NOT_NULL: [0, 0],
  IN: [1, Number.POSITIVE_INFINITY],
  BETWEEN: [2, 2],
};

const scalars: readonly AttributeType[] = ["S", "N", "B"];
const typesAllowed: Readonly<Record<string, readonly AttributeType[]>> = {
  LE: scalars,
  LT: scalars,
  GE: scalars,
  GT: scalars,
  BETWEEN: scalars,
  BEGINS_WITH: ["S", "B"],
  CONTAINS: ["S", "N", "B", "BOOL", "NULL", "L", "M"],
  NOT_CONTAINS: ["S", "N", "B", "BOOL", "NULL", "L", "M"],
};

/** QueryFilter, ScanFilter or KeyConditions, judged. Throws ValidationException. */
export function readConditions(given: Conditions | undefined): ReadonlyMap<string, LegacyCondition> {
  const read = new Map<string, LegacyCondition>();
  for (const [attribute, { ComparisonOperator: operator, AttributeValueList: list = [] }] of Object.entries(given ?? {})) {
    requireName(attribute);
    const values = refusing(() => list.map((value) => normalValue(value)));
    requireArguments(operator, values);
    read.set(attribute, { operator, values });
  }
  return read;
}

function requireArguments(operator: string, values: readonly AttributeValue[]): void {
  const [least, most] = argumentCounts[operator] ?? [0, 0];
  if (values.length < least || values.length > most) {
    throw invalidParameters(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  }
  const allowed = typesAllowed[operator];
  for (const value of values) {
    if (allowed !== undefined && !allowed.includes(typeOf(value))) {
      throw invalidParameters(`ComparisonOperator ${operator} is not valid for ${typeOf(value)} AttributeValue type`);
    }
  }
  const [first, second] = values;
  if ((operator === "IN" || operator === "BETWEEN") && first !== undefined && values.some((value) => typeOf(value) !== typeOf(first))) {
    throw invalidParameters("AttributeValues inside AttributeValueList must be of same type");
  }
  if (operator === "BETWEEN" && first !== undefined && second !== undefined && (orderOf(first, second) ?? 0) > 0) {
    throw validationException("The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
  }
}

/** The conditions of Expected, judged. Throws ValidationException. */
export function readExpected(given: Expected | undefined): ReadonlyMap<string, LegacyCondition> {
  const read = new Map<string, LegacyCondition>();
  for (const [attribute, expected] of Object.entries(given ?? {})) {
    requireName(attribute);
    read.set(attribute, readOneExpected(attribute, expected));
  }
  return read;
}

function readOneExpected(
  attribute: string,
  { Value, Exists, ComparisonOperator, AttributeValueList }: ExpectedAttributeValue,
): LegacyCondition {
  if (AttributeValueList !== undefined && Value !== undefined) {
    throw invalidParameters(`Value and AttributeValueList cannot be used together for Attribute: ${attribute}`);
  }
  if (ComparisonOperator !== undefined) {
    if (Exists !== undefined) throw invalidParameters(`Exists and ComparisonOperator cannot be used together for Attribute: ${attribute}`);
    const valueless = ComparisonOperator === "NULL" || ComparisonOperator === "NOT_NULL";
    if (!valueless && AttributeValueList === undefined && Value === undefined) {
      throw invalidParameters(
        `Value or AttributeValueList must be used with ComparisonOperator: ${ComparisonOperator} for Attribute: ${attribute}`,
      );
    }
    const values = refusing(() => (AttributeValueList ?? (Value === undefined ? [] : [Value])).map((value) => normalValue(value)));
    requireArguments(ComparisonOperator, values);
    return { operator: ComparisonOperator, values };
  }
  if (AttributeValueList !== undefined) {
    throw invalidParameters(`AttributeValueList can only be used with a ComparisonOperator for Attribute: ${attribute}`);
  }
  if (Exists === false) {
    if (Value !== undefined) throw invalidParameters(`Value cannot be used when Exists is false for Attribute: ${attribute}`);
    return { operator: "NULL", values: [] };
  }
  if (Value === undefined) {
    throw invalidParameters(`Value must be provided when Exists is ${Exists === undefined ? "null" : "true"} for Attribute: ${attribute}`);
  }
  return { operator: "EQ", values: [refusing(() => normalValue(Value))] };
}

export function testOf(
  conditions: ReadonlyMap<string, LegacyCondition>,
  conditionalOperator: "AND" | "OR" | undefined,
): ItemTest | undefined {
  if (conditions.size === 0) return undefined;
  const tests = [...conditions].map(
    ([attribute, condition]) =>
      (item: Item | undefined) =>
        meets(attributeOf(item, attribute), condition),
  );
  return conditionalOperator === "OR" ? (item) => tests.some((test) => test(item)) : (item) => tests.every((test) => test(item));
}

/** Throws ValidationException where ConditionalOperator has nothing to join. */
export function requireConditions(
  conditionalOperator: string | undefined,
  conditions: Readonly<Record<string, unknown>> | undefined,
): void {
  if (conditionalOperator === undefined) return;
  const count = Object.keys(conditions ?? {}).length;
  if (count === 0) throw validationException("ConditionalOperator cannot be used without Filter or Expected");
  if (count === 1) throw validationException("ConditionalOperator can only be used when Filter or Expected has two or more elements");
}

function meets(value: AttributeValue | undefined, { operator, values }: LegacyCondition): boolean {
  if (operator === "NULL") return value === undefined;
  if (operator === "NOT_NULL") return value !== undefined;
  const [first = nothing, second = nothing] = values;
  if (operator === "NE") return value === undefined || !equalValues(value, first);
  if (value === undefined) return false;
  switch (operator) {
    case "EQ":
      return equalValues(value, first);
    case "IN":
      return values.some((candidate) => equalValues(value, candidate));
    case "CONTAINS":
      return contains(value, first);
    case "NOT_CONTAINS":
      return !contains(value, first);
    case "BEGINS_WITH":
      return beginsWith(value, first);
    case "BETWEEN":
      return ordered(value, first, (order) => order >= 0) && ordered(value, second, (order) => order <= 0);
    case "LT":
      return ordered(value, first, (order) => order < 0);
    case "LE":
      return ordered(value, first, (order) => order <= 0);
    case "GT":
      return ordered(value, first, (order) => order > 0);
    default:
      return ordered(value, first, (order) => order >= 0);
  }
}

const nothing: AttributeValue = { NULL: true };

function ordered(value: AttributeValue, bound: AttributeValue, holds: (order: number) => boolean): boolean {
  const order = orderOf(value, bound);
  return order !== undefined && holds(order);
}
