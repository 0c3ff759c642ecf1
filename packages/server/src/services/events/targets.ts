/** Targets of rules. */

import { busOrRefusal } from "./bus-record.ts";
import { operation } from "./context.ts";
import { limitExceeded } from "./errors.ts";
import { pageItemsMax, targetsOfRuleMax } from "./limits.ts";
import { busNamed } from "./names.ts";
import { tokenOf } from "../../stored/index.ts";
import { placeIn } from "./page.ts";
import { findRule, ruleNotFound } from "./rules.ts";
import { checkTarget } from "./target-kinds.ts";

/** A target of an Id that the rule has already replaces it. */
export const putTargets = operation("PutTargets", {
  async handle({ Rule, EventBusName, Targets }, { call, records, rules }) {
    const bus = busNamed(EventBusName, call);
    await Promise.all([busOrRefusal(records, bus), rules.load()]);
    await findRule(rules, bus, Rule);
    for (const target of Targets) checkTarget(target);
    await rules.change(bus, Rule, (present) => {
      if (present === undefined) throw ruleNotFound(bus, Rule);
      const targets = new Map([...present.targets, ...Targets].map((target) => [target.Id, target]));
      if (targets.size > targetsOfRuleMax) throw limitExceeded();
      return { ...present, targets: [...targets.values()] };
    });
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
});

export const removeTargets = operation("RemoveTargets", {
  async handle({ Rule, EventBusName, Ids }, { call, records, rules }) {
    const bus = busNamed(EventBusName, call);
    await Promise.all([busOrRefusal(records, bus), rules.load()]);
    const missing: string[] = [];
    await rules.change(bus, Rule, (present) => {
      if (present === undefined) throw ruleNotFound(bus, Rule);
      missing.push(...Ids.filter((id) => !present.targets.some(({ Id }) => Id === id)));
      return { ...present, targets: present.targets.filter(({ Id }) => !Ids.includes(Id)) };
    });
    return {
      FailedEntryCount: missing.length,
      FailedEntries: missing.map((TargetId) => ({
        TargetId,
        ErrorCode: "ResourceNotFoundException",
        ErrorMessage: `Rule ${Rule} does not have a target with the Id ${TargetId}.`,
      })),
    };
  },
});

export const listTargetsByRule = operation("ListTargetsByRule", {
  async handle({ Rule, EventBusName, NextToken, Limit = pageItemsMax }, { call, records, rules }) {
    const bus = busNamed(EventBusName, call);
    await busOrRefusal(records, bus);
    const { targets } = await findRule(rules, bus, Rule);
    const after = NextToken === undefined ? "" : placeIn(NextToken);
    const left = targets.filter(({ Id }) => Id > after).sort((one, other) => (one.Id < other.Id ? -1 : 1));
    const page = left.slice(0, Limit);
    return { Targets: page, NextToken: left.length > Limit ? tokenOf(page.at(-1)?.Id ?? "") : undefined };
  },
});
