import { aliasesOf } from "./aliases.ts";
import { belongingsPrefix, versionKind, withoutBelongings, withoutQualifier } from "./belongings.ts";
import { type LambdaContext, operation } from "./context.ts";
import { functionArn, type FunctionName, invalidParameter, parseFunctionName, resourceConflict } from "./function-name.ts";
import { decidingAgain, findFunction, functionKind, type FunctionRecord, recordArn } from "./function-record.ts";
import { everyRecord } from "./page.ts";
import { findVersion, versionKey, versionNumber } from "./versions.ts";

const packagesOf = ({ code, layers }: FunctionRecord) => [code.sha256, ...layers.map(({ sha256 }) => sha256)];

/** A version that is not there is no error (measured on AWS); one that an alias leads to is. */
async function deleteVersion({ records, collector, pool }: LambdaContext, name: FunctionName, qualifier: string): Promise<void> {
  if (qualifier === "$LATEST") throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  const number = versionNumber(qualifier);
  if (number === undefined) throw invalidParameter("Deletion of aliases is not currently supported.");
  const aliases = await aliasesOf(records, name, qualifier);
  if (aliases.length > 0)
    throw resourceConflict(`Unable to delete version because the following aliases reference it: [${aliases.join(", ")}]`);
  const version = await findVersion(records, name, number);
  if (version === undefined) return;
  await records.write([
    { kind: versionKind, key: versionKey(name, number), value: undefined },
    ...withoutQualifier(name, qualifier),
    ...collector.unreferenced(packagesOf(version)),
  ]);
  pool.retire(recordArn(version));
}

/**
 * Deletes a version, or a function with its versions, aliases, policies and settings. Invocations under way end on
 * their own; its packages are removed once nobody refers to them.
 */
export const deleteFunction = operation("DeleteFunction", {
  async handle(input, context) {
    const { call, records, collector, pool } = context;
    const name = parseFunctionName(input.FunctionName, call, input.Qualifier);
    if (name.qualifier !== undefined) {
      await findFunction(records, name, functionArn(name));
      await deleteVersion(context, name, name.qualifier);
      return { StatusCode: 204 };
    }
    const gone = await decidingAgain(functionArn(name), async () => {
      const { key, value, revision } = await findFunction(records, name);
      const all = [value];
      for await (const version of everyRecord<FunctionRecord>(records, versionKind, belongingsPrefix(name))) all.push(version.value);
      await records.write([
        // Publishing writes the function too: a version that came meanwhile makes this decide again, and is not left behind.
        { kind: functionKind, key, value: undefined, expectedRevision: revision },
        ...(await withoutBelongings(records, name)),
        ...collector.unreferenced(all.flatMap(packagesOf)),
      ]);
      return all;
    });
    for (const record of gone) pool.retire(recordArn(record));
    return { StatusCode: 204 };
  },
});
