/** Map (distributed), while it runs: children end, others begin, and too many failures end it. */

import { Payload } from "../data/payload.ts";
import { startIterations } from "./map.ts";
import { mapRunFailed, mapRunSucceeded, toleranceExceeded } from "./map-run.ts";
import { outputsOf } from "./parallel.ts";
import type { MapProgram } from "./program.ts";
import type { StateFailure } from "./retry.ts";
import { type Frame, type TaskResult, removeChildren, touch } from "./run.ts";
import type { Turn } from "./turn.ts";

export function isMapRun({ phase }: Frame): boolean {
  return phase.kind === "children" && phase.mapRun !== undefined;
}

/** A child execution has ended; what follows is `childSettled`'s. */
export function childClosed(turn: Turn, child: Frame, result: TaskResult): boolean {
  touch(turn.run, child);
  if (result.kind === "succeeded") {
    child.phase = { kind: "done", output: result.output };
    turn.settled.push({ frame: child, failure: undefined });
  } else {
    // The item is done with: it gives no output, and may count against the tolerance.
    child.phase = { kind: "done", output: Payload.of(null) };
    turn.settled.push({ frame: child, failure: { ...result.failure, origin: "task" } });
  }
  return true;
}

export function childSettled(turn: Turn, frame: Frame, state: MapProgram, failure: StateFailure | undefined): void {
  const { phase } = frame;
  if (phase.kind !== "children" || phase.mapRun === undefined) return;
  phase.running -= 1;
  touch(turn.run, frame);
  if (failure === undefined) phase.succeeded += 1;
  else phase.mapRun.failed += 1;
  if (toleranceExceeded(phase)) {
    const exceeded = { error: "States.ExceedToleratedFailureThreshold", cause: "The specified tolerated failure threshold was exceeded" };
    mapRunFailed(turn, frame, state, { ...exceeded, origin: "task" });
  } else if (phase.succeeded + phase.mapRun.failed < phase.total) {
    startIterations(turn, frame, state, phase);
  } else {
    const result = outputsOf(turn, frame); // a tolerated failure leaves null in its place
    removeChildren(turn.run, frame);
    mapRunSucceeded(turn, frame, state, result);
  }
}
