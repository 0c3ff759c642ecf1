/** A key that two values share exactly when `=` holds between them: finds duplicates in linear time. */

import { depthLimitError } from "./errors.ts";
import type { Run } from "./frame.ts";
import { walkDepthMax } from "./limits.ts";
import { type Members, type Value, isArray, isFunction } from "./values.ts";

/** Scalars and functions are their own key; text gets a mark that no scalar can be confused with. */
export function canonicalKey(value: Value, run: Run): unknown {
  run.spend(1);
  if (typeof value === "string") return `s${value}`;
  if (typeof value !== "object" || value === null || isFunction(value)) return value;
  return write(value, run, 0);
}

function write(value: Value, run: Run, depth: number): string {
  if (depth > walkDepthMax) throw depthLimitError();
  run.spend(1);
  if (isArray(value)) return `[${value.map((item) => write(item, run, depth + 1)).join(",")}]`;
  if (typeof value === "object" && value !== null && !isFunction(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${write((value as Members)[key], run, depth + 1)}`);
    return `{${members.join(",")}}`;
  }
  if (isFunction(value)) return `f${identity(value)}`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

const identities = new WeakMap<object, number>();
let identityCount = 0;

function identity(value: object): number {
  let known = identities.get(value);
  if (known === undefined) {
    known = ++identityCount;
    identities.set(value, known);
  }
  return known;
}
