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
  readonly deadlineMs: number | undefined;
  readonly credentials: unknown;
  /** Fires when nobody waits for the result any more. */
  readonly signal: AbortSignal;
}

export type TaskOutcome =
  | { readonly kind: "succeeded"; readonly output: string }
  /** The service has taken it; the result comes by the task token. */
  | { readonly kind: "submitted"; readonly output: string }
  | { readonly kind: "failed"; readonly error: string | undefined; readonly cause: string | undefined };

export interface Integration {
  /** For people and logs: `lambda:invoke`. */
  readonly name: string;
  readonly serves: (resource: Resource) => boolean;
  /** Never rejects for what the target did wrong: that is a `failed` outcome. A rejection is a bug and becomes States.Runtime. */
  readonly run: (request: TaskRequest) => Promise<TaskOutcome>;
}
