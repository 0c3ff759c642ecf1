/**
 * How a WHERE reaches its items: equality on the whole key, one or several partitions, or everything. Only what is joined by AND at the
 * top of the condition narrows what is read; of what was read the whole condition is asked.
 */

import type { KeyConditionOperands } from "../expressions/key-condition.ts";
import type { KeyPart, KeySchema } from "../tables/table.ts";
import { type AttributeValue, defineEntry, equalValues, type Item } from "../values/attribute-value.ts";
import type { Comparator, Expression } from "./ast.ts";
import { keyNotGiven } from "./refusals.ts";
import { isConstant, valueOf } from "./values.ts";

/** Partitions one after another. */
export interface PartitionAccess {
  /** Different ones, in the order of the statement. */
  readonly partitions: readonly AttributeValue[];
  /** The condition on the sort key that narrows each of them. */
  readonly sort: KeyConditionOperands | undefined;
}

/** The key that is asked for; undefined: some attribute of it has no equality of its own. */
export function keyIn(where: Expression | undefined, schema: KeySchema, parameters: readonly AttributeValue[]): Item | undefined {
  const conjuncts = conjunctsOf(where);
  const key: Record<string, AttributeValue> = {};
  for (const { name } of schema.parts) {
    const equality = conjuncts.find((conjunct) => isEquality(conjunct, name));
    if (equality === undefined) return undefined;
    defineEntry(key, name, valueOf(constantOf(equality), parameters));
  }
  return key;
}

/** For statements that are about one item. Throws ValidationException. */
export function requireKeyIn(where: Expression | undefined, schema: KeySchema, parameters: readonly AttributeValue[]): Item {
  const key = keyIn(where, schema, parameters);
  if (key === undefined) throw keyNotGiven();
  return key;
}

/** undefined: the condition names no partition, and all of them are to be read. */
export function partitionAccess(
  where: Expression | undefined,
  { hash, range }: KeySchema,
  parameters: readonly AttributeValue[],
): PartitionAccess | undefined {
  const conjuncts = conjunctsOf(where);
  for (const conjunct of conjuncts) {
    const partitions = partitionsOf(conjunct, hash, parameters);
    if (partitions === undefined) continue;
    let sort: KeyConditionOperands | undefined;
    for (const candidate of conjuncts) if (range !== undefined) sort ??= sortConditionOf(candidate, range, parameters);
    return { partitions, sort };
  }
  return undefined;
}

function conjunctsOf(where: Expression | undefined): readonly Expression[] {
  const conjuncts: Expression[] = [];
  // The parser leans AND to the left, so the loop goes as deep as there are operators.
  let at = where;
  while (at?.kind === "and") {
    conjuncts.push(...conjunctsOf(at.right).toReversed());
    at = at.left;
  }
  if (at !== undefined) conjuncts.push(at);
  return conjuncts.reverse();
}

type Comparison = Extract<Expression, { readonly kind: "compare" }>;

function isAttribute(expression: Expression, name: string): boolean {
  return expression.kind === "path" && expression.elements.length === 1 && expression.elements[0] === name;
}

/** A comparison of that attribute with a value, from either side. */
function isComparison(expression: Expression, name: string): expression is Comparison {
  if (expression.kind !== "compare") return false;
  const { left, right } = expression;
  return (isAttribute(left, name) && isConstant(right)) || (isAttribute(right, name) && isConstant(left));
}

function isEquality(expression: Expression, name: string): expression is Comparison {
  return isComparison(expression, name) && expression.operator === "=";
}

function constantOf({ left, right }: Comparison): Expression {
  return left.kind === "path" ? right : left;
}

/** What the partition key may be: equal to one value, in a list of them, or several of these joined by OR. */
function partitionsOf(
  expression: Expression,
  { name }: KeyPart,
  parameters: readonly AttributeValue[],
): readonly AttributeValue[] | undefined {
  const found: AttributeValue[] = [];
  const collect = (value: AttributeValue): void => {
    if (!found.some((known) => equalValues(known, value))) found.push(value);
  };
  let at: Expression | undefined = expression;
  const alternatives: Expression[] = [];
  for (; at.kind === "or"; at = at.left) alternatives.unshift(at.right);
  for (const alternative of [at, ...alternatives]) {
    if (isEquality(alternative, name)) collect(valueOf(constantOf(alternative), parameters));
    else if (alternative.kind === "in" && isAttribute(alternative.operand, name) && isConstant(alternative.candidates)) {
      const { L: values } = valueOf(alternative.candidates, parameters);
      if (values === undefined || values.length === 0) return undefined;
      for (const value of values) collect(value);
    } else return undefined;
  }
  return found;
}

const operators: Readonly<Partial<Record<Comparator, string>>> = { "=": "EQ", "<": "LT", "<=": "LE", ">": "GT", ">=": "GE" };
const mirrored: Readonly<Record<Comparator, Comparator>> = { "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function sortConditionOf(
  expression: Expression,
  { name, type }: KeyPart,
  parameters: readonly AttributeValue[],
): KeyConditionOperands | undefined {
  if (isComparison(expression, name)) {
    const operator = operators[expression.left.kind === "path" ? expression.operator : mirrored[expression.operator]];
    return operator === undefined ? undefined : { operator, values: [valueOf(constantOf(expression), parameters)] };
  }
  if (
    expression.kind === "between" &&
    isAttribute(expression.operand, name) &&
    isConstant(expression.lower) &&
    isConstant(expression.upper)
  ) {
    return { operator: "BETWEEN", values: [valueOf(expression.lower, parameters), valueOf(expression.upper, parameters)] };
  }
  if (expression.kind !== "call" || expression.name !== "begins_with" || type === "N") return undefined;
  const [attribute, prefix, ...more] = expression.operands;
  if (attribute === undefined || prefix === undefined || more.length > 0 || !isAttribute(attribute, name) || !isConstant(prefix))
    return undefined;
  return { operator: "BEGINS_WITH", values: [valueOf(prefix, parameters)] };
}
