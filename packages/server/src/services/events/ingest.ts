/**
 * From an event to its deliveries: which rules of its bus match, which archives keep it. All of that is written in one
 * transaction before anybody is told that the event was taken in.
 */

import type { Target } from "../../models/events.ts";
import type { RecordChange } from "../../storage/ports/records.ts";
import type { EventsContext } from "./context.ts";
import { asThrottling } from "./errors.ts";
import type { IncomingEvent } from "./event.ts";
import { copiesLengthMax } from "./limits.ts";
import type { RuleRecord } from "./rule-book.ts";

/** One event for one target, as the outbox keeps it. */
export interface Delivery {
  readonly ruleArn: string;
  readonly ruleName: string;
  /** As it was when the rule matched. */
  readonly target: Target;
  readonly eventId: string;
  /** The whole event as JSON; undefined where several deliveries share it. */
  readonly event?: string;
  /** Of the event that they share. */
  readonly eventKey?: string;
  readonly ingestedMs: number;
  readonly hops: number;
  readonly traceHeader?: string;
}

/** A delivery with its event, whichever way that is kept. */
export type EventDelivery = Delivery & { readonly event: string };

/** The rules of the event's bus that want it; with `onlyRules`, of those alone. `rules` must be loaded. */
function matchingRules(
  event: IncomingEvent,
  { rules }: Pick<EventsContext, "rules">,
  onlyRules?: ReadonlySet<string>,
): readonly RuleRecord[] {
  return rules
    .onBus(event.bus)
    .filter(
      ({ record, pattern }) =>
        record.state !== "DISABLED" && (onlyRules?.has(record.arn) ?? true) && pattern?.matches(event.parsed) === true,
    )
    .map(({ record }) => record);
}

type Within = Pick<EventsContext, "outbox" | "texts" | "platform">;

/** Deliveries that are not written yet, as `Outbox.prepare` answers them. */
type Prepared = ReturnType<EventsContext["outbox"]["prepare"]>;

/** Deliveries of events to the targets of these rules. Throws OutboxFull. */
export function prepareDeliveries(
  wanted: readonly { readonly event: Omit<IncomingEvent, "bus" | "parsed">; readonly rules: readonly RuleRecord[] }[],
  { outbox, texts, platform }: Within,
): Prepared {
  const shared: RecordChange[] = [];
  const abandonTexts = () => shared.forEach(({ key }) => texts.abandon(key));
  try {
    const deliveries = wanted.flatMap(({ event, rules }) => {
      const targets = rules.flatMap((rule) => rule.targets.map((target) => ({ rule, target })));
      const isShared = targets.length > 1 && targets.length * event.text.length > copiesLengthMax;
      const eventKey = isShared ? platform.random.uuid() : "";
      if (isShared) shared.push(texts.prepare(eventKey, event.text, targets.length));
      return targets.map(
        ({ rule, target }): Delivery => ({
          ruleArn: rule.arn,
          ruleName: rule.name,
          target,
          eventId: event.id,
          ...(isShared ? { eventKey } : { event: event.text }),
          ingestedMs: event.ingestedMs,
          hops: event.hops,
          ...(event.traceHeader === undefined ? {} : { traceHeader: event.traceHeader }),
        }),
      );
    });
    const prepared = outbox.prepare(deliveries);
    return {
      changes: [...shared, ...prepared.changes],
      written: prepared.written,
      abandoned: () => {
        abandonTexts();
        prepared.abandoned();
      },
    };
  } catch (error) {
    abandonTexts();
    throw error;
  }
}

/** Durable when it resolves, with `also` in the same transaction. Rejects with ThrottlingException when too many deliveries wait. */
export async function ingest(
  events: readonly IncomingEvent[],
  context: Within & Pick<EventsContext, "rules" | "archives" | "records">,
  also: readonly RecordChange[] = [],
  onlyRules?: ReadonlySet<string>,
): Promise<void> {
  const { rules, archives, records } = context;
  await Promise.all([rules.load(), archives.load()]);
  const wanted = events.map((event) => ({ event, rules: matchingRules(event, context, onlyRules) }));
  const kept = archives.keep(events);
  let prepared: Prepared;
  try {
    prepared = prepareDeliveries(wanted, context);
  } catch (error) {
    throw asThrottling(error);
  }
  const changes = [...prepared.changes, ...kept.changes, ...also];
  try {
    if (changes.length > 0) await records.write(changes);
  } catch (error) {
    prepared.abandoned();
    throw error;
  }
  kept.written();
  prepared.written();
}
