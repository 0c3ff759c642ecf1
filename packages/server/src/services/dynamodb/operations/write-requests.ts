/**
 * Puts, updates, deletes and checks as requests describe them, by themselves or as members of a transaction. What can be
 * judged without the table is judged first (`prepare...`), then the table is looked up, then the rest (`bind`).
 */

import type { AttributeValueUpdate, ExpectedAttributeValue, ReturnValue } from "../../../models/dynamodb.ts";
import { conditionalCheckFailed, invalidParameters, validationException } from "../errors.ts";
import { compileCondition, type ItemTest } from "../expressions/condition.ts";
import type { GivenPlaceholders, ResolvedPath } from "../expressions/placeholders.ts";
import { type CompiledUpdate, compileUpdate } from "../expressions/update.ts";
import type { Decision, ItemChange } from "../items/item-writer.ts";
import { applyAttributeUpdates, readAttributeUpdates } from "../legacy/attribute-updates.ts";
import { readExpected, requireConditions, testOf } from "../legacy/conditions.ts";
import { itemBytesMax } from "../limits.ts";
import type { Table } from "../tables/table.ts";
import { attributeOf, type Item, itemBytes, normalItem, typeOf } from "../values/attribute-value.ts";
import { itemKeyText } from "../values/key-text.ts";
import { placeholdersOf } from "./expression-parameters.ts";
import { emptyUpdatedIndexKey, requireIndexKeys, requireItem, requireKey, requireKeyIn } from "./keys.ts";

interface Conditional extends GivenPlaceholders {
  readonly ConditionExpression?: string;
  readonly Expected?: { readonly [attribute: string]: ExpectedAttributeValue };
  readonly ConditionalOperator?: "AND" | "OR";
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
  readonly ReturnValues?: ReturnValue;
}

export interface Prepared {
  /** Throws ValidationException for what does not fit the table. */
  bind(table: Table): Bound;
}

export interface Bound extends ItemChange {
  /** The attributes of the key, and perhaps more. */
  readonly key: Item;
  /** What the change updates; undefined where it is no update. */
  readonly update?: Pick<Update, "paths" | "assigned">;
}

const olderConditions = ["Expected", "ConditionalOperator"];

/** `inBatch`: BatchWriteItem tells an item's wrong key as it tells a key's. */
export function preparePut(request: Conditional & { readonly Item: Item }, inBatch = false): Prepared {
  const placeholders = placeholdersOf(request, ["ConditionExpression"], olderConditions);
  const item = normalItem(request.Item);
  requireOldOrNone(request.ReturnValues);
  const bytes = requireItemBytes(item, "Item size has exceeded the maximum allowed size");
  const test = conditionOf(request, placeholders);
  placeholders.requireAllUsed();
  return {
    bind(table) {
      if (inBatch) requireKeyIn(table, item);
      requireItem(table, item);
      const put: Decision = { kind: "put", item, bytes };
      const bound = { table, keyText: itemKeyText(item, table.key), key: item, decide: deciding(request, test, () => put) };
      return test === undefined ? { ...bound, blind: { item, bytes } } : bound;
    },
  };
}

export function prepareDelete(request: Conditional & { readonly Key: Item }): Prepared {
  const placeholders = placeholdersOf(request, ["ConditionExpression"], olderConditions);
  const key = normalItem(request.Key);
  requireOldOrNone(request.ReturnValues);
  const test = conditionOf(request, placeholders);
  placeholders.requireAllUsed();
  return {
    bind(table) {
      requireKey(table, key);
      return { table, keyText: itemKeyText(key, table.key), key, decide: deciding(request, test, () => ({ kind: "delete" })) };
    },
  };
}

/** A transaction's ConditionCheck. */
export function prepareCheck(request: Conditional & { readonly Key: Item }): Prepared {
  const placeholders = placeholdersOf(request, ["ConditionExpression"], []);
  const key = normalItem(request.Key);
  const test = conditionOf(request, placeholders);
  placeholders.requireAllUsed();
  return {
    bind(table) {
      requireKey(table, key);
      return { table, keyText: itemKeyText(key, table.key), key, decide: deciding(request, test, () => ({ kind: "keep" })) };
    },
  };
}

type UpdateRequest = Conditional & {
  readonly Key: Item;
  readonly UpdateExpression?: string;
  readonly AttributeUpdates?: { readonly [attribute: string]: AttributeValueUpdate };
};

