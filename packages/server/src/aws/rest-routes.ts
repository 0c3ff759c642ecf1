/**
 * Finds the operation of a REST service by method, path and fixed query parameters. The URI templates of a model
 * become a tree of path segments; a literal segment wins over a label, a label over a greedy label (`{Key+}`),
 * and of several operations at one place the one with the most fixed query parameters that the request has.
 */
import { serializationException } from "./json-body.ts";
import type { ServiceModel } from "./model.ts";
import type { Route } from "./protocol.ts";
import { hasQueryParameter } from "./query-string.ts";

interface Leaf {
  readonly operation: string;
  readonly labels: readonly string[];
  /** Fixed parameters, `tagging` or `list-type=2`. */
  readonly query: readonly string[];
}

interface Node {
  readonly literals: Map<string, Node>;
  label: Node | undefined;
  greedy: Node | undefined;
  readonly leaves: Leaf[];
}

export interface RestRoutes {
  find(method: string, path: string, query: string): Route | undefined;
}

export function createRestRoutes(model: ServiceModel): RestRoutes {
  const byMethod = new Map<string, Node>();
  for (const [name, operation] of Object.entries(model.operations)) {
    let root = byMethod.get(operation.method);
    if (root === undefined) byMethod.set(operation.method, (root = newNode()));
    insert(root, name, operation.uri);
  }
  return {
    find(method, path, query) {
      const root = byMethod.get(method);
      if (root === undefined) return undefined;
      const segments = segmentsOf(path);
      const values: string[] = [];
      const leaf = descend(root, segments, 0, values, query);
      return leaf === undefined ? undefined : { operation: leaf.operation, labels: decodeLabels(leaf.labels, values) };
    },
  };
}

function newNode(): Node {
  return { literals: new Map(), label: undefined, greedy: undefined, leaves: [] };
}

function insert(root: Node, operation: string, uri: string): void {
  const [path = "/", query = ""] = uri.split("?");
  const labels: string[] = [];
  let node = root;
  for (const segment of segmentsOf(path)) {
    const label = /^\{([^}+]+)(\+?)\}$/.exec(segment);
    if (label === null) {
      let next = node.literals.get(segment);
      if (next === undefined) node.literals.set(segment, (next = newNode()));
      node = next;
    } else {
      labels.push(label[1] ?? "");
      if (label[2] === "+") node = node.greedy ??= newNode();
      else node = node.label ??= newNode();
    }
  }
  node.leaves.push({ operation, labels, query: query === "" ? [] : query.split("&") });
  node.leaves.sort((left, right) => right.query.length - left.query.length);
}

/** Segments without the leading slash; a trailing slash makes no difference, models and SDKs disagree about it. */
function segmentsOf(path: string): string[] {
  const end = path.endsWith("/") ? path.length - 1 : path.length;
  return end <= 1 ? [] : path.slice(1, end).split("/");
}

function descend(node: Node, segments: readonly string[], at: number, values: string[], query: string): Leaf | undefined {
  if (at === segments.length) return node.leaves.find((leaf) => leaf.query.every((parameter) => hasQueryParameter(query, parameter)));
  const segment = segments[at] ?? "";
  const literal = node.literals.get(segment);
  if (literal !== undefined) {
    const leaf = descend(literal, segments, at + 1, values, query);
    if (leaf !== undefined) return leaf;
  }
  if (node.label !== undefined && segment !== "") {
    values.push(segment);
    const leaf = descend(node.label, segments, at + 1, values, query);
    if (leaf !== undefined) return leaf;
    values.pop();
  }
  if (node.greedy !== undefined) {
    values.push(segments.slice(at).join("/"));
    const leaf = descend(node.greedy, segments, segments.length, values, query);
    if (leaf !== undefined) return leaf;
    values.pop();
  }
  return undefined;
}

function decodeLabels(names: readonly string[], values: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    try {
      labels[name] = decodeURIComponent(values[index] ?? "");
    } catch (cause) {
      throw serializationException("The request path is not properly percent-encoded.", cause);
    }
  }
  return labels;
}
