/** What an evaluation hands out: plain JSON, nothing, or the sign that the result is no JSON. */

import { type Json, setMember } from "../json.ts";
import { depthLimitError } from "./errors.ts";
import type { Run } from "./frame.ts";
import { walkDepthMax } from "./limits.ts";
import { type Members, type Value, isArray, isFunction } from "./values.ts";

/** The result of an expression that evaluates to a function, or to something that contains one. */
export const unsupportedResult: unique symbol = Symbol("unsupported result");
export type JsonataResult = Json | undefined | typeof unsupportedResult;

export function resultOf(value: Value, run: Run): JsonataResult {
  if (typeof value !== "object" || value === null) return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  try {
    return plain(value, run, 0);
  } catch (problem) {
    if (problem === unsupportedResult) return unsupportedResult;
    throw problem;
  }
}

/**
 * The value itself when it is plain JSON all through, else a plain copy. Numbers that are not finite become text, as
 * measured on AWS ("Infinity"); nothing is null inside an array and left out of an object.
 */
function plain(value: Value, run: Run, depth: number): Json {
  if (typeof value !== "object" || value === null) {
    if (value === undefined) return null;
    if (typeof value === "string") run.spendResult(value.length);
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  }
  if (isFunction(value)) throw unsupportedResult;
  if (isArray(value)) return plainArray(value, run, depth);
  return plainObject(value, run, depth);
}

function plainArray(value: readonly Value[], run: Run, depth: number): Json {
  if (depth > walkDepthMax) return deepValue(value, run);
  run.spend(value.length);
  // Sequences and constructed arrays are classes of their own, which no caller should see.
  let copy: Json[] | undefined = value.constructor === Array ? undefined : [];
  for (let i = 0; i < value.length; i++) {
    const item = plain(value[i], run, depth + 1);
    if (copy === undefined && item !== value[i]) copy = value.slice(0, i) as Json[];
    copy?.push(item);
  }
  return copy ?? (value as Json);
}

function plainObject(value: Members, run: Run, depth: number): Json {
  if (depth > walkDepthMax) return deepValue(value, run);
  run.spend(1);
  let isSame = true;
  for (const key in value) {
    const member = value[key];
    run.spendResult(key.length);
    if (typeof member === "string") {
      run.spendResult(member.length);
      continue;
    }
    if (member === undefined || plain(member, run, depth + 1) !== member) {
      isSame = false;
      break;
    }
  }
  if (isSame) return value as Json;
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    if (value[key] !== undefined) setMember(copy, key, plain(value[key], run, depth + 1));
  }
  return copy;
}

/** Below the depth that functions build, data can only be the input's own, which is JSON; that is verified with a stack. */
function deepValue(value: Value, run: Run): Json {
  const pending: Value[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    run.spend(1);
    if (isFunction(next) || next === undefined) throw depthLimitError();
    if (typeof next === "string") run.spendResult(next.length);
    if (typeof next === "number" && !Number.isFinite(next)) throw depthLimitError();
    if (typeof next !== "object" || next === null) continue;
    if (isArray(next) && next.constructor !== Array) throw depthLimitError();
    for (const inner of isArray(next) ? next : Object.values(next)) pending.push(inner);
  }
  return value as Json;
}
