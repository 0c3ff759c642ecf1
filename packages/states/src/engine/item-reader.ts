/**
 * ItemReader: the items of a distributed Map come from outside. The engine says what is to be read (`readItems`) and
 * goes on when the items have come; where they are and in what form is the shell's matter.
 */

import { type Environment, EvaluationError } from "../data/failure.ts";
import type { Json, JsonObject } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import type { MapState, QueryLanguage } from "../language/definition.ts";
import { parseResource } from "../language/resource.ts";
import { compileNumber, compileValue } from "./input-output.ts";

/** What is to be read, as plain JSON: it is kept with the frame and asked for again after a crash. */
export interface ItemSource {
  /** `getObject` reads the items within an object, `listObjectsV2` takes the objects themselves as items. */
  readonly action: "getObject" | "listObjectsV2";
  /** The parameters of that API call as the definition computes them. */
  readonly parameters: Json;
  /** ReaderConfig as it stands in the definition: InputType, CSVHeaderLocation, CSVHeaders, ... */
  readonly config: JsonObject;
  /** 0: all of them. */
  readonly maxItems: number;
}

export type CompiledItemReader = (effectiveInput: Payload, environment: Environment) => ItemSource;

/** Undefined for a Map whose items come from its input. */
export function compileItemReader(state: MapState, language: QueryLanguage): CompiledItemReader | undefined {
  const { ItemReader: reader } = state;
  if (reader === undefined) return undefined;
  const resource = parseResource(reader.Resource);
  const action = resource.kind === "service" && resource.action === "listObjectsV2" ? "listObjectsV2" : "getObject";
  const template = language === "JSONata" ? reader.Arguments : reader.Parameters;
  const parameters = template === undefined ? undefined : compileValue("ItemReader/Arguments", template, language);
  const { MaxItems, MaxItemsPath, ...config } = reader.ReaderConfig ?? {};
  const maxItems = compileNumber("ItemReader/ReaderConfig/MaxItems", MaxItems, MaxItemsPath, language);
  return (effectiveInput, environment) => ({
    action,
    parameters: parameters?.(effectiveInput, environment) ?? effectiveInput.value,
    config: config as JsonObject,
    maxItems: wholeNumber("MaxItems", MaxItemsPath, maxItems?.(effectiveInput, environment) ?? 0),
  });
}

/** A number that must be whole; whether it may be negative is decided where it is used, by an error of another name. */
export function wholeNumber(field: string, path: string | undefined, value: Json): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  const name = path === undefined ? field : `${field}Path`;
  throw new EvaluationError(
    "States.Runtime",
    `The ${name} field refers to value "${shown}" which is not a valid integer: ${path ?? shown}`,
  );
}
