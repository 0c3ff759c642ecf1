/**
 * Map (inline): walks its processor once for every item, so many at a time; its result is the list of the
 * iterations' outputs in the order of the items. One iteration that fails fails it.
 */

import type { Environment } from "../data/failure.ts";
import { EvaluationError } from "../data/failure.ts";
import { type Json, isJsonArray, isJsonObject } from "../data/json.ts";
import { jsonText } from "../data/json-text.ts";
import { Payload } from "../data/payload.ts";
import { compilePath } from "../data/json-path.ts";
import { compileJsonataTemplate, expectType } from "../data/jsonata-template.ts";
import type { MapState, QueryLanguage } from "../language/definition.ts";
import { type NumberSource, compileNumber, compileValue } from "./input-output.ts";
import { childExecutionsMax, inlineConcurrencyMax, payloadBytesMax } from "./limits.ts";
import { readItems } from "./commands.ts";
import { BatchBuilder, type BatchPlan } from "./item-batcher.ts";
import { type CompiledItemReader, compileItemReader } from "./item-reader.ts";
import { type CompiledMapRun, beginChild, compileMapRun, endMapRun, mapRunFailed } from "./map-run.ts";
import { abortSiblings, outputsOf, recordTaskAborted } from "./parallel.ts";
import type { MapProgram } from "./program.ts";
import type { StateFailure } from "./retry.ts";
import { type ChildrenPhase, type Frame, type MapItem, type ReadingPhase, addFrame, removeChildren, touch } from "./run.ts";
import { evaluate, evaluateOrFail, failState, finishState, parametersLimitExceeded } from "./transition.ts";
import { type Turn, environmentOf, record, recordNext } from "./turn.ts";

export interface CompiledMap {
  readonly items: (effectiveInput: Payload, environment: Environment) => Items;
  /** ItemSelector or, in old definitions, Parameters; undefined hands the item on. */
  readonly selector: ((input: Payload, environment: Environment) => Json) | undefined;
  readonly maxConcurrency: NumberSource | undefined;
  readonly maxConcurrencyPath: string | undefined;
  readonly distributed: CompiledMapRun | undefined;
  readonly reader: CompiledItemReader | undefined;
}

interface Items {
  readonly values: readonly Json[];
  /** When the Map iterates over an object. */
  readonly keys: readonly string[] | undefined;
}

export function compileMap(state: MapState, language: QueryLanguage): CompiledMap {
  const selector = state.ItemSelector ?? state.Parameters;
  return {
    items: language === "JSONata" ? jsonataItems(state.Items) : pathItems(state.ItemsPath ?? "$"),
    selector: selector === undefined ? undefined : compileValue("ItemSelector", selector, language),
    maxConcurrency: compileNumber("MaxConcurrency", state.MaxConcurrency, state.MaxConcurrencyPath, language),
    maxConcurrencyPath: language === "JSONPath" ? state.MaxConcurrencyPath : undefined,
    distributed: compileMapRun(state, language),
    reader: compileItemReader(state, language),
  };
}

function pathItems(text: string): CompiledMap["items"] {
  const path = compilePath(text);
  return (effectiveInput, environment) => {
    const value = path.read(effectiveInput.value, environment);
    if (isJsonArray(value)) return { values: value, keys: undefined };
    throw new EvaluationError("States.Runtime", `Reference path "${path.documentText}" must point to array.`);
  };
}

function jsonataItems(template: Json | undefined): CompiledMap["items"] {
  if (template === undefined) {
    return (effectiveInput) => {
      const { value } = effectiveInput;
      if (isJsonArray(value)) return { values: value, keys: undefined };
      // Recorded for a value of every other type, without a location.
      throw new EvaluationError("States.QueryEvaluationError", `Map state input must be an array but was: ${effectiveInput.text}`);
    };
  }
  if (isJsonArray(template) || isJsonObject(template)) {
    const evaluateItems = compileJsonataTemplate(template, "Items");
    return (effectiveInput, environment) => itemsOf(evaluateItems({ input: effectiveInput.value }, environment));
  }
  const expression = compileJsonataTemplate(template, "Items");
  return (effectiveInput, environment) => {
    const value = expression({ input: effectiveInput.value }, environment);
    return { values: expectType(value, "array", String(template), "Items") as readonly Json[], keys: undefined };
  };
}

