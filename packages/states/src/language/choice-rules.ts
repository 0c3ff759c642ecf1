/** The rules of a Choice: comparisons of a variable and their combinations in JSONPath, conditions in JSONata. */

import { type Json, type JsonObject, isJsonObject, memberOf } from "../data/json.ts";
import type { Place } from "./diagnostics.ts";
import { timestampTrouble } from "./expressions.ts";
import {
  both,
  type Check,
  checkExpression,
  checkShape,
  type Field,
  filledList,
  flag,
  isComputed,
  jsonataOnly,
  jsonPathOnly,
  number,
  payload,
  readingPath,
  refuse,
  type Scope,
  type Shape,
  text,
} from "./shape.ts";
import { assignment } from "./variables.ts";

/** A timestamp in the definition. The message is recorded for Wait's Timestamp. */
export const timestamp: Check = (value, at, scope) => {
  if (typeof value !== "string") text(value, at, scope);
  else if (timestampTrouble(value) !== undefined) refuse(scope, at, "String does not match RFC3339 timestamp");
};

const operators: { readonly [name: string]: Field } = {
  StringEquals: jsonPathOnly(text),
  StringEqualsPath: jsonPathOnly(readingPath),
  StringLessThan: jsonPathOnly(text),
  StringLessThanPath: jsonPathOnly(readingPath),
  StringGreaterThan: jsonPathOnly(text),
  StringGreaterThanPath: jsonPathOnly(readingPath),
  StringLessThanEquals: jsonPathOnly(text),
  StringLessThanEqualsPath: jsonPathOnly(readingPath),
  StringGreaterThanEquals: jsonPathOnly(text),
  StringGreaterThanEqualsPath: jsonPathOnly(readingPath),
  StringMatches: jsonPathOnly(text),
  NumericEquals: jsonPathOnly(number),
  NumericEqualsPath: jsonPathOnly(readingPath),
  NumericLessThan: jsonPathOnly(number),
  NumericLessThanPath: jsonPathOnly(readingPath),
  NumericGreaterThan: jsonPathOnly(number),
  NumericGreaterThanPath: jsonPathOnly(readingPath),
  NumericLessThanEquals: jsonPathOnly(number),
  NumericLessThanEqualsPath: jsonPathOnly(readingPath),
  NumericGreaterThanEquals: jsonPathOnly(number),
  NumericGreaterThanEqualsPath: jsonPathOnly(readingPath),
  BooleanEquals: jsonPathOnly(flag),
  BooleanEqualsPath: jsonPathOnly(readingPath),
  TimestampEquals: jsonPathOnly(timestamp),
  TimestampEqualsPath: jsonPathOnly(readingPath),
  TimestampLessThan: jsonPathOnly(timestamp),
  TimestampLessThanPath: jsonPathOnly(readingPath),
  TimestampGreaterThan: jsonPathOnly(timestamp),
  TimestampGreaterThanPath: jsonPathOnly(readingPath),
  TimestampLessThanEquals: jsonPathOnly(timestamp),
  TimestampLessThanEqualsPath: jsonPathOnly(readingPath),
  TimestampGreaterThanEquals: jsonPathOnly(timestamp),
  TimestampGreaterThanEqualsPath: jsonPathOnly(readingPath),
  IsNull: jsonPathOnly(flag),
  IsPresent: jsonPathOnly(flag),
  IsNumeric: jsonPathOnly(flag),
  IsString: jsonPathOnly(flag),
  IsBoolean: jsonPathOnly(flag),
  IsTimestamp: jsonPathOnly(flag),
};

const operatorNames = Object.keys(operators);
const combinators = ["And", "Or", "Not"];

/** A comparison inside And, Or or Not: only the outermost rule has a Next. */
const comparison: Shape = {
  fields: {
    And: jsonPathOnly((value, at, scope) => filledList(nestedComparison)(value, at, scope)),
    Or: jsonPathOnly((value, at, scope) => filledList(nestedComparison)(value, at, scope)),
    Not: jsonPathOnly((value, at, scope) => nestedComparison(value, at, scope)),
    Variable: jsonPathOnly(readingPath),
    Comment: both(text),
    ...operators,
  },
};

const jsonPathRule: Shape = {
  required: ["Next"],
  fields: {
    Next: both(text),
    Assign: both(assignment),
    Output: jsonataOnly(payload),
    Condition: jsonataOnly(condition),
    ...comparison.fields,
  },
};

const jsonataRule: Shape = { ...jsonPathRule, required: ["Condition", "Next"] };

/** One element of Choices. */
export const choiceRule: Check = (value, at, scope) => {
  checkShape(value, scope.language === "JSONata" ? jsonataRule : jsonPathRule, at, scope);
  if (isJsonObject(value) && scope.language === "JSONPath") checkOneTest(value, at, scope);
};

function nestedComparison(value: Json, at: Place, scope: Scope): void {
  checkShape(value, comparison, at, scope);
  if (isJsonObject(value)) checkOneTest(value, at, scope);
}

/** A comparison has a Variable and one operator, or is one combination. AWS's wording is not recorded. */
function checkOneTest(rule: JsonObject, at: Place, scope: Scope): void {
  const tests = Object.keys(rule).filter((name) => combinators.includes(name) || Object.hasOwn(operators, name));
  if (tests.length > 1) {
    refuse(scope, at, `There should only be one of the following fields: [${tests.join(", ")}]`);
  } else if (tests.length === 0) {
    refuse(scope, at, `There should be one of the following fields: [${[...combinators, ...operatorNames].join(", ")}]`);
  } else if (!combinators.includes(tests[0] ?? "") && memberOf(rule, "Variable") === undefined) {
    refuse(scope, at, "These fields are required: [Variable]");
  }
}

/** A boolean, or a JSONata expression that gives one. */
function condition(value: Json, at: Place, scope: Scope): void {
  if (typeof value === "boolean") return;
  if (typeof value === "string" && isComputed(value)) checkExpression(value, at, scope);
  // AWS's wording is not recorded.
  else refuse(scope, at, "Expected value of type Boolean or a JSONata expression");
}
