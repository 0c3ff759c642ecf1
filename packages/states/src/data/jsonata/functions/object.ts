import { setMember } from "../../json.ts";
import { JsonataError, depthLimitError } from "../errors.ts";
import type { Run } from "../frame.ts";
import { walkDepthMax } from "../limits.ts";
import { truth } from "../operators.ts";
import { lookUp } from "../path.ts";
import { clone } from "../transform.ts";
import { type Members, Sequence, type Value, isArray, isFunction, isMembers } from "../values.ts";
import { define } from "./library.ts";

function collectKeys(value: Value, keys: Set<string>, run: Run, depth: number): void {
  if (depth > walkDepthMax) throw depthLimitError();
  run.spend(1);
  if (isArray(value)) for (const item of value) collectKeys(item, keys, run, depth + 1);
  else if (isMembers(value)) for (const key of Object.keys(value)) keys.add(key);
}

function spread(value: Value, run: Run, depth: number): Value {
  if (depth > walkDepthMax) throw depthLimitError();
  const results = new Sequence();
  run.spend(1);
  if (isArray(value)) {
    for (const item of value) {
      const inner = spread(item, run, depth + 1);
      if (isArray(inner)) for (const one of inner) results.push(one);
      else if (inner !== undefined) results.push(inner);
    }
  } else if (isMembers(value)) {
    for (const key of Object.keys(value)) {
      const one: Record<string, never> = {};
      setMember(one, key, value[key] as never);
      results.push(one);
    }
  } else {
    return value;
  }
  return results;
}

function merge(objects: readonly Members[], run: Run): Value {
  const merged: Record<string, never> = {};
  for (const object of objects) {
    const keys = Object.keys(object);
    run.spend(keys.length + 1);
    for (const key of keys) setMember(merged, key, object[key] as never);
  }
  return merged;
}

function typeOf(value: Value): Value {
  if (value === undefined) return undefined;
  if (value === null) return "null";
  if (isFunction(value)) return "function";
  return isArray(value) ? "array" : typeof value;
}

export const objectFunctions = [
  define("keys", "<x-:a<s>>", ([value], { run }) => {
    const keys = new Set<string>();
    collectKeys(value, keys, run, 0);
    const sequence = new Sequence();
    for (const key of keys) sequence.push(key);
    return sequence;
  }),
  define("lookup", "<x-s:x>", ([value, key], { run }) => lookUp(value, key as string, run)),
  define("spread", "<x-:a<o>>", ([value], { run }) => spread(value, run, 0)),
  define("merge", "<a<o>:o>", ([objects], { run }) => (objects === undefined ? undefined : merge(objects as readonly Members[], run))),
  define("clone", "<(oa)-:o>", ([value], { run }) => clone(value, run, 0)),
  define("type", "<x:s>", ([value]) => typeOf(value)),
  define("exists", "<x:b>", ([value]) => value !== undefined),
  define("boolean", "<x-:b>", ([value]) => truth(value)),
  define("not", "<x-:b>", ([value]) => {
    const answer = truth(value);
    return answer === undefined ? undefined : !answer;
  }),
  define("error", "<s?:x>", ([message]) => {
    throw new JsonataError("D3137", { message: (message as string | undefined) ?? "$error() function evaluated" });
  }),
  define("assert", "<bs?:x>", ([holds, message]) => {
    if (holds !== true) throw new JsonataError("D3141", { message: (message as string | undefined) ?? "$assert() statement failed" });
    return undefined;
  }),
];
