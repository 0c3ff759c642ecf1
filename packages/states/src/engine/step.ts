/**
 * The engine's one verb: something happens to a run, and the run moves as far as it can without the world.
 * `step` is pure (time, dice and tokens are arguments), synchronous and total: every event in every phase
 * gives an answer, and what comes too late or twice changes nothing.
 */

import { Deferred, type EvaluationOutcome } from "../data/evaluation.ts";
import type { Command } from "./commands.ts";
import { runChoice } from "./choice.ts";
import { childClosed, childSettled, isMapRun, itemsRead, resultsWritten } from "./distributed-map.ts";
import { type RunEvent, type StepContext, executionTimer } from "./events.ts";
import { runFail } from "./fail.ts";
import type { HistoryEvent } from "./history.ts";
import { historyEventsMax, payloadBytesMax, transitionsPerStep } from "./limits.ts";
import { iterationFailed, iterationSucceeded, runMap } from "./map.ts";
import { branchFailed, branchSucceeded, runParallel } from "./parallel.ts";
import { runPass } from "./pass.ts";
import type { CompiledState, MapProgram, Program } from "./program.ts";
import type { StateFailure } from "./retry.ts";
import {
  type Frame,
  type Phase,
  type Run,
  type RunStatus,
  type TaskPhase,
  childrenOf,
  frameOf,
  removeChildren,
  rootFrame,
  rootFrameId,
} from "./run.ts";
import { runSucceed } from "./succeed.ts";
import { awaitedTask, runTask, taskHeartbeat, taskResult, taskStarted, taskSubmitted, taskTimer } from "./task.ts";
import { abortFrame, dataLimitExceeded, enterState, failureDetails, finishState, putOff } from "./transition.ts";
import { HistoryFull, type Turn, beginTurn, record } from "./turn.ts";
import { runWait } from "./wait.ts";

export interface StepResult {
  /** Written by this step, in order; the run has numbered them. */
  readonly history: readonly HistoryEvent[];
  /** To be carried out once the step is durable. */
  readonly commands: readonly Command[];
  /** False when the event came too late, twice, or to a closed run, and so changed nothing. */
  readonly accepted: boolean;
  /** What went wrong in the engine itself, if anything did: to be logged. The run has failed with States.Runtime. */
  readonly defect?: unknown;
}

/** Moves `run` in place, which must not be used meanwhile. A closed run does not move. */
export function step(program: Program, run: Run, event: RunEvent, context: StepContext): StepResult {
  if (run.status !== "RUNNING") return { history: [], commands: [], accepted: false };
  const turn = beginTurn(program, run, context);
  let accepted = true;
  try {
    accepted = take(turn, event);
    // What changed nothing is not kept either, and so it must not move the dice.
    if (!accepted) run.steps -= 1;
    settleAndGoOn(turn);
  } catch (thrown) {
    return breakOff(turn, thrown);
  }
  return { history: turn.history, commands: turn.commands, accepted };
}

/**
 * The run cannot go on: its history is full, or the engine is wrong about it (a call stack that a hostile
 * value has used up, a broken invariant). Either way the execution ends, and only it: the others go on.
 */
function breakOff(turn: Turn, thrown: unknown): StepResult {
  const full = thrown instanceof HistoryFull;
  // What this step called off stays called off; what it wanted done is not wanted any more.
  const cancelled = turn.commands.filter(({ kind }) => kind === "cancelTask" || kind === "stopChild");
  turn.commands.splice(0, turn.commands.length, ...cancelled);
  const cause = full
    ? `The execution reached the maximum number of history events (${historyEventsMax}).`
    : "Stile itself failed while it processed the execution; see the server's log.";
  close(turn, "FAILED", { error: "States.Runtime", cause });
  const result = { history: turn.history, commands: turn.commands, accepted: true };
  return full ? result : { ...result, defect: thrown };
}

