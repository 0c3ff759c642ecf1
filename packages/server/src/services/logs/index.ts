/**
 * CloudWatch Logs: groups, streams and their events, filters, subscriptions and retention. What functions print comes in
 * here, too.
 */

import { type AwsCaller, createConstraints, type Operation, problemsMessage, type ServiceDefinition } from "../../aws/index.ts";
import { model } from "../../models/logs.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { LogsContext } from "./context.ts";
import { invalidParameter } from "./errors.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { createFunctionLines, type FunctionLines } from "./function-lines.ts";
import { getLogEvents } from "./get-log-events.ts";
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  listLogGroups,
  putLogGroupDeletionProtection,
  putRetentionPolicy,
} from "./groups.ts";
import { createLiveTails, startLiveTail } from "./live-tail.ts";
import { putLogEvents } from "./put-log-events.ts";
import { createLogStream, deleteLogStream, describeLogStreams } from "./streams.ts";
import { createStreamWriters } from "./stream-writers.ts";
import { createSubscriptions, deleteSubscriptionFilter, describeSubscriptionFilters, putSubscriptionFilter } from "./subscriptions.ts";
import { createSweeper } from "./sweeper.ts";
import { listTagsForResource, listTagsLogGroup, tagLogGroup, tagResource, untagLogGroup, untagResource } from "./tags.ts";
import { testMetricFilter } from "./test-metric-filter.ts";

export type { FunctionLines } from "./function-lines.ts";

export interface LogsDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  /** Reaches the functions that are subscribed. */
  readonly aws: AwsCaller;
}

export interface Logs {
  /** For `defineService`. */
  readonly definition: ServiceDefinition<LogsContext>;
  /** Takes what functions print. */
  readonly functionLines: FunctionLines;
  /** Takes up what an earlier server left. To be called once functions can be reached. */
  open(): Promise<void>;
  /** Writes what functions printed; leaves the rest to the next server. */
  close(): Promise<void>;
}

/** Every operation that is served; the parity tables read it too. */
export const logsOperations: readonly Operation<LogsContext>[] = [
  createLogGroup,
  deleteLogGroup,
  describeLogGroups,
  listLogGroups,
  putRetentionPolicy,
  deleteRetentionPolicy,
  putLogGroupDeletionProtection,
  createLogStream,
  deleteLogStream,
  describeLogStreams,
  putLogEvents,
  getLogEvents,
  filterLogEvents,
  startLiveTail,
  testMetricFilter,
  putSubscriptionFilter,
  deleteSubscriptionFilter,
  describeSubscriptionFilters,
  tagLogGroup,
  untagLogGroup,
  listTagsLogGroup,
  tagResource,
  untagResource,
  listTagsForResource,
];

/** What breaks the model is an InvalidParameterException of this service's. */
const constraints = createConstraints(model, (_shape, problems) => invalidParameter(problemsMessage(problems)));

export function createLogs({ records, aws, ...deps }: LogsDeps): Logs {
  const logger = deps.platform.logger.child({ service: "logs" });
  const platform: Platform = { ...deps.platform, logger };
  const subscriptions = createSubscriptions({ platform, records, aws });
  const tails = createLiveTails(platform);
  const writers = createStreamWriters({ records, platform, followers: [subscriptions.follower, tails.follower] });
  const sweeper = createSweeper({ records, platform });
  const functionLines = createFunctionLines({ platform, records, writers });
  const context: LogsContext = { platform, records, writers, sweeper, tails };
  return {
    definition: {
      model,
      operations: logsOperations,
      deps: context,
      logger,
      check: (operation, input) => constraints.check(model.operations[operation]?.input ?? "", input),
    },
    functionLines,
    async open() {
      await subscriptions.outbox.open();
      sweeper.open();
    },
    async close() {
      await functionLines.close();
      await Promise.all([sweeper.close(), subscriptions.outbox.close()]);
    },
  };
}
