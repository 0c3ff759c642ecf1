/** What Query and Scan have in common: what they may select, where they go on, and the answer of a page. */

import type { AttributeValue, Select } from "../../../models/dynamodb.ts";
import type { RecordStore } from "../../../storage/ports/records.ts";
import type { DynamoDbContext } from "../context.ts";
import { invalidParameters, validationException } from "../errors.ts";
import type { CompiledCondition, ItemTest } from "../expressions/condition.ts";
import type { ResolvedPath } from "../expressions/placeholders.ts";
import { type Projection, projectionOf, projectionOfNames } from "../expressions/projection.ts";
import { type Page, readPage } from "../items/read-page.ts";
import { bytesOf, itemOf } from "../items/stored-item.ts";
import type { Index, KeyPart, Table } from "../tables/table.ts";
import { attributeOf, defineEntry, type Item, normalValue, ValueRefused } from "../values/attribute-value.ts";
import { indexKeyText, itemKeyText, type KeyRange } from "../values/key-text.ts";
import { CapacityCount, readUnits, type ReturnConsumedCapacity } from "./capacity.ts";

export interface Reading {
  readonly IndexName?: string;
  readonly Select?: Select;
  readonly AttributesToGet?: readonly string[];
  readonly ProjectionExpression?: string;
  readonly ConsistentRead?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** Which attributes an answer holds. */
export interface Selected {
  readonly paths: readonly ResolvedPath[] | undefined;
  readonly names: readonly string[] | undefined;
  readonly select: Select | undefined;
}

/** Throws ValidationException for what does not go together, whatever the table. */
export function requireSelect({ Select: select, AttributesToGet, ProjectionExpression, IndexName }: Reading): void {
  const parameter =
    AttributesToGet !== undefined ? "AttributesToGet" : ProjectionExpression !== undefined ? "ProjectionExpression" : undefined;
  if (select === undefined) return;
  if (parameter !== undefined && select !== "SPECIFIC_ATTRIBUTES") {
    const chosen = select === "COUNT" ? "only the Count" : select;
    throw validationException(`Cannot specify the ${parameter} when choosing to get ${chosen}`);
  }
  if (select === "SPECIFIC_ATTRIBUTES" && parameter === undefined) {
    throw validationException("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && IndexName === undefined) {
    throw validationException("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
}

/** A start key in the form in which items are kept. Throws ValidationException. */
export function normalStartKey(key: Item | undefined): Item | undefined {
  if (key === undefined) return undefined;
  const normal: Record<string, AttributeValue> = {};
  for (const name of Object.keys(key)) {
    try {
      defineEntry(normal, name, normalValue(key[name] ?? {}));
    } catch (error) {
      if (error instanceof ValueRefused) throw validationException(`The provided starting key is invalid: ${error.message}`);
      throw error;
    }
  }
  return normal;
}

/** Throws ValidationException for an index that is not there or cannot be read like that. */
export function requireIndex(table: Table, { IndexName: name, ConsistentRead: consistent, Select: select }: Reading): Index | undefined {
  if (name === undefined) return undefined;
  const index = table.indexes.find((candidate) => candidate.name === name);
  if (index === undefined) throw validationException(`The table does not have the specified index: ${name}`);
  if (!index.active) throw validationException(`Cannot read from backfilling global secondary index: ${name}`);
  if (index.global && consistent === true) throw validationException("Consistent reads are not supported on global secondary indexes");
  if (index.global && select === "ALL_ATTRIBUTES" && index.projected !== undefined) {
    throw invalidParameters(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  }
  return index;
}

/** Throws ValidationException for attributes that a global index does not hold. */
export function requireProjected(index: Index | undefined, names: Iterable<string>): void {
  if (index === undefined || !index.global || index.projected === undefined) return;
  const missing = [...names].filter((name) => index.projected?.has(name) !== true);
  if (missing.length === 0) return;
  throw invalidParameters(
    `Global secondary index ${index.name} does not project ${JSON.stringify(missing).replaceAll('"', "").replaceAll(",", ", ")}`,
  );
}

/** The attributes a start key has: those of the index's key and of the table's. */
export function startKeyParts(table: Table, index: Index | undefined): readonly KeyPart[] {
  return index?.startKeyParts ?? table.key.parts;
}

/** The place after which a page begins. Throws ValidationException for a key that is none of this table or index. */
export function startAfter(table: Table, index: Index | undefined, key: Item | undefined, refusal: string): string | undefined {
  if (key === undefined) return undefined;
  const parts = startKeyParts(table, index);
  const fits = Object.keys(key).length === parts.length && parts.every(({ name, type }) => attributeOf(key, name)?.[type] !== undefined);
  if (!fits) throw validationException(refusal);
  return index === undefined ? itemKeyText(key, table.key) : indexKeyText(key, index, table.key);
}

export interface PageAnswer {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly range: KeyRange;
  readonly after: string | undefined;
  readonly reverse: boolean;
  readonly reading: Reading;
  readonly filter: CompiledCondition | { readonly test: ItemTest; readonly attributes: ReadonlySet<string> } | undefined;
  readonly selected: Selected;
}

/** Reads a page, filters it, and says where the next one begins. */
export async function answerPage({ records, writer }: Pick<DynamoDbContext, "records" | "writer">, request: PageAnswer) {
  const { table, index, reading, filter, selected } = request;
  const page = await readPage(records as RecordStore, {
    kind: index?.kind ?? table.itemKind,
    range: request.range,
    after: request.after,
    reverse: request.reverse,
    limit: reading.Limit,
  });
  const count = new CapacityCount(table);
  count.add(readUnits(page.bytes, reading.ConsistentRead), index);
  const whole = index !== undefined && needsWhole(index, selected);
  let items = page.items.map(({ item }) => item);
  if (whole) items = await fetched(items, request, count, writer);
  const met = filter === undefined ? items : items.filter(filter.test);
  const project = projectionOfSelected(selected);
  const lastKey = lastEvaluatedKey(page, startKeyParts(table, index));
  const capacity = count.answer(reading.ReturnConsumedCapacity);
  return {
    Count: met.length,
    ScannedCount: items.length,
    ...(selected.select === "COUNT" ? {} : { Items: project === undefined ? met : met.map(project) }),
    ...(lastKey === undefined ? {} : { LastEvaluatedKey: lastKey }),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
  };
}

/** A local index answers attributes that it does not hold by reading the items themselves. */
function needsWhole(index: Index, { paths, names, select }: Selected): boolean {
  const { projected } = index;
  if (index.global || projected === undefined) return false;
  if (select === "ALL_ATTRIBUTES") return true;
  const wanted = paths?.map(([name]) => name as string) ?? names ?? [];
  return wanted.some((name) => !projected.has(name));
}

async function fetched(
  entries: readonly Item[],
  { table, reading }: PageAnswer,
  count: CapacityCount,
  writer: DynamoDbContext["writer"],
): Promise<Item[]> {
  const stored = await Promise.all(entries.map((entry) => writer.read(table, itemKeyText(entry, table.key))));
  return stored.flatMap((item, at) => {
    count.add(readUnits(item === undefined ? 0 : bytesOf(item), reading.ConsistentRead));
    return item === undefined ? [entries[at] as Item] : [itemOf(item)];
  });
}

function projectionOfSelected({ paths, names }: Selected): Projection | undefined {
  if (paths !== undefined) return projectionOf(paths);
  return names === undefined ? undefined : projectionOfNames(names);
}

function lastEvaluatedKey({ items, full }: Page, parts: readonly KeyPart[]): Item | undefined {
  const last = items.at(-1)?.item;
  if (!full || last === undefined) return undefined;
  const key: Record<string, AttributeValue> = {};
  for (const { name } of parts) defineEntry(key, name, last[name] as AttributeValue);
  return key;
}
