/**
 * Step Functions' dialect of JSONata. A payload is a JSON template: a string that is wholly `{% ... %}` is an
 * expression, everything else is data. Expressions see `$states`, the workflow's variables, and six functions
 * that JSONata itself lacks; they have no context item, so `$`, `$$` and bare names stand for nothing at the top level.
 */

import { Deferred, type Evaluation } from "./evaluation.ts";
import { EvaluationError, type Environment } from "./failure.ts";
import { type Json, isJsonArray, isJsonObject, memberOf, setMember } from "./json.ts";
import { jsonText } from "./json-text.ts";
import {
  type CompiledJsonata,
  compileJsonata,
  JsonataError,
  type JsonataResult,
  JsonataSyntaxError,
  readsContext,
  statesMembers,
  stepFunctionsLibrary,
  topLevelReferences,
  unsupportedResult,
} from "./jsonata/index.ts";
import { templateDepthMax } from "./limits.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

/** What `$states` holds besides the context object. */
export interface JsonataBindings {
  readonly input: Json;
  /** What the state's work answered; absent where a state has none. */
  readonly result?: Json | undefined;
  /** What a Catcher caught. */
  readonly errorOutput?: Json | undefined;
}

export type JsonataTemplate = (bindings: JsonataBindings, environment: Environment) => Json;

const errorName = "States.QueryEvaluationError";

/** What stands between `{%` and `%}`, trimmed; undefined for a string that is data. */
function expressionText(text: string): string | undefined {
  return text.length >= 4 && text.startsWith("{%") && text.endsWith("%}") ? text.slice(2, -2).trim() : undefined;
}

/**
 * @param field the state's field, "Output"; members add "/name" and items "[0]", as the history shows it.
 * @throws SyntaxProblem for an expression that does not parse and for a template nested too deeply.
 * The compiled template throws EvaluationError States.QueryEvaluationError with the field as its location.
 */
export function compileJsonataTemplate(template: Json, field: string): JsonataTemplate {
  return compileValue(template, field, 0) ?? (() => template);
}

/** Undefined for what holds no expression at all: it is handed on as it is. */
function compileValue(template: Json, field: string, depth: number): JsonataTemplate | undefined {
  if (depth > templateDepthMax) throw new SyntaxProblem("The template is nested too deeply");
  if (typeof template === "string") {
    const text = expressionText(template);
    return text === undefined ? undefined : compileExpression(text, field);
  }
  if (isJsonArray(template)) {
    const items = template.map((item, index) => compileValue(item, `${field}[${index}]`, depth + 1));
    if (items.every((item) => item === undefined)) return undefined;
    return (bindings, environment) =>
      template.map((item, index) => {
        const compiled = items[index];
        return compiled === undefined ? item : compiled(bindings, environment); // the value may well be null
      });
  }
  if (!isJsonObject(template)) return undefined;
  const members = Object.keys(template).map((key) => ({
    key,
    value: memberOf(template, key) as Json,
    compiled: compileValue(memberOf(template, key) as Json, `${field}/${key}`, depth + 1),
  }));
  if (members.every((member) => member.compiled === undefined)) return undefined;
  return (bindings, environment) => {
    const result: Record<string, Json> = {};
    for (const { key, value, compiled } of members)
      setMember(result, key, compiled === undefined ? value : compiled(bindings, environment));
    return result;
  };
}

