import { operation } from "./context.ts";
import { functionArn, parseFunctionName } from "./function-name.ts";
import { changeFunction, configurationOf, findFunction, type FunctionRecord } from "./function-record.ts";
import { refuseUnsupported } from "./function-settings.ts";

/** Gives a function another package. Processes with the old code finish what they do; the next invocation runs the new code. */
export const updateFunctionCode = operation("UpdateFunctionCode", {
  async handle(input, { call, platform, records, code, pool }) {
    const name = parseFunctionName(input.FunctionName, call);
    const current = await findFunction(records, name);
    refuseUnsupported({ Publish: input.Publish, PublishTo: input.PublishTo });
    const zip = await code.fetch(input, "UpdateFunctionCode");
    const stored = input.DryRun === true ? code.check(zip) : await code.store(zip);
    const change = (record: FunctionRecord): FunctionRecord => ({
      ...record,
      code: stored,
      architectures: input.Architectures ?? record.architectures,
      revisionId: platform.random.uuid(),
      lastModifiedMs: call.nowMs,
    });
    if (input.DryRun === true) return configurationOf(change(current.value));
    const changed = await changeFunction(records, name, input.RevisionId, change);
    pool.retire(functionArn(name));
    return configurationOf(changed);
  },
});
