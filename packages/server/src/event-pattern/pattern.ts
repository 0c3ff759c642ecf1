/**
 * A pattern compiled once, and held against many events. Fields of objects within an array have to be found in the same
 * element of it; an array of scalars matches when one of them does.
 */

import type { Scalar } from "./matchers.ts";
import { type Alternative, type FieldTest, parsePattern } from "./parse.ts";

export interface EventPattern {
  /** Whether an event, parsed from JSON, matches. */
  matches(event: unknown): boolean;
  /**
   * Whether an event may match whose top-level field has that value, whatever the rest of it: to spare making events
   * that nobody wants.
   */
  mayMatch(field: string, value: string): boolean;
}

/** Arrays directly within one another that are looked through. */
const nestedArraysMax = 64;

/** Throws InvalidPattern. */
export function compilePattern(text: string): EventPattern {
  const alternatives = parsePattern(text);
  const roots = alternatives.map(treeOf);
  return {
    matches: (event) => isObject(event) && roots.some((root) => matchesObject(root, event)),
    mayMatch: (field, value) =>
      alternatives.some((alternative) => {
        const test = alternative.get(field);
        return test === undefined || test.matchers.some((matches) => matches(value));
      }),
  };
}

/** The fields of an alternative as a tree, since objects are walked down from their root. */
interface Node {
  readonly children: Map<string, Node>;
  test?: FieldTest;
  /** Whether a field below, or this one, must be there. */
  needsPresence: boolean;
  /** The path of the first field below that must be there, in the order of paths; AWS looks at fields in that order. */
  firstNeeded: string | undefined;
  path: string;
}

function treeOf(alternative: Alternative): Node {
  const node = (path: string): Node => ({ children: new Map(), needsPresence: false, firstNeeded: undefined, path });
  const root = node("");
  for (const [path, test] of [...alternative].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const isNeeded = test.matchers.length > 0;
    let at = root;
    const note = () => {
      if (!isNeeded) return;
      at.needsPresence = true;
      at.firstNeeded ??= path;
    };
    note();
    for (const step of path.split(".")) {
      let child = at.children.get(step);
      if (child === undefined) at.children.set(step, (child = node(at.path === "" ? step : `${at.path}.${step}`)));
      at = child;
      note();
    }
    at.test = test;
  }
  return root;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function matchesObject(node: Node, object: JsonObject): boolean {
  const dotted = Object.keys(object).filter((key) => key.includes("."));
  for (const [step, child] of node.children) {
    if (dotted.length === 0) {
      if (!matchesValue(child, Object.hasOwn(object, step) ? object[step] : undefined)) return false;
      continue;
    }
    // `{"a.b": 1}` has the field `a.b` as `{"a": {"b": 1}}` does.
    const values = Object.hasOwn(object, step) ? [object[step]] : [];
    for (const key of dotted) if (key.startsWith(`${step}.`)) values.push({ [key.slice(step.length + 1)]: object[key] });
    if (values.length === 0) values.push(undefined);
    if (!values.some((value) => matchesValue(child, value))) return false;
  }
  return true;
}

/** `value` is undefined where the object has no such field. */
function matchesValue(node: Node, value: unknown): boolean {
  if (node.test !== undefined && !passes(node.test, value)) return false;
  if (node.children.size === 0) return true;
  if (isObject(value)) return matchesObject(node, value);
  if (Array.isArray(value)) return matchesElements(node, value, 0);
  return isAllAbsent(node);
}

/** Whether one element of the array has all that is wanted of its fields. */
function matchesElements(node: Node, array: readonly unknown[], depth: number): boolean {
  if (!node.needsPresence) return isAbsentIn(node, array, depth);
  // Asked of all elements at most once, and not for each that matches.
  let areAbsent: boolean | undefined;
  return array.some((element) => {
    if (Array.isArray(element)) return depth < nestedArraysMax && matchesElements(node, element, depth + 1);
    if (!isObject(element)) return false;
    // A field that must be absent and comes before those that tell the element must be absent from all elements.
    if (!matchesObject(node, element)) return false;
    areAbsent ??= earlierAbsences(node, node.firstNeeded ?? "").every((child) => isAbsentIn(child, array, depth, node));
    return areAbsent;
  });
}

function earlierAbsences(node: Node, before: string): readonly Node[] {
  return [...node.children.values()].filter((child) => !child.needsPresence && child.path < before);
}

/** Whether no element has a field that `node`, of which nothing must be there, wants absent. */
function isAbsentIn(node: Node, array: readonly unknown[], depth: number, parent?: Node): boolean {
  return array.every((element) => {
    if (Array.isArray(element)) return depth < nestedArraysMax && isAbsentIn(node, element, depth + 1, parent);
    if (!isObject(element)) return true;
    if (parent === undefined) return matchesObject(node, element);
    const step = node.path.slice(parent.path === "" ? 0 : parent.path.length + 1);
    return matchesValue(node, Object.hasOwn(element, step) ? element[step] : undefined);
  });
}

/** Whether everything below may be absent. */
function isAllAbsent(node: Node): boolean {
  for (const child of node.children.values()) {
    if (child.test !== undefined && !child.test.mayBeAbsent) return false;
    if (!isAllAbsent(child)) return false;
  }
  return true;
}

/** An object is no value: its fields are. An empty array has none either. */
function passes(test: FieldTest, value: unknown): boolean {
  const found = { any: false };
  if (someScalar(value, (scalar) => test.matchers.some((matches) => matches(scalar)), found, 0)) return true;
  return test.mayBeAbsent && !found.any;
}

function someScalar(value: unknown, is: (scalar: Scalar) => boolean, found: { any: boolean }, depth: number): boolean {
  if (value === undefined) return false;
  if (Array.isArray(value)) return depth < nestedArraysMax && value.some((element) => someScalar(element, is, found, depth + 1));
  if (isObject(value)) return false;
  found.any = true;
  return is(value as Scalar);
}
