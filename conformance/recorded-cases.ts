/**
 * The recorded cases: what AWS answered, as data that lies beside the project and never in it. This file knows where
 * they are, how their files are called and how cases are picked out of them.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Short names of the case files, in the order of the table. */
export const caseFiles = {
  "executions-pure": "executions-pure.json",
  choice: "executions-choice-operators.json",
  validation: "validation.json",
  "executions-services": "executions-services.json",
  "api-scripts": "api-scripts.json",
  "test-state": "test-state.json",
} as const;

export type CaseFile = keyof typeof caseFiles;

/** The members of a case that the project's own runners read; the graders read the rest. */
export interface RecordedCase {
  readonly id: string;
  readonly category?: string;
  readonly test?: string;
  readonly type?: "STANDARD" | "EXPRESS";
  readonly sync?: boolean;
  readonly definition?: unknown;
  /** The definition byte for byte, where the text itself is judged. */
  readonly definitionRaw?: string;
  readonly inputRaw?: string;
  readonly op?: string;
  readonly params?: { readonly type?: "STANDARD" | "EXPRESS"; readonly [member: string]: unknown };
  readonly errorCode?: string;
  readonly expect?: Readonly<Record<string, unknown>>;
  readonly needsExternalDriver?: boolean;
  readonly services?: readonly string[];
}

/** Where the recorded cases are; undefined when they are not beside this checkout. `$STILE_CONFORMANCE` names another place. */
export function recordedFolder(): string | undefined {
  const folder = process.env["STILE_CONFORMANCE"] || fileURLToPath(new URL("../../shared/conformance", import.meta.url));
  return existsSync(join(folder, "step-functions")) ? folder : undefined;
}

/** What to say when they are not there. */
export const casesAbsent =
  "the recorded cases are not beside this checkout (../shared/conformance, or the folder that STILE_CONFORMANCE names)";

/** Throws when the file cannot be read: a folder of cases without it is broken. */
export function loadCases(folder: string, file: CaseFile): RecordedCase[] {
  return JSON.parse(readFileSync(join(folder, "step-functions", caseFiles[file]), "utf8")) as RecordedCase[];
}

/** Which cases are wanted; every member narrows. */
export interface Selection {
  readonly category: readonly string[] | undefined;
  /** Text that the id contains. */
  readonly id: string | undefined;
}

export function isSelected(recorded: RecordedCase, { category, id }: Selection): boolean {
  return (category === undefined || category.includes(recorded.category ?? "")) && (id === undefined || recorded.id.includes(id));
}

/** Whether a definition uses JSONPath only: no state in JSONata, and no variables. */
export function isJsonPathOnly({ definition }: RecordedCase): boolean {
  const usesMore = (value: unknown): boolean => {
    if (typeof value !== "object" || value === null) return false;
    if (Array.isArray(value)) return value.some(usesMore);
    return Object.entries(value).some(
      ([key, member]) => key === "Assign" || (key === "QueryLanguage" && member === "JSONata") || usesMore(member),
    );
  };
  return definition !== undefined && !usesMore(definition);
}
