/** An event of a history as one aligned line for people. */

import { type ApiEvent, detailsOf, type Place } from "./event-trail.ts";
import { clipped, printable, type Tone, toned } from "./terminal.ts";

/** Wide enough for every event type that is met in practice; longer ones push the rest of their line. */
const typeWidth = 24;
const stateWidth = 28;

export interface LineOptions {
  /** Where the event stands, as an EventTrail says it. */
  readonly place: Place;
  /** The first columns: id and time. */
  readonly lead: string;
  /** Characters of the whole line; what an event carries is cut to fit. */
  readonly width: number;
}

export function eventLine(event: ApiEvent, { place: { state, depth }, lead, width }: LineOptions): string {
  const tone = toneOf(event.type);
  const type = event.type.padEnd(typeWidth);
  const place = clipped("  ".repeat(Math.min(depth, 8)) + printable(state), stateWidth).padEnd(stateWidth);
  const room = Math.max(20, width - lead.length - type.length - stateWidth - 6);
  const detail = clipped(printable(detailOf(event)), room);
  const told = toned(tone === "bad" ? "bad" : "dim", detail);
  return `${toned("dim", lead)}  ${toned(tone, type)}  ${place}${detail === "" ? "" : `  ${told}`}`.trimEnd();
}

function toneOf(type: string): Tone {
  if (/(Failed|TimedOut|Aborted)$/.test(type)) return "bad";
  if (type === "ExecutionSucceeded") return "good";
  return /(Entered|Started|Scheduled)$/.test(type) ? "plain" : "dim";
}

/** What is worth reading about an event, in one line: what was called with what, what came out, why it failed. */
function detailOf(event: ApiEvent): string {
  const details = detailsOf(event);
  const text = (name: string): string => (typeof details[name] === "string" ? details[name] : "");
  if ("error" in details || "cause" in details) return [text("error"), text("cause")].filter((part) => part !== "").join(": ");
  if ("length" in details) return `${String(details["length"])} items`;
  const called = text("resourceType") === "" ? shortArn(text("resource")) : `${text("resourceType")}:${text("resource")}`;
  return [called, text("input") || text("output") || text("parameters")].filter((part) => part !== "").join("  ");
}

/** `function:price` of a whole ARN. */
function shortArn(arn: string): string {
  return arn.split(":").slice(5).join(":");
}
