/**
 * One step at work: the run that is being moved, what it may know of the world, and what it has produced so
 * far. The state types write their history and commands through here.
 */

import type { Evaluation, EvaluationOutcome } from "../data/evaluation.ts";
import type { Environment } from "../data/failure.ts";
import type { Json, JsonObject } from "../data/json.ts";
import type { Command } from "./commands.ts";
import { contextObject } from "./context-object.ts";
import type { StepContext } from "./events.ts";
import type { EventPayloads, HistoryEvent, HistoryEventType } from "./history.ts";
import { elsewhereStepsMax, historyEventsMax } from "./limits.ts";
import type { Program } from "./program.ts";
import { randomNumbers } from "./random.ts";
import type { StateFailure } from "./retry.ts";
import { type Frame, type Run, frameOf, touch } from "./run.ts";

export interface Turn {
  readonly program: Program;
  readonly run: Run;
  readonly context: StepContext;
  readonly history: HistoryEvent[];
  readonly commands: Command[];
  /** Frames that can go on at once, first come first served, one state each: branches take turns. */
  readonly queue: Frame[];
  /** Frames that have ended, well or not, and whose surroundings do not know yet. */
  readonly settled: { readonly frame: Frame; readonly failure: StateFailure | undefined }[];
  readonly random: () => number;
  /** Outcomes of the expressions of one frame's state, evaluated elsewhere. */
  known?: { readonly frame: Frame; readonly outcomes: readonly EvaluationOutcome[]; next: number };
  /** Collects outcomes, where this is the elsewhere. */
  noted?: EvaluationOutcome[];
}

export function beginTurn(program: Program, run: Run, context: StepContext): Turn {
  run.steps += 1;
  return {
    program,
    run,
    context,
    history: [],
    commands: [],
    queue: [],
    settled: [],
    random: randomNumbers(run.header.executionArn, context.seed, run.steps),
  };
}

/** Writes an event after `previousEventId`; answers its id. */
export function record(
  turn: Turn,
  previousEventId: number,
  type: HistoryEventType,
  details?: JsonObject | undefined,
  payloads?: EventPayloads | undefined,
): number {
  const { run, context } = turn;
  if (run.nextEventId >= historyEventsMax && !terminalEvents.has(type)) throw new HistoryFull();
  const id = run.nextEventId++;
  run.lastEventMs = Math.max(run.lastEventMs, context.nowMs);
  turn.history.push({ id, previousEventId, atMs: run.lastEventMs, type, details, payloads });
  return id;
}

/** Writes the next event of a frame's own line. */
export function recordNext(
  turn: Turn,
  frame: Frame,
  type: HistoryEventType,
  details?: JsonObject | undefined,
  payloads?: EventPayloads | undefined,
): number {
  frame.cursor = record(turn, frame.cursor, type, details, payloads);
  touch(turn.run, frame);
  return frame.cursor;
}

/** The last event of a full history is kept free for the one that says why it ended; `step` catches this and writes it. */
export class HistoryFull extends Error {}

const terminalEvents: ReadonlySet<HistoryEventType> = new Set([
  "ExecutionSucceeded",
  "ExecutionFailed",
  "ExecutionTimedOut",
  "ExecutionAborted",
]);

/** What the expressions of the frame's current state may look at. */
export function environmentOf(
  turn: Turn,
  frame: Frame,
  options: {
    readonly taskToken?: string;
    readonly item?: Frame["item"] /** The state can be run again: a dear expression is put off. */;
    readonly canDefer?: boolean;
  } = {},
): Environment {
  let context: Json | undefined;
  return {
    context: () => (context ??= contextObject(turn.run, frame, options)),
    variable: (name) => variableOf(turn.run, frame, name),
    random: turn.random,
    nowMs: turn.context.nowMs,
    ...(turn.context.evaluationStepsMax === undefined && !turn.noted && !turn.known
      ? {}
      : { evaluation: evaluationOf(turn, frame, options.canDefer === true) }),
  };
}

function evaluationOf(turn: Turn, frame: Frame, canDefer: boolean): Evaluation {
  const { known, noted } = turn;
  const isKnown = known?.frame === frame;
  // With outcomes at hand nothing is put off again: a state does not wait twice for the same expressions.
  const defers = canDefer && !isKnown && !noted && turn.context.evaluationStepsMax !== undefined;
  return {
    stepsMax: defers ? turn.context.evaluationStepsMax : noted ? elsewhereStepsMax : undefined,
    defers,
    known: () => (isKnown ? known.outcomes[known.next++] : undefined),
    note: (outcome) => noted?.push(outcome),
  };
}

/** Inner scopes read the variables of outer ones; the nearest wins. */
function variableOf(run: Run, frame: Frame, name: string): Json | undefined {
  for (let scope: Frame | undefined = frame; scope; scope = scope.parentId === undefined ? undefined : frameOf(run, scope.parentId)) {
    if (Object.hasOwn(scope.variables, name)) return scope.variables[name];
  }
  return undefined;
}
