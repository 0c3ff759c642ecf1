/**
 * Reads the shards of a DynamoDB stream in order, each from where its last batch ended: that place is kept durably, so that every
 * record is dealt with at least once, whatever happens in between. A shard that came from another begins when that one is finished.
 */

import { parseArn, ServiceError } from "../../aws/index.ts";
import type {
  GetRecordsOutput,
  GetShardIteratorOutput,
  DescribeStreamOutput,
  Record as StreamRecord,
} from "../../models/dynamodbstreams.ts";
import { compileFilters, type RecordFilter } from "./event-source-filter.ts";
import { type EventSourcePoller, pause, type PollerDeps } from "./event-source-poller.ts";
import { eventSourceCheckpointKind, mappingKey } from "./event-source-record.ts";
import { eventOf, processBatch, type StreamBatch, type StreamEvent } from "./event-source-stream-batch.ts";
import * as limits from "./limits.ts";

/** How far a shard was read. */
interface Checkpoint {
  /** The last record that is dealt with. */
  readonly sequence?: string | undefined;
  /** Before there is one, of a mapping that begins with the latest records: older ones, by this wall time, are not for it. */
  readonly sinceMs?: number | undefined;
  readonly isFinished?: boolean;
}

export class StreamPoller implements EventSourcePoller {
  readonly #deps: PollerDeps;
  readonly #home: { readonly region: string; readonly accountId: string };
  readonly #filter: RecordFilter | undefined;
  readonly #stop = new AbortController();
  readonly #reading: Promise<void>;

  constructor(deps: PollerDeps) {
    const { region = "", accountId = "" } = parseArn(deps.mapping.eventSourceArn) ?? {};
    this.#deps = deps;
    this.#home = { region, accountId };
    this.#filter = compileFilters(deps.mapping.settings.filterCriteria);
    this.#reading = this.#readAll();
  }

  async stop(): Promise<void> {
    this.#stop.abort("draining");
    await this.#reading;
  }

