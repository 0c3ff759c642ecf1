/** Log groups, their retention and their protection. */

import type { LogGroup } from "../../models/logs.ts";
import { ServiceError } from "../../aws/index.ts";
import { type LogsContext, operation } from "./context.ts";
import { alreadyExists, groupNotFound, invalidParameter, notSupported } from "./errors.ts";
import { groupKind, type GroupRecord } from "./group-record.ts";
import { listItemsMax, pageItemsMax, retentionDays } from "./limits.ts";
import { groupArn, groupKey, groupNameIn, homeOf, homePrefix, type Home } from "./names.ts";
import { pageOf, tokenOf } from "../../stored/index.ts";
import { placeOf } from "./page-token.ts";
import { storedChange } from "./stored-change.ts";
import { purgeKind } from "./stream-record.ts";
import { checkTags } from "./tags.ts";

/** A group as it is when it is new. */
export function newGroup(home: Home, name: string, id: string, nowMs: number, more: Partial<GroupRecord> = {}): GroupRecord {
  return {
    name,
    arn: groupArn(home, name),
    home: homeOf(home),
    id,
    class: "STANDARD",
    isProtected: false,
    tags: {},
    subscriptions: [],
    createdMs: nowMs,
    ...more,
  };
}

export const createLogGroup = operation("CreateLogGroup", {
  async handle(
    { logGroupName, kmsKeyId, tags = {}, logGroupClass = "STANDARD", deletionProtectionEnabled = false },
    { call, records, platform },
  ) {
    if (kmsKeyId !== undefined) throw notSupported("kmsKeyId");
    if (logGroupClass === "DELIVERY") throw notSupported("the log group class DELIVERY");
    const more = { class: logGroupClass, isProtected: deletionProtectionEnabled, tags: checkTags(tags) };
    const group = newGroup(call, logGroupName, platform.random.uuid(), platform.clock.nowMs(), more);
    await storedChange<GroupRecord>(records, groupKind, groupKey(call, logGroupName), (present) => {
      if (present !== undefined) throw alreadyExists("log group");
      return group;
    });
  },
});

export const deleteLogGroup = operation("DeleteLogGroup", {
  async handle({ logGroupName }, { call, records, writers, sweeper }) {
    let gone: GroupRecord | undefined;
    await storedChange<GroupRecord>(
      records,
      groupKind,
      groupKey(call, logGroupName),
      (present) => {
        if (present === undefined) throw groupNotFound();
        if (present.isProtected) {
          throw new ServiceError(
            "InvalidOperationException",
            "The log group has deletion protection enabled. Disable it before deleting the log group.",
          );
        }
        gone = present;
        return undefined;
      },
      (before) => (before === undefined ? [] : [{ kind: purgeKind, key: before.id, value: true }]),
    );
    writers.forgetGroup(gone?.id ?? "");
    sweeper.sweepSoon();
  },
});

async function listed(group: GroupRecord, { writers }: Pick<LogsContext, "writers">): Promise<LogGroup> {
  return {
    logGroupName: group.name,
    creationTime: group.createdMs,
    retentionInDays: group.retentionDays,
    metricFilterCount: 0,
    arn: `${group.arn}:*`,
    storedBytes: await writers.storedBytes(group.id),
    logGroupClass: group.class,
    logGroupArn: group.arn,
    deletionProtectionEnabled: group.isProtected,
  };
}

/** Groups of the account in the order of their names, those that are wanted. */
async function pageOfGroups(
  { call, records }: Pick<LogsContext, "records"> & { readonly call: Home },
  {
    prefix = "",
    nextToken,
    limit,
    isWanted,
  }: {
    readonly prefix?: string | undefined;
    readonly nextToken?: string | undefined;
    readonly limit: number;
    readonly isWanted: (group: GroupRecord) => boolean;
  },
): Promise<{ readonly groups: readonly GroupRecord[]; readonly nextToken: string | undefined }> {
  const home = homePrefix(call);
  const place = placeOf(nextToken);
  const range = { prefix: home + prefix, after: place === undefined ? undefined : home + place, limit };
  const { rows, more } = await pageOf<GroupRecord>(records, groupKind, range, isWanted);
  return { groups: rows.map(({ value }) => value), nextToken: more === undefined ? undefined : tokenOf(more.slice(home.length)) };
}

