/**
 * The reference implementation's own suite of JSONata, run on the evaluator that the engine uses. What a state
 * machine may not do (`$eval`), it may not do here either: those cases fail, and are named in docs/.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { compileJsonata, JsonataError, JsonataSyntaxError } from "../packages/states/src/data/jsonata/index.ts";
import type { Selection } from "./recorded-cases.ts";

interface JsonataCase {
  readonly id: string;
  readonly expr: string;
  readonly data?: unknown;
  /** Name of a shared input; null means no input. */
  readonly dataset?: string | null;
  readonly bindings?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly undefinedResult?: true;
  readonly code?: string;
  readonly error?: { readonly code: string };
  /** The result is a list whose order is not fixed. */
  readonly unordered?: boolean;
}

export interface JsonataGrades {
  /** By group: the part of the id before the slash. */
  readonly rows: Readonly<Record<string, { readonly passed: number; readonly of: number }>>;
  readonly failures: readonly { readonly id: string; readonly expr: string; readonly expected: string; readonly got: string }[];
}

export function runJsonataCases(folder: string, { id }: Pick<Selection, "id">): JsonataGrades {
  const { cases, datasets } = JSON.parse(readFileSync(join(folder, "jsonata", "cases.json"), "utf8")) as {
    readonly cases: readonly JsonataCase[];
    readonly datasets: Readonly<Record<string, unknown>>;
  };
  const rows: Record<string, { passed: number; of: number }> = {};
  const failures: JsonataGrades["failures"][number][] = [];
  for (const recorded of cases) {
    if (id !== undefined && !recorded.id.includes(id)) continue;
    const group = recorded.id.split("/")[0] ?? "";
    const row = (rows[group] ??= { passed: 0, of: 0 });
    row.of += 1;
    const expected = expectationOf(recorded);
    const got = outcomeOf(recorded, recorded.dataset ? datasets[recorded.dataset] : recorded.data);
    if (isSame(expected, got, recorded.unordered === true)) row.passed += 1;
    else failures.push({ id: recorded.id, expr: recorded.expr, expected: JSON.stringify(expected), got: JSON.stringify(got) });
  }
  return { rows, failures };
}

export function jsonataTable({ rows, failures }: JsonataGrades, show: number): string {
  const all = Object.values(rows).reduce((sum, row) => ({ passed: sum.passed + row.passed, of: sum.of + row.of }), { passed: 0, of: 0 });
  const line = (name: string, { passed, of }: { passed: number; of: number }) =>
    `${name.padEnd(44)} ${passed}/${of} ${((100 * passed) / Math.max(1, of)).toFixed(1)}%`;
  // Groups that pass whole would only make the others hard to find.
  const incomplete = Object.entries(rows).filter(([, { passed, of }]) => passed < of);
  const described = failures
    .slice(0, show)
    .map(
      ({ id, expr, expected, got }) =>
        `${id}: ${expr.slice(0, 160)}\n   expected ${expected.slice(0, 200)}\n   got      ${got.slice(0, 200)}`,
    );
  return [line("jsonata", all), ...incomplete.map(([name, row]) => line(`    ${name}`, row)), ...described].join("\n");
}

type Outcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "nothing" }
  | { readonly kind: "error"; readonly code: string };

function expectationOf({ result, code, error, undefinedResult }: JsonataCase): Outcome {
  const failure = code ?? error?.code;
  if (failure !== undefined) return { kind: "error", code: failure };
  return undefinedResult ? { kind: "nothing" } : { kind: "value", value: result };
}

/** Any clock and any dice will do: the suite asks of times only that they are times. */
const world = { nowMs: Date.now(), random: () => Math.random() };

function outcomeOf({ expr, bindings = {} }: JsonataCase, input: unknown): Outcome {
  try {
    const value = compileJsonata(expr).evaluate(input ?? undefined, bindings, world);
    return value === undefined ? { kind: "nothing" } : { kind: "value", value: typeof value === "symbol" ? String(value) : value };
  } catch (error) {
    if (error instanceof JsonataError || error instanceof JsonataSyntaxError) return { kind: "error", code: error.code };
    return { kind: "error", code: `crash: ${(error as Error).message}` };
  }
}

function isSame(expected: Outcome, got: Outcome, unordered: boolean): boolean {
  if (expected.kind !== got.kind) return false;
  if (expected.kind === "error") return got.kind === "error" && got.code === expected.code;
  if (expected.kind === "nothing" || got.kind !== "value") return true;
  if (!unordered || !Array.isArray(expected.value) || !Array.isArray(got.value)) return isDeepStrictEqual(expected.value, got.value);
  const sorted = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();
  return isDeepStrictEqual(sorted(expected.value), sorted(got.value));
}
