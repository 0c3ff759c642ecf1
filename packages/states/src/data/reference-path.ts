/**
 * Reference paths: paths of names and indexes that identify one node, and where a result is put (ResultPath).
 * Writing shares everything it does not touch with the old document.
 */

import { EvaluationError } from "./failure.ts";
import { type Json, type JsonArray, isJsonArray, isJsonObject, memberOf, setMember } from "./json.ts";
import { type CompiledPath, compilePath } from "./json-path.ts";
import { parsePath } from "./json-path-syntax.ts";
import { jsonText } from "./json-text.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

export interface ReferencePath extends CompiledPath {
  readonly definite: true;
  /**
   * The document with the value at the path. Missing objects are made; an array only takes an index that exists.
   * @throws EvaluationError States.ResultPathMatchFailure when the path leads through something else.
   */
  readonly write: (document: Json, value: Json) => Json;
}

/**
 * Compiles a path into the input (`$`) of names and indexes only: the context object and variables cannot be written.
 * @throws SyntaxProblem
 */
export function compileReferencePath(text: string): ReferencePath {
  const { root, steps } = parsePath(text);
  const links = steps.map((step) => {
    if (step.kind === "name") return step.name;
    if (step.kind === "index") return step.index;
    throw new SyntaxProblem("A reference path identifies a single node: only names and indexes are allowed");
  });
  if (root.kind !== "input") throw new SyntaxProblem("A reference path must start with '$.' or '$['");
  return {
    ...compilePath(text),
    definite: true,
    write: (document, value) => writeAt(document, links, value),
  };
}

function writeAt(document: Json, links: readonly (string | number)[], value: Json): Json {
  // Down: what is there now at each link. A missing object is undefined until it is made on the way up.
  const passed: (Json | undefined)[] = [];
  let here: Json | undefined = document;
  for (const link of links) {
    if (!accepts(here, link)) {
      // AWS names the step it could not take and what it could not take it on.
      throw new EvaluationError(
        "States.ResultPathMatchFailure",
        `Unable to apply step "${link}" to input ${here === undefined ? "null" : jsonText(here)}`,
      );
    }
    passed.push(here);
    if (typeof link === "number") here = (here as JsonArray)[link];
    else here = here === undefined ? undefined : memberOf(here as { readonly [key: string]: Json }, link);
  }
  // Up: a copy of each container with the new part in it.
  let written = value;
  for (let i = links.length - 1; i >= 0; i--) written = replaced(passed[i], links[i] as string | number, written);
  return written;
}

function accepts(container: Json | undefined, link: string | number): boolean {
  if (typeof link === "string") return container === undefined || isJsonObject(container);
  return isJsonArray(container) && link >= 0 && link < container.length;
}

function replaced(container: Json | undefined, link: string | number, value: Json): Json {
  if (typeof link === "number") return (container as JsonArray).with(link, value);
  const copy: Record<string, Json> = isJsonObject(container) ? { ...container } : {};
  setMember(copy, link, value);
  return copy;
}