function compileExpression(text: string, field: string): JsonataTemplate {
  const expression = compileChecked(text);
  const needsContext = readsContext(expression.tree);
  const opening = `The JSONata expression '${text}' specified for the field '${field}'`;
  const evaluate: JsonataTemplate = (bindings, environment) => {
    const states: Record<string, Json> = { input: bindings.input };
    if (bindings.result !== undefined) states["result"] = bindings.result;
    if (bindings.errorOutput !== undefined) states["errorOutput"] = bindings.errorOutput;
    if (needsContext) states["context"] = environment.context();
    const scope = (name: string): unknown => {
      if (name === "states") return states;
      const value = environment.variable(name);
      return value === undefined ? stepFunctionsLibrary.get(name) : value; // a variable may well be null
    };
    let result: JsonataResult;
    const { evaluation } = environment;
    try {
      const metered = evaluation?.stepsMax === undefined ? environment : { ...environment, limits: { stepsMax: evaluation.stepsMax } };
      result = expression.evaluate(undefined, scope, metered);
    } catch (problem) {
      if (!(problem instanceof JsonataError)) throw problem;
      if (problem.isTimeLimit && evaluation?.defers) throw new Deferred();
      // Recorded: a coded message is a sentence of its own; a bound that was hit has no code and follows a colon.
      const ending = problem.isLimit ? `: ${problem.message}` : `. ${problem.code}: ${problem.message}`;
      throw new EvaluationError(errorName, `${opening} threw an error during evaluation${ending}`, field);
    }
    if (result === undefined) throw new EvaluationError(errorName, `${opening} returned nothing (undefined).`, field);
    if (result === unsupportedResult) throw new EvaluationError(errorName, `${opening} returned an unsupported result type.`, field);
    return result;
  };
  return (bindings, environment) => {
    const { evaluation } = environment;
    return evaluation === undefined ? evaluate(bindings, environment) : evaluated(() => evaluate(bindings, environment), evaluation);
  };
}

/** Takes the outcome that is known, or evaluates and tells the outcome. */
function evaluated(evaluate: () => Json, evaluation: Evaluation): Json {
  const known = evaluation.known();
  if (known?.kind === "value") return known.value;
  if (known) throw new EvaluationError(known.error, known.cause, known.location);
  try {
    const value = evaluate();
    evaluation.note({ kind: "value", value });
    return value;
  } catch (problem) {
    if (problem instanceof EvaluationError) evaluation.note({ kind: "failed", ...problem.failure, location: problem.location });
    throw problem;
  }
}

function compileChecked(text: string): CompiledJsonata {
  try {
    return compileJsonata(text);
  } catch (problem) {
    if (problem instanceof JsonataSyntaxError) throw new SyntaxProblem(problem.message, problem.position);
    throw problem;
  }
}

/** Which members of `$states` mean something where an expression stands. */
export interface StatesAvailable {
  readonly result: boolean;
  readonly errorOutput: boolean;
}

export interface JsonataProblem {
  readonly code: "INVALID_JSONATA_EXPRESSION" | "UNSUPPORTED_JSONATA_EXPRESSION";
  /** AWS's text, without code and location. */
  readonly message: string;
}

/**
 * What AWS would refuse in an expression when the state machine is created: the first problem, or undefined.
 * @param text without `{%` and `%}`.
 */
export function checkJsonata(text: string, available: StatesAvailable): JsonataProblem | undefined {
  let tree: CompiledJsonata["tree"];
  try {
    ({ tree } = compileJsonata(text));
  } catch (problem) {
    if (!(problem instanceof JsonataSyntaxError)) throw problem;
    return { code: "INVALID_JSONATA_EXPRESSION", message: problem.message };
  }
  const [reference] = topLevelReferences(tree);
  if (reference !== undefined) return unsupported(`Reference to '${reference}' at the top level is not supported.`);
  for (const member of statesMembers(tree)) {
    // That AWS refuses these is measured, its wording is not recorded.
    if ((member === "result" || member === "errorOutput") && !available[member]) {
      return unsupported(`Reference to '$states.${member}' is not supported in this field.`);
    }
  }
  return undefined;
}

function unsupported(message: string): JsonataProblem {
  return { code: "UNSUPPORTED_JSONATA_EXPRESSION", message };
}

/** The type names that Step Functions uses in its messages. */
export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

function jsonTypeOf(value: Json): JsonType {
  if (value === null) return "null";
  return isJsonArray(value) ? "array" : (typeof value as JsonType);
}

/**
 * The value, when it is of the type that the field wants.
 * @param template the field's text as written, `{% ... %}`.
 * @throws EvaluationError States.QueryEvaluationError in AWS's words.
 */
export function expectType(value: Json, type: JsonType, template: string, field: string): Json {
  const found = jsonTypeOf(value);
  if (found === type) return value;
  throw new EvaluationError(
    errorName,
    `The JSONata expression '${expressionText(template) ?? template}' specified for the field '${field}' returned an unexpected result type. Expected '${type}', but was '${found}' for value: ${jsonText(value)}`,
    field,
  );
}
