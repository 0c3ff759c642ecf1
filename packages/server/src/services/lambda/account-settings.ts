import { versionKind } from "./belongings.ts";
import { reservedInRegion } from "./concurrency.ts";
import { operation } from "./context.ts";
import { functionKind, type FunctionRecord, type PackageReference, regionPrefix } from "./function-record.ts";
import { layerVersionKind } from "./layer-record.ts";
import { accountConcurrency, codeStorageBytesMax, unzippedBytesMax, zipBytesMax } from "./limits.ts";
import { everyRecord } from "./page.ts";

/** Quotas and use of the caller's account in the region. The quota of code storage is told as AWS's and not held: the disk is. */
export const getAccountSettings = operation("GetAccountSettings", {
  async handle(_input, { call, records }) {
    const prefix = regionPrefix(call);
    let functions = 0;
    let bytes = 0;
    for (const kind of [functionKind, versionKind, layerVersionKind]) {
      for await (const { value } of everyRecord<{ readonly code: PackageReference } | FunctionRecord>(records, kind, prefix)) {
        bytes += value.code.bytes;
        if (kind === functionKind) functions++;
      }
    }
    return {
      AccountLimit: {
        TotalCodeSize: codeStorageBytesMax,
        CodeSizeUnzipped: unzippedBytesMax,
        CodeSizeZipped: zipBytesMax,
        ConcurrentExecutions: accountConcurrency,
        UnreservedConcurrentExecutions: accountConcurrency - (await reservedInRegion(records, call)),
      },
      AccountUsage: { TotalCodeSize: bytes, FunctionCount: functions },
    };
  },
});
