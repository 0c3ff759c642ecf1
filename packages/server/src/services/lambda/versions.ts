/**
 * Published versions: a copy of $LATEST's code and settings that never changes. Numbers count up from 1 and are never
 * given twice, not even to a function that was deleted and made again (developer guide, "Manage Lambda function versions").
 */

import { isDeepStrictEqual } from "node:util";
import type { RecordChange, RecordStore, StoredRecord } from "../../storage/ports/records.ts";
import { belongingKey, belongingsPrefix, versionKind } from "./belongings.ts";
import { operation } from "./context.ts";
import { functionArn, type FunctionName, invalidParameter, parseFunctionName, qualifiedArn, requireUnqualified } from "./function-name.ts";
import {
  configurationOf,
  decidingAgain,
  findFunction,
  functionKey,
  functionKind,
  type FunctionRecord,
  listedConfiguration,
  revisionMismatch,
} from "./function-record.ts";
import { listItemsMax } from "./limits.ts";
import { pageOf } from "./page.ts";

/** The number given last: outlives the function. */
const counterKind = "lambda.version-counter";

interface VersionCounter {
  readonly last: number;
}

export function versionKey(name: Pick<FunctionName, "accountId" | "region" | "name">, version: number): string {
  return belongingKey(name, String(version).padStart(10, "0"));
}

/** The number in a qualifier; undefined for $LATEST and aliases. */
export function versionNumber(qualifier: string | undefined): number | undefined {
  return qualifier !== undefined && /^[1-9]\d{0,9}$/.test(qualifier) ? Number(qualifier) : undefined;
}

export async function findVersion(records: RecordStore, name: FunctionName, version: number): Promise<FunctionRecord | undefined> {
  return (await records.get<FunctionRecord>(versionKind, versionKey(name, version)))?.value;
}

/** What two publications may differ in although nothing was changed between them. */
function content({
  version: _1,
  revisionId: _2,
  lastModifiedMs: _3,
  description: _4,
  tags: _5,
  reservedConcurrency: _6,
  ...rest
}: FunctionRecord) {
  return rest;
}

export interface Publication {
  readonly version: FunctionRecord;
  /** Empty when the last version is still what $LATEST is. */
  readonly changes: readonly RecordChange[];
}

/** The next version of a function as it is, and what has to be written for it, together with the function's own record. */
export async function nextVersion(
  records: RecordStore,
  latest: FunctionRecord,
  made: { readonly description: string | undefined; readonly revisionId: string; readonly nowMs: number },
): Promise<Publication> {
  const key = functionKey(latest);
  const counter = await records.get<VersionCounter>(counterKind, key);
  const last = counter?.value.last ?? 0;
  const newest = last === 0 ? undefined : await records.get<FunctionRecord>(versionKind, versionKey(latest, last));
  // The manual: without a change since the last version there is no new one. The record went through JSON; so does this one.
  if (newest !== undefined && isDeepStrictEqual(content(newest.value), JSON.parse(JSON.stringify(content(latest)))))
    return { version: newest.value, changes: [] };
  const { reservedConcurrency: _, ...copied } = latest;
  const version: FunctionRecord = {
    ...copied,
    version: last + 1,
    description: made.description ?? latest.description,
    revisionId: made.revisionId,
    lastModifiedMs: made.nowMs,
    tags: {},
  };
  return {
    version,
    changes: [
      { kind: versionKind, key: versionKey(latest, last + 1), value: version, expectedRevision: 0 },
      { kind: counterKind, key, value: { last: last + 1 } satisfies VersionCounter, expectedRevision: counter?.revision ?? 0 },
    ],
  };
}

/** Publishes $LATEST as it is now. `check` may refuse it. */
export async function publish(
  records: RecordStore,
  name: FunctionName,
  made: Parameters<typeof nextVersion>[2],
  check: (latest: FunctionRecord) => void = () => {},
): Promise<FunctionRecord> {
  return await decidingAgain(functionArn(name), async () => {
    const latest: StoredRecord<FunctionRecord> = await findFunction(records, name);
    check(latest.value);
    const { version, changes } = await nextVersion(records, latest.value, made);
    // The function is written as well: whoever changes or deletes it meanwhile makes this write fail.
    const unchanged = { kind: functionKind, key: latest.key, value: latest.value, expectedRevision: latest.revision };
    if (changes.length > 0) await records.write([unchanged, ...changes]);
    return version;
  });
}

export const publishVersion = operation("PublishVersion", {
  async handle(input, { call, platform, records }) {
    const name = requireUnqualified(parseFunctionName(input.FunctionName, call));
    if (input.PublishTo !== undefined) throw invalidParameter("Stile has no capacity providers: PublishTo is not supported.");
    const made = { description: input.Description, revisionId: platform.random.uuid(), nowMs: call.nowMs };
    const version = await publish(records, name, made, (latest) => {
      if (input.RevisionId !== undefined && input.RevisionId !== latest.revisionId) throw revisionMismatch();
      const current = Buffer.from(latest.code.sha256, "hex").toString("base64");
      if (input.CodeSha256 !== undefined && input.CodeSha256 !== "" && input.CodeSha256 !== current) {
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
    });
    return configurationOf(version);
  },
});

/** $LATEST first, then the versions from the first on; every ARN is qualified. */
export const listVersionsByFunction = operation("ListVersionsByFunction", {
  async handle(input, { call, records }) {
    const name = parseFunctionName(input.FunctionName, call);
    const latest = await findFunction(records, name, qualifiedArn({ ...name, qualifier: undefined }));
    const limit = Math.min(input.MaxItems ?? listItemsMax, listItemsMax);
    const isFirst = input.Marker === undefined;
    const options = { marker: input.Marker, limit: isFirst ? limit - 1 : limit };
    const { rows, nextMarker } =
      options.limit === 0
        ? // A page of one: $LATEST alone, and the marker stands before the first version.
          { rows: [], nextMarker: Buffer.from("0").toString("base64url") }
        : await pageOf<FunctionRecord>(records, versionKind, belongingsPrefix(name), options);
    return {
      Versions: [
        ...(isFirst ? [listedConfiguration(latest.value, `${functionArn(name)}:$LATEST`)] : []),
        ...rows.map(({ value }) => listedConfiguration(value)),
      ],
      NextMarker: nextMarker,
    };
  },
});
