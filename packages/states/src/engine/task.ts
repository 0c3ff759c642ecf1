/**
 * Task: somebody else does the work. The engine says what is to be done (`dispatchTask`) and waits for the
 * result. Three families of events tell of it in the history: LambdaFunction... for a function's own ARN,
 * Activity... for activities, Task... for every service integration.
 */

import { EvaluationError, type Failure } from "../data/failure.ts";
import type { Json, JsonObject } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import { cancelTask, dispatchTask, taskTimers } from "./commands.ts";
import type { RunEvent } from "./events.ts";
import { present } from "./history.ts";
import { payloadBytesMax } from "./limits.ts";
import type { TaskProgram } from "./program.ts";
import { type Frame, type TaskPhase, type TaskResult, touch } from "./run.ts";
import {
  dataLimitExceeded,
  evaluate,
  executingCause,
  failState,
  failureDetails,
  finishState,
  parametersLimitExceeded,
} from "./transition.ts";
import type { NumberSource } from "./input-output.ts";
import { type Turn, environmentOf, recordNext } from "./turn.ts";

export function runTask(turn: Turn, frame: Frame, state: TaskProgram): void {
  const attempt = ++frame.attempt;
  const { context } = turn;
  const environment = environmentOf(turn, frame, {
    canDefer: true,
    ...(state.usesToken ? { taskToken: context.taskToken(frame.id, attempt) } : {}),
  });
  const prepared = evaluate(turn, frame, state, () => {
    const effectiveInput = state.flow.effectiveInput(frame.input, environment);
    const seconds = (field: string, source: NumberSource | undefined) =>
      positiveSeconds(state, field, source?.(effectiveInput, environment));
    return {
      parameters: state.flow.parameters(effectiveInput, environment),
      timeoutSeconds: seconds("TimeoutSeconds", state.timeoutSeconds),
      heartbeatSeconds: seconds("HeartbeatSeconds", state.heartbeatSeconds),
      credentials: state.credentials?.(effectiveInput, environment),
    };
  });
  if (prepared.kind === "failed") {
    failState(turn, frame, state, prepared.failure);
    return;
  }
  if (state.resource.kind === "activity" && !context.activityExists(state.resource.activityArn)) {
    const cause = executingCause(frame, state, `The activity ${state.resource.activityArn} does not exist.`);
    failState(turn, frame, state, { error: "States.Runtime", cause, origin: "runtime" });
    return;
  }
  const { parameters, timeoutSeconds, heartbeatSeconds, credentials } = prepared.value;
  if (parameters.exceeds(payloadBytesMax)) {
    failState(turn, frame, state, parametersLimitExceeded(state.name));
    return;
  }
  const phase: TaskPhase = {
    kind: "task",
    attempt,
    // An activity starts when a worker takes it; everything else is called as soon as this is committed.
    status: state.resource.kind === "activity" ? "scheduled" : "started",
    parameters,
    timeoutSeconds,
    heartbeatSeconds,
    deadlineMs: afterSeconds(context.nowMs, timeoutSeconds),
    heartbeatDeadlineMs: state.resource.kind === "activity" ? undefined : afterSeconds(context.nowMs, heartbeatSeconds),
    credentials,
  };
  frame.phase = phase;
  recordScheduled(turn, frame, state, phase);
  touch(turn.run, frame);
  turn.commands.push(...taskTimers(frame, phase), dispatchTask(turn.program, frame, phase, context, { again: false }));
}

function afterSeconds(nowMs: number, seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : nowMs + seconds * 1000;
}

function positiveSeconds(state: TaskProgram, field: string, value: Json | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  const error = state.language === "JSONata" ? "States.QueryEvaluationError" : "States.Runtime";
  throw new EvaluationError(error, `The ${field} field must be a positive integer, but was: ${JSON.stringify(value)}`);
}

