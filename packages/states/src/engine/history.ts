/**
 * The history of an execution as the engine writes it. An event is small: what is large (inputs, outputs,
 * parameters) hangs beside it as payloads, so that a payload which passes through ten states is kept once.
 * `wireEvent` gives an event the shape of GetExecutionHistory.
 */

import type { Json, JsonObject } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";

export type HistoryEventType = keyof typeof detailsMembers;

/** The payload-bearing members of an event's details. */
export interface EventPayloads {
  readonly input?: Payload | undefined;
  readonly output?: Payload | undefined;
  readonly parameters?: Payload | undefined;
}

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly atMs: number;
  readonly type: HistoryEventType;
  /** The plain members of the details, as the API spells them. */
  readonly details: JsonObject | undefined;
  readonly payloads: EventPayloads | undefined;
}

/** The 62 event types and the member that holds each one's details (API model: HistoryEvent); null: none. */
const detailsMembers = {
  ActivityFailed: "activityFailedEventDetails",
  ActivityScheduled: "activityScheduledEventDetails",
  ActivityScheduleFailed: "activityScheduleFailedEventDetails",
  ActivityStarted: "activityStartedEventDetails",
  ActivitySucceeded: "activitySucceededEventDetails",
  ActivityTimedOut: "activityTimedOutEventDetails",
  ChoiceStateEntered: "stateEnteredEventDetails",
  ChoiceStateExited: "stateExitedEventDetails",
  EvaluationFailed: "evaluationFailedEventDetails",
  ExecutionAborted: "executionAbortedEventDetails",
  ExecutionFailed: "executionFailedEventDetails",
  ExecutionRedriven: "executionRedrivenEventDetails",
  ExecutionStarted: "executionStartedEventDetails",
  ExecutionSucceeded: "executionSucceededEventDetails",
  ExecutionTimedOut: "executionTimedOutEventDetails",
  FailStateEntered: "stateEnteredEventDetails",
  LambdaFunctionFailed: "lambdaFunctionFailedEventDetails",
  LambdaFunctionScheduled: "lambdaFunctionScheduledEventDetails",
  LambdaFunctionScheduleFailed: "lambdaFunctionScheduleFailedEventDetails",
  LambdaFunctionStarted: null,
  LambdaFunctionStartFailed: "lambdaFunctionStartFailedEventDetails",
  LambdaFunctionSucceeded: "lambdaFunctionSucceededEventDetails",
  LambdaFunctionTimedOut: "lambdaFunctionTimedOutEventDetails",
  MapIterationAborted: "mapIterationAbortedEventDetails",
  MapIterationFailed: "mapIterationFailedEventDetails",
  MapIterationStarted: "mapIterationStartedEventDetails",
  MapIterationSucceeded: "mapIterationSucceededEventDetails",
  MapRunAborted: null,
  MapRunFailed: "mapRunFailedEventDetails",
  MapRunRedriven: "mapRunRedrivenEventDetails",
  MapRunStarted: "mapRunStartedEventDetails",
  MapRunSucceeded: null,
  MapStateAborted: null,
  MapStateEntered: "stateEnteredEventDetails",
  MapStateExited: "stateExitedEventDetails",
  MapStateFailed: null,
  MapStateStarted: "mapStateStartedEventDetails",
  MapStateSucceeded: null,
  ParallelStateAborted: null,
  ParallelStateEntered: "stateEnteredEventDetails",
  ParallelStateExited: "stateExitedEventDetails",
  ParallelStateFailed: null,
  ParallelStateStarted: null,
  ParallelStateSucceeded: null,
  PassStateEntered: "stateEnteredEventDetails",
  PassStateExited: "stateExitedEventDetails",
  SucceedStateEntered: "stateEnteredEventDetails",
  SucceedStateExited: "stateExitedEventDetails",
  TaskFailed: "taskFailedEventDetails",
  TaskScheduled: "taskScheduledEventDetails",
  TaskStarted: "taskStartedEventDetails",
  TaskStartFailed: "taskStartFailedEventDetails",
  TaskStateAborted: null,
  TaskStateEntered: "stateEnteredEventDetails",
  TaskStateExited: "stateExitedEventDetails",
  TaskSubmitFailed: "taskSubmitFailedEventDetails",
  TaskSubmitted: "taskSubmittedEventDetails",
  TaskSucceeded: "taskSucceededEventDetails",
  TaskTimedOut: "taskTimedOutEventDetails",
  WaitStateAborted: null,
  WaitStateEntered: "stateEnteredEventDetails",
  WaitStateExited: "stateExitedEventDetails",
} as const;

const eventTypes = Object.keys(detailsMembers) as HistoryEventType[];
const numberOfType = new Map(eventTypes.map((type, index) => [type, index]));

/** An event as GetExecutionHistory answers it; `timestamp` is epoch milliseconds, the wire makes seconds of it. */
export interface WireEvent {
  readonly timestamp: number;
  readonly type: HistoryEventType;
  readonly id: number;
  readonly previousEventId: number;
  readonly [detailsMember: string]: unknown;
}

/** With `includeExecutionData: false` the payloads and the texts a workflow made are left out, as AWS does. */
export function wireEvent(event: HistoryEvent, options: { readonly includeExecutionData: boolean }): WireEvent {
  const base = { timestamp: event.atMs, type: event.type, id: event.id, previousEventId: event.previousEventId };
  const member = detailsMembers[event.type];
  if (member === null) return base;
  return { ...base, [member]: options.includeExecutionData ? fullDetails(event) : detailsWithoutData(event) };
}

