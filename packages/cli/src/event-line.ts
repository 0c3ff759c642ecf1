/** An event of a history as one aligned line for people. */

import { type ApiEvent, detailsOf, EventTrail } from "./event-trail.ts";
import { clipped, printable, type Tone, toned } from "./terminal.ts";

/** Wide enough for every event type that is met in practice; longer ones push the rest of their line. */
const typeWidth = 24;
const stateWidth = 28;

export interface EventLines {
  /** `when` stands in the first column, as wide as the caller makes it. */
  line(event: ApiEvent, when: string): string;
}

/** Lines for the events of one execution, given in the order of their ids. */
export function eventLines({ width, withIds }: { readonly width: number; readonly withIds: boolean }): EventLines {
  const trail = new EventTrail();
  return {
    line(event, when) {
      const { state, depth } = trail.follow(event);
      const tone = toneOf(event.type);
      const place = clipped("  ".repeat(Math.min(depth, 8)) + printable(state), stateWidth).padEnd(stateWidth);
      const lead = `${withIds ? `${String(event.id).padStart(5)}  ` : ""}${when}`;
      const type = event.type.padEnd(typeWidth);
      const room = Math.max(20, width - lead.length - type.length - stateWidth - 6);
      const detail = clipped(printable(detailOf(event)), room);
      const told = tone === "bad" ? toned("bad", detail) : toned("dim", detail);
      return `${toned("dim", lead)}  ${toned(tone, type)}  ${place}${detail === "" ? "" : `  ${told}`}`.trimEnd();
    },
  };
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
