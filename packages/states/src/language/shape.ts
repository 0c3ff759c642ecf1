/**
 * The shape of an object in a definition: which fields it may have, in which query language, and what each may
 * hold. A check looks at one value and reports what it dislikes; it never stops the others. The messages are
 * AWS's as they were recorded or published; where a message is ours the comment says so.
 */

import { checkJsonata, type StatesAvailable } from "../data/jsonata-template.ts";
import { type Json, type JsonObject, isJsonArray, isJsonObject } from "../data/json.ts";
import type { QueryLanguage } from "./definition.ts";
import { type DiagnosticCode, type Finding, type Place, placeIn } from "./diagnostics.ts";
import { pathTrouble, referencePathTrouble, type Roots, valuePathTrouble } from "./expressions.ts";
import { nameCharactersMax } from "./limits.ts";

export type StateMachineType = "STANDARD" | "EXPRESS";

/** What holds where a value stands. */
export interface Scope {
  readonly report: (finding: Finding) => void;
  readonly type: StateMachineType;
  /** Of the whole definition; states inherit this one, never that of the state around them. */
  readonly machineLanguage: QueryLanguage;
  /** Of the state in hand. */
  readonly language: QueryLanguage;
  readonly available: StatesAvailable;
  readonly sdkActionExists: ((service: string, action: string) => boolean | undefined) | undefined;
  /** Checks one state; here so that the tables need not import the validator that reads them. */
  readonly checkState: (state: Json, at: Place, scope: Scope) => void;
}

export type Check = (value: Json, at: Place, scope: Scope) => void;

export interface Field {
  readonly check: Check;
  /** The query language that knows the field; absent when both do. */
  readonly only?: QueryLanguage;
}

export interface Shape {
  readonly fields: { readonly [name: string]: Field };
  readonly required?: readonly string[];
  /** Groups of fields of which one at most may be present. */
  readonly atMostOne?: readonly (readonly string[])[];
  /** Groups of fields of which exactly one must be present. */
  readonly exactlyOne?: readonly (readonly string[])[];
}

export function both(check: Check): Field {
  return { check };
}

export function jsonPathOnly(check: Check): Field {
  return { check, only: "JSONPath" };
}

export function jsonataOnly(check: Check): Field {
  return { check, only: "JSONata" };
}

/** Reports an error, SCHEMA_VALIDATION_FAILED unless another code is given. */
export function refuse(scope: Scope, at: Place, message: string, code: DiagnosticCode = "SCHEMA_VALIDATION_FAILED"): void {
  scope.report({ severity: "ERROR", code, message, at });
}

/** Checks an object against its shape: missing fields, then each member as written, then fields that exclude one another. */
export function checkShape(value: Json, shape: Shape, at: Place, scope: Scope): value is JsonObject {
  if (!isJsonObject(value)) {
    refuse(scope, at, expected("Object"));
    return false;
  }
  const missing = (shape.required ?? []).filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0) refuse(scope, at, `These fields are required: [${missing.join(", ")}]`);
  for (const name of Object.keys(value)) checkMember(name, value[name] as Json, shape, at, scope);
  for (const group of shape.atMostOne ?? []) {
    if (present(value, group) > 1) refuse(scope, at, onlyOne(group));
  }
  for (const group of shape.exactlyOne ?? []) {
    const count = present(value, group);
    if (count > 1) refuse(scope, at, onlyOne(group));
    // AWS's wording for none of them is not recorded.
    if (count === 0) refuse(scope, at, `There should be one of the following fields: [${group.join(", ")}]`);
  }
  return true;
}

function checkMember(name: string, value: Json, shape: Shape, at: Place, scope: Scope): void {
  const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
  if (field === undefined) {
    refuse(scope, at, `Field '${name}' is not supported`);
  } else if (field.only !== undefined && field.only !== scope.language) {
    refuse(
      scope,
      at,
      `The QueryLanguage is set to '${scope.language}', but field '${name}' is only supported for the '${field.only}' QueryLanguage`,
    );
  } else {
    field.check(value, placeIn(at, name), scope);
  }
}

function present(object: JsonObject, names: readonly string[]): number {
  return names.filter((name) => Object.hasOwn(object, name)).length;
}

function onlyOne(group: readonly string[]): string {
  return `There should only be one of the following fields: [${group.join(", ")}]`;
}

/** "Expected value of type Integer" is recorded; the other type names are formed after it. */
function expected(type: "Object" | "Array" | "String" | "Boolean" | "Integer" | "Float"): string {
  return `Expected value of type ${type}`;
}