function fullDetails({ details, payloads }: HistoryEvent): Record<string, unknown> {
  const full: Record<string, unknown> = { ...details };
  if (payloads?.input) {
    full["input"] = payloads.input.text;
    full["inputDetails"] = { truncated: false };
  }
  if (payloads?.output) {
    full["output"] = payloads.output.text;
    full["outputDetails"] = { truncated: false };
  }
  if (payloads?.parameters) full["parameters"] = payloads.parameters.text;
  if (details?.["assignedVariables"]) full["assignedVariablesDetails"] = { truncated: false };
  return full;
}

/** `TaskScheduled.parameters` is required by the API model, so it stays as an empty text. */
function detailsWithoutData({ details, payloads }: HistoryEvent): Record<string, unknown> {
  const { error: _error, cause: _cause, assignedVariables: _variables, ...kept } = details ?? {};
  return payloads?.parameters ? { ...kept, parameters: "" } : kept;
}

/**
 * A segment: the events of one commit and the texts of the payloads that were new in it. Payloads are
 * numbered from 1 within the run; an event names its payloads by number, so a segment may point back to
 * an earlier one. `firstPayloadId` tells a reader which segment to ask for an older number.
 */
export interface HistorySegment {
  /** Counts from 1 within the run. */
  readonly number: number;
  readonly firstEventId: number;
  readonly lastEventId: number;
  readonly firstPayloadId: number;
  readonly text: string;
}

type EncodedEvent = readonly [
  id: number,
  previousEventId: number,
  atMs: number,
  typeNumber: number,
  details: JsonObject | 0,
  input?: number,
  output?: number,
  parameters?: number,
];

export type EncodedEvents = readonly EncodedEvent[];

/** Hands out payload numbers and keeps the texts that are new since the last segment. */
export class PayloadNumbers {
  next: number;
  #first: number;
  #texts: string[] = [];
  #shared: Map<Payload, number> | undefined;

  constructor(next: number) {
    this.next = next;
    this.#first = next;
  }

  numberOf(payload: Payload): number {
    if (payload.numberedBy === this) return payload.number;
    if (payload.numberedBy === undefined) {
      this.adopt(payload, this.#add(payload));
      return payload.number;
    }
    // A payload that several runs share (a constant of the program) has its number here beside it.
    let number = this.#shared?.get(payload);
    if (number === undefined) {
      number = this.#add(payload);
      this.#shared ??= new Map();
      this.#shared.set(payload, number);
    }
    return number;
  }

  /** A payload that the history holds under that number already. */
  adopt(payload: Payload, number: number): void {
    payload.numberedBy = this;
    payload.number = number;
  }

  #add(payload: Payload): number {
    this.#texts.push(payload.text);
    return this.next++;
  }

  get hasNew(): boolean {
    return this.#texts.length > 0;
  }

  /** The new texts and the number of the first; afterwards nothing is new. */
  take(): { readonly first: number; readonly texts: readonly string[] } {
    const taken = { first: this.#first, texts: this.#texts };
    this.#first = this.next;
    this.#texts = [];
    return taken;
  }
}

/** Events become compact rows; their payloads get numbers. Call `closeSegment` once the frames have theirs too. */
export function encodeEvents(events: readonly HistoryEvent[], numbers: PayloadNumbers): EncodedEvents {
  return events.map((event) => {
    const { input, output, parameters } = event.payloads ?? {};
    const row: (number | JsonObject)[] = [
      event.id,
      event.previousEventId,
      event.atMs,
      numberOfType.get(event.type) as number,
      event.details ?? 0,
    ];
    if (input || output || parameters) row.push(input ? numbers.numberOf(input) : 0);
    if (output || parameters) row.push(output ? numbers.numberOf(output) : 0);
    if (parameters) row.push(numbers.numberOf(parameters));
    return row as unknown as EncodedEvent;
  });
}

export function closeSegment(number: number, rows: EncodedEvents, nextEventId: number, numbers: PayloadNumbers): HistorySegment {
  const { first, texts } = numbers.take();
  return {
    number,
    firstEventId: rows[0]?.[0] ?? nextEventId,
    lastEventId: rows.at(-1)?.[0] ?? nextEventId - 1,
    firstPayloadId: first,
    text: JSON.stringify({ version: 1, events: rows, payloads: texts }),
  };
}

export interface DecodedSegment {
  readonly events: readonly EncodedEvent[];
  /** Texts by payload number. */
  readonly payloads: ReadonlyMap<number, string>;
}

export function decodeSegment(segment: { readonly firstPayloadId: number; readonly text: string }): DecodedSegment {
  const { events, payloads } = JSON.parse(segment.text) as { events: EncodedEvent[]; payloads: string[] };
  return { events, payloads: new Map(payloads.map((text, index) => [segment.firstPayloadId + index, text])) };
}

/** The payload numbers an encoded event names. */
export function payloadNumbersOf(row: EncodedEvent): readonly number[] {
  return [row[5], row[6], row[7]].filter((number): number is number => number !== undefined && number !== 0);
}

export function decodeEvent(row: EncodedEvent, payload: (number: number) => Payload): HistoryEvent {
  const [id, previousEventId, atMs, typeNumber, details, input, output, parameters] = row;
  const payloads: EventPayloads = {
    ...(input ? { input: payload(input) } : {}),
    ...(output ? { output: payload(output) } : {}),
    ...(parameters ? { parameters: payload(parameters) } : {}),
  };
  return {
    id,
    previousEventId,
    atMs,
    type: eventTypes[typeNumber] as HistoryEventType,
    details: details === 0 ? undefined : details,
    payloads,
  };
}

/** Leaves out what is undefined: on the wire an absent Error is no member, never null. */
export function present(details: { readonly [name: string]: Json | undefined }): JsonObject {
  const kept: Record<string, Json> = {};
  for (const name in details) {
    const value = details[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
