/** Names and ARNs of EventBridge, and where the records of an account and region stand. */

import { parseArn } from "../../aws/index.ts";

/** An account and region: where a thing lives. */
export interface Home {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

/** What the keys of everything in an account and region begin with. Names hold no slash. */
export function homePrefix({ accountId, region }: Pick<Home, "accountId" | "region">): string {
  return `${accountId}/${region}/`;
}

export function eventsArn({ partition, region, accountId }: Home, resource: string): string {
  return `arn:${partition}:events:${region}:${accountId}:${resource}`;
}

/** The parts of an ARN of EventBridge; undefined for any other text. */
export function arnParts(arn: string): (Home & { readonly resource: string }) | undefined {
  const parsed = parseArn(arn);
  return parsed?.service === "events" ? parsed : undefined;
}
