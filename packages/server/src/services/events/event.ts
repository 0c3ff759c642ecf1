/** An event as targets get it: EventBridge user guide, "Event structure". */

import type { BusName, Home } from "./names.ts";

export interface EventFields {
  readonly id: string;
  readonly detailType: string;
  readonly source: string;
  readonly timeMs: number;
  readonly home: Home;
  readonly resources: readonly string[];
  /** JSON of an object, minified. */
  readonly detail: string;
}

/** An event on its way to rules. */
export interface IncomingEvent {
  readonly bus: BusName;
  readonly id: string;
  /** The whole event as JSON. */
  readonly text: string;
  /** The same, parsed. */
  readonly parsed: Readonly<Record<string, unknown>>;
  /** What the event says of when it happened. */
  readonly timeMs: number;
  readonly ingestedMs: number;
  /** Buses it was passed on from. */
  readonly hops: number;
  readonly traceHeader?: string | undefined;
}

/** `2017-12-22T18:43:48Z`: events tell whole seconds. */
export function secondsText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export function incoming(fields: EventFields, bus: BusName, ingestedMs: number): IncomingEvent {
  const head = {
    version: "0",
    id: fields.id,
    "detail-type": fields.detailType,
    source: fields.source,
    account: fields.home.accountId,
    time: secondsText(fields.timeMs),
    region: fields.home.region,
    resources: fields.resources,
  };
  // The detail is put in as it was spelled: numbers keep digits that JavaScript would lose.
  const text = `${JSON.stringify(head).slice(0, -1)},"detail":${fields.detail}}`;
  return {
    bus,
    id: fields.id,
    text,
    parsed: { ...head, detail: JSON.parse(fields.detail) as unknown },
    timeMs: fields.timeMs,
    ingestedMs,
    hops: 0,
  };
}
