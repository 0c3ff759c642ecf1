/**
 * All topics and subscriptions, in memory as they are in the store. What changes them goes one after the other;
 * publishing goes on meanwhile.
 */

import { ServiceError } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { Deduplication, type DeduplicationRecord, everyRecord } from "../../stored/index.ts";
import { topicNotFound } from "./errors.ts";
import { compileFilter, type Filter, type FilterScope } from "./filter-policy.ts";
import { confirmationMs, stepRecords, subscriptionsMax, sweepMs, topicsMax } from "./limits.ts";
import { checkArn, subscriptionKind, type SubscriptionRecord, topicArn, topicArnOf, topicKind, type TopicRecord } from "./records.ts";

const deduplicationKind = "sns.deduplication";

export interface Subscription {
  record: SubscriptionRecord;
  /** undefined: it wants everything. */
  filter: Filter | undefined;
}

export interface Topic {
  readonly arn: string;
  record: TopicRecord;
  /** By ARN, in the order in which they were made. */
  readonly subscriptions: Map<string, Subscription>;
  readonly deduplication: Deduplication;
  /** Of FIFO topics: the last message's number. */
  lastSeq: number;
}

export class Topics {
  readonly #platform: Platform;
  readonly #records: RecordStore;
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, Subscription>();
  #changes: Promise<unknown> = Promise.resolve();
  #cancelSweep = (): void => {};
  #isClosed = false;

  constructor(deps: { readonly platform: Platform; readonly records: RecordStore }) {
    this.#platform = deps.platform;
    this.#records = deps.records;
  }

