/** AddPermission and RemovePermission: statements of the queue's policy, by their label. */

import { partitionOf, ServiceError } from "../../aws/index.ts";
import { operation } from "./context.ts";
import { invalidParameterValue, invalidValue, missingParameter } from "./errors.ts";
import { permissionActionsMax, policyStatementsMax } from "./limits.ts";
import { queueArn, type QueueRecord } from "./queue-record.ts";

interface Policy {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly { readonly Sid?: string; readonly [field: string]: unknown }[];
}

/** SQS developer guide, "API permissions": what AddPermission can allow. */
const actions = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);

function policyOf(record: QueueRecord): Policy {
  const text = record.attributes["Policy"];
  if (text === undefined) return { Version: "2008-10-17", Id: `${queueArn(record)}/SQSDefaultPolicy`, Statement: [] };
  const policy = JSON.parse(text) as Policy;
  const statements: unknown = policy.Statement;
  return { ...policy, Statement: (Array.isArray(statements) ? statements : [statements]) as Policy["Statement"] };
}

const oneOrAll = (values: readonly string[]): string | readonly string[] => (values.length === 1 ? (values[0] ?? "") : values);

/** Allows other accounts what is named. Policies are kept and answered; they are not enforced yet. */
export const addPermission = operation("AddPermission", {
  async handle({ QueueUrl, Label, AWSAccountIds, Actions }, { call, queues }) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Label)) {
      throw invalidValue(
        Label.slice(0, 1_024),
        "Label",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
      );
    }
    if (AWSAccountIds.length === 0) throw missingParameter("AWSAccountIds");
    if (Actions.length === 0) throw missingParameter("Actions");
    for (const id of AWSAccountIds) if (!/^\d{12}$/.test(id)) throw invalidValue(id.slice(0, 100), "PrincipalId", "Unable to verify.");
    for (const action of Actions) {
      if (!actions.has(action))
        throw invalidValue(`SQS:${action.slice(0, 100)}`, "ActionName", `Only the queue owner is allowed to invoke this action.`);
    }
    if (Actions.length > permissionActionsMax) {
      throw new ServiceError("OverLimit", `${Actions.length} Actions were found, maximum allowed is ${permissionActionsMax}.`, {
        httpStatus: 403,
      });
    }
    await queues.changing(async () => {
      const queue = queues.get(QueueUrl, call);
      const policy = policyOf(queue.record);
      if (policy.Statement.some(({ Sid }) => Sid === Label)) throw invalidValue(Label, "Label", "Already exists.");
      if (policy.Statement.length >= policyStatementsMax) {
        throw new ServiceError("OverLimit", `A policy holds at most ${policyStatementsMax} statements.`, { httpStatus: 403 });
      }
      const statement = {
        Sid: Label,
        Effect: "Allow",
        Principal: { AWS: oneOrAll(AWSAccountIds.map((id) => `arn:${partitionOf(queue.record.region)}:iam::${id}:root`)) },
        Action: oneOrAll(Actions.map((action) => `SQS:${action}`)),
        Resource: queueArn(queue.record),
      };
      const Policy = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
      await queues.update(queue, { attributes: { ...queue.record.attributes, Policy } });
    });
  },
});

/** Takes the statement of that label away. */
export const removePermission = operation("RemovePermission", {
  async handle({ QueueUrl, Label }, { call, queues }) {
    await queues.changing(async () => {
      const queue = queues.get(QueueUrl, call);
      const policy = policyOf(queue.record);
      const kept = policy.Statement.filter(({ Sid }) => Sid !== Label);
      if (kept.length === policy.Statement.length) {
        throw invalidParameterValue(`Value ${Label.slice(0, 1_024)} for parameter Label is invalid. Reason: can't find label.`);
      }
      const { Policy: _before, ...attributes } = queue.record.attributes;
      const next = kept.length === 0 ? attributes : { ...attributes, Policy: JSON.stringify({ ...policy, Statement: kept }) };
      await queues.update(queue, { attributes: next });
    });
  },
});
