/**
 * The durable shell of the engine, whole: shards, the dispatcher, activities and task tokens. The Step
 * Functions service speaks to this and to nothing below it.
 */

import {
  type HistoryEvent,
  Payload,
  type Program,
  type Run,
  type RunEvent,
  type RunHeader,
  type StartChild,
  type TaskResult,
  childHeaderOf,
  childProgram,
  pendingCommands,
  payloadBytesMax,
  utf8Length,
} from "@stile/states";
import { ServiceError } from "../aws/index.ts";
import type { Platform } from "../platform/platform.ts";
import type { ExecutionQuery, ExecutionRecord, ExecutionStore } from "../storage/ports/executions.ts";
import type { RecordStore } from "../storage/ports/records.ts";
import { Activities, type ActivityTask } from "./activities.ts";
import { Dispatcher } from "./dispatcher.ts";
import { ExpressExecutions, type ExpressRequest } from "./express.ts";
import { readEvents, readPayloads } from "./history-reader.ts";
import { Closings } from "./closings.ts";
import type { Integration } from "./integration.ts";
import type { ChildResult, MapRunIo } from "./map-run-io.ts";
import { activityPollMs, insistDelayMinMs, programsMax, reloadDelayMaxMs } from "./limits.ts";
import { type CommittedBatch } from "./batch.ts";
import { type ChildOrigin, type LiveRun, type StartRequest, type StoredHeader, runHeaderOf } from "./live-run.ts";
import { Shard, type TakenStep, type WorldCommand } from "./shard.ts";
import { Evaluations } from "./evaluations.ts";
import { mintTaskToken, readTaskToken } from "./task-token.ts";

export interface ExecutorDeps {
  readonly store: ExecutionStore;
  readonly records: RecordStore;
  readonly platform: Platform;
  /** 32 secret bytes, the same as long as the data lives: tokens outlive a restart. */
  readonly tokenKey: Uint8Array;
  readonly owner: string;
  readonly shards: number;
  readonly integrations: readonly Integration[];
  /** Reads the items of distributed Maps and writes their results; without it they fail. */
  readonly mapRuns?: MapRunIo;
  readonly loadProgram: (definitionId: string) => Promise<Program>;
  /** Whether an activity can be scheduled at this moment. */
  readonly activityExists: (activityArn: string) => boolean;
  readonly watch?: (committed: CommittedBatch) => void;
  /** Told of every step of a Standard execution as it is taken, durable or not yet; for a recorder that replays them. */
  readonly stepped?: (step: TakenStep) => void;
}

/** How an activity's worker gets its task. */
export interface ActivityAssignment {
  readonly taskToken: string;
  readonly input: string;
}

export class Executor {
  readonly #deps: ExecutorDeps;
  readonly #shards: readonly Shard[];
  readonly #dispatcher: Dispatcher;
  readonly #activities = new Activities();
  readonly #evaluations: Evaluations;
  readonly #express: ExpressExecutions;
  readonly #programs = new Map<string, Promise<Program>>();
  /** By ARN: what is being started may be called off before it is there. */
  readonly #startingChildren = new Map<string, { calledOff: boolean; asked: number }>();
  readonly #closings = new Closings();
  #closed = false;

