/** ConsumedCapacity: what an operation would have cost (developer guide, "Read and write capacity units"). */

import type { Capacity, ConsumedCapacity } from "../../../models/dynamodb.ts";
import type { Changed } from "../items/item-writer.ts";
import type { Index, Table } from "../tables/table.ts";

export type ReturnConsumedCapacity = "INDEXES" | "TOTAL" | "NONE" | undefined;

/** Of an item or a page: units of 4 KB begun, half of one where the read may be stale; nothing read costs one as well. */
export function readUnits(bytes: number, consistent: boolean | undefined): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent === true ? 1 : 0.5);
}

/** What one table's part of an operation cost, gathered item by item. */
export class CapacityCount {
  #table = 0;
  readonly #indexes = new Map<Index, number>();
  readonly #of: Table;
  /** Transactions say what they read and what they wrote. */
  readonly #transaction: "read" | "write" | undefined;

  constructor(table: Table, transaction?: "read" | "write") {
    this.#of = table;
    this.#transaction = transaction;
  }

  add(units: number, index?: Index): void {
    if (index === undefined) this.#table += units;
    else this.#indexes.set(index, (this.#indexes.get(index) ?? 0) + units);
  }

  addChange({ tableUnits, indexUnits }: Changed, factor = 1): void {
    this.#table += tableUnits * factor;
    for (const index of this.#of.indexes) {
      const units = indexUnits.get(index.name);
      if (units !== undefined) this.add(units * factor, index);
    }
  }

  answer(wanted: ReturnConsumedCapacity): ConsumedCapacity | undefined {
    if (wanted === undefined || wanted === "NONE") return undefined;
    let total = this.#table;
    for (const units of this.#indexes.values()) total += units;
    const TableName = this.#of.record.name;
    const told = { TableName, ...this.#capacity(total) };
    if (wanted === "TOTAL") return told;
    const global = this.#indexesWhere(true);
    const local = this.#indexesWhere(false);
    return {
      ...told,
      Table: this.#capacity(this.#table),
      ...(global === undefined ? {} : { GlobalSecondaryIndexes: global }),
      ...(local === undefined ? {} : { LocalSecondaryIndexes: local }),
    };
  }

  #capacity(units: number): Capacity {
    switch (this.#transaction) {
      case "read":
        return { CapacityUnits: units, ReadCapacityUnits: units };
      case "write":
        return { CapacityUnits: units, WriteCapacityUnits: units };
      default:
        return { CapacityUnits: units };
    }
  }

  #indexesWhere(global: boolean): Record<string, Capacity> | undefined {
    const told: Record<string, Capacity> = {};
    let any = false;
    for (const [index, units] of this.#indexes) {
      if (index.global !== global) continue;
      told[index.name] = this.#capacity(units);
      any = true;
    }
    return any ? told : undefined;
  }
}
