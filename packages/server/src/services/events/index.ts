/**
 * EventBridge: buses, rules with patterns and schedules, targets, archives with replays, connections and API
 * destinations. What is taken in is written together with its deliveries before it is acknowledged.
 */

import type { AwsCaller, Operation, ServiceDefinition } from "../../aws/index.ts";
import { model } from "../../models/events.ts";
import { type Attempt, createOutbox } from "../../outbox/index.ts";
import { everyRecord } from "../../stored/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { SecretBox } from "../../secrets/index.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { createTurns } from "./api-destination-call.ts";
import {
  createApiDestination,
  deleteApiDestination,
  describeApiDestination,
  listApiDestinations,
  updateApiDestination,
} from "./api-destinations.ts";
import { createArchives } from "./archive-store.ts";
import { createArchive, deleteArchive, describeArchive, listArchives, updateArchive } from "./archives.ts";
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses, updateEventBus } from "./buses.ts";
import { type Connections, createConnections, type OutboundHttp } from "./connection-auth.ts";
import { connectionKind, type ConnectionRecord } from "./connection-record.ts";
import {
  authorize,
  createConnection,
  deauthorizeConnection,
  deleteConnection,
  describeConnection,
  listConnections,
  updateConnection,
} from "./connections.ts";
import type { EventsContext } from "./context.ts";
import { createExecutionStatusEvents, type ExecutionStatusEvents } from "./execution-status.ts";
import { createEventTexts } from "./event-texts.ts";
import { type Delivery, type EventDelivery, ingest } from "./ingest.ts";
import { createOutboundHttp } from "./outbound-http.ts";
import { putPermission, removePermission } from "./permissions.ts";
import { putEvents } from "./put-events.ts";
import { createReplayer } from "./replayer.ts";
import { cancelReplay, describeReplay, listReplays, startReplay } from "./replays.ts";
import { createRuleBook } from "./rule-book.ts";
import { createRuleSchedules } from "./rule-schedules.ts";
import { deleteRule, describeRule, disableRule, enableRule, listRuleNamesByTarget, listRules, putRule } from "./rules.ts";
import { retryPolicyOf, sendDelivery, sendToDeadLetterQueue } from "./send.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";
import { listTargetsByRule, putTargets, removeTargets } from "./targets.ts";
import { testEventPattern } from "./test-event-pattern.ts";

export type { ConnectionParameters, Connections, OutboundHttp } from "./connection-auth.ts";
export type { ExecutionStatusChange, ExecutionStatusEvents } from "./execution-status.ts";

export interface EventsDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  /** Reaches the targets. */
  readonly aws: AwsCaller;
  /** Seals the secrets of connections. */
  readonly secrets: SecretBox;
  /** Reaches API destinations and token endpoints; plain HTTP unless given. */
  readonly http?: OutboundHttp;
}

export interface Events {
  /** For `defineService`. */
  readonly definition: ServiceDefinition<EventsContext>;
  /** For HTTP Tasks. */
  readonly connections: Connections;
  /** For what executions do. */
  readonly executionStatus: ExecutionStatusEvents;
  /** Takes up what an earlier server left: deliveries, schedules, replays. To be called once targets can be reached. */
  open(): Promise<void>;
  /** Nothing is begun any more; what has not ended is left to the next server. */
  close(): Promise<void>;
}

/** Every operation that is served; the parity tables read it too. */
export const eventsOperations: readonly Operation<EventsContext>[] = [
  createEventBus,
  updateEventBus,
  deleteEventBus,
  describeEventBus,
  listEventBuses,
  putPermission,
  removePermission,
  putEvents,
  testEventPattern,
  putRule,
  deleteRule,
  describeRule,
  enableRule,
  disableRule,
  listRules,
  listRuleNamesByTarget,
  putTargets,
  removeTargets,
  listTargetsByRule,
  tagResource,
  untagResource,
  listTagsForResource,
  createArchive,
  updateArchive,
  deleteArchive,
  describeArchive,
  listArchives,
  startReplay,
  cancelReplay,
  describeReplay,
  listReplays,
  createConnection,
  updateConnection,
  deauthorizeConnection,
  deleteConnection,
  describeConnection,
  listConnections,
  createApiDestination,
  updateApiDestination,
  deleteApiDestination,
  describeApiDestination,
  listApiDestinations,
];

const deliveryKind = "events.delivery";

/** Of the deliveries that an earlier server left and that share their event with others. */
async function* eventKeys(records: RecordStore): AsyncGenerator<string> {
  for await (const { value } of everyRecord<Delivery>(records, deliveryKind, { atATime: 50 })) {
    if (value.eventKey !== undefined) yield value.eventKey;
  }
}

export function createEvents(deps: EventsDeps): Events {
  const { records, aws, secrets } = deps;
  const logger = deps.platform.logger.child({ service: "events" });
  const platform: Platform = { ...deps.platform, logger };
  const http = deps.http ?? createOutboundHttp(platform);
  const rules = createRuleBook(records);
  const archives = createArchives(records, platform);
  const connections = createConnections({ platform, records, secrets, http });
  const turns = createTurns(platform.clock);
  const texts = createEventTexts(records, logger);
  /** Tries a delivery with its event, which stays as long as any delivery of it does. */
  const whole = async (delivery: Delivery, send: (delivery: EventDelivery) => Promise<Attempt>): Promise<Attempt> => {
    const { eventKey } = delivery;
    const event = delivery.event ?? (eventKey === undefined ? undefined : await texts.read(eventKey));
    if (event === undefined)
      return { kind: "failed", failure: { code: "INTERNAL_ERROR", message: "Its event is gone." }, retryable: false };
    return await send({ ...delivery, event });
  };
  const outbox = createOutbox<Delivery>({
    kind: deliveryKind,
    platform,
    records,
    laneOf: ({ target }) => target.Arn,
    bytesOf: ({ event = "", target }) => event.length + JSON.stringify(target).length,
    policyOf: retryPolicyOf,
    attempt: (delivery, state, signal) => whole(delivery, (one) => sendDelivery(one, state, context, signal)),
    deadLetter: (delivery, state, why, signal) => whole(delivery, (one) => sendToDeadLetterQueue(one, state, why, context, signal)),
    over: ({ eventKey }) => {
      if (eventKey !== undefined) texts.done(eventKey);
    },
  });
  const within = { rules, outbox, texts, archives, records, platform };
  const replayer = createReplayer({ records, platform, ingest: (events, also, onlyRules) => ingest(events, within, also, onlyRules) });
  const context: EventsContext = { platform, records, aws, secrets, http, rules, outbox, texts, archives, replayer, connections, turns };
  const schedules = createRuleSchedules(context);
  const executionStatus = createExecutionStatusEvents({ platform, rules, archives, ingest: (events) => ingest(events, within) });
  return {
    definition: { model, operations: eventsOperations, deps: context, logger },
    connections,
    executionStatus,
    async open() {
      await Promise.all([rules.load(), archives.load()]);
      await texts.open(eventKeys(records));
      await outbox.open();
      await archives.open();
      await replayer.open();
      await schedules.open();
      for await (const { key, value } of everyRecord<ConnectionRecord>(records, connectionKind)) authorize(value, key, context);
    },
    async close() {
      await Promise.all([schedules.close(), replayer.close(), archives.close(), executionStatus.settled()]);
      await outbox.close();
      await texts.close();
    },
  };
}