function recordScheduled(turn: Turn, frame: Frame, { resource }: TaskProgram, phase: TaskPhase): void {
  const limits = { timeoutInSeconds: phase.timeoutSeconds, heartbeatInSeconds: phase.heartbeatSeconds };
  const taskCredentials = credentialsOf(phase.credentials);
  switch (resource.kind) {
    case "lambda": {
      const details = { resource: resource.functionArn, timeoutInSeconds: phase.timeoutSeconds, taskCredentials };
      recordNext(turn, frame, "LambdaFunctionScheduled", present(details), { input: phase.parameters });
      recordNext(turn, frame, "LambdaFunctionStarted");
      return;
    }
    case "activity":
      recordNext(turn, frame, "ActivityScheduled", present({ resource: resource.activityArn, ...limits }), { input: phase.parameters });
      return;
    case "service": {
      const { resourceType, resource: action } = resource;
      const details = { resourceType, resource: action, region: turn.run.header.region, ...limits, taskCredentials };
      recordNext(turn, frame, "TaskScheduled", present(details), { parameters: phase.parameters });
      recordNext(turn, frame, "TaskStarted", { resourceType, resource: action });
    }
  }
}

function credentialsOf(credentials: Json | undefined): JsonObject | undefined {
  const roleArn = (credentials as { RoleArn?: Json } | undefined)?.RoleArn;
  return roleArn === undefined ? undefined : { roleArn };
}

/** The task this event is about, when it is still the one that is awaited; late and repeated results are nobody's. */
export function awaitedTask(frame: Frame | undefined, attempt: number): TaskPhase | undefined {
  return frame?.phase.kind === "task" && frame.phase.attempt === attempt ? frame.phase : undefined;
}

/** An activity's worker has taken it. */
export function taskStarted(turn: Turn, frame: Frame, phase: TaskPhase, workerName: string | undefined): boolean {
  if (phase.status !== "scheduled") return false;
  recordNext(turn, frame, "ActivityStarted", present({ workerName }));
  setPhase(turn, frame, { ...phase, status: "started", heartbeatDeadlineMs: afterSeconds(turn.context.nowMs, phase.heartbeatSeconds) });
  return true;
}

function setPhase(turn: Turn, frame: Frame, phase: TaskPhase): void {
  frame.phase = phase;
  touch(turn.run, frame);
  if (phase.heartbeatDeadlineMs !== undefined) turn.commands.push({ kind: "armTimer", frameId: frame.id, atMs: phase.heartbeatDeadlineMs });
}

export function taskHeartbeat(turn: Turn, frame: Frame, phase: TaskPhase): boolean {
  setPhase(turn, frame, { ...phase, heartbeatDeadlineMs: afterSeconds(turn.context.nowMs, phase.heartbeatSeconds) });
  return true;
}

/** The service has answered and the work goes on elsewhere. */
export function taskSubmitted(turn: Turn, frame: Frame, state: TaskProgram, phase: TaskPhase, output: Payload): boolean {
  if (phase.status === "submitted" || state.resource.kind !== "service") return false;
  const { resourceType, resource } = state.resource;
  recordNext(turn, frame, "TaskSubmitted", { resourceType, resource }, { output });
  const submitted: TaskPhase = { ...phase, status: "submitted", ...(isJob(state) ? { submission: output } : {}) };
  setPhase(turn, frame, submitted);
  const { earlyResult } = phase;
  if (earlyResult?.kind === "succeeded") taskSucceeded(turn, frame, state, earlyResult.output);
  else if (earlyResult?.kind === "failed") taskFailed(turn, frame, state, earlyResult.failure);
  else if (isJob(state)) turn.commands.push(dispatchTask(turn.program, frame, submitted, turn.context, { again: false }));
  return true;
}

/** Whether the state waits for the end of what it started. */
function isJob({ resource }: TaskProgram): boolean {
  return resource.kind === "service" && (resource.pattern === "sync" || resource.pattern === "sync2");
}

type ResultEvent = Extract<RunEvent, { readonly kind: "taskSucceeded" | "taskFailed" }>;

