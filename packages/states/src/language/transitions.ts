/**
 * The graph of a set of states: every target exists, every state is a target, and there is an end. Names are
 * compared only once the shapes are right, because AWS reports neither before.
 */

import { type Json, type JsonObject, memberOf } from "../data/json.ts";
import { type DiagnosticCode, type Finding, type Place, placeIn } from "./diagnostics.ts";
import { nestedMachines, statesOf, targetsOf } from "./machines.ts";

type Report = (finding: Finding) => void;

/** Checks the graph of a machine and, after it, those of the machines inside. */
export function checkTransitions(machine: JsonObject, at: Place, report: Report): void {
  const states = statesOf(machine, at);
  const names = new Set(states.map(([, , name]) => name));
  const targeted = new Set<string>();
  const follow = (target: Json | undefined, where: Place): void => {
    if (typeof target !== "string") return;
    targeted.add(target);
    // AWS says 'Next' whichever field names the target.
    if (!names.has(target)) error(report, "MISSING_TRANSITION_TARGET", `Missing 'Next' target: ${target}`, where);
  };

  follow(memberOf(machine, "StartAt"), placeIn(at, "StartAt"));
  for (const [state, place] of states) {
    for (const [target, where] of targetsOf(state, place)) follow(target, where);
  }
  if (states.some(([state]) => isTerminal(state))) {
    for (const [, place, name] of states) {
      // Measured on AWS: a state that some other state names is not reported, whether that one is reachable or not.
      if (!targeted.has(name)) error(report, "MISSING_TRANSITION_TARGET", `State "${name}" is not reachable.`, place);
    }
  } else {
    // Measured on AWS: without an end it looks for no unreachable states, and gives no location.
    report({ severity: "ERROR", code: "MISSING_END_STATE", message: "Workflow has no terminal state", at: "nowhere" });
  }
  for (const [state, place] of states) {
    for (const nested of nestedMachines(state, place)) checkTransitions(nested.machine, nested.at, report);
  }
}

/** Refuses a state's name that another state has, anywhere in the definition. */
export function checkUniqueNames(machine: JsonObject, at: Place, report: Report, seen: Set<string> = new Set()): void {
  for (const [state, place, name] of statesOf(machine, at)) {
    if (seen.has(name)) error(report, "DUPLICATE_STATE_NAME", `Duplicate State name: ${name}`, place);
    seen.add(name);
    for (const nested of nestedMachines(state, place)) checkUniqueNames(nested.machine, nested.at, report, seen);
  }
}

function error(report: Report, code: DiagnosticCode, message: string, at: Place): void {
  report({ severity: "ERROR", code, message, at });
}

function isTerminal(state: JsonObject): boolean {
  const type = memberOf(state, "Type");
  return type === "Succeed" || type === "Fail" || memberOf(state, "End") === true;
}
