/** Activities: names under which workers fetch tasks. */

import { operation } from "./context.ts";
import { activityDoesNotExist, notYet } from "./errors.ts";
import { activityArn, checkName, readArn } from "./names.ts";
import { pageSize } from "./page-tokens.ts";
import { checkTags } from "./tags.ts";

/** Creates an activity; creating it again answers the one that is there (API reference: idempotent on the name). */
export const createActivity = operation("CreateActivity", {
  async handle({ name, tags = [], encryptionConfiguration }, { call, platform, activities }) {
    checkName(name);
    if (encryptionConfiguration && encryptionConfiguration.type !== "AWS_OWNED_KEY") throw notYet("customer managed keys");
    const activity = { arn: activityArn(call, name), name, creationMs: platform.clock.nowMs(), tags: checkTags(tags) };
    const { arn, creationMs } = await activities.create(activity);
    return { activityArn: arn, creationDate: creationMs };
  },
});

export const describeActivity = operation("DescribeActivity", {
  async handle({ activityArn: arn }, { activities }) {
    readArn(arn, "activity");
    const activity = await activities.find(arn);
    if (activity === undefined) throw activityDoesNotExist(arn);
    const { name, creationMs } = activity;
    return { activityArn: arn, name, creationDate: creationMs, encryptionConfiguration: { type: "AWS_OWNED_KEY" } };
  },
});

/** Deletes an activity; deleting nothing succeeds. Tasks that wait for a worker go on waiting until they time out. */
export const deleteActivity = operation("DeleteActivity", {
  async handle({ activityArn: arn }, { activities }) {
    readArn(arn, "activity");
    await activities.delete(arn);
    return {};
  },
});

/** The account's activities in the region, by name. */
export const listActivities = operation("ListActivities", {
  async handle({ maxResults, nextToken }, { call, activities, pageTokens }) {
    const prefix = activityArn(call, "");
    const scope = `ListActivities ${prefix}`;
    const limit = pageSize(maxResults);
    const after = nextToken === undefined ? "" : (pageTokens.open(scope, nextToken) as string);
    const found = await activities.list(prefix, { after, limit: limit + 1 });
    const page = found.slice(0, limit);
    return {
      activities: page.map(({ arn, name, creationMs }) => ({ activityArn: arn, name, creationDate: creationMs })),
      ...(found.length > limit ? { nextToken: pageTokens.seal(scope, page.at(-1)?.arn) } : {}),
    };
  },
});

/** Long poll: a task as soon as there is one, at most for a minute; then an answer without a token. */
export const getActivityTask = operation("GetActivityTask", {
  async handle({ activityArn: arn, workerName }, { call, activities, executor }) {
    readArn(arn, "activity");
    if (!activities.exists(arn)) throw activityDoesNotExist(arn);
    const assignment = await executor.pollActivity(arn, { workerName, signal: call.signal });
    return assignment ?? {};
  },
});