/**
 * A result for the awaited attempt. Whoever holds the token may be quicker than the service that was asked to
 * hand it on; such a result waits until the submission is written.
 */
export function taskResult(turn: Turn, frame: Frame, state: TaskProgram, phase: TaskPhase, event: ResultEvent): boolean {
  if (event.via === "token" && state.resource.kind === "service" && phase.status !== "submitted") {
    if (phase.earlyResult !== undefined) return false;
    const earlyResult: TaskResult =
      event.kind === "taskSucceeded" ? { kind: "succeeded", output: event.output } : { kind: "failed", failure: event.failure };
    setPhase(turn, frame, { ...phase, earlyResult });
    return true;
  }
  // Recorded: the holder of the token ends a task that waits for a job, and the job goes on.
  if (event.via === "token" && isJob(state))
    turn.commands.push({ kind: "cancelTask", frameId: frame.id, attempt: phase.attempt, completed: true });
  if (event.kind === "taskSucceeded") taskSucceeded(turn, frame, state, event.output);
  else taskFailed(turn, frame, state, event.failure);
  return true;
}

function taskSucceeded(turn: Turn, frame: Frame, state: TaskProgram, output: Payload): void {
  const { resource } = state;
  if (output.exceeds(payloadBytesMax)) {
    taskFailed(turn, frame, state, dataLimitExceeded(resultName(resource)));
    return;
  }
  switch (resource.kind) {
    case "lambda":
      recordNext(turn, frame, "LambdaFunctionSucceeded", undefined, { output });
      break;
    case "activity":
      recordNext(turn, frame, "ActivitySucceeded", undefined, { output });
      break;
    case "service":
      recordNext(turn, frame, "TaskSucceeded", { resourceType: resource.resourceType, resource: resource.resource }, { output });
  }
  finishState(turn, frame, state, output);
}

/** How a cause names whose result was too large (recorded: the function's ARN, or just `lambda`). */
function resultName(resource: TaskProgram["resource"]): string {
  switch (resource.kind) {
    case "lambda":
      return resource.functionArn;
    case "activity":
      return resource.activityArn;
    case "service":
      return resource.resourceType;
  }
}

function taskFailed(turn: Turn, frame: Frame, state: TaskProgram, failure: Failure): void {
  const { resource } = state;
  switch (resource.kind) {
    case "lambda":
      recordNext(turn, frame, "LambdaFunctionFailed", failureDetails(failure));
      break;
    case "activity":
      recordNext(turn, frame, "ActivityFailed", failureDetails(failure));
      break;
    case "service":
      recordNext(turn, frame, "TaskFailed", failureDetails(failure, { resourceType: resource.resourceType, resource: resource.resource }));
  }
  // What a task failed with, even States.DataLimitExceeded, can be caught by a wildcard (recorded).
  failState(turn, frame, state, { ...failure, origin: "task" });
}

/** The moment of a deadline has come: if one of the task's has really passed, the task has timed out. */
export function taskTimer(turn: Turn, frame: Frame, state: TaskProgram, phase: TaskPhase): boolean {
  const { nowMs } = turn.context;
  const late = phase.deadlineMs !== undefined && phase.deadlineMs <= nowMs;
  const silent = phase.heartbeatDeadlineMs !== undefined && phase.heartbeatDeadlineMs <= nowMs;
  if (!late && !silent) return false;
  const failure = { error: "States.Timeout" };
  const { resource } = state;
  switch (resource.kind) {
    case "lambda":
      recordNext(turn, frame, "LambdaFunctionTimedOut", failure);
      break;
    case "activity":
      recordNext(turn, frame, "ActivityTimedOut", failure);
      break;
    case "service":
      recordNext(turn, frame, "TaskTimedOut", { resourceType: resource.resourceType, resource: resource.resource, ...failure });
  }
  turn.commands.push(cancelTask(turn.program, frame, phase, turn.context));
  failState(turn, frame, state, { ...failure, origin: "task", heartbeat: silent && !late });
  return true;
}