export const describeLogGroups = operation("DescribeLogGroups", {
  async handle(input, context) {
    const { logGroupNamePrefix, logGroupNamePattern, nextToken, limit = pageItemsMax, logGroupClass, logGroupIdentifiers } = input;
    if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
      throw invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    if (input.accountIdentifiers !== undefined || input.includeLinkedAccounts === true) throw notSupported("linked accounts");
    const names = logGroupIdentifiers === undefined ? undefined : new Set(logGroupIdentifiers.map(groupNameIn));
    const isWanted = (group: GroupRecord) =>
      (logGroupClass === undefined || group.class === logGroupClass) &&
      (logGroupNamePattern === undefined || group.name.includes(logGroupNamePattern)) &&
      (names === undefined || names.has(group.name));
    const page = await pageOfGroups(context, { prefix: logGroupNamePrefix, nextToken, limit, isWanted });
    // API reference: by a pattern groups are found with these three members alone.
    const shown = (group: GroupRecord): LogGroup | Promise<LogGroup> =>
      logGroupNamePattern === undefined
        ? listed(group, context)
        : { logGroupName: group.name, creationTime: group.createdMs, arn: `${group.arn}:*` };
    return { logGroups: await Promise.all(page.groups.map(shown)), nextToken: page.nextToken };
  },
});

export const listLogGroups = operation("ListLogGroups", {
  async handle(input, context) {
    const { logGroupNamePattern, logGroupClass, nextToken, limit = pageItemsMax } = input;
    if (input.accountIdentifiers !== undefined || input.includeLinkedAccounts === true) throw notSupported("linked accounts");
    if (input.dataSources !== undefined || input.fieldIndexNames !== undefined) throw notSupported("dataSources and fieldIndexNames");
    if (input.logGroupTags !== undefined) throw notSupported("logGroupTags");
    // The model lets through letters, digits and `.-_/#`, with `^` and `|`: the dot alone has to be taken literally.
    const pattern = logGroupNamePattern === undefined ? undefined : new RegExp(logGroupNamePattern.replaceAll(".", "\\."));
    const isWanted = (group: GroupRecord) =>
      (logGroupClass === undefined || group.class === logGroupClass) && (pattern?.test(group.name) ?? true);
    const page = await pageOfGroups(context, { nextToken, limit: Math.min(limit, listItemsMax), isWanted });
    return {
      logGroups: page.groups.map(({ name, arn, class: logGroupClass }) => ({ logGroupName: name, logGroupArn: arn, logGroupClass })),
      nextToken: page.nextToken,
    };
  },
});

async function changeGroup(
  name: string,
  { call, records }: Pick<LogsContext, "records"> & { readonly call: Home },
  change: (group: GroupRecord) => GroupRecord,
) {
  await storedChange<GroupRecord>(records, groupKind, groupKey(call, name), (present) => {
    if (present === undefined) throw groupNotFound();
    return change(present);
  });
}

export const putRetentionPolicy = operation("PutRetentionPolicy", {
  async handle({ logGroupName, retentionInDays }, context) {
    if (!retentionDays.has(retentionInDays)) {
      throw invalidParameter(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${[...retentionDays].join(", ")}]`,
      );
    }
    await changeGroup(logGroupName, context, (group) => ({ ...group, retentionDays: retentionInDays }));
  },
});

export const deleteRetentionPolicy = operation("DeleteRetentionPolicy", {
  async handle({ logGroupName }, context) {
    await changeGroup(logGroupName, context, ({ retentionDays: _days, ...group }) => group);
  },
});

export const putLogGroupDeletionProtection = operation("PutLogGroupDeletionProtection", {
  async handle({ logGroupIdentifier, deletionProtectionEnabled }, context) {
    await changeGroup(groupNameIn(logGroupIdentifier), context, (group) => ({ ...group, isProtected: deletionProtectionEnabled }));
  },
});
