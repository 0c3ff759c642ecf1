/**
 * What a distributed Map is beyond an inline one: a Map Run with an ARN, child executions with names, and a
 * tolerance for failures. The children's histories are their own; the parent's tells only of the Map Run.
 */

import { type Environment, EvaluationError } from "../data/failure.ts";
import type { Json } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import { uuid } from "../data/uuid.ts";
import type { MapState, QueryLanguage } from "../language/definition.ts";
import { startChild, writeResults } from "./commands.ts";
import { compileItemBatcher } from "./item-batcher.ts";
import { compileResultWriter } from "./result-writer.ts";
import { type NumberSource, compileNumber } from "./input-output.ts";
import { outputsOf } from "./parallel.ts";
import type { MapProgram } from "./program.ts";
import type { StateFailure } from "./retry.ts";
import { type ChildrenPhase, type Frame, type MapRun, childrenOf, removeChildren, touch } from "./run.ts";
import { abortFrame, failState, failureDetails, finishState } from "./transition.ts";
import { type Turn, record, recordNext } from "./turn.ts";

/** Makes the Map Run of one attempt; throws EvaluationError for a tolerance that is none. */
export type CompiledMapRun = (turn: Turn, frame: Frame, stateName: string, effectiveInput: Payload, environment: Environment) => MapRun;

/** Undefined for an inline Map. */
export function compileMapRun(state: MapState, language: QueryLanguage): CompiledMapRun | undefined {
  const processor = state.ItemProcessor ?? state.Iterator;
  if (processor?.ProcessorConfig?.Mode !== "DISTRIBUTED") return undefined;
  const count = tolerance("ToleratedFailureCount", state.ToleratedFailureCount, state.ToleratedFailureCountPath, language);
  const percentage = tolerance(
    "ToleratedFailurePercentage",
    state.ToleratedFailurePercentage,
    state.ToleratedFailurePercentagePath,
    language,
  );
  const batcher = compileItemBatcher(state, language);
  const writer = compileResultWriter(state, language);
  return (turn, _frame, stateName, effectiveInput, environment) => {
    const { header } = turn.run;
    // Without a Label AWS makes one up from the state's name; ours is the name in the letters a label may have.
    const label = state.Label ?? stateName.replace(/[^A-Za-z0-9_-]/g, "").slice(0, labelLengthMax);
    const prefix = header.stateMachineArn.slice(0, header.stateMachineArn.indexOf(":stateMachine:"));
    return {
      arn: `${prefix}:mapRun:${header.stateMachineName}/${label}:${uuid(turn.random)}`,
      label,
      toleratedFailureCount: count(effectiveInput, environment),
      toleratedFailurePercentage: percentage(effectiveInput, environment),
      batch: batcher?.(effectiveInput, environment),
      writer: writer?.(effectiveInput, environment),
      failed: 0,
    };
  };
}

const labelLengthMax = 40;

type Field = "ToleratedFailureCount" | "ToleratedFailurePercentage";

/** Recorded: the texts for a value that is no number, a negative count and a percentage beyond 100. */
function tolerance(field: Field, literal: number | string | undefined, path: string | undefined, language: QueryLanguage) {
  const source: NumberSource | undefined = compileNumber(field, literal, path, language);
  return (input: Payload, environment: Environment): number | undefined => {
    const value = source?.(input, environment);
    return value === undefined ? undefined : checkTolerance(field, path, value);
  };
}

function checkTolerance(field: Field, path: string | undefined, value: Json): number {
  const isCount = field === "ToleratedFailureCount";
  if (typeof value !== "number" || (isCount && !Number.isInteger(value))) {
    const name = path === undefined ? field : `${field}Path`;
    const shown = typeof value === "string" ? value : JSON.stringify(value);
    throw new EvaluationError(
      "States.Runtime",
      `The ${name} field refers to value "${shown}" which is not a valid ${isCount ? "integer" : "float"}: ${path ?? shown}`,
    );
  }
  if (isCount && value < 0) throw new EvaluationError("States.Runtime", "ToleratedFailureCount cannot be negative.");
  if (!isCount && (value < 0 || value > 100))
    throw new EvaluationError("States.Runtime", "ToleratedFailurePercentage must be between 0 and 100.");
  return value;
}

/** Asks for the child execution of an item, or of a batch of so many. */
export function beginChild(turn: Turn, frame: Frame, items: number): void {
  const executionName = uuid(turn.random);
  frame.phase = { kind: "child", executionName, items };
  touch(turn.run, frame);
  turn.commands.push(startChild(turn.run, frame, executionName));
}

/** All items are done with: the results are the state's own, or somebody writes them first. */
export function endMapRun(turn: Turn, frame: Frame, state: MapProgram, mapRun: MapRun): void {
  if (mapRun.writer) {
    mapRun.writingAttempt = ++frame.attempt;
    touch(turn.run, frame);
    turn.commands.push(...writeResults(turn.run, frame));
    return;
  }
  const result = outputsOf(turn, frame); // a tolerated failure leaves null in its place
  removeChildren(turn.run, frame);
  mapRunSucceeded(turn, frame, state, result);
}

/** Every item is done: the Map Run has succeeded, and with it the state. */
export function mapRunSucceeded(turn: Turn, frame: Frame, state: MapProgram, result: Payload): void {
  const succeeded = recordNext(turn, frame, "MapRunSucceeded");
  record(turn, succeeded, "MapStateSucceeded");
  finishState(turn, frame, state, result);
}

/** The Map Run ends without success, and with it this attempt of the state: children that still run are called off. */
export function mapRunFailed(turn: Turn, frame: Frame, state: MapProgram, failure: StateFailure): void {
  for (const child of childrenOf(turn.run, frame)) abortFrame(turn, child, frame.cursor, { silently: true });
  removeChildren(turn.run, frame);
  recordNext(turn, frame, "MapRunFailed", failureDetails(failure));
  failState(turn, frame, state, failure);
}

export function toleranceExceeded({ total, mapRun }: ChildrenPhase): boolean {
  if (mapRun === undefined || mapRun.failed === 0) return false;
  const { toleratedFailureCount, toleratedFailurePercentage, failed } = mapRun;
  if (toleratedFailureCount === undefined && toleratedFailurePercentage === undefined) return true;
  return (
    (toleratedFailureCount !== undefined && failed > toleratedFailureCount) ||
    (toleratedFailurePercentage !== undefined && (failed / total) * 100 > toleratedFailurePercentage)
  );
}
