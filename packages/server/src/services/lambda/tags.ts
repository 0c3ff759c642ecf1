/** Tags of functions: at most 50 (API reference), none on versions and aliases. */

import { operation } from "./context.ts";
import { type FunctionHome, type FunctionName, invalidParameter, parseFunctionName, resourceNotFound } from "./function-name.ts";
import { changeFunction, findFunction } from "./function-record.ts";
import { tagKeyLengthMax, tagsMax, tagValueLengthMax } from "./limits.ts";

type Tags = Readonly<Record<string, string>>;

/** Throws InvalidParameterValueException for too many tags, reserved keys, and keys or values that are too long. */
export function checkTags(tags: Tags): Tags {
  const entries = Object.entries(tags);
  if (entries.length > tagsMax) throw invalidParameter(`Number of tags exceeds function tag limit of ${tagsMax}.`);
  for (const [key, value] of entries) {
    if (key === "" || key.length > tagKeyLengthMax) throw invalidParameter(`Tag keys must have 1 to ${tagKeyLengthMax} characters.`);
    if (value.length > tagValueLengthMax) throw invalidParameter(`The value of tag ${key} is longer than ${tagValueLengthMax} characters.`);
    if (/^aws:/i.test(key)) throw invalidParameter(`Tag keys beginning with 'aws:' are reserved: ${key}`);
  }
  return tags;
}

function taggedFunction(resource: string, home: FunctionHome): FunctionName {
  if (!/:function:/.test(resource)) throw resourceNotFound(`The resource you requested does not exist: ${resource}`);
  const name = parseFunctionName(resource, home);
  if (name.qualifier !== undefined)
    throw invalidParameter("Tags on function aliases and versions are not supported. Please specify a function ARN.");
  return name;
}

export const tagResource = operation("TagResource", {
  async handle({ Resource, Tags }, { call, records }) {
    const name = taggedFunction(Resource, call);
    await changeFunction(records, name, undefined, (record) => ({ ...record, tags: checkTags({ ...record.tags, ...Tags }) }));
  },
});

export const untagResource = operation("UntagResource", {
  async handle({ Resource, TagKeys }, { call, records }) {
    const name = taggedFunction(Resource, call);
    await changeFunction(records, name, undefined, (record) => ({
      ...record,
      tags: Object.fromEntries(Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key))),
    }));
  },
});

export const listTags = operation("ListTags", {
  async handle({ Resource }, { call, records }) {
    const { value } = await findFunction(records, taggedFunction(Resource, call));
    return { Tags: value.tags };
  },
});
