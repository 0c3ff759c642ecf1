import { ServiceError } from "../../aws/index.ts";
import { RecordConflict } from "../../storage/ports/records.ts";
import { operation } from "./context.ts";
import { functionArn, invalidParameter, parseFunctionName } from "./function-name.ts";
import { configurationOf, functionKey, functionKind, type FunctionRecord } from "./function-record.ts";
import {
  defaultSettings,
  mergedSettings,
  refuseUnsupported,
  requireSupportedRuntime,
  warnOfSettingsWithoutEffect,
} from "./function-settings.ts";

/** Creates a function from a package: checks its settings, unpacks and stores the code, then writes the record. */
export const createFunction = operation("CreateFunction", {
  async handle(input, { call, platform, records, code }) {
    const name = parseFunctionName(input.FunctionName, call);
    if (name.qualifier !== undefined) throw invalidParameter("The function name of a new function takes no qualifier.");
    refuseUnsupported(input);
    const { FunctionName: _name, Runtime, Role, Handler, Code, Tags, Architectures, ...rest } = input;
    if (Runtime === undefined || Handler === undefined) {
      throw invalidParameter("Runtime and Handler are mandatory parameters for functions created with deployment packages.");
    }
    requireSupportedRuntime(Runtime);
    const settings = mergedSettings(defaultSettings(name.name, Runtime, Role, Handler), rest);
    const exists = () =>
      new ServiceError("ResourceConflictException", `Function already exist: ${name.name}`, { httpStatus: 409, fields: { Type: "User" } });
    // Asked before the package is unpacked; the write below decides.
    if ((await records.get(functionKind, functionKey(name))) !== undefined) throw exists();

    const stored = await code.store(await code.fetch(Code, "CreateFunction"));
    const record: FunctionRecord = {
      partition: name.partition,
      region: name.region,
      accountId: name.accountId,
      name: name.name,
      ...settings,
      architectures: Architectures ?? ["x86_64"],
      tags: Tags ?? {},
      code: stored,
      revisionId: platform.random.uuid(),
      lastModifiedMs: call.nowMs,
    };
    try {
      await records.write([{ kind: functionKind, key: functionKey(name), value: record, expectedRevision: 0 }]);
    } catch (error) {
      throw error instanceof RecordConflict ? exists() : error;
    }
    warnOfSettingsWithoutEffect(settings, functionArn(name), platform.logger);
    return configurationOf(record);
  },
});
