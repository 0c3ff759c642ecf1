/** Parallel: walks all its branches at once; its result is the list of their outputs. One branch that fails fails it. */

import { Payload } from "../data/payload.ts";
import { payloadBytesMax } from "./limits.ts";
import type { ParallelProgram } from "./program.ts";
import type { StateFailure } from "./retry.ts";
import { type Frame, addFrame, childrenOf, removeChildren, touch } from "./run.ts";
import { abortFrame, evaluateOrFail, failState, finishState, parametersLimitExceeded } from "./transition.ts";
import { type Turn, record, recordNext } from "./turn.ts";

export function runParallel(turn: Turn, frame: Frame, state: ParallelProgram): void {
  const input = evaluateOrFail(turn, frame, state, (environment) =>
    state.flow.parameters(state.flow.effectiveInput(frame.input, environment), environment),
  );
  if (input === undefined) return;
  if (input.exceeds(payloadBytesMax)) {
    failState(turn, frame, state, parametersLimitExceeded(state.name));
    return;
  }
  recordNext(turn, frame, "ParallelStateStarted");
  const total = state.branches.length;
  frame.phase = {
    kind: "children",
    total,
    next: total,
    running: total,
    succeeded: 0,
    concurrency: total,
    items: undefined,
    keys: undefined,
    selectorInput: input,
    mapRun: undefined,
  };
  touch(turn.run, frame);
  for (const [index, machine] of state.branches.entries()) {
    const stateName = turn.program.machines[machine]?.startAt ?? "";
    turn.queue.push(addFrame(turn.run, { parentId: frame.id, machine, index, stateName, input, cursor: frame.cursor, item: undefined }));
  }
}

/** A branch has its output. The last one ends the state. */
export function branchSucceeded(turn: Turn, frame: Frame, state: ParallelProgram, branch: Frame): void {
  const { phase } = frame;
  if (phase.kind !== "children") return;
  phase.running -= 1;
  phase.succeeded += 1;
  frame.cursor = branch.cursor;
  touch(turn.run, frame);
  if (phase.succeeded < phase.total) return;
  const result = outputsOf(turn, frame);
  removeChildren(turn.run, frame);
  // Exited follows the last branch's event, as Succeeded does (recorded): nothing follows ParallelStateSucceeded.
  record(turn, frame.cursor, "ParallelStateSucceeded");
  finishState(turn, frame, state, result);
}

/** The children's outputs by index, as one array. */
export function outputsOf(turn: Turn, frame: Frame): Payload {
  const children = [...childrenOf(turn.run, frame)].sort((one, other) => one.index - other.index);
  return Payload.of(children.map(({ phase }) => (phase.kind === "done" ? phase.output.value : null)));
}

export function branchFailed(turn: Turn, frame: Frame, state: ParallelProgram, branch: Frame, failure: StateFailure): void {
  frame.cursor = branch.cursor;
  recordTaskAborted(turn, branch);
  abortSiblings(turn, frame, branch);
  failState(turn, frame, state, failure);
}

/** A task whose failure ends its branch is told as aborted once more (recorded: TaskStateAborted after TaskFailed). */
export function recordTaskAborted(turn: Turn, child: Frame): void {
  const state = turn.program.stateOf(child.machine, child.stateName);
  if (state.type === "Task") record(turn, child.cursor, "TaskStateAborted");
}

/** Calls off every other child and forgets them all. */
export function abortSiblings(turn: Turn, frame: Frame, failed: Frame): void {
  const state = turn.program.stateOf(frame.machine, frame.stateName);
  for (const sibling of childrenOf(turn.run, frame)) {
    if (sibling === failed || sibling.phase.kind === "done") continue;
    if (state.type === "Map") record(turn, failed.cursor, "MapIterationAborted", { name: state.name, index: sibling.index });
    abortFrame(turn, sibling, failed.cursor, { silently: false });
  }
  removeChildren(turn.run, frame);
}
