/**
 * A whole execution without a server: the engine, a virtual clock that jumps to whatever is due next, and
 * tasks answered by a script. Waits and retries cost no time. `stile run`, the conformance runner and the
 * engine's own tests stand on this.
 */

import type { Failure } from "./data/failure.ts";
import { Payload } from "./data/payload.ts";
import {
  type Command,
  type DispatchTask,
  type HistoryEvent,
  type Program,
  type Run,
  type RunEvent,
  type RunHeader,
  type StepContext,
  type StartChild,
  type StepResult,
  type TaskResult,
  childHeaderOf,
  childProgram,
  copyFrame,
  decodeRun,
  evaluateElsewhere,
  start,
  step,
} from "./engine/index.ts";

/** How a scripted task ends: after `delayMs` of virtual time, or never. */
export type ScriptedResult =
  | { readonly kind: "succeeded"; readonly output: string; readonly delayMs?: number }
  | { readonly kind: "failed"; readonly failure: Failure; readonly delayMs?: number }
  | { readonly kind: "never" };

export interface SimulationOptions {
  readonly input: string;
  readonly header: RunHeader;
  /** Answers a task when it is dispatched. */
  readonly task: (task: DispatchTask, nowMs: number) => ScriptedResult;
  readonly seed?: number;
  /** What one expression may cost within a step; dearer ones are put off and evaluated between two steps. */
  readonly evaluationStepsMax?: number;
  /** Called after every step: with what it wrote, and the virtual time. */
  readonly onStep?: (result: StepResult, nowMs: number) => void;
  /** Events taken in before the simulation gives up on a run that does not end; default 1,000,000. */
  readonly eventsMax?: number;
}

export interface Simulation {
  readonly run: Run;
  readonly history: readonly HistoryEvent[];
  /** Virtual time at the end. */
  readonly nowMs: number;
  /** `idle`: the run is open and waits for something the script never gives. */
  readonly end: "closed" | "idle" | "tooLong";
}

interface Due {
  readonly atMs: number;
  /** Keeps what is due at one moment in the order it was asked for. */
  readonly order: number;
  readonly event: RunEvent;
}

export function simulate(program: Program, options: SimulationOptions): Simulation {
  const { header, seed = 1, eventsMax = 1_000_000 } = options;
  const history: HistoryEvent[] = [];
  let due: Due[] = [];
  let order = 0;
  let nowMs = header.startMs;
  const context = (): StepContext => ({
    nowMs,
    seed,
    evaluationStepsMax: options.evaluationStepsMax,
    activityExists: () => true,
    taskToken: (frameId, attempt) => `token-${frameId}-${attempt}`,
  });
  const later = (atMs: number, event: RunEvent) => due.push({ atMs, order: order++, event });

  const carryOut = (command: Command): void => {
    if (command.kind === "armTimer") later(command.atMs, { kind: "timer", frameId: command.frameId });
    if (command.kind === "continue") later(nowMs, { kind: "continue" });
    if (command.kind === "dispatchTask") answer(command);
    if (command.kind === "startChild") runChild(command);
    if (command.kind === "evaluate") evaluate(command.frameId);
    if (command.kind === "readItems") later(nowMs, { ...withoutBuckets("States.ItemReaderFailed", command), kind: "itemsRead" });
    if (command.kind === "writeResults") later(nowMs, { ...withoutBuckets("States.ResultWriterFailed", command), kind: "resultsWritten" });
  };
  const evaluate = (frameId: number): void => {
    const { rows, texts } = copyFrame(run, frameId);
    const copy = decodeRun(header, rows, (number) => texts[number - 1] ?? "null");
    later(nowMs, { kind: "evaluated", frameId, outcomes: evaluateElsewhere(program, copy, frameId, context()) });
  };
  /** A child execution is a simulation of its own; its end is due as long after now as it took. */
  const runChild = (child: StartChild): void => {
    const childHeader = childHeaderOf(header, child, nowMs);
    const {
      run: ended,
      nowMs: endedMs,
      end,
    } = simulate(childProgram(program, child.machine), { ...options, header: childHeader, input: child.input.text });
    if (end !== "closed") return;
    const result: TaskResult =
      ended.status === "SUCCEEDED"
        ? { kind: "succeeded", output: Payload.ofText(ended.output?.text ?? "null") }
        : { kind: "failed", failure: ended.failure ?? {} };
    later(endedMs, { kind: "childClosed", frameId: child.frameId, result });
  };
  const answer = (task: DispatchTask): void => {
    if (task.submission) return; // its end was scripted when it was started
    const { frameId, attempt } = task;
    const activity = task.resource.kind === "activity";
    const byToken = task.resource.kind === "service" && task.resource.pattern !== "requestResponse";
    if (activity) later(nowMs, { kind: "taskStarted", frameId, attempt, workerName: "simulation" });
    if (byToken) later(nowMs, { kind: "taskSubmitted", frameId, attempt, output: Payload.ofText("{}") });
    const result = options.task(task, nowMs);
    if (result.kind === "never") return;
    const via = activity || byToken ? "token" : "service";
    const atMs = nowMs + (result.delayMs ?? 0);
    if (result.kind === "succeeded") later(atMs, { kind: "taskSucceeded", frameId, attempt, output: Payload.ofText(result.output), via });
    else later(atMs, { kind: "taskFailed", frameId, attempt, failure: result.failure, via });
  };
  const take = (result: StepResult): void => {
    for (const event of result.history) history.push(event);
    options.onStep?.(result, nowMs);
    for (const command of result.commands) carryOut(command);
  };

  const started = start(program, header, options.input, context());
  const { run } = started;
  take(started);
  for (let taken = 0; run.status === "RUNNING"; taken++) {
    if (taken >= eventsMax) return { run, history, nowMs, end: "tooLong" };
    const next = earliest(due);
    if (next === undefined) return { run, history, nowMs, end: "idle" };
    due = due.filter((entry) => entry !== next);
    nowMs = Math.max(nowMs, next.atMs);
    take(step(program, run, next.event, context()));
  }
  return { run, history, nowMs, end: "closed" };
}

function withoutBuckets(error: string, { frameId, attempt }: { readonly frameId: number; readonly attempt: number }) {
  const failure = { error, cause: "A simulation has no buckets." };
  return { frameId, attempt, result: { kind: "failed", failure } } as const;
}

function earliest(due: readonly Due[]): Due | undefined {
  let first = due[0];
  for (const entry of due) {
    if (first && (entry.atMs < first.atMs || (entry.atMs === first.atMs && entry.order < first.order))) first = entry;
  }
  return first;
}
