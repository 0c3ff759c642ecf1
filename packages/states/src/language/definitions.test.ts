/**
 * The recorded cases: definitions AWS refused, with its words; definitions AWS ran, which must be taken; and
 * real state machines of public projects, where a false refusal would show. They lie outside the project.
 */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type Json, isJsonArray, isJsonObject } from "../data/json.ts";
import { definitionProblems } from "./diagnostics.ts";
import { parseDefinition, parseState } from "./parse.ts";
import { hasErrors } from "./validate.ts";

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

test("real definitions are accepted, or refused at a place that shows why", { skip }, (context) => {
  const folder = new URL("definitions/", recorded);
  let accepted = 0;
  const refusals: string[] = [];
  for (const file of readdirSync(folder).filter((name) => !name.startsWith("_"))) {
    const { definition } = JSON.parse(readFileSync(new URL(encodeURIComponent(file), folder), "utf8")) as { definition: Json };
    const parsed = parseDefinition(JSON.stringify(filled("", definition), null, 1), { type: "STANDARD" });
    if (parsed.kind === "definition") {
      accepted++;
      continue;
    }
    assert.ok(hasErrors(parsed.diagnostics), file);
    for (const { code, location, position } of parsed.diagnostics) assert.ok(code === "MISSING_END_STATE" || (location && position), file);
    refusals.push(`${file}: ${definitionProblems(parsed.diagnostics).slice(35, 400)}`);
  }
  context.diagnostic(`${accepted} accepted, ${refusals.length} refused`);
  for (const refusal of refusals) context.diagnostic(refusal);
  // Public projects keep invalid definitions on purpose, in tests and drafts; these many are known and were read one by one.
  assert.ok(refusals.length <= 30, refusals.join("\n"));
});

/** Fields that hold a number: a placeholder there stands for one, which CloudFormation writes without quotes. */
const numeric = /^(?:Seconds|TimeoutSeconds|HeartbeatSeconds|MaxConcurrency|IntervalSeconds|MaxAttempts|ToleratedFailurePercentage)$/;

/** The definition with a fixed valid value for every `${placeholder}`. */
function filled(key: string, value: Json): Json {
  if (isJsonArray(value)) return value.map((item) => filled("", item));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [fill(name), filled(name, member)]));
  if (typeof value !== "string" || !value.includes("${")) return value;
  if (numeric.test(key)) return 5;
  return key === "Resource" ? fill(value.replace(/^\$\{(?!AWS)([^}]*)\}/, (_, name: string) => resourceNamed(name))) : fill(value);
}

function resourceNamed(name: string): string {
  const dynamodb = /^DDB([A-Z])(\w+)$/.exec(name);
  if (dynamodb !== null) return `arn:aws:states:::aws-sdk:dynamodb:${dynamodb[1]?.toLowerCase()}${dynamodb[2]}`;
  const account = "us-east-1:123456789012";
  return name.includes("Activity") ? `arn:aws:states:${account}:activity:placeholder` : `arn:aws:lambda:${account}:function:placeholder`;
}

function fill(text: string): string {
  return text
    .replaceAll(/\$\{AWS::?Partition\}/g, "aws")
    .replaceAll("${AWS::Region}", "us-east-1")
    .replaceAll("${AWS::AccountId}", "123456789012")
    .replaceAll(/\$\{[^}]*\}/g, "placeholder");
}
