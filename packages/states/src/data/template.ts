/**
 * Payload templates: Parameters, ResultSelector, ItemSelector and Assign of JSONPath states. A member whose name
 * ends in `.$` is replaced by the value of its path or intrinsic function; everything else is data, and stays the
 * very same value. Compiled once, so that an execution only makes the objects that change.
 */

import { EvaluationError, type Environment } from "./failure.ts";
import { compileIntrinsic } from "./intrinsics.ts";
import { hashMapOrder } from "./java-order.ts";
import { type Json, type JsonArray, type JsonObject, isJsonArray, isJsonObject, setMember } from "./json.ts";
import { compilePath } from "./json-path.ts";
import { jsonText } from "./json-text.ts";
import { templateDepthMax } from "./limits.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

export type ValueReader = (input: Json, environment: Environment) => Json;

/**
 * @throws SyntaxProblem, worded as AWS does, with the `location` of the field inside the template. The compiled
 * template throws EvaluationError when a value cannot be found or computed.
 */
export function compileTemplate(template: Json): ValueReader {
  return compileDynamic(template, []) ?? (() => template);
}

/** Undefined when nothing below has to be computed. */
function compileDynamic(template: Json, location: readonly string[]): ValueReader | undefined {
  if (location.length > templateDepthMax) throw new SyntaxProblem("The payload template is nested too deeply", 0, location);
  if (isJsonArray(template)) return compileArray(template, location);
  if (isJsonObject(template)) return compileObject(template, location);
  return undefined;
}

function compileArray(template: JsonArray, location: readonly string[]): ValueReader | undefined {
  const readers = template.map((element, i) => compileDynamic(element, [...location, String(i)]));
  if (readers.every((reader) => reader === undefined)) return undefined;
  const elements = readers.map((reader, i) => reader ?? (() => template[i] as Json));
  return (input, environment) => elements.map((read) => read(input, environment));
}

function compileObject(template: JsonObject, location: readonly string[]): ValueReader | undefined {
  const members = new Map<string, ValueReader>();
  const replacements = new Map<string, ValueReader>();
  let dynamic = false;
  for (const [key, value] of Object.entries(template)) {
    if (key.endsWith(".$")) {
      replacements.set(key.slice(0, -2), compileReplacement(key, value, [...location, key]));
    } else {
      const reader = compileDynamic(value, [...location, key]);
      dynamic ||= reader !== undefined;
      members.set(key, reader ?? (() => value));
    }
  }
  if (!dynamic && replacements.size === 0) return undefined;
  // What is written out keeps its place; computed members follow. A computed one of the same name takes that place.
  for (const key of hashMapOrder([...replacements.keys()])) members.set(key, replacements.get(key) as ValueReader);
  const slots = [...members];
  return (input, environment) => {
    const payload: Record<string, Json> = {};
    for (const [key, read] of slots) setMember(payload, key, read(input, environment));
    return payload;
  };
}

function compileReplacement(key: string, value: Json, location: readonly string[]): ValueReader {
  if (typeof value !== "string") {
    const type = value === null ? "NULL" : isJsonArray(value) ? "ARRAY" : (typeof value).toUpperCase();
    throw new SyntaxProblem(`The value for the field '${key}' must be a STRING that contains a JSONPath but was an ${type}`, 0, location);
  }
  try {
    return compileValuePath(value, key);
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    const message = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`;
    throw new SyntaxProblem(message, problem.position, location);
  }
}

/**
 * Compiles a path or an intrinsic function call: what `name.$`, ErrorPath and CausePath hold.
 * @param field the name AWS uses when nothing is found: `value.$`, `ErrorPath`.
 * @throws SyntaxProblem when the text is neither. The reader throws EvaluationError States.Runtime.
 */
export function compileValuePath(text: string, field: string): ValueReader {
  if (text.startsWith("States.")) return compileIntrinsic(text);
  if (!text.startsWith("$")) throw new SyntaxProblem("A JSONPath or an intrinsic function call is expected");
  const path = compilePath(text);
  return (input, environment) => {
    const value = path.find(input, environment);
    if (value !== undefined) return value;
    const miss = path.miss(input, environment);
    const cause =
      miss.kind === "notAnArray"
        ? miss.cause
        : `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${jsonText(input)}'`;
    throw new EvaluationError("States.Runtime", cause);
  };
}
