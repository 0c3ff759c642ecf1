/** Tags of buses and rules. */

import type { EventsContext } from "./context.ts";
import { operation } from "./context.ts";
import { busOrRefusal } from "./bus-record.ts";
import { invalidParameter, notFound } from "./errors.ts";
import { arnParts, busNamed, defaultBus } from "./names.ts";
import { storedChange } from "./stored-change.ts";
import { checkTags, tagKind, tagsOf } from "./tag-store.ts";

/** Throws ResourceNotFoundException where there is no such bus or rule. */
async function checkTaggable(resourceArn: string, { records, rules }: EventsContext): Promise<void> {
  const arn = arnParts(resourceArn);
  if (arn === undefined) throw invalidParameter("ResourceARN", "Provided Arn is not in correct format.");
  const [kind, ...names] = arn.resource.split("/");
  if (kind === "event-bus") return void (await busOrRefusal(records, busNamed(resourceArn, arn)));
  if (kind !== "rule") throw notFound(`${resourceArn} cannot be tagged.`);
  const name = names.at(-1) ?? "";
  const bus = busNamed(names.length > 1 ? names.slice(0, -1).join("/") : defaultBus, arn);
  await rules.load();
  if (rules.find(bus, name) === undefined) throw notFound(`Rule ${name} does not exist on EventBus ${bus.bus}.`);
}

export const tagResource = operation("TagResource", {
  async handle({ ResourceARN, Tags }, context) {
    await checkTaggable(ResourceARN, context);
    await storedChange<Readonly<Record<string, string>>>(context.records, tagKind, ResourceARN, (present) => checkTags(Tags, present));
    return {};
  },
});

export const untagResource = operation("UntagResource", {
  async handle({ ResourceARN, TagKeys }, context) {
    await checkTaggable(ResourceARN, context);
    await storedChange<Readonly<Record<string, string>>>(context.records, tagKind, ResourceARN, (present = {}) =>
      Object.fromEntries(Object.entries(present).filter(([key]) => !TagKeys.includes(key))),
    );
    return {};
  },
});

export const listTagsForResource = operation("ListTagsForResource", {
  async handle({ ResourceARN }, context) {
    await checkTaggable(ResourceARN, context);
    return { Tags: await tagsOf(context.records, ResourceARN) };
  },
});
