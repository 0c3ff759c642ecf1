/** Tags of log groups, by both of AWS's APIs for them. */

import { ServiceError } from "../../aws/index.ts";
import { type LogsContext, operation } from "./context.ts";
import { groupNotFound, invalidParameter } from "./errors.ts";
import { findGroup, groupKind, type GroupRecord } from "./group-record.ts";
import { tagsMax } from "./limits.ts";
import { groupKey, groupNameIn, type Home } from "./names.ts";
import { storedChange } from "./stored-change.ts";

type Tags = Readonly<Record<string, string>>;

/** Throws InvalidParameterException for reserved keys, TooManyTagsException for more than there may be. */
export function checkTags(tags: Tags, present: Tags = {}): Tags {
  const reserved = Object.keys(tags).find((key) => /^aws:/i.test(key));
  if (reserved !== undefined) throw invalidParameter(`Tag keys starting with 'aws:' are reserved: ${reserved}`);
  const all = { ...present, ...tags };
  if (Object.keys(all).length > tagsMax)
    throw new ServiceError("TooManyTagsException", `A resource can have no more than ${tagsMax} tags.`);
  return all;
}

async function changeTags(
  name: string,
  { call, records }: Pick<LogsContext, "records"> & { readonly call: Home },
  change: (tags: Tags) => Tags,
) {
  await storedChange<GroupRecord>(records, groupKind, groupKey(call, name), (present) => {
    if (present === undefined) throw groupNotFound();
    return { ...present, tags: change(present.tags) };
  });
}

const without = (keys: readonly string[]) => (tags: Tags) =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));

export const tagLogGroup = operation("TagLogGroup", {
  handle: ({ logGroupName, tags }, context) => changeTags(logGroupName, context, (present) => checkTags(tags, present)),
});

export const untagLogGroup = operation("UntagLogGroup", {
  handle: ({ logGroupName, tags }, context) => changeTags(logGroupName, context, without(tags)),
});

export const listTagsLogGroup = operation("ListTagsLogGroup", {
  async handle({ logGroupName }, { call, records }) {
    return { tags: (await findGroup(records, call, logGroupName)).value.tags };
  },
});

export const tagResource = operation("TagResource", {
  handle: ({ resourceArn, tags }, context) => changeTags(groupNameIn(resourceArn), context, (present) => checkTags(tags, present)),
});

export const untagResource = operation("UntagResource", {
  handle: ({ resourceArn, tagKeys }, context) => changeTags(groupNameIn(resourceArn), context, without(tagKeys)),
});

export const listTagsForResource = operation("ListTagsForResource", {
  async handle({ resourceArn }, { call, records }) {
    return { tags: (await findGroup(records, call, groupNameIn(resourceArn))).value.tags };
  },
});
