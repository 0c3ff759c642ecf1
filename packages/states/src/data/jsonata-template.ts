// Placeholder until the evaluator stands (being written): types only, every expression is refused.
import { type Environment, EvaluationError } from "./failure.ts";
import type { Json } from "./json.ts";
export interface JsonataBindings {
  readonly input: Json;
  readonly result?: Json | undefined;
  readonly errorOutput?: Json | undefined;
}
export function compileJsonataTemplate(_template: Json, field: string): (bindings: JsonataBindings, environment: Environment) => Json {
  return () => {
    throw new EvaluationError("States.QueryEvaluationError", "JSONata is not implemented yet", field);
  };
}
