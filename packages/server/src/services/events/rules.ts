/** Rules: which events of a bus, or which times, lead to their targets. */

import { compilePattern } from "../../event-pattern/index.ts";
import type { Rule } from "../../models/events.ts";
import { InvalidSchedule } from "../../schedule/index.ts";
import { busOrRefusal } from "./bus-record.ts";
import { operation } from "./context.ts";
import { asPatternRefusal, invalid, limitExceeded, notFound, notSupported } from "./errors.ts";
import { pageItemsMax, patternLengthMax, rulesOnBusMax } from "./limits.ts";
import { type BusName, busNamed, defaultBus, ruleArn } from "./names.ts";
import { tokenOf } from "../../stored/index.ts";
import { placeIn, pageOf } from "./page.ts";
import { type RuleBook, ruleKey, ruleKind, type RuleRecord } from "./rule-book.ts";
import { ruleClockRemoval, ruleSchedule } from "./rule-schedules.ts";
import { checkTags, tagRemoval, tagWrite } from "./tag-store.ts";

/** Throws InvalidEventPatternException. */
export function checkPattern(pattern: string): void {
  try {
    compilePattern(pattern);
  } catch (error) {
    throw asPatternRefusal(error);
  }
  if (pattern.length > patternLengthMax) throw limitExceeded(`The event pattern is longer than ${patternLengthMax} characters.`);
}

/** Throws ValidationException. */
function checkSchedule(schedule: string, bus: BusName): void {
  if (bus.bus !== defaultBus) throw invalid("ScheduleExpression is supported only on the default event bus.");
  try {
    ruleSchedule(schedule);
  } catch (error) {
    throw error instanceof InvalidSchedule ? invalid("Parameter ScheduleExpression is not valid.") : error;
  }
}

export function ruleNotFound(bus: BusName, name: string): Error {
  return notFound(`Rule ${name} does not exist on EventBus ${bus.bus}.`);
}

/** Throws ResourceNotFoundException. */
export async function findRule(rules: RuleBook, bus: BusName, name: string): Promise<RuleRecord> {
  await rules.load();
  const found = rules.find(bus, name);
  if (found === undefined) throw ruleNotFound(bus, name);
  return found.record;
}

export const putRule = operation("PutRule", {
  async handle(input, { call, records, rules, platform }) {
    const { Name, EventPattern, ScheduleExpression, State = "ENABLED", Description, RoleArn, Tags = [] } = input;
    const bus = busNamed(input.EventBusName, call);
    await Promise.all([busOrRefusal(records, bus), rules.load()]);
    if (State === "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") throw notSupported(`the state ${State}`);
    if (EventPattern === undefined && ScheduleExpression === undefined) {
      throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    if (EventPattern !== undefined) checkPattern(EventPattern);
    if (ScheduleExpression !== undefined) checkSchedule(ScheduleExpression, bus);
    const arn = ruleArn(bus, Name);
    const tags = checkTags(Tags);
    const isNew = rules.find(bus, Name) === undefined;
    if (isNew && rules.onBus(bus).length >= rulesOnBusMax) throw limitExceeded();
    const change = (present: RuleRecord | undefined): RuleRecord => ({
      bus,
      name: Name,
      arn,
      ...(EventPattern === undefined ? {} : { pattern: EventPattern }),
      ...(ScheduleExpression === undefined ? {} : { schedule: ScheduleExpression }),
      state: State,
      ...(Description === undefined ? {} : { description: Description }),
      ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
      targets: present?.targets ?? [],
      createdBy: present?.createdBy ?? call.accountId,
      scheduledMs:
        present !== undefined && present.schedule === ScheduleExpression && present.state !== "DISABLED"
          ? present.scheduledMs
          : platform.clock.nowMs(),
    });
    // PutRule, "Tags": those of a rule that exists are left as they are.
    await rules.change(bus, Name, change, isNew ? tagWrite(arn, tags) : []);
    return { RuleArn: arn };
  },
});

/** What is not there is deleted already. */
export const deleteRule = operation("DeleteRule", {
  async handle({ Name, EventBusName }, { call, records, rules }) {
    const bus = busNamed(EventBusName, call);
    await Promise.all([busOrRefusal(records, bus), rules.load()]);
    const change = (present: RuleRecord | undefined): undefined => {
      if (present !== undefined && present.targets.length > 0) throw invalid("Rule can't be deleted since it has targets.");
    };
    await rules.change(bus, Name, change, [tagRemoval(ruleArn(bus, Name)), ruleClockRemoval(ruleKey(bus, Name))]);
  },
});

export const describeRule = operation("DescribeRule", {
  async handle({ Name, EventBusName }, { call, records, rules }) {
    const bus = busNamed(EventBusName, call);
    await busOrRefusal(records, bus);
    const rule = await findRule(rules, bus, Name);
    return { ...listed(rule), CreatedBy: rule.createdBy };
  },
});

function listed({ bus, name, arn, pattern, schedule, state, description, roleArn }: RuleRecord): Rule {
  return {
    Name: name,
    Arn: arn,
    EventPattern: pattern,
    ScheduleExpression: schedule,
    State: state,
    Description: description,
    RoleArn: roleArn,
    EventBusName: bus.bus,
  };
}

export const enableRule = operation("EnableRule", {
  async handle({ Name, EventBusName }, { call, records, rules, platform }) {
    const bus = busNamed(EventBusName, call);
    await Promise.all([busOrRefusal(records, bus), rules.load()]);
    await rules.change(bus, Name, (present) => {
      if (present === undefined) throw ruleNotFound(bus, Name);
      // A rate counts anew from when it was enabled.
      return present.state === "ENABLED" ? present : { ...present, state: "ENABLED", scheduledMs: platform.clock.nowMs() };
    });
  },
});

export const disableRule = operation("DisableRule", {
  async handle({ Name, EventBusName }, { call, records, rules }) {
    const bus = busNamed(EventBusName, call);
    await Promise.all([busOrRefusal(records, bus), rules.load()]);
    await rules.change(bus, Name, (present) => {
      if (present === undefined) throw ruleNotFound(bus, Name);
      return { ...present, state: "DISABLED" };
    });
  },
});

export const listRules = operation("ListRules", {
  async handle({ NamePrefix, EventBusName, ...request }, { call, records }) {
    const bus = busNamed(EventBusName, call);
    await busOrRefusal(records, bus);
    const { rows, NextToken } = await pageOf<RuleRecord>(records, ruleKind, { prefix: ruleKey(bus, ""), namePrefix: NamePrefix }, request);
    return { Rules: rows.map(({ value }) => listed(value)), NextToken };
  },
});

export const listRuleNamesByTarget = operation("ListRuleNamesByTarget", {
  async handle({ TargetArn, EventBusName, NextToken, Limit = pageItemsMax }, { call, records, rules }) {
    const bus = busNamed(EventBusName, call);
    await Promise.all([busOrRefusal(records, bus), rules.load()]);
    const after = NextToken === undefined ? "" : placeIn(NextToken);
    const names = rules
      .onBus(bus)
      .filter(({ record }) => record.name > after && record.targets.some(({ Arn }) => Arn === TargetArn))
      .map(({ record }) => record.name)
      .sort();
    const page = names.slice(0, Limit);
    return { RuleNames: page, NextToken: names.length > Limit ? tokenOf(page.at(-1) ?? "") : undefined };
  },
});
