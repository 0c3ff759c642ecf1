/**
 * The one place where the language asks whether a text is a path, an intrinsic function call or an instant.
 * Each function answers what is wrong with it, or undefined. Nothing is evaluated.
 */

import { compilePath, compileReferencePath, compileValuePath, parseTimestamp, SyntaxProblem } from "../data/index.ts";

/** Where a reference path may start: the input always, and what the field allows besides. */
export interface Roots {
  readonly context: boolean;
  readonly variable: boolean;
}

export function pathTrouble(text: string): string | undefined {
  return troubleOf(() => compilePath(text));
}

/** The root of a path: the context object, `$name`, or else the input. */
const root = /^\$(\$|[\p{ID_Start}_][\p{ID_Continue}\u200c\u200d]*)?/u;

/** ASL, "Reference Paths": one place, named by names and indexes only. */
export function referencePathTrouble(text: string, roots: Roots): string | undefined {
  const found = root.exec(text);
  // AWS's words; those of the other troubles are not recorded.
  if (found === null) return "Reference path didn't start with '$'";
  if (found[1] === "$" && !roots.context) return "The context object is not supported";
  if (found[1] !== undefined && found[1] !== "$" && !roots.variable) return "Variables are not supported";
  return troubleOf(() => compileReferencePath(`$${text.slice(found[0].length)}`));
}

/** What a template's field may hold when its name ends in `.$`. */
export function valuePathTrouble(text: string): string | undefined {
  return troubleOf(() => compileValuePath(text, ""));
}

export function timestampTrouble(text: string): string | undefined {
  return parseTimestamp(text) === undefined ? "not a timestamp" : undefined;
}

function troubleOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxProblem) return thrown.message;
    throw thrown;
  }
}
