/** Retry and Catch of Task, Parallel and Map: the retriers, the catchers and the error names they match. */

import { type Json, type JsonArray, isJsonArray, isJsonObject, memberOf } from "../data/json.ts";
import { type Place, placeIn } from "./diagnostics.ts";
import { maxDelaySecondsMax, secondsMax } from "./limits.ts";
import {
  type Check,
  both,
  checkShape,
  decimal,
  filledList,
  integer,
  jsonPathOnly,
  jsonataOnly,
  list,
  oneOf,
  payload,
  refuse,
  resultPath,
  type Shape,
  text,
} from "./shape.ts";
import { assignment } from "./variables.ts";

const retrier: Shape = {
  required: ["ErrorEquals"],
  fields: {
    ErrorEquals: both(filledList(text)),
    IntervalSeconds: both(integer(1, secondsMax)),
    MaxAttempts: both(integer(0, secondsMax)),
    BackoffRate: both(decimal(1)),
    MaxDelaySeconds: both(integer(1, maxDelaySecondsMax)),
    JitterStrategy: both(oneOf("JitterStrategy", ["FULL", "NONE"])),
    Comment: both(text),
  },
};

const catcher: Shape = {
  required: ["ErrorEquals", "Next"],
  fields: {
    ErrorEquals: both(filledList(text)),
    Next: both(text),
    ResultPath: jsonPathOnly(resultPath),
    Output: jsonataOnly(payload),
    Assign: both(assignment),
    Comment: both(text),
  },
};

export const retry: Check = (value, at, scope) => {
  list((item, place) => checkShape(item, retrier, place, scope))(value, at, scope);
  if (isJsonArray(value)) checkCatchAll(value, at, (place) => refuse(scope, place, catchAllRule));
};

/** The error output exists only here: `$states.errorOutput` in JSONata. */
export const catches: Check = (value, at, scope) => {
  const inner = { ...scope, available: { result: false, errorOutput: true } };
  list((item, place) => checkShape(item, catcher, place, inner))(value, at, scope);
  if (isJsonArray(value)) checkCatchAll(value, at, (place) => refuse(scope, place, catchAllRule));
};

const catchAllRule = "States.ALL must appear alone and at end of list";

/** ASL, "Errors": States.ALL must be the only name of its ErrorEquals, which must be the last of its list. */
function checkCatchAll(handlers: JsonArray, at: Place, refuseAt: (place: Place) => void): void {
  for (const [index, handler] of handlers.entries()) {
    const names = isJsonObject(handler) ? memberOf(handler, "ErrorEquals") : undefined;
    if (!isJsonArray(names)) continue;
    const found = names.findIndex((name: Json) => name === "States.ALL");
    if (found < 0 || (names.length === 1 && index === handlers.length - 1)) continue;
    refuseAt(placeIn(placeIn(placeIn(at, index), "ErrorEquals"), found));
  }
}
