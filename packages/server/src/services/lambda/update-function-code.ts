import { operation } from "./context.ts";
import { functionArn, parseFunctionName, requireUnqualified } from "./function-name.ts";
import { changeFunction, configurationOf, findFunction, type FunctionRecord, type PackageReference } from "./function-record.ts";
import { refuseUnsupported } from "./function-settings.ts";
import { requireRoom } from "./layers.ts";
import { publish } from "./versions.ts";

/** Gives a function another package. Processes with the old code finish what they do; the next invocation runs the new code. */
export const updateFunctionCode = operation("UpdateFunctionCode", {
  async handle(input, { call, platform, records, code, collector, pool }) {
    const name = requireUnqualified(parseFunctionName(input.FunctionName, call));
    const current = await findFunction(records, name);
    refuseUnsupported({ PublishTo: input.PublishTo });
    const zip = await code.fetch(input, "UpdateFunctionCode");
    requireRoom(code.check(zip), current.value.layers);
    const changeTo =
      (stored: PackageReference) =>
      (record: FunctionRecord): FunctionRecord => ({
        ...record,
        code: stored,
        architectures: input.Architectures ?? record.architectures,
        revisionId: platform.random.uuid(),
        lastModifiedMs: call.nowMs,
      });
    if (input.DryRun === true) return configurationOf(changeTo(code.check(zip))(current.value));
    const changed = await collector.store(zip, (stored) =>
      changeFunction(records, name, input.RevisionId, changeTo(stored), (before) => collector.unreferenced([before.code.sha256])),
    );
    pool.retire(functionArn(name));
    if (input.Publish !== true) return configurationOf(changed);
    const made = { description: undefined, revisionId: platform.random.uuid(), nowMs: call.nowMs };
    return configurationOf(await publish(records, name, made));
  },
});
