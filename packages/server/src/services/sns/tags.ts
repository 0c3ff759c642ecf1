/** Tags of topics. */

import { ServiceError } from "../../aws/index.ts";
import type { Tag } from "../../models/sns.ts";
import { invalidParameter } from "./errors.ts";
import { tagsMax } from "./limits.ts";
import type { Topic, Topics } from "./topics.ts";

/** Checks tags that are added, and answers all of them as they are then. */
export function changedTags(present: Readonly<Record<string, string>>, given: readonly Tag[]): Readonly<Record<string, string>> {
  const keys = given.map(({ Key }) => Key);
  if (new Set(keys).size !== keys.length) throw invalidParameter("Duplicated keys are not allowed.");
  if (keys.some((key) => /^aws:/i.test(key))) throw invalidParameter("Tags Reason: keys that begin with aws: are reserved");
  const next = Object.fromEntries([...Object.entries(present), ...given.map(({ Key, Value }): [string, string] => [Key, Value])]);
  if (Object.keys(next).length > tagsMax) {
    throw new ServiceError("TagLimitExceededException", "Could not complete request: tag quota of per resource exceeded");
  }
  return next;
}

/** The topic whose tags are meant. Throws ResourceNotFound. */
export function tagsOf(topics: Topics, arn: string): Topic {
  const topic = topics.find(arn);
  if (topic === undefined) throw new ServiceError("ResourceNotFoundException", "Resource does not exist", { httpStatus: 404 });
  return topic;
}
