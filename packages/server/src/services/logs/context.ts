/** What every operation of CloudWatch Logs finds in its context, and the maker of operations. */

import { operationsOf } from "../../aws/index.ts";
import type { CloudWatchLogsOperations } from "../../models/logs.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { LiveTails } from "./live-tail.ts";
import type { StreamWriters } from "./stream-writers.ts";
import type { Sweeper } from "./sweeper.ts";

export interface LogsContext {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly writers: StreamWriters;
  readonly sweeper: Sweeper;
  readonly tails: LiveTails;
}

export const operation = operationsOf<CloudWatchLogsOperations, LogsContext>();
