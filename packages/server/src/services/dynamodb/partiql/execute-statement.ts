/** ExecuteStatement: one statement; of a SELECT a page. */

import { operation } from "../context.ts";
import { validationException } from "../errors.ts";
import { executeWrite } from "./execute.ts";
import { requestDigest } from "./next-token.ts";
import { parseStatement } from "./parse.ts";
import { readSelect } from "./select.ts";
import { normalParameters } from "./values.ts";
import { isWrite } from "./writes.ts";

export const executeStatement = operation("ExecuteStatement", {
  async handle(input, { call, ...context }) {
    const parsed = parseStatement(input.Statement);
    const parameters = normalParameters(input.Parameters, parsed);
    const { statement } = parsed;
    const table = context.tables.require(call, statement.table);
    const capacity = input.ReturnConsumedCapacity;
    if (isWrite(statement)) {
      if (input.NextToken !== undefined) throw validationException("NextToken does not match request");
      const request = { parameters, onFailure: input.ReturnValuesOnConditionCheckFailure, capacity };
      const written = await executeWrite(statement, table, request, context);
      return {
        Items: written.item === undefined ? [] : [written.item],
        ...(written.capacity === undefined ? {} : { ConsumedCapacity: written.capacity }),
      };
    }
    const request = {
      parameters,
      digest: requestDigest(input.Statement, parameters),
      consistent: input.ConsistentRead,
      limit: input.Limit,
      token: input.NextToken,
      capacity,
    };
    const page = await readSelect(statement, table, request, context);
    return {
      Items: page.items,
      ...(page.token === undefined ? {} : { NextToken: page.token }),
      ...(page.lastKey === undefined ? {} : { LastEvaluatedKey: page.lastKey }),
      ...(page.capacity === undefined ? {} : { ConsumedCapacity: page.capacity }),
    };
  },
});
