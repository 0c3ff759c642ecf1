/**
 * Calling functions. A call in tail position comes back as a `TailCall`, and the loop here makes it, so that tail
 * recursion takes neither the host's stack nor evaluation depth.
 */

import { JsonataError, depthLimitError } from "./errors.ts";
import type { Run } from "./frame.ts";
import { fitArguments } from "./signature.ts";
import { JsonataFunction, TailCall, type Value, isFunction } from "./values.ts";

export function invoke(
  callee: Value,
  args: readonly Value[],
  input: Value,
  run: Run,
  name: string | undefined = undefined,
  position: number | undefined = undefined,
): Value {
  // A call node makes two calls at most: of a higher-order function and of what that calls.
  if (++run.calls > 2 * run.limits.evaluationDepthMax) throw depthLimitError();
  let result = invokeOnce(callee, args, input, run, name, position);
  while (result instanceof TailCall) {
    run.spend(1);
    result = invokeOnce(result.callee, result.args, result.input, run, result.name, result.position);
  }
  run.calls--;
  return result;
}

function invokeOnce(
  callee: Value,
  args: readonly Value[],
  input: Value,
  run: Run,
  name: string | undefined,
  position: number | undefined,
): Value | TailCall {
  try {
    if (!isFunction(callee)) throw new JsonataError("T1006");
    const fitted = callee.signature === undefined ? args : fitArguments(callee.signature, args, input, callee.name ?? name);
    return callee.implementation(fitted, { input, run });
  } catch (problem) {
    if (problem instanceof JsonataError) {
      problem.details.position ??= position as number;
      problem.details.token ??= (isFunction(callee) ? callee.name : undefined) ?? name;
    }
    throw problem;
  }
}

/** Passes a higher-order function's item, index and whole, as many of them as the callee takes. */
export function invokeOnItem(callee: JsonataFunction, run: Run, item: Value, index: Value, whole: Value): Value {
  const args: Value[] = [item];
  if (callee.arity >= 2) args.push(index);
  if (callee.arity >= 3) args.push(whole);
  return invoke(callee, args, undefined, run);
}

/** Some arguments given now, those at the placeholders later. What was not even mentioned stays left out. */
export function partial(callee: JsonataFunction, given: readonly (Value | typeof placeholder)[]): JsonataFunction {
  const openCount = given.filter(isPlaceholder).length;
  return new JsonataFunction(
    (later, { input, run }) => {
      let next = 0;
      const args = given.map((argument) => (isPlaceholder(argument) ? later[next++] : argument));
      return invoke(callee, args, input, run);
    },
    openCount,
    undefined,
    callee.name,
  );
}

export const placeholder = { open: true } as const;

function isPlaceholder(value: unknown): value is typeof placeholder {
  return value === placeholder;
}
