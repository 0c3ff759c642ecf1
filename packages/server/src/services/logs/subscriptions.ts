/** Subscription filters: events that match a pattern are handed to a Lambda function, at least once and durably. */

import { gzipSync } from "node:zlib";
import { type AwsCaller, parseArn } from "../../aws/index.ts";
import type { SubscriptionFilter } from "../../models/logs.ts";
import { type Attempt, callTarget, createOutbox, failedAttempt, type Outbox } from "../../outbox/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { operation } from "./context.ts";
import { groupNotFound, invalidParameter, limitExceeded, notSupported } from "./errors.ts";
import { createSequence, positionOf } from "./event-store.ts";
import { compileFilter, type Filter } from "./filter-pattern.ts";
import { findGroup, type GroupRecord, groupKind, type SubscriptionRecord } from "./group-record.ts";
import { pageItemsMax, subscribedDataLengthMax, subscriptionFiltersMax } from "./limits.ts";
import { groupKey } from "./names.ts";
import { tokenOf } from "../../stored/index.ts";
import { placeOf } from "./page-token.ts";
import { storedChange } from "./stored-change.ts";
import type { BatchFollower } from "./stream-writers.ts";

interface SubscribedBatch {
  readonly destinationArn: string;
  /** What the function gets, as `awslogs.data`: base64 of gzip of JSON. */
  readonly data: string;
  readonly queuedMs: number;
}

/** AWS tries a Lambda destination for up to a day. */
const triedForMs = 86_400_000;
const retriesMax = 185;

export function createSubscriptions({
  platform,
  records,
  aws,
}: {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly aws: AwsCaller;
}): {
  readonly follower: BatchFollower;
  readonly outbox: Pick<Outbox<SubscribedBatch>, "open" | "close">;
} {
  const outbox = createOutbox<SubscribedBatch>({
    kind: "logs.subscribed",
    platform,
    records,
    laneOf: ({ destinationArn }) => destinationArn,
    policyOf: ({ queuedMs }) => ({ retriesMax, untilMs: queuedMs + triedForMs }),
    attempt: async ({ destinationArn, data }, _state, signal): Promise<Attempt> => {
      const arn = parseArn(destinationArn);
      if (arn === undefined) return { kind: "failed", failure: { code: "INVALID_PARAMETER", message: destinationArn }, retryable: false };
      try {
        await callTarget(aws, "lambda", { arn, payload: JSON.stringify({ awslogs: { data } }), roleArn: "logs.amazonaws.com", signal });
        return { kind: "done" };
      } catch (error) {
        return failedAttempt(error);
      }
    },
    deadLetter: async () => ({ kind: "done" }),
  });
  /** By pattern; groups have two at most, and few patterns differ. */
  const filters = new Map<string, Filter>();
  const filterOf = (pattern: string): Filter => {
    let filter = filters.get(pattern);
    if (filter === undefined) {
      filters.set(pattern, (filter = compileFilter(pattern)));
      if (filters.size > 1_000) filters.delete(filters.keys().next().value!);
    }
    return filter;
  };
  const nextSequence = createSequence();
  const follower: BatchFollower = {
    prepare({ group, stream, events }) {
      const queuedMs = platform.clock.nowMs();
      const batches = group.subscriptions.flatMap(({ name, pattern, destinationArn }): SubscribedBatch[] => {
        const filter = filterOf(pattern);
        const sequence = nextSequence(queuedMs);
        const logEvents = events
          .filter(({ message }) => filter.matches(message))
          .map((event, index) => ({ id: positionOf(event.timestamp, sequence, index), ...event }));
        const about = {
          messageType: "DATA_MESSAGE",
          owner: group.home.accountId,
          logGroup: group.name,
          logStream: stream,
          subscriptionFilters: [name],
        };
        return packed(about, logEvents).map((data) => ({ destinationArn, data, queuedMs }));
      });
      return batches.length === 0 ? nothing : outbox.prepare(batches);
    },
  };
  return { follower, outbox };
}

