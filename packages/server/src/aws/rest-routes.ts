/**
 * Finds the operation of a REST service by method, path and fixed query parameters. The URI templates of a model
 * become a tree of path segments; a literal segment wins over a label, a label over a greedy label (`{Key+}`),
 * and of several operations at one place the one with the most fixed query parameters that the request has. Where that
 * leaves several, what they cannot do without tells: UploadPart is a PutObject with a part number, CopyObject one with
 * the header that names a source.
 */
import type { IncomingHttpHeaders } from "node:http";
import { serializationException } from "./json-body.ts";
import type { OperationModel, ServiceModel } from "./model.ts";
import type { ServiceError } from "./service-error.ts";
import type { Route } from "./protocol.ts";
import { hasQueryParameter } from "./query-string.ts";

interface Leaf {
  readonly operation: string;
  readonly labels: readonly string[];
  /** Fixed parameters, `tagging` or `list-type=2`. */
  readonly query: readonly string[];
  /** Parameters and headers (in lower case) that the operation's input must have. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  readonly deprecated: boolean;
}

interface Node {
  readonly literals: Map<string, Node>;
  label: Node | undefined;
  greedy: Node | undefined;
  readonly leaves: Leaf[];
}

export interface RestRoutes {
  find(method: string, path: string, query: string, headers?: IncomingHttpHeaders): Route | undefined;
}

/** `malformed` words the refusal of a path with broken percent-encoding. */
export function createRestRoutes(model: ServiceModel, malformed: (cause: unknown) => ServiceError = notDecodable): RestRoutes {
  const byMethod = new Map<string, Node>();
  for (const [name, operation] of Object.entries(model.operations)) {
    let root = byMethod.get(operation.method);
    if (root === undefined) byMethod.set(operation.method, (root = newNode()));
    insert(root, leafOf(model, name, operation), operation.uri);
  }
  return {
    find(method, path, query, headers = {}) {
      const root = byMethod.get(method);
      if (root === undefined) return undefined;
      const values: string[] = [];
      const leaf = descend(root, { path, segments: segmentsOf(path), query, headers }, 0, values);
      return leaf === undefined ? undefined : { operation: leaf.operation, labels: decodeLabels(leaf.labels, values, malformed) };
    },
  };
}

function newNode(): Node {
  return { literals: new Map(), label: undefined, greedy: undefined, leaves: [] };
}

type LeafBeforePath = Omit<Leaf, "labels">;

function leafOf(model: ServiceModel, name: string, operation: OperationModel): LeafBeforePath {
  const query = operation.uri.split("?")[1] ?? "";
  const input = operation.input === undefined ? undefined : model.shapes?.[operation.input];
  const required = (input?.required ?? []).map((member) => ({ member, at: input?.members?.[member] }));
  const at = (location: string) => required.filter((one) => one.at?.location === location).map((one) => one.at?.locationName ?? one.member);
  return {
    operation: name,
    query: query === "" ? [] : query.split("&"),
    requiredQuery: at("querystring"),
    requiredHeaders: at("header").map((header) => header.toLowerCase()),
    deprecated: operation.deprecated === true,
  };
}

function insert(root: Node, leaf: LeafBeforePath, uri: string): void {
  const [path = "/"] = uri.split("?");
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
  node.leaves.push({ ...leaf, labels });
  node.leaves.sort((left, right) => right.query.length - left.query.length || Number(left.deprecated) - Number(right.deprecated));
}

/** Segments without the leading slash; a trailing slash makes no difference, models and SDKs disagree about it. */
function segmentsOf(path: string): string[] {
  const end = path.endsWith("/") ? path.length - 1 : path.length;
  return end <= 1 ? [] : path.slice(1, end).split("/");
}

interface Request {
  readonly path: string;
  readonly segments: readonly string[];
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
}

/** Of those with the most fixed parameters the one that misses least; of these the one that asks for most. */
function leafFor(leaves: readonly Leaf[], { query, headers }: Request): Leaf | undefined {
  const possible = leaves.filter((leaf) => leaf.query.every((parameter) => hasQueryParameter(query, parameter)));
  const [first] = possible;
  if (possible.length <= 1 || first === undefined) return first;
  let best: { readonly leaf: Leaf; readonly missing: number; readonly asked: number } | undefined;
  for (const leaf of possible) {
    if (leaf.query.length < first.query.length) break;
    const asked = leaf.requiredQuery.length + leaf.requiredHeaders.length;
    const missing =
      leaf.requiredQuery.filter((parameter) => !hasQueryParameter(query, parameter)).length +
      leaf.requiredHeaders.filter((header) => headers[header] === undefined).length;
    if (best === undefined || missing < best.missing || (missing === best.missing && asked > best.asked)) best = { leaf, missing, asked };
  }
  return best?.leaf;
}

function descend(node: Node, request: Request, at: number, values: string[]): Leaf | undefined {
  const { segments } = request;
  if (at === segments.length) return leafFor(node.leaves, request);
  const segment = segments[at] ?? "";
  const literal = node.literals.get(segment);
  if (literal !== undefined) {
    const leaf = descend(literal, request, at + 1, values);
    if (leaf !== undefined) return leaf;
  }
  if (node.label !== undefined && segment !== "") {
    values.push(segment);
    const leaf = descend(node.label, request, at + 1, values);
    if (leaf !== undefined) return leaf;
    values.pop();
  }
  if (node.greedy !== undefined) {
    values.push(restOf(request.path, at));
    const leaf = descend(node.greedy, request, segments.length, values);
    if (leaf !== undefined) return leaf;
    values.pop();
  }
  return undefined;
}

/** What stands in the path after so many segments, to its very end: a key may hold and end with slashes. */
function restOf(path: string, segments: number): string {
  let from = 1;
  for (let passed = 0; passed < segments; passed++) from = path.indexOf("/", from) + 1;
  return path.slice(from);
}

function notDecodable(cause: unknown): ServiceError {
  return serializationException("The request path is not properly percent-encoded.", cause);
}

function decodeLabels(
  names: readonly string[],
  values: readonly string[],
  malformed: (cause: unknown) => ServiceError,
): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    try {
      labels[name] = decodeURIComponent(values[index] ?? "");
    } catch (cause) {
      throw malformed(cause);
    }
  }
  return labels;
}