/** Lets the event change the frame it is about; false when it is nobody's any more. */
function take(turn: Turn, event: RunEvent): boolean {
  const { run } = turn;
  switch (event.kind) {
    case "continue":
      for (const frame of run.frames.values()) if (frame.phase.kind === "ready") turn.queue.push(frame);
      return turn.queue.length > 0;
    case "stop":
      close(turn, "ABORTED", {
        ...(event.error === undefined ? {} : { error: event.error }),
        ...(event.cause === undefined ? {} : { cause: event.cause }),
      });
      return true;
    case "timer":
      return takeTimer(turn, event.frameId);
    case "evaluated": {
      const frame = run.frames.get(event.frameId);
      if (frame?.phase.kind !== "evaluating") return false;
      turn.known = { frame, outcomes: event.outcomes, next: 0 };
      goOnEvaluated(turn, frame, frame.phase);
      return true;
    }
    case "childClosed": {
      const frame = run.frames.get(event.frameId);
      return frame?.phase.kind === "child" && childClosed(turn, frame, event.result);
    }
    case "itemsRead": {
      const frame = run.frames.get(event.frameId);
      if (frame?.phase.kind !== "reading" || frame.phase.attempt !== event.attempt) return false;
      itemsRead(turn, frame, mapStateOf(turn, frame), frame.phase, event.result);
      return true;
    }
    case "resultsWritten": {
      const frame = run.frames.get(event.frameId);
      if (frame?.phase.kind !== "children" || frame.phase.mapRun?.writingAttempt !== event.attempt) return false;
      resultsWritten(turn, frame, mapStateOf(turn, frame), frame.phase.mapRun, event.result);
      return true;
    }
    default: {
      const frame = run.frames.get(event.frameId);
      const phase = awaitedTask(frame, event.attempt);
      return frame !== undefined && phase !== undefined && takeTaskEvent(turn, frame, phase, event);
    }
  }
}

function mapStateOf(turn: Turn, frame: Frame): MapProgram {
  const state = turn.program.stateOf(frame.machine, frame.stateName);
  if (state.type !== "Map") throw new Error(`the ${state.type} state '${state.name}' has no Map Run`);
  return state;
}

function goOnEvaluated(turn: Turn, frame: Frame, phase: Extract<Phase, { readonly kind: "evaluating" }>): void {
  const state = turn.program.stateOf(frame.machine, frame.stateName);
  if (phase.then === "finish") {
    finishState(turn, frame, state, phase.result);
    return;
  }
  frame.phase = { kind: "ready", again: true };
  runState(turn, frame, state);
}

/**
 * The expressions of the frame's state, evaluated with all that they may cost: carries out an `evaluate` command
 * on a copy of the run, which is of no use afterwards. `context.taskToken` is asked for the frame's next attempt.
 */
export function evaluateElsewhere(program: Program, copy: Run, frameId: number, context: StepContext): readonly EvaluationOutcome[] {
  const frame = frameOf(copy, frameId);
  if (frame.phase.kind !== "evaluating") return [];
  const turn = beginTurn(program, copy, { ...context, evaluationStepsMax: undefined });
  turn.noted = [];
  goOnEvaluated(turn, frame, frame.phase);
  return turn.noted;
}

type TaskEvent = Exclude<Extract<RunEvent, { readonly attempt: number }>, { readonly kind: "itemsRead" | "resultsWritten" }>;

function takeTaskEvent(turn: Turn, frame: Frame, phase: TaskPhase, event: TaskEvent): boolean {
  const state = turn.program.stateOf(frame.machine, frame.stateName);
  if (state.type !== "Task") throw new Error(`a task is awaited in the ${state.type} state '${state.name}'`);
  switch (event.kind) {
    case "taskStarted":
      return taskStarted(turn, frame, phase, event.workerName);
    case "taskHeartbeat":
      return taskHeartbeat(turn, frame, phase);
    case "taskSubmitted":
      return taskSubmitted(turn, frame, state, phase, event.output);
    case "taskSucceeded":
    case "taskFailed":
      return taskResult(turn, frame, state, phase, event);
  }
}

/** Timers are only hints: whether the time has really come is read from the frame. */
function takeTimer(turn: Turn, frameId: number): boolean {
  const { run, context } = turn;
  if (frameId === executionTimer) {
    if (run.deadlineMs === undefined || run.deadlineMs > context.nowMs) return false;
    close(turn, "TIMED_OUT", {});
    return true;
  }
  const frame = run.frames.get(frameId);
  if (frame === undefined || !frameTimer(turn, frame)) return false;
  // Time passes for its siblings too: what is due at the same moment is told before any of it has consequences
  // (recorded: four iterations time out before the first of them fails the Map).
  const siblings = frame.parentId === undefined ? [] : childrenOf(run, frameOf(run, frame.parentId));
  for (const sibling of siblings) if (sibling !== frame) frameTimer(turn, sibling);
  return true;
}

