/** What a distributed Map asks of the world around its children: items to be read, results to be written. */

import type { ItemSource, ResultDestination } from "@stile/states";

interface MapRunRequest {
  readonly executionArn: string;
  readonly roleArn: string;
  readonly region: string;
  readonly accountId: string;
  readonly signal: AbortSignal;
}

export interface ReadItemsRequest extends MapRunRequest {
  readonly source: ItemSource;
}

/** What is known of a child execution that has ended. */
export interface ChildResult {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly startMs: number;
  readonly stopMs: number;
  /** JSON texts. */
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface WriteResultsRequest extends MapRunRequest {
  readonly destination: ResultDestination;
  readonly mapRunArn: string;
  /** In the order of the items. */
  readonly children: () => AsyncIterable<ChildResult>;
}

/** JSON text, or the failure of the Map Run. */
export type MapRunOutcome =
  | { readonly kind: "succeeded"; readonly output: string }
  | { readonly kind: "failed"; readonly error: string; readonly cause: string };

export interface MapRunIo {
  /** Answers a JSON array. */
  readItems(request: ReadItemsRequest): Promise<MapRunOutcome>;
  /** Answers the result of the state. Repeated after a crash: the same results go to the same place. */
  writeResults(request: WriteResultsRequest): Promise<MapRunOutcome>;
}
