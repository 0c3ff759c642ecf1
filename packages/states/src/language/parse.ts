/** From the text of a definition to the Definition, or to what is wrong with it and where. */

import { isJsonObject, type Json, type JsonObject } from "../data/json.ts";
import type { Definition } from "./definition.ts";
import { type Diagnostic, type Finding, keysOf, locationOf, type Place, placeIn, type Position } from "./diagnostics.ts";
import { findLocated, type JsonProblem, lineStarts, type Located, locateJson, parseJson, positionIn } from "./json-text.ts";
import { findingsMax } from "./limits.ts";
import { nestedMachines, statesOf } from "./machines.ts";
import { hasErrors, validateDefinition, type ValidationOptions } from "./validate.ts";

export type ParsedDefinition =
  | { readonly kind: "definition"; readonly definition: Definition; readonly warnings: readonly Diagnostic[] }
  | { readonly kind: "refused" /** At least one ERROR, and the warnings found beside. */; readonly diagnostics: readonly Diagnostic[] };

/** Reads and validates a definition. It never throws, whatever the text. */
export function parseDefinition(text: string, options: ValidationOptions): ParsedDefinition {
  return parsed(text, options, { wrap: (value) => value, depth: 0 });
}

/**
 * Reads a state that stands alone, as TestState takes it. The answer is a machine that holds it under the name
 * `StateName`, which is also how AWS locates what is wrong: `/States/StateName/Branches`.
 */
export function parseState(text: string, options: ValidationOptions): ParsedDefinition {
  const wrap = (state: Json): Json => ({ StartAt: loneStateName, States: { [loneStateName]: state } });
  return parsed(text, { ...options, withoutTransitions: true }, { wrap, depth: 2 });
}

/** The name AWS gives the state of a TestState request that names none. */
export const loneStateName = "StateName";

/** How the validated value is made of what the text holds, and how many keys deep that stands in it. */
interface Wrapping {
  readonly wrap: (value: Json) => Json;
  readonly depth: number;
}

function parsed(text: string, options: ValidationOptions, { wrap, depth }: Wrapping): ParsedDefinition {
  const json = parseJson(text);
  if (json.kind === "blank") {
    // The message is recorded; the code is the API reference's for "a null or empty workflow input".
    const message = "Definition must be a valid JSON object";
    return { kind: "refused", diagnostics: [{ severity: "ERROR", code: "MISSING_DESCRIPTION", message }] };
  }
  if (json.kind === "refused") return { kind: "refused", diagnostics: [jsonDiagnostic(json.problem)] };
  const value = wrap(json.value);
  const findings = validateDefinition(value, options);
  // JSON.parse keeps the last of two states with one name, so that the validator cannot see the first.
  if (json.repeats && isJsonObject(value)) {
    findings.push(...repeatedStates(value, locateJson(text), depth).slice(0, findingsMax - findings.length));
  }
  const diagnostics = located(findings, text, depth);
  if (hasErrors(findings)) return { kind: "refused", diagnostics };
  return { kind: "definition", definition: value as unknown as Definition, warnings: diagnostics };
}

function jsonDiagnostic({ message, source, position, tooDeep }: JsonProblem): Diagnostic {
  return { severity: "ERROR", code: tooDeep ? "TOO_DEEPLY_NESTED" : "INVALID_JSON_DESCRIPTION", message, location: source, position };
}

function located(findings: readonly Finding[], text: string, depth: number): Diagnostic[] {
  if (findings.length === 0) return [];
  const root = locateJson(text);
  const lines = lineStarts(text);
  return findings.map(({ severity, code, message, at }) => {
    if (at === "nowhere") return { severity, code, message };
    const position = positionOf(root, keysOf(at).slice(depth), lines);
    return { severity, code, message, location: locationOf(at), position };
  });
}

/** The value of a place; for one that is not there, the nearest around it. */
function positionOf(root: Located, keys: readonly (string | number)[], lines: readonly number[]): Position {
  for (let length = keys.length; length > 0; length--) {
    const found = findLocated(root, keys.slice(0, length));
    if (found !== undefined) return positionIn(lines, found.offset);
  }
  return positionIn(lines, root.offset);
}

/** Names that stand twice in one States object. Repeated members elsewhere are left alone: the last one counts. */
function repeatedStates(machine: JsonObject, root: Located, depth: number, at: Place = undefined): Finding[] {
  const findings: Finding[] = [];
  const statesAt = placeIn(at, "States");
  const keys = keysOf(statesAt);
  const repeated = (keys.length > depth ? findLocated(root, keys.slice(depth))?.repeated : undefined) ?? [];
  for (const name of new Set(repeated.map((member) => member.name))) {
    findings.push({
      severity: "ERROR",
      code: "DUPLICATE_STATE_NAME",
      message: `Duplicate State name: ${name}`,
      at: placeIn(statesAt, name),
    });
  }
  for (const [state, place] of statesOf(machine, at)) {
    for (const nested of nestedMachines(state, place))
      for (const finding of repeatedStates(nested.machine, root, depth, nested.at)) findings.push(finding);
  }
  return findings;
}
