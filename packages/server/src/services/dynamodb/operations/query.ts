/** Query: the items of one partition in the order of their sort keys. */

import { operation } from "../context.ts";
import { invalidParameters, validationException } from "../errors.ts";
import { beginsWith, compileCondition, isOrder } from "../expressions/condition.ts";
import { compileKeyCondition, type KeyConditions } from "../expressions/key-condition.ts";
import { compileProjection } from "../expressions/projection.ts";
import { readConditions, requireConditions, testOf } from "../legacy/conditions.ts";
import type { KeyPart, KeySchema } from "../tables/table.ts";
import { type AttributeValue, attributeOf, equalValues, type Item, orderOf } from "../values/attribute-value.ts";
import { type KeyRange, keyRange, partitionText, type RangeCondition } from "../values/key-text.ts";
import { placeholdersOf } from "./expression-parameters.ts";
import { requireDistinctNames } from "./get-item.ts";
import { answerPage, normalStartKey, requireIndex, requireProjected, requireSelect, startAfter } from "./reading.ts";

const older = ["AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"];

export const query = operation("Query", {
  async handle(input, { call, tables, ...context }) {
    const placeholders = placeholdersOf(input, ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"], older);
    requireConditions(input.ConditionalOperator, input.QueryFilter);
    const legacyFilter = readConditions(input.QueryFilter);
    const startKey = normalStartKey(input.ExclusiveStartKey);
    requireDistinctNames(input.AttributesToGet);
    const legacyKey = readConditions(input.KeyConditions);
    const paths = input.ProjectionExpression === undefined ? undefined : compileProjection(input.ProjectionExpression, placeholders);
    const filterExpression = input.FilterExpression;
    const filter =
      filterExpression === undefined
        ? filterOf(testOf(legacyFilter, input.ConditionalOperator), legacyFilter.keys())
        : compileCondition("FilterExpression", filterExpression, placeholders);
    const conditions: KeyConditions =
      input.KeyConditionExpression === undefined ? legacyKey : compileKeyCondition(input.KeyConditionExpression, placeholders);
    placeholders.requireAllUsed();
    if (input.KeyConditions === undefined && input.KeyConditionExpression === undefined) {
      throw validationException("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
    }
    if (conditions.size < 1 || conditions.size > 2) throw validationException("Conditions can be of length 1 or 2 only");
    requireSelect(input);

    const table = tables.require(call, input.TableName);
    const index = requireIndex(table, input);
    const schema = index?.key ?? table.key;
    const after = startAfter(table, index, startKey, "The provided starting key is invalid");
    const range = queriedRange(schema, conditions, startKey);
    const filterKind = filterExpression === undefined ? "QueryFilter" : "Filter Expression";
    for (const { name } of schema.parts) {
      if (filter?.attributes.has(name) === true) {
        throw validationException(`${filterKind} can only contain non-primary key attributes: Primary key attribute: ${name}`);
      }
    }
    requireProjected(index, [...(paths?.map(([name]) => name as string) ?? input.AttributesToGet ?? []), ...(filter?.attributes ?? [])]);
    return await answerPage(context, {
      table,
      index,
      range,
      after,
      reverse: input.ScanIndexForward === false,
      reading: input,
      filter,
      selected: { paths, names: input.AttributesToGet, select: input.Select },
    });
  },
});

function filterOf(test: ReturnType<typeof testOf>, attributes: Iterable<string>) {
  return test === undefined ? undefined : { test, attributes: new Set(attributes) };
}

const rangeOperators: Readonly<Record<string, RangeCondition["operator"]>> = {
  EQ: "=",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  BEGINS_WITH: "begins_with",
  BETWEEN: "BETWEEN",
};

/** The records that meet the key condition. Throws ValidationException for one that the schema cannot serve. */
export function queriedRange({ hash, range }: KeySchema, conditions: KeyConditions, startKey?: Item): KeyRange {
  const partition = conditions.get(hash.name);
  if (partition === undefined) throw validationException(`Query condition missed key schema element: ${hash.name}`);
  const sort = range === undefined ? undefined : conditions.get(range.name);
  if (conditions.size === 2 && sort === undefined) {
    throw validationException(
      range === undefined ? "Query key condition not supported" : `Query condition missed key schema element: ${range.name}`,
    );
  }
  const [value] = partition.values;
  if (partition.operator !== "EQ" || value === undefined) throw validationException("Query key condition not supported");
  requireType(hash, value);
  if (startKey !== undefined) {
    const startValue = attributeOf(startKey, hash.name);
    if (startValue === undefined || !equalValues(startValue, value)) throw outsideBoundaries();
  }
  const prefix = partitionText(value, hash.type);
  if (sort === undefined || range === undefined) return { prefix };
  const operator = rangeOperators[sort.operator];
  if (operator === undefined) throw validationException("Attempted conditional constraint is not an indexable operation");
  const [first, second] = sort.values;
  for (const operand of sort.values) requireType(range, operand);
  if (operator === "begins_with" && range.type === "N") {
    throw invalidParameters("ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type");
  }
  const condition: RangeCondition =
    operator === "BETWEEN"
      ? { operator, value: first as AttributeValue, upper: second as AttributeValue }
      : { operator, value: first as AttributeValue };
  const startSort = startKey && attributeOf(startKey, range.name);
  if (startSort !== undefined && !meetsRange(startSort, condition)) {
    throw validationException("The provided starting key does not match the range key predicate");
  }
  return keyRange(prefix, range, condition);
}

function meetsRange(value: AttributeValue, condition: RangeCondition): boolean {
  switch (condition.operator) {
    case "begins_with":
      return beginsWith(value, condition.value);
    case "BETWEEN":
      return (orderOf(value, condition.value) ?? -1) >= 0 && (orderOf(value, condition.upper) ?? 1) <= 0;
    default: {
      const order = orderOf(value, condition.value);
      return order !== undefined && isOrder(order, condition.operator);
    }
  }
}

function outsideBoundaries(): Error {
  return validationException("The provided starting key is outside query boundaries based on provided conditions");
}

function requireType({ name, type }: KeyPart, value: AttributeValue): void {
  if (value[type] === undefined) throw invalidParameters("Condition parameter type does not match schema type");
  if (value.S === "" || value.B?.length === 0) {
    throw validationException(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${value.S === "" ? "string" : "binary"} value. Key: ${name}`,
    );
  }
}
