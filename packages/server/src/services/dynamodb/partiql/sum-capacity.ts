/** ConsumedCapacity of several reads or writes of one table, as one. */

import type { Capacity, ConsumedCapacity } from "../../../models/dynamodb.ts";

export function addCapacity(one: ConsumedCapacity | undefined, other: ConsumedCapacity | undefined): ConsumedCapacity | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const table = addUnits(one.Table, other.Table);
  const global = addIndexes(one.GlobalSecondaryIndexes, other.GlobalSecondaryIndexes);
  const local = addIndexes(one.LocalSecondaryIndexes, other.LocalSecondaryIndexes);
  return {
    ...(one.TableName === undefined ? {} : { TableName: one.TableName }),
    ...addUnits(one, other),
    ...(table === undefined ? {} : { Table: table }),
    ...(global === undefined ? {} : { GlobalSecondaryIndexes: global }),
    ...(local === undefined ? {} : { LocalSecondaryIndexes: local }),
  };
}

function addUnits(one: Capacity | undefined, other: Capacity | undefined): Capacity | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    CapacityUnits: (one.CapacityUnits ?? 0) + (other.CapacityUnits ?? 0),
    ...sum("ReadCapacityUnits", one, other),
    ...sum("WriteCapacityUnits", one, other),
  };
}

function sum(unit: "ReadCapacityUnits" | "WriteCapacityUnits", one: Capacity, other: Capacity): Capacity {
  return one[unit] === undefined && other[unit] === undefined ? {} : { [unit]: (one[unit] ?? 0) + (other[unit] ?? 0) };
}

type Indexes = { readonly [index: string]: Capacity };

function addIndexes(one: Indexes | undefined, other: Indexes | undefined): Indexes | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const added: Record<string, Capacity> = { ...one };
  for (const [index, units] of Object.entries(other)) added[index] = addUnits(added[index], units) ?? units;
  return added;
}
