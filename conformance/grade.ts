/** Grades what a run answered with the grader of the recorded cases, so that nobody marks their own work. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CaseFile, caseFiles, isJsonPathOnly, loadCases, type RecordedCase } from "./recorded-cases.ts";
import { type ReplayDocument, runTool } from "./replay.ts";

/** Levels 1 to 3: how many cases passed of how many that have such a level. */
export interface GradedRow {
  readonly total: number;
  readonly skipped: number;
  readonly passed: readonly [number, number, number];
  readonly of: readonly [number, number, number];
}

/** Rows by `file`, `file/category` and `jsonpath/file`; the first failing level of every case, 0 when it passed. */
export interface Grades {
  readonly rows: Readonly<Record<string, GradedRow>>;
  readonly firstFailingLevel: Readonly<Record<string, number>>;
  /** The grader's words about the first failures. */
  readonly failures: string;
}

export interface GradeOptions {
  /** How many failures are described. */
  readonly show?: number;
  /** Grade what the engine alone can know: without the answers of API operations around an execution. */
  readonly engineOnly?: boolean;
}

/** The recorded cases in which executions can be narrowed to JSONPath; lines of their own in the table. */
const jsonPathFiles: readonly CaseFile[] = ["executions-pure", "choice"];

export async function grade(folder: string, document: ReplayDocument, options: GradeOptions = {}): Promise<Grades> {
  const scratch = mkdtempSync(join(tmpdir(), "stile-grade-"));
  try {
    const cases = options.engineOnly ? engineCases(folder, document, scratch) : join(folder, "step-functions");
    const whole = await runGrader(folder, { cases, document, scratch, show: options.show ?? 0 });
    const rows: Record<string, GradedRow> = { ...whole.rows };
    delete rows["all"];
    const narrowed = jsonPathOnly(folder, document);
    const lines = await runGrader(folder, { cases, document: narrowed, scratch, show: 0 });
    for (const file of Object.keys(narrowed.results)) {
      const row = lines.rows[file];
      if (row) rows[`jsonpath/${file}`] = row;
    }
    return { rows, firstFailingLevel: whole.firstFailingLevel, failures: whole.failures };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface GraderRun {
  readonly cases: string;
  readonly document: ReplayDocument;
  readonly scratch: string;
  readonly show: number;
}

async function runGrader(folder: string, { cases, document, scratch, show }: GraderRun): Promise<Grades> {
  const results = join(scratch, "results.json");
  const out = join(scratch, "grades.json");
  writeFileSync(results, JSON.stringify(document));
  const { code, text } = await runTool(process.execPath, [
    join(folder, "tools", "grade.mjs"),
    ...[cases, results, "--json", out],
    ...(show > 0 ? ["--show", String(show)] : []),
  ]);
  if (code !== 0) throw new Error(`the grader ended with ${code}:\n${text.slice(-4_000)}`);
  const { rows, firstFailingLevel } = JSON.parse(readFileSync(out, "utf8")) as Grades;
  // After the table: reasons of skips and of what could not be run, then the failures, then a line of JSON.
  const failures = text.slice(text.indexOf("\n\n") + 1, text.lastIndexOf("\n{")).trim();
  return { rows, firstFailingLevel, failures };
}

/** The cases of this run, without what only the service around the engine answers. */
function engineCases(folder: string, document: ReplayDocument, scratch: string): string {
  const into = join(scratch, "cases");
  mkdirSync(into, { recursive: true });
  for (const file of Object.keys(document.results) as CaseFile[]) {
    const pruned = loadCases(folder, file).map((recorded) =>
      recorded.expect === undefined || file === "validation" ? recorded : pruneExpectation(recorded),
    );
    writeFileSync(join(into, caseFiles[file]), JSON.stringify(pruned));
  }
  return into;
}

function pruneExpectation(recorded: RecordedCase): RecordedCase {
  const { response: _response, describeExecution: _described, ...expect } = recorded.expect ?? {};
  return { ...recorded, expect };
}

function jsonPathOnly(folder: string, document: ReplayDocument): ReplayDocument {
  const results: ReplayDocument["results"] = Object.fromEntries(
    jsonPathFiles.flatMap((file) => {
      const found = document.results[file];
      if (found === undefined) return [];
      const wanted = new Set(
        loadCases(folder, file)
          .filter(isJsonPathOnly)
          .map(({ id }) => id),
      );
      return [[file, Object.fromEntries(Object.entries(found).filter(([id]) => wanted.has(id)))]];
    }),
  );
  return { meta: document.meta, results };
}
