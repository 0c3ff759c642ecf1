/** Tags of tables. */

import type { Tag } from "../../../models/dynamodb.ts";
import { operation } from "../context.ts";
import { resourceNotFound, validationException } from "../errors.ts";
import { tagsMax } from "../limits.ts";
import type { Table } from "../tables/table.ts";
import type { Home, Tables } from "../tables/tables.ts";

/** Throws ValidationException for keys that stand there twice and for too many. */
export function requireTags(tags: readonly Tag[]): readonly Tag[] {
  const keys = new Set(tags.map(({ Key }) => Key));
  if (keys.size < tags.length) throw validationException("One or more parameter values were invalid: Duplicate tag keys");
  if (tags.length > tagsMax) throw validationException(`The number of tags exceeds the maximum of ${tagsMax}`);
  return tags;
}

export const tagResource = operation("TagResource", {
  async handle({ ResourceArn, Tags }, { call, tables }) {
    const table = tableOfArn(tables, call, ResourceArn);
    if (Tags.length === 0) throw validationException("Atleast one Tag needs to be provided as Input.");
    requireTags(Tags);
    const given = new Set(Tags.map(({ Key }) => Key));
    await tables.change(table, (record) => ({
      record: { ...record, tags: requireTags([...record.tags.filter(({ Key }) => !given.has(Key)), ...Tags]) },
    }));
  },
});

export const untagResource = operation("UntagResource", {
  async handle({ ResourceArn, TagKeys }, { call, tables }) {
    const table = tableOfArn(tables, call, ResourceArn);
    if (TagKeys.length === 0) throw validationException("Atleast one Tag Key needs to be provided as Input.");
    const gone = new Set(TagKeys);
    await tables.change(table, (record) => ({ record: { ...record, tags: record.tags.filter(({ Key }) => !gone.has(Key)) } }));
  },
});

export const listTagsOfResource = operation("ListTagsOfResource", {
  handle: ({ ResourceArn }, { call, tables }) => ({ Tags: tableOfArn(tables, call, ResourceArn).record.tags }),
});

const arnPattern = /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/[^/]+/;

function tableOfArn(tables: Tables, home: Home, arn: string): Table {
  if (arn === "") throw validationException("Invalid TableArn");
  if (!arnPattern.test(arn)) throw validationException(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  const table = tables.find(home, arn);
  if (table === undefined) throw resourceNotFound(`Requested resource not found: ResourcArn: ${arn} not found`);
  return table;
}
