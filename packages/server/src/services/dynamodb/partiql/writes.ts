/** INSERT, UPDATE, DELETE and EXISTS as changes of one item, by themselves or as members of a transaction. */

import type { ReturnValuesOnConditionCheckFailure } from "../../../models/dynamodb.ts";
import { conditionalCheckFailed, validationException } from "../errors.ts";
import { projectionOf } from "../expressions/projection.ts";
import type { Changed } from "../items/item-writer.ts";
import { requireItem, requireKey } from "../operations/keys.ts";
import { type Bound, requireItemBytes, requireKeyUntouched, type Prepared, updated } from "../operations/write-requests.ts";
import type { Table } from "../tables/table.ts";
import type { AttributeValue, Item } from "../values/attribute-value.ts";
import { itemKeyText } from "../values/key-text.ts";
import { requireKeyIn } from "./access.ts";
import type { Delete, Exists, Expression, Insert, Returning, Statement, Update } from "./ast.ts";
import { duplicateItem } from "./refusals.ts";
import { conditionOf, updateOf } from "./translate.ts";
import { valueOf } from "./values.ts";

export type Write = Insert | Update | Delete | Exists;

export function isWrite(statement: Statement): statement is Write {
  return statement.kind !== "select";
}

/** What a write is told along with its statement. */
export interface WriteRequest {
  readonly parameters: readonly AttributeValue[];
  readonly onFailure: ReturnValuesOnConditionCheckFailure | undefined;
}

/** Throws ValidationException for what does not depend on the items; what does not fit the table is told when it is bound. */
export function prepareWrite(statement: Write, table: Table, request: WriteRequest): Prepared {
  switch (statement.kind) {
    case "insert":
      return prepareInsert(statement, request);
    case "update":
      return prepareUpdate(statement, table, request);
    case "delete":
      return prepareDelete(statement, table, request);
    case "exists":
      return prepareExists(statement, table, request);
  }
}

function prepareInsert({ item: given }: Insert, { parameters }: WriteRequest): Prepared {
  const { M: item } = valueOf(given, parameters);
  if (item === undefined) throw validationException("The value of an INSERT must be a map of the item's attributes");
  const bytes = requireItemBytes(item, "Item size has exceeded the maximum allowed size");
  return {
    bind(table) {
      requireItem(table, item);
      return {
        table,
        key: item,
        keyText: itemKeyText(item, table.key),
        decide(before) {
          if (before !== undefined) throw duplicateItem();
          return { kind: "put", item, bytes };
        },
      };
    },
  };
}

function prepareUpdate({ assignments, where }: Update, table: Table, request: WriteRequest): Prepared {
  const key = requireKeyIn(where, table.key, request.parameters);
  const update = { ...updateOf(assignments, request.parameters), byExpression: true };
  const test = conditionOf("ConditionExpression", where as Expression, request.parameters).test;
  return {
    bind(bound) {
      requireKey(bound, key);
      requireKeyUntouched(bound, update.paths);
      return {
        ...placeOf(bound, key),
        update,
        decide(before) {
          // What is not there is not created: the condition on its key is not met.
          if (before === undefined || !test(before)) throw failed(before, request);
          return updated(bound, key, update, before);
        },
      };
    },
  };
}

function prepareDelete({ where, returning }: Delete, table: Table, request: WriteRequest): Prepared {
  if (returning !== undefined && returning !== "ALL_OLD") throw validationException("DELETE supports RETURNING ALL OLD * only");
  const key = requireKeyIn(where, table.key, request.parameters);
  const test = conditionOf("ConditionExpression", where as Expression, request.parameters).test;
  return {
    bind(bound) {
      requireKey(bound, key);
      return {
        ...placeOf(bound, key),
        decide(before) {
          // Developer guide: what is not there is deleted with success, whatever else is asked of it.
          if (before !== undefined && !test(before)) throw failed(before, request);
          return { kind: "delete" };
        },
      };
    },
  };
}

function prepareExists({ select: { where, index } }: Exists, table: Table, request: WriteRequest): Prepared {
  if (index !== undefined) throw validationException("A statement of a transaction names a table, not one of its indexes.");
  const key = requireKeyIn(where, table.key, request.parameters);
  const test = conditionOf("ConditionExpression", where as Expression, request.parameters).test;
  return {
    bind(bound) {
      requireKey(bound, key);
      return {
        ...placeOf(bound, key),
        decide(before) {
          if (before === undefined || !test(before)) throw failed(before, request);
          return { kind: "keep" };
        },
      };
    },
  };
}

function placeOf(table: Table, key: Item): Pick<Bound, "table" | "key" | "keyText"> {
  return { table, key, keyText: itemKeyText(key, table.key) };
}

function failed(before: Item | undefined, { onFailure }: WriteRequest): Error {
  return conditionalCheckFailed(onFailure === "ALL_OLD" ? before : undefined);
}

/** What RETURNING shows; undefined: nothing. */
export function returned(returning: Returning | undefined, { update }: Bound, { before, after }: Changed): Item | undefined {
  if (returning === undefined) return undefined;
  const item = returning === "ALL_OLD" || returning === "UPDATED_OLD" ? before : after;
  if (item === undefined || returning === "ALL_OLD" || returning === "ALL_NEW") return item;
  const modified = projectionOf((returning === "UPDATED_OLD" ? update?.paths : update?.assigned) ?? [])(item);
  return Object.keys(modified).length === 0 ? undefined : modified;
}
