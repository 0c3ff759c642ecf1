/** Resource policies of buses: kept and shown by DescribeEventBus. They are not enforced: who may call is decided at the door. */

import type { Condition } from "../../models/events.ts";
import { ServiceError } from "../../aws/index.ts";
import { busKind, type BusRecord, busOrRefusal } from "./bus-record.ts";
import { operation } from "./context.ts";
import { invalid, notFound } from "./errors.ts";
import { policyLengthMax } from "./limits.ts";
import { busArn, busKey, busNamed } from "./names.ts";
import { storedChange } from "./stored-change.ts";

interface Statement {
  readonly Sid?: string;
  readonly [member: string]: unknown;
}

interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

function statementsOf(policy: string | undefined): readonly Statement[] {
  return policy === undefined ? [] : (JSON.parse(policy) as Policy).Statement;
}

const conditionOf = ({ Type, Key, Value }: Condition) => ({ Condition: { [Type]: { [Key]: Value } } });

export const putPermission = operation("PutPermission", {
  async handle({ EventBusName, Action, Principal, StatementId, Condition, Policy }, { call, records, platform }) {
    const bus = busNamed(EventBusName, call);
    const present = await busOrRefusal(records, bus);
    if (Policy === undefined && (Action === undefined || Principal === undefined || StatementId === undefined)) {
      throw invalid("Parameters Action, Principal and StatementId must be specified, or Policy.");
    }
    await storedChange<BusRecord>(records, busKind, busKey(bus), (stored = present.value) => {
      let policy = Policy === undefined ? undefined : checkedPolicy(Policy);
      if (policy === undefined) {
        const statement = {
          Sid: StatementId,
          Effect: "Allow",
          Principal: Principal === "*" ? "*" : { AWS: `arn:${call.partition}:iam::${Principal}:root` },
          Action,
          Resource: busArn(bus),
          ...(Condition === undefined ? {} : conditionOf(Condition)),
        };
        const others = statementsOf(stored.policy).filter(({ Sid }) => Sid !== StatementId);
        policy = JSON.stringify({ Version: "2012-10-17", Statement: [...others, statement] });
      }
      if (policy.length > policyLengthMax) throw new ServiceError("PolicyLengthExceededException", "The event bus policy is too long.");
      return { ...stored, policy, modifiedMs: platform.clock.nowMs() };
    });
  },
});

function checkedPolicy(text: string): string {
  try {
    const { Statement } = JSON.parse(text) as Partial<Policy>;
    if (Array.isArray(Statement)) return text;
  } catch {
    // refused below, as a policy without statements is
  }
  throw invalid("Parameter Policy is not valid. Reason: it is no policy document with a list of statements.");
}

export const removePermission = operation("RemovePermission", {
  async handle({ EventBusName, StatementId, RemoveAllPermissions = false }, { call, records, platform }) {
    const bus = busNamed(EventBusName, call);
    const present = await busOrRefusal(records, bus);
    await storedChange<BusRecord>(records, busKind, busKey(bus), (stored = present.value) => {
      const { policy, ...rest } = stored;
      const statements = statementsOf(policy);
      if (policy === undefined) throw notFound("EventBus does not have a policy.");
      const kept = RemoveAllPermissions ? [] : statements.filter(({ Sid }) => Sid !== StatementId);
      if (!RemoveAllPermissions && kept.length === statements.length) throw notFound("Statement with the provided id does not exist.");
      const changed = { ...rest, modifiedMs: platform.clock.nowMs() };
      return kept.length === 0 ? changed : { ...changed, policy: JSON.stringify({ Version: "2012-10-17", Statement: kept }) };
    });
  },
});
