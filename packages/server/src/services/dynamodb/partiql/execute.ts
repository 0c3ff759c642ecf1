/** One statement carried out: what ExecuteStatement and each member of a batch do. */

import type { ConsumedCapacity } from "../../../models/dynamodb.ts";
import type { DynamoDbContext } from "../context.ts";
import { validationException } from "../errors.ts";
import { CapacityCount, type ReturnConsumedCapacity } from "../operations/capacity.ts";
import type { Table } from "../tables/table.ts";
import type { Item } from "../values/attribute-value.ts";
import { prepareWrite, returned, type Write, type WriteRequest } from "./writes.ts";

export interface WriteAnswer {
  readonly item: Item | undefined;
  readonly capacity: ConsumedCapacity | undefined;
}

/** Throws ValidationException, ConditionalCheckFailedException, DuplicateItemException. */
export async function executeWrite(
  statement: Write,
  table: Table,
  request: WriteRequest & { readonly capacity: ReturnConsumedCapacity },
  { writer }: DynamoDbContext,
): Promise<WriteAnswer> {
  if (statement.kind === "exists") throw validationException("EXISTS can only be used in transactions");
  const bound = prepareWrite(statement, table, request).bind(table);
  const changed = await writer.write(bound);
  const count = new CapacityCount(table);
  count.addChange(changed);
  const item = statement.kind === "insert" ? undefined : returned(statement.returning, bound, changed);
  return { item, capacity: count.answer(request.capacity) };
}
