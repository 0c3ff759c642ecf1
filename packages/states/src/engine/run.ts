/**
 * A run is the engine's state of one execution: a tree of frames, one for every line of states that is being
 * walked at this moment: the machine itself, each branch of a Parallel, each iteration of a Map. A frame
 * stands at one state and waits for one thing, its `phase`.
 *
 * `step` owns the run it is given and changes it in place; whoever calls it keeps no other copy. What
 * changed since the last commit is marked (`changedFrames`, `removedFrames`), so that a Map of ten
 * thousand iterations writes one small row when one iteration moves.
 */

import type { Failure } from "../data/failure.ts";
import type { Json } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import type { PayloadNumbers } from "./history.ts";
import type { BatchPlan } from "./item-batcher.ts";
import type { ItemSource } from "./item-reader.ts";
import type { ResultDestination } from "./result-writer.ts";

export type RunStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** What never changes while an execution lives. */
export interface RunHeader {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  readonly region: string;
  readonly startMs: number;
  /** As the context object shows it; a synchronous Express execution, which cannot be redriven, has none (recorded). */
  readonly redriveCount: number | undefined;
}

export interface Run {
  readonly header: RunHeader;
  readonly input: Payload;
  status: RunStatus;
  /** When SUCCEEDED. */
  output: Payload | undefined;
  /** When FAILED, TIMED_OUT or ABORTED. */
  failure: Failure | undefined;
  stopMs: number | undefined;
  /** The execution's own TimeoutSeconds, as a wall time. */
  deadlineMs: number | undefined;
  nextEventId: number;
  nextFrameId: number;
  nextSegment: number;
  /** Counts the steps taken; with the seed it makes the run's random numbers repeatable. */
  steps: number;
  /** Every event's time is at least that of the one before. */
  lastEventMs: number;
  readonly frames: Map<number, Frame>;
  /** The frames below each frame, in the order of their making; follows from `frames`. Made when there are any: most runs wait with one frame. */
  children: Map<number, Frame[]> | undefined;
  readonly payloads: PayloadNumbers;
  /** Since the last commit; undefined when there are none. */
  changedFrames: Set<number> | undefined;
  removedFrames: Set<number> | undefined;
}

export interface Frame {
  readonly id: number;
  /** The frame whose Parallel or Map state this one belongs to; undefined for the machine itself. */
  readonly parentId: number | undefined;
  /** Which of the program's machines this frame walks. */
  readonly machine: number;
  /** Branch or iteration; 0 for the machine itself. */
  readonly index: number;
  stateName: string;
  input: Payload;
  phase: Phase;
  /** The last event of this line of states: the next one's previousEventId. */
  cursor: number;
  /** Id of the state's Entered event, quoted in causes. */
  enteredEventId: number;
  /** The cursor as it was before the state was entered: where EvaluationFailed points. */
  cursorBeforeEntered: number;
  enteredMs: number;
  /** How often each retrier of the current state was used; the sum is the context object's RetryCount. */
  retries: number[];
  /** Numbers the tasks this frame dispatched, so that a late result is told from a current one. */
  attempt: number;
  /** Variables assigned in this frame's scope. */
  variables: { [name: string]: Json };
  /** For an iteration: `$$.Map.Item`. */
  readonly item: MapItem | undefined;
}

export interface MapItem {
  readonly index: number;
  /** Member name when the Map iterates over an object. */
  readonly key: string | undefined;
  readonly value: Json;
}

export type Phase =
  /** About to enter `stateName`, or with `again` to repeat it after a retrier's delay. */
  | { readonly kind: "ready"; readonly again: boolean }
  | { readonly kind: "waiting"; readonly untilMs: number }
  | { readonly kind: "backingOff"; readonly untilMs: number }
  | TaskPhase
  | ChildrenPhase
  /** A distributed Map whose items are being read. */
  | ReadingPhase
  /** An expression of the state is being evaluated elsewhere; then the state is run again, or finished with its result. */
  | { readonly kind: "evaluating"; readonly then: "run" }
  | { readonly kind: "evaluating"; readonly then: "finish"; readonly result: Payload | undefined }
  /** An item of a distributed Map, or a batch of them: an execution of its own works on it. */
  | ({ readonly kind: "child" } & ChildExecution)
  /** A branch or iteration that has its output and waits for its siblings. */
  | { readonly kind: "done"; readonly output: Payload; readonly child?: ChildExecution | undefined };

