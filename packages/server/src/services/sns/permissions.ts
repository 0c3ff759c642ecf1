/** AddPermission and RemovePermission: statements of the topic's policy, by their label. */

import { partitionOf } from "../../aws/index.ts";
import { operation } from "./context.ts";
import { invalidParameter } from "./errors.ts";
import { policyBytesMax } from "./limits.ts";
import { defaultPolicy } from "./topic-attributes.ts";
import type { Topic } from "./topics.ts";

interface Policy {
  readonly Statement: readonly { readonly Sid?: string; readonly [field: string]: unknown }[];
  readonly [field: string]: unknown;
}

function policyOf({ record }: Topic): Policy {
  const policy = JSON.parse(record.attributes["Policy"] ?? defaultPolicy(record)) as Policy;
  const statements: unknown = policy.Statement ?? [];
  return { ...policy, Statement: (Array.isArray(statements) ? statements : [statements]) as Policy["Statement"] };
}

const oneOrAll = (values: readonly string[]): string | readonly string[] => (values.length === 1 ? (values[0] ?? "") : values);

/** Developer guide, "Amazon SNS access control": what AddPermission can allow. */
const actions = new Set([
  "AddPermission",
  "DeleteTopic",
  "GetDataProtectionPolicy",
  "GetTopicAttributes",
  "ListSubscriptionsByTopic",
  "ListTagsForResource",
  "Publish",
  "PutDataProtectionPolicy",
  "RemovePermission",
  "SetTopicAttributes",
  "Subscribe",
]);

/** Allows other accounts what is named. Policies are kept and answered; they are not enforced yet. */
export const addPermission = operation("AddPermission", {
  async handle({ TopicArn, Label, AWSAccountId: accounts, ActionName: names }, { topics }) {
    await topics.changing(async () => {
      const topic = topics.get(TopicArn);
      for (const name of names) if (!actions.has(name)) throw invalidParameter("Policy statement action out of service scope!");
      if (accounts.some((account) => !/^\d{12}$/.test(account))) throw invalidParameter("AWSAccountId");
      const policy = policyOf(topic);
      if (policy.Statement.some(({ Sid }) => Sid === Label)) throw invalidParameter("Statement already exists");
      const statement = {
        Sid: Label,
        Effect: "Allow",
        Principal: { AWS: oneOrAll(accounts.map((account) => `arn:${partitionOf(topic.record.region)}:iam::${account}:root`)) },
        Action: oneOrAll(names.map((name) => `SNS:${name}`)),
        Resource: topic.arn,
      };
      const Policy = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
      if (Policy.length > policyBytesMax) throw invalidParameter("Policy Error: size of the policy");
      await topics.update(topic, { attributes: { ...topic.record.attributes, Policy } });
    });
  },
});

/** Takes the statement of that label away; one that is not there is no error. */
export const removePermission = operation("RemovePermission", {
  async handle({ TopicArn, Label }, { topics }) {
    await topics.changing(async () => {
      const topic = topics.get(TopicArn);
      const policy = policyOf(topic);
      const Policy = JSON.stringify({ ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== Label) });
      await topics.update(topic, { attributes: { ...topic.record.attributes, Policy } });
    });
  },
});
