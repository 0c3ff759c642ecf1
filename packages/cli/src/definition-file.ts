/** Definitions as files: reading them, filling in their placeholders, and telling what is wrong where. */

import { compileProgram, type Diagnostic, parseDefinition, type Program, SyntaxProblem } from "@stile/states";
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

/** Empty when the definition is valid as far as this program can tell. */
export function problemsOf(text: string, path: string): readonly string[] {
  const parsed = parseDefinition(text, { type: "STANDARD" });
  return parsed.kind === "refused" ? problemLines(parsed.diagnostics, path) : [];
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
