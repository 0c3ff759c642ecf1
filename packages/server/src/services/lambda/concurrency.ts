/** Reserved concurrency: how many invocations of a function, all versions together, may run at the same time. */

import type { RecordStore } from "../../storage/ports/records.ts";
import { operation } from "./context.ts";
import { invalidParameter, parseFunctionName, requireUnqualified } from "./function-name.ts";
import { changeFunction, findFunction, functionKind, type FunctionRecord, regionPrefix } from "./function-record.ts";
import { accountConcurrency, unreservedConcurrencyMin } from "./limits.ts";
import { everyRecord } from "./page.ts";

/** What all functions of the region have reserved together, but for the one of that name. */
export async function reservedInRegion(
  records: RecordStore,
  home: { readonly accountId: string; readonly region: string },
  butFor?: string,
): Promise<number> {
  let reserved = 0;
  const prefix = regionPrefix(home);
  for await (const { value } of everyRecord<FunctionRecord>(records, functionKind, prefix)) {
    if (value.name !== butFor) reserved += value.reservedConcurrency ?? 0;
  }
  return reserved;
}

export const putFunctionConcurrency = operation("PutFunctionConcurrency", {
  async handle({ FunctionName, ReservedConcurrentExecutions }, { call, records }) {
    const name = requireUnqualified(parseFunctionName(FunctionName, call));
    await findFunction(records, name);
    const others = await reservedInRegion(records, name, name.name);
    if (accountConcurrency - others - ReservedConcurrentExecutions < unreservedConcurrencyMin) {
      throw invalidParameter(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservedConcurrencyMin}].`,
      );
    }
    await changeFunction(records, name, undefined, (record) => ({ ...record, reservedConcurrency: ReservedConcurrentExecutions }));
    return { ReservedConcurrentExecutions };
  },
});

export const getFunctionConcurrency = operation("GetFunctionConcurrency", {
  async handle({ FunctionName }, { call, records }) {
    const name = requireUnqualified(parseFunctionName(FunctionName, call));
    const { value } = await findFunction(records, name);
    return { ReservedConcurrentExecutions: value.reservedConcurrency };
  },
});

export const deleteFunctionConcurrency = operation("DeleteFunctionConcurrency", {
  async handle({ FunctionName }, { call, records }) {
    const name = requireUnqualified(parseFunctionName(FunctionName, call));
    await changeFunction(records, name, undefined, (record) => ({ ...record, reservedConcurrency: undefined }));
  },
});
