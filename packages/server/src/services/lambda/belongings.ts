/** What is kept beside a function under its name, and goes with it: versions, aliases, policies, settings of asynchronous invocation. */

import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import type { FunctionName } from "./function-name.ts";
import { functionKey } from "./function-record.ts";
import { everyRecord } from "./page.ts";

type Name = Pick<FunctionName, "accountId" | "region" | "name">;

export const versionKind = "lambda.version";
export const aliasKind = "lambda.alias";
export const policyKind = "lambda.policy";
export const eventInvokeConfigKind = "lambda.event-invoke-config";

/** `#` sorts before every character a name may hold: what belongs to a function stands right behind it. */
export function belongingsPrefix(name: Name): string {
  return `${functionKey(name)}#`;
}

/** Key of what belongs to a qualifier of the function; without one, to the function itself. */
export function belongingKey(name: Name, qualifier: string | undefined): string {
  return belongingsPrefix(name) + (qualifier ?? "");
}

/** Deletes what was set for a version or an alias. */
export function withoutQualifier(name: Name, qualifier: string): readonly RecordChange[] {
  return [policyKind, eventInvokeConfigKind].map((kind) => ({ kind, key: belongingKey(name, qualifier), value: undefined }));
}

/** Deletes everything that belongs to the function. */
export async function withoutBelongings(records: RecordStore, name: Name): Promise<readonly RecordChange[]> {
  const changes: RecordChange[] = [];
  for (const kind of [versionKind, aliasKind, policyKind, eventInvokeConfigKind]) {
    for await (const { key } of everyRecord(records, kind, belongingsPrefix(name))) changes.push({ kind, key, value: undefined });
  }
  return changes;
}
