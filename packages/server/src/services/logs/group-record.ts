/** A log group as it is stored. */

import type { LogGroupClass } from "../../models/logs.ts";
import type { RecordStore, StoredRecord } from "../../storage/ports/records.ts";
import { groupNotFound, invalidParameter } from "./errors.ts";
import { groupKey, groupNameIn, type Home } from "./names.ts";

export interface GroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly home: Home;
  /** Of the keys of its streams: another group of the same name has another one. */
  readonly id: string;
  readonly class: LogGroupClass;
  readonly retentionDays?: number;
  readonly isProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly subscriptions: readonly SubscriptionRecord[];
  readonly createdMs: number;
}

/** A subscription filter; it belongs to its group's record, since there are two at most. */
export interface SubscriptionRecord {
  readonly name: string;
  readonly pattern: string;
  readonly destinationArn: string;
  readonly createdMs: number;
}

export const groupKind = "logs.group";

/** Throws ResourceNotFoundException. */
export async function findGroup(
  records: RecordStore,
  home: Pick<Home, "accountId" | "region">,
  name: string,
): Promise<StoredRecord<GroupRecord>> {
  const found = await records.get<GroupRecord>(groupKind, groupKey(home, name));
  if (found === undefined) throw groupNotFound();
  return found;
}

/** The group a request names in one of two ways. Throws InvalidParameterException where it does so in both or none. */
export async function groupOf(
  records: RecordStore,
  home: Pick<Home, "accountId" | "region">,
  { logGroupName, logGroupIdentifier }: { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined },
): Promise<GroupRecord> {
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter("You must specify either a logGroupName or a logGroupIdentifier, and not both.");
  }
  return (await findGroup(records, home, logGroupName ?? groupNameIn(logGroupIdentifier ?? ""))).value;
}

/** The earliest event that is still to be shown. */
export function keptFromMs({ retentionDays }: GroupRecord, nowMs: number): number {
  return retentionDays === undefined ? 0 : nowMs - retentionDays * 86_400_000;
}
