/** Map (distributed), while it runs: children end, others begin, and too many failures end it. */

import type { Json } from "../data/json.ts";
import { Payload } from "../data/payload.ts";
import { startIterations } from "./map.ts";
import { endMapRun, mapRunFailed, mapRunSucceeded, toleranceExceeded } from "./map-run.ts";
import type { MapProgram } from "./program.ts";
import type { StateFailure } from "./retry.ts";
import {
  type ChildrenPhase,
  type Frame,
  type MapRun,
  type ReadingPhase,
  type TaskResult,
  childrenOf,
  removeChildren,
  touch,
} from "./run.ts";
import { abortFrame } from "./transition.ts";
import type { Turn } from "./turn.ts";

export function isMapRun({ phase }: Frame): boolean {
  return phase.kind === "children" && phase.mapRun !== undefined;
}

/** Items have been read from outside, or not: the Map Run goes on with them, or has failed. */
export function itemsRead(turn: Turn, frame: Frame, state: MapProgram, phase: ReadingPhase, result: TaskResult): void {
  if (result.kind === "failed") {
    mapRunFailed(turn, frame, state, { ...result.failure, origin: "task" });
    return;
  }
  const { concurrency, selectorInput, mapRun } = phase;
  const items = result.output;
  const total = (items.value as readonly Json[]).length;
  const children: ChildrenPhase = {
    kind: "children",
    total,
    next: 0,
    running: 0,
    succeeded: 0,
    concurrency,
    items,
    keys: undefined,
    selectorInput,
    mapRun,
  };
  frame.phase = children;
  touch(turn.run, frame);
  if (total > 0) startIterations(turn, frame, state, children);
  else endMapRun(turn, frame, state, mapRun);
}

const thresholdExceeded: StateFailure = {
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
  origin: "task",
};

/** The results are written, or could not be. */
export function resultsWritten(turn: Turn, frame: Frame, state: MapProgram, mapRun: MapRun, result: TaskResult): void {
  if (mapRun.exceeded) mapRunFailed(turn, frame, state, thresholdExceeded);
  else if (result.kind === "failed") mapRunFailed(turn, frame, state, { ...result.failure, origin: "task" });
  else {
    removeChildren(turn.run, frame);
    mapRunSucceeded(turn, frame, state, result.output);
  }
}

/** A child execution has ended; what follows is `childSettled`'s. */
export function childClosed(turn: Turn, child: Frame, result: TaskResult): boolean {
  if (child.phase.kind !== "child") return false;
  const { executionName, items } = child.phase;
  touch(turn.run, child);
  if (result.kind === "succeeded") {
    child.phase = { kind: "done", output: result.output, child: { executionName, items } };
    turn.settled.push({ frame: child, failure: undefined });
  } else {
    // The item is done with: it gives no output, and may count against the tolerance.
    child.phase = { kind: "done", output: Payload.of(null), child: { executionName, items } };
    turn.settled.push({ frame: child, failure: { ...result.failure, origin: "task" } });
  }
  return true;
}

export function childSettled(turn: Turn, frame: Frame, state: MapProgram, child: Frame, failure: StateFailure | undefined): void {
  const { phase } = frame;
  const items = child.phase.kind === "done" ? (child.phase.child?.items ?? 1) : 1;
  if (phase.kind !== "children" || phase.mapRun === undefined) return;
  phase.running -= 1;
  touch(turn.run, frame);
  if (failure === undefined) phase.succeeded += items;
  else phase.mapRun.failed += items;
  if (toleranceExceeded(phase)) {
    if (phase.mapRun.writer) writeWhatThereIs(turn, frame, state, phase.mapRun);
    else mapRunFailed(turn, frame, state, thresholdExceeded);
  } else if (phase.succeeded + phase.mapRun.failed < phase.total) {
    startIterations(turn, frame, state, phase);
  } else {
    endMapRun(turn, frame, state, phase.mapRun);
  }
}

/** The Map Run has failed, and what became of its items is written all the same; children that still run are called off. */
function writeWhatThereIs(turn: Turn, frame: Frame, state: MapProgram, mapRun: MapRun): void {
  for (const child of childrenOf(turn.run, frame)) {
    if (child.phase.kind !== "child") continue;
    const { executionName, items } = child.phase;
    abortFrame(turn, child, frame.cursor, { silently: true });
    child.phase = { kind: "done", output: Payload.of(null), child: { executionName, items } };
    touch(turn.run, child);
  }
  mapRun.exceeded = true;
  endMapRun(turn, frame, state, mapRun);
}
