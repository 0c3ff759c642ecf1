import { RecordConflict } from "../../storage/ports/records.ts";
import { operation } from "./context.ts";
import { functionArn, invalidParameter, parseFunctionName, resourceConflict } from "./function-name.ts";
import { configurationOf, functionKey, functionKind, type FunctionRecord } from "./function-record.ts";
import {
  defaultSettings,
  mergedSettings,
  refuseUnsupported,
  requireSupportedRuntime,
  warnOfSettingsWithoutEffect,
} from "./function-settings.ts";
import { requireRoom, withLayers } from "./layers.ts";
import { checkTags } from "./tags.ts";
import { nextVersion } from "./versions.ts";

/** Creates a function from a package: checks its settings, unpacks and stores the code, then writes the record, with Publish also its first version. */
export const createFunction = operation("CreateFunction", {
  async handle(input, context) {
    const { call, platform, records, code, collector } = context;
    const name = parseFunctionName(input.FunctionName, call);
    if (name.qualifier !== undefined) throw invalidParameter("The function name of a new function takes no qualifier.");
    refuseUnsupported(input);
    const { FunctionName: _name, Runtime, Role, Handler, Code, Tags, Architectures, Publish, Layers, ...rest } = input;
    if (Runtime === undefined || Handler === undefined) {
      throw invalidParameter("Runtime and Handler are mandatory parameters for functions created with deployment packages.");
    }
    requireSupportedRuntime(Runtime);
    const settings = mergedSettings(defaultSettings(name.name, Runtime, Role, Handler), rest);
    const tags = checkTags(Tags ?? {});
    const exists = () => resourceConflict(`Function already exist: ${name.name}`);
    // Asked before the package is unpacked; the write below decides.
    if ((await records.get(functionKind, functionKey(name))) !== undefined) throw exists();

    const zip = await code.fetch(Code, "CreateFunction");
    return await withLayers(context, Layers ?? [], call, async (layers = []) => {
      requireRoom(code.check(zip), layers);
      const created = await collector.store(zip, async (stored) => {
        const record: FunctionRecord = {
          partition: name.partition,
          region: name.region,
          accountId: name.accountId,
          name: name.name,
          ...settings,
          architectures: Architectures ?? ["x86_64"],
          tags,
          code: stored,
          layers,
          revisionId: platform.random.uuid(),
          lastModifiedMs: call.nowMs,
        };
        const made = { description: undefined, revisionId: platform.random.uuid(), nowMs: call.nowMs };
        const publication = Publish === true ? await nextVersion(records, record, made) : undefined;
        const change = { kind: functionKind, key: functionKey(name), value: record, expectedRevision: 0 };
        try {
          await records.write([change, ...(publication?.changes ?? [])]);
        } catch (error) {
          throw error instanceof RecordConflict ? exists() : error;
        }
        return publication?.version ?? record;
      });
      warnOfSettingsWithoutEffect(settings, functionArn(name), platform.logger);
      return configurationOf(created);
    });
  },
});
