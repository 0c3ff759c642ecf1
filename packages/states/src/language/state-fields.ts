/**
 * The fields of the eight types of state. Each table reads straight down: the name, the query language that
 * knows it, and what it may hold. Developer guide, "Workflow states"; states-language.net.
 */

import { type Json, type JsonObject, isJsonArray, isJsonObject, memberOf } from "../data/json.ts";
import { choiceRule, timestamp } from "./choice-rules.ts";
import type { StateType } from "./definition.ts";
import type { Place } from "./diagnostics.ts";
import { catches, retry } from "./error-handlers.ts";
import { secondsMax } from "./limits.ts";
import { itemBatcher, itemProcessor, itemReader, items, label, resultWriter } from "./map-fields.ts";
import { credentials, taskResource } from "./resource-rules.ts";
import {
  anything,
  both,
  checkNestedMachine,
  decimal,
  type Field,
  filledList,
  flag,
  integer,
  jsonataOnly,
  jsonPathOnly,
  looksLikePath,
  machineFields,
  orExpression,
  path,
  pathOrIntrinsic,
  payload,
  readingPath,
  referencePath,
  refuse,
  resultPath,
  type Scope,
  type Shape,
  text,
} from "./shape.ts";
import { assignment } from "./variables.ts";

type Fields = { readonly [name: string]: Field };

/** Type and QueryLanguage are checked before the table is chosen. */
const everyState: Fields = {
  Type: both(anything),
  Comment: both(text),
  QueryLanguage: both(anything),
};

const transition: Fields = {
  Next: both(text),
  End: both(flag),
};

const inputOutput: Fields = {
  InputPath: jsonPathOnly(path),
  OutputPath: jsonPathOnly(path),
  Output: jsonataOnly(payload),
};

const resultShaping: Fields = {
  Parameters: jsonPathOnly(payload),
  Arguments: jsonataOnly(payload),
  ResultSelector: jsonPathOnly(payload),
  ResultPath: jsonPathOnly(resultPath),
};

const errorHandling: Fields = {
  Retry: both(retry),
  Catch: both(catches),
};

const taskFields: Fields = {
  ...everyState,
  ...transition,
  ...inputOutput,
  ...resultShaping,
  ...errorHandling,
  Resource: both(taskResource),
  TimeoutSeconds: both(orExpression(integer(1, secondsMax))),
  TimeoutSecondsPath: jsonPathOnly(readingPath),
  HeartbeatSeconds: both(orExpression(integer(1, secondsMax))),
  HeartbeatSecondsPath: jsonPathOnly(readingPath),
  Credentials: both(credentials),
  Assign: both(assignment),
};

const passFields: Fields = {
  ...everyState,
  ...transition,
  ...inputOutput,
  Result: jsonPathOnly(staticResult),
  Parameters: jsonPathOnly(payload),
  ResultPath: jsonPathOnly(resultPath),
  Assign: both(assignment),
};

const choiceFields: Fields = {
  ...everyState,
  ...inputOutput,
  Choices: both(filledList(choiceRule)),
  Default: both(text),
  Assign: both(assignment),
};

const waitFields: Fields = {
  ...everyState,
  ...transition,
  ...inputOutput,
  Seconds: both(orExpression(integer(0, secondsMax))),
  SecondsPath: jsonPathOnly(readingPath),
  Timestamp: both(orExpression(timestamp)),
  TimestampPath: jsonPathOnly(readingPath),
  Assign: both(assignment),
};

const succeedFields: Fields = {
  ...everyState,
  ...inputOutput,
};

const failFields: Fields = {
  ...everyState,
  Error: both(orExpression(fixedText)),
  ErrorPath: jsonPathOnly(pathOrIntrinsic),
  Cause: both(orExpression(fixedText)),
  CausePath: jsonPathOnly(pathOrIntrinsic),
};

const parallelFields: Fields = {
  ...everyState,
  ...transition,
  ...inputOutput,
  ...resultShaping,
  ...errorHandling,
  Branches: both(filledList(branch)),
  Assign: both(assignment),
};

const mapFields: Fields = {
  ...everyState,
  ...transition,
  ...inputOutput,
  Parameters: jsonPathOnly(payload),
  ResultSelector: jsonPathOnly(payload),
  ResultPath: jsonPathOnly(resultPath),
  ...errorHandling,
  ItemProcessor: both(itemProcessor),
  Iterator: both(itemProcessor),
  Items: jsonataOnly(items),
  ItemsPath: jsonPathOnly(readingPath),
  ItemSelector: both(payload),
  MaxConcurrency: both(orExpression(integer(0))),
  MaxConcurrencyPath: jsonPathOnly(referencePath),
  ToleratedFailureCount: both(orExpression(integer(0))),
  ToleratedFailureCountPath: jsonPathOnly(referencePath),
  ToleratedFailurePercentage: both(orExpression(decimal(0, 100))),
  ToleratedFailurePercentagePath: jsonPathOnly(referencePath),
  Label: both(label),
  ItemReader: both(itemReader),
  ItemBatcher: both(itemBatcher),
  ResultWriter: both(resultWriter),
  Assign: both(assignment),
};

