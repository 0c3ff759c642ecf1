/**
 * The rules of all buses, held in memory with their patterns compiled, as every event is held against them; the store
 * has the truth, and what changes is written before it counts. A rule's targets belong to its record: they are few, and
 * so change together with it or not at all.
 */

import type { RuleState, Target } from "../../models/events.ts";
import { compilePattern, type EventPattern } from "../../event-pattern/index.ts";
import { type RecordChange, RecordConflict, type RecordStore } from "../../storage/ports/records.ts";
import { concurrentModification } from "./errors.ts";
import { InTurn } from "./in-turn.ts";
import { type BusName, busKey } from "./names.ts";
import { everyRecord } from "../../stored/index.ts";

export interface RuleRecord {
  readonly bus: BusName;
  readonly name: string;
  readonly arn: string;
  readonly pattern?: string;
  readonly schedule?: string;
  readonly state: RuleState;
  readonly description?: string;
  readonly roleArn?: string;
  readonly targets: readonly Target[];
  readonly createdBy: string;
  /** When its schedule was made or enabled: what a rate counts from. */
  readonly scheduledMs: number;
}

export interface LoadedRule {
  readonly record: RuleRecord;
  /** undefined for a rule that has a schedule alone. */
  readonly pattern: EventPattern | undefined;
}

export const ruleKind = "events.rule";

/** Keys sort by account, region, bus and name: a bus's rules are one range, in the order ListRules answers them. */
export function ruleKey(bus: BusName, name: string): string {
  return `${busKey(bus)}/${name}`;
}

export interface RuleBook {
  /** Reads all rules once; to be awaited before any other member is used. */
  load(): Promise<void>;
  readonly isLoaded: boolean;
  /** By their names. */
  onBus(bus: BusName): readonly LoadedRule[];
  find(bus: BusName, name: string): LoadedRule | undefined;
  /**
   * Writes what `change` makes of the rule, together with `also`; undefined removes it. Throws what `change` throws, and
   * ConcurrentModificationException when another server changed it meanwhile.
   */
  change(
    bus: BusName,
    name: string,
    change: (rule: RuleRecord | undefined) => RuleRecord | undefined,
    also?: readonly RecordChange[],
  ): Promise<RuleRecord | undefined>;
  /** Called after each change that is durable, and for each rule that is loaded. */
  watch(watcher: (key: string, rule: RuleRecord | undefined) => void): void;
}

interface Held extends LoadedRule {
  readonly revision: number;
}

export function createRuleBook(records: RecordStore): RuleBook {
  /** By bus, then by name. */
  const buses = new Map<string, Map<string, Held>>();
  const turns = new InTurn();
  const watchers: ((key: string, rule: RuleRecord | undefined) => void)[] = [];
  let loading: Promise<void> | undefined;
  let isLoaded = false;

  const hold = (record: RuleRecord, revision: number) => {
    const key = busKey(record.bus);
    let rules = buses.get(key);
    if (rules === undefined) buses.set(key, (rules = new Map()));
    rules.set(record.name, { record, revision, pattern: record.pattern === undefined ? undefined : compilePattern(record.pattern) });
  };
  const tell = (key: string, record: RuleRecord | undefined) => {
    for (const watcher of watchers) watcher(key, record);
  };
  const load = async () => {
    for await (const { key, value, revision } of everyRecord<RuleRecord>(records, ruleKind)) {
      hold(value, revision);
      tell(key, value);
    }
    isLoaded = true;
  };

  return {
    load: () => (loading ??= load()),
    get isLoaded() {
      return isLoaded;
    },
    onBus: (bus) => [...(buses.get(busKey(bus))?.values() ?? [])],
    find: (bus, name) => buses.get(busKey(bus))?.get(name),
    async change(bus, name, change, also = []) {
      const key = ruleKey(bus, name);
      return await turns.run(key, async () => {
        const present = buses.get(busKey(bus))?.get(name);
        const value = change(present?.record);
        const expectedRevision = present?.revision ?? 0;
        try {
          if (value !== undefined || present !== undefined)
            await records.write([{ kind: ruleKind, key, value, expectedRevision }, ...also]);
        } catch (error) {
          throw error instanceof RecordConflict ? concurrentModification(error) : error;
        }
        if (value === undefined) buses.get(busKey(bus))?.delete(name);
        else hold(value, expectedRevision + 1);
        tell(key, value);
        return value;
      });
    },
    watch: (watcher) => void watchers.push(watcher),
  };
}
