/**
 * Turns the syntax tree into closures, once; evaluating is then calling them with a context and a frame. Every node
 * that has operands counts one level of evaluation depth, which is what bounds the host's stack as well.
 */

import type { BinaryNode, CallNode, LambdaNode, Node } from "./ast.ts";
import { JsonataError, depthLimitError } from "./errors.ts";
import { type Frame, contextOf } from "./frame.ts";
import { compileGroup } from "./group.ts";
import { invoke, partial, placeholder } from "./invoke.ts";
import { treeHeightMax } from "./limits.ts";
import { isNumeric, isTrue, operators } from "./operators.ts";
import { type Evaluate, compileFilter, compilePathNode, descendants, lookUp, wildcard } from "./path.ts";
import { compileRegexFunction } from "./regex-function.ts";
import { compileTransform } from "./transform.ts";
import { ConstructedArray, JsonataFunction, Sequence, TailCall, type Value, isArray, isFunction, settle } from "./values.ts";

/** @throws JsonataSyntaxError for a signature or regular expression that does not parse. */
export function compileTree(root: Node): Evaluate {
  // What is higher than any depth allowed cannot be evaluated; compiling it would take the host's stack.
  if (root.height > treeHeightMax) {
    return () => {
      throw depthLimitError();
    };
  }
  return compileNode(root);
}

function compileNode(node: Node): Evaluate {
  switch (node.kind) {
    case "literal":
      if (node.predicates === undefined && node.group === undefined) {
        const { value } = node;
        return () => value;
      }
      break;
    case "variable":
      if (node.predicates === undefined && node.group === undefined && !node.keepArray) return compileVariable(node.name);
      break;
    case "name": {
      const { name } = node;
      return (input, frame) => settle(lookUp(input, name, frame.run));
    }
    case "path":
      if (node.predicates === undefined && node.group === undefined) {
        const plain = compileMemberPath(node);
        if (plain !== undefined) return plain;
      }
      break;
    default:
  }
  return refined(node, compileBare(node));
}

/** Adds what can hang on any node: predicates, grouping, `[]`; and settles sequences. */
function refined(node: Node, bare: Evaluate): Evaluate {
  const filters = (node.predicates ?? []).map((stage) => compileFilter(stage.expression, compileNode));
  const group = node.group === undefined ? undefined : compileGroup(node.group, compileNode);
  const keepArray = node.keepArray === true;
  if (filters.length === 0 && group === undefined) {
    return (input, frame) => {
      const { run } = frame;
      run.descend();
      const result = bare(input, frame);
      run.depth--;
      if (!(result instanceof Sequence)) return result;
      if (keepArray) result.keepSingleton = true;
      return settle(result);
    };
  }
  return (input, frame) => {
    const { run } = frame;
    run.descend();
    let result = bare(input, frame);
    for (const filter of filters) if (result !== undefined) result = filter(result, frame);
    if (group !== undefined) result = group(result, frame);
    run.depth--;
    if (!(result instanceof Sequence)) return result;
    if (keepArray) result.keepSingleton = true;
    return settle(result);
  };
}

function compileBare(node: Node): Evaluate {
  switch (node.kind) {
    case "literal": {
      const { value } = node;
      return () => value;
    }
    case "name": {
      const { name } = node;
      return (input, frame) => lookUp(input, name, frame.run);
    }
    case "variable":
      return compileVariable(node.name);
    case "wildcard":
      return (input, frame) => wildcard(input, frame.run);
    case "descendant":
      return (input, frame) => descendants(input, frame.run);
    case "parent": {
      const { slot } = node;
      return (_input, frame) => frame.lookup(slot.label);
    }
    case "path":
      return compilePathNode(node, compileNode);
    case "binary":
      return compileBinary(node);
    case "negate": {
      const operand = compileNode(node.operand);
      const { position } = node;
      return (input, frame) => {
        const value = operand(input, frame);
        if (value === undefined) return undefined;
        if (!isNumeric(value)) throw new JsonataError("D1002", { value, position, token: "-" });
        return -value;
      };
    }
    case "array":
      return compileArray(node.items, node.consArray === true);
    case "object":
      return compileGroup(node.pairs, compileNode);
    case "block":
      return compileBlock(node.expressions, compileNode);
    case "condition":
      return compileCondition(node.condition, node.then, node.otherwise, compileNode);
    case "coalesce":
    case "elvis": {
      const left = compileNode(node.left);
      const right = compileNode(node.right);
      const takesLeft = node.kind === "coalesce" ? (value: Value): boolean => value !== undefined : isTrue;
      return (input, frame) => {
        const value = left(input, frame);
        return takesLeft(value) ? value : right(input, frame);
      };
    }
    case "bind": {
      const value = compileNode(node.value);
      const { name } = node;
      return (input, frame) => {
        const bound = value(input, frame);
        frame.bind(name, bound);
        return bound;
      };
    }
    case "call":
      return compileCall(node);
    case "lambda":
      return compileLambda(node);
    case "sort":
      throw new JsonataError("T2008", { position: node.position });
    case "transform":
      return compileTransform(node, compileNode);
    case "apply":
      return compileApply(node.left, node.right, node.position);
    case "regex": {
      const regex = compileRegexFunction(node.source, node.flags, node.position);
      return () => regex;
    }
  }
}

