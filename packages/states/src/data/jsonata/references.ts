/** What an expression refers to, read off its tree without evaluating it. Trees may be high, so the walks keep a stack of their own. */

import { type Node, childrenOf, partsOf } from "./ast.ts";

/** Whether `$states.context` may be read: by that path, or by `$states` as a whole. */
export function readsContext(root: Node): boolean {
  return statesMembers(root).some((name) => name === undefined || name === "context");
}

/** For each `$states` the name of the member read, or undefined where it is used as a whole. */
export function statesMembers(root: Node): readonly (string | undefined)[] {
  const members: (string | undefined)[] = [];
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const [first, second] = node.kind === "path" ? node.steps : [];
    if (first?.kind === "variable" && first.name === "states" && second?.kind === "name") {
      members.push(second.name);
      pending.push(...childrenOf(node).filter((child) => child !== first), ...childrenOf(first));
      continue;
    }
    if (node.kind === "variable" && node.name === "states") members.push(undefined);
    pending.push(...childrenOf(node));
  }
  return members;
}

/**
 * Names that stand for a member of the context where there is no context: `$`, `$$` and bare names, unless something
 * around them (a path, a predicate, a function's body) gives them one. `$$` has none anywhere.
 */
export function topLevelReferences(root: Node): readonly string[] {
  const names: string[] = [];
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    switch (node.kind) {
      case "path":
        // Only the first step is applied to what surrounds the path.
        if (node.steps[0] !== undefined) pending.push(node.steps[0]);
        break;
      case "name":
        names.push(node.name);
        break;
      case "variable":
        if (node.name === "" || node.name === "$") names.push(`$${node.name}`);
        break;
      case "lambda":
      case "transform":
        break;
      default:
        for (const part of partsOf(node).reverse()) pending.push(part);
    }
  }
  return names;
}
