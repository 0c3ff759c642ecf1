/**
 * Carries tasks out into the world, after they have become durable and at least once: so many at a time,
 * the rest in order. What the world answers goes back to the shard as an event; the engine ignores what
 * comes late or twice.
 */

import type { CancelTask, DispatchTask, RunEvent } from "@stile/states";
import { Payload } from "@stile/states";
import type { Logger } from "../platform/platform.ts";
import type { Integration, TaskOutcome, TaskRequest } from "./integration.ts";
import { concurrentTasksMax } from "./limits.ts";

export interface Dispatch {
  readonly executionId: number;
  readonly executionArn: string;
  readonly roleArn: string;
  readonly region: string;
  readonly accountId: string;
  readonly command: DispatchTask;
}

export type ReportResult = (executionId: number, event: RunEvent) => void;

export class Dispatcher {
  readonly #integrations: readonly Integration[];
  readonly #report: ReportResult;
  readonly #logger: Logger;
  /** By execution, frame and attempt; in the order of dispatch. */
  readonly #waiting = new Map<string, Dispatch>();
  readonly #running = new Map<string, AbortController>();
  #closed = false;

  constructor(options: { readonly integrations: readonly Integration[]; readonly report: ReportResult; readonly logger: Logger }) {
    this.#integrations = options.integrations;
    this.#report = options.report;
    this.#logger = options.logger;
  }

  get running(): number {
    return this.#running.size;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  dispatch(dispatch: Dispatch): void {
    if (this.#closed) return;
    this.#waiting.set(keyOf(dispatch.executionId, dispatch.command), dispatch);
    this.#startMore();
  }

  cancel(executionId: number, command: Pick<CancelTask, "frameId" | "attempt">): void {
    const key = keyOf(executionId, command);
    this.#waiting.delete(key);
    this.#running.get(key)?.abort();
  }

  /** Forgets the tasks of those executions; what is running is called off and its result goes nowhere. */
  forget(isOurs: (executionId: number) => boolean): void {
    for (const key of [...this.#waiting.keys()]) if (isOurs(executionIdOf(key))) this.#waiting.delete(key);
    for (const [key, controller] of [...this.#running]) {
      if (!isOurs(executionIdOf(key))) continue;
      this.#running.delete(key);
      controller.abort();
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
      if (this.#running.size >= concurrentTasksMax) return;
      this.#waiting.delete(key);
      void this.#run(key, dispatch);
    }
  }

  async #run(key: string, dispatch: Dispatch): Promise<void> {
    const controller = new AbortController();
    this.#running.set(key, controller);
    const outcome = await this.#outcomeOf(key, dispatch, controller.signal);
    // Called off meanwhile, or taken over by the same task of a reloaded shard.
    if (this.#running.get(key) !== controller) return;
    this.#running.delete(key);
    this.#report(dispatch.executionId, eventOf(dispatch.command, outcome));
    this.#startMore();
  }

  async #outcomeOf(key: string, { command, ...of }: Dispatch, signal: AbortSignal): Promise<TaskOutcome> {
    const request: TaskRequest = {
      resource: command.resource,
      parameters: command.parameters.text,
      taskToken: command.taskToken,
      executionArn: of.executionArn,
      roleArn: of.roleArn,
      region: of.region,
      accountId: of.accountId,
      idempotencyKey: `${of.executionArn}#${command.frameId}#${command.attempt}`,
      deadlineMs: command.deadlineMs,
      credentials: command.credentials,
      signal,
    };
    let name = "";
    try {
      const integration = this.#integrations.find(({ serves }) => serves(command.resource));
      if (integration === undefined) return { kind: "failed", error: "States.Runtime", cause: notServed(command) };
      ({ name } = integration);
      return await integration.run(request);
    } catch (error) {
      this.#logger.error("an integration failed in itself", { integration: name, executionArn: of.executionArn, task: key, error });
      return {
        kind: "failed",
        error: "States.Runtime",
        cause: `The integration ${name} failed in Stile itself; see the server's log.`,
      };
    }
  }
}

function eventOf({ frameId, attempt }: DispatchTask, outcome: TaskOutcome): RunEvent {
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
