/** The door of the language: definitions in, diagnostics out. */

export type * from "./definition.ts";
export { definitionProblems, type Diagnostic, type DiagnosticCode, type Position, type Severity } from "./diagnostics.ts";
export { invalidExecutionInput, type JsonProblem, type ParsedJson, parseJson } from "./json-text.ts";
export { loneStateName, parseDefinition, type ParsedDefinition, parseState } from "./parse.ts";
export {
  type ActivityResource,
  type IntegrationPattern,
  isTaskIntegration,
  type LambdaResource,
  parseResource,
  type Resource,
  type ServiceResource,
  type UnrecognizedResource,
} from "./resource.ts";
export type { StateMachineType } from "./shape.ts";
export type { ValidationOptions } from "./validate.ts";