/** False when nothing of this frame is due. */
function frameTimer(turn: Turn, frame: Frame): boolean {
  const { context } = turn;
  const { phase } = frame;
  const state = turn.program.stateOf(frame.machine, frame.stateName);
  if (phase.kind === "waiting" && phase.untilMs <= context.nowMs) {
    finishState(turn, frame, state, undefined);
    return true;
  }
  if (phase.kind === "backingOff" && phase.untilMs <= context.nowMs) {
    frame.phase = { kind: "ready", again: true };
    turn.queue.push(frame);
    return true;
  }
  return phase.kind === "task" && state.type === "Task" && taskTimer(turn, frame, state, phase);
}

/** Walks on until every frame waits for something, or so many states were entered that others should have a turn. */
function settleAndGoOn(turn: Turn): void {
  const { run } = turn;
  let transitions = 0;
  for (let next = 0; run.status === "RUNNING"; ) {
    const settled = turn.settled.shift();
    if (settled) {
      settle(turn, settled.frame, settled.failure);
      continue;
    }
    const frame = turn.queue[next++];
    if (frame === undefined) return;
    if (run.frames.get(frame.id) !== frame || frame.phase.kind !== "ready") continue; // aborted meanwhile
    if (transitions++ >= transitionsPerStep) {
      turn.commands.push({ kind: "continue" });
      return;
    }
    const state = turn.program.stateOf(frame.machine, frame.stateName);
    if (!frame.phase.again) enterState(turn, frame, state);
    runOrPutOff(turn, frame, state);
  }
}

function runOrPutOff(turn: Turn, frame: Frame, state: CompiledState): void {
  try {
    runState(turn, frame, state);
  } catch (thrown) {
    if (!(thrown instanceof Deferred)) throw thrown;
    putOff(turn, frame, { kind: "evaluating", then: "run" });
  }
}

function runState(turn: Turn, frame: Frame, state: CompiledState): void {
  switch (state.type) {
    case "Pass":
      return runPass(turn, frame, state);
    case "Task":
      return runTask(turn, frame, state);
    case "Choice":
      return runChoice(turn, frame, state);
    case "Wait":
      return runWait(turn, frame, state);
    case "Succeed":
      return runSucceed(turn, frame, state);
    case "Fail":
      return runFail(turn, frame, state);
    case "Parallel":
      return runParallel(turn, frame, state);
    case "Map":
      return runMap(turn, frame, state);
  }
}

/** Tells what surrounds a frame that it has ended. */
function settle(turn: Turn, frame: Frame, failure: StateFailure | undefined): void {
  const { run } = turn;
  if (run.frames.get(frame.id) !== frame) return;
  if (frame.parentId === undefined) {
    if (failure) close(turn, "FAILED", failure);
    else succeed(turn, frame);
    return;
  }
  const parent = frameOf(run, frame.parentId);
  const state = turn.program.stateOf(parent.machine, parent.stateName);
  if (state.type === "Parallel") {
    if (failure) branchFailed(turn, parent, state, frame, failure);
    else branchSucceeded(turn, parent, state, frame);
  } else if (state.type === "Map") {
    if (isMapRun(parent)) childSettled(turn, parent, state, frame, failure);
    else if (failure) iterationFailed(turn, parent, state, frame, failure);
    else iterationSucceeded(turn, parent, state, frame);
  }
}

function succeed(turn: Turn, frame: Frame): void {
  if (frame.phase.kind !== "done") throw new Error("the execution ended without an output");
  const { output } = frame.phase;
  if (output.exceeds(payloadBytesMax)) {
    close(turn, "FAILED", dataLimitExceeded(frame.stateName));
    return;
  }
  turn.run.output = output;
  record(turn, frame.cursor, "ExecutionSucceeded", undefined, { output });
  end(turn, "SUCCEEDED");
}

/** Ends the execution without success. An abort and a timeout follow nothing (recorded: previousEventId 0). */
function close(
  turn: Turn,
  status: "FAILED" | "TIMED_OUT" | "ABORTED",
  failure: { readonly error?: string; readonly cause?: string },
): void {
  const { run } = turn;
  const root = rootFrame(run);
  const { error, cause } = failure;
  run.failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  abortFrame(turn, root, 0, { silently: true });
  const type = status === "FAILED" ? "ExecutionFailed" : status === "TIMED_OUT" ? "ExecutionTimedOut" : "ExecutionAborted";
  record(turn, status === "FAILED" ? root.cursor : 0, type, failureDetails(failure));
  end(turn, status);
}

function end(turn: Turn, status: RunStatus): void {
  const { run } = turn;
  run.status = status;
  run.stopMs = run.lastEventMs;
  removeChildren(run, rootFrame(run));
  run.frames.clear();
  run.changedFrames = undefined;
  run.removedFrames ??= new Set();
  run.removedFrames.add(rootFrameId);
}
