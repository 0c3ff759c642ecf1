/** Tags: at most 50 a resource, each key once, none that begins with AWS's own prefix (API reference, "Tag restrictions"). */

import { ServiceError } from "../../aws/index.ts";
import type { Tag } from "../../models/stepfunctions.ts";

const tagsMax = 50;

export function checkTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > tagsMax) throw new ServiceError("TooManyTags", `Too many tags: a resource can have ${tagsMax} tags at most`);
  const keys = new Set<string>();
  for (const { key = "" } of tags) {
    if (key.toLowerCase().startsWith("aws:")) throw new ServiceError("ValidationException", "Tag keys beginning with 'aws:' are reserved");
    if (keys.has(key)) throw new ServiceError("ValidationException", `Duplicate tag key: '${key}'`);
    keys.add(key);
  }
  return tags;
}