  constructor(deps: ExecutorDeps) {
    this.#deps = deps;
    this.#evaluations = new Evaluations(deps.platform);
    this.#express = new ExpressExecutions({
      ...deps,
      evaluations: this.#evaluations,
      loadProgram: (definitionId) => this.program(definitionId),
    });
    this.#dispatcher = new Dispatcher({
      integrations: deps.integrations,
      mapRuns: deps.mapRuns,
      logger: deps.platform.logger,
      report: (executionId, event) =>
        // Never refused: who has worked cannot do it again because the server is busy.
        this.#shardOfId(executionId).tell(executionId, event),
    });
    this.#shards = Array.from(
      { length: deps.shards },
      (_, number) =>
        new Shard(number, {
          store: deps.store,
          platform: deps.platform,
          tokenKey: deps.tokenKey,
          owner: deps.owner,
          loadProgram: (definitionId) => this.program(definitionId),
          activityExists: deps.activityExists,
          dispatch: (live, command) => this.#dispatch(live, command),
          forgetTasks: (isOurs) => {
            this.#dispatcher.forget(isOurs);
            this.#activities.dropTasksOf(isOurs);
          },
          watch: (committed) => {
            for (const { record, run, closed } of committed.moved) {
              if (!closed) continue;
              this.#tellParent(record, run);
              this.#closings.tell(record.arn);
            }
            deps.watch?.(committed);
          },
          reloaded: () => {
            // Whoever waits for an end looks again: the commit that failed may have been it.
            this.#closings.tellAll();
            void this.#settleFamilies(number);
          },
          stepped: deps.stepped,
        }),
    );
  }

  /** Recovers every shard; when it resolves, open executions go on. */
  async open(): Promise<void> {
    for (const shard of this.#shards) await shard.open();
    await this.#express.recover();
    await this.#stopOrphans();
  }

  /**
   * That shard has been read again. A child of it may have ended, and a parent in it may have gone on without its
   * children, by a commit that nobody heard of: parents elsewhere ask for their children again, and children elsewhere
   * are looked through.
   */
  async #settleFamilies(reloaded: number): Promise<void> {
    for (const shard of this.#shards) {
      if (shard.number === reloaded) continue; // has asked for everything itself
      const asked = [...shard.liveRuns].flatMap((live) => {
        const header = headerOf(live);
        return pendingCommands(live.program, live.run, { taskToken: () => "" })
          .filter((command) => command.kind === "startChild")
          .filter((command) => this.#shardOfArn(childHeaderOf(header, command, 0).executionArn).number === reloaded)
          .map((command) => ({ live, command }));
      });
      if (asked.length === 0 || !(await becomesDurable(shard))) continue;
      for (const { live, command } of asked) {
        if (this.#awaitsChild(live.record.id, command.frameId, command.executionName)) this.#dispatch(live, command);
      }
    }
    await this.#stopOrphans();
  }

  /** Children whose parent went on without them just before a crash: their stop was asked for and not carried out any more. */
  async #stopOrphans(): Promise<void> {
    const orphans = new Map<Shard, ExecutionRecord[]>();
    for (const shard of this.#shards) {
      for (const { record } of shard.liveRuns) {
        const { child } = record.header as unknown as StoredHeader;
        if (child === undefined) continue;
        const parents = this.#shardOfId(child.parentId);
        if (!parents.knows(child.parentId) || this.#awaitsChild(child.parentId, child.parentFrameId, record.name)) continue;
        const found = orphans.get(parents);
        if (found) found.push(record);
        else orphans.set(parents, [record]);
      }
    }
    for (const [parents, records] of orphans) {
      // The parent may have gone on in memory alone; if that is lost, it waits for its child again.
      if (!(await becomesDurable(parents))) continue;
      for (const { id } of records) this.#shardOfId(id).tell(id, { kind: "stop", error: undefined, cause: undefined });
    }
  }

  /** Whether the parent's item still waits for that child. */
  #awaitsChild(parentId: number, frameId: number, executionName: string): boolean {
    const phase = this.#shardOfId(parentId).liveById(parentId)?.run.frames.get(frameId)?.phase;
    return phase?.kind === "child" && phase.executionName === executionName;
  }

  /** Takes nothing in any more, makes durable what has come, and lets go of running tasks; they are dispatched again at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#shards.map((shard) => shard.close()));
    this.#dispatcher.close();
    this.#express.close();
    await this.#evaluations.close();
  }

  get figures() {
    const sum = (of: (shard: Shard) => number) => this.#shards.reduce((total, shard) => total + of(shard), 0);
    return {
      openExecutions: sum((shard) => shard.openExecutions),
      timers: sum((shard) => shard.timers),
      runningTasks: this.#dispatcher.running,
      waitingTasks: this.#dispatcher.waiting,
      expressExecutions: this.#express.running,
    };
  }

  /** Why some executions do not go on and cannot be started, in words for the operator; empty when all is well. */
  get problems(): readonly string[] {
    return this.#shards.map(({ problem }) => problem).filter((problem) => problem !== undefined);
  }

  /** The compiled definition; compiled once and kept while it is used. */
  program(definitionId: string): Promise<Program> {
    let program = this.#programs.get(definitionId);
    this.#programs.delete(definitionId);
    if (program === undefined) {
      program = this.#deps.loadProgram(definitionId);
      program.catch(() => this.#programs.delete(definitionId));
    }
    this.#programs.set(definitionId, program); // the last one used is the last one dropped
    if (this.#programs.size > programsMax) {
      const [oldest] = this.#programs.keys();
      if (oldest !== undefined) this.#programs.delete(oldest);
    }
    return program;
  }

  async start(request: StartRequest): Promise<{ readonly executionArn: string; readonly startMs: number }> {
    const { record } = await this.#shardOfArn(request.header.executionArn).start(request);
    return { executionArn: record.arn, startMs: record.startMs };
  }

  /** Starts an asynchronous Express execution; resolves once its start is durable. */
  startExpress(request: ExpressRequest & { readonly definitionId: string }): Promise<void> {
    return this.#express.start(request);
  }

  /** Runs a synchronous Express execution to its end. */
  runExpress(request: ExpressRequest): Promise<Run> {
    return this.#express.run(request);
  }

  /** False when the execution is not running. */
  async stop(
    executionArn: string,
    { error, cause }: { readonly error: string | undefined; readonly cause: string | undefined },
  ): Promise<boolean> {
    const shard = this.#shardOfArn(executionArn);
    shard.assertLoaded();
    const live = shard.live(executionArn);
    return live !== undefined && shard.post(live.record.id, { kind: "stop", error, cause });
  }

  /** What is durable of an execution; with its input's text and, when there is one, its output's. */
  async describe(
    executionArn: string,
  ): Promise<{ readonly record: ExecutionRecord; readonly input: string; readonly output: string | undefined } | undefined> {
    const live = this.#shardOfArn(executionArn).live(executionArn);
    // A live run that has ended is not durably ended yet, and one that is not durable does not exist yet.
    if (live?.durable) return { record: live.record, input: live.run.input.text, output: undefined };
    if (live) await this.#shardOfArn(executionArn).flushed();
    const record = await this.#deps.store.find(executionArn);
    if (record === undefined) return undefined;
    const texts = await readPayloads(
      this.#deps.store,
      record.id,
      [1, ...(record.outputPayload === undefined ? [] : [record.outputPayload])],
      new Map(),
    );
    return {
      record,
      input: texts.get(1) ?? "{}",
      output: record.outputPayload === undefined ? undefined : texts.get(record.outputPayload),
    };
  }

  async find(executionArn: string): Promise<ExecutionRecord | undefined> {
    const live = this.#shardOfArn(executionArn).live(executionArn);
    return live?.durable ? live.record : this.#deps.store.find(executionArn);
  }

  /**
   * Resolves when that execution may have ended: who waits for an end asks for the status then, and may have to wait
   * again. At once when it is not running here; also when the signal fires.
   */
  whenClosed(executionArn: string, signal: AbortSignal): Promise<void> {
    if (this.#shardOfArn(executionArn).live(executionArn) === undefined) return Promise.resolve();
    return this.#closings.next(executionArn, signal);
  }

  list(query: ExecutionQuery): Promise<readonly ExecutionRecord[]> {
    return this.#deps.store.list(query);
  }

  /** Id of the last durable event. */
  lastEventId(executionId: number): Promise<number> {
    return this.#deps.store.lastEventId(executionId);
  }

  /** Durable events of that range, ascending. */
  events(executionId: number, range: { readonly firstEventId: number; readonly lastEventId: number }): Promise<readonly HistoryEvent[]> {
    return readEvents(this.#deps.store, executionId, range);
  }

  /** Delivers what the holder of a task token has to say; refuses with AWS's errors. */
  async completeTask(taskToken: string, event: TokenEvent): Promise<void> {
    const content = readTaskToken(this.#deps.tokenKey, taskToken);
    if (content === undefined) throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
    // "Length constraints apply to the payload size, and are expressed as bytes in UTF-8 encoding" (API reference, SendTaskSuccess).
    if (event.kind === "succeeded" && event.output.length * 3 > payloadBytesMax && utf8Length(event.output) > payloadBytesMax) {
      throw new ServiceError(
        "ValidationException",
        `1 validation error detected: Value at 'output' failed to satisfy constraint: Member must have length less than or equal to ${payloadBytesMax}`,
      );
    }
    const { executionId, frameId, attempt } = content;
    const accepted = await this.#shardOfId(executionId).post(executionId, runEventOf(event, frameId, attempt));
    if (!accepted) throw new ServiceError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
  }

  /** Waits for a task of the activity, at most a minute; undefined when none came. */
  pollActivity(
    activityArn: string,
    options: { readonly workerName: string | undefined; readonly signal: AbortSignal },
  ): Promise<ActivityAssignment | undefined> {
    const { clock } = this.#deps.platform;
    if (options.signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      let done = false;
      let expired = false;
      let offered = false;
      let stopPolling: (() => void) | undefined;
      const finish = (assignment: ActivityAssignment | undefined) => {
        if (done) return;
        done = true;
        stopPolling?.();
        cancelTimer();
        options.signal.removeEventListener("abort", giveUp);
        resolve(assignment);
      };
      // A task that is just being handed over is waited for: it would be lost with nobody to take it.
      const giveUp = () => {
        expired = true;
        if (!offered) finish(undefined);
      };
      const cancelTimer = clock.at(clock.nowMs() + activityPollMs, giveUp);
      options.signal.addEventListener("abort", giveUp);
      stopPolling = this.#activities.poll(activityArn, {
        workerName: options.workerName,
        offer: async (task) => {
          if (done || expired) return "workerGone";
          const event: RunEvent = { kind: "taskStarted", frameId: task.frameId, attempt: task.attempt, workerName: options.workerName };
          // Only when it is durable that this worker has the task is it told so.
          offered = true;
          const taken = await this.#shardOfId(task.executionId)
            .post(task.executionId, event, { evenWhenFull: true })
            .catch(() => false);
          offered = false;
          if (!taken && !expired) return "taskGone";
          if (!taken) {
            finish(undefined);
            return "bothGone";
          }
          finish({ taskToken: task.taskToken, input: task.input });
          return "taken";
        },
      });
      if (stopPolling === undefined) {
        done = true;
        cancelTimer();
        options.signal.removeEventListener("abort", giveUp);
        reject(
          new ServiceError(
            "ActivityWorkerLimitExceeded",
            `The maximum number of workers concurrently polling for activity tasks has been reached: '${activityArn}'`,
          ),
        );
      }
    });
  }

  #dispatch(live: LiveRun, command: WorldCommand): void {
    const { id: executionId, arn: executionArn, header } = live.record;
    if (command.kind === "startChild") {
      void this.#startChild(live, command).catch((error: unknown) => {
        this.#deps.platform.logger.error("a child execution could not be started; it is tried again at the next start", {
          executionArn,
          error,
        });
      });
      return;
    }
    if (command.kind === "evaluate") {
      void this.#evaluate(live, command.frameId);
      return;
    }
    if (command.kind === "stopChild") {
      const { executionArn: childArn } = childHeaderOf(headerOf(live), command, 0);
      // One that is just being started is not there yet.
      const starting = this.#startingChildren.get(childArn);
      if (starting) starting.calledOff = true;
      void this.#insist(() => this.stop(childArn, { error: undefined, cause: undefined })).catch(() => undefined);
      return;
    }
    const { roleArn, region, accountId } = header as unknown as StoredHeader;
    const origin = { executionId, executionArn, roleArn, region, accountId };
    if (command.kind === "cancelTask") {
      this.#dispatcher.cancel(executionId, command, origin);
      this.#activities.cancel({ executionId, frameId: command.frameId, attempt: command.attempt });
      return;
    }
    if (command.kind === "writeResults") {
      const arns = command.children.map(
        (executionName) => childHeaderOf(headerOf(live), { label: command.label, executionName }, 0).executionArn,
      );
      this.#dispatcher.dispatch({ ...origin, command, children: () => this.#childResults(arns) });
      return;
    }
    if (command.kind === "readItems") {
      this.#dispatcher.dispatch({ ...origin, command });
      return;
    }
    if (command.resource.kind === "activity") {
      // An attempt that a worker had before a crash is not handed out twice.
      if (command.again && !isScheduled(live, command.frameId)) return;
      const { frameId, attempt, taskToken = "", parameters } = command;
      const task: ActivityTask = { executionId, frameId, attempt, taskToken, input: parameters.text };
      if (!this.#activities.enqueue(command.resource.activityArn, task)) {
        this.#deps.platform.logger.error("too many tasks wait for this activity; this one stays until the next start", { executionArn });
      }
      return;
    }
    this.#dispatcher.dispatch({ ...origin, command });
  }

  /** What is known of the children of a Map Run, each of which has ended durably. */
  async *#childResults(arns: readonly string[]): AsyncGenerator<ChildResult> {
    for (const arn of arns) {
      const described = await this.describe(arn);
      if (described === undefined || described.record.status === "RUNNING") continue;
      const { record, input, output } = described;
      yield {
        executionArn: arn,
        name: record.name,
        stateMachineArn: record.stateMachineArn,
        status: described.record.status,
        startMs: record.startMs,
        stopMs: record.stopMs ?? record.startMs,
        input,
        output,
        error: record.error,
        cause: record.cause,
      };
    }
  }

  /** Evaluates the expressions of the frame's state in the evaluations' thread, and tells the run. */
  async #evaluate({ record, run, program }: LiveRun, frameId: number): Promise<void> {
    if (run.frames.get(frameId)?.phase.kind !== "evaluating") return; // overtaken
    const { seed } = record.header as unknown as StoredHeader;
    const taskToken = (_frameId: number, attempt: number) =>
      mintTaskToken(this.#deps.tokenKey, { executionId: record.id, frameId, attempt });
    const outcomes = await this.#evaluations.evaluate({ program, run, frameId, seed, taskToken });
    this.#shardOfId(record.id).tell(record.id, { kind: "evaluated", frameId, outcomes });
  }

  /** Starts the child, or finds the one that an earlier dispatch started; one that has ended already is reported at once. */
  async #startChild(live: LiveRun, command: StartChild): Promise<void> {
    const { record } = live;
    const stored = record.header as unknown as StoredHeader;
    const header = childHeaderOf(headerOf(live), command, this.#deps.platform.clock.nowMs());
    const child = { parentId: record.id, parentFrameId: command.frameId, machine: command.machine, mapRunArn: command.mapRunArn };
    const program = childProgram(await this.#insist(() => this.program(record.definitionId)), command.machine);
    const starting = this.#startingChildren.get(header.executionArn) ?? { calledOff: false, asked: 0 };
    this.#startingChildren.set(header.executionArn, starting);
    starting.asked += 1;
    try {
      await this.#insist(async () => {
        if (starting.calledOff) return;
        await this.start({
          header,
          accountId: stored.accountId,
          definitionId: record.definitionId,
          program,
          input: command.input.text,
          traceHeader: stored.traceHeader,
          revisionId: stored.revisionId,
          child,
          nameGiven: true,
        });
      });
      if (starting.calledOff) await this.#insist(() => this.stop(header.executionArn, { error: undefined, cause: undefined }));
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== "ExecutionAlreadyExists") throw error;
      const described = await this.#insist(() => this.describe(header.executionArn));
      if (described && described.record.status !== "RUNNING") this.#reportChild(child, described.record, described.output);
    } finally {
      starting.asked -= 1;
      if (starting.asked === 0) this.#startingChildren.delete(header.executionArn);
    }
  }

  /** Asks again until a shard that is loading or full takes it, or a store that fails can be read again. */
  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (let delayMs = insistDelayMinMs; ; delayMs = Math.min(delayMs * 2, reloadDelayMaxMs)) {
      try {
        return await ask();
      } catch (error) {
        const passes = !(error instanceof ServiceError) || error.code === "ThrottlingException" || error.code === "ServiceUnavailable";
        if (!passes || this.#closed) throw error;
        if (!(error instanceof ServiceError)) this.#deps.platform.logger.warn("the store failed; asking it again", { error });
      }
      const { clock } = this.#deps.platform;
      await new Promise<void>((resolve) => void clock.at(clock.nowMs() + delayMs, resolve));
    }
  }

  #tellParent(record: ExecutionRecord, run: Run): void {
    const { child } = record.header as unknown as StoredHeader;
    if (child)
      this.#reportChild(child, { ...record, status: run.status, error: run.failure?.error, cause: run.failure?.cause }, run.output?.text);
  }

  #reportChild(child: ChildOrigin, record: ExecutionRecord, output: string | undefined): void {
    const { error, cause } = record;
    const result: TaskResult =
      record.status === "SUCCEEDED"
        ? { kind: "succeeded", output: Payload.ofText(output ?? "null") }
        : { kind: "failed", failure: { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) } };
    const event: RunEvent = { kind: "childClosed", frameId: child.parentFrameId, result };
    this.#shardOfId(child.parentId).tell(child.parentId, event);
  }

  #shardOfArn(arn: string): Shard {
    return this.#shards[hashOf(arn) % this.#shards.length] as Shard;
  }

  #shardOfId(executionId: number): Shard {
    return this.#shards[Math.floor(executionId / 2 ** 40)] ?? (this.#shards[0] as Shard);
  }
}

