/** Paths through documents: reading, and which two may not stand in one expression. */

import { type AttributeValue, attributeOf, type Item } from "../values/attribute-value.ts";
import type { ResolvedPath } from "./placeholders.ts";

export function valueAt(item: Item | undefined, path: ResolvedPath): AttributeValue | undefined {
  let value: AttributeValue | undefined = item === undefined ? undefined : { M: item };
  for (const element of path) {
    if (value === undefined) return undefined;
    value = typeof element === "number" ? value.L?.[element] : attributeOf(value.M, element);
  }
  return value;
}

/** As refusals show it: `[a, [1], b]`. */
export function pathText(path: ResolvedPath): string {
  return `[${path.map((element) => (typeof element === "number" ? `[${element}]` : element)).join(", ")}]`;
}

export function samePath(one: ResolvedPath, other: ResolvedPath): boolean {
  return one.length === other.length && one.every((element, at) => element === other[at]);
}

interface PathNode {
  path: ResolvedPath | undefined;
  readonly children: Map<string | number, PathNode>;
}

/** Paths of one expression, of which none may lie on another's way, nor take for a list what another takes for a map. */
export class DistinctPaths {
  readonly #root: PathNode = { path: undefined, children: new Map() };

  /** What is wrong with one more; undefined: nothing. */
  add(path: ResolvedPath): { readonly kind: "overlap" | "conflict"; readonly text: string } | undefined {
    let node = this.#root;
    for (const element of path) {
      if (node.path !== undefined) return overlap(node.path, path);
      const [sibling] = node.children.entries();
      if (sibling !== undefined && typeof sibling[0] !== typeof element) return conflict(firstPath(sibling[1]), path);
      let child = node.children.get(element);
      if (child === undefined) node.children.set(element, (child = { path: undefined, children: new Map() }));
      node = child;
    }
    if (node.path !== undefined) return overlap(node.path, path);
    const [below] = node.children.values();
    if (below !== undefined) return overlap(firstPath(below), path);
    node.path = path;
    return undefined;
  }
}

function firstPath(node: PathNode): ResolvedPath {
  let at = node;
  while (at.path === undefined) at = at.children.values().next().value as PathNode;
  return at.path;
}

const rewrite = "with each other; must remove or rewrite one of these paths; path one: ";

function overlap(one: ResolvedPath, other: ResolvedPath) {
  return { kind: "overlap", text: `Two document paths overlap ${rewrite}${pathText(one)}, path two: ${pathText(other)}` } as const;
}

function conflict(one: ResolvedPath, other: ResolvedPath) {
  return { kind: "conflict", text: `Two document paths conflict ${rewrite}${pathText(one)}, path two: ${pathText(other)}` } as const;
}
