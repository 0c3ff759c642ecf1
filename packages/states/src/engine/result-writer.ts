/**
 * ResultWriter: what becomes of the children's results when the Map Run has ended. They are written to a bucket, or
 * only given another form; both are the shell's work, which alone can read the children's executions.
 */

import type { Environment } from "../data/failure.ts";
import type { Json } from "../data/json.ts";
import type { Payload } from "../data/payload.ts";
import type { MapState, QueryLanguage } from "../language/definition.ts";
import { compileValue } from "./input-output.ts";

/** Plain JSON: it is kept with the frame. */
export interface ResultDestination {
  /** The parameters of `s3:putObject` as the definition computes them (Bucket, Prefix); undefined: the state's own output. */
  readonly parameters: Json | undefined;
  /** NONE keeps what is known of each child, COMPACT only its output, FLATTEN joins outputs that are arrays. */
  readonly transformation: "NONE" | "COMPACT" | "FLATTEN";
  readonly outputType: "JSON" | "JSONL";
}

export type CompiledResultWriter = (effectiveInput: Payload, environment: Environment) => ResultDestination;

export function compileResultWriter(state: MapState, language: QueryLanguage): CompiledResultWriter | undefined {
  const { ResultWriter: writer } = state;
  if (writer === undefined) return undefined;
  const template = language === "JSONata" ? writer.Arguments : writer.Parameters;
  const parameters =
    writer.Resource === undefined || template === undefined ? undefined : compileValue("ResultWriter/Arguments", template, language);
  const { Transformation, OutputType } = writer.WriterConfig ?? {};
  return (effectiveInput, environment) => ({
    parameters: writer.Resource === undefined ? undefined : (parameters?.(effectiveInput, environment) ?? {}),
    // Developer guide, ResultWriter: exported results carry the metadata unless told otherwise, others do not.
    transformation: Transformation ?? (writer.Resource === undefined ? "COMPACT" : "NONE"),
    outputType: OutputType ?? "JSON",
  });
}
