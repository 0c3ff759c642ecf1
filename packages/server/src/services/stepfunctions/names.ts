/** The names and ARNs of Step Functions: how they are made, and which are refused. */

import { type Call, parseArn } from "../../aws/index.ts";
import { invalidArn, invalidName } from "./errors.ts";

/**
 * Characters no name may hold (API reference, CreateStateMachine `name`): white space, brackets, wildcards,
 * `" # % \ ^ | ~ ` $ & , ; : /`, control characters, surrogates and what lies beyond. Other letters of any script may.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/;
const nameLengthMax = 80;

export function checkName(name: string): void {
  if (name.length === 0 || name.length > nameLengthMax || forbidden.test(name)) throw invalidName(name);
}

type Place = Pick<Call, "partition" | "region" | "accountId">;

function arnPrefix({ partition, region, accountId }: Place): string {
  return `arn:${partition}:states:${region}:${accountId}:`;
}

export function stateMachineArn(place: Place, name: string): string {
  return `${arnPrefix(place)}stateMachine:${name}`;
}

export function activityArn(place: Place, name: string): string {
  return `${arnPrefix(place)}activity:${name}`;
}

export function executionArn(place: Place, machineName: string, name: string): string {
  return `${arnPrefix(place)}execution:${machineName}:${name}`;
}

/** An Express execution's ARN ends in a UUID of its own: names may repeat. */
export function expressExecutionArn(place: Place, machineName: string, name: string, uuid: string): string {
  return `${arnPrefix(place)}express:${machineName}:${name}:${uuid}`;
}

/** A Step Functions ARN, taken apart. */
export interface StatesArn {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** `stateMachine`, `execution`, `express`, `activity`, `mapRun`. */
  readonly resourceType: string;
  /** What follows the type, between its colons. */
  readonly parts: readonly string[];
}

/** Refuses what is no ARN of Step Functions, or one of another type than the operation takes (recorded texts). */
export function readArn(text: string, ...resourceTypes: readonly string[]): StatesArn {
  const arn = parseArn(text);
  if (arn === undefined) throw invalidArn(`Invalid ARN prefix: ${text}`);
  if (arn.service !== "states") throw invalidArn(`Invalid ARN service: ${arn.service}`);
  const [resourceType = "", ...parts] = arn.resource.split(":");
  if (!resourceTypes.includes(resourceType)) throw invalidArn(`Resource type not valid in this context: ${resourceType}`);
  if (parts.length === 0 || parts.some((part) => part === "")) throw invalidArn(`Invalid ARN: ${text}`);
  return { partition: arn.partition, region: arn.region, accountId: arn.accountId, resourceType, parts };
}
