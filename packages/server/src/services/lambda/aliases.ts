/** Aliases: a name for a version, or for two of them between which invocations are divided by weight. */

import type { AliasConfiguration, AliasRoutingConfiguration } from "../../models/lambda.ts";
import { RecordConflict, type RecordStore, type StoredRecord } from "../../storage/ports/records.ts";
import { aliasKind, belongingKey, belongingsPrefix, withoutQualifier } from "./belongings.ts";
import { type LambdaContext, operation } from "./context.ts";
import {
  functionArn,
  type FunctionName,
  functionNotFound,
  invalidParameter,
  parseFunctionName,
  requireUnqualified,
  resourceConflict,
  resourceNotFound,
} from "./function-name.ts";
import { decidingAgain, findFunction, type FunctionRecord, revisionMismatch } from "./function-record.ts";
import { listItemsMax } from "./limits.ts";
import { everyRecord, pageOf } from "./page.ts";
import { findVersion, versionNumber } from "./versions.ts";

export interface AliasRecord {
  readonly name: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly description: string;
  /** The second version and its share of invocations, 0 to 1; undefined when the first has all. */
  readonly second: { readonly version: string; readonly weight: number } | undefined;
  readonly revisionId: string;
}

const aliasArn = (name: FunctionName, alias: string) => `${functionArn(name)}:${alias}`;

function aliasConfiguration(name: FunctionName, alias: AliasRecord): AliasConfiguration {
  const { second } = alias;
  return {
    AliasArn: aliasArn(name, alias.name),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RoutingConfig: second === undefined ? undefined : { AdditionalVersionWeights: { [second.version]: second.weight } },
    RevisionId: alias.revisionId,
  };
}

async function findAlias(records: RecordStore, name: FunctionName, alias: string): Promise<StoredRecord<AliasRecord> | undefined> {
  return await records.get<AliasRecord>(aliasKind, belongingKey(name, alias));
}

async function requireAlias(records: RecordStore, name: FunctionName, alias: string): Promise<StoredRecord<AliasRecord>> {
  const found = await findAlias(records, name, alias);
  if (found === undefined) throw resourceNotFound(`Cannot find alias arn: ${aliasArn(name, alias)}`);
  return found;
}

/** Names of the aliases that lead to that version. */
export async function aliasesOf(records: RecordStore, name: FunctionName, version: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { value } of everyRecord<AliasRecord>(records, aliasKind, belongingsPrefix(name))) {
    if (value.version === version || value.second?.version === version) names.push(value.name);
  }
  return names;
}

/** The version an invocation of the alias runs. @param dice in [0, 1) */
export function routedVersion(alias: AliasRecord, dice: number): string {
  return alias.second !== undefined && dice < alias.second.weight ? alias.second.version : alias.version;
}

async function requireVersion(records: RecordStore, name: FunctionName, version: string): Promise<void> {
  const number = versionNumber(version);
  const found = number === undefined ? version === "$LATEST" : (await findVersion(records, name, number)) !== undefined;
  if (!found) throw functionNotFound(aliasArn(name, version));
}

/** The second version a routing configuration names; an empty one takes it away. */
function secondVersion(routing: AliasRoutingConfiguration, version: string): AliasRecord["second"] {
  const entries = Object.entries(routing.AdditionalVersionWeights ?? {});
  const [first] = entries;
  if (first === undefined) return undefined;
  if (entries.length > 1) throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  if (version === "$LATEST") throw invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
  const [second, weight] = first;
  if (second === version) {
    throw invalidParameter(`Invalid function version ${second}. Function version ${second} is already included in routing configuration.`);
  }
  return { version: second, weight };
}

async function checkedAlias(records: RecordStore, name: FunctionName, alias: AliasRecord): Promise<AliasRecord> {
  await requireVersion(records, name, alias.version);
  if (alias.second !== undefined) await requireVersion(records, name, alias.second.version);
  return alias;
}

export const createAlias = operation("CreateAlias", {
  async handle(input, { call, platform, records }) {
    const name = requireUnqualified(parseFunctionName(input.FunctionName, call));
    await findFunction(records, name);
    const alias = await checkedAlias(records, name, {
      name: input.Name,
      version: input.FunctionVersion,
      description: input.Description ?? "",
      second: input.RoutingConfig === undefined ? undefined : secondVersion(input.RoutingConfig, input.FunctionVersion),
      revisionId: platform.random.uuid(),
    });
    try {
      await records.write([{ kind: aliasKind, key: belongingKey(name, input.Name), value: alias, expectedRevision: 0 }]);
    } catch (error) {
      throw error instanceof RecordConflict ? resourceConflict(`Alias already exists: ${aliasArn(name, input.Name)}`) : error;
    }
    return aliasConfiguration(name, alias);
  },
});

