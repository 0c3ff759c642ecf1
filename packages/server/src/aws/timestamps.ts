/** The three ways AWS writes an instant: epoch seconds, ISO 8601, and the date of HTTP headers. */
import type { TimestampFormat } from "./model.ts";

/** What goes on the wire for an instant: a number for `unixTimestamp`, text otherwise. */
export function writeTimestamp(epochMs: number, format: TimestampFormat): number | string {
  switch (format) {
    case "unixTimestamp":
      return epochMs / 1000;
    case "iso8601":
      return new Date(epochMs).toISOString().replace(".000Z", "Z");
    case "rfc822":
      return new Date(epochMs).toUTCString();
  }
}

/** Milliseconds since 1970 of what came in, whichever of the three it is; undefined when it is none. */
export function readTimestamp(value: unknown): number | undefined {
  if (typeof value === "number") return inRange(Math.round(value * 1000));
  if (typeof value !== "string" || value.length > 64) return undefined;
  if (/^-?\d+(\.\d+)?$/.test(value)) return inRange(Math.round(Number(value) * 1000));
  if (!/^\d{4}-\d{2}-\d{2}T|^[A-Z][a-z]{2}, \d/.test(value)) return undefined;
  return inRange(Date.parse(value));
}

/** ECMAScript's own bound of a date, a hundred million days around 1970. */
function inRange(epochMs: number): number | undefined {
  return Math.abs(epochMs) <= 8.64e15 ? epochMs : undefined;
}
