import { JsonataError } from "../errors.ts";
import type { Run } from "../frame.ts";
import { invoke } from "../invoke.ts";
import { isTrue } from "../operators.ts";
import { mergeSort } from "../sort.ts";
import { canonicalKey } from "../canonical.ts";
import { type JsonataFunction, Sequence, type Value, isArray } from "../values.ts";
import { define } from "./library.ts";

/** One after the other; what is no array counts as one item. Nothing adds nothing. */
function append(first: Value, second: Value, run: Run): Value {
  if (first === undefined) return second;
  if (second === undefined) return first;
  const left: readonly Value[] = isArray(first) ? first : [first];
  const right: readonly Value[] = isArray(second) ? second : [second];
  run.spend(left.length + right.length);
  const all: Value[] = first instanceof Sequence || !isArray(first) ? new Sequence() : [];
  for (const item of left) all.push(item);
  for (const item of right) all.push(item);
  return all;
}

function sort(items: readonly Value[], comparator: JsonataFunction | undefined, run: Run): Value {
  if (items.length <= 1) return items;
  if (comparator !== undefined)
    return sequenceFrom(mergeSort(items, run, (left, right) => isTrue(invoke(comparator, [left, right], undefined, run))));
  const kind = typeof items[0];
  if ((kind !== "number" && kind !== "string") || !items.every((item) => typeof item === kind))
    throw new JsonataError("D3070", { index: 1 });
  return sequenceFrom(mergeSort(items as readonly string[], run, (left, right) => left > right));
}

function sequenceFrom(items: readonly Value[]): Sequence {
  const sequence = new Sequence();
  for (const item of items) sequence.push(item);
  return sequence;
}

function distinct(value: Value, run: Run): Value {
  if (!isArray(value) || value.length <= 1) return value;
  const results: Value[] = value instanceof Sequence ? new Sequence() : [];
  const seen = new Set<unknown>();
  const functions = new Map<JsonataFunction, number>();
  for (const item of value) {
    const key = canonicalKey(item, run, functions);
    if (seen.has(key)) continue;
    seen.add(key);
    results.push(item);
  }
  return results;
}

function zip(arrays: readonly (readonly Value[])[], run: Run): Value {
  const length = arrays.length === 0 ? 0 : Math.min(...arrays.map((array) => (isArray(array) ? array.length : 0)));
  run.spend(length * arrays.length + 1);
  return Array.from({ length }, (_, index) => arrays.map((array) => array[index]));
}

export const arrayFunctions = [
  define("append", "<xx:a>", ([first, second], { run }) => append(first, second, run)),
  define("sort", "<af?:a>", ([items, comparator], { run }) =>
    items === undefined ? undefined : sort(items as readonly Value[], comparator as JsonataFunction | undefined, run),
  ),
  define("reverse", "<a:a>", ([items], { run }) => {
    if (items === undefined) return undefined;
    run.spend((items as readonly Value[]).length);
    return (items as readonly Value[]).length <= 1 ? items : [...(items as readonly Value[])].reverse();
  }),
  define("shuffle", "<a:a>", ([items], { run }) => {
    if (items === undefined) return undefined;
    const shuffled = [...(items as readonly Value[])];
    run.spend(shuffled.length);
    if (shuffled.length <= 1) return items;
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = Math.floor(run.random() * (i + 1));
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    return shuffled;
  }),
  define("distinct", "<x:x>", ([value], { run }) => distinct(value, run)),
  define("zip", "<a+>", (arrays, { run }) => zip(arrays as readonly (readonly Value[])[], run)),
];
