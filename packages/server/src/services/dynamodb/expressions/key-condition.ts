/** Key conditions: which partition a query reads, and which of its sort keys. */

import { validationException } from "../errors.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import type { Comparator, Condition, Operand } from "./ast.ts";
import { compileCondition } from "./condition.ts";
import { parseCondition } from "./parse.ts";
import type { Placeholders } from "./placeholders.ts";

/** In the words of the older parameter, KeyConditions. */
export interface KeyConditionOperands {
  readonly operator: "EQ" | "LT" | "LE" | "GT" | "GE" | "BETWEEN" | "BEGINS_WITH" | (string & {});
  readonly values: readonly AttributeValue[];
}

/** By attribute. */
export type KeyConditions = ReadonlyMap<string, KeyConditionOperands>;

const kind = "KeyConditionExpression";
const legacyOperators: Readonly<Record<Comparator, string>> = { "=": "EQ", "<>": "NE", "<": "LT", "<=": "LE", ">": "GT", ">=": "GE" };
/** The operator that says the same with its operands exchanged. */
const mirrored: Readonly<Record<Comparator, Comparator>> = { "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** Throws ValidationException for what a key condition may not say. */
export function compileKeyCondition(text: string, placeholders: Placeholders): KeyConditions {
  // All that is wrong with any condition is told first.
  compileCondition(kind, text, placeholders);
  const conditions = new Map<string, KeyConditionOperands>();
  collect(parseCondition(kind, text).condition, conditions, placeholders);
  return conditions;
}

function collect(condition: Condition, into: Map<string, KeyConditionOperands>, placeholders: Placeholders): void {
  switch (condition.kind) {
    case "and":
      collect(condition.left, into, placeholders);
      collect(condition.right, into, placeholders);
      return;
    case "or":
    case "not":
      throw invalidOperator(condition.kind.toUpperCase());
    case "in":
      throw invalidOperator("IN");
    case "compare": {
      if (condition.operator === "<>") throw invalidOperator("<>");
      const flipped = condition.left.kind !== "path";
      const operands = flipped ? [condition.right, condition.left] : [condition.left, condition.right];
      const operator = flipped ? mirrored[condition.operator] : condition.operator;
      enter(legacyOperators[operator], operands, into, placeholders);
      return;
    }
    case "between":
      if (condition.operand.kind === "value") throw keyAttributeFirst("BETWEEN");
      enter("BETWEEN", [condition.operand, condition.lower, condition.upper], into, placeholders);
      return;
    case "function":
      if (condition.name !== "begins_with") throw invalidOperator(condition.name);
      if (condition.operands[0]?.kind === "value") throw keyAttributeFirst("begins_with");
      enter("BEGINS_WITH", condition.operands, into, placeholders);
      return;
  }
}

function enter(operator: string, operands: readonly Operand[], into: Map<string, KeyConditionOperands>, placeholders: Placeholders): void {
  const faults = {};
  let name: string | undefined;
  const values: AttributeValue[] = [];
  for (const operand of operands) {
    switch (operand.kind) {
      case "function":
      case "arithmetic":
        throw validationException("KeyConditionExpressions cannot contain nested operations");
      case "path": {
        const [first, ...rest] = placeholders.path(operand, faults);
        if (rest.length > 0) throw validationException("KeyConditionExpressions cannot have conditions on nested attributes");
        if (name !== undefined) {
          throw validationException("Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");
        }
        name = first as string;
        break;
      }
      case "value":
        values.push(placeholders.value(operand.name, faults));
        break;
    }
  }
  if (name === undefined) throw validationException("Invalid condition in KeyConditionExpression: No key attribute specified");
  if (into.has(name)) throw validationException("KeyConditionExpressions must only contain one condition per key");
  into.set(name, { operator, values });
}

function invalidOperator(operator: string): Error {
  return validationException(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function keyAttributeFirst(operator: string): Error {
  return validationException(
    `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
  );
}
