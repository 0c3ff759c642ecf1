/** What happens to a run from outside. Times, tokens and dice come in with `StepContext`, never from the world. */

import type { Failure } from "../data/failure.ts";
import type { EvaluationOutcome } from "../data/evaluation.ts";
import type { Payload } from "../data/payload.ts";
import type { TaskResult } from "./run.ts";

export type RunEvent =
  /** A task was taken up by an activity worker. */
  | { readonly kind: "taskStarted"; readonly frameId: number; readonly attempt: number; readonly workerName: string | undefined }
  /** The service answered a task that goes on: a job was submitted, a message with a token was sent. */
  | { readonly kind: "taskSubmitted"; readonly frameId: number; readonly attempt: number; readonly output: Payload }
  | {
      readonly kind: "taskSucceeded";
      readonly frameId: number;
      readonly attempt: number;
      readonly output: Payload;
      readonly via: ResultOrigin;
    }
  | {
      readonly kind: "taskFailed";
      readonly frameId: number;
      readonly attempt: number;
      readonly failure: Failure;
      readonly via: ResultOrigin;
    }
  /** The expressions that an `evaluate` command asked for have been evaluated; their outcomes in order. */
  | { readonly kind: "evaluated"; readonly frameId: number; readonly outcomes: readonly EvaluationOutcome[] }
  /** The items that a `readItems` command asked for: a JSON array, or why there are none. */
  | { readonly kind: "itemsRead"; readonly frameId: number; readonly attempt: number; readonly result: TaskResult }
  /** The results that a `writeResults` command was about are written; `output` is the state's result. */
  | { readonly kind: "resultsWritten"; readonly frameId: number; readonly attempt: number; readonly result: TaskResult }
  /** A child execution of a distributed Map has ended. */
  | { readonly kind: "childClosed"; readonly frameId: number; readonly result: TaskResult }
  | { readonly kind: "taskHeartbeat"; readonly frameId: number; readonly attempt: number }
  /** The time asked for by an `armTimer` has come; stale ones are ignored. `executionTimer` means the execution's own deadline. */
  | { readonly kind: "timer"; readonly frameId: number }
  /** The turn that a `continue` command asked for. */
  | { readonly kind: "continue" }
  | { readonly kind: "stop"; readonly error: string | undefined; readonly cause: string | undefined };

/** Who brings a result: the service that was called, or whoever holds the task token. */
export type ResultOrigin = "service" | "token";

/** In a timer's place of a frame: the deadline of the whole execution. */
export const executionTimer = -1;

/** What a step may know of the world. */
export interface StepContext {
  readonly nowMs: number;
  /** What one expression may cost within a step before it is put off with an `evaluate` command; absent: nothing is put off. */
  readonly evaluationStepsMax?: number | undefined;
  /** Seeds the run's random numbers; the same seed gives the same history. */
  readonly seed: number;
  /** Whether the activity can be scheduled at this moment. */
  readonly activityExists: (activityArn: string) => boolean;
  /** The token that lets somebody outside complete this attempt of this frame's task; unguessable, the same each time it is asked. */
  readonly taskToken: (frameId: number, attempt: number) => string;
}
