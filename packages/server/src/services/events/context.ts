/** What every operation of EventBridge finds in its context, and the maker of operations. */

import { type AwsCaller, operationsOf } from "../../aws/index.ts";
import type { EventBridgeOperations } from "../../models/events.ts";
import type { Outbox } from "../../outbox/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { SecretBox } from "../../secrets/index.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { Turns } from "./api-destination-call.ts";
import type { Archives } from "./archive-store.ts";
import type { Connections, OutboundHttp } from "./connection-auth.ts";
import type { Delivery } from "./ingest.ts";
import type { EventTexts } from "./event-texts.ts";
import type { Replayer } from "./replayer.ts";
import type { RuleBook } from "./rule-book.ts";

export interface EventsContext {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly aws: AwsCaller;
  readonly secrets: SecretBox;
  readonly http: OutboundHttp;
  readonly rules: RuleBook;
  readonly outbox: Outbox<Delivery>;
  readonly texts: EventTexts;
  readonly archives: Archives;
  readonly replayer: Replayer;
  readonly connections: Connections;
  readonly turns: Turns;
}

export const operation = operationsOf<EventBridgeOperations, EventsContext>();
