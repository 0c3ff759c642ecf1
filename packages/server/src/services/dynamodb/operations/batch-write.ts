/** BatchWriteItem: up to 25 puts and deletes of several tables, each by itself. */

import type { BatchWriteItemOutput, WriteRequest } from "../../../models/dynamodb.ts";
import { operation } from "../context.ts";
import { validationException } from "../errors.ts";
import type { Changed } from "../items/item-writer.ts";
import { batchWriteRequestsMax } from "../limits.ts";
import { capacityPerTable, metricsPerTable } from "./transact-write.ts";
import { type Bound, type Prepared, prepareDelete, preparePut } from "./write-requests.ts";

export const batchWriteItem = operation("BatchWriteItem", {
  async handle(input, { call, tables, writer }) {
    const requests = Object.entries(input.RequestItems).map(([named, list]) => ({ named, prepared: list.map(prepare) }));
    const total = requests.reduce((sum, { prepared }) => sum + prepared.length, 0);
    if (total > batchWriteRequestsMax) throw validationException("Too many items requested for the BatchWriteItem call");
    const bound: Bound[] = [];
    for (const { named, prepared } of requests) {
      const table = tables.require(call, named);
      const seen = new Set<string>();
      for (const request of prepared) {
        const change = request.bind(table);
        if (seen.has(change.keyText)) throw validationException("Provided list of item keys contains duplicates");
        seen.add(change.keyText);
        bound.push(change);
      }
    }
    const counted = input.ReturnConsumedCapacity !== undefined && input.ReturnConsumedCapacity !== "NONE";
    // What the item before is counts for capacity alone.
    const changed = await Promise.all(
      bound.map(({ blind, ...change }) => writer.write(counted || blind === undefined ? change : { ...change, blind })),
    );
    const capacity = capacityPerTable(
      bound,
      (at, count) => count.addChange(changed[at] as Changed),
      undefined,
      input.ReturnConsumedCapacity,
    );
    const metrics = input.ReturnItemCollectionMetrics === "SIZE" ? metricsPerTable(bound) : undefined;
    const output: BatchWriteItemOutput = { UnprocessedItems: {} };
    return {
      ...output,
      ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
      ...(metrics === undefined ? {} : { ItemCollectionMetrics: metrics }),
    };
  },
});

function prepare({ PutRequest: put, DeleteRequest: remove }: WriteRequest): Prepared {
  if (put !== undefined && remove !== undefined) {
    throw validationException(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  if (put !== undefined) return preparePut({ Item: put.Item }, true);
  if (remove !== undefined) return prepareDelete({ Key: remove.Key });
  throw validationException("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}
