/** A key that two values share exactly when `=` holds between them: finds duplicates in linear time. */

import { depthLimitError } from "./errors.ts";
import type { Run } from "./frame.ts";
import { walkDepthMax } from "./limits.ts";
import { type JsonataFunction, type Members, type Value, isArray, isFunction } from "./values.ts";

/**
 * Scalars and functions are their own key; text gets a mark that no scalar can be confused with.
 * @param functions numbers the functions met, so that keys of one comparison agree; it belongs to the caller.
 */
export function canonicalKey(value: Value, run: Run, functions: Map<JsonataFunction, number>): unknown {
  run.spend(1);
  if (typeof value === "string") return `s${value}`;
  if (typeof value !== "object" || value === null || isFunction(value)) return value;
  return write(value, run, 0, functions);
}

function write(value: Value, run: Run, depth: number, functions: Map<JsonataFunction, number>): string {
  if (depth > walkDepthMax) throw depthLimitError();
  run.spend(1);
  if (typeof value === "string") return JSON.stringify(value);
  if (isFunction(value)) {
    // A function equals only itself: it is known by a number within the key.
    if (!functions.has(value)) functions.set(value, functions.size);
    return `f${functions.get(value)}`;
  }
  let text: string;
  if (isArray(value)) {
    text = `[${value.map((item) => write(item, run, depth + 1, functions)).join(",")}]`;
  } else if (typeof value === "object" && value !== null) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${write((value as Members)[key], run, depth + 1, functions)}`);
    text = `{${members.join(",")}}`;
  } else {
    return String(value);
  }
  run.spendCharacters(text.length);
  return text;
}
