/**
 * A shard: a slice of the executions with one writer. What happens to its runs is taken in turns. A turn
 * steps the runs through everything that has come in and gathers what must be written; one commit makes it
 * durable; only then are callers answered, tasks dispatched and timers armed. While one batch is being
 * written the next one fills, on top of runs that are ahead of the store. If a commit fails, memory is not
 * trusted any more: whoever waits is told so, and the shard is read again from the store.
 */

import {
  type Command,
  type HistoryEvent,
  type Json,
  type Program,
  type RunEvent,
  type StepContext,
  awaitsTimer,
  executionTimer,
  jsonText,
  pendingCommands,
  start,
  step,
} from "@stile/states";
import { ServiceError } from "../aws/index.ts";
import type { Platform } from "../platform/platform.ts";
import { type ExecutionRecord, type ExecutionStore, Fenced, type OpenExecution } from "../storage/ports/executions.ts";
import { type Answer, type CommittedBatch, type OpenBatch, emptyBatch, encodeBatch, isFull } from "./batch.ts";
import {
  evaluationStepsMax,
  inboxMax,
  insistDelayMinMs,
  loadPage,
  loadTriesMax,
  reloadDelayMaxMs,
  turnEventsMax,
  timersInboxMax,
} from "./limits.ts";
import { type LiveRun, type StartRequest, type StoredHeader, loadLiveRun, newRecord } from "./live-run.ts";
import { mintTaskToken } from "./task-token.ts";
import { Timers } from "./timers.ts";

/** What leaves the shard: everything but timers and turns. */
export type WorldCommand = Exclude<Command, { kind: "armTimer" | "continue" }>;

export interface ShardDeps {
  readonly store: ExecutionStore;
  readonly platform: Platform;
  readonly tokenKey: Uint8Array;
  readonly owner: string;
  readonly loadProgram: (definitionId: string) => Promise<Program>;
  readonly activityExists: (activityArn: string) => boolean;
  /** Carries out what a committed step asked for, except timers and turns, which the shard keeps itself. */
  readonly dispatch: (live: LiveRun, command: WorldCommand) => void;
  /** The shard's tasks are void: it is about to be read again. */
  readonly forgetTasks: (isOurs: (executionId: number) => boolean) => void;
  /** Told of every execution whose end has become durable, and of each batch's new events: metrics and live pages. */
  readonly watch: (committed: CommittedBatch) => void;
  /** The shard has been read again after a failed commit, whose outcome nobody has heard of. */
  readonly reloaded: () => void;
  /** Told of every step at once, before it is durable: what a replay needs. */
  readonly stepped?: ((step: TakenStep) => void) | undefined;
}

/** A step that counted. `event` is undefined for the one that began the run; `steps` is the run's count afterwards. */
export interface TakenStep {
  readonly executionId: number;
  readonly steps: number;
  readonly event: RunEvent | undefined;
  readonly nowMs: number;
}

type Inbound =
  | { readonly kind: "start"; readonly request: StartRequest; readonly answer: Answer<LiveRun> }
  | {
      readonly kind: "event";
      readonly executionId: number;
      readonly event: RunEvent;
      readonly answer: Answer<boolean> | undefined;
      /** For a timer: when it was due. */
      readonly dueMs?: number;
    };

/** Execution ids of a shard: its number in the high bits, a count below. Exact in a double for 8,192 shards. */
const idsPerShard = 2 ** 40;

export class Shard {
  readonly number: number;
  readonly #deps: ShardDeps;
  readonly #timers: Timers;
  readonly #runs = new Map<number, LiveRun>();
  readonly #byArn = new Map<string, LiveRun>();
  /** Open executions that could not be read. */
  readonly #unread = new Set<number>();
  /** By ARN: starts that are not answered yet, so that two of one name take turns. */
  readonly #starting = new Map<string, Promise<unknown>>();
  #inbox: Inbound[] = [];
  #batch: OpenBatch = emptyBatch();
  /** Resolves with whether the batch under way became durable. */
  #committing: Promise<boolean> | undefined;
  #turnScheduled = false;
  #epoch = 0;
  #lastId = 0;
  #state: "loading" | "open" | "closed" = "loading";
  /** What the store said when it refused a commit; undefined once the shard has been read again. */
  #problem: string | undefined;

