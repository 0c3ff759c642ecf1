/**
 * Expressions that are too dear for a step are evaluated here, in a thread of their own: other executions go
 * on meanwhile. A job that does not end in time takes its thread with it.
 */

import { Worker } from "node:worker_threads";
import { type EvaluationOutcome, type Program, type Run, copyFrame } from "@stile/states";
import type { Platform } from "../platform/platform.ts";
import type { EvaluationAnswer, EvaluationJob } from "./evaluation-worker.ts";
import { evaluationJobsMax, evaluationMs } from "./limits.ts";

export interface EvaluationRequest {
  readonly program: Program;
  readonly run: Run;
  readonly frameId: number;
  readonly seed: number;
  readonly taskToken: (frameId: number, attempt: number) => string;
}

interface Waiting {
  readonly job: EvaluationJob;
  readonly done: (outcomes: readonly EvaluationOutcome[]) => void;
}

/** The words of data/jsonata/errors.ts for what takes too long; nothing else takes long here. */
const tooLong: EvaluationOutcome = {
  kind: "failed",
  error: "States.QueryEvaluationError",
  cause: "Expression evaluation timeout: Check for infinite loop",
  location: undefined,
};

export class Evaluations {
  readonly #platform: Platform;
  readonly #waiting: Waiting[] = [];
  /** Each definition's text and the number under which the thread keeps its program. */
  readonly #definitions = new WeakMap<object, { readonly number: number; readonly text: string }>();
  #lastDefinition = 0;
  #current: Waiting | undefined;
  #cancelTimeout: () => void = () => undefined;
  #worker: Worker | undefined;
  #lastId = 0;
  #closed = false;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Resolves with the outcomes in the order of the evaluations; what takes too long, or too many places in the line, has failed. */
  evaluate(request: EvaluationRequest): Promise<readonly EvaluationOutcome[]> {
    if (this.#waiting.length >= evaluationJobsMax) return Promise.resolve([tooLong]);
    const { program, run, frameId, seed } = request;
    const attempt = (run.frames.get(frameId)?.attempt ?? 0) + 1;
    const job: EvaluationJob = {
      id: ++this.#lastId,
      definition: this.#definitionOf(program),
      root: program.root,
      header: run.header,
      copy: copyFrame(run, frameId),
      frameId,
      nowMs: this.#platform.clock.nowMs(),
      seed,
      taskToken: request.taskToken(frameId, attempt),
    };
    return new Promise((done) => {
      this.#waiting.push({ job, done });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#current = undefined;
    this.#cancelTimeout();
    await this.#worker?.terminate();
  }

  #definitionOf({ definition }: Program): EvaluationJob["definition"] {
    let known = this.#definitions.get(definition);
    if (known === undefined)
      this.#definitions.set(definition, (known = { number: ++this.#lastDefinition, text: JSON.stringify(definition) }));
    return known;
  }

  #next(): void {
    if (this.#current || this.#closed) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#current = next;
    this.#worker ??= this.#startWorker();
    this.#worker.ref();
    this.#worker.postMessage(next.job);
    const { clock } = this.#platform;
    this.#cancelTimeout = clock.at(clock.nowMs() + evaluationMs, () => this.#giveUp("an expression did not end in time"));
  }

  #finish(outcomes: readonly EvaluationOutcome[]): void {
    this.#cancelTimeout();
    const { done } = this.#current as Waiting;
    this.#current = undefined;
    this.#worker?.unref();
    done(outcomes);
    this.#next();
  }

  #giveUp(why: string): void {
    if (this.#current === undefined || this.#closed) return;
    this.#platform.logger.warn(why, { executionArn: this.#current.job.header.executionArn });
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#finish([tooLong]);
  }

  #startWorker(): Worker {
    const worker = new Worker(new URL("./evaluation-worker.ts", import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 512 } });
    worker.unref();
    worker.on("message", ({ id, outcomes, defect }: EvaluationAnswer) => {
      if (worker !== this.#worker || this.#current?.job.id !== id) return;
      if (defect !== undefined) this.#platform.logger.error("an evaluation failed in the engine itself", { defect });
      this.#finish(outcomes ?? [tooLong]);
    });
    worker.on("error", (error) => {
      if (worker === this.#worker) this.#giveUp(`the evaluation thread ended: ${error instanceof Error ? error.message : String(error)}`);
    });
    return worker;
  }
}
