/** Choice: the first rule that holds says where to go; without one it is Default. */

import type { Environment } from "../data/failure.ts";
import { compileJsonataTemplate, expectType } from "../data/jsonata-template.ts";
import type { Json } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import type { ChoiceRule, ChoiceState, QueryLanguage } from "../language/definition.ts";
import { compileComparison } from "./comparison.ts";
import { type DataFlow, compileDataFlow } from "./input-output.ts";
import type { ChoiceProgram } from "./program.ts";
import type { Frame } from "./run.ts";
import { evaluateOrFail, executingCause, failState, leaveState } from "./transition.ts";
import type { Turn } from "./turn.ts";

export interface CompiledChoice {
  readonly rules: readonly CompiledRule[];
  readonly default: string | undefined;
}

interface CompiledRule {
  readonly next: string;
  readonly holds: (input: Payload, environment: Environment) => boolean;
  /** A rule has an Output and an Assign of its own; the state's serve Default. */
  readonly flow: DataFlow;
}

export function compileChoice(state: ChoiceState, language: QueryLanguage): CompiledChoice {
  return {
    default: state.Default,
    rules: state.Choices.map((rule, index) => ({
      next: rule.Next,
      holds: language === "JSONata" ? compileCondition(rule, index) : holdsOnValue(compileComparison(rule)),
      flow: compileDataFlow({ OutputPath: state.OutputPath, Output: rule.Output, Assign: rule.Assign } as ChoiceState, language),
    })),
  };
}

function holdsOnValue(compare: (input: Json, environment: Environment) => boolean): CompiledRule["holds"] {
  return (input, environment) => compare(input.value, environment);
}

function compileCondition(rule: ChoiceRule, index: number): CompiledRule["holds"] {
  const field = `Choices[${index}]/Condition`;
  if (typeof rule.Condition === "boolean") return () => rule.Condition === true;
  const expression = compileJsonataTemplate(rule.Condition ?? "", field);
  return (input, environment) => {
    const value = expression({ input: input.value }, environment);
    return expectType(value, "boolean", String(rule.Condition), field) === true;
  };
}

export function runChoice(turn: Turn, frame: Frame, state: ChoiceProgram): void {
  const { rules, default: otherwise } = state.choice;
  const decided = evaluateOrFail(turn, frame, state, (environment) => {
    const effectiveInput = state.flow.effectiveInput(frame.input, environment);
    const rule = rules.find(({ holds }) => holds(effectiveInput, environment));
    const next = rule ? rule.next : otherwise;
    if (next === undefined) return { next, outcome: undefined };
    const { finish } = rule ? rule.flow : state.flow;
    return { next, outcome: finish({ rawInput: frame.input, effectiveInput, result: undefined }, environment) };
  });
  if (decided === undefined) return;
  if (decided.outcome) {
    leaveState(turn, frame, state, decided.outcome, decided.next);
  } else {
    const cause = executingCause(frame, state, "Failed to transition out of the state. The state does not point to a next state.");
    failState(turn, frame, state, { error: "States.NoChoiceMatched", cause, origin: "task" });
  }
}
