/**
 * What every state type shares: it is entered, left, or fails. A failure goes to Retry, then to Catch, then
 * to whatever the frame belongs to: the execution, or the Parallel or Map around it, which `step` tells
 * through `turn.settled`.
 */

import type { Json, JsonObject } from "../data/json.ts";
import { jsonText } from "../data/json-text.ts";
import { Deferred } from "../data/evaluation.ts";
import type { Payload } from "../data/payload.ts";
import { type Environment, EvaluationError } from "../data/failure.ts";
import { errorOutputOf, findCatcher } from "./catch.ts";
import { cancelTask, mapRunOf } from "./commands.ts";
import { type Outcome } from "./input-output.ts";
import { causeLengthMax, errorLengthMax, payloadBytesMax } from "./limits.ts";
import { present } from "./history.ts";
import type { CompiledState } from "./program.ts";
import { type StateFailure, decideRetry } from "./retry.ts";
import { type Frame, type Phase, removeChildren, touch, childrenOf } from "./run.ts";
import { type Turn, environmentOf, record, recordNext } from "./turn.ts";

export function enterState(turn: Turn, frame: Frame, state: CompiledState): void {
  frame.cursorBeforeEntered = frame.cursor;
  frame.enteredMs = turn.context.nowMs;
  frame.retries = [];
  frame.enteredEventId = recordNext(turn, frame, `${state.type}StateEntered`, { name: state.name }, { input: frame.input });
}

/** Goes on to the next state, or ends the frame with this output. `next` is given by Choice and by a catcher. */
export function leaveState(turn: Turn, frame: Frame, state: CompiledState, outcome: Outcome, next: string | undefined = state.next): void {
  if (outcome.output.exceeds(payloadBytesMax)) {
    failState(turn, frame, state, dataLimitExceeded(state.name));
    return;
  }
  recordExit(turn, frame, state, outcome);
  advance(turn, frame, outcome.output, next);
}

/** The Exited event, and the variables that the next state sees. */
function recordExit(turn: Turn, frame: Frame, state: CompiledState, { output, assigned }: Outcome, previousEventId = frame.cursor): void {
  const shown = assigned && Object.keys(assigned).length > 0;
  const details: JsonObject = shown ? { name: state.name, assignedVariables: jsonTexts(assigned) } : { name: state.name };
  frame.cursor = record(turn, previousEventId, exitedEventOf(state), details, { output });
  if (assigned) frame.variables = { ...frame.variables, ...assigned };
  touch(turn.run, frame);
}

function advance(turn: Turn, frame: Frame, output: Payload, next: string | undefined): void {
  touch(turn.run, frame);
  if (next === undefined) {
    frame.phase = { kind: "done", output };
    turn.settled.push({ frame, failure: undefined });
    return;
  }
  frame.stateName = next;
  frame.input = output;
  frame.phase = { kind: "ready", again: false };
  turn.queue.push(frame);
}

function exitedEventOf(state: CompiledState) {
  if (state.type === "Fail") throw new Error("a Fail state is never exited");
  return `${state.type}StateExited` as const;
}

/** History shows variables as JSON text (recorded: assignedVariables). An empty Assign assigns nothing and shows nothing. */
function jsonTexts(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, jsonText(value)]));
}

export function failState(turn: Turn, frame: Frame, state: CompiledState, failure: StateFailure): void {
  const decision = decideRetry(state.retriers, failure, frame.retries, turn.random);
  if (decision.kind === "retry") {
    frame.retries[decision.retrierIndex] = (frame.retries[decision.retrierIndex] ?? 0) + 1;
    for (let i = 0; i < frame.retries.length; i++) frame.retries[i] ??= 0;
    const untilMs = turn.context.nowMs + decision.delayMs;
    frame.phase = { kind: "backingOff", untilMs };
    turn.commands.push({ kind: "armTimer", frameId: frame.id, atMs: untilMs });
    touch(turn.run, frame);
    return;
  }
  // A Parallel or Map says that it failed only when no retrier takes it up again (recorded: MapStateFailed comes once).
  if (state.type === "Parallel" || state.type === "Map") recordNext(turn, frame, `${state.type}StateFailed`);
  const catcher = findCatcher(state.catchers, failure);
  if (catcher === undefined) {
    turn.settled.push({ frame, failure });
    return;
  }
  const environment = environmentOf(turn, frame);
  const caught = evaluate(turn, frame, state, () => {
    const effectiveInput = state.flow.effectiveInput(frame.input, environment);
    return catcher.catch({ rawInput: frame.input, effectiveInput, errorOutput: errorOutputOf(failure) }, environment);
  });
  if (caught.kind === "failed") {
    turn.settled.push({ frame, failure: caught.failure });
  } else if (caught.value.output.exceeds(payloadBytesMax)) {
    turn.settled.push({ frame, failure: dataLimitExceeded(state.name) });
  } else {
    recordExit(turn, frame, state, caught.value);
    advance(turn, frame, caught.value.output, catcher.next);
  }
}

export type Evaluated<T> = { readonly kind: "value"; readonly value: T } | { readonly kind: "failed"; readonly failure: StateFailure };

/**
 * Runs something that may give up with EvaluationError and makes data of that. In JSONata states an
 * EvaluationFailed event tells of it; it follows what preceded the state when nothing has happened since it
 * was entered (recorded), and the last event otherwise.
 */