/** A field that takes any JSON as data, such as Result. */
export const anything: Check = () => {};

export const text: Check = (value, at, scope) => {
  if (typeof value !== "string") refuse(scope, at, expected("String"));
};

export const flag: Check = (value, at, scope) => {
  if (typeof value !== "boolean") refuse(scope, at, expected("Boolean"));
};

export const number: Check = (value, at, scope) => {
  if (typeof value !== "number") refuse(scope, at, expected("Float"));
};

export function integer(minimum: number, maximum?: number): Check {
  return (value, at, scope) => {
    if (typeof value !== "number" || !Number.isInteger(value)) refuse(scope, at, expected("Integer"));
    else if (value < minimum) refuse(scope, at, `Minimum value is ${minimum}`);
    else if (maximum !== undefined && value > maximum) refuse(scope, at, `Maximum value is ${maximum}`);
  };
}

/** A number that may have a fraction; its bounds are written as Java writes a double: `0.0`. */
export function decimal(minimum: number, maximum?: number): Check {
  return (value, at, scope) => {
    if (typeof value !== "number") refuse(scope, at, expected("Float"));
    else if (value < minimum) refuse(scope, at, `Minimum value is ${minimum.toFixed(1)}`);
    else if (maximum !== undefined && value > maximum) refuse(scope, at, `Maximum value is ${maximum.toFixed(1)}`);
  };
}

export function oneOf(field: string, values: readonly string[]): Check {
  return (value, at, scope) => {
    if (typeof value !== "string") refuse(scope, at, expected("String"));
    else if (!values.includes(value)) refuse(scope, at, `The field '${field}' should have one of these values: [${values.join(", ")}]`);
  };
}

export function list(item: Check): Check {
  return (value, at, scope) => {
    if (!isJsonArray(value)) {
      refuse(scope, at, expected("Array"));
      return;
    }
    for (const [index, element] of value.entries()) item(element, placeIn(at, index), scope);
  };
}

export function filledList(item: Check): Check {
  const each = list(item);
  return (value, at, scope) => {
    if (isJsonArray(value) && value.length === 0) refuse(scope, at, "Value cannot be empty");
    else each(value, at, scope);
  };
}

export function object(shape: Shape): Check {
  return (value, at, scope) => {
    checkShape(value, shape, at, scope);
  };
}

/** In JSONata a string may compute the value; then the expression is checked instead of the value. */
export function orExpression(check: Check): Check {
  return (value, at, scope) => {
    if (scope.language === "JSONata" && typeof value === "string" && isComputed(value)) checkExpression(value, at, scope);
    else check(value, at, scope);
  };
}

/** InputPath and OutputPath: a path, or null for nothing. */
export const path: Check = (value, at, scope) => {
  if (value === null) return;
  if (typeof value !== "string") refuse(scope, at, expected("String"));
  else if (pathTrouble(value) !== undefined) refuse(scope, at, "Value must be a valid JSONPath.");
};

/** The path of a number or a time: one place in the input or a variable, but not in the context object (measured on AWS). */
export const referencePath: Check = referenceInto({ context: false, variable: true });

/** ResultPath: one place in the input; null discards the result. */
export const resultPath: Check = (value, at, scope) => {
  if (value !== null) intoInput(value, at, scope);
};
const intoInput = referenceInto({ context: false, variable: false });

/** A choice's Variable, ItemsPath and the Path operators may read the context object too. */
export const readingPath: Check = referenceInto({ context: true, variable: true });

function referenceInto(roots: Roots): Check {
  return (value, at, scope) => {
    if (typeof value !== "string") {
      refuse(scope, at, expected("String"));
      return;
    }
    const trouble = referencePathTrouble(value, roots);
    if (trouble !== undefined) refuse(scope, at, `Value is not a Reference Path: ${trouble}`);
  };
}

/** ErrorPath and CausePath: a path or an intrinsic function call. */
export const pathOrIntrinsic: Check = (value, at, scope) => {
  if (typeof value !== "string") refuse(scope, at, expected("String"));
  // AWS's wording for these two fields is not recorded; this is the one for a template's field.
  else if (valuePathTrouble(value) !== undefined) refuse(scope, at, "Value must be a valid JSONPath or a valid intrinsic function call");
};

/**
 * A value that is computed: in JSONPath a payload template, whose fields ending in `.$` hold paths or intrinsic
 * function calls; in JSONata any JSON, whose strings in `{% %}` are expressions.
 */
