import { operation } from "./context.ts";
import { invalidParameterValue } from "./errors.ts";
import { tagKeyCharsMax, tagsMax, tagValueCharsMax } from "./limits.ts";

type Tags = Readonly<Record<string, string>>;

/** Checks tags that are added, and answers all of them as they are then. */
export function changedTags(present: Tags, given: Tags): Tags {
  for (const [key, value] of Object.entries(given)) {
    if (key === "" || key.length > tagKeyCharsMax || /^aws:/i.test(key)) {
      throw invalidParameterValue(`Tag keys must be between 1 and ${tagKeyCharsMax} characters in length and cannot start with 'aws:'.`);
    }
    if (value.length > tagValueCharsMax) throw invalidParameterValue(`Tag values cannot be longer than ${tagValueCharsMax} characters.`);
  }
  const next = { ...present, ...given };
  if (Object.keys(next).length > tagsMax) throw invalidParameterValue(`Too many tags added for queue. Maximum allowed: ${tagsMax}.`);
  return next;
}

/** Adds tags, or gives those that are there another value. */
export const tagQueue = operation("TagQueue", {
  async handle({ QueueUrl, Tags: given }, { call, queues }) {
    await queues.changing(async () => {
      const queue = queues.get(QueueUrl, call);
      await queues.update(queue, { tags: changedTags(queue.record.tags, given) });
    });
  },
});

/** Takes tags off; those that are not there do not matter. */
export const untagQueue = operation("UntagQueue", {
  async handle({ QueueUrl, TagKeys }, { call, queues }) {
    await queues.changing(async () => {
      const queue = queues.get(QueueUrl, call);
      const kept = Object.entries(queue.record.tags).filter(([key]) => !TagKeys.includes(key));
      await queues.update(queue, { tags: Object.fromEntries(kept) });
    });
  },
});

export const listQueueTags = operation("ListQueueTags", {
  handle({ QueueUrl }, { call, queues }) {
    const { tags } = queues.get(QueueUrl, call).record;
    return Object.keys(tags).length === 0 ? {} : { Tags: tags };
  },
});