function compileVariable(name: string): Evaluate {
  if (name === "") return contextOf;
  if (name === "$") return (_input, frame) => frame.run.root;
  return (_input, frame) => frame.lookup(name);
}

/**
 * A path of nothing but names, perhaps behind a variable (`$states.input.order.total`): the common case, walked
 * without making sequences while the values met are plain objects.
 */
function compileMemberPath(node: Node & { kind: "path" }): Evaluate | undefined {
  const { steps } = node;
  const plain = steps.every(
    (step, index) =>
      (step.kind === "name" || (index === 0 && step.kind === "variable" && step.predicates === undefined && step.group === undefined)) &&
      step.stages === undefined &&
      !step.tuple &&
      !step.keepArray,
  );
  if (!plain || node.keepSingleton || node.keepArray || node.tuple) return undefined;
  const general = refined(node, compilePathNode(node, compileNode));
  const [first, ...rest] = steps;
  const start = first?.kind === "variable" ? compileVariable(first.name) : undefined;
  const names = (start === undefined ? steps : rest).map((step) => (step.kind === "name" ? step.name : ""));
  return (input, frame) => {
    const { run } = frame;
    run.spend(1);
    if (run.depth + 2 > run.limits.evaluationDepthMax) throw depthLimitError();
    let current = start === undefined ? input : start(input, frame);
    for (const name of names) {
      if (isArray(current)) return general(input, frame);
      if (typeof current !== "object" || current === null || isFunction(current)) return undefined;
      if (!Object.hasOwn(current, name)) return undefined;
      current = (current as Record<string, Value>)[name];
    }
    return current instanceof Sequence ? general(input, frame) : current;
  };
}

function compileBinary(node: BinaryNode): Evaluate {
  const left = compileNode(node.left);
  const right = compileNode(node.right);
  const { operator, position } = node;
  if (operator === "and") return (input, frame) => isTrue(left(input, frame)) && isTrue(right(input, frame));
  if (operator === "or") return (input, frame) => isTrue(left(input, frame)) || isTrue(right(input, frame));
  const operate = operators[operator];
  if (operate === undefined) throw new JsonataError("S0204", { token: operator, position });
  return (input, frame) => {
    const leftValue = left(input, frame);
    const rightValue = right(input, frame);
    try {
      return operate(leftValue, rightValue, frame.run);
    } catch (problem) {
      if (problem instanceof JsonataError) {
        problem.details.position ??= position;
        problem.details.token ??= operator;
      }
      throw problem;
    }
  };
}

function compileArray(items: readonly Node[], isConstructed: boolean): Evaluate {
  const parts = items.map((item) => ({ evaluate: compileNode(item), nests: item.kind === "array" }));
  return (input, frame) => {
    const array: Value[] = isConstructed ? new ConstructedArray() : [];
    for (const { evaluate, nests } of parts) {
      const value = evaluate(input, frame);
      if (value === undefined) continue;
      if (nests || !isArray(value)) {
        array.push(value);
      } else {
        frame.run.spend(value.length);
        for (const inner of value) array.push(inner);
      }
    }
    return array;
  };
}

function compileBlock(expressions: readonly Node[], compileLast: (node: Node) => Evaluate): Evaluate {
  const compiled = expressions.map((expression, index) => (index === expressions.length - 1 ? compileLast : compileNode)(expression));
  return (input, frame) => {
    const scope = frame.child();
    let result: Value;
    for (const evaluate of compiled) result = evaluate(input, scope);
    return result;
  };
}

function compileCondition(condition: Node, then: Node, otherwise: Node | undefined, compileBranch: (node: Node) => Evaluate): Evaluate {
  const holds = compileNode(condition);
  const whenTrue = compileBranch(then);
  const whenFalse = otherwise === undefined ? undefined : compileBranch(otherwise);
  return (input, frame) => (isTrue(holds(input, frame)) ? whenTrue(input, frame) : whenFalse?.(input, frame));
}

// ---- functions

/** The name a call goes by in messages. */
function calleeName(procedure: Node): string | undefined {
  if (procedure.kind === "variable") return procedure.name;
  if (procedure.kind === "path" && procedure.steps[0]?.kind === "name") return procedure.steps[0].name;
  return undefined;
}

interface CompiledCall {
  readonly callee: Evaluate;
  readonly args: readonly Evaluate[];
  readonly name: string | undefined;
  readonly position: number;
  /** A bare name that a `$` would make the name of a function: the message asks about it. */
  readonly bareName: string | undefined;
}

