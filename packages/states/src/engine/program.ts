/**
 * A program is a definition compiled once: every path, template, rule and expression is a closure, every
 * default is filled in, and the machines that Parallel and Map nest are numbered, so that a frame can say
 * where it stands with a number and a name.
 */

import type { Environment } from "../data/failure.ts";
import type { Json } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import type { Definition, QueryLanguage, State, StatesMachine } from "../language/definition.ts";
import type { ActivityResource, LambdaResource, ServiceResource } from "../language/resource.ts";
import { parseResource } from "../language/resource.ts";
import { type CompiledCatcher, compileCatcher } from "./catch.ts";
import { type CompiledChoice, compileChoice } from "./choice.ts";
import { type FailText, compileFailTexts } from "./fail.ts";
import { type DataFlow, type NumberSource, compileDataFlow, compileNumber, compileValue } from "./input-output.ts";
import { type CompiledMap, compileMap } from "./map.ts";
import { type CompiledRetrier, compileRetrier } from "./retry.ts";
import { type CompiledWait, compileWait } from "./wait.ts";

export interface Program {
  readonly definition: Definition;
  readonly timeoutSeconds: number | undefined;
  /** The machine that an execution walks: 0, the definition itself, or the processor of a distributed Map. */
  readonly root: number;
  readonly machines: readonly CompiledMachine[];
  readonly stateOf: (machine: number, stateName: string) => CompiledState;
}

export interface CompiledMachine {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, CompiledState>;
}

export type CompiledState =
  | PassProgram
  | TaskProgram
  | ChoiceProgram
  | WaitProgram
  | (EveryState & { readonly type: "Succeed" })
  | FailProgram
  | ParallelProgram
  | MapProgram;

export interface EveryState {
  readonly name: string;
  readonly language: QueryLanguage;
  readonly flow: DataFlow;
  /** Undefined ends the machine. */
  readonly next: string | undefined;
  readonly retriers: readonly CompiledRetrier[];
  readonly catchers: readonly CompiledCatcher[];
}

export interface PassProgram extends EveryState {
  readonly type: "Pass";
  readonly result: Json | undefined;
}

export interface TaskProgram extends EveryState {
  readonly type: "Task";
  readonly resource: LambdaResource | ActivityResource | ServiceResource;
  /** Activities, `.waitForTaskToken` and, recorded, `.sync`: somebody outside can complete the task by its token. */
  readonly usesToken: boolean;
  readonly timeoutSeconds: NumberSource | undefined;
  readonly heartbeatSeconds: NumberSource | undefined;
  readonly credentials: ((input: Payload, environment: Environment) => Json) | undefined;
}

export interface ChoiceProgram extends EveryState {
  readonly type: "Choice";
  readonly choice: CompiledChoice;
}

export interface WaitProgram extends EveryState {
  readonly type: "Wait";
  readonly wait: CompiledWait;
}

export interface FailProgram extends EveryState {
  readonly type: "Fail";
  readonly error: FailText;
  readonly cause: FailText;
}

export interface ParallelProgram extends EveryState {
  readonly type: "Parallel";
  /** Numbers of the branches' machines. */
  readonly branches: readonly number[];
}

export interface MapProgram extends EveryState {
  readonly type: "Map";
  readonly processor: number;
  readonly map: CompiledMap;
}

/** Compiles a definition that `parseDefinition` accepted; throws SyntaxProblem for an expression that does not parse. */
export function compileProgram(definition: Definition): Program {
  const machines: CompiledMachine[] = [];
  const machineLanguage = definition.QueryLanguage ?? "JSONPath";

  function compileMachine(machine: StatesMachine): number {
    const number = machines.length;
    const states = new Map<string, CompiledState>();
    machines.push({ startAt: machine.StartAt, states });
    for (const [name, state] of Object.entries(machine.States))
      states.set(name, compileState(name, state, machineLanguage, compileMachine));
    return number;
  }

  compileMachine(definition);
  return {
    definition,
    root: 0,
    timeoutSeconds: definition.TimeoutSeconds,
    machines,
    stateOf(machine, stateName) {
      const state = machines[machine]?.states.get(stateName);
      if (state === undefined) throw new Error(`machine ${machine} has no state '${stateName}'`);
      return state;
    },
  };
}

/** What the children of a distributed Map run: the same program, entered at the Map's processor, without the timeout of the whole. */
export function childProgram(program: Program, machine: number): Program {
  return { ...program, root: machine, timeoutSeconds: undefined };
}

/** The language of a nested state is the definition's unless it names its own; it never follows from the state around it. */
function compileState(
  name: string,
  state: State,
  machineLanguage: QueryLanguage,
  compileMachine: (machine: StatesMachine) => number,
): CompiledState {
  const language = state.QueryLanguage ?? machineLanguage;
  const every: EveryState = {
    name,
    language,
    flow: compileDataFlow(state.Type === "Fail" ? {} : state, language),
    next: "Next" in state ? state.Next : undefined,
    retriers: ("Retry" in state ? (state.Retry ?? []) : []).map(compileRetrier),
    catchers: ("Catch" in state ? (state.Catch ?? []) : []).map((catcher) => compileCatcher(catcher, language)),
  };
  switch (state.Type) {
    case "Pass":
      return { ...every, type: "Pass", result: state.Result };
    case "Task": {
      const resource = parseResource(state.Resource);
      if (resource.kind === "unrecognized") throw new Error(`the resource ${resource.text} is not one a task can call`);
      return {
        ...every,
        type: "Task",
        resource,
        usesToken: resource.kind === "activity" || (resource.kind === "service" && resource.pattern !== "requestResponse"),
        timeoutSeconds: compileNumber("TimeoutSeconds", state.TimeoutSeconds, state.TimeoutSecondsPath, language),
        heartbeatSeconds: compileNumber("HeartbeatSeconds", state.HeartbeatSeconds, state.HeartbeatSecondsPath, language),
        credentials: state.Credentials && compileValue("Credentials", state.Credentials, language),
      };
    }
    case "Choice":
      return { ...every, type: "Choice", choice: compileChoice(state, language) };
    case "Wait":
      return { ...every, type: "Wait", wait: compileWait(state, language) };
    case "Succeed":
      return { ...every, type: "Succeed" };
    case "Fail":
      return { ...every, type: "Fail", ...compileFailTexts(state, language) };
    case "Parallel":
      return { ...every, type: "Parallel", branches: state.Branches.map(compileMachine) };
    case "Map": {
      const processor = state.ItemProcessor ?? state.Iterator;
      if (processor === undefined) throw new Error(`the Map state '${name}' has no ItemProcessor`);
      return { ...every, type: "Map", processor: compileMachine(processor), map: compileMap(state, language) };
    }
  }
}
