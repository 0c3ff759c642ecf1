/** SELECT: which items it reads, a page of them, and what it shows of each. */

import type { ConsumedCapacity } from "../../../models/dynamodb.ts";
import type { DynamoDbContext } from "../context.ts";
import { validationException } from "../errors.ts";
import type { CompiledCondition } from "../expressions/condition.ts";
import { valueAt } from "../expressions/paths.ts";
import { bytesOf, itemOf } from "../items/stored-item.ts";
import { pageBytesMax } from "../limits.ts";
import { CapacityCount, readUnits, type ReturnConsumedCapacity } from "../operations/capacity.ts";
import { requireKey } from "../operations/keys.ts";
import { queriedRange } from "../operations/query.ts";
import { answerPage, requireIndex, requireProjected, startAfter, startKeyParts } from "../operations/reading.ts";
import type { Index, KeySchema, Table } from "../tables/table.ts";
import { type AttributeValue, defineEntry, type Item, itemBytes, orderOf } from "../values/attribute-value.ts";
import { itemKeyText, type KeyRange } from "../values/key-text.ts";
import { keyIn, partitionAccess, requireKeyIn } from "./access.ts";
import type { Path, Select, SortKey } from "./ast.ts";
import { partitionValuesMax } from "./limits.ts";
import { openPosition, type Position, sealPosition } from "./next-token.ts";
import { addCapacity } from "./sum-capacity.ts";
import { conditionOf } from "./translate.ts";

/** How a SELECT is to be read. */
export interface SelectRequest {
  readonly parameters: readonly AttributeValue[];
  /** What its tokens are bound to. */
  readonly digest: string;
  readonly consistent: boolean | undefined;
  readonly limit: number | undefined;
  readonly token: string | undefined;
  readonly capacity: ReturnConsumedCapacity;
}

export interface SelectAnswer {
  readonly items: readonly Item[];
  readonly token: string | undefined;
  readonly lastKey: Item | undefined;
  readonly capacity: ConsumedCapacity | undefined;
}

/** One item by its whole key: what batches and transactions read. */
export interface ItemSelect {
  readonly table: Table;
  readonly keyText: string;
  readonly key: Item;
  /** What is shown of the item as it is; undefined: nothing, for it is not there or does not meet the condition. */
  readonly show: (item: Item | undefined) => Item | undefined;
}

/** A page of a SELECT. Throws ValidationException. */
export async function readSelect(select: Select, table: Table, request: SelectRequest, context: DynamoDbContext): Promise<SelectAnswer> {
  const { where, projection, orderBy } = select;
  const { parameters, consistent, token } = request;
  const index = requireIndex(table, {
    ...(select.index === undefined ? {} : { IndexName: select.index }),
    ...(consistent === undefined ? {} : { ConsistentRead: consistent }),
  });
  const schema = index?.key ?? table.key;
  const filter = where && conditionOf("FilterExpression", where, parameters);
  const ranges = rangesOf(select, schema, parameters);
  if (index === undefined && token === undefined && keyIn(where, table.key, parameters) !== undefined) {
    return await readItem(itemSelect(select, table, parameters), request, context);
  }
  const wanted = projection && [...new Set(projection.map(({ elements }) => elements[0]))];
  requireProjected(index, [...(wanted ?? []), ...(filter?.attributes ?? [])]);
  const position = token === undefined ? start : openPosition(table, request.digest, startKeyParts(table, index), token);
  if (position.partition >= ranges.length) throw validationException("Invalid NextToken");
  return await readRanges(
    ranges,
    position,
    {
      table,
      index,
      filter,
      wanted,
      show: showing(projection),
      reverse: orderBy.some(({ path, descending }) => descending && path.elements[0] === schema.range?.name),
    },
    request,
    context,
  );
}

const start: Position = { partition: 0, startKey: undefined };

/** What is read one after the other: one range a partition, or all there is. */
function rangesOf({ where, orderBy }: Select, schema: KeySchema, parameters: readonly AttributeValue[]): readonly KeyRange[] {
  const access = partitionAccess(where, schema, parameters);
  if (orderBy.length > 0) {
    if (where === undefined) throw validationException("Must have WHERE clause in the statement when using ORDER BY clause.");
    if (access === undefined) {
      throw validationException("Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.");
    }
    requireKeyOrder(orderBy, schema, access.partitions.length);
  }
  if (access === undefined) return [{ prefix: "" }];
  const { partitions, sort } = access;
  if (partitions.length > partitionValuesMax) {
    throw validationException(`Too many operands for the IN operator; number of operands: ${partitions.length}`);
  }
  return ordered(partitions, orderBy, schema).map((value) => {
    const conditions = new Map([[schema.hash.name, { operator: "EQ", values: [value] }]]);
    return queriedRange(
      schema,
      sort === undefined || schema.range === undefined ? conditions : new Map([...conditions, [schema.range.name, sort]]),
    );
  });
}

