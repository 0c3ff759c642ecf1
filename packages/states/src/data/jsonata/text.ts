/** Values as text: what `&` and `$string` print. Numbers are printed with 15 significant digits, functions as "". */

import { setMember } from "../json.ts";
import { JsonataError, depthLimitError } from "./errors.ts";
import type { Run } from "./frame.ts";
import { walkDepthMax } from "./limits.ts";
import { type Value, isArray, isFunction, isMembers } from "./values.ts";

/** @throws JsonataError D3001 or D1001 for a number that is not finite. */
export function stringOf(value: Value, run: Run, indent = 0): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new JsonataError("D3001", { value });
    return String(rounded(value));
  }
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value === undefined || isFunction(value)) return "";
  const text = JSON.stringify(printable(value, run, 0), undefined, indent);
  run.spendCharacters(text.length);
  return text;
}

function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}

/** A copy with numbers rounded and functions as empty texts; how deep and how large is checked on the way. */
function printable(value: Value, run: Run, depth: number): unknown {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new JsonataError("D1001", { value });
    return rounded(value);
  }
  if (typeof value === "string") {
    run.spend(1 + (value.length >> 4));
    return value;
  }
  if (isFunction(value)) return "";
  if (depth > walkDepthMax) throw depthLimitError();
  if (isArray(value)) {
    run.spend(value.length + 1);
    const items: unknown[] = [];
    for (const item of value) items.push(printable(item, run, depth + 1));
    return items;
  }
  if (!isMembers(value)) return value;
  const keys = Object.keys(value);
  run.spend(keys.length + 1);
  const members: Record<string, never> = {};
  for (const key of keys) setMember(members, key, printable(value[key], run, depth + 1) as never);
  return members;
}
