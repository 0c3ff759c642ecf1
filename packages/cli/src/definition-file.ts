/** Definitions as files: reading them, filling in their placeholders, and telling what is wrong where. */

import { compileProgram, type Diagnostic, parseDefinition, type Program, type StateMachineType, SyntaxProblem } from "@stile/states";
import { CommandError } from "./command-error.ts";

/** The definition compiled; throws CommandError that lists every problem as `file:line:column`. */
export function compileFile(text: string, path: string): { readonly program: Program; readonly warnings: readonly string[] } {
  const parsed = parseDefinition(text, { type: "STANDARD" });
  if (parsed.kind === "refused") throw new CommandError(problemLines(parsed.diagnostics, path).join("\n"));
  try {
    return { program: compileProgram(parsed.definition), warnings: problemLines(parsed.warnings, path) };
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new CommandError(`${path}: ${error.message}`);
    throw error;
  }
}

/** Errors and warnings; empty when the definition is valid as far as this program can tell. */
export function diagnosticsOf(text: string, type: StateMachineType): readonly Diagnostic[] {
  const parsed = parseDefinition(text, { type });
  if (parsed.kind === "refused") return parsed.diagnostics;
  try {
    compileProgram(parsed.definition);
    return parsed.warnings;
  } catch (error) {
    // Texts inside the definition are compiled one by one, and the first that is wrong is told without its place.
    if (error instanceof SyntaxProblem)
      return [...parsed.warnings, { severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message: error.message }];
    throw error;
  }
}

/** The same, a line each. */
export function problemsOf(text: string, path: string, type: StateMachineType): readonly string[] {
  return problemLines(diagnosticsOf(text, type), path);
}

function problemLines(diagnostics: readonly Diagnostic[], path: string): string[] {
  return diagnostics.map(({ severity, code, message, location, position }) => {
    const where = position === undefined ? path : `${path}:${position.line}:${position.column}`;
    const at = location === undefined || message.includes(location) ? "" : ` at ${location}`;
    return `${where}: ${severity === "ERROR" ? "error" : "warning"}: ${message}${at} (${code})`;
  });
}

/**
 * Puts values in the place of `${Name}`, as DefinitionSubstitutions of a SAM template do. Throws CommandError for a
 * name that the definition does not hold: it is most likely misspelt.
 */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  let filled = text;
  for (const [name, value] of Object.entries(values)) {
    const placeholder = `\${${name}}`;
    if (!filled.includes(placeholder)) throw new CommandError(`The definition has no placeholder ${placeholder}.`);
    filled = filled.replaceAll(placeholder, () => JSON.stringify(value).slice(1, -1));
  }
  return filled;
}
