/**
 * How a run is kept between commits: one row a frame, so that only what moved is written. The root frame's
 * row also carries the run's counters. Payloads are named by their number in the history, where each is kept
 * once; small ones stand in the row as well, so that most runs come back without reading their history.
 */

import type { Failure } from "../data/failure.ts";
import type { Json } from "../data/json.ts";
import { jsonText } from "../data/json-text.ts";
import { Payload } from "../data/payload.ts";
import { type EncodedEvents, type HistoryEvent, type HistorySegment, PayloadNumbers, closeSegment, encodeEvents } from "./history.ts";
import {
  type ChildExecution,
  type ChildrenPhase,
  type Frame,
  type MapRun,
  type Phase,
  type ReadingPhase,
  type Run,
  type RunHeader,
  type TaskPhase,
  linkFrame,
  rootFrameId,
} from "./run.ts";
import { newRun } from "./start.ts";

/** What one commit has to write of a run. */
export interface RunChanges {
  readonly segment: HistorySegment | undefined;
  readonly frames: readonly { readonly id: number; readonly text: string }[];
  readonly removedFrames: readonly number[];
}

/** Characters up to which a payload is repeated in the frame's row. */
const inlineTextMax = 1024;

type EncodedPayload = number | readonly [number: number, text: string];

/** Takes what changed since the last call; `history` are the events of the steps between. */
export function takeChanges(run: Run, history: readonly HistoryEvent[]): RunChanges {
  const rows: EncodedEvents = encodeEvents(history, run.payloads);
  const nextEventId = history[0]?.id ?? run.nextEventId;
  if (run.status !== "RUNNING") {
    run.changedFrames = undefined;
  } else if (run.changedFrames || run.removedFrames || history.length > 0) {
    run.changedFrames ??= new Set();
    run.changedFrames.add(rootFrameId);
  }
  // Frames before the segment: they may hold payloads that no event shows.
  const encoded = [...(run.changedFrames ?? [])].map((id) => ({ id, text: "" }));
  for (const entry of encoded) {
    const frame = run.frames.get(entry.id) as Frame;
    if (entry.id !== rootFrameId) entry.text = JSON.stringify(encodeFrame(frame, run.payloads));
  }
  const root = run.changedFrames?.has(rootFrameId) ? encodeFrame(run.frames.get(rootFrameId) as Frame, run.payloads) : undefined;
  const segment = rows.length > 0 || run.payloads.hasNew ? closeSegment(run.nextSegment++, rows, nextEventId, run.payloads) : undefined;
  if (root) {
    const entry = encoded.find(({ id }) => id === rootFrameId) as { id: number; text: string };
    entry.text = JSON.stringify({ run: encodeCounters(run, run.payloads), frame: root });
  }
  const removedFrames = [...(run.removedFrames ?? [])];
  run.changedFrames = undefined;
  run.removedFrames = undefined;
  return { segment, frames: encoded, removedFrames };
}

interface EncodedCounters {
  readonly version: 1;
  readonly nextEventId: number;
  readonly nextFrameId: number;
  readonly nextPayload: number;
  readonly nextSegment: number;
  readonly steps: number;
  readonly lastEventMs: number;
  readonly deadlineMs: number | undefined;
  readonly input: EncodedPayload;
}

function encodeCounters(run: Run, numbers: PayloadNumbers): EncodedCounters {
  return {
    version: 1,
    nextEventId: run.nextEventId,
    nextFrameId: run.nextFrameId,
    nextPayload: numbers.next,
    nextSegment: run.nextSegment,
    steps: run.steps,
    lastEventMs: run.lastEventMs,
    deadlineMs: run.deadlineMs,
    input: encodePayload(run.input, numbers),
  };
}

interface EncodedFrame extends Omit<Frame, "input" | "phase" | "item" | "variables"> {
  readonly input: EncodedPayload;
  readonly phase: { readonly kind: Phase["kind"]; readonly [member: string]: unknown };
  /** JSON text, since a value may be nested deeper than `JSON.stringify` goes; absent when nothing is assigned. */
  readonly variables: string | undefined;
  /** The item's value is read from the parent's items. */
  readonly item: { readonly index: number; readonly key: string | undefined } | undefined;
}

