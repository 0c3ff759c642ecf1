/** One value of a filter policy: an exact one, or one of the operators. */

import { BlockList, isIP } from "node:net";
import type { ServiceError } from "../../aws/index.ts";
import { findText } from "../../platform/find-text.ts";
import { filterNumberMax } from "./limits.ts";

export type JsonObject = { readonly [key: string]: unknown };

export type Condition =
  | { readonly kind: "value"; readonly fits: (value: unknown) => boolean }
  /** The key has to be there, or not to be. */
  | { readonly kind: "present" }
  | { readonly kind: "absent" };

type Refuse = (reason: string) => ServiceError;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function compileCondition(given: unknown, refuse: Refuse): Condition {
  if (isJsonObject(given)) return compileOperator(given, refuse);
  if (Array.isArray(given)) throw refuse("Match value must be String, number, true, false, or null");
  if (typeof given === "number") checkNumber(given, refuse);
  return { kind: "value", fits: (value) => value === given };
}

function compileOperator(given: JsonObject, refuse: Refuse): Condition {
  const names = Object.keys(given);
  const [name] = names;
  if (name === undefined) throw refuse("Empty objects are not allowed");
  if (names.length > 1) throw refuse("Only one key allowed in match expression");
  if (name === "exists") {
    if (typeof given[name] !== "boolean") throw refuse("exists match pattern must be either true or false.");
    return { kind: given[name] ? "present" : "absent" };
  }
  return { kind: "value", fits: compileTest(name, given[name], refuse) };
}

type Test = (value: unknown) => boolean;

function compileTest(name: string, operand: unknown, refuse: Refuse): Test {
  switch (name) {
    case "prefix":
    case "suffix":
    case "wildcard":
    case "equals-ignore-case":
      return compileText(name, operand, refuse);
    case "anything-but":
      return compileAnythingBut(operand, refuse);
    case "numeric":
      return compileNumeric(operand, refuse);
    case "cidr":
      return compileCidr(operand, refuse);
    default:
      throw refuse(`Unrecognized match type ${name}`);
  }
}

function compileText(name: "prefix" | "suffix" | "wildcard" | "equals-ignore-case", operand: unknown, refuse: Refuse): Test {
  if (typeof operand !== "string") throw refuse(`${name} match pattern must be a string`);
  if (name === "prefix") return (value) => typeof value === "string" && value.startsWith(operand);
  if (name === "suffix") return (value) => typeof value === "string" && value.endsWith(operand);
  if (name === "wildcard") {
    const fits = compileWildcard(operand, refuse);
    return (value) => typeof value === "string" && fits(value);
  }
  const lower = operand.toLowerCase();
  return (value) => typeof value === "string" && value.toLowerCase() === lower;
}

/** Pieces between the stars, found one after the other: no pattern makes it slow. */
function compileWildcard(pattern: string, refuse: Refuse): (text: string) => boolean {
  if (pattern.includes("**")) throw refuse("Consecutive wildcard characters are not allowed");
  const pieces = pattern.split("*");
  const first = pieces.shift() ?? "";
  const last = pieces.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const piece of pieces) {
      const found = findText(text, piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return text.length - at >= last.length && text.endsWith(last);
  };
}

/** A value, several, or one operator over text: everything else fits. */
function compileAnythingBut(operand: unknown, refuse: Refuse): Test {
  if (isJsonObject(operand)) {
    const names = Object.keys(operand);
    const [name] = names;
    if (names.length !== 1 || (name !== "prefix" && name !== "suffix" && name !== "wildcard" && name !== "equals-ignore-case")) {
      throw refuse(`Unsupported anything-but pattern: ${name ?? ""}`);
    }
    const inner = operand[name];
    const tests = (Array.isArray(inner) ? inner : [inner]).map((one) => compileText(name, one, refuse));
    if (tests.length === 0) throw refuse("Empty arrays are not allowed");
    return (value) => !tests.some((test) => test(value));
  }
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0) throw refuse("Empty arrays are not allowed");
  for (const value of values) {
    if (typeof value !== "string" && typeof value !== "number")
      throw refuse("Inside anything but list, number|start|null|boolean is not supported.");
  }
  const excluded = new Set(values);
  return (value) => !excluded.has(value);
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function compileNumeric(operand: unknown, refuse: Refuse): Test {
  if (!Array.isArray(operand)) throw refuse("Value of numeric must be an array.");
  if (operand.length === 0) throw refuse("Invalid member in numeric match: ]");
  if (operand.length !== 2 && operand.length !== 4) throw refuse("Too many elements in numeric expression");
  const bounds: { readonly operator: string; readonly bound: number }[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const operator: unknown = operand[at];
    const bound: unknown = operand[at + 1];
    if (typeof operator !== "string" || !Object.hasOwn(comparisons, operator)) {
      throw refuse(`Unrecognized numeric range operator: ${String(operator)}`);
    }
    if (typeof bound !== "number") throw refuse(`Value of ${operator} must be numeric`);
    checkNumber(bound, refuse);
    bounds.push({ operator, bound });
  }
  const [low, high] = bounds;
  if (low !== undefined && high !== undefined) {
    if (!low.operator.startsWith(">") || !high.operator.startsWith("<")) throw refuse("Bad numeric range operator: " + high.operator);
    if (low.bound >= high.bound) throw refuse("Bottom must be less than top");
  }
  return (value) => typeof value === "number" && bounds.every(({ operator, bound }) => comparisons[operator]?.(value, bound) === true);
}

function compileCidr(operand: unknown, refuse: Refuse): Test {
  const [address = "", bits] = typeof operand === "string" ? operand.split("/") : [];
  const family = isIP(address);
  const length = Number(bits);
  if (family === 0 || bits === undefined || !/^\d{1,3}$/.test(bits) || length > (family === 4 ? 32 : 128)) {
    throw refuse("Malformed CIDR, one '/' required");
  }
  const block = new BlockList();
  block.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  return (value) => {
    const version = typeof value === "string" ? isIP(value) : 0;
    return version !== 0 && block.check(value as string, version === 4 ? "ipv4" : "ipv6");
  };
}

function checkNumber(value: number, refuse: Refuse): void {
  if (Math.abs(value) > filterNumberMax) throw refuse(`Value must be between -1.0E9 and 1.0E9, inclusive`);
}
