/** What every operation of SQS finds in its context, and the maker of operations. */

import { operationsOf } from "../../aws/index.ts";
import type { SQSOperations } from "../../models/sqs.ts";
import type { Platform } from "../../platform/platform.ts";
import type { MoveTasks } from "./move-tasks.ts";
import type { Queues } from "./queues.ts";

export interface SqsContext {
  readonly platform: Platform;
  readonly queues: Queues;
  readonly moveTasks: MoveTasks;
}

export const operation = operationsOf<SQSOperations, SqsContext>();
