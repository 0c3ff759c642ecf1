/** Tags of functions and event source mappings: at most 50 (API reference), none on versions and aliases. */

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

const without = (tags: Tags, keys: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));

/** UUID of the event source mapping, where the ARN is that of one. */
function taggedMapping(resource: string): string | undefined {
  return /:event-source-mapping:([0-9a-f-]{36})$/.exec(resource)?.[1];
}

export const tagResource = operation("TagResource", {
  async handle({ Resource, Tags }, { call, records, eventSources }) {
    const mapping = taggedMapping(Resource);
    if (mapping !== undefined) {
      return await eventSources.changing(async () => {
        const record = eventSources.get(call, mapping);
        await eventSources.save({ ...record, tags: checkTags({ ...record.tags, ...Tags }) });
      });
    }
    const name = taggedFunction(Resource, call);
    await changeFunction(records, name, undefined, (record) => ({ ...record, tags: checkTags({ ...record.tags, ...Tags }) }));
  },
});

export const untagResource = operation("UntagResource", {
  async handle({ Resource, TagKeys }, { call, records, eventSources }) {
    const mapping = taggedMapping(Resource);
    if (mapping !== undefined) {
      return await eventSources.changing(async () => {
        const record = eventSources.get(call, mapping);
        await eventSources.save({ ...record, tags: without(record.tags, TagKeys) });
      });
    }
    const name = taggedFunction(Resource, call);
    await changeFunction(records, name, undefined, (record) => ({
      ...record,
      tags: without(record.tags, TagKeys),
    }));
  },
});

export const listTags = operation("ListTags", {
  async handle({ Resource }, { call, records, eventSources }) {
    const mapping = taggedMapping(Resource);
    if (mapping !== undefined) return { Tags: eventSources.get(call, mapping).tags };
    const { value } = await findFunction(records, taggedFunction(Resource, call));
    return { Tags: value.tags };
  },
});