/** The shapes in the order in which AWS lists the types. */
export const stateShapes: { readonly [Type in StateType]: Shape } = {
  Task: {
    fields: taskFields,
    required: ["Resource"],
    atMostOne: [
      ["TimeoutSeconds", "TimeoutSecondsPath"],
      ["HeartbeatSeconds", "HeartbeatSecondsPath"],
    ],
  },
  Wait: { fields: waitFields, exactlyOne: [["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]] },
  Pass: { fields: passFields },
  Succeed: { fields: succeedFields },
  Fail: {
    fields: failFields,
    atMostOne: [
      ["Error", "ErrorPath"],
      ["Cause", "CausePath"],
    ],
  },
  Choice: { fields: choiceFields, required: ["Choices"] },
  Parallel: { fields: parallelFields, required: ["Branches"] },
  Map: {
    fields: mapFields,
    exactlyOne: [["ItemProcessor", "Iterator"]],
    atMostOne: [
      ["ItemSelector", "Parameters"],
      ["MaxConcurrency", "MaxConcurrencyPath"],
      ["ToleratedFailureCount", "ToleratedFailureCountPath"],
      ["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
    ],
  },
};

export const stateTypes = Object.keys(stateShapes) as StateType[];

/** The types whose states go on by Next or stop by End; Choice goes on by its rules, Succeed and Fail stop. */
const transitioning: ReadonlySet<StateType> = new Set<StateType>(["Task", "Wait", "Pass", "Parallel", "Map"]);

/** Rules that compare fields of one state, after its shape has been checked. */
export function checkFieldsTogether(state: JsonObject, type: StateType, at: Place, scope: Scope): void {
  if (transitioning.has(type)) {
    const ends = memberOf(state, "End");
    const goesOn = Object.hasOwn(state, "Next");
    if (goesOn && ends === true) refuse(scope, at, "There should only be one of the following fields: [Next, End]");
    // AWS's wording is not recorded. `"End": false` is no end.
    if (!goesOn && (ends === undefined || ends === false)) refuse(scope, at, "There should be one of the following fields: [Next, End]");
  }
  if (type === "Task") checkHeartbeat(state, at, scope);
}

/** Developer guide, Task: HeartbeatSeconds "must be less than" TimeoutSeconds. AWS's wording is not recorded. */
function checkHeartbeat(state: JsonObject, at: Place, scope: Scope): void {
  const heartbeatSeconds = memberOf(state, "HeartbeatSeconds");
  const timeoutSeconds = memberOf(state, "TimeoutSeconds");
  if (typeof heartbeatSeconds !== "number" || typeof timeoutSeconds !== "number") return;
  if (heartbeatSeconds >= timeoutSeconds) refuse(scope, at, "HeartbeatSeconds should be less than TimeoutSeconds");
}

const branchShape: Shape = { fields: machineFields, required: ["StartAt", "States"] };

function branch(value: Json, at: Place, scope: Scope): void {
  checkNestedMachine(value, branchShape, at, scope);
}

/** A text that is not looked up: a path in it is probably meant for the field of that name with Path. */
function fixedText(value: Json, at: Place, scope: Scope): void {
  text(value, at, scope);
  if (typeof value === "string" && looksLikePath(value) && scope.language === "JSONPath") {
    // The wording of warnings is ours: no recording shows one.
    const message = "The value looks like a path, but the field name does not end with 'Path'";
    scope.report({ severity: "WARNING", code: "NO_PATH", message, at });
  }
}

/** Result is data as it stands, whatever its names and texts look like. */
function staticResult(value: Json, at: Place, scope: Scope): void {
  if (!hasPath(value)) return;
  const message = "The Result of a Pass state is static: paths and intrinsic functions in it are not evaluated";
  scope.report({ severity: "WARNING", code: "PASS_RESULT_IS_STATIC", message, at });
}

function hasPath(value: Json): boolean {
  if (typeof value === "string") return looksLikePath(value);
  if (isJsonArray(value)) return value.some(hasPath);
  return isJsonObject(value) && Object.keys(value).some((name) => name.endsWith(".$") || hasPath(value[name] as Json));
}