const nothing = { changes: [], written: () => {}, abandoned: () => {} };

/** Events compressed as AWS does, in as many parts as it takes for each to fit into one invocation. */
function packed(about: object, logEvents: readonly object[]): readonly string[] {
  if (logEvents.length === 0) return [];
  const data = gzipSync(JSON.stringify({ ...about, logEvents })).toString("base64");
  if (data.length <= subscribedDataLengthMax || logEvents.length === 1) return [data];
  const half = Math.ceil(logEvents.length / 2);
  return [...packed(about, logEvents.slice(0, half)), ...packed(about, logEvents.slice(half))];
}

export const putSubscriptionFilter = operation("PutSubscriptionFilter", {
  async handle(input, { call, records, platform }) {
    const { logGroupName, filterName, filterPattern, destinationArn } = input;
    if (input.distribution === "Random" || input.applyOnTransformedLogs === true)
      throw notSupported("distribution and applyOnTransformedLogs");
    if (input.fieldSelectionCriteria !== undefined || input.emitSystemFields !== undefined)
      throw notSupported("fieldSelectionCriteria and emitSystemFields");
    const arn = parseArn(destinationArn);
    if (arn === undefined) throw invalidParameter("destinationArn is not a valid ARN");
    if (arn.service !== "lambda" || !arn.resource.startsWith("function:"))
      throw notSupported(`destinations of ${arn.service}; functions of Lambda are`);
    if (input.roleArn !== undefined) throw invalidParameter("destinationArn for vendor lambda cannot be used with roleArn");
    if (logGroupName === `/aws/lambda/${arn.resource.split(":")[1]}`) {
      throw invalidParameter("A function cannot be subscribed to its own log group: each batch would lead to another.");
    }
    compileFilter(filterPattern);
    const nowMs = platform.clock.nowMs();
    await storedChange<GroupRecord>(records, groupKind, groupKey(call, logGroupName), (group) => {
      if (group === undefined) throw groupNotFound();
      const present = group.subscriptions.find(({ name }) => name === filterName);
      const filter: SubscriptionRecord = {
        name: filterName,
        pattern: filterPattern,
        destinationArn,
        createdMs: present?.createdMs ?? nowMs,
      };
      const subscriptions = [...group.subscriptions.filter(({ name }) => name !== filterName), filter];
      if (subscriptions.length > subscriptionFiltersMax) throw limitExceeded();
      return { ...group, subscriptions };
    });
  },
});

export const deleteSubscriptionFilter = operation("DeleteSubscriptionFilter", {
  async handle({ logGroupName, filterName }, { call, records }) {
    await storedChange<GroupRecord>(records, groupKind, groupKey(call, logGroupName), (group) => {
      if (group === undefined) throw groupNotFound();
      const subscriptions = group.subscriptions.filter(({ name }) => name !== filterName);
      if (subscriptions.length === group.subscriptions.length) throw filterNotFound();
      return { ...group, subscriptions };
    });
  },
});

function filterNotFound(): Error {
  return Object.assign(groupNotFound(), { message: "The specified subscription filter does not exist." });
}

export const describeSubscriptionFilters = operation("DescribeSubscriptionFilters", {
  async handle({ logGroupName, filterNamePrefix = "", nextToken, limit = pageItemsMax }, { call, records }) {
    const group = (await findGroup(records, call, logGroupName)).value;
    const after = placeOf(nextToken) ?? "";
    const filters = group.subscriptions
      .filter(({ name }) => name.startsWith(filterNamePrefix) && name > after)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const page = filters.slice(0, limit);
    return {
      subscriptionFilters: page.map(
        ({ name, pattern, destinationArn, createdMs }): SubscriptionFilter => ({
          filterName: name,
          logGroupName,
          filterPattern: pattern,
          destinationArn,
          distribution: "ByLogStream",
          creationTime: createdMs,
        }),
      ),
      nextToken: filters.length > limit ? tokenOf(page.at(-1)?.name ?? "") : undefined,
    };
  },
});
