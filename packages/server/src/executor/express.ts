/**
 * Express executions: the same engine with the run kept in memory only. A synchronous one happens at most
 * once: when the process ends, it is lost and its caller is told. An asynchronous one happens at least once:
 * its start is durable before it is answered, and one that had not ended runs again from the beginning after
 * a restart. Both end after five minutes at the latest.
 */

import {
  type Command,
  type Program,
  type Run,
  type RunEvent,
  type RunHeader,
  type StepContext,
  awaitsTimer,
  executionTimer,
  start,
  step,
} from "@stile/states";
import { ServiceError } from "../aws/index.ts";
import { invariant } from "../platform/invariant.ts";
import type { Platform } from "../platform/platform.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { Integration } from "./integration.ts";
import type { RecordStore } from "../storage/ports/records.ts";
import type { Evaluations } from "./evaluations.ts";
import {
  evaluationStepsMax,
  expressDurationMs,
  expressExecutionsMax,
  insistDelayMinMs,
  recoveredAtATime,
  reloadDelayMaxMs,
} from "./limits.ts";
import { Timers } from "./timers.ts";

export interface ExpressRequest {
  readonly header: RunHeader;
  readonly accountId: string;
  readonly program: Program;
  readonly input: string;
}

/** What is kept of an asynchronous start until the execution has ended. */
interface ExpressStart {
  readonly header: RunHeader;
  readonly accountId: string;
  readonly definitionId: string;
  readonly input: string;
}

export interface ExpressDeps {
  readonly platform: Platform;
  readonly integrations: readonly Integration[];
  readonly records: RecordStore;
  readonly evaluations: Evaluations;
  readonly loadProgram: (definitionId: string) => Promise<Program>;
}

const startKind = "expressStart";

interface LiveExpress {
  readonly run: Run;
  readonly program: Program;
  readonly accountId: string;
  readonly seed: number;
  readonly closed: (run: Run) => void;
  readonly lost: (error: Error) => void;
}

export class ExpressExecutions {
  readonly #deps: ExpressDeps;
  readonly #platform: Platform;
  readonly #dispatcher: Dispatcher;
  readonly #timers: Timers;
  readonly #live = new Map<number, LiveExpress>();
  #lastId = 0;
  #closed = false;

