/**
 * A simulated world: one store, one clock, and over them one process after the other, each with a real
 * executor. A process that crashes hears nothing more, and its timers never fire. Beside it live the services
 * that tasks call, the holders of task tokens and the workers of activities; all of them outlive it.
 *
 * Everything that is left to chance comes from the seed, and everything happens in the one thread, in an
 * order that Node keeps: the same seed gives the same trace.
 */

import { createHash } from "node:crypto";
import {
  type ActivityAssignment,
  Executor,
  type Integration,
  type TaskOutcome,
  type TaskRequest,
  type TokenEvent,
} from "../packages/server/src/executor/index.ts";
import { ServiceError } from "../packages/server/src/aws/index.ts";
import type { MapRunIo, MapRunOutcome } from "../packages/server/src/executor/map-run-io.ts";
import { createFakePlatform, type FakePlatform } from "../packages/server/src/platform/fake.ts";
import type { Clock } from "../packages/server/src/platform/platform.ts";
import type { Batch } from "../packages/server/src/storage/ports/executions.ts";
import { type Dice, diceOf } from "../packages/states/src/engine/workflow-fixture.ts";
import { type Client, type CommitFate, DurableStore, connect, turns, unreadable } from "./durable-store.ts";
import { Ledger, type Sent } from "./ledger.ts";
import { activityArn, lastTaskMark, type Machine, machinesOf } from "./machines.ts";
import { StepLog, StepsTaken } from "./step-log.ts";

export const account = "000000000000";
export const region = "us-east-1";

/** Where a crash is put on purpose: at that commit, counted over all processes. */
export interface PlannedCrash {
  readonly commit: number;
  readonly kind: "crashBefore" | "crashAfter" | "crashDuring" | "crashInDispatch";
}

export interface Process extends Client {
  readonly executor: Executor;
  readonly taken: StepsTaken;
  /** Serves callers: its store has been read. */
  isOpen: boolean;
  isClosing: boolean;
}

export class World {
  readonly seed: number;
  readonly dice: Dice;
  readonly #faultDice: Dice;
  readonly platform: FakePlatform;
  readonly durable = new DurableStore();
  readonly ledger = new Ledger();
  readonly log = new StepLog();
  readonly machines: readonly Machine[];
  readonly shards: number;
  readonly tokenKey = new Uint8Array(32).fill(7);
  readonly trace: string[] = [];
  readonly beganMs: number;
  /** The one that was started last; undefined while there is none. */
  process: Process | undefined;
  /** Processes that have been replaced and live on. */
  replaced: Process[] = [];
  processes = 0;
  crashes = 0;
  /** The clock was set back at least once: times in histories may not show how long something really took. */
  isClockSetBack = false;
  /** Faults have ended: everything is being driven to rest. */
  isCalm = false;
  readonly #plannedCrash: PlannedCrash | undefined;
  readonly #withFaults: boolean;
  /** Tasks whose service has not answered: `answer` does. */
  readonly silent = new Set<() => void>();
  readonly #logLinesRead = { count: 0 };
  #tags = 0;

  constructor(
    seed: number,
    options: { readonly plannedCrash?: PlannedCrash | undefined; readonly faults?: boolean; readonly jobs?: boolean | undefined } = {},
  ) {
    this.seed = seed;
    this.dice = diceOf(seed);
    this.#faultDice = diceOf(seed + 3_333_333);
    this.#plannedCrash = options.plannedCrash;
    this.#withFaults = options.faults ?? options.plannedCrash === undefined;
    this.platform = createFakePlatform({ seed });
    this.beganMs = this.platform.clock.nowMs();
    this.machines = machinesOf(this.dice, { withJobs: options.jobs === true });
    this.shards = 1 + this.dice.below(3);
  }

  get nowMs(): number {
    return this.platform.clock.nowMs();
  }

  note(what: string): void {
    this.trace.push(`${this.nowMs - this.beganMs} ${what}`);
  }

  get traceHash(): string {
    return createHash("sha256").update(this.trace.join("\n")).digest("hex").slice(0, 16);
  }

  machineNamed(name: string): Machine {
    const machine = this.machines.find((each) => each.name === name);
    if (machine === undefined) throw new Error(`no machine ${name}`);
    return machine;
  }

  tag(): string {
    return `tag${++this.#tags}.`;
  }