export function evaluate<T>(turn: Turn, frame: Frame, state: CompiledState, body: () => T): Evaluated<T> {
  try {
    return { kind: "value", value: body() };
  } catch (thrown) {
    if (!(thrown instanceof EvaluationError)) throw thrown;
    const { error } = thrown.failure;
    const cause = executingCause(frame, state, thrown.failure.cause);
    if (state.language === "JSONata" && error === "States.QueryEvaluationError") {
      const previousEventId = frame.cursor === frame.enteredEventId && !thrown.afterEntered ? frame.cursorBeforeEntered : frame.cursor;
      const details = present({ error, cause, location: thrown.location, state: state.name });
      frame.cursor = record(turn, previousEventId, "EvaluationFailed", details);
    }
    return { kind: "failed", failure: { error, cause, origin: error === "States.Runtime" ? "runtime" : "task" } };
  }
}

export function executingCause(frame: Frame, state: CompiledState, cause: string): string {
  return `An error occurred while executing the state '${state.name}' (entered at the event id #${frame.enteredEventId}). ${cause}`;
}

/** `evaluate`, and when it fails the state fails; answers undefined then. */
export function evaluateOrFail<T>(turn: Turn, frame: Frame, state: CompiledState, body: (environment: Environment) => T): T | undefined {
  const environment = environmentOf(turn, frame, { canDefer: true });
  const evaluated = evaluate(turn, frame, state, () => body(environment));
  if (evaluated.kind === "value") return evaluated.value;
  failState(turn, frame, state, evaluated.failure);
  return undefined;
}

/** Ends a state whose work gave `result`: computes its outcome and leaves. */
export function finishState(turn: Turn, frame: Frame, state: CompiledState, result: Payload | undefined): void {
  let outcome: Outcome | undefined;
  try {
    outcome = evaluateOrFail(turn, frame, state, (environment) => {
      const effectiveInput = state.flow.effectiveInput(frame.input, environment);
      return state.flow.finish({ rawInput: frame.input, effectiveInput, result }, environment);
    });
  } catch (thrown) {
    if (!(thrown instanceof Deferred)) throw thrown;
    putOff(turn, frame, { kind: "evaluating", then: "finish", result });
  }
  if (outcome) leaveState(turn, frame, state, outcome);
}

/** An expression of the state is too dear for a step: the frame waits until it has been evaluated elsewhere. */
export function putOff(turn: Turn, frame: Frame, phase: Extract<Phase, { readonly kind: "evaluating" }>): void {
  frame.phase = phase;
  touch(turn.run, frame);
  turn.commands.push({ kind: "evaluate", frameId: frame.id });
}

/** Recorded for Pass (the state's name) and for tasks (the resource); UTF-8 bytes decide. */
export function dataLimitExceeded(name: string): StateFailure {
  return {
    error: "States.DataLimitExceeded",
    cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    origin: "runtime",
  };
}

export function parametersLimitExceeded(name: string): StateFailure {
  return {
    error: "States.DataLimitExceeded",
    cause: `The state/task '${name}' provided parameters with a size exceeding the maximum number of bytes service limit.`,
    origin: "runtime",
  };
}

/** Error and cause as an event's details; absent parts stay absent, long ones are cut as the API model bounds them. */
export function failureDetails(
  failure: { readonly error?: string; readonly cause?: string },
  more: { readonly [name: string]: Json | undefined } = {},
): JsonObject {
  return present({ ...more, error: failure.error?.slice(0, errorLengthMax), cause: failure.cause?.slice(0, causeLengthMax) });
}

/**
 * Ends a frame that something else overtook: a sibling failed. What it was doing is called off and, unless
 * `silently`, told in the history after `previousEventId`.
 */
export function abortFrame(turn: Turn, frame: Frame, previousEventId: number, options: { readonly silently: boolean }): void {
  const { run } = turn;
  const children = childrenOf(run, frame);
  const state = options.silently ? undefined : turn.program.stateOf(frame.machine, frame.stateName);
  if (frame.phase.kind === "task") turn.commands.push(cancelTask(turn.program, frame, frame.phase, turn.context));
  if (frame.phase.kind === "reading") turn.commands.push({ kind: "cancelTask", frameId: frame.id, attempt: frame.phase.attempt });
  if (frame.phase.kind === "child") {
    turn.commands.push({
      kind: "stopChild",
      frameId: frame.id,
      executionName: frame.phase.executionName,
      label: mapRunOf(run, frame).label,
    });
    return;
  }
  const mapRun = frame.phase.kind === "children" || frame.phase.kind === "reading" ? frame.phase.mapRun : undefined;
  if (mapRun?.writingAttempt !== undefined) turn.commands.push({ kind: "cancelTask", frameId: frame.id, attempt: mapRun.writingAttempt });
  if (mapRun && !options.silently) record(turn, previousEventId, "MapRunAborted");
  for (const child of children) {
    if (child.phase.kind === "done") continue;
    if (state?.type === "Map" && child.phase.kind !== "child")
      record(turn, previousEventId, "MapIterationAborted", { name: state.name, index: child.index });
    abortFrame(turn, child, previousEventId, options);
  }
  removeChildren(run, frame);
  if (state === undefined || frame.phase.kind === "ready" || frame.phase.kind === "done") return;
  if (state.type === "Task" || state.type === "Wait" || state.type === "Parallel" || state.type === "Map") {
    record(turn, previousEventId, `${state.type}StateAborted`);
  }
}
