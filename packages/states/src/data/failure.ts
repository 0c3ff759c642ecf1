import type { Evaluation } from "./evaluation.ts";
import type { Json } from "./json.ts";

/** A failure inside a workflow, as Retry and Catch see it. Either part may be absent, as in a bare Fail state. */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

/**
 * How an evaluator deep inside an expression gives up. It never leaves the engine: the state being executed
 * catches it and goes on with its `failure` as data. The cause is AWS's text without the leading
 * "An error occurred while executing the state ...", which the engine adds because only it knows the event.
 */
export class EvaluationError extends Error {
  readonly failure: { readonly error: string; readonly cause: string };
  /** The field being evaluated, as EvaluationFailed reports it ("Output/result"); only JSONata has one. */
  readonly location: string | undefined;
  /** Set where the expression itself was fine and the state refused its value: the failure then follows the Entered event (recorded: Wait's Timestamp). */
  readonly afterEntered: boolean;

  constructor(error: string, cause: string, location?: string, options: { readonly afterEntered?: boolean } = {}) {
    super(cause);
    this.name = "EvaluationError";
    this.failure = { error, cause };
    this.location = location;
    this.afterEntered = options.afterEntered ?? false;
  }
}

/** What an expression may look at besides its input. */
export interface Environment {
  /** The context object, `$$` in JSONPath and `$states.context` in JSONata; made when it is first read. */
  readonly context: () => Json;
  /** The value of a workflow variable, or undefined when no scope has it. */
  readonly variable: (name: string) => Json | undefined;
  /** Uniform in [0, 1). Deterministic: the same run at the same event draws the same numbers. */
  readonly random: () => number;
  /** Milliseconds since the epoch, for JSONata's `$now()` and `$millis()`: one instant throughout a step. */
  readonly nowMs?: number;
  /** Absent: every expression is evaluated on the spot and may cost what it may. */
  readonly evaluation?: Evaluation;
}