  constructor(number: number, deps: ShardDeps) {
    this.number = number;
    this.#deps = deps;
    this.#timers = new Timers(deps.platform.clock, {
      fire: (executionId, frameId, dueMs) =>
        this.#enter({ kind: "event", executionId, event: { kind: "timer", frameId }, answer: undefined, dueMs }),
      hasRoom: () => this.#inbox.length < timersInboxMax,
      isAwaited: (executionId, frameId, atMs) => {
        const live = this.#runs.get(executionId);
        return live !== undefined && awaitsTimer(live.run, frameId, atMs);
      },
    });
  }

  get openExecutions(): number {
    return this.#runs.size;
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Why nothing is taken in at present, in words for the operator; undefined when all is well. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Takes the shard over and brings its open executions back; then everything they wait for is asked for again. */
  async open(): Promise<void> {
    const { store, owner } = this.#deps;
    const { epoch, lastId } = await store.openShard(this.number, owner);
    this.#epoch = epoch;
    this.#lastId = Math.max(lastId, this.number * idsPerShard);
    this.#unread.clear();
    for (let afterId = 0; ; ) {
      const page = await store.openExecutions(this.number, { afterId, limit: loadPage });
      for (const open of page) {
        try {
          this.#add(await this.#loadInsistently(open));
        } catch (error) {
          // One execution that cannot be read must not keep the others from going on: it stays as it is in the store.
          const { arn } = open.execution;
          this.#unread.add(open.execution.id);
          this.#deps.platform.logger.error("an open execution cannot be read and does not go on", { executionArn: arn, error });
        }
      }
      const last = page.at(-1);
      if (last === undefined || page.length < loadPage) break;
      afterId = last.execution.id;
    }
    if (this.#state === "closed") return; // meanwhile
    this.#state = "open";
    this.#problem = undefined;
    for (const live of this.#runs.values()) {
      for (const command of pendingCommands(live.program, live.run, this.#contextOf(live))) this.#carryOut(live, command);
    }
    this.#scheduleTurn();
  }

  /** A store that cannot be read for a moment is not an execution that cannot be read: only what fails again and again is that. */
  async #loadInsistently(open: OpenExecution): Promise<LiveRun> {
    const { store, platform, loadProgram } = this.#deps;
    for (let tries = 1, delayMs = insistDelayMinMs; ; tries++, delayMs *= 2) {
      try {
        return await loadLiveRun(open, store, loadProgram);
      } catch (error) {
        if (tries === loadTriesMax || this.#state === "closed") throw error;
      }
      await new Promise<void>((resolve) => void platform.clock.at(platform.clock.nowMs() + delayMs, resolve));
    }
  }

  /** The run of an execution that is open as far as memory knows. */
  live(arn: string): LiveRun | undefined {
    return this.#byArn.get(arn);
  }

  liveById(executionId: number): LiveRun | undefined {
    return this.#runs.get(executionId);
  }

  /** Whether memory says all there is to say about an execution: not while the shard is loaded, nor when it could not be read. */
  knows(executionId: number): boolean {
    return this.#state === "open" && !this.#unread.has(executionId);
  }

  get liveRuns(): Iterable<LiveRun> {
    return this.#runs.values();
  }

  /** Refuses while memory knows nothing, or no longer: an open execution would look as if it were not there. */
  assertLoaded(): void {
    if (this.#state === "loading") throw unavailable("The shard of this execution is being loaded.");
    if (this.#state === "closed") throw unavailable("The server is shutting down.");
  }

  /** Resolves once the start is durable. The same name with the same input while it runs gives the same execution. */
  async start(request: StartRequest): Promise<LiveRun> {
    const arn = request.header.executionArn;
    this.assertLoaded();
    if (!request.nameGiven) return this.#newStart(request);
    for (let earlier = this.#starting.get(arn); earlier; earlier = this.#starting.get(arn)) {
      await earlier;
      const live = this.#byArn.get(arn);
      if (live) return this.#repeatedStart(live, request);
    }
    const start = this.#startNamed(request);
    // Until it is answered, and not only until the name is looked up: waiting for something that is over already
    // would spin without ever giving the commit its turn.
    const answered = start.then(
      () => undefined,
      () => undefined,
    );
    this.#starting.set(arn, answered);
    try {
      return await start;
    } finally {
      this.#starting.delete(arn);
    }
  }

  async #startNamed(request: StartRequest): Promise<LiveRun> {
    const arn = request.header.executionArn;
    const live = this.#byArn.get(arn);
    if (live) return this.#repeatedStart(live, request);
    const isTaken = (await this.#deps.store.find(arn)) !== undefined;
    // The shard may have been loaded again meanwhile, and the execution with it.
    const loaded = this.#byArn.get(arn);
    if (loaded) return this.#repeatedStart(loaded, request);
    // Or it is just being loaded: then nobody knows whether the execution is one of the open ones.
    this.assertLoaded();
    if (isTaken) throw executionAlreadyExists(arn);
    return this.#newStart(request);
  }

  #newStart(request: StartRequest): Promise<LiveRun> {
    return new Promise((resolve, reject) => this.#enter({ kind: "start", request, answer: { resolve, reject } }));
  }

  async #repeatedStart(live: LiveRun, request: StartRequest): Promise<LiveRun> {
    const sameInput =
      live.run.input.text === request.input || jsonText(live.run.input.value) === jsonText(JSON.parse(request.input) as Json);
    const isOpen = live.run.status === "RUNNING";
    // Nobody learns of what is not durable: neither that the execution is there, nor that its name is taken.
    if (!live.durable || !isOpen) await this.flushed();
    if (!isOpen || !sameInput) throw executionAlreadyExists(live.record.arn);
    return live;
  }

  /** Resolves with whether the event counted, once that is durable. An unknown or closed execution gives false. */
  post(executionId: number, event: RunEvent, { evenWhenFull = false }: { readonly evenWhenFull?: boolean } = {}): Promise<boolean> {
    return new Promise((resolve, reject) => this.#enter({ kind: "event", executionId, event, answer: { resolve, reject } }, evenWhenFull));
  }

  /** The same for those who wait for no answer and cannot ask again, such as a task's result: a full inbox takes it all the same. */
  tell(executionId: number, event: RunEvent): void {
    this.#enter({ kind: "event", executionId, event, answer: undefined });
  }

  /** Resolves when everything that has been taken in so far is durable; rejects when it did not become so. */
  async flushed(): Promise<void> {
    if (this.#inbox.length > 0) this.#turn();
    const { waiting, taken } = this.#batch;
    if (taken > 0)
      await new Promise<void>((resolve, reject) => {
        this.#batch.effects.push(resolve);
        waiting.push({ resolve, reject });
      });
    else if ((await this.#committing) === false) throw notDurable();
  }

  /** Writes what is there and stops; nothing is taken in afterwards. */
  async close(): Promise<void> {
    if (this.#state === "loading") this.#refuseInbox(unavailable("The server is shutting down."));
    this.#state = "closed";
    this.#timers.clear();
    while (this.#inbox.length > 0 || this.#batch.taken > 0 || this.#committing) await this.flushed().catch(() => undefined);
  }

  #enter(inbound: Inbound, evenWhenFull = false): void {
    if (this.#state === "closed") {
      inbound.answer?.reject(unavailable("The server is shutting down."));
    } else if (this.#state === "loading" && inbound.kind === "start") {
      inbound.answer.reject(unavailable("The shard of this execution is being loaded."));
    } else if (this.#inbox.length >= inboxMax && inbound.answer && !evenWhenFull) {
      inbound.answer.reject(new ServiceError("ThrottlingException", "Rate exceeded"));
    } else {
      this.#inbox.push(inbound);
      this.#scheduleTurn();
    }
  }

  #scheduleTurn(): void {
    if (this.#turnScheduled || this.#state === "loading") return;
    this.#turnScheduled = true;
    setImmediate(() => {
      this.#turnScheduled = false;
      this.#turn();
    });
  }

  /** Takes in what has come, as far as the batch holds, and begins a commit unless one is under way. */
  #turn(): void {
    if (this.#state === "loading") return;
    const inbox = this.#inbox;
    // What comes while this turn lasts, such as the next stretch of a loop, is for the next one.
    const inboxLength = inbox.length;
    const eventsMax = this.#batch.events + turnEventsMax;
    let next = 0;
    while (next < inboxLength && this.#batch.events < eventsMax && !isFull(this.#batch)) this.#takeIn(inbox[next++] as Inbound);
    this.#inbox = next === inbox.length ? [] : inbox.slice(next);
    if (this.#committing === undefined && this.#batch.taken > 0) this.#beginCommit();
    if (this.#inbox.length > 0 && !isFull(this.#batch)) this.#scheduleTurn();
  }

  #takeIn(inbound: Inbound): void {
    const batch = this.#batch;
    batch.taken += 1;
    batch.textLength += textLengthOf(inbound);
    if (inbound.kind === "start") {
      const live = this.#startRun(inbound.request);
      batch.started.push(live);
      batch.effects.push(() => inbound.answer.resolve(live));
      batch.waiting.push(inbound.answer);
      return;
    }
    const { answer, dueMs } = inbound;
    const live = this.#runs.get(inbound.executionId);
    if (live && dueMs !== undefined && dueMs > this.#deps.platform.clock.nowMs()) {
      // The clock was set back since the timer fired: to the engine it would be too early, and none would follow.
      this.#timers.add(dueMs, inbound.executionId, inbound.event.kind === "timer" ? inbound.event.frameId : executionTimer);
      return;
    }
    const accepted = live !== undefined && this.#stepRun(live, inbound.event);
    if (answer) {
      batch.effects.push(() => answer.resolve(accepted));
      batch.waiting.push(answer);
    }
  }

  #startRun(request: StartRequest): LiveRun {
    const id = ++this.#lastId;
    const seed = this.#deps.platform.random.uint32();
    const record = newRecord(id, this.number, request, seed);
    const context = this.#contextFor(id, seed);
    const { run, history, commands, defect } = start(request.program, request.header, request.input, context);
    if (defect !== undefined) this.#logDefect(record, defect);
    this.#deps.stepped?.({ executionId: id, steps: run.steps, event: undefined, nowMs: context.nowMs });
    const live: LiveRun = { record, run, program: request.program, uncommitted: [...history], written: false, durable: false };
    this.#add(live);
    this.#gather(live, history, commands);
    return live;
  }

  #add(live: LiveRun): void {
    this.#runs.set(live.record.id, live);
    this.#byArn.set(live.record.arn, live);
  }

  #stepRun(live: LiveRun, event: RunEvent): boolean {
    const context = this.#contextOf(live);
    const { history, commands, accepted, defect } = step(live.program, live.run, event, context);
    if (defect !== undefined) this.#logDefect(live.record, defect);
    for (const written of history) live.uncommitted.push(written);
    if (accepted) {
      this.#deps.stepped?.({ executionId: live.record.id, steps: live.run.steps, event, nowMs: context.nowMs });
      this.#gather(live, history, commands);
    }
    return accepted;
  }

  #logDefect({ arn }: ExecutionRecord, error: unknown): void {
    this.#deps.platform.logger.error("the engine failed; the execution has been ended", { executionArn: arn, error });
  }

  #gather(live: LiveRun, history: readonly HistoryEvent[], commands: readonly Command[]): void {
    this.#batch.touched.add(live);
    this.#batch.events += history.length;
    // An input is most often the output before it, which is kept once.
    for (const { payloads } of history)
      this.#batch.textLength += (payloads?.output?.text.length ?? 0) + (payloads?.parameters?.text.length ?? 0);
    for (const command of commands) {
      // A run that only wants another turn goes to the end of the line; nothing outside learns of it.
      if (command.kind === "continue") this.#enter({ kind: "event", executionId: live.record.id, event: command, answer: undefined });
      else this.#batch.commands.push({ live, command });
    }
  }

  #contextOf(live: LiveRun): StepContext {
    return this.#contextFor(live.record.id, (live.record.header as unknown as StoredHeader).seed);
  }

  #contextFor(executionId: number, seed: number): StepContext {
    const { platform, tokenKey, activityExists } = this.#deps;
    return {
      nowMs: platform.clock.nowMs(),
      seed,
      evaluationStepsMax,
      activityExists,
      taskToken: (frameId, attempt) => mintTaskToken(tokenKey, { executionId, frameId, attempt }),
    };
  }

  #beginCommit(): void {
    const batch = this.#batch;
    this.#batch = emptyBatch();
    // Stale timers and late results: nothing to write, and nobody to tell that this shard is still ours.
    if (batch.touched.size === 0 && batch.waiting.length === 0) return;
    const { clock } = this.#deps.platform;
    const beganMs = clock.nowMs();
    const commit = async () => {
      const { written, moved } = encodeBatch(batch, this.number, this.#epoch);
      for (const { record, closed } of moved) if (closed) this.#runs.delete(record.id);
      await this.#deps.store.commit(written);
      return { started: written.started, moved, commitMs: clock.nowMs() - beganMs };
    };
    this.#committing = commit().then(
      (committed) => {
        this.#committing = undefined;
        this.#afterCommit(batch, committed);
        // Not at once: where a commit takes no time, a loop of states would hold the event loop from here.
        this.#scheduleTurn();
        return true;
      },
      (error: unknown) => {
        this.#committing = undefined;
        this.#afterFailure(batch, error);
        return false;
      },
    );
  }

  #afterCommit(batch: OpenBatch, committed: CommittedBatch): void {
    for (const live of batch.started) live.durable = true;
    for (const { record, closed } of committed.moved) if (closed) this.#byArn.delete(record.arn);
    for (const effect of batch.effects) effect();
    for (const { live, command } of batch.commands) this.#carryOut(live, command);
    try {
      this.#deps.watch(committed);
    } catch (error) {
      // Who watches must not stop what is watched.
      this.#deps.platform.logger.error("a watcher of commits failed", { shard: this.number, error });
    }
  }

  #carryOut(live: LiveRun, command: Command): void {
    // Whatever a run still waits for is asked for again at the next start.
    if (this.#state === "closed") return;
    if (command.kind === "continue") {
      this.#enter({ kind: "event", executionId: live.record.id, event: command, answer: undefined });
    } else if (command.kind === "armTimer") {
      if (live.run.status === "RUNNING") this.#timers.add(command.atMs, live.record.id, command.frameId);
    } else if (command.kind === "cancelTask" || command.kind === "stopChild" || live.run.status === "RUNNING") {
      this.#deps.dispatch(live, command);
    }
  }

  /** The store may or may not have kept the batch: nobody is told either way, and the shard begins again from what is really there. */
  #afterFailure(batch: OpenBatch, error: unknown): void {
    const { logger } = this.#deps.platform;
    logger.error("a commit failed; the shard is read again from the store", { shard: this.number, error });
    this.#problem = `Shard ${this.number} cannot write: ${messageOf(error)}`;
    const refused = notDurable();
    for (const { reject } of [...batch.waiting, ...this.#batch.waiting]) reject(refused);
    this.#refuseInbox(refused);
    this.#batch = emptyBatch();
    this.#runs.clear();
    this.#byArn.clear();
    this.#timers.clear();
    this.#deps.forgetTasks((executionId) => Math.floor(executionId / idsPerShard) === this.number);
    if (this.#state === "closed") return;
    if (error instanceof Fenced) {
      this.#state = "closed";
      logger.error("another process owns this shard now; this one has stopped serving it", { shard: this.number });
      return;
    }
    this.#state = "loading";
    this.#reload(100);
  }

  #refuseInbox(error: ServiceError): void {
    for (const { answer } of this.#inbox) answer?.reject(error);
    this.#inbox = [];
  }

  /** What waits for an answer is refused; what nobody waits for, and cannot be told again, stays. */
  #refuseWaiting(): void {
    const refused = unavailable("The shard of this execution is being loaded.");
    for (const { answer } of this.#inbox) answer?.reject(refused);
    this.#inbox = this.#inbox.filter(({ answer }) => answer === undefined);
  }

  #reload(delayMs: number): void {
    const { logger, clock } = this.#deps.platform;
    clock.at(clock.nowMs() + delayMs, () => {
      if (this.#state === "closed") return;
      this.open().then(this.#deps.reloaded, (error: unknown) => {
        logger.error("the shard could not be read; trying again", { shard: this.number, error });
        this.#problem = `Shard ${this.number} cannot be read and written: ${messageOf(error)}`;
        this.#runs.clear();
        this.#byArn.clear();
        // It may take long until the store is well again; whoever waits is told to ask again rather than kept.
        this.#refuseWaiting();
        this.#reload(Math.min(delayMs * 2, reloadDelayMaxMs));
      });
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** About how much text this brings into the batch. */
function textLengthOf(inbound: Inbound): number {
  if (inbound.kind === "start") return inbound.request.input.length;
  return "output" in inbound.event ? inbound.event.output.text.length : 0;
}

function executionAlreadyExists(arn: string): ServiceError {
  return new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
}

function notDurable(): ServiceError {
  return unavailable("The change could not be made durable. Whether it took effect is unknown; ask again.");
}

function unavailable(message: string): ServiceError {
  return new ServiceError("ServiceUnavailable", message, { httpStatus: 503 });
}
