/** Groups of schedules. */

import type { ScheduleGroupSummary, Tag } from "../../models/scheduler.ts";
import { operation } from "./context.ts";
import { conflict, invalid, notFound, quotaExceeded } from "./errors.ts";
import { findGroup, groupKind, type GroupRecord } from "./group-record.ts";
import { clientTokenMs, groupsMax, tagsMax } from "./limits.ts";
import { defaultGroup, groupArn, groupKey, homePrefix, type Home } from "./names.ts";
import { pageOf } from "./page.ts";
import { storedChange } from "./stored-change.ts";

type Tags = Readonly<Record<string, string>>;

function checkTags(tags: readonly Tag[], present: Tags = {}): Tags {
  const all = { ...present, ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) };
  const reserved = tags.find(({ Key }) => /^aws:/i.test(Key));
  if (reserved !== undefined) throw invalid(`Tag keys starting with 'aws:' are reserved: ${reserved.Key}`);
  if (Object.keys(all).length > tagsMax) throw quotaExceeded(`A schedule group can have at most ${tagsMax} tags.`);
  return all;
}

export const createScheduleGroup = operation("CreateScheduleGroup", {
  async handle({ Name, Tags = [], ClientToken }, { call, records, platform }) {
    const arn = groupArn(call, Name);
    const tags = checkTags(Tags);
    const nowMs = platform.clock.nowMs();
    const others = await records.list(groupKind, { prefix: homePrefix(call), limit: groupsMax });
    if (others.length >= groupsMax) throw quotaExceeded(`There can be at most ${groupsMax} schedule groups.`);
    await storedChange<GroupRecord>(records, groupKind, groupKey(call, Name), (present) => {
      if (Name === defaultGroup) throw conflict(`Schedule group ${Name} already exists.`);
      if (present === undefined) {
        const token = ClientToken === undefined ? {} : { clientToken: ClientToken };
        return { name: Name, arn, state: "ACTIVE", tags, createdMs: nowMs, modifiedMs: nowMs, ...token };
      }
      const isRepeated = ClientToken !== undefined && present.clientToken === ClientToken && nowMs - present.createdMs < clientTokenMs;
      if (!isRepeated) throw conflict(`Schedule group ${Name} already exists.`);
      return present;
    });
    return { ScheduleGroupArn: arn };
  },
});

function listed(home: Home, record: GroupRecord | undefined): ScheduleGroupSummary {
  if (record === undefined) return { Name: defaultGroup, Arn: groupArn(home, defaultGroup), State: "ACTIVE" };
  const { name, arn, state, createdMs, modifiedMs } = record;
  return { Name: name, Arn: arn, State: state, CreationDate: createdMs, LastModificationDate: modifiedMs };
}

export const getScheduleGroup = operation("GetScheduleGroup", {
  async handle({ Name }, { call, records }) {
    return listed(call, (await findGroup(records, call, Name))?.value);
  },
});

/** Its schedules go with it, in the background. */
export const deleteScheduleGroup = operation("DeleteScheduleGroup", {
  async handle({ Name }, { call, records, platform, remover }) {
    if (Name === defaultGroup) throw invalid("The default schedule group can't be deleted.");
    const key = groupKey(call, Name);
    await storedChange<GroupRecord>(records, groupKind, key, (present) => {
      if (present === undefined) throw notFound(`Schedule group ${Name}`);
      return { ...present, state: "DELETING", modifiedMs: platform.clock.nowMs() };
    });
    remover.remove(key);
    return {};
  },
});

export const listScheduleGroups = operation("ListScheduleGroups", {
  async handle({ NamePrefix = "", ...request }, { call, records }) {
    const base = homePrefix(call);
    const { rows, NextToken } = await pageOf<GroupRecord>(
      records,
      groupKind,
      { base, prefix: base + NamePrefix },
      request,
      ({ name }) => name !== defaultGroup,
    );
    const groups = rows.map(({ value }) => listed(call, value));
    const isFirst = request.NextToken === undefined && defaultGroup.startsWith(NamePrefix);
    const first = isFirst ? [listed(call, (await findGroup(records, call, defaultGroup))?.value)] : [];
    return { ScheduleGroups: [...first, ...groups], NextToken };
  },
});

function groupNamed(resourceArn: string): string {
  return resourceArn.slice(resourceArn.indexOf("schedule-group/") + "schedule-group/".length);
}

/** The default group gets a record when it is first tagged. */
async function changeTags(
  resourceArn: string,
  { call, records, platform }: Parameters<typeof tagResource.handle>[1],
  change: (tags: Tags) => Tags,
) {
  const name = groupNamed(resourceArn);
  const nowMs = platform.clock.nowMs();
  await storedChange<GroupRecord>(records, groupKind, groupKey(call, name), (present) => {
    if (present === undefined && name !== defaultGroup) throw notFound(`Schedule group ${name}`);
    const group = present ?? { name, arn: resourceArn, state: "ACTIVE" as const, tags: {}, createdMs: nowMs, modifiedMs: nowMs };
    return { ...group, tags: change(group.tags), modifiedMs: nowMs };
  });
}

export const tagResource = operation("TagResource", {
  async handle({ ResourceArn, Tags }, context) {
    await changeTags(ResourceArn, context, (present) => checkTags(Tags, present));
    return {};
  },
});

export const untagResource = operation("UntagResource", {
  async handle({ ResourceArn, TagKeys }, context) {
    await changeTags(ResourceArn, context, (present) =>
      Object.fromEntries(Object.entries(present).filter(([key]) => !TagKeys.includes(key))),
    );
    return {};
  },
});

export const listTagsForResource = operation("ListTagsForResource", {
  async handle({ ResourceArn }, { call, records }) {
    const found = await findGroup(records, call, groupNamed(ResourceArn));
    return { Tags: Object.entries(found?.value.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
  },
});
