/**
 * What must hold for every workflow: definitions, inputs and a world made of a seed. A failure prints its
 * seed; STILE_SEED runs that one alone, STILE_SEEDS so many from 1 on.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Payload } from "../data/payload.ts";
import type { Definition } from "../language/definition.ts";
import { type Command, type DispatchTask, type StartChild, awaitsTimer, pendingCommands } from "./commands.ts";
import { type RunEvent, executionTimer } from "./events.ts";
import type { HistoryEvent } from "./history.ts";
import { type Program, compileProgram } from "./program.ts";
import type { Run } from "./run.ts";
import { StoredRun, contextAt, header, plainEvent, startMs } from "./run-fixture.ts";
import { start } from "./start.ts";
import { step } from "./step.ts";
import { diceOf, randomInput, randomMachine } from "./workflow-fixture.ts";

/** Seeds that failed once, and why. */
const onceFailed: { readonly [seed: number]: string } = {};

interface Taken {
  readonly event: RunEvent;
  readonly nowMs: number;
}

interface Lived {
  readonly run: Run;
  readonly taken: readonly Taken[];
  readonly history: readonly HistoryEvent[];
  readonly end: "closed" | "idle" | "tooLong";
}

interface Case {
  readonly seed: number;
  readonly program: Program;
  readonly input: string;
}

function caseOf(seed: number): Case {
  const dice = diceOf(seed);
  const machine = { ...randomMachine(dice, 2), ...(dice.chance(15) ? { TimeoutSeconds: 1 + dice.below(90) } : {}) };
  return { seed, program: compileProgram(machine as unknown as Definition), input: JSON.stringify(randomInput(dice)) };
}

/**
 * Lives a run to its end. What the world does to a task follows from the seed, the frame and the attempt, so
 * it is the same however often the task is dispatched. With `crashes` the run is now and then thrown away
 * after a commit, timers and turns with it, and brought back from its rows.
 */
