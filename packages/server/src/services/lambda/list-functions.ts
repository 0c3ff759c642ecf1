import type { StoredRecord } from "../../storage/ports/records.ts";
import { versionKind } from "./belongings.ts";
import { operation } from "./context.ts";
import { functionArn, invalidParameter } from "./function-name.ts";
import { functionKind, type FunctionRecord, listedConfiguration, regionPrefix } from "./function-record.ts";
import { listItemsMax } from "./limits.ts";
import { afterMarker, markerOf } from "./page.ts";

/** The functions of the caller's account and region by name; with FunctionVersion ALL each with its versions, and every ARN qualified. */
export const listFunctions = operation("ListFunctions", {
  async handle(input, { call, records }) {
    if (input.MasterRegion !== undefined) throw invalidParameter("Stile has no replicas of edge functions: MasterRegion is not supported.");
    const prefix = regionPrefix(call);
    const limit = Math.min(input.MaxItems ?? listItemsMax, listItemsMax);
    const after = afterMarker(prefix, input.Marker);
    const isAll = input.FunctionVersion === "ALL";
    // One more than asked for tells whether there is another page. A version's key sorts right behind its function's.
    const range = { prefix, ...(after === undefined ? {} : { after }), limit: limit + 1 };
    const kinds = isAll ? [functionKind, versionKind] : [functionKind];
    const found: StoredRecord<FunctionRecord>[] = [];
    for (const kind of kinds) found.push(...(await records.list<FunctionRecord>(kind, range)));
    const rows = found.sort((one, other) => (one.key < other.key ? -1 : 1)).slice(0, limit);
    const last = rows.at(-1);
    return {
      Functions: rows.map(({ value }) =>
        listedConfiguration(value, isAll && value.version === undefined ? `${functionArn(value)}:$LATEST` : undefined),
      ),
      NextMarker: found.length > limit && last !== undefined ? markerOf(prefix, last.key) : undefined,
    };
  },
});
