/**
 * Finds what `%` stands for. A parent is what an earlier step of the path was applied to; the step found gets an
 * `ancestor` label, under which its input is carried along with each result (a tuple), so that `%` can read it
 * like a variable. A reference that leaves its path looks on in the path around it.
 */

import type { Node, ParentSlot, PathNode } from "./ast.ts";
import { JsonataSyntaxError } from "./errors.ts";
import { parentStepsMax } from "./limits.ts";

/** The part's open references become the whole's. */
export function seekParents(whole: Node, part: Node): void {
  if (part.seekingParent === undefined && part.kind !== "parent") return;
  const open = [...(part.seekingParent ?? [])];
  if (part.kind === "parent") open.push(part.slot);
  whole.seekingParent = [...(whole.seekingParent ?? []), ...open];
}

/** A predicate's references: one level up is what the filtered step was applied to. */
export function adoptParents(step: Node, predicate: Node): void {
  for (const slot of predicate.seekingParent ?? []) {
    if (slot.level === 1) bindParent(step, slot);
    else slot.level--;
  }
  seekParents(step, predicate);
}

/** Settles the references of the path's last step among the steps before it. */
export function resolvePath(path: PathNode): void {
  const last = path.steps.at(-1) as Node;
  const slots = [...(last.seekingParent ?? [])];
  if (last.kind === "parent") slots.push(last.slot);
  for (const slot of slots) {
    let index = path.steps.length - 2;
    while (slot.level > 0) {
      if (index < 0) {
        path.seekingParent ??= [];
        path.seekingParent.push(slot);
        break;
      }
      let step = path.steps[index--] as Node;
      // Contiguous steps that bind the focus all apply to the same input.
      while (index >= 0 && step.focus !== undefined && path.steps[index]?.focus !== undefined) step = path.steps[index--] as Node;
      bindParent(step, slot);
      if (path.steps.length - index > parentStepsMax) throw new JsonataSyntaxError("S0501", path.position);
    }
  }
}

function bindParent(node: Node, slot: ParentSlot): void {
  switch (node.kind) {
    case "name":
    case "wildcard":
      slot.level--;
      if (slot.level === 0) {
        if (node.ancestor === undefined) node.ancestor = slot;
        else slot.label = node.ancestor.label;
        node.tuple = true;
      }
      return;
    case "parent":
      slot.level++;
      return;
    case "block": {
      const last = node.expressions.at(-1);
      if (last === undefined) return;
      node.tuple = true;
      bindParent(last, slot);
      return;
    }
    case "path": {
      node.tuple = true;
      for (let index = node.steps.length - 1; index >= 0; index--) {
        bindParent(node.steps[index] as Node, slot);
        if (slot.level === 0) return;
      }
      return;
    }
    default:
      throw new JsonataSyntaxError("S0217", node.position, { token: node.kind });
  }
}
