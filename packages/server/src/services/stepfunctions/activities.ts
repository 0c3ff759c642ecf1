/** Activities: names under which workers fetch tasks. */

import type { Tag } from "../../models/stepfunctions.ts";
import { RecordConflict } from "../../storage/ports/records.ts";
import { operation } from "./context.ts";
import { activityDoesNotExist, notYet } from "./errors.ts";
import { activityArn, checkName, readArn } from "./names.ts";
import { pageSize } from "./page-tokens.ts";
import { checkTags } from "./tags.ts";

interface ActivityRecord {
  readonly arn: string;
  readonly name: string;
  readonly creationMs: number;
  readonly tags: readonly Tag[];
}

export const activityKind = "activity";

/** Creates an activity; creating it again answers the one that is there (API reference: idempotent on the name). */
export const createActivity = operation("CreateActivity", {
  async handle({ name, tags = [], encryptionConfiguration }, { call, platform, records }) {
    checkName(name);
    if (encryptionConfiguration && encryptionConfiguration.type !== "AWS_OWNED_KEY") throw notYet("customer managed keys");
    const activity: ActivityRecord = { arn: activityArn(call, name), name, creationMs: platform.clock.nowMs(), tags: checkTags(tags) };
    try {
      await records.write([{ kind: activityKind, key: activity.arn, value: activity, expectedRevision: 0 }]);
      return { activityArn: activity.arn, creationDate: activity.creationMs };
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error;
    }
    const existing = await records.get<ActivityRecord>(activityKind, activity.arn);
    return { activityArn: activity.arn, creationDate: existing?.value.creationMs ?? activity.creationMs };
  },
});

export const describeActivity = operation("DescribeActivity", {
  async handle({ activityArn: arn }, { records }) {
    readArn(arn, "activity");
    const activity = await records.get<ActivityRecord>(activityKind, arn);
    if (activity === undefined) throw activityDoesNotExist(arn);
    const { name, creationMs } = activity.value;
    return { activityArn: arn, name, creationDate: creationMs, encryptionConfiguration: { type: "AWS_OWNED_KEY" } };
  },
});

/** Deletes an activity; deleting nothing succeeds. Tasks that wait for a worker go on waiting until they time out. */
export const deleteActivity = operation("DeleteActivity", {
  async handle({ activityArn: arn }, { records }) {
    readArn(arn, "activity");
    await records.write([{ kind: activityKind, key: arn, value: undefined }]);
    return {};
  },
});

/** The account's activities in the region, by name. */
export const listActivities = operation("ListActivities", {
  async handle({ maxResults, nextToken }, { call, records, pageTokens }) {
    const prefix = activityArn(call, "");
    const scope = `ListActivities ${prefix}`;
    const limit = pageSize(maxResults);
    const after = nextToken === undefined ? "" : (pageTokens.open(scope, nextToken) as string);
    const found = await records.list<ActivityRecord>(activityKind, { prefix, after, limit: limit + 1 });
    const page = found.slice(0, limit).map(({ value }) => value);
    return {
      activities: page.map(({ arn, name, creationMs }) => ({ activityArn: arn, name, creationDate: creationMs })),
      ...(found.length > limit ? { nextToken: pageTokens.seal(scope, page.at(-1)?.arn) } : {}),
    };
  },
});

/** Long poll: a task as soon as there is one, at most for a minute; then an answer without a token. */
export const getActivityTask = operation("GetActivityTask", {
  async handle({ activityArn: arn, workerName }, { call, records, executor }) {
    readArn(arn, "activity");
    if ((await records.get(activityKind, arn)) === undefined) throw activityDoesNotExist(arn);
    const assignment = await executor.pollActivity(arn, { workerName, signal: call.signal });
    return assignment ?? {};
  },
});
