/**
 * What happened to every run, step by step, as far as it is durable; and the independent replay: the same
 * events fed into the engine once more, without store, shard or crash, must give the same history and end.
 */

import { type HistoryEvent, Payload, type Program, type Run, type RunHeader, start, step } from "@stile/states";
import type { StoredHeader, TakenStep } from "../packages/server/src/executor/index.ts";
import { mintTaskToken } from "../packages/server/src/executor/task-token.ts";
import type { ExecutionRecord } from "../packages/server/src/storage/ports/executions.ts";

/** The steps one process has taken, some of which may never become durable. */
export class StepsTaken {
  readonly #steps = new Map<number, TakenStep[]>();

  take(taken: TakenStep): void {
    const steps = taken.event === undefined ? [] : (this.#steps.get(taken.executionId) ?? []);
    // After a failed commit the shard takes the same steps again, or others in their place.
    while ((steps.at(-1)?.steps ?? -1) >= taken.steps) steps.pop();
    steps.push(taken);
    this.#steps.set(taken.executionId, steps);
  }

  of(executionId: number): readonly TakenStep[] {
    return this.#steps.get(executionId) ?? [];
  }
}

/** The durable steps of every execution, whichever processes took them. */
export class StepLog {
  readonly #steps = new Map<number, TakenStep[]>();

  /** A commit of that process has made its steps durable up to and with that number; undefined: all of them. */
  keep(executionId: number, taken: StepsTaken, durableSteps: number | undefined): void {
    const kept = this.#steps.get(executionId) ?? [];
    const last = kept.at(-1)?.steps ?? 0;
    kept.push(...taken.of(executionId).filter(({ steps }) => steps > last && steps <= (durableSteps ?? Number.POSITIVE_INFINITY)));
    this.#steps.set(executionId, kept);
  }

  of(executionId: number): readonly TakenStep[] {
    return this.#steps.get(executionId) ?? [];
  }
}

export interface Replay {
  readonly run: Run;
  readonly history: readonly HistoryEvent[];
  /** Results that were taken and had to wait for the service's own answer, with the events of their step. */
  readonly problems: readonly string[];
}

export function replay(
  record: ExecutionRecord,
  steps: readonly TakenStep[],
  options: { readonly program: Program; readonly input: string; readonly tokenKey: Uint8Array },
): Replay {
  const { program, input, tokenKey } = options;
  const stored = record.header as unknown as StoredHeader;
  const header: RunHeader = {
    executionArn: record.arn,
    name: record.name,
    stateMachineArn: record.stateMachineArn,
    stateMachineName: stored.stateMachineName,
    roleArn: stored.roleArn,
    region: stored.region,
    startMs: record.startMs,
    redriveCount: 0,
  };
  const contextAt = (nowMs: number) => ({
    nowMs,
    seed: stored.seed,
    activityExists: () => true,
    taskToken: (frameId: number, attempt: number) => mintTaskToken(tokenKey, { executionId: record.id, frameId, attempt }),
  });
  const [first, ...later] = steps;
  if (first === undefined || first.event !== undefined) throw new Error("the first step that is known is not the one that began the run");
  const { run, history } = start(program, header, input, contextAt(first.nowMs));
  const all = [...history];
  const problems: string[] = [];
  for (const { event, nowMs, steps: number } of later) {
    if (event === undefined) throw new Error("the run began twice");
    const result = step(program, run, ownCopy(event), contextAt(nowMs));
    if (!result.accepted) problems.push(`step ${number}, ${event.kind}, counted and does not in the replay`);
    if (result.accepted && run.steps !== number) problems.push(`step ${number} is step ${run.steps} of the replay`);
    all.push(...result.history);
  }
  return { run, history: all, problems };
}

/** Payloads remember which run has numbered them: the replay gets its own. */
function ownCopy(event: NonNullable<TakenStep["event"]>): NonNullable<TakenStep["event"]> {
  if ("output" in event) return { ...event, output: Payload.ofText(event.output.text) };
  if (event.kind === "childClosed" && event.result.kind === "succeeded")
    return { ...event, result: { kind: "succeeded", output: Payload.ofText(event.result.output.text) } };
  return event;
}

/** An event as one line of JSON, payloads as their texts. */
export function eventLine({ payloads, ...event }: HistoryEvent): string {
  const { input, output, parameters } = payloads ?? {};
  return JSON.stringify({ ...event, input: input?.text, output: output?.text, parameters: parameters?.text });
}
