/** Projections: which parts of an item an answer holds. */

import { type AttributeValue, attributeOf, defineEntry, type Item } from "../values/attribute-value.ts";
import { throwFirst } from "./condition.ts";
import { parseProjection } from "./parse.ts";
import { DistinctPaths } from "./paths.ts";
import type { Faults, Placeholders, ResolvedPath } from "./placeholders.ts";

export type Projection = (item: Item) => Item;

/** The paths of a ProjectionExpression. Throws ValidationException for what it says wrongly. */
export function compileProjection(text: string, placeholders: Placeholders): readonly ResolvedPath[] {
  const faults: Faults = {};
  const distinct = new DistinctPaths();
  const paths = parseProjection(text).map((parsed) => {
    const path = placeholders.path(parsed, faults);
    const trouble = distinct.add(path);
    if (trouble !== undefined) faults[trouble.kind] ??= trouble.text;
    return path;
  });
  throwFirst("ProjectionExpression", faults);
  return paths;
}

/** For AttributesToGet, which names attributes and no paths. */
export function projectionOfNames(names: readonly string[]): Projection {
  return (item) => {
    const projected: Record<string, AttributeValue> = {};
    for (const name of names) {
      const value = attributeOf(item, name);
      if (value !== undefined) defineEntry(projected, name, value);
    }
    return projected;
  };
}

interface Wanted {
  whole: boolean;
  readonly parts: Map<string | number, Wanted>;
}

/** What is at those paths, in documents that hold nothing else; elements of a list close up. */
export function projectionOf(paths: readonly ResolvedPath[]): Projection {
  const root: Wanted = { whole: false, parts: new Map() };
  for (const path of paths) {
    let at = root;
    for (const element of path) {
      let next = at.parts.get(element);
      if (next === undefined) at.parts.set(element, (next = { whole: false, parts: new Map() }));
      at = next;
    }
    at.whole = true;
  }
  return (item) => part({ M: item }, root)?.M ?? {};
}

function part(value: AttributeValue, { whole, parts }: Wanted): AttributeValue | undefined {
  if (whole) return value;
  if (value.M !== undefined) {
    const projected: Record<string, AttributeValue> = {};
    let any = false;
    for (const [element, wanted] of parts) {
      const inner = typeof element === "string" ? attributeOf(value.M, element) : undefined;
      const found = inner === undefined ? undefined : part(inner, wanted);
      if (found === undefined) continue;
      defineEntry(projected, element as string, found);
      any = true;
    }
    return any ? { M: projected } : undefined;
  }
  if (value.L === undefined) return undefined;
  const list: AttributeValue[] = [];
  const indexes = [...parts.keys()].filter((element) => typeof element === "number").sort((one, other) => one - other);
  for (const index of indexes) {
    const inner = value.L[index];
    const found = inner === undefined ? undefined : part(inner, parts.get(index) as Wanted);
    if (found !== undefined) list.push(found);
  }
  return list.length > 0 ? { L: list } : undefined;
}
