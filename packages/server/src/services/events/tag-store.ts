/** Tags, a record for each tagged ARN: they come and go with what they are on. */

import type { Tag } from "../../models/events.ts";
import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { invalid, limitExceeded } from "./errors.ts";
import { tagsMax } from "./limits.ts";

type Tags = Readonly<Record<string, string>>;

export const tagKind = "events.tags";

/** Throws ValidationException for reserved keys and LimitExceededException for too many. */
export function checkTags(tags: readonly Tag[], present: Tags = {}): Tags {
  const all = { ...present, ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) };
  const reserved = tags.find(({ Key }) => /^aws:/i.test(Key));
  if (reserved !== undefined) throw invalid(`Tag keys starting with 'aws:' are reserved for system use: ${reserved.Key}`);
  if (Object.keys(all).length > tagsMax) throw limitExceeded(`A resource can have at most ${tagsMax} tags.`);
  return all;
}

export function tagWrite(arn: string, tags: Tags): readonly RecordChange[] {
  return Object.keys(tags).length === 0 ? [] : [{ kind: tagKind, key: arn, value: tags }];
}

export function tagRemoval(arn: string): RecordChange {
  return { kind: tagKind, key: arn, value: undefined };
}

export async function tagsOf(records: RecordStore, arn: string): Promise<readonly Tag[]> {
  const found = await records.get<Tags>(tagKind, arn);
  return Object.entries(found?.value ?? {}).map(([Key, Value]) => ({ Key, Value }));
}
