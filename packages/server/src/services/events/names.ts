/** Names and ARNs of EventBridge, and where the records of an account and region stand. */

import { parseArn } from "../../aws/index.ts";

/** An account and region: where a thing lives. */
export interface Home {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

/** Of a Call, whose members are behind a prototype, a plain copy that can be stored. */
export function homeOf({ partition, accountId, region }: Home): Home {
  return { partition, accountId, region };
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

/** A bus and where it lives. */
export interface BusName extends Home {
  readonly bus: string;
}

export const defaultBus = "default";

/** A bus by its name, its ARN, or left out for the default one. */
export function busNamed(nameOrArn: string | undefined, home: Home): BusName {
  const arn = nameOrArn === undefined ? undefined : arnParts(nameOrArn);
  if (arn?.resource.startsWith("event-bus/")) return { ...homeOf(arn), bus: arn.resource.slice("event-bus/".length) };
  return { ...homeOf(home), bus: nameOrArn ?? defaultBus };
}

export function busKey(name: BusName): string {
  return homePrefix(name) + name.bus;
}

export function busArn(name: BusName): string {
  return eventsArn(name, `event-bus/${name.bus}`);
}

/** `rule/name` on the default bus, `rule/bus/name` on another. */
export function ruleArn(bus: BusName, rule: string): string {
  return eventsArn(bus, bus.bus === defaultBus ? `rule/${rule}` : `rule/${bus.bus}/${rule}`);
}
