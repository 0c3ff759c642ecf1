/**
 * Carries tasks out into the world, after they have become durable and at least once: so many at a time,
 * the rest in order. What the world answers goes back to the shard as an event; the engine ignores what
 * comes late or twice. Reading the items of a Map and writing its results are such tasks as well.
 */

import type { CancelTask, DispatchTask, ReadItems, RunEvent, TaskResult, WriteResults } from "@stile/states";
import { Payload } from "@stile/states";
import type { Logger } from "../platform/platform.ts";
import type { Integration, TaskOutcome, TaskRequest, WhyAborted } from "./integration.ts";
import { concurrentTasksMax } from "./limits.ts";
import type { ChildResult, MapRunIo, MapRunOutcome } from "./map-run-io.ts";

/** Whose task it is. */
interface Origin {
  readonly executionId: number;
  readonly executionArn: string;
  readonly roleArn: string;
  readonly region: string;
  readonly accountId: string;
}

export type Dispatch = Origin &
  (
    | { readonly command: DispatchTask | ReadItems }
    | { readonly command: WriteResults; readonly children: () => AsyncIterable<ChildResult> }
  );

export type ReportResult = (executionId: number, event: RunEvent) => void;

export interface DispatcherOptions {
  readonly integrations: readonly Integration[];
  readonly mapRuns?: MapRunIo | undefined;
  readonly report: ReportResult;
  readonly logger: Logger;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** By execution, frame and attempt; in the order of dispatch. */
  readonly #waiting = new Map<string, Dispatch>();
  readonly #running = new Map<string, AbortController>();
  /** Of those, jobs that go on elsewhere: to wait for them is no work. */
  #awaitedJobs = 0;
  #closed = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running.size;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  dispatch(dispatch: Dispatch): void {
    if (this.#closed) return;
    const key = keyOf(dispatch.executionId, dispatch.command);
    if (isAwaitedJob(dispatch)) {
      void this.#run(key, dispatch);
      return;
    }
    this.#waiting.set(key, dispatch);
    this.#startMore();
  }

  /** `origin` where the task may have started a job, which is stopped then. */
  cancel(executionId: number, command: CancelTask, origin?: Origin): void {
    const key = keyOf(executionId, command);
    this.#waiting.delete(key);
    const running = this.#running.get(key);
    // Who waits for the job stops it; between its start and the wait for it nobody does.
    if (running) running.abort((command.completed ? "completed" : "cancelled") satisfies WhyAborted);
    else if (command.job && origin && !this.#closed) void this.#stop(origin, command.job);
  }

  async #stop(origin: Origin, job: DispatchTask): Promise<void> {
    const integration = this.#options.integrations.find(({ serves }) => serves(job.resource));
    try {
      await integration?.stop?.(requestOf(origin, job, new AbortController().signal), job.submission?.text ?? "null");
    } catch (error) {
      this.#options.logger.error("a job could not be stopped", { executionArn: origin.executionArn, error });
    }
  }

