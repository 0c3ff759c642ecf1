/** ExecuteTransaction: statements that read items as they are at one moment, or that change and check them, all or none. */

import type { ExecuteTransactionInput, ExecuteTransactionOutput } from "../../../models/dynamodb.ts";
import { type DynamoDbContext, operation } from "../context.ts";
import { validationException } from "../errors.ts";
import { bytesOf, itemOf } from "../items/stored-item.ts";
import { transactBytesMax } from "../limits.ts";
import { readUnits } from "../operations/capacity.ts";
import { capacityPerTable, type PreparedAction, writeTransaction } from "../operations/transact-write.ts";
import { requireDistinctItems } from "../operations/transactions.ts";
import type { Home } from "../tables/tables.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import type { Select, Statement } from "./ast.ts";
import { parseStatement } from "./parse.ts";
import { type ItemSelect, itemSelect } from "./select.ts";
import { normalParameters } from "./values.ts";
import { isWrite, prepareWrite, type Write } from "./writes.ts";

interface Member<S extends Statement> {
  readonly statement: S;
  readonly parameters: readonly AttributeValue[];
  readonly onFailure: ExecuteTransactionInput["TransactStatements"][number]["ReturnValuesOnConditionCheckFailure"];
}

export const executeTransaction = operation("ExecuteTransaction", {
  async handle(input, { call, ...context }) {
    const members = input.TransactStatements.map((given): Member<Statement> => {
      const parsed = parseStatement(given.Statement);
      const parameters = normalParameters(given.Parameters, parsed);
      return { statement: parsed.statement, parameters, onFailure: given.ReturnValuesOnConditionCheckFailure };
    });
    const writes = members.filter((member): member is Member<Write> => isWrite(member.statement));
    if (writes.length === 0) return await readAll(members as readonly Member<Select>[], input, call, context);
    if (writes.length < members.length) {
      throw validationException(
        "The entire transaction must consist of either read statements or write statements, you cannot mix both in one transaction.",
      );
    }
    return await writeAll(writes, input, call, context);
  },
});

async function writeAll(
  members: readonly Member<Write>[],
  input: ExecuteTransactionInput,
  home: Home,
  context: DynamoDbContext,
): Promise<ExecuteTransactionOutput> {
  const actions = members.map(({ statement, ...request }): PreparedAction => {
    if ("returning" in statement && statement.returning !== undefined) {
      throw validationException("RETURNING is not supported in transactions");
    }
    return { prepared: prepareWrite(statement, context.tables.require(home, statement.table), request), tableName: statement.table };
  });
  const { ClientRequestToken: token, TransactStatements: statements, ...wanted } = input;
  const { ConsumedCapacity } = await writeTransaction(
    wanted,
    actions,
    token === undefined ? undefined : { token, request: statements },
    home,
    context,
  );
  return { Responses: members.map(() => ({})), ...(ConsumedCapacity === undefined ? {} : { ConsumedCapacity }) };
}

async function readAll(
  members: readonly Member<Select>[],
  { ReturnConsumedCapacity: wanted }: ExecuteTransactionInput,
  home: Home,
  { tables, writer }: DynamoDbContext,
): Promise<ExecuteTransactionOutput> {
  const selects = members.map(({ statement, parameters }): ItemSelect => {
    const table = tables.require(home, statement.table);
    if (statement.index !== undefined) throw validationException("A statement of a transaction names a table, not one of its indexes.");
    return itemSelect(statement, table, parameters);
  });
  requireDistinctItems(selects);
  const stored = await writer.holding(selects, () => Promise.all(selects.map(({ table, keyText }) => writer.read(table, keyText))));
  if (stored.reduce((bytes, item) => bytes + (item === undefined ? 0 : bytesOf(item)), 0) > transactBytesMax) {
    throw validationException("Transaction item size has exceeded the maximum allowed size: 4 MB");
  }
  const Responses = selects.map(({ show }, at) => {
    const found = stored[at];
    const Item = show(found && itemOf(found));
    return Item === undefined ? {} : { Item };
  });
  const ConsumedCapacity = capacityPerTable(selects, (at, count) => count.add(readUnits(stored[at]?.[1] ?? 0, true) * 2), "read", wanted);
  return { Responses, ...(ConsumedCapacity === undefined ? {} : { ConsumedCapacity }) };
}
