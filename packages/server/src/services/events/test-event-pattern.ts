/** TestEventPattern: a pattern held against an event, nothing kept. */

import { compilePattern, type EventPattern } from "../../event-pattern/index.ts";
import { operation } from "./context.ts";
import { asPatternRefusal, invalidParameter } from "./errors.ts";

/** API reference: the event must have these. */
const requiredFields = ["id", "account", "source", "time", "region", "resources", "detail-type"];

export const testEventPattern = operation("TestEventPattern", {
  handle({ EventPattern, Event }) {
    let event: unknown;
    try {
      event = JSON.parse(Event);
    } catch {
      throw invalidParameter("Event", "Event is not valid JSON.");
    }
    const isObject = typeof event === "object" && event !== null && !Array.isArray(event);
    const missing = requiredFields.find((name) => !isObject || !Object.hasOwn(event as object, name));
    if (missing !== undefined) throw invalidParameter("Event", `The event has no field ${missing}.`);
    let pattern: EventPattern;
    try {
      pattern = compilePattern(EventPattern);
    } catch (error) {
      throw asPatternRefusal(error);
    }
    return { Result: pattern.matches(event) };
  },
});
