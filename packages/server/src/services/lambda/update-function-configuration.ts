import { operation } from "./context.ts";
import { functionArn, parseFunctionName } from "./function-name.ts";
import { changeFunction, configurationOf } from "./function-record.ts";
import { mergedSettings, refuseUnsupported, warnOfSettingsWithoutEffect } from "./function-settings.ts";

/** Changes settings of a function; what the request does not name stays. */
export const updateFunctionConfiguration = operation("UpdateFunctionConfiguration", {
  async handle(input, { call, platform, records, pool }) {
    const name = parseFunctionName(input.FunctionName, call);
    refuseUnsupported(input);
    const changed = await changeFunction(records, name, input.RevisionId, (record) => ({
      ...record,
      ...mergedSettings(record, input),
      revisionId: platform.random.uuid(),
      lastModifiedMs: call.nowMs,
    }));
    pool.retire(functionArn(name));
    warnOfSettingsWithoutEffect(changed, functionArn(name), platform.logger);
    return configurationOf(changed);
  },
});
