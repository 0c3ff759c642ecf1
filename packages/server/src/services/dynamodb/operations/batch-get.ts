/** BatchGetItem: up to a hundred items of several tables. */

import type { BatchGetItemOutput, KeysAndAttributes } from "../../../models/dynamodb.ts";
import { operation } from "../context.ts";
import { validationException } from "../errors.ts";
import { bytesOf, itemOf } from "../items/stored-item.ts";
import { batchGetBytesMax, batchGetKeysMax } from "../limits.ts";
import type { Table } from "../tables/table.ts";
import { type Item, normalItem } from "../values/attribute-value.ts";
import { itemKeyText } from "../values/key-text.ts";
import { readUnits } from "./capacity.ts";
import { placeholdersOf } from "./expression-parameters.ts";
import { projectionFor, requireDistinctNames } from "./get-item.ts";
import { requireKey } from "./keys.ts";
import { capacityPerTable } from "./transact-write.ts";

interface WantedKey {
  readonly table: Table;
  /** As the request calls the table. */
  readonly named: string;
  readonly given: Item;
  readonly keyText: string;
  readonly consistent: boolean | undefined;
}

export const batchGetItem = operation("BatchGetItem", {
  async handle(input, { call, tables, writer }) {
    const requests = Object.entries(input.RequestItems).map(([named, request]) => ({ named, request, ...prepared(request) }));
    requireOneStyle(Object.values(input.RequestItems));
    const total = requests.reduce((sum, { keys }) => sum + keys.length, 0);
    if (total > batchGetKeysMax) throw validationException("Too many items requested for the BatchGetItem call");
    const wanted: WantedKey[] = [];
    for (const { named, request, keys } of requests) {
      const table = tables.require(call, named);
      const seen = new Set<string>();
      for (const [at, key] of keys.entries()) {
        requireKey(table, key);
        const keyText = itemKeyText(key, table.key);
        if (seen.has(keyText)) throw validationException("Provided list of item keys contains duplicates");
        seen.add(keyText);
        wanted.push({ table, named, given: request.Keys[at] as Item, keyText, consistent: request.ConsistentRead });
      }
    }
    const projections = new Map(requests.map(({ named, project }) => [named, project]));
    const stored = await Promise.all(wanted.map(({ table, keyText }) => writer.read(table, keyText)));
    const responses: Record<string, Item[]> = Object.fromEntries(requests.map(({ named }) => [named, []]));
    const unprocessed: Record<string, KeysAndAttributes & { readonly Keys: Item[] }> = {};
    const read: { readonly table: Table; readonly units: number }[] = [];
    let bytes = 0;
    for (const [at, { named, table, given, consistent }] of wanted.entries()) {
      const found = stored[at];
      bytes += found === undefined ? 0 : bytesOf(found);
      if (bytes > batchGetBytesMax) {
        const request = input.RequestItems[named] as KeysAndAttributes;
        (unprocessed[named] ??= { ...request, Keys: [] }).Keys.push(given);
        continue;
      }
      read.push({ table, units: readUnits(found === undefined ? 0 : bytesOf(found), consistent) });
      if (found === undefined) continue;
      const project = projections.get(named);
      const item = itemOf(found);
      responses[named]?.push(project === undefined ? item : project(item));
    }
    const capacity = capacityPerTable(read, (at, count) => count.add(read[at]?.units ?? 0), undefined, input.ReturnConsumedCapacity);
    const output: BatchGetItemOutput = { Responses: responses, UnprocessedKeys: unprocessed };
    return capacity === undefined ? output : { ...output, ConsumedCapacity: capacity };
  },
});

/** Not even two tables of one request may be asked in different styles. */
function requireOneStyle(requests: readonly KeysAndAttributes[]): void {
  const used = (parameter: "ProjectionExpression" | "AttributesToGet") => requests.some((request) => request[parameter] !== undefined);
  if (!used("ProjectionExpression") || !used("AttributesToGet")) return;
  throw validationException(
    "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
  );
}

function prepared(request: KeysAndAttributes) {
  const placeholders = placeholdersOf(request, ["ProjectionExpression"], ["AttributesToGet"]);
  const keys = request.Keys.map(normalItem);
  requireDistinctNames(request.AttributesToGet);
  const project = projectionFor(request, placeholders);
  placeholders.requireAllUsed();
  return { keys, project };
}
