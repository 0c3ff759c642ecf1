/** Resource-based policies of tables: kept and answered; nobody is held to them here. */

import { ServiceError } from "../../../aws/index.ts";
import { operation } from "../context.ts";
import { resourceNotFound, validationException } from "../errors.ts";
import { resourcePolicyBytesMax } from "../limits.ts";
import type { Table } from "../tables/table.ts";
import type { Home, Tables } from "../tables/tables.ts";
import { utf8Bytes } from "../values/attribute-value.ts";

export const putResourcePolicy = operation("PutResourcePolicy", {
  async handle({ ResourceArn, Policy, ExpectedRevisionId }, { call, tables, platform }) {
    const table = tableOf(tables, call, ResourceArn);
    if (utf8Bytes(Policy) > resourcePolicyBytesMax) throw validationException(`The policy is larger than ${resourcePolicyBytesMax} bytes`);
    requireJson(Policy);
    const revision = platform.random.uuid();
    await tables.change(table, (record) => {
      requireRevision(record.policy?.revision, ExpectedRevisionId, ResourceArn);
      return { record: { ...record, policy: { text: Policy, revision } } };
    });
    return { RevisionId: revision };
  },
});

export const getResourcePolicy = operation("GetResourcePolicy", {
  handle({ ResourceArn }, { call, tables }) {
    const { policy } = tableOf(tables, call, ResourceArn).record;
    if (policy === undefined) throw policyNotFound(ResourceArn);
    return { Policy: policy.text, RevisionId: policy.revision };
  },
});

export const deleteResourcePolicy = operation("DeleteResourcePolicy", {
  async handle({ ResourceArn, ExpectedRevisionId }, { call, tables }) {
    const table = tableOf(tables, call, ResourceArn);
    const { policy } = table.record;
    if (ExpectedRevisionId === undefined && policy === undefined) return {};
    await tables.change(table, (record) => {
      requireRevision(record.policy?.revision, ExpectedRevisionId, ResourceArn);
      return { record: { ...record, policy: undefined } };
    });
    return policy === undefined ? {} : { RevisionId: policy.revision };
  },
});

function requireRevision(present: string | undefined, expected: string | undefined, arn: string): void {
  if (expected === undefined || expected === (present ?? "NO_POLICY")) return;
  throw policyNotFound(arn);
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new ServiceError("ValidationException", "The policy is not valid JSON", { cause });
  }
}

function policyNotFound(arn: string): ServiceError {
  return new ServiceError("PolicyNotFoundException", `Resource-based policy not found for the provided ResourceArn: ${arn}`);
}

function tableOf(tables: Tables, home: Home, arn: string): Table {
  const table = tables.find(home, arn);
  if (table === undefined) throw resourceNotFound(`Requested resource not found: ResourceArn: ${arn} not found`);
  return table;
}
