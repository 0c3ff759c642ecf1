/** Fail: ends its machine with an error and a cause, either of which may be absent. */

import type { Environment } from "../data/failure.ts";
import { EvaluationError } from "../data/failure.ts";
import { compileJsonataTemplate } from "../data/jsonata-template.ts";
import type { Json } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import { compileValuePath } from "../data/template.ts";
import type { FailState, QueryLanguage } from "../language/definition.ts";
import type { FailProgram } from "./program.ts";
import type { Frame } from "./run.ts";
import { evaluateOrFail } from "./transition.ts";
import type { Turn } from "./turn.ts";

export type FailText = (input: Payload, environment: Environment) => string | undefined;

export function compileFailTexts(state: FailState, language: QueryLanguage): { readonly error: FailText; readonly cause: FailText } {
  return {
    error: compileFailText("Error", state.Error, state.ErrorPath, language),
    cause: compileFailText("Cause", state.Cause, state.CausePath, language),
  };
}

function compileFailText(
  field: "Error" | "Cause",
  literal: string | undefined,
  path: string | undefined,
  language: QueryLanguage,
): FailText {
  if (language === "JSONata") {
    if (literal === undefined) return () => undefined;
    const expression = compileJsonataTemplate(literal, field);
    return (input, environment) => textOf(field, expression({ input: input.value }, environment));
  }
  if (path === undefined) return () => literal;
  const source = compileValuePath(path, `${field}Path`);
  return (input, environment) => textOf(`${field}Path`, source(input.value, environment));
}

/** AWS's wording for another type is not recorded. */
function textOf(field: string, value: Json): string {
  if (typeof value === "string") return value;
  throw new EvaluationError("States.Runtime", `The ${field} field must refer to a string, but was: ${JSON.stringify(value)}`);
}

/** A Fail state is never exited: its failure goes straight to what surrounds it, past Retry and Catch, which it cannot have. */
export function runFail(turn: Turn, frame: Frame, state: FailProgram): void {
  const failure = evaluateOrFail(turn, frame, state, (environment) => {
    const error = state.error(frame.input, environment);
    const cause = state.cause(frame.input, environment);
    return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }), origin: "task" as const };
  });
  if (failure) turn.settled.push({ frame, failure });
}