/** Items are in the order of their keys, and in no other. */
function requireKeyOrder(orderBy: readonly SortKey[], { hash, range }: KeySchema, partitions: number): void {
  const names = orderBy.map(({ path }) => path.elements.join("."));
  for (const [at, { path }] of orderBy.entries()) {
    const name = names[at] as string;
    const isKey = path.elements.length === 1 && (name === hash.name || name === range?.name);
    if (!isKey || names.indexOf(name) !== at)
      throw validationException(`Variable reference ${name} in ORDER BY clause must be part of the primary key`);
  }
  if (partitions > 1 && names[0] !== hash.name) {
    throw validationException(`ORDER BY must begin with ${hash.name} where the WHERE clause has several values of it`);
  }
}

function ordered(partitions: readonly AttributeValue[], orderBy: readonly SortKey[], { hash }: KeySchema): readonly AttributeValue[] {
  const key = orderBy.find(({ path }) => path.elements[0] === hash.name);
  if (key === undefined) return partitions;
  const sorted = partitions.toSorted((one, other) => orderOf(one, other) ?? 0);
  return key.descending ? sorted.reverse() : sorted;
}

interface Pages {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly filter: CompiledCondition | undefined;
  readonly wanted: readonly string[] | undefined;
  readonly show: (item: Item) => Item;
  readonly reverse: boolean;
}

/** As many ranges as one answer holds: to the limit, or to the size of a page. */
async function readRanges(
  ranges: readonly KeyRange[],
  from: Position,
  pages: Pages,
  request: SelectRequest,
  context: DynamoDbContext,
): Promise<SelectAnswer> {
  const { table, index, filter, wanted, show, reverse } = pages;
  const { digest, consistent, limit, capacity } = request;
  const items: Item[] = [];
  let consumed: ConsumedCapacity | undefined;
  let left = limit;
  let bytes = 0;
  for (let { partition, startKey } = from; ; partition += 1, startKey = undefined) {
    const page = await answerPage(context, {
      table,
      index,
      range: ranges[partition] as KeyRange,
      after: startAfter(table, index, startKey, "The provided starting key is invalid"),
      reverse,
      reading: {
        ...(left === undefined ? {} : { Limit: left }),
        ...(consistent === undefined ? {} : { ConsistentRead: consistent }),
        ...(capacity === undefined ? {} : { ReturnConsumedCapacity: capacity }),
      },
      filter,
      selected: { paths: undefined, names: wanted, select: undefined },
    });
    for (const item of page.Items ?? []) {
      bytes += itemBytes(item);
      items.push(show(item));
    }
    consumed = addCapacity(consumed, page.ConsumedCapacity);
    if (left !== undefined) left -= page.ScannedCount;
    const lastKey = page.LastEvaluatedKey;
    if (lastKey !== undefined)
      return { items, token: sealPosition(table, digest, { partition, startKey: lastKey }), lastKey, capacity: consumed };
    const next = partition + 1;
    if (next >= ranges.length) return { items, token: undefined, lastKey: undefined, capacity: consumed };
    if (left === 0 || bytes >= pageBytesMax) {
      return {
        items,
        token: sealPosition(table, digest, { partition: next, startKey: undefined }),
        lastKey: undefined,
        capacity: consumed,
      };
    }
  }
}

async function readItem(
  select: ItemSelect,
  { consistent, capacity: wanted }: SelectRequest,
  { writer }: DynamoDbContext,
): Promise<SelectAnswer> {
  const { table, keyText, show } = select;
  const stored = await writer.read(table, keyText);
  const item = show(stored && itemOf(stored));
  const count = new CapacityCount(table);
  count.add(readUnits(stored === undefined ? 0 : bytesOf(stored), consistent));
  return { items: item === undefined ? [] : [item], token: undefined, lastKey: undefined, capacity: count.answer(wanted) };
}

/** A SELECT that is about one item. Throws ValidationException when it is not. */
export function itemSelect({ where, projection, orderBy }: Select, table: Table, parameters: readonly AttributeValue[]): ItemSelect {
  const key = requireKeyIn(where, table.key, parameters);
  requireKey(table, key);
  requireKeyOrder(orderBy, table.key, 1);
  const test = where && conditionOf("FilterExpression", where, parameters).test;
  const show = showing(projection);
  return {
    table,
    key,
    keyText: itemKeyText(key, table.key),
    show: (item) => (item === undefined || test?.(item) === false ? undefined : show(item)),
  };
}

/** What is at each path, under the last name of it and the indexes behind: `DateWatched[0]` of `Devices.FireStick.DateWatched[0]`. */
function showing(projection: readonly Path[] | undefined): (item: Item) => Item {
  if (projection === undefined) return (item) => item;
  const columns = projection.map(({ elements }) => ({ elements, label: labelOf(elements) }));
  return (item) => {
    const shown: Record<string, AttributeValue> = {};
    for (const { elements, label } of columns) {
      const value = valueAt(item, elements);
      if (value !== undefined) defineEntry(shown, label, value);
    }
    return shown;
  };
}

function labelOf(elements: readonly (string | number)[]): string {
  const from = elements.findLastIndex((element) => typeof element === "string");
  const [name, ...indexes] = elements.slice(from);
  return `${name}${indexes.map((index) => `[${index}]`).join("")}`;
}
