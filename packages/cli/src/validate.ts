/** `stile validate`: what is wrong with a definition, and where, with the line it stands in. */

import type { Diagnostic } from "@stile/states";
import { diagnosticsOf, substitute } from "./definition-file.ts";
import { print, printable, readText, toned } from "./terminal.ts";

export interface ValidateOptions {
  readonly type: "STANDARD" | "EXPRESS";
  readonly substitute: Readonly<Record<string, string>>;
  readonly json?: boolean | undefined;
}

/** Answers the exit code: 1 when there is an error. Warnings alone leave it 0. */
export function validateFile(file: string, options: ValidateOptions): number {
  const text = substitute(readText(file), options.substitute);
  const diagnostics = diagnosticsOf(text, options.type);
  const valid = diagnostics.every(({ severity }) => severity !== "ERROR");
  if (options.json) {
    const told = diagnostics.map(({ position, ...diagnostic }) => ({
      ...diagnostic,
      ...(position === undefined ? {} : { line: position.line, column: position.column }),
    }));
    print(JSON.stringify({ file, valid, diagnostics: told }, undefined, 2));
    return valid ? 0 : 1;
  }
  for (const diagnostic of diagnostics) printDiagnostic(file, text, diagnostic);
  const [errors, warnings] = ["ERROR", "WARNING"].map((severity) => diagnostics.filter((one) => one.severity === severity).length);
  const counts = [counted(errors ?? 0, "error"), counted(warnings ?? 0, "warning")].filter((part) => part !== "").join(", ");
  print(`${file}: ${valid ? toned("good", "valid") : toned("bad", "not valid")}${counts === "" ? "" : ` (${counts})`}`);
  return valid ? 0 : 1;
}

function counted(count: number, what: string): string {
  return count === 0 ? "" : `${count} ${what}${count === 1 ? "" : "s"}`;
}

function printDiagnostic(file: string, text: string, { severity, code, message, location, position }: Diagnostic): void {
  const where = position === undefined ? file : `${file}:${position.line}:${position.column}`;
  const kind = severity === "ERROR" ? toned("bad", "error") : toned("bold", "warning");
  print(`${where}: ${kind} ${code}: ${message}${location === undefined || message.includes(location) ? "" : ` (${location})`}`);
  if (position !== undefined) print(toned("dim", excerpt(text, position)));
  print("");
}

/** Characters of a line that are shown; of a longer one those around the place. */
const shownMax = 100;

/** The line with a caret under the place. */
export function excerpt(text: string, { line, column }: { readonly line: number; readonly column: number }): string {
  const whole = text.split(/\r\n|\n|\r/)[line - 1] ?? "";
  const from = column - 1 < shownMax ? 0 : column - 1 - shownMax / 2;
  // A tab is one column wide here, as it is counted, whatever a terminal makes of it.
  const shown = whole.slice(from, from + shownMax).replaceAll("\t", " ");
  const lead = `  ${String(line)} | ${from > 0 ? "…" : ""}`;
  return `${lead}${printable(shown)}${whole.length > from + shownMax ? "…" : ""}\n${" ".repeat(lead.length + column - 1 - from)}^`;
}