function itemsOf(value: Json): Items {
  if (isJsonArray(value)) return { values: value, keys: undefined };
  if (isJsonObject(value)) return { values: Object.values(value), keys: Object.keys(value) };
  throw new EvaluationError("States.QueryEvaluationError", `Map state input must be an array but was: ${jsonText(value)}`);
}

export function runMap(turn: Turn, frame: Frame, state: MapProgram): void {
  const prepared = evaluateOrFail(turn, frame, state, (environment) => {
    const effectiveInput = state.flow.effectiveInput(frame.input, environment);
    const source = state.map.reader?.(effectiveInput, environment);
    // Recorded: where a reader brings the items, ItemsPath is not even looked at.
    const items = source === undefined ? state.map.items(effectiveInput, environment) : nothing;
    const mapRun = state.map.distributed?.(turn, frame, state.name, effectiveInput, environment);
    return { effectiveInput, items, source, mapRun, concurrency: concurrencyOf(state, effectiveInput, environment) };
  });
  if (prepared === undefined) return;
  const { effectiveInput, items, source, mapRun, concurrency } = prepared;
  const total = items.values.length;
  recordNext(turn, frame, "MapStateStarted", { length: total });
  if (source && mapRun) {
    readFirst(turn, frame, state, {
      kind: "reading",
      attempt: ++frame.attempt,
      source,
      concurrency,
      selectorInput: effectiveInput,
      mapRun,
    });
    return;
  }
  frame.phase = {
    kind: "children",
    total,
    next: 0,
    running: 0,
    succeeded: 0,
    concurrency,
    // The very array of the input is the same payload, and so is kept once.
    items: effectiveInput.value === items.values ? effectiveInput : Payload.of(items.values),
    keys: items.keys && Payload.of(items.keys),
    selectorInput: effectiveInput,
    mapRun,
  };
  touch(turn.run, frame);
  if (mapRun) recordNext(turn, frame, "MapRunStarted", { mapRunArn: mapRun.arn });
  if (total > 0) startIterations(turn, frame, state, frame.phase);
  else if (mapRun) endMapRun(turn, frame, state, mapRun);
  else succeed(turn, frame, state, Payload.ofText("[]"));
}

const nothing: Items = { values: [], keys: undefined };

function readFirst(turn: Turn, frame: Frame, state: MapProgram, phase: ReadingPhase): void {
  frame.phase = phase;
  touch(turn.run, frame);
  recordNext(turn, frame, "MapRunStarted", { mapRunArn: phase.mapRun.arn });
  if (phase.source.maxItems >= 0) turn.commands.push(readItems(frame, phase));
  else mapRunFailed(turn, frame, state, { error: "States.ItemReaderFailed", cause: "field MaxItems must be positive", origin: "task" });
}

/** 0 means as many as there may be; an inline Map has its own ceiling. */
function concurrencyOf(state: MapProgram, effectiveInput: Payload, environment: Environment): number {
  const value = state.map.maxConcurrency?.(effectiveInput, environment) ?? 0;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    const { maxConcurrencyPath } = state.map;
    const cause = maxConcurrencyPath
      ? `The MaxConcurrencyPath field refers to value "${typeof value === "string" ? value : JSON.stringify(value)}" which is not a valid integer: ${maxConcurrencyPath}`
      : `The MaxConcurrency field must be an integer, but was: ${JSON.stringify(value)}`;
    throw new EvaluationError(state.language === "JSONata" ? "States.QueryEvaluationError" : "States.Runtime", cause);
  }
  if (value < 0) throw new EvaluationError("States.Runtime", "MaxConcurrency cannot be negative.");
  const ceiling = state.map.distributed ? childExecutionsMax : inlineConcurrencyMax;
  return value === 0 ? ceiling : Math.min(value, ceiling);
}

