/** PutItem, UpdateItem and DeleteItem: one item changed, and what is told of it. */

import type { ConsumedCapacity, ItemCollectionMetrics, ReturnValue } from "../../../models/dynamodb.ts";
import { type DynamoDbContext, operation } from "../context.ts";
import { projectionOf } from "../expressions/projection.ts";
import { keyOf } from "../items/expiry-entries.ts";
import type { Changed } from "../items/item-writer.ts";
import type { Home } from "../tables/tables.ts";
import type { Table } from "../tables/table.ts";
import type { Item } from "../values/attribute-value.ts";
import { CapacityCount, type ReturnConsumedCapacity } from "./capacity.ts";
import { type Bound, type Prepared, prepareDelete, preparePut, prepareUpdate } from "./write-requests.ts";

interface Wanted {
  readonly TableName: string;
  readonly ReturnValues?: ReturnValue;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE";
}

interface Told {
  readonly Attributes?: Item;
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics;
}

export const putItem = operation("PutItem", {
  handle: (input, { call, ...context }) => change(preparePut(input), input, call, context),
});

export const updateItem = operation("UpdateItem", {
  handle: (input, { call, ...context }) => change(prepareUpdate(input), input, call, context),
});

export const deleteItem = operation("DeleteItem", {
  handle: (input, { call, ...context }) => change(prepareDelete(input), input, call, context),
});

async function change(prepared: Prepared, wanted: Wanted, home: Home, { tables, writer }: DynamoDbContext): Promise<Told> {
  const table = tables.require(home, wanted.TableName);
  const bound = prepared.bind(table);
  const { ReturnValues: values = "NONE", ReturnConsumedCapacity: capacity = "NONE" } = wanted;
  const blind = bound.blind !== undefined && values === "NONE" && capacity === "NONE";
  const changed = await writer.write(blind ? bound : withoutBlind(bound));
  if (values === "NONE" && capacity === "NONE" && wanted.ReturnItemCollectionMetrics === undefined) return {};
  return {
    ...attributesOf(values, bound, changed),
    ...(capacity === "NONE" ? {} : { ConsumedCapacity: capacityOf(table, changed, capacity) as ConsumedCapacity }),
    ...(wanted.ReturnItemCollectionMetrics === "SIZE" ? collectionMetricsOf(table, bound) : {}),
  };
}

/** What is asked of the item before is read. */
function withoutBlind(bound: Bound): Bound {
  if (bound.blind === undefined) return bound;
  const { blind: _blind, ...read } = bound;
  return read;
}

function capacityOf(table: Table, changed: Changed, wanted: ReturnConsumedCapacity): ConsumedCapacity | undefined {
  const count = new CapacityCount(table);
  count.addChange(changed);
  return count.answer(wanted);
}

function attributesOf(values: ReturnValue, { update }: Bound, { before, after }: Changed): Told {
  const told = ((): Item | undefined => {
    switch (values) {
      case "ALL_OLD":
        return before;
      case "ALL_NEW":
        return after;
      case "UPDATED_OLD":
        return before && projectionOf(update?.paths ?? [])(before);
      case "UPDATED_NEW":
        return after && projectionOf(update?.assigned ?? [])(after);
      default:
        return undefined;
    }
  })();
  return told === undefined || Object.keys(told).length === 0 ? {} : { Attributes: told };
}

/** Developer guide, "Item collections": only tables with local secondary indexes have them; their size is an estimate in GB. */
export function collectionMetricsOf(table: Table, { key }: Pick<Bound, "key">): { readonly ItemCollectionMetrics?: ItemCollectionMetrics } {
  if (!table.indexes.some(({ global }) => !global)) return {};
  const { name } = table.key.hash;
  const hash = keyOf(table, key)[name];
  return hash === undefined ? {} : { ItemCollectionMetrics: { ItemCollectionKey: { [name]: hash }, SizeEstimateRangeGB: [0, 1] } };
}
