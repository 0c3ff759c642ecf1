/** Event source mappings at work: kept as records, each enabled one with a poller, taken up again at every start. */

import { type AwsCaller, ServiceError } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { BatchOutcome, EventSourceKind, EventSourcePoller } from "./event-source-poller.ts";
import {
  eventSourceCheckpointKind,
  eventSourceMappingKind,
  type EventSourceMappingRecord,
  mappingKey,
  type ProcessingResult,
} from "./event-source-record.ts";
import { invalidParameter, resourceNotFound } from "./function-name.ts";
import { eventSourceMappingsMax } from "./limits.ts";
import { everyRecord } from "./page.ts";

export interface EventSourcesDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  /** How sources are reached; without it mappings are refused. */
  readonly aws: AwsCaller | undefined;
  readonly kinds: readonly EventSourceKind[];
  /** Rejects only on a bug. */
  readonly invoke: (mapping: EventSourceMappingRecord, payload: string) => Promise<BatchOutcome>;
}

interface Mapping {
  record: EventSourceMappingRecord;
  poller: EventSourcePoller | undefined;
  lastResult: ProcessingResult;
}

export class EventSources {
  readonly #deps: EventSourcesDeps;
  readonly #mappings = new Map<string, Mapping>();
  #changes: Promise<unknown> = Promise.resolve();
  #isOpen = false;
  #isClosed = false;

  constructor(deps: EventSourcesDeps) {
    this.#deps = deps;
  }

  /** Runs one change of mappings after the other. */
  changing<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#changes.then(change);
    this.#changes = result.catch(() => {});
    return result;
  }

  /** What can feed functions from that ARN's service. Throws InvalidParameterValueException. */
  kindOf(arn: string): { readonly kind: EventSourceKind; readonly aws: AwsCaller } {
    const service = arn.split(":")[2] ?? "";
    const kind = this.#deps.kinds.find((known) => known.service === service);
    const { aws } = this.#deps;
    if (kind === undefined || aws === undefined)
      throw invalidParameter(`Stile does not support event sources of the service '${service}' yet.`);
    return { kind, aws };
  }

  list(home: { readonly accountId: string; readonly region: string }): readonly EventSourceMappingRecord[] {
    const records: EventSourceMappingRecord[] = [];
    for (const { record } of this.#mappings.values()) {
      if (record.accountId === home.accountId && record.region === home.region) records.push(record);
    }
    return records.sort((one, other) => (one.uuid < other.uuid ? -1 : 1));
  }

  /** Throws ResourceNotFoundException. */
  get(home: { readonly accountId: string; readonly region: string }, uuid: string): EventSourceMappingRecord {
    const record = this.#mappings.get(uuid)?.record;
    if (record !== undefined && record.accountId === home.accountId && record.region === home.region) return record;
    throw resourceNotFound("The resource you requested does not exist.");
  }

  lastResult({ uuid }: EventSourceMappingRecord): ProcessingResult {
    return this.#mappings.get(uuid)?.lastResult ?? "No records processed";
  }

  /** Within `changing`. Durable when it resolves; the source is read by the new settings from then on. */
  async save(record: EventSourceMappingRecord): Promise<void> {
    const known = this.#mappings.get(record.uuid);
    if (known === undefined && this.#mappings.size >= eventSourceMappingsMax) {
      throw new ServiceError("ServiceException", `Stile keeps no more than ${eventSourceMappingsMax} event source mappings.`, {
        httpStatus: 500,
      });
    }
    await this.#deps.records.write([{ kind: eventSourceMappingKind, key: mappingKey(record), value: record }]);
    const mapping: Mapping = known ?? { record, poller: undefined, lastResult: "No records processed" };
    this.#mappings.set(record.uuid, mapping);
    mapping.record = record;
    await this.#restart(mapping);
  }

  /** Within `changing`. Final when it resolves, but for a batch that is under way. */
  async delete(record: EventSourceMappingRecord): Promise<void> {
    const { records } = this.#deps;
    const checkpoints = everyRecord<unknown>(records, eventSourceCheckpointKind, `${mappingKey(record)}/`);
    const changes = [{ kind: eventSourceMappingKind, key: mappingKey(record), value: undefined }];
    for await (const { kind, key } of checkpoints) changes.push({ kind, key, value: undefined });
    await records.write(changes);
    const mapping = this.#mappings.get(record.uuid);
    this.#mappings.delete(record.uuid);
    this.#end(mapping?.poller);
  }

  /** To be called once functions can be invoked and sources answer. */
  async open(): Promise<void> {
    this.#isOpen = true;
    for await (const { value } of everyRecord<EventSourceMappingRecord>(this.#deps.records, eventSourceMappingKind)) {
      if (!this.#mappings.has(value.uuid))
        this.#mappings.set(value.uuid, { record: value, poller: undefined, lastResult: "No records processed" });
    }
    for (const mapping of this.#mappings.values()) if (mapping.poller === undefined) await this.#restart(mapping);
  }

  /** Nothing is read any more. Resolves when the batches under way have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#changes;
    await Promise.all([...this.#mappings.values()].map(({ poller }) => poller?.stop()));
  }

  async #restart(mapping: Mapping): Promise<void> {
    this.#end(mapping.poller);
    mapping.poller = undefined;
    const { record } = mapping;
    if (!this.#isOpen || this.#isClosed || !record.isEnabled) return;
    const { kind, aws } = this.kindOf(record.eventSourceArn);
    const { platform, records, invoke } = this.#deps;
    mapping.poller = kind.start({
      platform,
      records,
      aws,
      mapping: record,
      invoke: (payload) => invoke(record, payload),
      report: (result) => {
        mapping.lastResult = result;
      },
    });
  }

  /** A poller that was replaced ends by itself. */
  #end(poller: EventSourcePoller | undefined): void {
    poller?.stop().catch((error: unknown) => this.#deps.platform.logger.error("an event source mapping did not stop well", { error }));
  }
}
