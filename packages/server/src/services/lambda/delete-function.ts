import { operation } from "./context.ts";
import { functionArn, invalidParameter, parseFunctionName } from "./function-name.ts";
import { findFunction, functionKind } from "./function-record.ts";

/** Deletes a function; invocations under way end on their own. Its package stays, as other functions may share it. */
export const deleteFunction = operation("DeleteFunction", {
  async handle(input, { call, records, pool }) {
    const name = parseFunctionName(input.FunctionName, call, input.Qualifier);
    const { key } = await findFunction(records, name);
    if (name.qualifier === "$LATEST") throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
    await records.write([{ kind: functionKind, key, value: undefined }]);
    pool.retire(functionArn(name));
    return { StatusCode: 204 };
  },
});