function encodeFrame(frame: Frame, numbers: PayloadNumbers): EncodedFrame {
  const { item, input, phase, variables, ...plain } = frame;
  return {
    ...plain,
    variables: Object.keys(variables).length === 0 ? undefined : jsonText(variables),
    input: encodePayload(input, numbers),
    phase: encodePhase(phase, numbers),
    item: item && { index: item.index, key: item.key },
  };
}

function encodePhase(phase: Phase, numbers: PayloadNumbers): EncodedFrame["phase"] {
  const payload = (value: Payload) => encodePayload(value, numbers);
  switch (phase.kind) {
    case "task": {
      const { earlyResult } = phase;
      const early = earlyResult?.kind === "succeeded" ? { kind: "succeeded", output: payload(earlyResult.output) } : earlyResult;
      const credentials = phase.credentials === undefined ? undefined : jsonText(phase.credentials);
      const submission = phase.submission && payload(phase.submission);
      return { ...phase, parameters: payload(phase.parameters), credentials, earlyResult: early, submission };
    }
    case "children":
      // Items and keys are many and never change: the row only names them.
      return {
        ...phase,
        items: phase.items && payload(phase.items),
        keys: phase.keys && payload(phase.keys),
        selectorInput: payload(phase.selectorInput),
        mapRun: phase.mapRun && encodeMapRun(phase.mapRun),
      };
    case "reading":
      return {
        ...phase,
        source: jsonText(phase.source as unknown as Json),
        mapRun: encodeMapRun(phase.mapRun),
        selectorInput: payload(phase.selectorInput),
      };
    case "done":
      return { ...phase, output: payload(phase.output) };
    case "evaluating":
      return phase.then === "finish" ? { ...phase, result: phase.result && payload(phase.result) } : phase;
    case "child":
      return { ...phase };
    default:
      return phase;
  }
}

/** A definition's own values as text: they may be nested deeper than `JSON.stringify` goes. */
function encodeMapRun({ writer, ...plain }: MapRun): object {
  return { ...plain, writer: writer && jsonText(writer as unknown as Json) };
}

function decodeMapRun(encoded: unknown): MapRun {
  const { writer, ...plain } = encoded as Omit<MapRun, "writer"> & { readonly writer?: string };
  return { ...plain, writer: writer === undefined ? undefined : (JSON.parse(writer) as MapRun["writer"]) };
}

function encodePayload(payload: Payload, numbers: PayloadNumbers): EncodedPayload {
  const number = numbers.numberOf(payload);
  return payload.text.length <= inlineTextMax ? [number, payload.text] : number;
}

/** A frame with the frames around it, to be looked at elsewhere: `decodeRun` makes a run of the rows, and `texts[n - 1]` is payload n. */
export interface FrameCopy {
  readonly rows: readonly FrameRow[];
  readonly texts: readonly string[];
}

export function copyFrame(run: Run, frameId: number): FrameCopy {
  const numbers = new PayloadNumbers(1);
  const rows: FrameRow[] = [];
  for (let frame: Frame | undefined = run.frames.get(frameId); frame; ) {
    const encoded = encodeFrame(frame, numbers);
    const row = frame.id === rootFrameId ? { run: encodeCounters(run, numbers), frame: encoded } : encoded;
    rows.push({ id: frame.id, text: JSON.stringify(row) });
    frame = frame.parentId === undefined ? undefined : run.frames.get(frame.parentId);
  }
  return { rows, texts: numbers.take().texts };
}

/** A frame's row as it was read. */
export interface FrameRow {
  readonly id: number;
  readonly text: string;
}

/** The payload numbers whose texts the rows do not hold: to be read from the history before `decodeRun`. */
export function missingPayloads(rows: readonly FrameRow[]): readonly number[] {
  const missing = new Set<number>();
  for (const { text } of rows) {
    visitPayloads(JSON.parse(text), (number) => missing.add(number));
  }
  return [...missing];
}

function visitPayloads(row: unknown, missing: (number: number) => void): void {
  const { run, frame } = splitRow(row);
  const visit = (encoded: unknown) => {
    if (typeof encoded === "number") missing(encoded);
  };
  visit(run?.input);
  visit(frame.input);
  const { phase } = frame;
  const early = phase["earlyResult"] as { kind: string; output?: EncodedPayload } | undefined;
  for (const encoded of [
    phase["parameters"],
    phase["submission"],
    phase["items"],
    phase["keys"],
    phase["selectorInput"],
    phase["output"],
    phase["result"],
    early?.output,
  ])
    visit(encoded);
}

