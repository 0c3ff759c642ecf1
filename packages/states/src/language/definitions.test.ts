/**
 * The recorded cases: definitions AWS refused, with its words, and definitions AWS ran, which must be taken. They
 * lie outside the project. Real state machines of public projects: conformance/definitions.ts.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Json } from "../data/json.ts";
import { definitionProblems } from "./diagnostics.ts";
import { parseDefinition, parseState } from "./parse.ts";

const recorded = new URL("../../../../../shared/conformance/", import.meta.url);
const skip = existsSync(recorded) ? false : "the recorded cases are not beside this checkout";

interface RecordedCase {
  readonly id: string;
  readonly type?: "STANDARD" | "EXPRESS";
  readonly definition: Json;
  readonly definitionRaw: string;
  readonly params: { readonly definition: string; readonly type?: "STANDARD" | "EXPRESS" };
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly expect?: { readonly diagnostics: readonly Json[] };
}

function cases(name: string): RecordedCase[] {
  return JSON.parse(readFileSync(new URL(`step-functions/${name}.json`, recorded), "utf8")) as RecordedCase[];
}

test("what AWS refused is refused in its words, what it passed is passed", { skip }, () => {
  for (const { id, definitionRaw, params, errorCode, errorMessage, expect } of cases("validation")) {
    const parsed = parseDefinition(definitionRaw, { type: params.type ?? "STANDARD" });
    const found = parsed.kind === "refused" ? parsed.diagnostics : [];
    if (errorCode === "InvalidDefinition") {
      assert.equal(
        definitionProblems(found).replace("arn:aws:", "arn:<partition>:"),
        errorMessage?.replace("arn:aws:", "arn:<partition>:"),
        id,
      );
    } else {
      const wire = found.map(({ severity, code, message, location }) => ({ severity, code, message, ...(location && { location }) }));
      assert.deepEqual(wire, expect?.diagnostics ?? [], id);
    }
  }
});

test("every definition that AWS executed is accepted", { skip }, () => {
  for (const file of ["executions-pure", "executions-services", "executions-choice-operators"]) {
    for (const { id, definition, type } of cases(file)) {
      const text = typeof definition === "string" ? definition : JSON.stringify(definition);
      const parsed = parseDefinition(text, { type: type ?? "STANDARD" });
      assert.equal(parsed.kind === "refused" ? definitionProblems(parsed.diagnostics) : "", "", id);
    }
  }
});

test("TestState refuses the states that AWS refused there", { skip }, () => {
  for (const { id, params, errorCode, errorMessage } of cases("test-state")) {
    const whole = (JSON.parse(params.definition) as object).hasOwnProperty("States");
    const options = { type: "STANDARD", withoutTransitions: true } as const;
    const parsed = whole ? parseDefinition(params.definition, options) : parseState(params.definition, options);
    const problems = parsed.kind === "refused" ? definitionProblems(parsed.diagnostics) : undefined;
    assert.equal(problems, errorCode === "InvalidDefinition" ? errorMessage : undefined, id);
  }
});