export interface ChildExecution {
  readonly executionName: string;
  /** How many items it works on: more than one where they are batched. */
  readonly items: number;
}

export interface ReadingPhase {
  readonly kind: "reading";
  readonly attempt: number;
  readonly source: ItemSource;
  readonly concurrency: number;
  readonly selectorInput: Payload;
  readonly mapRun: MapRun;
}

export interface TaskPhase {
  readonly kind: "task";
  readonly attempt: number;
  /** `scheduled`: nobody works on it yet (an activity without a worker); `submitted`: the service answered, the token or the job is awaited. */
  readonly status: "scheduled" | "started" | "submitted";
  readonly parameters: Payload;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly deadlineMs: number | undefined;
  readonly heartbeatDeadlineMs: number | undefined;
  readonly credentials: Json | undefined;
  /** A callback that came before the service's own answer: it counts once TaskSubmitted is written. */
  readonly earlyResult?: TaskResult;
  /** The service's answer to the start of a job (`.sync`): who waits for the job's end finds it by what stands here. */
  readonly submission?: Payload | undefined;
}

export type TaskResult = { readonly kind: "succeeded"; readonly output: Payload } | { readonly kind: "failed"; readonly failure: Failure };

export interface ChildrenPhase {
  readonly kind: "children";
  /** How many there are in all; for a Map the number of items. */
  readonly total: number;
  /** Index of the next iteration to start; for a Parallel all are started at once. */
  next: number;
  running: number;
  succeeded: number;
  readonly concurrency: number;
  /** Map: the array iterated over (for an object, its {Key, Value} pairs); Parallel: undefined. */
  readonly items: Payload | undefined;
  /** Map over an object: the member names, in order. */
  readonly keys: Payload | undefined;
  /** Map: the state's effective input, which ItemSelector may look at. */
  readonly selectorInput: Payload;
  /** Set for a distributed Map. */
  readonly mapRun: MapRun | undefined;
}

/** A distributed Map at work: its items are child executions. */
export interface MapRun {
  readonly arn: string;
  /** What stands behind the state machine's name in the ARNs of the run and its children. */
  readonly label: string;
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
  /** Set where children get several items at once. */
  readonly batch: BatchPlan | undefined;
  /** Set where the results are written or given another form. */
  readonly writer: ResultDestination | undefined;
  /** Items, not children. */
  failed: number;
  /** Too many items have failed: once the results are written, the Map Run has failed. */
  exceeded?: true;
  /** Numbers the writing of the results; undefined while children run. */
  writingAttempt?: number | undefined;
}

export const rootFrameId = 0;

export function rootFrame(run: Run): Frame {
  return frameOf(run, rootFrameId);
}

export function frameOf(run: Run, id: number): Frame {
  const frame = run.frames.get(id);
  if (frame === undefined) throw new Error(`run ${run.header.executionArn} has no frame ${id}`);
  return frame;
}

export function touch(run: Run, frame: Frame): void {
  run.changedFrames ??= new Set();
  run.changedFrames.add(frame.id);
}

export type NewFrame = Pick<Frame, "parentId" | "machine" | "index" | "stateName" | "input" | "cursor" | "item">;

export function addFrame(run: Run, frame: NewFrame): Frame {
  const added: Frame = {
    id: run.nextFrameId++,
    ...frame,
    phase: { kind: "ready", again: false },
    enteredEventId: 0,
    cursorBeforeEntered: 0,
    enteredMs: 0,
    retries: [],
    attempt: 0,
    variables: {},
  };
  linkFrame(run, added);
  touch(run, added);
  return added;
}

/** Puts a frame into the tree; also how a decoded run gets its frames back, parents before children. */
export function linkFrame(run: Run, frame: Frame): void {
  run.frames.set(frame.id, frame);
  if (frame.parentId === undefined) return;
  run.children ??= new Map();
  const siblings = run.children.get(frame.parentId);
  if (siblings) siblings.push(frame);
  else run.children.set(frame.parentId, [frame]);
}

export function childrenOf(run: Run, frame: Frame): readonly Frame[] {
  return run.children?.get(frame.id) ?? [];
}

/** Removes everything below the frame; the frame itself stays. */
export function removeChildren(run: Run, frame: Frame): void {
  for (const child of childrenOf(run, frame)) {
    removeChildren(run, child);
    run.frames.delete(child.id);
    run.changedFrames?.delete(child.id);
    run.removedFrames ??= new Set();
    run.removedFrames.add(child.id);
  }
  run.children?.delete(frame.id);
}
