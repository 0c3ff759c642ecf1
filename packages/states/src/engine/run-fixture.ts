/** For tests of the engine: small programs, a run that is driven by hand, and a store for runs that keeps what a real one would. */

import type { Json } from "../data/json.ts";
import { Payload } from "../data/payload.ts";
import type { Definition } from "../language/definition.ts";
import type { Command } from "./commands.ts";
import type { RunEvent, StepContext } from "./events.ts";
import { type HistoryEvent, decodeEvent, decodeSegment } from "./history.ts";
import { type Program, compileProgram } from "./program.ts";
import type { Run, RunHeader } from "./run.ts";
import { decodeRun, missingPayloads, takeChanges } from "./snapshot.ts";
import { start } from "./start.ts";
import { type StepResult, step } from "./step.ts";

export const startMs = Date.UTC(2030, 0, 1);

export const header: RunHeader = {
  executionArn: "arn:aws:states:us-east-1:000000000000:execution:machine:one",
  name: "one",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:machine",
  stateMachineName: "machine",
  roleArn: "arn:aws:iam::000000000000:role/role",
  region: "us-east-1",
  startMs,
  redriveCount: 0,
};

export const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
export const activityArn = "arn:aws:states:us-east-1:000000000000:activity:a";
export const callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

/** A program of these states; the first is where it starts, and a state that says nothing of Next ends. */
export function programOf(states: { readonly [name: string]: object }, more: object = {}): Program {
  return compileProgram(machineOf(states, more) as unknown as Definition);
}

export function machineOf(states: { readonly [name: string]: object }, more: object = {}): object {
  const ended = Object.entries(states).map(([name, state]) => {
    const { Type: type } = state as { Type: string };
    const ends = !("Next" in state) && type !== "Choice" && type !== "Succeed" && type !== "Fail";
    return [name, ends ? { ...state, End: true } : state];
  });
  return { StartAt: Object.keys(states)[0], States: Object.fromEntries(ended), ...more };
}

/** A run whose events and time the test decides. */
export class DrivenRun {
  readonly program: Program;
  readonly run: Run;
  readonly history: HistoryEvent[] = [];
  /** Everything asked for so far. */
  readonly commands: Command[] = [];
  nowMs = startMs;
  seed = 1;

  constructor(program: Program, input: Json | Payload = {}) {
    this.program = program;
    const text = input instanceof Payload ? input.text : JSON.stringify(input);
    const started = start(program, header, text, this.#context());
    this.run = started.run;
    this.#take(started);
  }

  send(event: RunEvent): StepResult {
    const result = step(this.program, this.run, event, this.#context());
    this.#take(result);
    return result;
  }

  /** Moves time on and fires every timer of every frame, the execution's as well. */
  sleep(seconds: number): void {
    this.nowMs += seconds * 1000;
    for (const frameId of [-1, ...this.run.frames.keys()]) this.send({ kind: "timer", frameId });
  }

  /** Frame and attempt of every task that is awaited now. */
  tasks(): { readonly frameId: number; readonly attempt: number }[] {
    return [...this.run.frames.values()].flatMap(({ id, phase }) =>
      phase.kind === "task" ? [{ frameId: id, attempt: phase.attempt }] : [],
    );
  }

  succeed(output: Json, via: "service" | "token" = "service", task = this.tasks()[0]): StepResult {
    return this.send({
      kind: "taskSucceeded",
      frameId: task?.frameId ?? -1,
      attempt: task?.attempt ?? -1,
      output: Payload.of(output),
      via,
    });
  }

  fail(error: string | undefined, cause?: string, via: "service" | "token" = "service", task = this.tasks()[0]): StepResult {
    const failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    return this.send({ kind: "taskFailed", frameId: task?.frameId ?? -1, attempt: task?.attempt ?? -1, failure, via });
  }

  /** `id<previousEventId Type`, one event each. */
  get lines(): string[] {
    return this.history.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
  }

  last(type: HistoryEvent["type"]): HistoryEvent | undefined {
    return this.history.findLast((event) => event.type === type);
  }

  #take(result: StepResult): void {
    if (result.defect !== undefined) throw result.defect;
    this.history.push(...result.history);
    this.commands.push(...result.commands);
  }

  #context(): StepContext {
    return contextAt(this.nowMs, this.seed);
  }
}

export function contextAt(nowMs: number, seed: number): StepContext {
  return { nowMs, seed, activityExists: () => true, taskToken: (frameId, attempt) => `token-${frameId}-${attempt}` };
}

/** Keeps a run as a store does: rows and segments of text, nothing else. */
export class StoredRun {
  readonly #rows = new Map<number, string>();
  readonly #segments: { readonly firstPayloadId: number; readonly text: string }[] = [];

  commit(run: Run, history: readonly HistoryEvent[]): void {
    const { frames, removedFrames, segment } = takeChanges(run, history);
    for (const id of removedFrames) this.#rows.delete(id);
    for (const { id, text } of frames) this.#rows.set(id, text);
    if (segment) this.#segments.push(segment);
  }

  load(): Run {
    const rows = [...this.#rows].map(([id, text]) => ({ id, text }));
    const texts = this.#texts();
    const missing = new Set(missingPayloads(rows));
    return decodeRun(header, rows, (number) => {
      const text = texts.get(number);
      if (text === undefined || !missing.has(number)) throw new Error(`payload ${number} was asked for and not named before`);
      return text;
    });
  }

  history(): HistoryEvent[] {
    const texts = this.#texts();
    const rows = this.#segments.flatMap((segment) => decodeSegment(segment).events);
    return rows.map((row) => decodeEvent(row, (number) => Payload.ofText(texts.get(number) ?? "missing")));
  }

  /** Characters of the history. */
  get textLength(): number {
    return this.#segments.reduce((sum, { text }) => sum + text.length, 0);
  }

  get rowCount(): number {
    return this.#rows.size;
  }

  #texts(): Map<number, string> {
    return new Map(this.#segments.flatMap((segment) => [...decodeSegment(segment).payloads]));
  }
}

/** An event as plain data, payloads as their texts. */
export function plainEvent({ payloads, ...event }: HistoryEvent): object {
  const texts = Object.entries(payloads ?? {}).map(([name, payload]) => [name, (payload as Payload | undefined)?.text]);
  return { ...event, payloads: Object.fromEntries(texts) };
}