/** Whether all that the shard has taken in so far becomes durable; if not it is read again, and what hangs on it is asked for then. */
function becomesDurable(shard: Shard): Promise<boolean> {
  return shard.flushed().then(
    () => true,
    () => false,
  );
}

function headerOf({ record }: LiveRun): RunHeader {
  return runHeaderOf(record, record.header as unknown as StoredHeader);
}

function isScheduled(live: LiveRun, frameId: number): boolean {
  const phase = live.run.frames.get(frameId)?.phase;
  return phase?.kind === "task" && phase.status === "scheduled";
}

export type TokenEvent =
  | { readonly kind: "succeeded"; readonly output: string }
  | { readonly kind: "failed"; readonly error: string | undefined; readonly cause: string | undefined }
  | { readonly kind: "heartbeat" };

function runEventOf(event: TokenEvent, frameId: number, attempt: number): RunEvent {
  switch (event.kind) {
    case "succeeded":
      return { kind: "taskSucceeded", frameId, attempt, output: Payload.ofText(event.output), via: "token" };
    case "failed": {
      const { error, cause } = event;
      const failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
      return { kind: "taskFailed", frameId, attempt, failure, via: "token" };
    }
    case "heartbeat":
      return { kind: "taskHeartbeat", frameId, attempt };
  }
}

/** FNV-1a, 32 bits: spreads executions over shards, the same on every node for ever. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