  /** Runs one change of topics or subscriptions after the other. */
  changing<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#changes.then(change);
    this.#changes = result.catch(() => {});
    return result;
  }

  find(arn: string): Topic | undefined {
    return this.#topics.get(arn);
  }

  /** Throws InvalidParameter for what is no topic's ARN, NotFound for a topic that is not there. */
  get(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (topic !== undefined) return topic;
    checkArn(arn, "TopicArn");
    throw topicNotFound();
  }

  findSubscription(arn: string): Subscription | undefined {
    return this.#subscriptions.get(arn);
  }

  topics(): Iterable<Topic> {
    return this.#topics.values();
  }

  /** Those of existing topics and, as on AWS, those whose topic is gone. */
  subscriptions(): Iterable<Subscription> {
    return this.#subscriptions.values();
  }

  /** Within `changing`. Durable when it resolves. */
  async create(record: TopicRecord): Promise<Topic> {
    if (this.#topics.size >= topicsMax) {
      throw new ServiceError("TopicLimitExceededException", `Stile keeps no more than ${topicsMax} topics.`, { httpStatus: 403 });
    }
    await this.#records.write([{ kind: topicKind, key: topicArn(record), value: record }]);
    return this.#addTopic(record);
  }

  /** Within `changing`. Durable when it resolves. */
  async update(topic: Topic, fields: Partial<Pick<TopicRecord, "attributes" | "tags">>): Promise<void> {
    const record = { ...topic.record, ...fields };
    await this.#records.write([{ kind: topicKind, key: topic.arn, value: record }]);
    topic.record = record;
  }

  /** Within `changing`. The topic with its subscriptions; final when it resolves. */
  async delete(topic: Topic): Promise<void> {
    const subscriptions = [...topic.subscriptions.keys()];
    await this.#records.write([
      { kind: topicKind, key: topic.arn, value: undefined },
      ...subscriptions.map((arn) => ({ kind: subscriptionKind, key: arn, value: undefined })),
      ...topic.deduplication.everything(),
    ]);
    this.#topics.delete(topic.arn);
    for (const arn of subscriptions) this.#subscriptions.delete(arn);
  }

  /** Within `changing`. Written together with `more`; durable when it resolves. */
  async saveSubscription(topic: Topic, record: SubscriptionRecord, more: readonly RecordChange[] = []): Promise<void> {
    if (!this.#subscriptions.has(record.arn) && this.#subscriptions.size >= subscriptionsMax) {
      throw new ServiceError("SubscriptionLimitExceededException", `Stile keeps no more than ${subscriptionsMax} subscriptions.`, {
        httpStatus: 403,
      });
    }
    const filter = filterOf(record);
    await this.#records.write([{ kind: subscriptionKind, key: record.arn, value: record }, ...more]);
    this.#addSubscription(topic, record, filter);
  }

  /** Within `changing`. Final when it resolves. */
  async deleteSubscription(topic: Topic, arn: string): Promise<void> {
    const record = { ...topic.record, deletedSubscriptions: topic.record.deletedSubscriptions + 1 };
    await this.#records.write([
      { kind: subscriptionKind, key: arn, value: undefined },
      { kind: topicKind, key: topic.arn, value: record },
    ]);
    topic.record = record;
    topic.subscriptions.delete(arn);
    this.#subscriptions.delete(arn);
  }

  async open(): Promise<void> {
    const records = this.#records;
    for await (const { value } of everyRecord<TopicRecord>(records, topicKind)) this.#addTopic(value);
    const found: SubscriptionRecord[] = [];
    for await (const { value } of everyRecord<SubscriptionRecord>(records, subscriptionKind)) found.push(value);
    found.sort((one, other) => one.createdMs - other.createdMs);
    for (const record of found) {
      const topic = this.#topics.get(record.topicArn);
      if (topic !== undefined) this.#addSubscription(topic, record, filterOf(record));
    }
    for await (const { key, value } of everyRecord<DeduplicationRecord>(records, deduplicationKind)) {
      this.#topics.get(topicArnOf(key))?.deduplication.restore(key, value);
    }
    this.#armSweep();
  }

  /** Resolves when nothing is written any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelSweep();
    await this.#changes;
  }

  #addTopic(record: TopicRecord): Topic {
    const arn = topicArn(record);
    const topic = { arn, record, subscriptions: new Map(), deduplication: new Deduplication(deduplicationKind, `${arn}:`), lastSeq: 0 };
    this.#topics.set(arn, topic);
    return topic;
  }

  #addSubscription(topic: Topic, record: SubscriptionRecord, filter: Filter | undefined): void {
    const known = this.#subscriptions.get(record.arn);
    if (known !== undefined) {
      known.record = record;
      known.filter = filter;
      return;
    }
    const subscription = { record, filter };
    this.#subscriptions.set(record.arn, subscription);
    topic.subscriptions.set(record.arn, subscription);
  }

  #armSweep(): void {
    if (this.#isClosed) return;
    const { clock, logger } = this.#platform;
    this.#cancelSweep = clock.at(clock.nowMs() + sweepMs, () => {
      this.#sweep().catch((error: unknown) => logger.error("what is too old was not removed", { error }));
      this.#armSweep();
    });
  }

  async #sweep(): Promise<void> {
    const nowMs = this.#platform.clock.nowMs();
    for (const topic of [...this.#topics.values()]) {
      while (!this.#isClosed) {
        // Forgotten and asked to be removed in one turn: what is published meanwhile under the same id is written after it.
        const expired = topic.deduplication.expire(nowMs, stepRecords);
        if (expired.length > 0) await this.#records.write(expired);
        if (expired.length < stepRecords) break;
      }
    }
    for (const { record } of [...this.#subscriptions.values()]) {
      if (!record.isPending || record.createdMs + confirmationMs > nowMs || this.#isClosed) continue;
      await this.changing(async () => {
        const topic = this.#topics.get(record.topicArn);
        const isStillPending = this.#subscriptions.get(record.arn)?.record.isPending === true;
        if (topic !== undefined && isStillPending) await this.deleteSubscription(topic, record.arn);
      });
    }
  }
}

function filterOf({ attributes }: SubscriptionRecord): Filter | undefined {
  const policy = attributes["FilterPolicy"];
  return policy === undefined ? undefined : compileFilter(policy, (attributes["FilterPolicyScope"] ?? "MessageAttributes") as FilterScope);
}
