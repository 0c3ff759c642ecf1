/** A group of schedules as it is stored. The default group of an account and region is there without a record. */

import type { ScheduleGroupState } from "../../models/scheduler.ts";
import type { RecordStore, StoredRecord } from "../../storage/ports/records.ts";
import { conflict, notFound } from "./errors.ts";
import { defaultGroup, groupKey, type Home } from "./names.ts";

export interface GroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly state: ScheduleGroupState;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly clientToken?: string;
}

export const groupKind = "scheduler.group";

/** Throws ResourceNotFoundException; undefined for the default group, which needs no record. */
export async function findGroup(
  records: RecordStore,
  home: Pick<Home, "accountId" | "region">,
  name: string,
): Promise<StoredRecord<GroupRecord> | undefined> {
  const found = await records.get<GroupRecord>(groupKind, groupKey(home, name));
  if (found === undefined && name !== defaultGroup) throw notFound(`Schedule group ${name}`);
  return found;
}

/** Throws as `findGroup` does, and ConflictException for a group that is being deleted. */
export async function usableGroup(records: RecordStore, home: Pick<Home, "accountId" | "region">, name: string): Promise<void> {
  const found = await findGroup(records, home, name);
  if (found?.value.state === "DELETING") throw conflict(`Schedule group ${name} is being deleted.`);
}
