/** Walking a definition: its states, and the sets of states inside them. Whatever is not of the right type is passed over. */

import { type Json, type JsonObject, isJsonArray, isJsonObject, memberOf } from "../data/json.ts";
import { type Place, placeIn } from "./diagnostics.ts";

/** A branch of a Parallel or the processor of a Map. */
export interface NestedMachine {
  readonly machine: JsonObject;
  readonly at: Place;
  /** The processor of a distributed Map: each of its runs is an execution of its own. */
  readonly distributed: boolean;
}

/** The states of a machine, each with its place, in the order of the text. */
export function statesOf(machine: JsonObject, at: Place): [state: JsonObject, at: Place, name: string][] {
  const states = memberOf(machine, "States");
  if (!isJsonObject(states)) return [];
  const statesAt = placeIn(at, "States");
  const found: [JsonObject, Place, string][] = [];
  for (const name of Object.keys(states)) {
    const state = states[name];
    if (isJsonObject(state)) found.push([state, placeIn(statesAt, name), name]);
  }
  return found;
}

export function nestedMachines(state: JsonObject, at: Place): NestedMachine[] {
  const found: NestedMachine[] = [];
  const type = memberOf(state, "Type");
  if (type === "Parallel") {
    const branches = memberOf(state, "Branches");
    for (const [index, machine] of isJsonArray(branches) ? branches.entries() : []) {
      if (isJsonObject(machine)) found.push({ machine, at: placeIn(placeIn(at, "Branches"), index), distributed: false });
    }
  } else if (type === "Map") {
    for (const name of ["ItemProcessor", "Iterator"]) {
      const machine = memberOf(state, name);
      if (isJsonObject(machine)) found.push({ machine, at: placeIn(at, name), distributed: isDistributed(machine) });
    }
  }
  return found;
}

/** Whether a Map's processor runs each item as an execution. */
export function isDistributed(processor: Json | undefined): boolean {
  if (!isJsonObject(processor)) return false;
  const config = memberOf(processor, "ProcessorConfig");
  return isJsonObject(config) && memberOf(config, "Mode") === "DISTRIBUTED";
}

/** Every place where a state names the next one. */
export function* targetsOf(state: JsonObject, at: Place): Generator<[Json | undefined, Place]> {
  yield [memberOf(state, "Next"), placeIn(at, "Next")];
  for (const lists of ["Choices", "Catch"]) {
    const items = memberOf(state, lists);
    if (!isJsonArray(items)) continue;
    for (const [index, item] of items.entries()) {
      if (isJsonObject(item)) yield [memberOf(item, "Next"), placeIn(placeIn(placeIn(at, lists), index), "Next")];
    }
  }
  yield [memberOf(state, "Default"), placeIn(at, "Default")];
}