function splitRow(row: unknown): { readonly run: EncodedCounters | undefined; readonly frame: EncodedFrame } {
  const both = row as { run?: EncodedCounters; frame?: EncodedFrame };
  return both.frame ? { run: both.run, frame: both.frame } : { run: undefined, frame: row as EncodedFrame };
}

/** Brings an open run back from its rows, parents before children; `text` gives the payloads that `missingPayloads` named. */
export function decodeRun(header: RunHeader, rows: readonly FrameRow[], text: (number: number) => string): Run {
  const parsed = [...rows].sort((one, other) => one.id - other.id).map((row) => splitRow(JSON.parse(row.text)));
  const counters = parsed[0]?.run;
  if (counters === undefined) throw new Error(`execution ${header.executionArn} has no root frame`);
  const numbers = new PayloadNumbers(counters.nextPayload);
  const known = new Map<number, Payload>();
  const payload = (encoded: unknown): Payload => {
    const [number, inline] = typeof encoded === "number" ? [encoded, undefined] : (encoded as readonly [number, string]);
    let found = known.get(number);
    if (found === undefined) {
      found = Payload.ofText(inline ?? text(number));
      numbers.adopt(found, number);
      known.set(number, found);
    }
    return found;
  };
  const run: Run = {
    ...newRun(header, payload(counters.input)),
    nextEventId: counters.nextEventId,
    nextFrameId: counters.nextFrameId,
    nextSegment: counters.nextSegment,
    steps: counters.steps,
    lastEventMs: counters.lastEventMs,
    deadlineMs: counters.deadlineMs,
    payloads: numbers,
  };
  for (const { frame } of parsed) {
    const { item, input, phase, variables, ...plain } = frame;
    const parent = frame.parentId === undefined ? undefined : run.frames.get(frame.parentId);
    linkFrame(run, {
      ...plain,
      parentId: frame.parentId,
      variables: variables === undefined ? {} : (JSON.parse(variables) as Frame["variables"]),
      input: payload(input),
      phase: decodePhase(phase, payload),
      item: item && { index: item.index, key: item.key, value: itemValue(parent, item.index) },
    });
  }
  return run;
}

function itemValue(parent: Frame | undefined, index: number): Json {
  const items = parent?.phase.kind === "children" ? parent.phase.items : undefined;
  if (items === undefined) throw new Error("an iteration's parent has no items");
  return (items.value as readonly Json[])[index] as Json;
}

function decodePhase(phase: EncodedFrame["phase"], payload: (encoded: unknown) => Payload): Phase {
  switch (phase.kind) {
    case "task": {
      const early = phase["earlyResult"] as { kind: "succeeded"; output: unknown } | { kind: "failed"; failure: Failure } | undefined;
      const earlyResult = early?.kind === "succeeded" ? { kind: early.kind, output: payload(early.output) } : early;
      const credentials = phase["credentials"] === undefined ? undefined : (JSON.parse(phase["credentials"] as string) as Json);
      return {
        ...(phase as unknown as TaskPhase),
        parameters: payload(phase["parameters"]),
        credentials,
        ...(earlyResult ? { earlyResult } : {}),
        ...(phase["submission"] === undefined ? {} : { submission: payload(phase["submission"]) }),
      };
    }
    case "children": {
      const items = phase["items"] === undefined ? undefined : payload(phase["items"]);
      return {
        ...(phase as unknown as ChildrenPhase),
        keys: phase["keys"] === undefined ? undefined : payload(phase["keys"]),
        items,
        selectorInput: payload(phase["selectorInput"]),
        mapRun: phase["mapRun"] === undefined ? undefined : decodeMapRun(phase["mapRun"]),
      };
    }
    case "reading":
      return {
        ...(phase as unknown as ReadingPhase),
        source: JSON.parse(phase["source"] as string) as ReadingPhase["source"],
        selectorInput: payload(phase["selectorInput"]),
        mapRun: decodeMapRun(phase["mapRun"]),
      };
    case "done":
      return { kind: "done", output: payload(phase["output"]), child: phase["child"] as ChildExecution | undefined };
    case "evaluating": {
      if (phase["then"] === "run") return { kind: "evaluating", then: "run" };
      return { kind: "evaluating", then: "finish", result: phase["result"] === undefined ? undefined : payload(phase["result"]) };
    }
    default:
      return phase as unknown as Phase;
  }
}