export const getAlias = operation("GetAlias", {
  async handle(input, { call, records }) {
    const name = requireUnqualified(parseFunctionName(input.FunctionName, call));
    return aliasConfiguration(name, (await requireAlias(records, name, input.Name)).value);
  },
});

export const updateAlias = operation("UpdateAlias", {
  async handle(input, { call, platform, records }) {
    const name = requireUnqualified(parseFunctionName(input.FunctionName, call));
    return await decidingAgain(aliasArn(name, input.Name), async () => {
      const { key, revision, value } = await requireAlias(records, name, input.Name);
      if (input.RevisionId !== undefined && input.RevisionId !== value.revisionId) throw revisionMismatch();
      const version = input.FunctionVersion ?? value.version;
      // What is kept has to fit the new version as well.
      const kept = value.second === undefined ? {} : { AdditionalVersionWeights: { [value.second.version]: value.second.weight } };
      const changed = await checkedAlias(records, name, {
        name: value.name,
        version,
        description: input.Description ?? value.description,
        second: secondVersion(input.RoutingConfig ?? kept, version),
        revisionId: platform.random.uuid(),
      });
      await records.write([{ kind: aliasKind, key, value: changed, expectedRevision: revision }]);
      return aliasConfiguration(name, changed);
    });
  },
});

/** Deleting what is not there is no error (the model names none). What was set for the alias goes with it. */
export const deleteAlias = operation("DeleteAlias", {
  async handle(input, { call, records }) {
    const name = requireUnqualified(parseFunctionName(input.FunctionName, call));
    await findFunction(records, name);
    await records.write([
      { kind: aliasKind, key: belongingKey(name, input.Name), value: undefined },
      ...withoutQualifier(name, input.Name),
    ]);
  },
});

export const listAliases = operation("ListAliases", {
  async handle(input, { call, records }) {
    const name = requireUnqualified(parseFunctionName(input.FunctionName, call));
    await findFunction(records, name);
    const limit = Math.min(input.MaxItems ?? listItemsMax, listItemsMax);
    const { rows, nextMarker } = await pageOf<AliasRecord>(records, aliasKind, belongingsPrefix(name), { marker: input.Marker, limit });
    // The filter works on the page: a page may hold fewer than asked for while there are more.
    const wanted = rows.filter(({ value }) => input.FunctionVersion === undefined || value.version === input.FunctionVersion);
    return { Aliases: wanted.map(({ value }) => aliasConfiguration(name, value)), NextMarker: nextMarker };
  },
});

/** A function as a qualifier names it: what runs, and the record that holds what all versions share. */
export interface ResolvedFunction {
  readonly record: FunctionRecord;
  readonly latest: FunctionRecord;
}

/**
 * The version a name leads to. @param dice for aliases with two versions, in [0, 1); without it the alias's own version.
 * Throws ResourceNotFoundException with the ARN as the caller qualified it, or `arnInError`.
 */
export async function resolveFunction(
  { records }: Pick<LambdaContext, "records">,
  name: FunctionName,
  { arnInError, dice = 1 }: { readonly arnInError?: string; readonly dice?: number } = {},
): Promise<ResolvedFunction> {
  const { qualifier } = name;
  if (qualifier === undefined || qualifier === "$LATEST") {
    const { value } = await findFunction(records, name, arnInError);
    return { record: value, latest: value };
  }
  const number = versionNumber(qualifier);
  const [{ value: latest }, alias] = await Promise.all([
    findFunction(records, name, arnInError),
    number === undefined ? findAlias(records, name, qualifier) : undefined,
  ]);
  const missing = () => functionNotFound(arnInError ?? aliasArn(name, qualifier));
  if (number === undefined && alias === undefined) throw missing();
  const version = alias === undefined ? qualifier : routedVersion(alias.value, dice);
  const target = versionNumber(version);
  const record = target === undefined ? latest : await findVersion(records, name, target);
  if (record === undefined) throw missing();
  return { record, latest };
}