function live({ seed, program, input }: Case, { crashes }: { readonly crashes: boolean }): Lived {
  const store = new StoredRun();
  const commitDice = diceOf(seed + 5_555_555);
  const crashDice = diceOf(seed + 7_777_777);
  const world = new Map<string, { readonly atMs: number; readonly event: RunEvent }>();
  const timers = new Map<string, { readonly atMs: number; readonly event: RunEvent }>();
  const taken: Taken[] = [];
  let nowMs = startMs;

  const due = (to: typeof world, atMs: number, event: RunEvent, which = 0) => {
    const key = `${String(atMs).padStart(16, "0")} ${event.kind} ${"frameId" in event ? event.frameId : ""} ${"attempt" in event ? event.attempt : ""} ${which}`;
    if (!to.has(key)) to.set(key, { atMs, event });
  };
  const dispatched = new Set<string>();
  const answer = ({ frameId, attempt, resource }: DispatchTask): void => {
    const key = `${frameId}/${attempt}`;
    if (dispatched.has(key)) return;
    dispatched.add(key);
    const dice = diceOf(seed * 31 + frameId * 1009 + attempt);
    const byToken = resource.kind === "activity" || (resource.kind === "service" && resource.pattern === "waitForTaskToken");
    const via = byToken ? "token" : "service";
    if (resource.kind === "activity") {
      if (dice.chance(10)) return;
      due(world, nowMs + dice.below(4000), { kind: "taskStarted", frameId, attempt, workerName: "w" });
    }
    // Sometimes the token comes back before the service has answered.
    if (resource.kind === "service" && byToken)
      due(world, nowMs + dice.below(3000), { kind: "taskSubmitted", frameId, attempt, output: Payload.ofText("{}") });
    for (let beat = dice.below(4); beat > 0; beat--) due(world, nowMs + beat * 2500, { kind: "taskHeartbeat", frameId, attempt }, beat);
    if (dice.chance(8)) return;
    const times = dice.chance(15) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      const atMs = nowMs + dice.pick([0, 1, 1500, 8000, 70_000]);
      const output = dice.pick([
        '{"n":2,"items":[1],"text":"t"}',
        "null",
        "7",
        JSON.stringify("y".repeat(dice.chance(5) ? 300_000 : 1500)),
      ]);
      if (dice.chance(70)) due(world, atMs, { kind: "taskSucceeded", frameId, attempt, output: Payload.ofText(output), via }, time);
      else
        due(
          world,
          atMs,
          { kind: "taskFailed", frameId, attempt, failure: dice.chance(80) ? { error: "Oops", cause: "why" } : {}, via },
          time,
        );
    }
  };
  const child = ({ frameId, executionName }: StartChild): void => {
    if (dispatched.has(executionName)) return;
    dispatched.add(executionName);
    const dice = diceOf(seed * 37 + frameId);
    const result = dice.chance(80)
      ? ({ kind: "succeeded", output: Payload.ofText("5") } as const)
      : ({ kind: "failed", failure: { error: "Oops" } } as const);
    due(world, nowMs + dice.below(5000), { kind: "childClosed", frameId, result });
    if (dice.chance(10)) due(world, nowMs + 5000, { kind: "childClosed", frameId, result });
  };
  const carryOut = (command: Command): void => {
    if (command.kind === "armTimer") due(timers, command.atMs, { kind: "timer", frameId: command.frameId });
    if (command.kind === "continue") due(timers, nowMs, { kind: "continue" });
    if (command.kind === "dispatchTask") answer(command);
    if (command.kind === "startChild") child(command);
  };

  const stopDice = diceOf(seed + 99);
  if (stopDice.chance(5)) due(world, startMs + stopDice.below(20_000), { kind: "stop", error: "E", cause: undefined });

  const started = start(program, header, input, contextAt(nowMs, seed));
  let { run } = started;
  assert.equal(started.defect, undefined);
  let uncommitted = [...started.history];
  let commands = [...started.commands];
  for (let steps = 0; ; steps++) {
    // A commit may hold several steps of one moment; nothing is carried out before it.
    forgetStaleTimers();
    const isLastOfMoment = (earliest()?.entry.atMs ?? Number.POSITIVE_INFINITY) > nowMs;
    if (run.status !== "RUNNING" || isLastOfMoment || commitDice.chance(60)) {
      store.commit(run, uncommitted);
      uncommitted = [];
      if (crashes && run.status === "RUNNING" && crashDice.chance(40)) {
        timers.clear();
        run = store.load();
        commands = pendingCommands(program, run, contextAt(nowMs, seed));
      }
      for (const command of commands) carryOut(command);
      commands = [];
    }
    if (run.status !== "RUNNING") return lived("closed");
    if (steps > 20_000) return lived("tooLong");
    const next = earliest();
    if (next === undefined) return lived("idle");
    next.from.delete(next.key);
    nowMs = Math.max(nowMs, next.entry.atMs);
    const { event } = next.entry;
    taken.push({ event, nowMs });
    const result = step(program, run, event, contextAt(nowMs, seed));
    assert.equal(result.defect, undefined);
    if (!result.accepted) assert.deepEqual([result.history, result.commands], [[], []], "a refused event changes nothing");
    uncommitted.push(...result.history);
    commands.push(...result.commands);
  }

  /** Timers that nobody waits for any more are lost by a crash: without them both lives take the same steps. */
  function forgetStaleTimers(): void {
    for (const [key, { atMs, event }] of timers) if (event.kind === "timer" && !awaitsTimer(run, event.frameId, atMs)) timers.delete(key);
  }
  function lived(end: Lived["end"]): Lived {
    store.commit(run, uncommitted);
    if (run.status !== "RUNNING") assert.equal(store.rowCount, 0, "a closed run leaves no rows");
    return { run, taken, history: store.history(), end };
  }
  /** By time, then by what it is, so that a crash does not change who comes first. */
  function earliest() {
    let first:
      | { readonly key: string; readonly from: typeof world; readonly entry: { readonly atMs: number; readonly event: RunEvent } }
      | undefined;
    for (const from of [world, timers])
      for (const [key, entry] of from) if (first === undefined || key < first.key) first = { key, from, entry };
    return first;
  }
}

function checkHistory(history: readonly HistoryEvent[], isClosed: boolean): void {
  const terminal = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;
  for (const [i, { id, previousEventId, type, atMs }] of history.entries()) {
    assert.equal(id, i + 1, "ids are 1..n");
    assert.ok(previousEventId < id && previousEventId >= 0, `event ${id} follows ${previousEventId}`);
    assert.ok(atMs >= (history[i - 1]?.atMs ?? 0), "time does not run back");
    assert.equal(terminal.test(type), isClosed && id === history.length, `${type} at ${id} of ${history.length}`);
  }
}

