/**
 * Workflow variables: what Assign may hold, and who may assign what. A set of states is a scope. States inside
 * a branch or an inline iteration read the variables around them but may not assign them; a distributed Map
 * starts executions of its own, which know nothing of the variables around it.
 */

import { type Json, type JsonObject, isJsonArray, isJsonObject, memberOf } from "../data/json.ts";
import { type Place, placeIn } from "./diagnostics.ts";
import { nameCharactersMax } from "./limits.ts";
import { nestedMachines, statesOf, targetsOf } from "./machines.ts";
import { type Check, objectPayload, refuse, type Scope } from "./shape.ts";

/** Unicode's identifiers (UAX 31), as the developer guide's page on variables asks for. */
const variableName = /^\p{ID_Start}\p{ID_Continue}*$/u;

/** Assign: names of variables, with `.$` behind them where JSONPath computes the value. */
export const assignment: Check = (value, at, scope) => {
  objectPayload(value, at, scope);
  if (!isJsonObject(value)) return;
  for (const member of Object.keys(value)) {
    const name = variableOf(member, scope.language);
    // AWS's wording for the three rules is not recorded.
    if (name === "states") refuse(scope, placeIn(at, member), "Variable name 'states' is reserved");
    else if (!variableName.test(name)) refuse(scope, placeIn(at, member), `Variable name '${name}' is not valid`);
    else if ([...name].length > nameCharactersMax)
      refuse(scope, placeIn(at, member), `Maximum length of a variable name is ${nameCharactersMax}`);
  }
};

function variableOf(member: string, language: Scope["language"]): string {
  return language === "JSONPath" && member.endsWith(".$") ? member.slice(0, -2) : member;
}

/** An assignment in the definition: the variable and the place of it. */
type Assignment = readonly [variable: string, at: Place];

/**
 * Refuses an assignment, in a set of states inside this one, to a variable that this set may have assigned
 * before. What it assigns only afterwards, or in the very state that holds the inner set, is no conflict: AWS
 * was recorded to accept a branch that assigns what its Parallel's catcher assigns too.
 *
 * Answers every assignment in the machine and in the sets inside that share its variables.
 */
export function checkVariableScopes(machine: JsonObject, at: Place, scope: Scope): Assignment[] {
  const states = statesOf(machine, at);
  const own = states.map(([state, place]) => [...assignmentsOf(state, place)]);
  const inner = states.map(([state, place]) => {
    const found: Assignment[] = [];
    for (const nested of nestedMachines(state, place)) {
      const assignments = checkVariableScopes(nested.machine, nested.at, scope);
      if (!nested.distributed) for (const assignment of assignments) found.push(assignment);
    }
    return found;
  });

  const assigners = new Map<string, number[]>();
  for (const [index, assignments] of own.entries()) {
    for (const [variable] of assignments) append(assigners, variable, index);
  }
  const earlier = earlierStates(states);
  for (const [index, assignments] of inner.entries()) {
    const clashes = assigners.size > 0 ? assignments.filter(([variable]) => assigners.has(variable)) : [];
    if (clashes.length === 0) continue;
    const ranBefore = earlier(index);
    for (const [variable, where] of clashes) {
      if (!assigners.get(variable)?.some((assigner) => assigner !== index && ranBefore(assigner))) continue;
      // AWS's wording is not recorded.
      refuse(scope, where, `Variable '${variable}' is assigned in an outer scope and cannot be assigned in an inner scope`);
    }
  }
  return [...own.flat(), ...inner.flat()];
}

/**
 * For a state, by its index, which states may have run before it: those from which transitions lead to it. An
 * answer holds until the next is asked for.
 */
function earlierStates(states: readonly (readonly [JsonObject, Place, string])[]): (index: number) => (earlier: number) => boolean {
  let sources: number[][] | undefined;
  const seen = new Uint32Array(states.length);
  let round = 0;
  return (index) => {
    sources ??= sourcesOf(states);
    round++;
    const pending = [index];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const source of sources[next] ?? []) {
        if (seen[source] === round) continue;
        seen[source] = round;
        pending.push(source);
      }
    }
    return (earlier) => seen[earlier] === round;
  };
}

/** For each state the indexes of the states that lead to it. */
function sourcesOf(states: readonly (readonly [JsonObject, Place, string])[]): number[][] {
  const indexes = new Map(states.map(([, , name], index) => [name, index]));
  const sources: number[][] = states.map(() => []);
  for (const [index, [state, place]] of states.entries()) {
    for (const [target] of targetsOf(state, place)) {
      const found = typeof target === "string" ? indexes.get(target) : undefined;
      if (found !== undefined) sources[found]?.push(index);
    }
  }
  return sources;
}

function append(lists: Map<string, number[]>, key: string, item: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Names a state assigns, with the places of the assignments: its own, its catchers' and its choice rules'. */
function* assignmentsOf(state: JsonObject, at: Place): Generator<Assignment> {
  yield* namesIn(memberOf(state, "Assign"), placeIn(at, "Assign"));
  for (const lists of ["Catch", "Choices"]) {
    const items = memberOf(state, lists);
    if (!isJsonArray(items)) continue;
    for (const [index, item] of items.entries()) {
      if (isJsonObject(item)) yield* namesIn(memberOf(item, "Assign"), placeIn(placeIn(placeIn(at, lists), index), "Assign"));
    }
  }
}

function* namesIn(assign: Json | undefined, at: Place): Generator<Assignment> {
  if (!isJsonObject(assign)) return;
  for (const member of Object.keys(assign)) yield [member.endsWith(".$") ? member.slice(0, -2) : member, placeIn(at, member)];
}
