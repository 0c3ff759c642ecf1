/**
 * What a run wants done in the world. Commands are carried out after the step that asked for them has been
 * committed, at least once: after a crash `pendingCommands` asks again for everything still open.
 */

import type { Json } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import type { Resource } from "../language/resource.ts";
import type { Program } from "./program.ts";
import { executionTimer, type StepContext } from "./events.ts";
import type { ItemSource } from "./item-reader.ts";
import type { ResultDestination } from "./result-writer.ts";
import { type Frame, type MapRun, type ReadingPhase, type Run, type TaskPhase, childrenOf, frameOf } from "./run.ts";

export type Command =
  | DispatchTask
  | CancelTask
  | Evaluate
  | ReadItems
  | WriteResults
  | StartChild
  | StopChild
  | ArmTimer
  | { readonly kind: "continue" };

/** Do the task; or, with a `submission`, go on waiting for the job that the task has started. */
export interface DispatchTask {
  readonly kind: "dispatchTask";
  readonly frameId: number;
  readonly attempt: number;
  readonly resource: Resource;
  readonly parameters: Payload;
  /** For activities and `.waitForTaskToken`. */
  readonly taskToken: string | undefined;
  readonly deadlineMs: number | undefined;
  readonly credentials: Json | undefined;
  /** The service's answer when the job was started; undefined while it has not been. */
  readonly submission: Payload | undefined;
  /** True when this attempt may have been dispatched before a crash. */
  readonly again: boolean;
}

/** Read the items of a distributed Map and bring them with `itemsRead`. Called off with `cancelTask`. */
export interface ReadItems {
  readonly kind: "readItems";
  readonly frameId: number;
  readonly attempt: number;
  readonly source: ItemSource;
}

/** Write the results of a Map Run and tell what the state's output is with `resultsWritten`. Called off with `cancelTask`. */
export interface WriteResults {
  readonly kind: "writeResults";
  readonly frameId: number;
  readonly attempt: number;
  readonly destination: ResultDestination;
  readonly mapRunArn: string;
  readonly label: string;
  /** In the order of the items. */
  readonly children: readonly string[];
}

/** Nobody waits for this attempt any more: it timed out, or its branch was aborted. */
export interface CancelTask {
  readonly kind: "cancelTask";
  readonly frameId: number;
  readonly attempt: number;
  /** The holder of the task token has brought the result: a job that goes on is left alone, otherwise it is stopped. */
  readonly completed?: true;
  /** The job that is to be stopped, for the case that nobody is waiting for it at this moment. */
  readonly job?: DispatchTask | undefined;
}

/** Evaluate the expressions of the frame's state elsewhere (`evaluateElsewhere`) and bring the outcomes with `evaluated`. */
export interface Evaluate {
  readonly kind: "evaluate";
  readonly frameId: number;
}

/** Start a child execution of a distributed Map, unless one of that name is there already, and tell of its end with `childClosed`. */
export interface StartChild {
  readonly kind: "startChild";
  readonly frameId: number;
  /** The machine of the program that the child runs. */
  readonly machine: number;
  /** Follows from the parent's frame, so that a repeated start finds the child that is there. */
  readonly executionName: string;
  readonly mapRunArn: string;
  readonly label: string;
  readonly input: Payload;
}

/** Nobody waits for this child any more. */
export interface StopChild {
  readonly kind: "stopChild";
  readonly frameId: number;
  readonly executionName: string;
  readonly label: string;
}

/** Send a `timer` event for that frame, not before this wall time. */
export interface ArmTimer {
  readonly kind: "armTimer";
  readonly frameId: number;
  readonly atMs: number;
}

/** Everything an open run still waits for, as commands: what a shard carries out after it has loaded a run. */
export function pendingCommands(program: Program, run: Run, context: Pick<StepContext, "taskToken">): Command[] {
  const commands: Command[] = [];
  if (run.status !== "RUNNING") return commands;
  if (run.deadlineMs !== undefined) commands.push({ kind: "armTimer", frameId: executionTimer, atMs: run.deadlineMs });
  let ready = false;
  for (const frame of run.frames.values()) {
    const { phase } = frame;
    if (phase.kind === "waiting" || phase.kind === "backingOff") {
      commands.push({ kind: "armTimer", frameId: frame.id, atMs: phase.untilMs });
    } else if (phase.kind === "ready") {
      ready = true;
    } else if (phase.kind === "evaluating") {
      commands.push({ kind: "evaluate", frameId: frame.id });
    } else if (phase.kind === "child") {
      commands.push(startChild(run, frame, phase.executionName));
    } else if (phase.kind === "reading") {
      commands.push(readItems(frame, phase));
    } else if (phase.kind === "children" && phase.mapRun?.writingAttempt !== undefined) {
      commands.push(...writeResults(run, frame));
    } else if (phase.kind === "task") {
      commands.push(...taskTimers(frame, phase));
      if (phase.status !== "submitted" || phase.submission) commands.push(dispatchTask(program, frame, phase, context, { again: true }));
    }
  }
  if (ready) commands.push({ kind: "continue" });
  return commands;
}

