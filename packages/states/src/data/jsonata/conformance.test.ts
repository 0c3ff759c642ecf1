import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { JsonataError, JsonataSyntaxError, compileJsonata } from "./index.ts";

const casesFile = new URL("../../../../../../shared/conformance/jsonata/cases.json", import.meta.url);

interface Case {
  readonly id: string;
  readonly expr: string;
  readonly data?: unknown;
  readonly dataset?: string | null;
  readonly bindings?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly undefinedResult?: boolean;
  readonly code?: string;
  readonly token?: string;
  readonly error?: { readonly code: string; readonly token?: string; readonly message?: string };
  readonly depth?: number;
  readonly unordered?: boolean;
}

/** Groups and cases that Step Functions itself does not allow. */
const excluded = new Map<RegExp, string>([[/^function-eval\//, "Step Functions has no $eval"]]);

if (!existsSync(casesFile)) {
  test("the recorded JSONata cases", { skip: "../shared/conformance is absent" }, () => {});
} else {
  const { cases, datasets } = JSON.parse(readFileSync(casesFile, "utf8")) as { cases: Case[]; datasets: Record<string, unknown> };
  for (const one of cases) {
    const reason = [...excluded].find(([pattern]) => pattern.test(one.id))?.[1];
    test(`${one.id}: ${one.expr.slice(0, 80)}`, { skip: reason ?? false }, () => runCase(one, datasets));
  }
}

function runCase(one: Case, datasets: Readonly<Record<string, unknown>>): void {
  const input = "data" in one ? one.data : one.dataset ? datasets[one.dataset] : undefined;
  // The suite was made for an evaluator that counts its own limits; those that it does not name are out of the way.
  const limits = { evaluationDepthMax: one.depth ?? 500, rangeItemsMax: 10_000_000, stepsMax: 60_000_000 };
  let state = 1;
  const random = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
  const evaluate = (): unknown =>
    compileJsonata(one.expr).evaluate(input, one.bindings ?? {}, { nowMs: 1_700_000_000_000, random, limits });
  const error = one.error ?? (one.code === undefined ? undefined : { code: one.code, token: one.token });
  if (error !== undefined) {
    assert.throws(evaluate, (problem) => {
      assert.ok(problem instanceof JsonataError || problem instanceof JsonataSyntaxError, String((problem as Error).stack));
      assert.equal(problem.code, error.code);
      if (error.token !== undefined) assert.equal(problem.token, error.token);
      if (error.message !== undefined) assert.equal(problem.message, error.message);
      return true;
    });
    return;
  }
  const result = evaluate();
  if (one.undefinedResult) {
    assert.equal(result, undefined);
  } else if (one.unordered) {
    const sorted = (value: unknown): unknown[] => (value as unknown[]).map((item) => JSON.stringify(item)).sort();
    assert.deepEqual(sorted(result), sorted(one.result));
  } else {
    assert.deepEqual(result, one.result);
  }
}