export const payload: Check = (value, at, scope) => {
  if (scope.language === "JSONata") checkExpressions(value, at, scope);
  else checkTemplate(value, at, scope);
};

/** The same for a field that must be an object. */
export const objectPayload: Check = (value, at, scope) => {
  const computed = scope.language === "JSONata" && typeof value === "string";
  if (!isJsonObject(value) && !computed) refuse(scope, at, expected("Object"));
  else payload(value, at, scope);
};

function checkTemplate(value: Json, at: Place, scope: Scope): void {
  if (isJsonArray(value)) {
    for (const [index, item] of value.entries()) checkTemplate(item, placeIn(at, index), scope);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const name of Object.keys(value)) {
    const member = value[name] as Json;
    if (!name.endsWith(".$")) {
      checkTemplate(member, placeIn(at, name), scope);
      if (typeof member === "string" && looksLikePath(member)) warnNoDollar(name, at, scope);
    } else if (typeof member !== "string" || valuePathTrouble(member) !== undefined) {
      // The message is recorded for a field right under the template, with the template's place.
      refuse(scope, at, `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`);
    }
  }
}

/** A text that was probably meant to be read, not passed on: `$.a`, `$$.Execution.Id`, `States.UUID()`. */
export function looksLikePath(value: string): boolean {
  return /^\$\$?[.[]/.test(value) || /^States\.[A-Za-z0-9]+\(.*\)$/s.test(value);
}

/** The wording of warnings is ours: no recording shows one. */
function warnNoDollar(name: string, at: Place, scope: Scope): void {
  const message = `The value for the field '${name}' looks like a JSONPath or an intrinsic function call, but the field name does not end with '.$'`;
  scope.report({ severity: "WARNING", code: "NO_DOLLAR", message, at: placeIn(at, name) });
}

function checkExpressions(value: Json, at: Place, scope: Scope): void {
  if (typeof value === "string") {
    checkExpression(value, at, scope);
  } else if (isJsonArray(value)) {
    for (const [index, item] of value.entries()) checkExpressions(item, placeIn(at, index), scope);
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) checkExpressions(value[name] as Json, placeIn(at, name), scope);
  }
}

/** Whether a string is an expression, or was meant as one. With a space before and after, AWS takes it for text. */
export function isComputed(value: string): boolean {
  return value.startsWith("{%") || value.endsWith("%}");
}

/**
 * A string of a JSONata field. `{% %}` must enclose all of it: "improperly opening or closing the expression
 * will result in a validation error" (developer guide). A string with neither is text.
 */
export function checkExpression(value: string, at: Place, scope: Scope): void {
  if (!isComputed(value)) return;
  if (value.length < 4 || !value.startsWith("{%") || !value.endsWith("%}")) {
    // AWS's wording is not recorded.
    refuse(scope, at, "A JSONata expression must start with '{%' and end with '%}'", "INVALID_JSONATA_EXPRESSION");
    return;
  }
  const problem = checkJsonata(value.slice(2, -2).trim(), scope.available);
  if (problem !== undefined) refuse(scope, at, problem.message, problem.code);
}

/** States: a name of up to 80 characters for each state. */
const states: Check = (value, at, scope) => {
  if (!isJsonObject(value)) {
    refuse(scope, at, expected("Object"));
    return;
  }
  const names = Object.keys(value);
  if (names.length === 0) refuse(scope, at, "Value cannot be empty");
  for (const name of names) {
    const stateAt = placeIn(at, name);
    // AWS's wording is not recorded.
    if (name === "") refuse(scope, stateAt, "State name cannot be empty", "INVALID_STATE_NAME");
    else if (name.length > nameCharactersMax && [...name].length > nameCharactersMax) {
      refuse(scope, stateAt, `State name exceeds the maximum length of ${nameCharactersMax}`, "INVALID_STATE_NAME");
    }
    scope.checkState(value[name] as Json, stateAt, scope);
  }
};

/** What every set of states may have: the definition, a branch, a processor. */
export const machineFields: Shape["fields"] = {
  Comment: both(text),
  StartAt: both(text),
  States: both(states),
};

/** A set of states inside another: its states inherit the definition's query language, not the state's. */
export function checkNestedMachine(machine: Json, shape: Shape, at: Place, scope: Scope): void {
  checkShape(machine, shape, at, { ...scope, available: nothingAvailable });
}

export const nothingAvailable: StatesAvailable = { result: false, errorOutput: false };
