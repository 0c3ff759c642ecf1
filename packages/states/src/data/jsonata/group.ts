/** `{k: v}`, alone or behind a path: items are gathered by key, then each group gives one member. */

import { setMember } from "../json.ts";
import type { Group } from "./ast.ts";
import { JsonataError } from "./errors.ts";
import type { Frame } from "./frame.ts";
import type { CompileNode, Evaluate } from "./path.ts";
import { type Tuple, TupleStream, type Value, isArray, tupleItem } from "./values.ts";

interface Gathered {
  readonly pairIndex: number;
  readonly items: (Value | Tuple)[];
}

export function compileGroup(group: Group, compileNode: CompileNode): (input: Value, frame: Frame) => Value {
  const pairs = group.pairs.map(([key, value]) => ({ key: compileNode(key), value: compileNode(value) }));
  const { position } = group;
  return (input, frame) => {
    const tuples = input instanceof TupleStream;
    const groups = new Map<string, Gathered>();
    // An empty input still makes one object: `{}` and `{"a": 1}` need no context.
    const items: readonly (Value | Tuple)[] = tuples || isArray(input) ? (input.length === 0 ? [undefined] : input) : [input];
    frame.run.spend(items.length);
    for (const item of items) gather(pairs, groups, item, tuples && item !== undefined, frame, position);
    const result: Record<string, never> = {};
    for (const [name, gathered] of groups) {
      const { value } = pairs[gathered.pairIndex] as { value: Evaluate };
      const computed =
        tuples && gathered.items[0] !== undefined
          ? evaluateTuples(value, gathered.items as readonly Tuple[], frame)
          : value(joined(gathered.items as readonly Value[]), frame);
      if (computed !== undefined) setMember(result, name, computed as never);
    }
    return result;
  };
}

function gather(
  pairs: readonly { readonly key: Evaluate }[],
  groups: Map<string, Gathered>,
  item: Value | Tuple,
  isTuple: boolean,
  frame: Frame,
  position: number,
): void {
  const scope = isTuple ? frame.ofTuple(item as Tuple) : frame;
  const context = isTuple ? (item as Tuple).get(tupleItem) : (item as Value);
  for (let pairIndex = 0; pairIndex < pairs.length; pairIndex++) {
    const name = (pairs[pairIndex] as { key: Evaluate }).key(context, scope);
    if (name === undefined) continue;
    if (typeof name !== "string") throw new JsonataError("T1003", { value: name, position });
    const known = groups.get(name);
    if (known === undefined) groups.set(name, { pairIndex, items: [item] });
    else if (known.pairIndex === pairIndex) known.items.push(item);
    else throw new JsonataError("D1009", { value: name, position });
  }
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
