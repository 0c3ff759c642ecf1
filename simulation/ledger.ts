/** What the world was told, by which it holds the executor: every answer that somebody outside has heard. */

import type { TokenEvent } from "../packages/server/src/executor/index.ts";

export interface AskedStart {
  readonly executionArn: string;
  readonly machine: string;
  readonly isExpress: boolean;
  /** The caller chose it; one that the server makes up is known to nobody before the answer. */
  readonly nameGiven: boolean;
  /** Inputs that were asked for under this name, whatever became of it. */
  readonly inputs: string[];
  /** As it was answered first. */
  acknowledged: { readonly input: string; readonly startMs: number } | undefined;
  /** Somebody was told that the name is taken. */
  isRevealed: boolean;
}

/** One call of SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat. */
export interface Sent {
  readonly token: string;
  readonly event: TokenEvent;
  /** A word that is in this event and in no other. */
  readonly tag: string;
  readonly isForged: boolean;
  /** `unknown`: no answer, or one that says so. */
  answer: "accepted" | "refused" | "unknown";
}

export interface Dispatched {
  readonly executionArn: string;
  readonly key: string;
  readonly parameters: string;
  readonly taskToken: string | undefined;
  times: number;
}

export interface Seen {
  status: string;
  startMs: number;
  stopMs: number | undefined;
  readonly events: string[];
}

export class Ledger {
  readonly starts = new Map<string, AskedStart>();
  readonly stopped = new Set<string>();
  readonly sent: Sent[] = [];
  /** By idempotency key. */
  readonly dispatched = new Map<string, Dispatched>();
  /** Activity tasks by token: the worker that has it. */
  readonly assigned = new Map<string, string>();
  /** Every token that somebody outside holds. */
  readonly tokens = new Set<string>();
  /** What readers saw of each execution, by ARN. */
  readonly seen = new Map<string, Seen>();
  /** Express executions whose last task was carried out. */
  readonly expressEnded = new Set<string>();
  /** Commits that failed: each reads its shard again and asks for its tasks again. */
  reloads = 0;
  readonly violations: string[] = [];

  violate(what: string): void {
    this.violations.push(what);
  }

  asked(executionArn: string, machine: string, input: string, { isExpress = false, nameGiven = true } = {}): AskedStart {
    let start = this.starts.get(executionArn);
    if (start === undefined) {
      start = { executionArn, machine, isExpress, nameGiven, inputs: [], acknowledged: undefined, isRevealed: false };
      this.starts.set(executionArn, start);
    }
    start.inputs.push(input);
    return start;
  }

  acknowledge(start: AskedStart, input: string, startMs: number): void {
    const { acknowledged, executionArn } = start;
    if (acknowledged === undefined) start.acknowledged = { input, startMs };
    else if (!sameJson(acknowledged.input, input)) this.violate(`${executionArn} was acknowledged for two inputs`);
    else if (acknowledged.startMs !== startMs) this.violate(`${executionArn} was acknowledged with two start dates`);
  }

  /** A reader saw this much of an execution; what was seen before must still be so. */
  see(executionArn: string, now: Omit<Seen, "events">, events: readonly string[]): void {
    const before = this.seen.get(executionArn);
    if (before === undefined) {
      this.seen.set(executionArn, { ...now, events: [...events] });
      return;
    }
    if (before.startMs !== now.startMs) this.violate(`${executionArn} was seen with two start dates`);
    if (before.status !== "RUNNING" && now.status !== "RUNNING" && before.status !== now.status)
      this.violate(`${executionArn} was seen ${before.status}, then ${now.status}`);
    if (before.status === "RUNNING") Object.assign(before, now);
    for (const [at, line] of events.entries()) {
      if (at >= before.events.length) before.events.push(line);
      else if (before.events[at] !== line)
        this.violate(`${executionArn}: event ${at + 1} was seen as ${before.events[at]}, then as ${line}`);
    }
  }
}

export function sameJson(one: string, other: string): boolean {
  return one === other || JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
}
