/** What the executor asks of an integration: one file in tasks/ each. */

import type { Resource } from "@stile/states";

export interface TaskRequest {
  readonly resource: Resource;
  /** JSON text: Parameters or Arguments as the engine computed them. */
  readonly parameters: string;
  readonly taskToken: string | undefined;
  readonly executionArn: string;
  readonly roleArn: string;
  readonly region: string;
  readonly accountId: string;
  /** The same for every dispatch of this attempt, before and after a crash: lets a target recognise a repetition. */
  readonly idempotencyKey: string;
  /** True when this attempt may have been dispatched before a crash. */
  readonly again: boolean;
  readonly deadlineMs: number | undefined;
  readonly credentials: unknown;
  /** For `.sync`: what the target answered when the job was started (JSON text). Set, only the job's end is waited for. */
  readonly submission: string | undefined;
  /** Fires when nobody waits for the result any more; `reason` is a WhyAborted. */
  readonly signal: AbortSignal;
}

/**
 * `cancelled`: the task has timed out or its execution was stopped, and a job it has started is to be stopped as well.
 * `completed`: somebody else brought the result. `forgotten`: this process goes on without the task, or ends.
 */
export type WhyAborted = "cancelled" | "completed" | "forgotten";

export type TaskOutcome =
  | { readonly kind: "succeeded"; readonly output: string }
  /** The service has taken it; the result comes by the task token or, for `.sync`, with the next request for this task. */
  | { readonly kind: "submitted"; readonly output: string }
  | { readonly kind: "failed"; readonly error: string | undefined; readonly cause: string | undefined };

export interface Integration {
  /** For people and logs: `lambda:invoke`. */
  readonly name: string;
  readonly serves: (resource: Resource) => boolean;
  /** Never rejects for what the target did wrong: that is a `failed` outcome. A rejection is a bug and becomes States.Runtime. */
  readonly run: (request: TaskRequest) => Promise<TaskOutcome>;
  /** Stops a job whose start was answered when nobody waited for it any more. */
  readonly stop?: (request: TaskRequest, submission: string) => Promise<void>;
}