function compileCallParts(node: CallNode): CompiledCall {
  const { procedure, position } = node;
  return {
    callee: compileNode(procedure),
    args: node.args.map((argument) => (argument === undefined ? () => undefined : compileNode(argument))),
    name: calleeName(procedure),
    position,
    bareName: procedure.kind === "path" ? calleeName(procedure) : undefined,
  };
}

function calleeOf(call: CompiledCall, input: Value, frame: Frame): Value {
  const callee = call.callee(input, frame);
  if (callee === undefined && call.bareName !== undefined && frame.lookup(call.bareName) !== undefined) {
    throw new JsonataError("T1005", { token: call.bareName, position: call.position });
  }
  return callee;
}

function compileCall(node: CallNode): Evaluate {
  if (node.args.includes(undefined)) return compilePartial(node);
  const call = compileCallParts(node);
  const { args, name, position } = call;
  return (input, frame) => {
    const callee = calleeOf(call, input, frame);
    const values: Value[] = [];
    for (const argument of args) values.push(argument(input, frame));
    return invoke(callee, values, contextOf(input), frame.run, name, position);
  };
}

function compileTailCall(node: CallNode): Evaluate {
  const call = compileCallParts(node);
  const { args, name, position } = call;
  const evaluate = (input: Value, frame: Frame): TailCall => {
    const callee = calleeOf(call, input, frame);
    const values: Value[] = [];
    for (const argument of args) values.push(argument(input, frame));
    return new TailCall(callee, values, contextOf(input), name, position);
  };
  // Only the loop in invoke.ts ever sees what this answers.
  return evaluate as unknown as Evaluate;
}

function compilePartial(node: CallNode): Evaluate {
  const callee = compileNode(node.procedure);
  const args = node.args.map((argument) => (argument === undefined ? undefined : compileNode(argument)));
  const name = calleeName(node.procedure);
  const { position } = node;
  const isBare = node.procedure.kind === "path";
  return (input, frame) => {
    const value = callee(input, frame);
    if (!isFunction(value)) {
      const meant = isBare && name !== undefined && frame.lookup(name) !== undefined;
      throw new JsonataError(meant ? "T1007" : "T1008", { token: name, position });
    }
    return partial(
      value,
      args.map((argument) => (argument === undefined ? placeholder : argument(input, frame))),
    );
  };
}

function compileLambda(node: LambdaNode): Evaluate {
  const { parameters, signature } = node;
  const body = compileTail(node.body);
  return (input, frame) =>
    new JsonataFunction(
      (args) => {
        const names = new Map<string, Value>();
        for (let i = 0; i < parameters.length; i++) names.set(parameters[i] as string, args[i]);
        return body(input, frame.child(names));
      },
      parameters.length,
      signature,
    );
}

/** A function's body: calls at its end are handed back instead of made. */
function compileTail(node: Node): Evaluate {
  if (node.predicates !== undefined || node.group !== undefined || node.keepArray) return compileNode(node);
  switch (node.kind) {
    case "call":
      return node.args.includes(undefined) ? compileNode(node) : levelled(compileTailCall(node));
    case "condition":
      return levelled(compileCondition(node.condition, node.then, node.otherwise, compileTail));
    case "block":
      return node.tuple ? compileNode(node) : levelled(compileBlock(node.expressions, compileTail));
    default:
      return compileNode(node);
  }
}

function levelled(evaluate: Evaluate): Evaluate {
  return (input, frame) => {
    const { run } = frame;
    run.descend();
    const result = evaluate(input, frame);
    run.depth--;
    return settle(result);
  };
}

/** `a ~> f(b)` calls f(a, b); `a ~> f` calls f(a), or chains both when a is a function itself. */
function compileApply(leftNode: Node, rightNode: Node, position: number): Evaluate {
  const left = compileNode(leftNode);
  if (
    rightNode.kind === "call" &&
    rightNode.predicates === undefined &&
    rightNode.group === undefined &&
    !rightNode.args.includes(undefined)
  ) {
    const call = compileCallParts(rightNode);
    return (input, frame) => {
      const values: Value[] = [left(input, frame)];
      const callee = calleeOf(call, input, frame);
      for (const argument of call.args) values.push(argument(input, frame));
      return invoke(callee, values, contextOf(input), frame.run, call.name, call.position);
    };
  }
  const right = compileNode(rightNode);
  const name = calleeName(rightNode);
  return (input, frame) => {
    const value = left(input, frame);
    const callee = right(input, frame);
    if (!isFunction(callee)) throw new JsonataError("T2006", { value: callee, position });
    if (!isFunction(value)) return invoke(callee, [value], undefined, frame.run, name, position);
    return new JsonataFunction((args, { run }) => invoke(callee, [invoke(value, args, undefined, run)], undefined, run), 1);
  };
}
