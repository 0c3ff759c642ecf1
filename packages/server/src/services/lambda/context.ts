/** What every operation of the Lambda service finds in its context, and the maker of operations. */

import { operationsOf } from "../../aws/index.ts";
import type { LambdaOperations } from "../../models/lambda.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { FunctionCredentials } from "./environment.ts";
import type { EventSources } from "./event-sources.ts";
import type { EventQueue } from "./event-queue.ts";
import type { CodeCollector } from "./code-collector.ts";
import type { Concurrency } from "./concurrency-holder.ts";
import type { CodeStore } from "./function-code.ts";
import type { FunctionLogs } from "./function-logs.ts";
import type { Pool } from "./runtime/pool.ts";
import type { Interpreters } from "./runtimes.ts";

export interface LambdaContext {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly code: CodeStore;
  readonly collector: CodeCollector;
  readonly interpreters: Interpreters;
  readonly pool: Pool;
  readonly events: EventQueue;
  readonly concurrency: Concurrency;
  readonly eventSources: EventSources;
  readonly logs: FunctionLogs;
  readonly endpointUrl: () => string;
  readonly credentials: FunctionCredentials;
  /** The server's own environment, of which functions get next to nothing. */
  readonly serverEnvironment: Readonly<Record<string, string | undefined>>;
}

export const operation = operationsOf<LambdaOperations, LambdaContext>();
