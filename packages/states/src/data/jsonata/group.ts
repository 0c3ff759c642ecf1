/** `{k: v}`, alone or behind a path: items are gathered by key, then each group gives one member. */

import { setMember } from "../json.ts";
import type { Group } from "./ast.ts";
import { JsonataError } from "./errors.ts";
import type { Frame } from "./frame.ts";
import type { CompileNode, Evaluate } from "./path.ts";
import { type Tuple, type Value, asTuples, isArray, tupleItem } from "./values.ts";

type Pairs = readonly { readonly key: Evaluate; readonly value: Evaluate }[];

interface Gathered<Item> {
  readonly pairIndex: number;
  readonly items: Item[];
}

export function compileGroup(group: Group, compileNode: CompileNode): Evaluate {
  const pairs = group.pairs.map(([key, value]) => ({ key: compileNode(key), value: compileNode(value) }));
  const { position } = group;
  return (input, frame) => {
    const tuples = asTuples(input);
    const result: Record<string, never> = {};
    const put = (name: string, value: Value): void => {
      if (value !== undefined) setMember(result, name, value as never);
    };
    if (tuples !== undefined && tuples.length > 0) {
      const groups = gather(pairs, tuples, (tuple, key) => key(tuple.get(tupleItem), frame.ofTuple(tuple)), frame, position);
      for (const [name, { pairIndex, items }] of groups) put(name, evaluateTuples((pairs[pairIndex] as Pairs[number]).value, items, frame));
      return result;
    }
    // An empty input still makes one object: `{}` and `{"a": 1}` need no context.
    const items: readonly Value[] = isArray(input) ? (input.length === 0 ? [undefined] : input) : [input];
    const groups = gather(pairs, items, (item, key) => key(item, frame), frame, position);
    for (const [name, gathered] of groups) put(name, (pairs[gathered.pairIndex] as Pairs[number]).value(joined(gathered.items), frame));
    return result;
  };
}

function gather<Item>(
  pairs: Pairs,
  items: readonly Item[],
  evaluateKey: (item: Item, key: Evaluate) => Value,
  frame: Frame,
  position: number,
): ReadonlyMap<string, Gathered<Item>> {
  const groups = new Map<string, Gathered<Item>>();
  frame.run.spend(items.length);
  for (const item of items) {
    for (let pairIndex = 0; pairIndex < pairs.length; pairIndex++) {
      const name = evaluateKey(item, (pairs[pairIndex] as Pairs[number]).key);
      if (name === undefined) continue;
      if (typeof name !== "string") throw new JsonataError("T1003", { value: name, position });
      const known = groups.get(name);
      if (known === undefined) groups.set(name, { pairIndex, items: [item] });
      else if (known.pairIndex === pairIndex) known.items.push(item);
      else throw new JsonataError("D1009", { value: name, position });
    }
  }
  return groups;
}

/** Several items are one array, items that are arrays dissolved in it; one item is itself. */
function joined(items: readonly Value[]): Value {
  if (items.length === 1) return items[0];
  const all: Value[] = [];
  for (const item of items) {
    if (isArray(item)) for (const inner of item) all.push(inner);
    else if (item !== undefined) all.push(item);
  }
  return all;
}

function evaluateTuples(value: Evaluate, tuples: readonly Tuple[], frame: Frame): Value {
  const names = new Set(tuples.flatMap((tuple) => [...tuple.keys()]));
  const bindings = new Map<string, Value>();
  for (const name of names) bindings.set(name, joined(tuples.filter((tuple) => tuple.has(name)).map((tuple) => tuple.get(name))));
  frame.run.spend(tuples.length * names.size);
  const context = bindings.get(tupleItem);
  bindings.delete(tupleItem);
  return value(context, frame.child(bindings));
}
