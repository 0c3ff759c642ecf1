/**
 * Filter policies of subscriptions: which messages they want, by attributes or by the JSON of the body (developer guide,
 * "Subscription filter policies"). A policy is checked and compiled once, when it is set.
 */

import { invalidParameter } from "./errors.ts";
import { compileCondition, type Condition, isJsonObject, type JsonObject } from "./filter-condition.ts";
import * as limits from "./limits.ts";

export type FilterScope = "MessageAttributes" | "MessageBody";

/** A message as a policy sees it. */
export interface FilteredMessage {
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly text?: string | undefined }>>;
  /** Asked for at most once a message, whatever the number of subscriptions. */
  readonly body: () => unknown;
}

export type Filter = (message: FilteredMessage) => boolean;

/** A policy over an object: every key has to fit, and one of each `$or`. */
type ObjectTest = (object: JsonObject) => boolean;

const refuse = (reason: string) => invalidParameter(`FilterPolicy: ${reason}`);

/** Throws InvalidParameter in AWS's words. */
export function compileFilter(text: string, scope: FilterScope): Filter {
  if (Buffer.byteLength(text) > limits.filterPolicyBytesMax) throw refuse("Filter policy is too large");
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw refuse("failed to parse JSON.");
  }
  if (!isJsonObject(policy)) throw refuse("failed to parse JSON. A filter policy is a JSON object.");
  const keys = Object.keys(policy).reduce((sum, key) => sum + (key === "$or" ? 0 : 1), 0);
  if (keys > limits.filterPolicyKeysMax) throw refuse(`Filter policy can not have more than ${limits.filterPolicyKeysMax} keys`);
  if (combinations(policy, 1) > limits.filterPolicyCombinationsMax) throw refuse("Filter policy is too complex");
  const test = compileObject(policy, scope, 1);
  if (scope === "MessageAttributes") return (message) => test(attributeValues(message));
  return (message) => {
    const body = message.body();
    return isJsonObject(body) && test(body);
  };
}

/** "Multiply the number of values in each array"; in the body, by how deep it stands, too. */
function combinations(policy: JsonObject, depth: number): number {
  let product = 1;
  for (const [key, value] of Object.entries(policy)) {
    if (depth > limits.filterPolicyDepthMax) throw refuse("Filter policy is too complex");
    if (key === "$or" && isAlternatives(value)) {
      let sum = 0;
      for (const branch of value) sum += combinations(branch, depth);
      product *= sum;
    } else if (Array.isArray(value)) product *= Math.max(1, value.length) * depth;
    else if (isJsonObject(value)) product *= combinations(value, depth + 1);
    if (product > limits.filterPolicyCombinationsMax) return product;
  }
  return product;
}

/** A key of that name is an ordinary one unless it holds at least two policies. */
function isAlternatives(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length >= 2 && value.every((branch) => isJsonObject(branch) && !isCondition(branch));
}

function isCondition(value: JsonObject): boolean {
  const [key] = Object.keys(value);
  const conditions = ["prefix", "suffix", "anything-but", "equals-ignore-case", "wildcard", "numeric", "exists", "cidr"];
  return key !== undefined && conditions.includes(key) && !Array.isArray(value[key]);
}

function compileObject(policy: JsonObject, scope: FilterScope, depth: number): ObjectTest {
  const tests: ObjectTest[] = [];
  for (const [key, value] of Object.entries(policy)) {
    if (key === "$or" && isAlternatives(value)) {
      const branches = value.map((branch) => compileObject(branch, scope, depth));
      tests.push((object) => branches.some((branch) => branch(object)));
    } else if (Array.isArray(value)) tests.push(compileKey(key, value));
    else if (!isJsonObject(value)) throw refuse(`"${key}" must be an object or an array`);
    else if (scope === "MessageAttributes") throw refuse("Filter policy scope MessageAttributes does not support nested filter policy");
    else tests.push(compileNested(key, compileObject(value, scope, depth + 1)));
  }
  return (object) => tests.every((test) => test(object));
}

/** Of an array of objects, one has to fit as a whole. Without an object, what has to be absent is. */
function compileNested(key: string, test: ObjectTest): ObjectTest {
  const fits = (value: unknown, depth: number): boolean => {
    if (isJsonObject(value)) return test(value);
    if (Array.isArray(value) && depth < limits.filterPolicyDepthMax) return value.some((element) => fits(element, depth + 1));
    return false;
  };
  return (object) => {
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    return value === undefined || value === null ? test({}) : fits(value, 1);
  };
}

function compileKey(key: string, values: readonly unknown[]): ObjectTest {
  if (values.length === 0) throw refuse("Empty arrays are not allowed");
  const conditions: readonly Condition[] = values.map((value) => compileCondition(value, refuse));
  const isAbsentFine = conditions.some(({ kind }) => kind === "absent");
  const isPresentFine = conditions.some(({ kind }) => kind === "present");
  const tests = conditions.flatMap((condition) => (condition.kind === "value" ? [condition.fits] : []));
  const fits = (value: unknown, depth: number): boolean =>
    Array.isArray(value) && depth < limits.filterPolicyDepthMax
      ? value.some((element) => fits(element, depth + 1))
      : tests.some((test) => test(value));
  return (object) => {
    if (!Object.hasOwn(object, key)) return isAbsentFine;
    return isPresentFine || fits(object[key], 1);
  };
}

/** Attributes as values: numbers as numbers, arrays as arrays. "Amazon SNS ignores message attributes with the Binary data type." */
function attributeValues({ attributes }: FilteredMessage): JsonObject {
  const values: [string, unknown][] = [];
  for (const [name, { type, text }] of Object.entries(attributes)) {
    if (type === "String.Array") values.push([name, arrayOf(text ?? "")]);
    else if (type === "Number" || type.startsWith("Number.")) values.push([name, Number(text)]);
    else if (type === "String" || type.startsWith("String.")) values.push([name, text]);
  }
  return Object.fromEntries(values);
}

function arrayOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
