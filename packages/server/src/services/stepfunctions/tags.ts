/** Tags of state machines and activities: at most 50 a resource, none that begins with AWS's own prefix (API reference). */

import { ServiceError } from "../../aws/index.ts";
import type { Tag } from "../../models/stepfunctions.ts";
import { RecordConflict } from "../../storage/ports/records.ts";
import { activityKind } from "./activity-records.ts";
import { operation, type StepFunctionsContext } from "./context.ts";
import { readArn } from "./names.ts";
import { machineKind } from "./state-machines.ts";

const tagsMax = 50;
/** Times that a change is tried when others change the same resource; each of them has succeeded meanwhile. */
const changeTriesMax = 100;

/** The tags by key, later ones of a key winning; refuses too many and reserved keys. */
export function checkTags(tags: readonly Tag[]): readonly Tag[] {
  const byKey = new Map(tags.map((tag) => [tag.key ?? "", tag]));
  for (const key of byKey.keys()) {
    if (key.toLowerCase().startsWith("aws:")) throw new ServiceError("ValidationException", "Tag keys beginning with 'aws:' are reserved");
  }
  if (byKey.size > tagsMax) throw new ServiceError("TooManyTags", `Too many tags: a resource can have ${tagsMax} tags at most`);
  return [...byKey.values()];
}

export const tagResource = operation("TagResource", {
  async handle({ resourceArn, tags }, context) {
    await changeTags(context, resourceArn, (present) => checkTags([...present, ...tags]));
    return {};
  },
});

export const untagResource = operation("UntagResource", {
  async handle({ resourceArn, tagKeys }, context) {
    await changeTags(context, resourceArn, (present) => present.filter(({ key = "" }) => !tagKeys.includes(key)));
    return {};
  },
});

export const listTagsForResource = operation("ListTagsForResource", {
  async handle({ resourceArn }, context) {
    const { record } = await taggedResource(context, resourceArn);
    return { tags: record.value.tags };
  },
});

interface Tagged {
  readonly tags: readonly Tag[];
}

async function taggedResource({ records }: StepFunctionsContext, arn: string) {
  const { resourceType } = readArn(arn, "stateMachine", "activity");
  const kind = resourceType === "activity" ? activityKind : machineKind;
  const record = await records.get<Tagged>(kind, arn);
  if (record === undefined) {
    throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`, { fields: { resourceName: arn } });
  }
  return { kind, record };
}

async function changeTags(context: StepFunctionsContext, arn: string, change: (present: readonly Tag[]) => readonly Tag[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { kind, record } = await taggedResource(context, arn);
    const value = { ...record.value, tags: change(record.value.tags) };
    try {
      await context.records.write([{ kind, key: arn, value, expectedRevision: record.revision }]);
      return context.stateMachines.forget(arn);
    } catch (error) {
      // Somebody else changed the resource in between, so these tags join what that left.
      if (!(error instanceof RecordConflict) || tries === changeTriesMax) throw error;
    }
  }
}