  constructor(deps: ExpressDeps) {
    const { platform, integrations } = deps;
    this.#deps = deps;
    this.#platform = platform;
    this.#dispatcher = new Dispatcher({ integrations, logger: platform.logger, report: (id, event) => this.#take(id, event) });
    this.#timers = new Timers(platform.clock, {
      fire: (id, frameId) => this.#take(id, { kind: "timer", frameId }),
      isAwaited: (id, frameId, atMs) => {
        const live = this.#live.get(id);
        return live !== undefined && awaitsTimer(live.run, frameId, atMs);
      },
    });
  }

  get running(): number {
    return this.#live.size;
  }

  /** Runs again what was started asynchronously and had not ended when the last process did. */
  async recover(): Promise<void> {
    const { records, loadProgram, platform } = this.#deps;
    for (let after = ""; ; ) {
      const page = await records.list<ExpressStart>(startKind, { after, limit: recoveredAtATime });
      for (const { key, value } of page) {
        try {
          this.#runDetached(key, { ...value, program: await loadProgram(value.definitionId) });
        } catch (error) {
          platform.logger.error("an Express execution could not be started again", { executionArn: key, error });
        }
      }
      const last = page.at(-1);
      if (last === undefined || page.length < recoveredAtATime) return;
      after = last.key;
    }
  }

  /** Resolves once the start is durable. */
  async start(request: ExpressRequest & { readonly definitionId: string }): Promise<void> {
    if (this.#live.size >= expressExecutionsMax) throw new ServiceError("ThrottlingException", "Rate exceeded");
    const { header, accountId, definitionId, input } = request;
    const value: ExpressStart = { header, accountId, definitionId, input };
    try {
      await this.#deps.records.write([{ kind: startKind, key: header.executionArn, value, expectedRevision: 0 }]);
    } catch (cause) {
      this.#platform.logger.error("an Express start could not be written", { executionArn: header.executionArn, error: cause });
      throw new ServiceError("ServiceUnavailable", "The change could not be made durable. Whether it took effect is unknown; ask again.", {
        httpStatus: 503,
        cause,
      });
    }
    this.#runDetached(header.executionArn, request);
  }

  #runDetached(executionArn: string, request: ExpressRequest): void {
    const { platform } = this.#deps;
    this.run(request)
      .then(() => this.#forgetStart(executionArn))
      .catch((error: unknown) => {
        // Its start is still there: the next process runs it again.
        if (!this.#closed) platform.logger.error("an Express execution did not end", { executionArn, error });
      });
  }

  /** Asks again until the store takes it: a start that is left behind would run again, long after it has ended, at the next restart. */
  async #forgetStart(executionArn: string): Promise<void> {
    const { records, platform } = this.#deps;
    for (let delayMs = insistDelayMinMs; ; delayMs = Math.min(delayMs * 2, reloadDelayMaxMs)) {
      try {
        await records.write([{ kind: startKind, key: executionArn, value: undefined }]);
        return;
      } catch (error) {
        if (this.#closed) throw error;
      }
      await new Promise<void>((resolve) => void platform.clock.at(platform.clock.nowMs() + delayMs, resolve));
    }
  }

  /** Resolves with the closed run. */
  run(request: ExpressRequest): Promise<Run> {
    if (this.#live.size >= expressExecutionsMax) return Promise.reject(new ServiceError("ThrottlingException", "Rate exceeded"));
    const id = ++this.#lastId;
    const seed = this.#platform.random.uint32();
    const { run, commands, defect } = start(request.program, request.header, request.input, this.#contextFor(seed));
    if (defect !== undefined) this.#logDefect(run, defect);
    if (run.status !== "RUNNING") return Promise.resolve(run);
    const latestMs = request.header.startMs + expressDurationMs;
    if (run.deadlineMs === undefined || run.deadlineMs > latestMs) {
      run.deadlineMs = latestMs;
      this.#timers.add(latestMs, id, executionTimer);
    }
    return new Promise((closed, lost) => {
      this.#live.set(id, { run, program: request.program, accountId: request.accountId, seed, closed, lost });
      this.#carryOut(id, commands);
    });
  }

  /** What still runs is lost, and its callers are told so. */
  close(): void {
    this.#closed = true;
    this.#timers.clear();
    this.#dispatcher.close();
    for (const { lost } of this.#live.values())
      lost(new ServiceError("ServiceUnavailable", "The server is shutting down.", { httpStatus: 503 }));
    this.#live.clear();
  }

  #take(id: number, event: RunEvent): void {
    const live = this.#live.get(id);
    if (live === undefined) return;
    const { commands, defect } = step(live.program, live.run, event, this.#contextFor(live.seed));
    if (defect !== undefined) this.#logDefect(live.run, defect);
    if (live.run.status !== "RUNNING") {
      this.#live.delete(id);
      live.closed(live.run);
    }
    this.#carryOut(id, commands);
  }

  async #evaluate(id: number, { run, program, seed }: LiveExpress, frameId: number): Promise<void> {
    if (run.frames.get(frameId)?.phase.kind !== "evaluating") return; // overtaken
    const outcomes = await this.#deps.evaluations.evaluate({ program, run, frameId, seed, taskToken: () => "" });
    this.#take(id, { kind: "evaluated", frameId, outcomes });
  }

  #logDefect({ header }: Run, error: unknown): void {
    this.#platform.logger.error("the engine failed; the execution has been ended", { executionArn: header.executionArn, error });
  }

  #carryOut(id: number, commands: readonly Command[]): void {
    const live = this.#live.get(id);
    for (const command of commands) {
      if (command.kind === "cancelTask") this.#dispatcher.cancel(id, command);
      if (live === undefined) continue;
      if (command.kind === "evaluate") void this.#evaluate(id, live, command.frameId);
      if (command.kind === "armTimer") this.#timers.add(command.atMs, id, command.frameId);
      // Others get their turn first: a loop of Choice states must not hold the process.
      if (command.kind === "continue") setImmediate(() => this.#take(id, command));
      if (command.kind === "dispatchTask") {
        const { executionArn, roleArn, region } = live.run.header;
        this.#dispatcher.dispatch({ executionId: id, executionArn, roleArn, region, accountId: live.accountId, command });
      }
      invariant(command.kind !== "startChild", "an Express execution has no distributed Map");
    }
  }

  #contextFor(seed: number): StepContext {
    return {
      nowMs: this.#platform.clock.nowMs(),
      seed,
      evaluationStepsMax,
      activityExists: () => false,
      taskToken: () => {
        throw new Error("an Express execution has no task tokens");
      },
    };
  }
}