/** Starts as many iterations as may run; their Started events come before what happens inside them (recorded). */
export function startIterations(turn: Turn, frame: Frame, state: MapProgram, phase: ChildrenPhase): void {
  const values = phase.items?.value as readonly Json[];
  const keys = phase.keys?.value as readonly string[] | undefined;
  while (phase.running < phase.concurrency && phase.next < phase.total) {
    const index = phase.next;
    const itemAt = (at: number): MapItem => ({ index: at, key: keys?.[at], value: values[at] as Json });
    const batch = phase.mapRun?.batch;
    const item = batch ? undefined : itemAt(index);
    const input = item ? selectInput(turn, frame, state, phase, item) : selectBatch(turn, frame, state, phase, itemAt);
    if (input.kind === "failed") {
      if (phase.mapRun) mapRunFailed(turn, frame, state, input.failure);
      else {
        abortSiblings(turn, frame, frame);
        failState(turn, frame, state, input.failure);
      }
      return;
    }
    const items = input.items;
    phase.next += items;
    phase.running += 1;
    // What happens inside a child execution stands in its own history.
    const cursor = phase.mapRun ? 0 : record(turn, frame.cursor, "MapIterationStarted", { name: state.name, index });
    const stateName = turn.program.machines[state.processor]?.startAt ?? "";
    const iteration = addFrame(turn.run, {
      parentId: frame.id,
      machine: state.processor,
      index,
      stateName,
      input: input.value,
      cursor,
      item,
    });
    if (phase.mapRun) beginChild(turn, iteration, items);
    else turn.queue.push(iteration);
  }
  touch(turn.run, frame);
}

/** What an iteration begins with, and how many items that is. */
type SelectedInput =
  | { readonly kind: "value"; readonly value: Payload; readonly items: number }
  | { readonly kind: "failed"; readonly failure: StateFailure };

/** The next batch: `{BatchInput, Items}` of as many items as fit. */
function selectBatch(turn: Turn, frame: Frame, state: MapProgram, phase: ChildrenPhase, itemAt: (index: number) => MapItem): SelectedInput {
  const batch = new BatchBuilder(phase.mapRun?.batch as BatchPlan);
  for (let index = phase.next; index < phase.total; index++) {
    const selected = selectInput(turn, frame, state, phase, itemAt(index));
    if (selected.kind === "failed") return selected;
    if (!batch.add(selected.value)) break;
  }
  return { kind: "value", value: Payload.ofText(batch.text()), items: batch.size };
}

function selectInput(turn: Turn, frame: Frame, state: MapProgram, phase: ChildrenPhase, item: MapItem): SelectedInput {
  const { selector } = state.map;
  if (selector === undefined) return { kind: "value", value: Payload.of(item.value), items: 1 };
  const environment = environmentOf(turn, frame, { item });
  const selected = evaluate(turn, frame, state, () => Payload.of(selector(phase.selectorInput, environment)));
  if (selected.kind === "value" && selected.value.exceeds(payloadBytesMax)) {
    return { kind: "failed", failure: parametersLimitExceeded(state.name) };
  }
  return selected.kind === "failed" ? selected : { ...selected, items: 1 };
}

/** An iteration has its output: the next one starts after it, and the last one ends the state. */
export function iterationSucceeded(turn: Turn, frame: Frame, state: MapProgram, iteration: Frame): void {
  const { phase } = frame;
  if (phase.kind !== "children") return;
  const last = iteration.cursor;
  const succeededId = record(turn, last, "MapIterationSucceeded", { name: state.name, index: iteration.index });
  phase.running -= 1;
  phase.succeeded += 1;
  touch(turn.run, frame);
  if (phase.succeeded < phase.total) {
    // The next iteration follows what this one did last, not its MapIterationSucceeded (recorded).
    frame.cursor = last;
    startIterations(turn, frame, state, phase);
    return;
  }
  frame.cursor = succeededId;
  const result = outputsOf(turn, frame);
  removeChildren(turn.run, frame);
  succeed(turn, frame, state, result);
}

/** Exited has the same predecessor as Succeeded (recorded in all 44 inline Maps). */
function succeed(turn: Turn, frame: Frame, state: MapProgram, result: Payload): void {
  record(turn, frame.cursor, "MapStateSucceeded");
  finishState(turn, frame, state, result);
}

export function iterationFailed(turn: Turn, frame: Frame, state: MapProgram, iteration: Frame, failure: StateFailure): void {
  frame.cursor = iteration.cursor;
  record(turn, iteration.cursor, "MapIterationFailed", { name: state.name, index: iteration.index });
  recordTaskAborted(turn, iteration);
  abortSiblings(turn, frame, iteration);
  failState(turn, frame, state, failure);
}
