import { operation } from "./context.ts";
import { functionArn, parseFunctionName, requireUnqualified } from "./function-name.ts";
import { changeFunction, configurationOf } from "./function-record.ts";
import { mergedSettings, refuseUnsupported, warnOfSettingsWithoutEffect } from "./function-settings.ts";
import { requireRoom, withLayers } from "./layers.ts";

/** Changes settings of a function; what the request does not name stays. */
export const updateFunctionConfiguration = operation("UpdateFunctionConfiguration", {
  async handle(input, context) {
    const { call, platform, records, collector, pool } = context;
    const name = requireUnqualified(parseFunctionName(input.FunctionName, call));
    refuseUnsupported(input);
    return await withLayers(context, input.Layers, call, async (layers) => {
      const changed = await changeFunction(
        records,
        name,
        input.RevisionId,
        (record) => {
          if (layers !== undefined) requireRoom(record.code, layers);
          return {
            ...record,
            ...mergedSettings(record, input),
            layers: layers ?? record.layers,
            revisionId: platform.random.uuid(),
            lastModifiedMs: call.nowMs,
          };
        },
        (before) => (layers === undefined ? [] : collector.unreferenced(before.layers.map(({ sha256 }) => sha256))),
      );
      pool.retire(functionArn(name));
      warnOfSettingsWithoutEffect(changed, functionArn(name), platform.logger);
      return configurationOf(changed);
    });
  },
});
