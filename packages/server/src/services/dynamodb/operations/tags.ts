/** Tags of tables. */

import { type Call, ServiceError } from "../../../aws/index.ts";
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
    requireTableArn(ResourceArn, "TagResource", call);
    requireGiven("Tags", Tags);
    if (Tags.length === 0) throw validationException("Atleast one Tag needs to be provided as Input.");
    const table = tableOfArn(tables, call, ResourceArn);
    requireTags(Tags);
    const given = new Set(Tags.map(({ Key }) => Key));
    await tables.change(table, (record) => ({
      record: { ...record, tags: requireTags([...record.tags.filter(({ Key }) => !given.has(Key)), ...Tags]) },
    }));
  },
});

export const untagResource = operation("UntagResource", {
  async handle({ ResourceArn, TagKeys }, { call, tables }) {
    requireTableArn(ResourceArn, "UntagResource", call);
    requireGiven("TagKeys", TagKeys);
    if (TagKeys.length === 0) throw validationException("Atleast one Tag Key needs to be provided as Input.");
    const table = tableOfArn(tables, call, ResourceArn);
    const gone = new Set(TagKeys);
    await tables.change(table, (record) => ({ record: { ...record, tags: record.tags.filter(({ Key }) => !gone.has(Key)) } }));
  },
});

export const listTagsOfResource = operation("ListTagsOfResource", {
  handle({ ResourceArn }, { call, tables }) {
    requireTableArn(ResourceArn, "ListTagsOfResource", call);
    return { Tags: tableOfArn(tables, call, ResourceArn).record.tags };
  },
});

const arnPattern = /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/(.*)$/;

/** These operations do not know what the model requires of them: whatever is missing, they say themselves. */
function requireTableArn(arn: string | undefined, operationName: string, { principalArn }: Call): void {
  if (arn === undefined || arn === "") throw validationException("Invalid TableArn");
  const name = arnPattern.exec(arn)?.[1];
  if (name === undefined) {
    // What is no table's is nobody's, and thus not the caller's either.
    throw new ServiceError(
      "AccessDeniedException",
      `User: ${principalArn} is not authorized to perform: dynamodb:${operationName} on resource: ${arn}`,
    );
  }
  if (name.length < 3 || name.length > 255) {
    throw validationException("TableName must be at least 3 characters long and at most 255 characters long");
  }
}

function requireGiven(parameter: string, given: unknown): void {
  if (given === undefined) throw validationException(`The parameter '${parameter}' is required but was not present in the request`);
}

function tableOfArn(tables: Tables, home: Home, arn: string): Table {
  const table = tables.find(home, arn);
  if (table === undefined) throw resourceNotFound(`Requested resource not found: ResourcArn: ${arn} not found`);
  return table;
}
