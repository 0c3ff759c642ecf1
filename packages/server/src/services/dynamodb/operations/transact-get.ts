/** TransactGetItems: several items as they were at one moment. */

import type { CancellationReason } from "../../../models/dynamodb.ts";
import { operation } from "../context.ts";
import { bytesOf, itemOf } from "../items/stored-item.ts";
import { transactBytesMax } from "../limits.ts";
import { validationException } from "../errors.ts";
import { normalItem } from "../values/attribute-value.ts";
import { itemKeyText } from "../values/key-text.ts";
import { readUnits } from "./capacity.ts";
import { placeholdersOf } from "./expression-parameters.ts";
import { projectionFor } from "./get-item.ts";
import { requireKey } from "./keys.ts";
import { capacityPerTable } from "./transact-write.ts";
import { noReason, reasonOf, requireDistinctItems, transactionCanceled } from "./transactions.ts";

export const transactGetItems = operation("TransactGetItems", {
  async handle(input, { call, tables, writer }) {
    const prepared = input.TransactItems.map(({ Get }) => {
      const placeholders = placeholdersOf(Get, ["ProjectionExpression"], []);
      const project = projectionFor(Get, placeholders);
      placeholders.requireAllUsed();
      return { key: normalItem(Get.Key), project, tableName: Get.TableName };
    });
    const located = prepared.map((get) => ({ ...get, table: tables.require(call, get.tableName) }));
    const reasons = located.map(({ table, key }): CancellationReason => {
      try {
        requireKey(table, key);
        return noReason;
      } catch (error) {
        const reason = reasonOf(error);
        if (reason === undefined || (error as Error).message.startsWith("One or more parameter values are not valid.")) throw error;
        return reason;
      }
    });
    if (reasons.some((reason) => reason !== noReason)) throw transactionCanceled(reasons);
    const gets = located.map((get) => ({ ...get, keyText: itemKeyText(get.key, get.table.key) }));
    requireDistinctItems(gets);
    const stored = await writer.holding(gets, () => Promise.all(gets.map(({ table, keyText }) => writer.read(table, keyText))));
    if (stored.reduce((bytes, item) => bytes + (item === undefined ? 0 : bytesOf(item)), 0) > transactBytesMax) {
      throw validationException("Transaction item size has exceeded the maximum allowed size: 4 MB");
    }
    const Responses = gets.map(({ project }, at) => {
      const found = stored[at];
      if (found === undefined) return {};
      const item = itemOf(found);
      return { Item: project === undefined ? item : project(item) };
    });
    const capacity = capacityPerTable(
      gets,
      (at, count) => count.add(readUnits(stored[at]?.[1] ?? 0, true) * 2),
      "read",
      input.ReturnConsumedCapacity,
    );
    return { Responses, ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }) };
  },
});