  get #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Looks for shards, and reads each that may be read, until the end. */
  async #readAll(): Promise<void> {
    const reading = new Map<string, Promise<void>>();
    const finished = new Set<string>();
    for (let isFirst = true; !this.#isStopped; isFirst = false) {
      await this.#trying(async () => {
        const shards = await this.#shards();
        const known = new Set(shards.map(({ ShardId }) => ShardId));
        for (const { ShardId: shardId = "", ParentShardId: parent } of shards) {
          if (reading.has(shardId) || finished.has(shardId)) continue;
          if (parent !== undefined && known.has(parent) && !finished.has(parent)) continue;
          const worker = this.#readShard(shardId, isFirst).then((isFinished) => {
            if (isFinished) finished.add(shardId);
            reading.delete(shardId);
          });
          reading.set(shardId, worker);
        }
      });
      await Promise.race([this.#pause(limits.eventSourceShardsMs), ...reading.values()]);
    }
    await Promise.all(reading.values());
  }

  async #shards() {
    const shards = [];
    for (let after: string | undefined; ; ) {
      const { StreamDescription: described } = await this.#call<DescribeStreamOutput>("DescribeStream", {
        StreamArn: this.#deps.mapping.eventSourceArn,
        ...(after === undefined ? {} : { ExclusiveStartShardId: after }),
      });
      shards.push(...(described?.Shards ?? []));
      after = described?.LastEvaluatedShardId;
      if (after === undefined) return shards;
    }
  }

  /** Whether the shard was read to its end; false when the poller stopped before. */
  async #readShard(shardId: string, isFirst: boolean): Promise<boolean> {
    const key = `${mappingKey(this.#deps.mapping)}/${shardId}`;
    const stored = await this.#trying(() => this.#deps.records.get<Checkpoint>(eventSourceCheckpointKind, key));
    let checkpoint = stored?.value ?? {};
    const save = async (next: Checkpoint): Promise<void> => {
      await this.#deps.records.write([{ kind: eventSourceCheckpointKind, key, value: next }]);
      checkpoint = next;
    };
    // Shards that come up later are read whole: nothing of the stream is passed over.
    const beginsLatest = isFirst && stored === undefined && this.#deps.mapping.settings.more?.StartingPosition === "LATEST";
    let iterator: string | undefined;
    if (beginsLatest) {
      await this.#trying(async () => {
        await save({ sinceMs: Math.floor(this.#deps.platform.clock.nowMs() / 1_000) * 1_000 });
        iterator = await this.#iterator(shardId, { ShardIteratorType: "LATEST" });
      });
    }
    while (checkpoint.isFinished !== true && !this.#isStopped) {
      await this.#trying(async () => {
        const from = iterator ?? (await this.#iterator(shardId, positionAfter(checkpoint)));
        // What was read is read again from its checkpoint should anything below throw.
        iterator = undefined;
        const { events, next } = await this.#gather(from);
        const { sequence, sinceMs = 0 } = checkpoint;
        const wanted =
          sequence === undefined ? events.filter(({ dynamodb }) => dynamodb.ApproximateCreationDateTime * 1_000 >= sinceMs) : events;
        if (wanted.length > 0) await this.#process({ shardId, events: wanted }, (last) => save({ sequence: last }));
        if (this.#isStopped) return;
        if (next === undefined) await save({ ...checkpoint, isFinished: true });
        else iterator = next;
      });
    }
    return checkpoint.isFinished === true;
  }

  /** Up to the batch size; with a batching window, what comes within it of the first record. */
  async #gather(from: string): Promise<{ readonly events: readonly StreamEvent[]; readonly next: string | undefined }> {
    const { batchSize, batchingWindowSeconds } = this.#deps.mapping.settings;
    const { clock } = this.#deps.platform;
    const events: StreamEvent[] = [];
    let bytes = 0;
    let untilMs: number | undefined;
    let next: string | undefined = from;
    while (next !== undefined && !this.#isStopped && events.length < batchSize && bytes < limits.eventSourceBatchBytesMax) {
      const { Records: found = [], NextShardIterator }: GetRecordsOutput = await this.#call("GetRecords", {
        ShardIterator: next,
        Limit: Math.min(batchSize - events.length, limits.eventSourceRecordsMax),
      });
      next = NextShardIterator;
      for (const record of found) bytes += record.dynamodb?.SizeBytes ?? 0;
      events.push(...found.map((record: StreamRecord) => eventOf(record, this.#deps.mapping.eventSourceArn)));
      if (found.length > 0) {
        untilMs ??= clock.nowMs() + batchingWindowSeconds * 1_000;
        if (clock.nowMs() >= untilMs) break;
      } else {
        if (untilMs !== undefined && clock.nowMs() >= untilMs) break;
        if (next === undefined) break;
        await this.#pause(limits.eventSourceStreamPollMs);
        if (untilMs === undefined) break;
      }
    }
    return { events, next };
  }

  async #process(batch: StreamBatch, done: (lastSequence: string) => Promise<void>): Promise<void> {
    const { mapping, invoke, report, platform, aws } = this.#deps;
    await processBatch(batch, {
      settings: mapping.settings,
      functionArn: mapping.functionArn,
      streamArn: mapping.eventSourceArn,
      filter: this.#filter,
      platform,
      aws,
      home: this.#home,
      invoke,
      report,
      done,
      pause: (durationMs) => this.#pause(durationMs),
      isStopped: () => this.#isStopped,
    });
  }

  async #iterator(shardId: string, position: object): Promise<string> {
    const asked = { StreamArn: this.#deps.mapping.eventSourceArn, ShardId: shardId };
    try {
      return (await this.#call<GetShardIteratorOutput>("GetShardIterator", { ...asked, ...position })).ShardIterator ?? "";
    } catch (error) {
      // Records a day old are gone: what is left begins at the horizon.
      if (!(error instanceof ServiceError) || error.code !== "TrimmedDataAccessException") throw error;
      return (
        (await this.#call<GetShardIteratorOutput>("GetShardIterator", { ...asked, ShardIteratorType: "TRIM_HORIZON" })).ShardIterator ?? ""
      );
    }
  }

  /** Tries again until it works or the poller stops, with longer and longer waits. */
  async #trying<T>(body: () => Promise<T>): Promise<T | undefined> {
    for (let failures = 0; !this.#isStopped; failures++) {
      try {
        return await body();
      } catch (error) {
        if (this.#isStopped) return undefined;
        this.#deps.report(`PROBLEM: ${error instanceof ServiceError ? error.code : "InternalError"}`);
        this.#deps.platform.logger.warn("an event source could not be read", {
          source: this.#deps.mapping.eventSourceArn,
          failures,
          error,
        });
        await this.#pause(Math.min(limits.eventSourceBackoffFirstMs * 2 ** Math.min(failures, 20), limits.eventSourceBackoffLongestMs));
      }
    }
    return undefined;
  }

  async #call<Output>(operation: string, input: object): Promise<Output> {
    return await this.#deps.aws.call<Output>({ service: "dynamodbstreams", operation, ...this.#home, input, signal: this.#stop.signal });
  }

  #pause(durationMs: number): Promise<void> {
    return pause(this.#deps.platform.clock, durationMs, this.#stop.signal);
  }
}

function positionAfter({ sequence }: Checkpoint): object {
  return sequence === undefined
    ? { ShardIteratorType: "TRIM_HORIZON" }
    : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: sequence };
}
