import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../data/json.ts";
import { DrivenRun, programOf } from "./run-fixture.ts";

const states = (choice: object) => ({
  C: { Type: "Choice", ...choice },
  A: { Type: "Pass", Result: "A" },
  B: { Type: "Pass", Result: "B" },
  D: { Type: "Pass", Result: "D" },
});
const rules = [
  { Variable: "$.n", NumericGreaterThan: 5, Next: "A" },
  { Variable: "$.n", NumericGreaterThan: 1, Next: "B" },
];
const drive = (choice: object, input: Json) => new DrivenRun(programOf(states(choice)), input).run;

test("the first rule that holds decides, and without one Default", () => {
  assert.deepEqual(
    [9, 3, 0].map((n) => drive({ Choices: rules, Default: "D" }, { n }).output?.text),
    ['"A"', '"B"', '"D"'],
  );
});

test("without a rule and a Default the execution fails", () => {
  assert.deepEqual(drive({ Choices: rules }, { n: 0 }).failure, {
    error: "States.NoChoiceMatched",
    cause:
      "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
  });
});

test("a rule's Output and Assign are its own, the state's serve Default", () => {
  const choice = {
    QueryLanguage: "JSONata",
    Choices: [{ Condition: "{% $states.input.n > 5 %}", Next: "E", Output: "{% 'rule' %}", Assign: { v: "{% 'assigned by the rule' %}" } }],
    Default: "E",
    Output: "{% 'default' %}",
    Assign: { v: "{% 'assigned by default' %}" },
  };
  const end = { Type: "Pass", QueryLanguage: "JSONata", Output: "{% [$states.input, $v] %}" };
  const outputs = [9, 1].map((n) => new DrivenRun(programOf({ C: { Type: "Choice", ...choice }, E: end }), { n }).run.output?.value);
  assert.deepEqual(outputs, [
    ["rule", "assigned by the rule"],
    ["default", "assigned by default"],
  ]);
});

test("a condition that is no boolean fails the state, in AWS's words", () => {
  const run = drive({ QueryLanguage: "JSONata", Choices: [{ Condition: "{% 1 %}", Next: "A" }] }, {});
  assert.equal(run.failure?.error, "States.QueryEvaluationError");
  assert.match(run.failure?.cause ?? "", /returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1/);
});
