/** GetItem: one item by its key. */

import { invalidParameters } from "../errors.ts";
import { operation } from "../context.ts";
import type { GivenPlaceholders } from "../expressions/placeholders.ts";
import { compileProjection, type Projection, projectionOf, projectionOfNames } from "../expressions/projection.ts";
import { bytesOf, itemOf } from "../items/stored-item.ts";
import { normalItem, requireName } from "../values/attribute-value.ts";
import { itemKeyText } from "../values/key-text.ts";
import { CapacityCount, readUnits } from "./capacity.ts";
import { placeholdersOf } from "./expression-parameters.ts";
import { requireKey } from "./keys.ts";

export interface Projecting extends GivenPlaceholders {
  readonly ProjectionExpression?: string;
  readonly AttributesToGet?: readonly string[];
}

/** Names that stand in AttributesToGet twice are refused. */
export function requireDistinctNames(names: readonly string[] | undefined): void {
  const seen = new Set<string>();
  for (const name of names ?? []) {
    requireName(name);
    if (seen.has(name)) throw invalidParameters(`Duplicate value in attribute name: ${name}`);
    seen.add(name);
  }
}

export const getItem = operation("GetItem", {
  async handle(input, { call, tables, writer }) {
    const placeholders = placeholdersOf(input, ["ProjectionExpression"], ["AttributesToGet"]);
    const key = normalItem(input.Key);
    requireDistinctNames(input.AttributesToGet);
    const project = projectionFor(input, placeholders);
    placeholders.requireAllUsed();
    const table = tables.require(call, input.TableName);
    requireKey(table, key);
    const stored = await writer.read(table, itemKeyText(key, table.key));
    const capacity = input.ReturnConsumedCapacity;
    const found = stored && itemOf(stored);
    const Item = found && project !== undefined ? project(found) : found;
    if (capacity === undefined || capacity === "NONE") return Item === undefined ? {} : { Item };
    const count = new CapacityCount(table);
    count.add(readUnits(stored === undefined ? 0 : bytesOf(stored), input.ConsistentRead));
    const ConsumedCapacity = count.answer(capacity);
    return { ...(Item === undefined ? {} : { Item }), ...(ConsumedCapacity === undefined ? {} : { ConsumedCapacity }) };
  },
});

/** undefined: the whole item. */
export function projectionFor(
  { ProjectionExpression, AttributesToGet }: Projecting,
  placeholders: ReturnType<typeof placeholdersOf>,
): Projection | undefined {
  if (ProjectionExpression !== undefined) return projectionOf(compileProjection(ProjectionExpression, placeholders));
  return AttributesToGet === undefined ? undefined : projectionOfNames(AttributesToGet);
}
