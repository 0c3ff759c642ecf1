/**
 * Resource-based policies: kept and returned as the document AWS makes of them. Nothing is checked against them,
 * as this server has no identities to check yet.
 */

import { parseArn, ServiceError } from "../../aws/index.ts";
import type { AddPermissionRequest } from "../../models/lambda.ts";
import type { RecordStore, StoredRecord } from "../../storage/ports/records.ts";
import { resolveFunction } from "./aliases.ts";
import { belongingKey, policyKind } from "./belongings.ts";
import { operation } from "./context.ts";
import {
  type FunctionName,
  invalidParameter,
  parseFunctionName,
  qualifiedArn,
  resourceConflict,
  resourceNotFound,
} from "./function-name.ts";
import { decidingAgain, revisionMismatch } from "./function-record.ts";
import { policyBytesMax } from "./limits.ts";

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: string | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface PolicyRecord {
  readonly statements: readonly Statement[];
  readonly revisionId: string;
}

function policyText(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
}

/** Who may: a service (`s3.amazonaws.com`), an account, an ARN of IAM, or anybody. */
function principalOf(text: string, partition: string): Statement["Principal"] {
  if (text === "*") return "*";
  if (/^\d{12}$/.test(text)) return { AWS: `arn:${partition}:iam::${text}:root` };
  const arn = parseArn(text);
  if (arn !== undefined && (arn.service === "iam" || arn.service === "sts") && /^\d{12}$/.test(arn.accountId)) return { AWS: text };
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/.test(text)) return { Service: text };
  throw invalidParameter("The provided principal was invalid. Please check the principal and try again.");
}

function conditionOf(input: AddPermissionRequest): Statement["Condition"] {
  const equals = {
    ...(input.SourceAccount === undefined ? {} : { "AWS:SourceAccount": input.SourceAccount }),
    ...(input.EventSourceToken === undefined ? {} : { "lambda:EventSourceToken": input.EventSourceToken }),
    ...(input.PrincipalOrgID === undefined ? {} : { "aws:PrincipalOrgID": input.PrincipalOrgID }),
    ...(input.FunctionUrlAuthType === undefined ? {} : { "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType }),
  };
  const condition = {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
    ...(input.InvokedViaFunctionUrl === undefined ? {} : { Bool: { "lambda:InvokedViaFunctionUrl": String(input.InvokedViaFunctionUrl) } }),
  };
  return Object.keys(condition).length === 0 ? undefined : condition;
}

/** $LATEST by name has no policy of its own. */
function policyHolder(name: FunctionName): FunctionName {
  if (name.qualifier === "$LATEST") throw invalidParameter("We currently do not support adding policies for $LATEST.");
  return name;
}

/** The policy of a function, version or alias. Throws ResourceNotFoundException when there is no such function. */
async function findPolicy(records: RecordStore, name: FunctionName): Promise<StoredRecord<PolicyRecord> | undefined> {
  await resolveFunction({ records }, name);
  return await records.get<PolicyRecord>(policyKind, belongingKey(name, name.qualifier));
}

export const addPermission = operation("AddPermission", {
  async handle(input, { call, platform, records }) {
    const name = policyHolder(parseFunctionName(input.FunctionName, call, input.Qualifier));
    if (input.FunctionUrlAuthType !== undefined && input.Action !== "lambda:InvokeFunctionUrl")
      throw invalidParameter("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action");
    const Condition = conditionOf(input);
    const statement: Statement = {
      Sid: input.StatementId,
      Effect: "Allow",
      Principal: principalOf(input.Principal, name.partition),
      Action: input.Action,
      Resource: qualifiedArn(name),
      ...(Condition === undefined ? {} : { Condition }),
    };
    return await decidingAgain(qualifiedArn(name), async () => {
      const found = await findPolicy(records, name);
      if (input.RevisionId !== undefined && input.RevisionId !== found?.value.revisionId) throw revisionMismatch();
      const before = found?.value.statements ?? [];
      if (before.some(({ Sid }) => Sid === input.StatementId)) {
        throw resourceConflict(
          `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      const statements = [...before, statement];
      const bytes = Buffer.byteLength(policyText(statements));
      if (bytes > policyBytesMax) {
        throw new ServiceError(
          "PolicyLengthExceededException",
          `The final policy size (${bytes}) is bigger than the limit (${policyBytesMax}).`,
          { fields: { Type: "User" } },
        );
      }
      const value: PolicyRecord = { statements, revisionId: platform.random.uuid() };
      await records.write([{ kind: policyKind, key: belongingKey(name, name.qualifier), value, expectedRevision: found?.revision ?? 0 }]);
      return { Statement: JSON.stringify(statement) };
    });
  },
});

export const removePermission = operation("RemovePermission", {
  async handle(input, { call, platform, records }) {
    const name = policyHolder(parseFunctionName(input.FunctionName, call, input.Qualifier));
    await decidingAgain(qualifiedArn(name), async () => {
      const found = await findPolicy(records, name);
      if (found === undefined) throw resourceNotFound("No policy is associated with the given resource.");
      if (input.RevisionId !== undefined && input.RevisionId !== found.value.revisionId) throw revisionMismatch();
      const statements = found.value.statements.filter(({ Sid }) => Sid !== input.StatementId);
      if (statements.length === found.value.statements.length)
        throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
      const value: PolicyRecord | undefined = statements.length === 0 ? undefined : { statements, revisionId: platform.random.uuid() };
      await records.write([{ kind: policyKind, key: found.key, value, expectedRevision: found.revision }]);
    });
  },
});

export const getPolicy = operation("GetPolicy", {
  async handle(input, { call, records }) {
    const name = parseFunctionName(input.FunctionName, call, input.Qualifier);
    const found = await findPolicy(records, name);
    if (found === undefined) throw resourceNotFound("The resource you requested does not exist.");
    return { Policy: policyText(found.value.statements), RevisionId: found.value.revisionId };
  },
});