export function readItems(frame: Frame, { attempt, source }: ReadingPhase): ReadItems {
  return { kind: "readItems", frameId: frame.id, attempt, source };
}

/** The command of a Map Run that is writing its results; none when it is not. */
export function writeResults(run: Run, frame: Frame): readonly WriteResults[] {
  const mapRun = frame.phase.kind === "children" ? frame.phase.mapRun : undefined;
  if (mapRun?.writer === undefined || mapRun.writingAttempt === undefined) return [];
  const children = [...childrenOf(run, frame)].sort((one, other) => one.index - other.index);
  return [
    {
      kind: "writeResults",
      frameId: frame.id,
      attempt: mapRun.writingAttempt,
      destination: mapRun.writer,
      mapRunArn: mapRun.arn,
      label: mapRun.label,
      children: children
        .map(({ phase }) => (phase.kind === "done" ? phase.child?.executionName : undefined))
        .filter((name) => name !== undefined),
    },
  ];
}

export function startChild(run: Run, frame: Frame, executionName: string): StartChild {
  const { arn, label } = mapRunOf(run, frame);
  return { kind: "startChild", frameId: frame.id, machine: frame.machine, executionName, mapRunArn: arn, label, input: frame.input };
}

/** The Map Run that a child's frame belongs to. */
export function mapRunOf(run: Run, frame: Frame): MapRun {
  const parent = frameOf(run, frame.parentId ?? -1);
  if (parent.phase.kind !== "children" || parent.phase.mapRun === undefined) throw new Error(`frame ${parent.id} has no Map Run`);
  return parent.phase.mapRun;
}

export function dispatchTask(
  program: Program,
  frame: Frame,
  phase: TaskPhase,
  context: Pick<StepContext, "taskToken">,
  { again }: { readonly again: boolean },
): DispatchTask {
  const state = program.stateOf(frame.machine, frame.stateName);
  if (state.type !== "Task") throw new Error(`frame ${frame.id} waits for a task in the ${state.type} state '${state.name}'`);
  return {
    kind: "dispatchTask",
    frameId: frame.id,
    attempt: phase.attempt,
    resource: state.resource,
    parameters: phase.parameters,
    taskToken: state.usesToken ? context.taskToken(frame.id, phase.attempt) : undefined,
    deadlineMs: phase.deadlineMs,
    credentials: phase.credentials,
    submission: phase.submission,
    again,
  };
}

/** Nobody waits for the frame's task any more; a job it has started is to be stopped. */
export function cancelTask(program: Program, frame: Frame, phase: TaskPhase, context: Pick<StepContext, "taskToken">): CancelTask {
  const job = phase.submission === undefined ? {} : { job: dispatchTask(program, frame, phase, context, { again: true }) };
  return { kind: "cancelTask", frameId: frame.id, attempt: phase.attempt, ...job };
}

/** Whether the run still waits for that frame's timer at that time; a timer nobody waits for can be forgotten. */
export function awaitsTimer(run: Run, frameId: number, atMs: number): boolean {
  if (frameId === executionTimer) return run.deadlineMs === atMs;
  const phase = run.frames.get(frameId)?.phase;
  if (phase?.kind === "waiting" || phase?.kind === "backingOff") return phase.untilMs === atMs;
  return phase?.kind === "task" && (phase.deadlineMs === atMs || phase.heartbeatDeadlineMs === atMs);
}

export function taskTimers(frame: Frame, phase: TaskPhase): ArmTimer[] {
  return [phase.deadlineMs, phase.heartbeatDeadlineMs]
    .filter((atMs) => atMs !== undefined)
    .map((atMs) => ({ kind: "armTimer", frameId: frame.id, atMs }));
}
