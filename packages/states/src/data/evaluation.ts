/**
 * Where an expression is evaluated. Most cost microseconds and are evaluated on the spot. One that spends more
 * than a small budget is put off: somebody evaluates the state's expressions elsewhere with a large budget, and
 * the state is run again with their outcomes, which are then taken in the order in which they were made.
 */

import type { Json } from "./json.ts";

export type EvaluationOutcome =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "failed"; readonly error: string; readonly cause: string; readonly location: string | undefined };

export interface Evaluation {
  /** What one expression may cost here; undefined: all that it may cost anywhere. */
  readonly stepsMax: number | undefined;
  /** Whether an expression that needs more is put off by throwing `Deferred`, instead of failed. */
  readonly defers: boolean;
  /** The outcome of the next expression, when it has been evaluated elsewhere. */
  readonly known: () => EvaluationOutcome | undefined;
  /** Told of every outcome: whoever evaluates for somebody else hands them on. */
  readonly note: (outcome: EvaluationOutcome) => void;
}

/** Thrown by an expression that is too dear to be evaluated on the spot. */
export class Deferred extends Error {
  constructor() {
    super("the expression is evaluated elsewhere");
    this.name = "Deferred";
  }
}
