/** BatchExecuteStatement: statements carried out each by itself; what goes wrong with one is told in its place. */

import { ServiceError } from "../../../aws/index.ts";
import type {
  BatchStatementErrorCodeEnum,
  BatchStatementRequest,
  BatchStatementResponse,
  ConsumedCapacity,
} from "../../../models/dynamodb.ts";
import { type DynamoDbContext, operation } from "../context.ts";
import { validationException } from "../errors.ts";
import { CapacityCount, readUnits, type ReturnConsumedCapacity } from "../operations/capacity.ts";
import { bytesOf, itemOf } from "../items/stored-item.ts";
import type { Home } from "../tables/tables.ts";
import type { Item } from "../values/attribute-value.ts";
import { keyIn } from "./access.ts";
import type { ParsedStatement } from "./ast.ts";
import { executeWrite } from "./execute.ts";
import { parseStatement } from "./parse.ts";
import { itemSelect } from "./select.ts";
import { addCapacity } from "./sum-capacity.ts";
import { normalParameters } from "./values.ts";
import { isWrite } from "./writes.ts";

interface Member {
  readonly request: BatchStatementRequest;
  /** The statement, or why it is none. */
  readonly parsed: ParsedStatement | ServiceError;
}

interface Done {
  readonly response: BatchStatementResponse;
  readonly capacity: ConsumedCapacity | undefined;
}

export const batchExecuteStatement = operation("BatchExecuteStatement", {
  async handle({ Statements, ReturnConsumedCapacity: wanted }, { call, ...context }) {
    const members = Statements.map((request): Member => ({ request, parsed: parsedOrRefused(request.Statement) }));
    const kinds = new Set(members.flatMap(({ parsed }) => (parsed instanceof ServiceError ? [] : [isWrite(parsed.statement)])));
    if (kinds.size > 1) {
      throw validationException(
        "The entire batch must consist of either read statements or write statements, you cannot mix both in one batch.",
      );
    }
    const done = await Promise.all(members.map((member) => execute(member, wanted, call, context)));
    const consumed = new Map<string | undefined, ConsumedCapacity | undefined>();
    for (const { capacity } of done) {
      if (capacity !== undefined) consumed.set(capacity.TableName, addCapacity(consumed.get(capacity.TableName), capacity));
    }
    const ConsumedCapacity = [...consumed.values()].filter((capacity) => capacity !== undefined);
    return { Responses: done.map(({ response }) => response), ...(ConsumedCapacity.length === 0 ? {} : { ConsumedCapacity }) };
  },
});

function parsedOrRefused(text: string): ParsedStatement | ServiceError {
  try {
    return parseStatement(text);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

const errorCodes: Readonly<Record<string, BatchStatementErrorCodeEnum>> = {
  ConditionalCheckFailedException: "ConditionalCheckFailed",
  DuplicateItemException: "DuplicateItem",
  ResourceNotFoundException: "ResourceNotFound",
  ValidationException: "ValidationError",
};

async function execute({ request, parsed }: Member, wanted: ReturnConsumedCapacity, home: Home, context: DynamoDbContext): Promise<Done> {
  const table = parsed instanceof ServiceError ? {} : { TableName: parsed.statement.table };
  try {
    if (parsed instanceof ServiceError) throw parsed;
    const { item, capacity } = await carriedOut(request, parsed, wanted, home, context);
    return { response: { ...(item === undefined ? {} : { Item: item }), ...table }, capacity };
  } catch (error) {
    const Code = error instanceof ServiceError ? errorCodes[error.code] : undefined;
    if (!(error instanceof ServiceError) || Code === undefined) throw error;
    const { Item: before } = error.fields as { readonly Item?: Item };
    return {
      response: { Error: { Code, Message: error.message, ...(before === undefined ? {} : { Item: before }) }, ...table },
      capacity: undefined,
    };
  }
}

async function carriedOut(
  request: BatchStatementRequest,
  parsed: ParsedStatement,
  capacity: ReturnConsumedCapacity,
  home: Home,
  context: DynamoDbContext,
) {
  const { statement } = parsed;
  const parameters = normalParameters(request.Parameters, parsed);
  const table = context.tables.require(home, statement.table);
  if (isWrite(statement)) {
    return await executeWrite(statement, table, { parameters, onFailure: request.ReturnValuesOnConditionCheckFailure, capacity }, context);
  }
  // API reference: "Each read statement ... must specify an equality condition on all key attributes."
  if (statement.index !== undefined || keyIn(statement.where, table.key, parameters) === undefined) {
    throw validationException("Select statements within BatchExecuteStatement must specify the primary key in the where clause.");
  }
  const { keyText, show } = itemSelect(statement, table, parameters);
  const stored = await context.writer.read(table, keyText);
  const count = new CapacityCount(table);
  count.add(readUnits(stored === undefined ? 0 : bytesOf(stored), request.ConsistentRead));
  return { item: show(stored && itemOf(stored)), capacity: count.answer(capacity) };
}
