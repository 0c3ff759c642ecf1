/**
 * The activities, as records, and the set of those that exist, kept in memory: a Task that is about to be
 * scheduled must know at once whether its activity is there.
 */

import type { Tag } from "../../models/stepfunctions.ts";
import { RecordConflict, type RecordStore } from "../../storage/ports/records.ts";

export interface ActivityRecord {
  readonly arn: string;
  readonly name: string;
  readonly creationMs: number;
  readonly tags: readonly Tag[];
}

export const activityKind = "activity";

const readAtATime = 1_000;

export class ActivityRecords {
  readonly #records: RecordStore;
  readonly #existing = new Set<string>();

  private constructor(records: RecordStore) {
    this.#records = records;
  }

  static async open(records: RecordStore): Promise<ActivityRecords> {
    const activities = new ActivityRecords(records);
    for (let after = ""; ; ) {
      const page = await records.list<ActivityRecord>(activityKind, { after, limit: readAtATime });
      for (const { key } of page) activities.#existing.add(key);
      const last = page.at(-1);
      if (last === undefined || page.length < readAtATime) return activities;
      after = last.key;
    }
  }

  exists(arn: string): boolean {
    return this.#existing.has(arn);
  }

  async find(arn: string): Promise<ActivityRecord | undefined> {
    return (await this.#records.get<ActivityRecord>(activityKind, arn))?.value;
  }

  /** The activity as it is afterwards: the one given, or the one that was there. */
  async create(activity: ActivityRecord): Promise<ActivityRecord> {
    try {
      await this.#records.write([{ kind: activityKind, key: activity.arn, value: activity, expectedRevision: 0 }]);
      this.#existing.add(activity.arn);
      return activity;
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error;
      return (await this.find(activity.arn)) ?? activity;
    }
  }

  async delete(arn: string): Promise<void> {
    await this.#records.write([{ kind: activityKind, key: arn, value: undefined }]);
    this.#existing.delete(arn);
  }

  async list(prefix: string, options: { readonly after: string; readonly limit: number }): Promise<readonly ActivityRecord[]> {
    return (await this.#records.list<ActivityRecord>(activityKind, { prefix, ...options })).map(({ value }) => value);
  }
}
