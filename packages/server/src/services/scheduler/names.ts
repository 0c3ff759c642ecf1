/** Names and ARNs of Scheduler, and where the records of an account and region stand. */

export interface Home {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

/** A schedule, by its group and name. */
export interface ScheduleName extends Home {
  readonly group: string;
  readonly name: string;
}

export const defaultGroup = "default";

export function scheduleName({ partition, accountId, region }: Home, group: string | undefined, name: string): ScheduleName {
  return { partition, accountId, region, group: group ?? defaultGroup, name };
}

/** What the keys of everything in an account and region begin with. Names hold no slash. */
export function homePrefix({ accountId, region }: Pick<Home, "accountId" | "region">): string {
  return `${accountId}/${region}/`;
}

export function groupKey(home: Pick<Home, "accountId" | "region">, group: string): string {
  return homePrefix(home) + group;
}

/** Keys sort by account, region, group and name: a group's schedules are one range. */
export function scheduleKey(name: Omit<ScheduleName, "partition">): string {
  return `${groupKey(name, name.group)}/${name.name}`;
}

export function groupArn({ partition, region, accountId }: Home, group: string): string {
  return `arn:${partition}:scheduler:${region}:${accountId}:schedule-group/${group}`;
}

export function scheduleArn({ partition, region, accountId, group, name }: ScheduleName): string {
  return `arn:${partition}:scheduler:${region}:${accountId}:schedule/${group}/${name}`;
}