function waitsForSomethingNamed(run: Run): boolean {
  return [...run.frames.values()].some(({ phase }) => phase.kind === "task" || phase.kind === "child");
}

function replay({ seed, program, input }: Case, taken: readonly Taken[]): { run: Run; history: HistoryEvent[] } {
  const { run, history } = start(program, header, input, contextAt(startMs, seed));
  const events = [...history];
  for (const { event, nowMs } of taken) events.push(...step(program, run, event, contextAt(nowMs, seed)).history);
  return { run, history: events };
}

function plainRun(run: Run): object {
  const { frames, children: _children, payloads: _payloads, changedFrames: _changed, removedFrames: _removed, ...rest } = run;
  return JSON.parse(
    JSON.stringify({ ...rest, input: run.input.text, output: run.output?.text, frames: [...frames.values()] }, payloadAsText),
  ) as object;
}

function payloadAsText(name: string, value: unknown): unknown {
  // How often it is kept, and under which number, is the store's business.
  return value instanceof Payload ? value.text : name === "nextSegment" ? undefined : value;
}

function checkSeed(seed: number): Lived["end"] {
  const made = caseOf(seed);
  const whole = live(made, { crashes: false });
  assert.notEqual(whole.end, "tooLong");
  checkHistory(whole.history, whole.end === "closed");
  if (whole.end === "idle") assert.ok(waitsForSomethingNamed(whole.run), "an open run waits for a task or a child");

  const again = replay(made, whole.taken);
  assert.deepEqual(again.history.map(plainEvent), whole.history.map(plainEvent), "a replay writes the same history");
  assert.deepEqual(plainRun(again.run), plainRun(whole.run), "a replay gives the same run");

  const crashed = live(made, { crashes: true });
  assert.equal(crashed.end, whole.end);
  assert.deepEqual(crashed.history.map(plainEvent), whole.history.map(plainEvent), "crashes change no history");
  assert.deepEqual(plainRun(crashed.run), plainRun(whole.run), "crashes change no run");
  return whole.end;
}

function checkSeeds(seeds: Iterable<number>): Map<string, number> {
  const ends = new Map<string, number>();
  for (const seed of seeds) {
    try {
      const end = checkSeed(seed);
      ends.set(end, (ends.get(end) ?? 0) + 1);
    } catch (error) {
      throw new Error(`seed ${seed}: STILE_SEED=${seed} node --test packages/states/src/engine/properties.test.ts`, { cause: error });
    }
  }
  return ends;
}

function* range(from: number, count: number): Iterable<number> {
  for (let seed = from; seed < from + count; seed++) yield seed;
}

test("every workflow ends or waits for something named; its history replays, and crashes do not change it", () => {
  const { STILE_SEED: one, STILE_SEEDS: many } = process.env;
  const ends = checkSeeds(one === undefined ? range(1, Number(many ?? 400)) : [Number(one)]);
  if (one === undefined) assert.ok((ends.get("closed") ?? 0) > (ends.get("idle") ?? 0), "most workflows end");
});

for (const [seed, why] of Object.entries(onceFailed)) test(`seed ${seed}: ${why}`, () => void checkSeed(Number(seed)));

test("a decoded run asks for everything a live one waits for, and for nothing else", () => {
  for (const seed of range(1, 100)) {
    const made = caseOf(seed);
    const store = new StoredRun();
    const { run, history } = start(made.program, header, made.input, contextAt(startMs, seed));
    if (run.status !== "RUNNING") continue;
    const asked = pendingCommands(made.program, run, contextAt(startMs, seed));
    store.commit(run, history);
    const askedAgain = pendingCommands(made.program, store.load(), contextAt(startMs, seed));
    assert.deepEqual(
      JSON.parse(JSON.stringify(askedAgain, payloadAsText)),
      JSON.parse(JSON.stringify(asked, payloadAsText)),
      `seed ${seed}`,
    );
    const waiting = [...run.frames.values()].filter(
      ({ phase }) => phase.kind !== "children" && phase.kind !== "done" && phase.kind !== "ready",
    );
    for (const { id } of waiting)
      assert.ok(
        asked.some((command) => "frameId" in command && command.frameId === id),
        `seed ${seed}, frame ${id}`,
      );
    if (run.deadlineMs !== undefined) assert.ok(asked.some((command) => command.kind === "armTimer" && command.frameId === executionTimer));
  }
});
