/**
 * The syntax tree of an expression. The parser builds it bottom up and decorates nodes while it goes: a name that
 * gets a predicate becomes a path with a stage, a step that someone refers to with `%` starts carrying tuples.
 * Therefore the members are mutable; after parsing nobody changes them.
 */

import type { Signature } from "./signature.ts";

export type Node =
  | LiteralNode
  | NameNode
  | VariableNode
  | WildcardNode
  | ParentNode
  | PathNode
  | BinaryNode
  | NegateNode
  | ArrayNode
  | ObjectNode
  | BlockNode
  | ConditionNode
  | CoalesceNode
  | BindNode
  | CallNode
  | LambdaNode
  | SortNode
  | TransformNode
  | ApplyNode
  | RegexNode;

interface NodeBase {
  /** Offset behind the token that made the node. */
  position: number;
  /** Levels of nodes below and including this one: how deep compiling it recurses. */
  height: number;
  /** `[]` follows: a single result stays an array. */
  keepArray?: boolean;
  /** `x[...]` on what is not a path. */
  predicates?: FilterStage[];
  /** `x{...}`. */
  group?: Group;
  /** As a step of a path: its predicates and index bindings, in order. */
  stages?: Stage[];
  /** `@$name`. */
  focus?: string;
  /** `#$name`. */
  index?: string;
  /** The step must carry tuples, because a focus, an index or a parent is bound along the path. */
  tuple?: boolean;
  /** Someone below refers to what this step was applied to. */
  ancestor?: ParentSlot;
  /** References to a parent that must be found further out. */
  seekingParent?: ParentSlot[];
  /** An array constructor whose array must not be flattened into the result. */
  consArray?: boolean;
}

export interface FilterStage {
  readonly kind: "filter";
  readonly expression: Node;
}
export interface IndexStage {
  readonly kind: "index";
  readonly name: string;
}
export type Stage = FilterStage | IndexStage;

/** Key and value expressions of `{k: v, ...}`. */
export interface Group {
  readonly pairs: readonly (readonly [Node, Node])[];
  readonly position: number;
}

/** One `%`: how many levels up it looks, and the hidden variable that holds what it finds. */
export interface ParentSlot {
  label: string;
  level: number;
}

export interface LiteralNode extends NodeBase {
  kind: "literal";
  value: string | number | boolean | null;
}
export interface NameNode extends NodeBase {
  kind: "name";
  name: string;
}
export interface VariableNode extends NodeBase {
  kind: "variable";
  /** Without the `$`: empty is the context, `$` the root. */
  name: string;
}
export interface WildcardNode extends NodeBase {
  kind: "wildcard" | "descendant";
}
export interface ParentNode extends NodeBase {
  kind: "parent";
  slot: ParentSlot;
}
export interface PathNode extends NodeBase {
  kind: "path";
  steps: Node[];
  keepSingleton: boolean;
}
export interface BinaryNode extends NodeBase {
  kind: "binary";
  operator: string;
  left: Node;
  right: Node;
}
export interface NegateNode extends NodeBase {
  kind: "negate";
  operand: Node;
}
export interface ArrayNode extends NodeBase {
  kind: "array";
  items: Node[];
}
export interface ObjectNode extends NodeBase {
  kind: "object";
  pairs: Group;
}
export interface BlockNode extends NodeBase {
  kind: "block";
  expressions: Node[];
}
export interface ConditionNode extends NodeBase {
  kind: "condition";
  condition: Node;
  then: Node;
  otherwise: Node | undefined;
}
/** `a ?? b` takes b when a is nothing, `a ?: b` when a is not truthy. */
export interface CoalesceNode extends NodeBase {
  kind: "coalesce" | "elvis";
  left: Node;
  right: Node;
}
export interface BindNode extends NodeBase {
  kind: "bind";
  name: string;
  value: Node;
}
export interface CallNode extends NodeBase {
  kind: "call";
  procedure: Node;
  /** Undefined is the placeholder `?`, which makes the call a partial application. */
  args: (Node | undefined)[];
}
export interface LambdaNode extends NodeBase {
  kind: "lambda";
  parameters: string[];
  signature: Signature | undefined;
  body: Node;
}
export interface SortNode extends NodeBase {
  kind: "sort";
  terms: { readonly expression: Node; readonly descending: boolean }[];
}
export interface TransformNode extends NodeBase {
  kind: "transform";
  pattern: Node;
  update: Node;
  remove: Node | undefined;
}
export interface ApplyNode extends NodeBase {
  kind: "apply";
  left: Node;
  right: Node;
}
export interface RegexNode extends NodeBase {
  kind: "regex";
  source: string;
  flags: string;
}

/** Expressions that a node is made of, wherever they hang; parents of `%` and names at the top level are found with it. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = partsOf(node);
  for (const predicate of node.predicates ?? []) children.push(predicate.expression);
  for (const stage of node.stages ?? []) if (stage.kind === "filter") children.push(stage.expression);
  for (const [key, value] of node.group?.pairs ?? []) children.push(key, value);
  return children;
}

/** The same without predicates, stages and grouping, which are evaluated against another context. */
export function partsOf(node: Node): Node[] {
  switch (node.kind) {
    case "literal":
    case "name":
    case "variable":
    case "wildcard":
    case "descendant":
    case "parent":
    case "regex":
      return [];
    case "path":
      return [...node.steps];
    case "binary":
    case "coalesce":
    case "elvis":
    case "apply":
      return [node.left, node.right];
    case "negate":
      return [node.operand];
    case "array":
      return [...node.items];
    case "object":
      return node.pairs.pairs.flat();
    case "block":
      return [...node.expressions];
    case "condition":
      return node.otherwise === undefined ? [node.condition, node.then] : [node.condition, node.then, node.otherwise];
    case "bind":
      return [node.value];
    case "call":
      return [node.procedure, ...node.args.filter((argument) => argument !== undefined)];
    case "lambda":
      return [node.body];
    case "sort":
      return node.terms.map((term) => term.expression);
    case "transform":
      return node.remove === undefined ? [node.pattern, node.update] : [node.pattern, node.update, node.remove];
  }
}