export function prepareUpdate(request: UpdateRequest): Prepared {
  const placeholders = placeholdersOf(request, ["UpdateExpression", "ConditionExpression"], ["AttributeUpdates", ...olderConditions]);
  const key = normalItem(request.Key);
  requireConditions(request.ConditionalOperator, request.Expected);
  const expected = testOf(readExpected(request.Expected), request.ConditionalOperator);
  const update = updateOf(request, placeholders);
  const test = request.ConditionExpression === undefined ? expected : conditionOf(request, placeholders);
  placeholders.requireAllUsed();
  return {
    bind(table) {
      requireKey(table, key);
      requireKeyUntouched(table, update.paths);
      const decide = deciding(request, test, (before) => updated(table, key, update, before));
      return { table, keyText: itemKeyText(key, table.key), key, update, decide };
    },
  };
}

export interface Update extends CompiledUpdate {
  readonly byExpression: boolean;
}

function updateOf({ UpdateExpression, AttributeUpdates }: UpdateRequest, placeholders: ReturnType<typeof placeholdersOf>): Update {
  if (UpdateExpression !== undefined) return { ...compileUpdate(UpdateExpression, placeholders), byExpression: true };
  const updates = readAttributeUpdates(AttributeUpdates ?? {});
  const paths = [...updates.keys()].map((attribute) => [attribute]);
  return {
    paths,
    assigned: paths,
    apply: (item) => applyAttributeUpdates(item, updates),
    onlyRemoves: updates.size > 0 && [...updates.values()].every(({ action }) => action === "DELETE"),
    byExpression: false,
  };
}

/** Throws ValidationException for an update that changes what the item is found by. */
export function requireKeyUntouched(table: Table, paths: readonly ResolvedPath[]): void {
  for (const [name] of paths) {
    if (table.key.parts.some((part) => part.name === name)) {
      throw invalidParameters(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
}

/** What an update makes of an item. Throws ValidationException for what no item, or none of this table, may be. */
export function updated(table: Table, key: Item, update: Update, before: Item | undefined): Decision {
  if (before === undefined && update.onlyRemoves) {
    // What it says is still held against the item, which is empty.
    update.apply(key);
    return { kind: "keep" };
  }
  const item = update.apply(before ?? key);
  if (update.byExpression) requireIndexTypes(table, item);
  requireIndexKeys(table, item, update.byExpression ? emptyUpdatedIndexKey : undefined);
  const bytes = requireItemBytes(item, "Item size to update has exceeded the maximum allowed size");
  return { kind: "put", item, bytes };
}

function requireIndexTypes({ indexes }: Table, item: Item): void {
  for (const index of indexes) {
    for (const { name, type } of index.key.parts) {
      const value = attributeOf(item, name);
      if (value !== undefined && typeOf(value) !== type) {
        throw validationException("The update expression attempted to update the secondary index key to unsupported type");
      }
    }
  }
}

function deciding(
  { ReturnValuesOnConditionCheckFailure: onFailure }: Conditional,
  test: ItemTest | undefined,
  decide: (before: Item | undefined) => Decision,
): ItemChange["decide"] {
  if (test === undefined) return decide;
  return (before) => {
    if (!test(before)) throw conditionalCheckFailed(onFailure === "ALL_OLD" ? before : undefined);
    return decide(before);
  };
}

function conditionOf(request: Conditional, placeholders: ReturnType<typeof placeholdersOf>): ItemTest | undefined {
  requireConditions(request.ConditionalOperator, request.Expected);
  const expected = testOf(readExpected(request.Expected), request.ConditionalOperator);
  if (request.ConditionExpression === undefined) return expected;
  return compileCondition("ConditionExpression", request.ConditionExpression, placeholders).test;
}

function requireOldOrNone(returnValues: ReturnValue | undefined): void {
  if (returnValues !== undefined && returnValues !== "ALL_OLD" && returnValues !== "NONE") {
    throw validationException("ReturnValues can only be ALL_OLD or NONE");
  }
}

/** The item's size. Throws ValidationException for one that is too large. */
export function requireItemBytes(item: Item, refusal: string): number {
  const bytes = itemBytes(item);
  if (bytes > itemBytesMax) throw validationException(refusal);
  return bytes;
}
