import type { FunctionConfiguration } from "../../models/lambda.ts";
import { operation } from "./context.ts";
import { invalidParameter } from "./function-name.ts";
import { configurationOf, functionKey, functionKind, type FunctionRecord } from "./function-record.ts";
import { listItemsMax } from "./limits.ts";

/** The manual: ListFunctions leaves out state, update status and runtime version. */
function listed(record: FunctionRecord): FunctionConfiguration {
  const { State: _state, LastUpdateStatus: _status, RuntimeVersionConfig: _runtime, ...rest } = configurationOf(record);
  return rest;
}

/** The functions of the caller's account and region by name. With FunctionVersion ALL the same, as $LATEST is the only version. */
export const listFunctions = operation("ListFunctions", {
  async handle(input, { call, records }) {
    if (input.MasterRegion !== undefined) throw invalidParameter("Stile has no replicas of edge functions: MasterRegion is not supported.");
    const prefix = functionKey({ accountId: call.accountId, region: call.region, name: "" });
    const limit = Math.min(input.MaxItems ?? listItemsMax, listItemsMax);
    const after = input.Marker === undefined ? undefined : prefix + Buffer.from(input.Marker, "base64url").toString("utf8");
    // One more than asked for tells whether there is another page.
    const found = await records.list<FunctionRecord>(functionKind, { prefix, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      Functions: page.map(({ value }) => listed(value)),
      NextMarker: found.length > limit && last !== undefined ? Buffer.from(last.value.name).toString("base64url") : undefined,
    };
  },
});
