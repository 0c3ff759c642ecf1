/**
 * How data flows through a state. In JSONPath: InputPath, Parameters, (the work), ResultSelector, ResultPath,
 * OutputPath. In JSONata: Arguments, (the work), Output. Both: Assign, computed beside the output from the
 * same data, so that new variables are seen only by the next state.
 *
 * Each state's fields are compiled once to a `DataFlow`. Where a field is absent its closure hands the
 * payload on as it is, unparsed.
 */

import type { Environment } from "../data/failure.ts";
import { type JsonataBindings, compileJsonataTemplate } from "../data/jsonata-template.ts";
import type { Json, JsonObject } from "../data/json.ts";
import { compilePath } from "../data/json-path.ts";
import { Payload } from "../data/payload.ts";
import { compileReferencePath } from "../data/reference-path.ts";
import { compileTemplate } from "../data/template.ts";
import type { QueryLanguage } from "../language/definition.ts";

/** Gives a payload from a payload; throws EvaluationError. */
export type Transform = (input: Payload, environment: Environment) => Payload;

export interface DataFlow {
  /** What expressions of the state see as `$` or `$states.input`. */
  readonly effectiveInput: Transform;
  /** What the work gets: from the effective input, by Parameters or Arguments. */
  readonly parameters: Transform;
  readonly finish: (data: FinishData, environment: Environment) => Outcome;
}

export interface FinishData {
  /** As the state got it: what ResultPath combines with. */
  readonly rawInput: Payload;
  readonly effectiveInput: Payload;
  /** Undefined in states that do no work (Wait, Choice, Succeed, a JSONata Pass). */
  readonly result: Payload | undefined;
}

/** What a state leaves behind. */
export interface Outcome {
  readonly output: Payload;
  readonly assigned: JsonObject | undefined;
}

/** The members of a state that shape its data, whatever its type. */
export interface DataFlowFields {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

export function compileDataFlow(fields: DataFlowFields, language: QueryLanguage): DataFlow {
  return language === "JSONata" ? jsonataFlow(fields) : jsonPathFlow(fields);
}

function jsonPathFlow(fields: DataFlowFields): DataFlow {
  const effectiveInput = pathTransform(fields.InputPath);
  const outputPath = pathTransform(fields.OutputPath);
  const selector = fields.ResultSelector === undefined ? undefined : templateTransform(fields.ResultSelector);
  const combine = compileResultPath(fields.ResultPath);
  const assign = fields.Assign && compileTemplate(fields.Assign);
  return {
    effectiveInput,
    parameters: fields.Parameters === undefined ? (input) => input : templateTransform(fields.Parameters),
    finish({ rawInput, effectiveInput, result }, environment) {
      if (result === undefined) {
        const assigned = assign?.(effectiveInput.value, environment) as JsonObject | undefined;
        return { output: outputPath(effectiveInput, environment), assigned };
      }
      const selected = selector ? selector(result, environment) : result;
      const assigned = assign?.(result.value, environment) as JsonObject | undefined;
      return { output: outputPath(combine(rawInput, selected), environment), assigned };
    },
  };
}

function jsonataFlow(fields: DataFlowFields): DataFlow {
  const output = fields.Output === undefined ? undefined : compileJsonataTemplate(fields.Output, "Output");
  const assign = fields.Assign && compileJsonataTemplate(fields.Assign, "Assign");
  const argumentsTemplate = fields.Arguments === undefined ? undefined : compileJsonataTemplate(fields.Arguments, "Arguments");
  return {
    effectiveInput: (input) => input,
    parameters: argumentsTemplate
      ? (input, environment) => Payload.of(argumentsTemplate({ input: input.value }, environment))
      : (input) => input,
    finish({ effectiveInput, result }, environment) {
      const bindings: JsonataBindings = { input: effectiveInput.value, result: result?.value };
      const assigned = assign?.(bindings, environment) as JsonObject | undefined;
      return { output: output ? Payload.of(output(bindings, environment)) : (result ?? effectiveInput), assigned };
    },
  };
}

/** Absent and `$` hand the payload on; null discards it and gives {}. */
function pathTransform(text: string | null | undefined): Transform {
  if (text === undefined || text === "$") return (input) => input;
  if (text === null) return () => Payload.ofText("{}");
  const path = compilePath(text);
  return (input, environment) => Payload.of(path.read(input.value, environment));
}

function templateTransform(template: Json): Transform {
  const evaluate = compileTemplate(template);
  return (input, environment) => Payload.of(evaluate(input.value, environment));
}

/** Absent and `$`: the result replaces the input; null: the input stays; else the result is put into the input at that place. */
export function compileResultPath(text: string | null | undefined): (rawInput: Payload, result: Payload) => Payload {
  if (text === undefined || text === "$") return (_rawInput, result) => result;
  if (text === null) return (rawInput) => rawInput;
  const path = compileReferencePath(text);
  return (rawInput, result) => Payload.of(path.write(rawInput.value, result.value));
}

/**
 * A number that a state takes from its definition, from a path, or from a JSONata expression.
 * Answers undefined when the state says nothing.
 */
export type NumberSource = (input: Payload, environment: Environment) => Json | undefined;

export function compileNumber(
  field: string,
  literal: number | string | undefined,
  path: string | undefined,
  language: QueryLanguage,
): NumberSource | undefined {
  if (language === "JSONPath" && path !== undefined) {
    const compiled = compilePath(path);
    return (input, environment) => compiled.read(input.value, environment);
  }
  if (literal === undefined) return undefined;
  if (typeof literal === "number") return () => literal;
  const expression = compileJsonataTemplate(literal, field);
  return (input, environment) => expression({ input: input.value }, environment);
}

/** Same for a whole JSON value that JSONata may compute inside (Items, ItemSelector, Credentials). */
export function compileValue(field: string, template: Json, language: QueryLanguage): (input: Payload, environment: Environment) => Json {
  if (language === "JSONPath") {
    const evaluate = compileTemplate(template);
    return (input, environment) => evaluate(input.value, environment);
  }
  const evaluate = compileJsonataTemplate(template, field);
  return (input, environment) => evaluate({ input: input.value }, environment);
}