  /** A process is started over the store, beside one that lives on if there is one. */
  startProcess(): void {
    const number = ++this.processes;
    const taken = new StepsTaken();
    const cancels = new Set<() => void>();
    let dispatchesLeft = Number.POSITIVE_INFINITY;
    const crash = (why: string) => {
      if (!process.alive) return;
      process.alive = false;
      this.crashes += 1;
      this.note(`p${number} crashed ${why}`);
      for (const cancel of cancels) cancel();
      if (this.process === process) this.process = undefined;
    };
    const clock: Clock = {
      nowMs: () => this.nowMs,
      at: (wallMs, callback) => {
        if (!client.alive) return () => undefined;
        const cancel = this.platform.clock.at(wallMs, () => {
          cancels.delete(cancel);
          if (process.alive) callback();
        });
        cancels.add(cancel);
        return () => {
          cancels.delete(cancel);
          cancel();
        };
      },
    };
    const client: Client = {
      number,
      alive: true,
      crash,
      crashAfterDispatches: (dispatches) => {
        dispatchesLeft = dispatches;
        if (dispatches === 0) crash("before it dispatched anything");
      },
    };
    const integration: Integration = {
      name: "simulated",
      serves: ({ kind }) => kind !== "activity",
      run: (request) => {
        if (!process.alive) return new Promise(() => undefined);
        if (request.submission !== undefined) return this.#waitForJob(process, request, request.submission);
        const outcome = this.#serve(process, request);
        if (--dispatchesLeft === 0 && (!this.isCalm || this.#plannedCrash)) crash("in the middle of dispatching");
        return outcome;
      },
    };
    const connection = connect({
      durable: this.durable,
      client,
      faults: {
        commitFate: (commit) => this.#commitFate(commit),
        readTurns: () => this.#readTurns(),
        writeFate: () => this.#writeFate(),
      },
      delay: (durationMs) => this.delay(durationMs),
      note: (what) => this.note(what),
      landed: (batch) => this.#landed(batch, taken),
    });
    const executor = new Executor({
      store: connection.executions,
      records: connection.records,
      platform: { clock, random: this.platform.random, logger: this.platform.logger },
      tokenKey: this.tokenKey,
      owner: `process ${number}`,
      shards: this.shards,
      integrations: [integration],
      mapRuns: this.#mapRunsOf(client),
      loadProgram: async (definitionId) => this.machineNamed(definitionId).program,
      activityExists: () => true,
      stepped: (step) => {
        if (process.alive) taken.take(step);
      },
    });
    const process: Process = Object.assign(client, { executor, taken, isOpen: false, isClosing: false });
    this.process = process;
    this.note(`p${number} starts`);
    executor.open().then(
      () => {
        if (!process.alive) return;
        process.isOpen = true;
        this.note(`p${number} is open`);
      },
      // A server that cannot read its store at the start ends.
      (error: unknown) => crash(`because it could not open: ${messageOf(error)}`),
    );
  }

  /** The process that serves a caller now; the replaced ones are asked too. */
  serving(): Process | undefined {
    const all = [this.process, ...this.replaced].filter((process) => process?.alive && process.isOpen);
    return all.length === 0 ? undefined : this.dice.pick(all);
  }

  /** False for a process that has lost a shard to another, whether it knows or not: what it says without a commit may be out of date. */
  ownsAll({ number }: Process): boolean {
    return [...this.durable.owners.values()].every((owner) => owner === number);
  }

  /** Calls back at that time, whatever becomes of the processes. */
  later(durationMs: number, what: () => void): void {
    this.platform.clock.at(this.nowMs + durationMs, what);
  }

  delay(durationMs: number): Promise<void> {
    return new Promise((resolve) => this.later(durationMs, resolve));
  }

  #commitFate(commit: number): CommitFate {
    const dice = this.#faultDice;
    if (this.#plannedCrash?.commit === commit) {
      const { kind } = this.#plannedCrash;
      if (kind === "crashDuring") return { kind, arrivesAfterTurns: 30 };
      return kind === "crashInDispatch" ? { kind, afterDispatches: 1 } : { kind };
    }
    if (this.isCalm || !this.#withFaults) return { kind: "kept", afterTurns: 1, afterMs: 0 };
    const slow = { kind: "kept", afterTurns: dice.pick([0, 0, 1, 2, 5]), afterMs: dice.chance(6) ? dice.pick([1, 300, 4000]) : 0 } as const;
    if (!dice.chance(14)) return slow;
    switch (dice.below(7)) {
      case 0:
        this.ledger.reloads += 1;
        return { kind: "failBefore" };
      case 1:
        this.ledger.reloads += 1;
        return { kind: "failAfter" };
      case 2:
        return { kind: "crashBefore" };
      case 3:
        return { kind: "crashAfter" };
      case 4:
        return { kind: "crashDuring", arrivesAfterTurns: dice.pick([0, 1, 5, 40]) };
      default:
        return { kind: "crashInDispatch", afterDispatches: dice.below(4) };
    }
  }

  #readTurns(): number | undefined {
    if (this.isCalm || !this.#withFaults) return 0;
    if (this.#faultDice.chance(1)) return undefined;
    return this.#faultDice.chance(15) ? this.#faultDice.below(5) : 0;
  }

  #writeFate(): "kept" | "failBefore" | "failAfter" {
    if (this.isCalm || !this.#withFaults || !this.#faultDice.chance(8)) return "kept";
    return this.#faultDice.pick(["failBefore", "failAfter"]);
  }

  #landed(batch: Batch, taken: StepsTaken): void {
    const moved = new Set([
      ...batch.started.map(({ id }) => id),
      ...batch.closed.map(({ id }) => id),
      ...batch.frames.map(({ executionId }) => executionId),
      ...batch.segments.map(({ executionId }) => executionId),
    ]);
    for (const id of moved) this.log.keep(id, taken, this.durable.durableSteps(id));
  }

  /** A service is asked. What it does follows from the seed, the attempt and how often it was asked. */
  #serve(process: Process, request: TaskRequest): Promise<TaskOutcome> {
    const { idempotencyKey: key, parameters, taskToken, executionArn } = request;
    const { ledger } = this;
    const known = ledger.dispatched.get(key);
    const times = (known?.times ?? 0) + 1;
    this.note(`p${process.number} dispatches ${key}${times > 1 ? ` again (${times})` : ""}`);
    if (known === undefined) ledger.dispatched.set(key, { executionArn, key, parameters, taskToken, times });
    else known.times = times;
    if (known && (known.parameters !== parameters || known.taskToken !== taskToken))
      ledger.violate(`${key} was dispatched with two contents`);
    const isExpress = executionArn.includes(":express:");
    if (!isExpress) this.#checkDispatch(key, executionArn);
    const dice = diceOf(hashOf(`${this.seed} ${key} ${times}`));
    const { promise, resolve } = Promise.withResolvers<TaskOutcome>();
    const answer = (outcome: TaskOutcome) => {
      if (isExpress && process.alive && parameters.includes(lastTaskMark)) ledger.expressEnded.add(executionArn);
      resolve(outcome);
    };
    const outcome = this.#outcome(dice, key, taskToken !== undefined, isExpress);
    if (taskToken !== undefined) this.#handOut(dice, taskToken);
    const answerNow = () => answer(outcome);
    if (!this.isCalm && dice.chance(7)) {
      this.silent.add(answerNow);
    } else {
      const delayMs = this.isCalm ? dice.pick([0, 1, 500]) : dice.pick([0, 0, 1, 200, 1500, 8000, 70_000]);
      if (delayMs === 0) void turns(dice.below(3)).then(answerNow);
      else this.later(delayMs, answerNow);
    }
    return promise;
  }

  /** A job that was started goes on whatever becomes of the processes; who waits for it hears the same end every time. */
  async #waitForJob(process: Process, request: TaskRequest, submission: string): Promise<TaskOutcome> {
    const { idempotencyKey: key, executionArn, signal } = request;
    const { ledger } = this;
    this.note(`p${process.number} waits for the job of ${key}`);
    if (!ledger.dispatched.has(key)) ledger.violate(`${key} is waited for, and was never started`);
    if (submission !== JSON.stringify({ MessageId: key })) ledger.violate(`${key} is waited for with the answer of another job`);
    this.#checkDispatch(key, executionArn);
    const dice = diceOf(hashOf(`${this.seed} job ${key}`));
    const fails = dice.chance(20);
    const delayMs = dice.pick([0, 1, 1500, 8000, 30_000]);
    await Promise.race([this.delay(delayMs), new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()))]);
    if (!process.alive) return new Promise(() => undefined);
    return fails
      ? { kind: "failed", error: "Oops", cause: key }
      : { kind: "succeeded", output: JSON.stringify({ n: 1, items: [], of: key }) };
  }

  /** What a bucket does: it takes its time, and sometimes it is not there. */
  #mapRunsOf(client: Client): MapRunIo {
    let asked = 0;
    const answered = async (what: string, error: string, output: string): Promise<MapRunOutcome> => {
      const dice = diceOf(hashOf(`${this.seed} p${client.number} ${what} ${(asked += 1)}`));
      await this.delay(dice.pick([0, 1, 700]));
      if (!client.alive) return new Promise(() => undefined);
      this.note(`p${client.number} ${what}`);
      return dice.chance(this.isCalm ? 2 : 12) ? { kind: "failed", error, cause: "no bucket" } : { kind: "succeeded", output };
    };
    return {
      readItems: () => answered("reads items", "States.ItemReaderFailed", "[1,2,3,4,5]"),
      writeResults: async ({ mapRunArn, children }) => {
        const names = new Set<string>();
        for await (const { name } of children()) names.add(name);
        const isWhole = names.size > 0;
        if (client.alive && !isWhole) this.ledger.violate(`the results of ${mapRunArn} are written, and there are none`);
        return answered("writes results", "States.ResultWriterFailed", JSON.stringify({ mapRunArn, children: names.size }));
      },
    };
  }

  #outcome(dice: Dice, key: string, hasToken: boolean, isExpress: boolean): TaskOutcome {
    if (!isExpress && dice.chance(this.isCalm ? 2 : 15)) return { kind: "failed", error: dice.pick(["Oops", "Other"]), cause: key };
    if (hasToken) return { kind: "submitted", output: JSON.stringify({ MessageId: key }) };
    const output = dice.pick<object>([
      { n: 2, items: [1, { n: 3 }], text: "t" },
      { n: 0, items: [], text: "" },
      { items: ["a", "b", "c"], big: "y".repeat(!isExpress && dice.chance(10) ? 270_000 : 1500) },
    ]);
    return { kind: "succeeded", output: JSON.stringify({ ...output, of: key }) };
  }

  /** Nothing leaves before it is durable: the store has this attempt already. */
  #checkDispatch(key: string, executionArn: string): void {
    const [frameId, attempt] = key
      .slice(executionArn.length + 1)
      .split("#")
      .map(Number) as [number, number];
    const record = [...this.durable.begun.values()].find(({ arn }) => arn === executionArn);
    if (record === undefined) this.ledger.violate(`${key} was dispatched, and the execution is not durable`);
    else if (!this.durable.hasScheduled(record.id, frameId, attempt)) this.ledger.violate(`${key} was dispatched before it was durable`);
  }

  /** Somebody holds a task token now: early, late, twice, or for nothing. */
  #handOut(dice: Dice, token: string): void {
    this.ledger.tokens.add(token);
    if (this.isCalm) {
      this.later(dice.pick([1, 700]), () => this.#send(token, this.success()));
      return;
    }
    for (let beat = dice.below(3); beat > 0; beat--) this.later(beat * dice.pick([900, 2500]), () => this.#send(token, this.#heartbeat()));
    if (dice.chance(12)) return;
    const times = dice.chance(25) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      const event = dice.chance(70) ? this.success() : this.#failure(dice);
      const delayMs = dice.pick([0, 0, 1, 900, 3000, 20_000, 90_000]);
      if (delayMs === 0) void turns(dice.below(4)).then(() => this.#send(token, event));
      else this.later(delayMs, () => this.#send(token, event));
    }
  }

  success(): { readonly event: TokenEvent; readonly tag: string } {
    const tag = this.tag();
    return { event: { kind: "succeeded", output: JSON.stringify({ n: 1, items: [1, 2], text: "", tag }) }, tag };
  }

  #failure(dice: Dice): { readonly event: TokenEvent; readonly tag: string } {
    const tag = this.tag();
    return { event: { kind: "failed", error: dice.pick(["Oops", "Other"]), cause: tag }, tag };
  }

  #heartbeat(): { readonly event: TokenEvent; readonly tag: string } {
    return { event: { kind: "heartbeat" }, tag: "" };
  }

  #send(token: string, { event, tag }: { readonly event: TokenEvent; readonly tag: string }): void {
    void this.send(token, event, tag, false);
  }

  async send(token: string, event: TokenEvent, tag: string, isForged: boolean): Promise<void> {
    const process = this.serving();
    const sent: Sent = { token, event, tag, isForged, answer: "unknown" };
    this.ledger.sent.push(sent);
    if (process === undefined) {
      // Its holder tries once more later, as a client does that finds the connection refused.
      if (!isForged && event.kind !== "heartbeat") this.later(2000, () => this.serving() && void this.send(token, event, tag, false));
      return;
    }
    const answer = await this.ask(process, `send ${event.kind} ${tag}`, () => process.executor.completeTask(token, event), [
      "TaskTimedOut",
      "InvalidToken",
    ]);
    if (answer.kind === "answered") sent.answer = "accepted";
    if (answer.kind === "refused") sent.answer = "refused";
    if (isForged && answer.kind === "answered") this.ledger.violate(`a forged task token was accepted: ${token}`);
    if (!isForged && answer.kind === "refused" && answer.code === "InvalidToken")
      this.ledger.violate(`a true task token was called invalid: ${token}`);
  }

  /** A worker asks for a task of the activity and does with it what workers do. */
  async poll(): Promise<void> {
    const process = this.serving();
    if (process === undefined) return;
    const workerName = `worker ${this.tag()}`;
    const leaves = new AbortController();
    if (!this.isCalm && this.dice.chance(15)) this.later(this.dice.pick([0, 1, 3000]), () => leaves.abort());
    const answer = await this.ask(process, `poll by ${workerName}`, () =>
      process.executor.pollActivity(activityArn, { workerName, signal: leaves.signal }),
    );
    if (answer.kind === "answered" && answer.value) this.#work(answer.value, workerName);
  }

  #work({ taskToken }: ActivityAssignment, workerName: string): void {
    const earlier = this.ledger.assigned.get(taskToken);
    if (earlier !== undefined) this.ledger.violate(`one activity task was given to ${earlier} and to ${workerName}`);
    this.ledger.assigned.set(taskToken, workerName);
    this.#handOut(diceOf(hashOf(`${this.seed} ${workerName}`)), taskToken);
  }

  /** One call, as its caller sees it: the answer of a process that died before it came is never heard. */
  async ask<T>(process: Process, what: string, call: () => Promise<T>, refusals: readonly string[] = []): Promise<Answer<T>> {
    this.note(`p${process.number} is asked: ${what}`);
    try {
      const value = await call();
      if (!process.alive) return { kind: "unknown" };
      this.note(`p${process.number} answered: ${what}`);
      return { kind: "answered", value };
    } catch (error) {
      if (!process.alive) return { kind: "unknown" };
      this.note(`p${process.number} refused: ${what}: ${messageOf(error)}`);
      const code = error instanceof ServiceError ? error.code : "";
      if (refusals.includes(code)) return { kind: "refused", code };
      const isExpected = code === "ServiceUnavailable" || code === "ThrottlingException" || messageOf(error).startsWith("simulated:");
      if (!isExpected) this.ledger.violate(`${what} was answered with ${error instanceof Error ? error.stack : String(error)}`);
      return { kind: "unknown" };
    }
  }

  /** What the executor wrote into its log and should not have had to. */
  readLog(): void {
    const { logLines } = this.platform;
    for (; this.#logLinesRead.count < logLines.length; this.#logLinesRead.count++) {
      const { level, message, fields } = logLines[this.#logLinesRead.count] as (typeof logLines)[number];
      const error = fields["error"];
      this.note(`log: ${level} ${message}${error === undefined ? "" : `: ${messageOf(error)}`}`);
      if (neverLogged.some((never) => message.startsWith(never)) && !messageOf(error).startsWith(unreadable))
        this.ledger.violate(`log: ${message}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
}

const neverLogged = [
  "the engine failed",
  "an integration failed in itself",
  "a watcher of commits failed",
  "an open execution cannot be read",
  "too many tasks wait",
];

export type Answer<T> =
  | { readonly kind: "answered"; readonly value: T }
  | { readonly kind: "refused"; readonly code: string }
  /** No answer came, or one that says that the outcome is not known. */
  | { readonly kind: "unknown" };

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
