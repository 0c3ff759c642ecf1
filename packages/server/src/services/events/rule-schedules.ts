/**
 * Rules with schedules. How far a rule's schedule has come is a record of its own, written together with the deliveries
 * of each time, so that no time counts twice and none is lost. Of the times missed while the server was down the last
 * one is made up for, if it is not older than a day.
 */

import { nextAfter, parseSchedule, createDueQueue, type Schedule } from "../../schedule/index.ts";
import type { EventsContext } from "./context.ts";
import { incoming } from "./event.ts";
import { prepareDeliveries } from "./ingest.ts";
import { missedScheduleMs, replayPauseMs } from "./limits.ts";
import { everyRecord } from "../../stored/index.ts";
import type { RuleRecord } from "./rule-book.ts";

const clockKind = "events.rule-clock";

interface RuleClock {
  /** The time that was delivered last. */
  readonly lastMs: number;
}

export interface RuleSchedules {
  /** Arms what is scheduled. `rules` must be loaded. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Throws InvalidSchedule. */
export function ruleSchedule(text: string): Schedule {
  return parseSchedule(text, { allowsAt: false, strictUnits: true });
}

/** Rules' schedules are in UTC. A rate's first time is one period after it was made. */
function timeAfter(schedule: Schedule, afterMs: number, scheduledMs: number): number | undefined {
  const anchorMs = scheduledMs + (schedule.kind === "rate" ? schedule.everyMs : 0);
  return nextAfter(schedule, Math.max(afterMs, scheduledMs), "UTC", anchorMs);
}

export function createRuleSchedules({
  rules,
  records,
  outbox,
  texts,
  platform,
}: Pick<EventsContext, "rules" | "records" | "outbox" | "texts" | "platform">): RuleSchedules {
  const { clock, random, logger } = platform;
  const scheduled = new Map<string, RuleRecord>();
  const lastMs = new Map<string, number>();
  const working = new Set<Promise<void>>();
  let isOpen = false;

  const queue = createDueQueue<string>(clock, (key) => {
    const task: Promise<void> = fire(key)
      .catch((error: unknown) => {
        logger.error("a rule's schedule could not be kept; it is tried again in a moment", { rule: key, error });
        if (isOpen) queue.add(key, clock.nowMs() + replayPauseMs, key);
      })
      .finally(() => working.delete(task));
    working.add(task);
  });

  /** Times up to then are delivered, or missed for too long to be made up for. */
  const settledMs = (key: string): number => Math.max(lastMs.get(key) ?? 0, clock.nowMs() - missedScheduleMs);

  const arm = (key: string) => {
    const rule = scheduled.get(key);
    if (!isOpen || rule?.schedule === undefined) return;
    const dueMs = timeAfter(ruleSchedule(rule.schedule), settledMs(key), rule.scheduledMs);
    if (dueMs !== undefined) queue.add(key, dueMs, key);
  };

  /** The last time that has come by now; undefined when none has, or all are too long ago. */
  const timeDue = (key: string, rule: RuleRecord): number | undefined => {
    const schedule = ruleSchedule(rule.schedule ?? "");
    const nowMs = clock.nowMs();
    let due: number | undefined;
    let fromMs = settledMs(key);
    for (;;) {
      const next = timeAfter(schedule, fromMs, rule.scheduledMs);
      if (next === undefined || next > nowMs) return due;
      due = next;
      fromMs = next;
    }
  };

  async function fire(key: string): Promise<void> {
    const rule = scheduled.get(key);
    if (rule === undefined || !isOpen) return;
    const dueMs = timeDue(key, rule);
    if (dueMs === undefined) return arm(key);
    const id = random.uuid();
    const fields = {
      id,
      detailType: "Scheduled Event",
      source: "aws.events",
      timeMs: dueMs,
      home: rule.bus,
      resources: [rule.arn],
      detail: "{}",
    };
    const event = incoming(fields, rule.bus, clock.nowMs());
    const prepared = prepareDeliveries([{ event, rules: [rule] }], { outbox, texts, platform });
    try {
      await records.write([{ kind: clockKind, key, value: { lastMs: dueMs } satisfies RuleClock }, ...prepared.changes]);
    } catch (error) {
      prepared.abandoned();
      throw error;
    }
    prepared.written();
    if (scheduled.has(key)) lastMs.set(key, dueMs);
    arm(key);
  }

  rules.watch((key, rule) => {
    if (rule?.schedule !== undefined && rule.state !== "DISABLED") {
      scheduled.set(key, rule);
      arm(key);
    } else {
      scheduled.delete(key);
      if (rule === undefined) lastMs.delete(key);
      queue.remove(key);
    }
  });

  return {
    async open() {
      for await (const { key, value } of everyRecord<RuleClock>(records, clockKind)) lastMs.set(key, value.lastMs);
      await rules.load();
      isOpen = true;
      for (const key of scheduled.keys()) arm(key);
    },
    async close() {
      isOpen = false;
      queue.clear();
      await Promise.all(working);
    },
  };
}

/** To be removed together with the rule. */
export function ruleClockRemoval(key: string) {
  return { kind: clockKind, key, value: undefined };
}
