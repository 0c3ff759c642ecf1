/**
 * Decides whether JSON is a definition. First every field is held against the tables; only when all shapes are
 * right, the names are compared: variables against the scopes around them, labels and states against one
 * another, targets against states. AWS reports in these two stages too.
 */

import { type Json, isJsonObject, memberOf } from "../data/json.ts";
import type { QueryLanguage, StateType } from "./definition.ts";
import { type Finding, type Place, placeIn } from "./diagnostics.ts";
import { findingsMax, secondsMax } from "./limits.ts";
import { nestedMachines, statesOf } from "./machines.ts";
import {
  both,
  checkShape,
  integer,
  machineFields,
  nothingAvailable,
  oneOf,
  refuse,
  type Scope,
  type Shape,
  type StateMachineType,
  text,
} from "./shape.ts";
import { checkFieldsTogether, stateShapes, stateTypes } from "./state-fields.ts";
import { checkTransitions, checkUniqueNames } from "./transitions.ts";
import { checkVariableScopes } from "./variables.ts";

export interface ValidationOptions {
  readonly type: StateMachineType;
  /** TestState takes a state out of its machine: then targets, ends and other states' names are not compared. */
  readonly withoutTransitions?: boolean;
  /** Whether an SDK integration's service has that action; undefined for a service nothing is known of. */
  readonly sdkActionExists?: ((service: string, action: string) => boolean | undefined) | undefined;
}

const queryLanguage = oneOf("QueryLanguage", ["JSONPath", "JSONata"]);

const definitionShape: Shape = {
  required: ["StartAt", "States"],
  fields: {
    ...machineFields,
    Version: both(text),
    TimeoutSeconds: both(integer(1, secondsMax)),
    QueryLanguage: both(queryLanguage),
  },
};

/** Everything that is wrong with the JSON of a definition, in the order of the text, and every warning. */
export function validateDefinition(definition: Json, options: ValidationOptions): Finding[] {
  const findings: Finding[] = [];
  const report = (finding: Finding): void => {
    if (findings.length < findingsMax) findings.push(finding);
  };
  if (!isJsonObject(definition)) {
    report({ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message: "Definition must be a valid JSON object", at: "nowhere" });
    return findings;
  }
  const language = languageOf(memberOf(definition, "QueryLanguage")) ?? "JSONPath";
  const scope: Scope = {
    report,
    type: options.type,
    sdkActionExists: options.sdkActionExists,
    machineLanguage: language,
    language,
    available: nothingAvailable,
    checkState,
  };
  checkShape(definition, definitionShape, undefined, scope);
  if (hasErrors(findings)) return findings;

  checkVariableScopes(definition, undefined, scope);
  checkLabels(definition, undefined, scope, new Set());
  if (options.withoutTransitions || hasErrors(findings)) return findings;

  checkUniqueNames(definition, undefined, report);
  checkTransitions(definition, undefined, report);
  return findings;
}

export function hasErrors(findings: readonly { readonly severity: string }[]): boolean {
  return findings.some((finding) => finding.severity === "ERROR");
}

/** Measured on AWS: any value but "JSONPath" is taken for JSONata, besides being refused where it stands. */
function languageOf(value: Json | undefined): QueryLanguage | undefined {
  if (value === undefined) return undefined;
  return value === "JSONPath" ? "JSONPath" : "JSONata";
}

function checkState(state: Json, at: Place, outer: Scope): void {
  if (!isJsonObject(state)) {
    refuse(outer, at, "Expected value of type Object");
    return;
  }
  const language = languageOf(memberOf(state, "QueryLanguage")) ?? outer.machineLanguage;
  if (Object.hasOwn(state, "QueryLanguage")) queryLanguage(state["QueryLanguage"] as Json, placeIn(at, "QueryLanguage"), outer);
  if (language === "JSONPath" && outer.machineLanguage === "JSONata") {
    refuse(outer, at, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
  const type = memberOf(state, "Type");
  if (type === undefined) {
    refuse(outer, at, "These fields are required: [Type]");
    return;
  }
  if (!isStateType(type)) {
    refuse(outer, placeIn(at, "Type"), `The field 'Type' should have one of these values: [${stateTypes.join(", ")}]`);
    return;
  }
  const scope: Scope = { ...outer, language, available: { result: hasResult.has(type), errorOutput: false } };
  checkShape(state, stateShapes[type], at, scope);
  checkFieldsTogether(state, type, at, scope);
}

/** The types whose Output and Assign may read `$states.result`. */
const hasResult: ReadonlySet<StateType> = new Set<StateType>(["Task", "Parallel", "Map"]);

function isStateType(value: Json): value is StateType {
  return typeof value === "string" && Object.hasOwn(stateShapes, value);
}

/** A Label names the Map Runs of one Map: no other may have it. AWS's wording is not recorded. */
function checkLabels(machine: Json, at: Place, scope: Scope, seen: Set<string>): void {
  if (!isJsonObject(machine)) return;
  for (const [state, place] of statesOf(machine, at)) {
    const label = memberOf(state, "Label");
    if (typeof label === "string") {
      if (seen.has(label)) refuse(scope, placeIn(place, "Label"), `Duplicate Label name: ${label}`, "DUPLICATE_LABEL_NAME");
      seen.add(label);
    }
    for (const nested of nestedMachines(state, place)) checkLabels(nested.machine, nested.at, scope, seen);
  }
}
