/** `|location|update, delete|`: a function that answers a changed copy of its argument. */

import { setMember } from "../json.ts";
import type { TransformNode } from "./ast.ts";
import { JsonataError, depthLimitError } from "./errors.ts";
import type { Run } from "./frame.ts";
import { walkDepthMax } from "./limits.ts";
import type { CompileNode, Evaluate } from "./path.ts";
import { parseSignature } from "./signature.ts";
import { JsonataFunction, type Value, isArray, isFunction, isMembers } from "./values.ts";

const signature = parseSignature("<(oa):o>");

export function compileTransform(node: TransformNode, compileNode: CompileNode): Evaluate {
  const pattern = compileNode(node.pattern);
  const update = compileNode(node.update);
  const remove = node.remove === undefined ? undefined : compileNode(node.remove);
  const { position } = node;
  return (_input, frame) =>
    new JsonataFunction(
      ([original], { run }) => {
        if (original === undefined) return undefined;
        const copy = clone(original, run, 0);
        const found = pattern(copy, frame);
        const matches: readonly Value[] = found === undefined ? [] : isArray(found) ? found : [found];
        for (const match of matches) {
          const changes = update(match, frame);
          if (changes !== undefined) {
            if (!isMembers(changes)) throw new JsonataError("T2011", { value: changes, position });
            if (isMembers(match)) for (const key of Object.keys(changes)) setMember(match as never, key, changes[key] as never);
          }
          if (remove !== undefined) removeMembers(match, remove(match, frame), position);
        }
        return copy;
      },
      1,
      signature,
    );
}

function removeMembers(match: Value, names: Value, position: number): void {
  if (names === undefined) return;
  const list: readonly Value[] = isArray(names) ? names : [names];
  if (!list.every((name) => typeof name === "string")) throw new JsonataError("T2012", { value: names, position });
  if (!isMembers(match)) return;
  for (const name of list) Reflect.deleteProperty(match, name);
}

/** @throws JsonataError when the value is nested deeper than a walk may go. */
export function clone(value: Value, run: Run, depth: number): Value {
  if (typeof value !== "object" || value === null || isFunction(value)) return value;
  if (depth > walkDepthMax) throw depthLimitError();
  if (isArray(value)) {
    run.spend(value.length + 1);
    const items: Value[] = [];
    for (const item of value) items.push(clone(item, run, depth + 1));
    return items;
  }
  const keys = Object.keys(value);
  run.spend(keys.length + 1);
  const members: Record<string, never> = {};
  for (const key of keys) setMember(members, key, clone((value as Record<string, Value>)[key], run, depth + 1) as never);
  return members;
}
