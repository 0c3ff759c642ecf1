/** Names and ARNs of log groups and streams, and where their records stand. */

import { parseArn } from "../../aws/index.ts";
import { invalidParameter } from "./errors.ts";

export interface Home {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

export function homeOf({ partition, accountId, region }: Home): Home {
  return { partition, accountId, region };
}

/** What the keys of the groups of an account and region begin with. Names of groups hold slashes; the part before them does not. */
export function homePrefix({ accountId, region }: Pick<Home, "accountId" | "region">): string {
  return `${accountId}/${region}/`;
}

export function groupKey(home: Pick<Home, "accountId" | "region">, name: string): string {
  return homePrefix(home) + name;
}

export function groupArn({ partition, region, accountId }: Home, name: string): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`;
}

/** A group by its name or its ARN, which may end in `:*`. */
export function groupNameIn(nameOrArn: string): string {
  const arn = parseArn(nameOrArn);
  return arn?.service === "logs" && arn.resource.startsWith("log-group:")
    ? arn.resource.slice("log-group:".length).replace(/:\*$/, "")
    : nameOrArn;
}

/** Keys of a group's streams sort by name. Throws InvalidParameterException for characters that not every store can keep. */
export function streamKey(groupId: string, name: string): string {
  if (name.includes("\0") || !name.isWellFormed()) throw invalidParameter("A log stream's name must be well-formed text without NUL.");
  return `${groupId}/${name}`;
}
