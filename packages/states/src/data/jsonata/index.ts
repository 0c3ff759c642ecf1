/**
 * JSONata: a query and transformation language for JSON, here as a parser, a compiler to closures and a library of
 * functions. Synchronous, without clock or dice of its own, and bounded: whatever the text and the data, evaluating
 * ends, and the host's stack never overflows.
 */

import { compileTree } from "./compile.ts";
import { Frame, type JsonataEnvironment, Run } from "./frame.ts";
import { standardLibrary } from "./functions/standard.ts";
import { parseJsonata } from "./parser.ts";
import type { Node } from "./ast.ts";
import { type JsonataResult, resultOf } from "./result.ts";
import { Sequence, type Value, isArray } from "./values.ts";

export { JsonataError, JsonataSyntaxError } from "./errors.ts";
export type { JsonataEnvironment } from "./frame.ts";
export { type JsonataResult, unsupportedResult } from "./result.ts";
export type { EvaluationLimits } from "./limits.ts";
export { stepFunctionsLibrary } from "./functions/step-functions.ts";
export { readsContext, statesMembers, topLevelReferences } from "./references.ts";

/** Variables by name, without the `$`; as a function it answers undefined for what it does not know. */
export type JsonataScope = Readonly<Record<string, unknown>> | ((name: string) => unknown);

export interface CompiledJsonata {
  readonly tree: Node;
  /**
   * @param input what `$` and `$$` are; undefined where there is no input.
   * @returns plain JSON, undefined for nothing, or `unsupportedResult` for a function.
   * @throws JsonataError
   */
  readonly evaluate: (input: unknown, scope?: JsonataScope, environment?: JsonataEnvironment) => JsonataResult;
}

const noEnvironment: JsonataEnvironment = {};

/** @throws JsonataSyntaxError */
export function compileJsonata(text: string): CompiledJsonata {
  const tree = parseJsonata(text);
  const evaluateTree = compileTree(tree);
  return {
    tree,
    evaluate(input, scope = {}, environment = noEnvironment) {
      const lookup =
        typeof scope === "function"
          ? (name: string): Value => {
              const value = scope(name) as Value;
              return value === undefined ? standardLibrary.get(name) : value; // null is a value
            }
          : (name: string): Value => (Object.hasOwn(scope, name) ? (scope[name] as Value) : standardLibrary.get(name));
      const run = new Run(input as Value, lookup, environment);
      return resultOf(evaluateTree(contextItem(input as Value), new Frame(run)), run);
    },
  };
}

/** An input that is an array counts as one item, not as many. */
function contextItem(input: Value): Value {
  if (!isArray(input)) return input;
  const wrapped = new Sequence();
  wrapped.push(input);
  wrapped.isInput = true;
  return wrapped;
}
