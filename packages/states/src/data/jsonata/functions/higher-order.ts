import { setMember } from "../../json.ts";
import { JsonataError } from "../errors.ts";
import type { Run } from "../frame.ts";
import { invoke, invokeOnItem } from "../invoke.ts";
import { isTrue } from "../operators.ts";
import { type JsonataFunction, type Members, Sequence, type Value } from "../values.ts";
import { define } from "./library.ts";

type Items = readonly Value[];

function map(items: Items, callee: JsonataFunction, run: Run): Value {
  const results = new Sequence();
  run.spend(items.length);
  for (let i = 0; i < items.length; i++) {
    const result = invokeOnItem(callee, run, items[i], i, items);
    if (result !== undefined) results.push(result);
  }
  return results;
}

function filter(items: Items, callee: JsonataFunction, run: Run): Value {
  const results = new Sequence();
  run.spend(items.length);
  for (let i = 0; i < items.length; i++) if (isTrue(invokeOnItem(callee, run, items[i], i, items))) results.push(items[i]);
  return results;
}

function single(items: Items, callee: JsonataFunction | undefined, run: Run): Value {
  let found: { readonly item: Value } | undefined;
  run.spend(items.length);
  for (let i = 0; i < items.length; i++) {
    if (callee !== undefined && !isTrue(invokeOnItem(callee, run, items[i], i, items))) continue;
    if (found !== undefined) throw new JsonataError("D3138", { index: i });
    found = { item: items[i] };
  }
  if (found === undefined) throw new JsonataError("D3139");
  return found.item;
}

function reduce(items: Items, callee: JsonataFunction, initial: Value, run: Run): Value {
  if (callee.arity < 2) throw new JsonataError("D3050", { index: 1 });
  run.spend(items.length);
  let index = initial === undefined && items.length > 0 ? 1 : 0;
  let result = index === 1 ? items[0] : initial;
  for (; index < items.length; index++) {
    const args: Value[] = [result, items[index]];
    if (callee.arity >= 3) args.push(index);
    if (callee.arity >= 4) args.push(items);
    result = invoke(callee, args, undefined, run);
  }
  return result;
}

function sift(object: Members, callee: JsonataFunction, run: Run): Value {
  const kept: Record<string, never> = {};
  let isEmpty = true;
  for (const key of Object.keys(object)) {
    run.spend(1);
    if (!isTrue(invokeOnItem(callee, run, object[key], key, object))) continue;
    setMember(kept, key, object[key] as never);
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
}

function each(object: Members, callee: JsonataFunction, run: Run): Value {
  const results = new Sequence();
  for (const key of Object.keys(object)) {
    run.spend(1);
    const result = invokeOnItem(callee, run, object[key], key, object);
    if (result !== undefined) results.push(result);
  }
  return results;
}

export const higherOrderFunctions = [
  define("map", "<af>", ([items, callee], { run }) =>
    items === undefined ? undefined : map(items as Items, callee as JsonataFunction, run),
  ),
  define("filter", "<af>", ([items, callee], { run }) =>
    items === undefined ? undefined : filter(items as Items, callee as JsonataFunction, run),
  ),
  define("single", "<af?>", ([items, callee], { run }) =>
    items === undefined ? undefined : single(items as Items, callee as JsonataFunction | undefined, run),
  ),
  define("reduce", "<afj?:j>", ([items, callee, initial], { run }) =>
    items === undefined ? undefined : reduce(items as Items, callee as JsonataFunction, initial, run),
  ),
  define("sift", "<o-f?:o>", ([object, callee], { run }) =>
    object === undefined ? undefined : sift(object as Members, callee as JsonataFunction, run),
  ),
  define("each", "<o-f:a>", ([object, callee], { run }) =>
    object === undefined ? undefined : each(object as Members, callee as JsonataFunction, run),
  ),
];
