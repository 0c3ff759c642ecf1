/**
 * From an event to its deliveries: which rules of its bus match, which archives keep it. All of that is written in one
 * transaction before anybody is told that the event was taken in.
 */

import type { Target } from "../../models/events.ts";
import type { RecordChange } from "../../storage/ports/records.ts";
import type { EventsContext } from "./context.ts";
import { asThrottling } from "./errors.ts";
import type { IncomingEvent } from "./event.ts";
import type { RuleRecord } from "./rule-book.ts";

/** One event for one target, as the outbox keeps it. */
export interface Delivery {
  readonly ruleArn: string;
  readonly ruleName: string;
  /** As it was when the rule matched. */
  readonly target: Target;
  readonly eventId: string;
  /** The whole event as JSON. */
  readonly event: string;
  readonly ingestedMs: number;
  readonly hops: number;
  readonly traceHeader?: string;
}

export function deliveriesTo(rule: RuleRecord, event: Omit<IncomingEvent, "bus" | "parsed">): readonly Delivery[] {
  return rule.targets.map((target) => ({
    ruleArn: rule.arn,
    ruleName: rule.name,
    target,
    eventId: event.id,
    event: event.text,
    ingestedMs: event.ingestedMs,
    hops: event.hops,
    ...(event.traceHeader === undefined ? {} : { traceHeader: event.traceHeader }),
  }));
}

/** The deliveries of an event on its bus; with `onlyRules`, to those of its rules alone. `rules` must be loaded. */
function deliveriesOf(event: IncomingEvent, { rules }: Pick<EventsContext, "rules">, onlyRules?: ReadonlySet<string>): readonly Delivery[] {
  return rules
    .onBus(event.bus)
    .filter(
      ({ record, pattern }) =>
        record.state !== "DISABLED" && (onlyRules?.has(record.arn) ?? true) && pattern?.matches(event.parsed) === true,
    )
    .flatMap(({ record }) => deliveriesTo(record, event));
}

/** Durable when it resolves, with `also` in the same transaction. Rejects with ThrottlingException when too many deliveries wait. */
export async function ingest(
  events: readonly IncomingEvent[],
  context: Pick<EventsContext, "rules" | "outbox" | "archives" | "records">,
  also: readonly RecordChange[] = [],
  onlyRules?: ReadonlySet<string>,
): Promise<void> {
  const { rules, outbox, archives, records } = context;
  await Promise.all([rules.load(), archives.load()]);
  const deliveries = events.flatMap((event) => deliveriesOf(event, context, onlyRules));
  const kept = archives.keep(events);
  if (deliveries.length + kept.changes.length + also.length === 0) return;
  let prepared: ReturnType<typeof outbox.prepare>;
  try {
    prepared = outbox.prepare(deliveries);
  } catch (error) {
    throw asThrottling(error);
  }
  try {
    await records.write([...prepared.changes, ...kept.changes, ...also]);
  } catch (error) {
    prepared.abandoned();
    throw error;
  }
  kept.written();
  prepared.written();
}