  /** Forgets the tasks of those executions; what is running is called off and its result goes nowhere. */
  forget(isOurs: (executionId: number) => boolean): void {
    for (const key of [...this.#waiting.keys()]) if (isOurs(executionIdOf(key))) this.#waiting.delete(key);
    for (const [key, controller] of [...this.#running]) {
      if (!isOurs(executionIdOf(key))) continue;
      this.#running.delete(key);
      controller.abort("forgotten" satisfies WhyAborted);
    }
    // Others' tasks may have waited for the room.
    if (!this.#closed) this.#startMore();
  }

  close(): void {
    this.#closed = true;
    this.forget(() => true);
  }

  #startMore(): void {
    for (const [key, dispatch] of this.#waiting) {
      if (this.#running.size - this.#awaitedJobs >= concurrentTasksMax) return;
      this.#waiting.delete(key);
      void this.#run(key, dispatch);
    }
  }

  async #run(key: string, dispatch: Dispatch): Promise<void> {
    const controller = new AbortController();
    const awaited = isAwaitedJob(dispatch) ? 1 : 0;
    this.#running.set(key, controller);
    this.#awaitedJobs += awaited;
    const event = await this.#eventOf(key, dispatch, controller.signal);
    this.#awaitedJobs -= awaited;
    // Called off meanwhile, or taken over by the same task of a reloaded shard.
    if (this.#running.get(key) !== controller) return;
    this.#running.delete(key);
    this.#options.report(dispatch.executionId, event);
    this.#startMore();
  }

  async #eventOf(key: string, dispatch: Dispatch, signal: AbortSignal): Promise<RunEvent> {
    const { command } = dispatch;
    const { frameId, attempt } = command;
    switch (command.kind) {
      case "dispatchTask":
        return taskEvent(command, await this.#outcomeOf(key, dispatch, command, signal));
      case "readItems": {
        const { source } = command;
        const read = (io: MapRunIo) => io.readItems({ ...dispatch, source, signal });
        return { kind: "itemsRead", frameId, attempt, result: await this.#mapRunResult("States.ItemReaderFailed", key, read) };
      }
      case "writeResults": {
        const { destination, mapRunArn } = command;
        const children = "children" in dispatch ? dispatch.children : noChildren;
        const write = (io: MapRunIo) => io.writeResults({ ...dispatch, destination, mapRunArn, children, signal });
        return { kind: "resultsWritten", frameId, attempt, result: await this.#mapRunResult("States.ResultWriterFailed", key, write) };
      }
    }
  }

  async #outcomeOf(key: string, of: Dispatch, command: DispatchTask, signal: AbortSignal): Promise<TaskOutcome> {
    const request = requestOf(of, command, signal);
    let name = "";
    try {
      const integration = this.#options.integrations.find(({ serves }) => serves(command.resource));
      if (integration === undefined) return { kind: "failed", error: "States.Runtime", cause: notServed(command) };
      ({ name } = integration);
      const outcome = await integration.run(request);
      // Its answer came when nobody waited for the job any more.
      if (outcome.kind === "submitted" && signal.reason === "cancelled") await integration.stop?.(request, outcome.output);
      return outcome;
    } catch (error) {
      this.#options.logger.error("an integration failed in itself", { integration: name, executionArn: of.executionArn, task: key, error });
      return {
        kind: "failed",
        error: "States.Runtime",
        cause: `The integration ${name} failed in Stile itself; see the server's log.`,
      };
    }
  }

  async #mapRunResult(error: string, key: string, ask: (io: MapRunIo) => Promise<MapRunOutcome>): Promise<TaskResult> {
    const failed = (cause: string): TaskResult => ({ kind: "failed", failure: { error, cause } });
    const { mapRuns, logger } = this.#options;
    if (mapRuns === undefined) return failed("This server neither reads items nor writes results.");
    try {
      const outcome = await ask(mapRuns);
      if (outcome.kind === "succeeded") return { kind: "succeeded", output: Payload.ofText(outcome.output) };
      return { kind: "failed", failure: { error: outcome.error, cause: outcome.cause } };
    } catch (thrown) {
      logger.error("items could not be read or results not be written", { task: key, error: thrown });
      return failed("Stile itself failed; see the server's log.");
    }
  }
}

function requestOf(of: Origin, command: DispatchTask, signal: AbortSignal): TaskRequest {
  return {
    resource: command.resource,
    parameters: command.parameters.text,
    taskToken: command.taskToken,
    executionArn: of.executionArn,
    roleArn: of.roleArn,
    region: of.region,
    accountId: of.accountId,
    idempotencyKey: `${of.executionArn}#${command.frameId}#${command.attempt}`,
    again: command.again,
    deadlineMs: command.deadlineMs,
    credentials: command.credentials,
    submission: command.submission?.text,
    signal,
  };
}

async function* noChildren(): AsyncGenerator<ChildResult> {}

function isAwaitedJob({ command }: Dispatch): boolean {
  return command.kind === "dispatchTask" && command.submission !== undefined;
}

function taskEvent({ frameId, attempt }: DispatchTask, outcome: TaskOutcome): RunEvent {
  switch (outcome.kind) {
    case "succeeded":
      return { kind: "taskSucceeded", frameId, attempt, output: Payload.ofText(outcome.output), via: "service" };
    case "submitted":
      return { kind: "taskSubmitted", frameId, attempt, output: Payload.ofText(outcome.output) };
    case "failed": {
      const { error, cause } = outcome;
      const failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
      return { kind: "taskFailed", frameId, attempt, failure, via: "service" };
    }
  }
}

function notServed({ resource }: DispatchTask): string {
  const name = resource.kind === "service" ? `${resource.resourceType}:${resource.resource}` : resource.kind;
  return `Stile has no integration for ${name} yet.`;
}

function keyOf(executionId: number, { frameId, attempt }: { readonly frameId: number; readonly attempt: number }): string {
  return `${executionId}/${frameId}/${attempt}`;
}

function executionIdOf(key: string): number {
  return Number(key.slice(0, key.indexOf("/")));
}
