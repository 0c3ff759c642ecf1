/**
 * What is wrong with a definition, and where. The validator collects findings at places of the JSON value;
 * they become diagnostics, the form of ValidateStateMachineDefinition, when the text is at hand to tell lines
 * and columns. CreateStateMachine and UpdateStateMachine join the same diagnostics into one sentence.
 */

export type Severity = "ERROR" | "WARNING";

/**
 * The codes of the API reference (ValidateStateMachineDefinitionDiagnostic), and the two that AWS sends for
 * JSONata without listing them. The codes about a state machine's name belong to the operations.
 */
export type DiagnosticCode =
  | "INVALID_JSON_DESCRIPTION"
  | "MISSING_DESCRIPTION"
  | "SCHEMA_VALIDATION_FAILED"
  | "INVALID_RESOURCE"
  | "MISSING_END_STATE"
  | "DUPLICATE_STATE_NAME"
  | "INVALID_STATE_NAME"
  | "STATE_MACHINE_NAME_EMPTY"
  | "STATE_MACHINE_NAME_INVALID"
  | "STATE_MACHINE_NAME_TOO_LONG"
  | "STATE_MACHINE_NAME_ALREADY_EXISTS"
  | "DUPLICATE_LABEL_NAME"
  | "INVALID_LABEL_NAME"
  | "MISSING_TRANSITION_TARGET"
  | "TOO_DEEPLY_NESTED"
  | "INVALID_JSONATA_EXPRESSION"
  | "UNSUPPORTED_JSONATA_EXPRESSION"
  | "NO_DOLLAR"
  | "NO_PATH"
  | "PASS_RESULT_IS_STATIC";

/** Line and column count from one, the offset from zero; all in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly message: string;
  /** `/States/Wait/Seconds`, `/States/P/Branches[0]/States/X`, `/` for the definition; absent where AWS gives none. */
  readonly location?: string;
  /** Where in the text: beyond AWS, for editors. Absent where there is no location in the definition. */
  readonly position?: Position;
}

/** A value inside the definition, as the way to it from the root; the definition itself is `undefined`. */
export type Place = Step | undefined;

interface Step {
  readonly parent: Place;
  readonly key: string | number;
}

export function placeIn(parent: Place, key: string | number): Place {
  return { parent, key };
}

/** A finding is a diagnostic before the text is looked at. `at: "nowhere"` is for what has no location on AWS. */
export interface Finding {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly at: Place | "nowhere";
}

/** The keys from the root to a place. */
export function keysOf(place: Place): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let step = place; step !== undefined; step = step.parent) keys.push(step.key);
  return keys.reverse();
}

/** The text AWS gives for a place. Names stand as they are: a slash in a state's name is not escaped. */
export function locationOf(place: Place): string {
  if (place === undefined) return "/";
  return keysOf(place)
    .map((key) => (typeof key === "number" ? `[${key}]` : `/${key}`))
    .join("");
}

/**
 * The message of InvalidDefinition: every error, in order, as `Invalid State Machine Definition: 'CODE: message
 * at location, CODE: ...'`. A diagnostic without a location is "at null", as AWS writes it. Warnings are left out.
 */
export function definitionProblems(diagnostics: readonly Diagnostic[]): string {
  const problems = diagnostics
    .filter((diagnostic) => diagnostic.severity === "ERROR")
    .map(({ code, message, location }) => `${code}: ${message} at ${location ?? "null"}`);
  return `Invalid State Machine Definition: '${problems.join(", ")}'`;
}
