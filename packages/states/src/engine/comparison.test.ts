import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { EvaluationError, type Environment } from "../data/failure.ts";
import type { Json } from "../data/json.ts";
import { SyntaxProblem } from "../data/syntax-problem.ts";
import type { ChoiceRule, Comparison } from "../language/definition.ts";
import { compileComparison, isComparisonOperator } from "./comparison.ts";

const environment: Environment = {
  context: () => ({ State: { Name: "Here" } }),
  variable: (name) => (name === "limit" ? 10 : undefined),
  random: () => 0,
};
const holds = (rule: Comparison, input: Json) => compileComparison(rule)(input, environment);
const onX = (operator: string, operand: unknown, x: Json, other: Json = null) =>
  holds({ Variable: "$.x", [operator]: operand }, { x, other });

describe("operators", () => {
  const cases: [string, unknown, Json, boolean][] = [
    ["StringEquals", "a", "a", true],
    ["StringEquals", "a", 1, false],
    ["StringLessThan", "b", "a", true],
    ["StringLessThanEquals", "a", "a", true],
    ["StringGreaterThan", "B", "a", true],
    ["StringGreaterThanEquals", "b", "a", false],
    ["NumericEquals", 0, -0, true],
    ["NumericEquals", 0, "0", false],
    ["NumericLessThan", 2, 1.5, true],
    ["NumericGreaterThanEquals", 2, 2, true],
    ["NumericGreaterThan", 0, null, false],
    ["NumericLessThanEquals", 0, false, false],
    ["BooleanEquals", false, false, true],
    ["BooleanEquals", false, null, false],
    ["TimestampEquals", "2016-03-14T01:59:00Z", "2016-03-14T03:59:00.000+02:00", true],
    ["TimestampLessThan", "2016-03-14T01:59:00Z", "2016-03-14T01:58:59.999999Z", true],
    ["TimestampGreaterThan", "2016-03-14T01:59:00Z", "tomorrow", false],
    ["TimestampLessThanEquals", "2016-03-14T01:59:00Z", 0, false],
    ["IsNull", true, null, true],
    ["IsNull", false, 0, true],
    ["IsNumeric", true, "1", false],
    ["IsString", true, "", true],
    ["IsBoolean", true, false, true],
    ["IsTimestamp", true, "2016-03-14T01:59:00Z", true],
    ["IsTimestamp", true, "2016-03-14", false],
    ["IsTimestamp", false, 1, true],
    ["IsPresent", true, null, true],
    ["IsPresent", false, null, false],
    ["StringMatches", "log-*.txt", "log-2020.txt", true],
    ["StringMatches", "*", "", true],
    ["StringMatches", "a*b*c", "aXbYbZc", true],
    ["StringMatches", "ab*ba", "aba", false],
    ["StringMatches", "a\\*c", "abc", false],
    ["StringMatches", "a\\*c", "a*c", true],
    ["StringMatches", "a\\\\*", "a\\bc", true],
    ["StringMatches", "a.c", "abc", false],
    ["StringMatches", "*", 1, false],
  ];
  for (const [operator, operand, x, expected] of cases) {
    test(`${JSON.stringify(x)} ${operator} ${JSON.stringify(operand)} is ${expected}`, () =>
      assert.equal(onX(operator, operand, x), expected));
  }

  test("every value operator has a Path form that compares with another value", () => {
    assert.equal(onX("StringEqualsPath", "$.other", "a", "a"), true);
    assert.equal(onX("NumericLessThanPath", "$limit", 9), true);
    assert.equal(onX("StringGreaterThanPath", "$$.State.Name", "There"), true);
    assert.equal(onX("TimestampLessThanEqualsPath", "$.other", "2016-03-14T01:59:00Z", "2016-03-14T01:59:00Z"), true);
    assert.equal(onX("BooleanEqualsPath", "$.other", true, true), true);
    assert.equal(onX("NumericEqualsPath", "$.other", 1, "1"), false);
  });

  test("there are 39 of them", () => {
    const orders = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];
    const names = ["String", "Numeric", "Timestamp"].flatMap((type) =>
      orders.flatMap((order) => [`${type}${order}`, `${type}${order}Path`]),
    );
    names.push(
      "BooleanEquals",
      "BooleanEqualsPath",
      "StringMatches",
      "IsNull",
      "IsPresent",
      "IsNumeric",
      "IsString",
      "IsBoolean",
      "IsTimestamp",
    );
    assert.equal(names.length, 39);
    assert.deepEqual(
      names.filter((name) => !isComparisonOperator(name)),
      [],
    );
    assert.deepEqual(
      ["StringMatchesPath", "IsNullPath", "Equals", "Path", "Variable", "Next", "constructor"].filter(isComparisonOperator),
      [],
    );
  });

  test("many stars on a long text take no time", () => {
    assert.equal(onX("StringMatches", `${"*a".repeat(2000)}b`, "a".repeat(100_000)), false);
  });
});

describe("combinations", () => {
  const present: Comparison = { Variable: "$.x", IsPresent: true };
  const one: Comparison = { Variable: "$.x", NumericEquals: 1 };
  test("And stops at the first false, so that IsPresent guards what follows", () => {
    assert.equal(holds({ And: [present, one] }, {}), false);
    assert.equal(holds({ And: [present, one] }, { x: 1 }), true);
  });
  test("Or stops at the first true, Not turns around", () => {
    assert.equal(holds({ Or: [{ Not: present }, one] }, {}), true);
    assert.equal(holds({ Or: [{ Not: present }, one] }, { x: 2 }), false);
  });
});

describe("a path that finds nothing", () => {
  const cause = (rule: Comparison, input: Json) => {
    try {
      holds(rule, input);
    } catch (thrown) {
      assert.ok(thrown instanceof EvaluationError);
      assert.equal(thrown.failure.error, "States.Runtime");
      return thrown.failure.cause;
    }
    return assert.fail("the rule was evaluated");
  };
  test("fails the state, whichever side it stands on and whatever the operator", () => {
    const words = (path: string) => `Invalid path '${path}': The choice state's condition path references an invalid value.`;
    assert.equal(cause({ Variable: "$.foo", NumericEquals: 1 }, {}), words("$.foo"));
    assert.equal(cause({ Variable: "$.foo", IsNull: true }, {}), words("$.foo"));
    assert.equal(cause({ Variable: "$.x", NumericEqualsPath: "$.bar" }, { x: 1 }), words("$.bar"));
  });
  test("is not present", () => {
    assert.equal(holds({ Variable: "$.a.b[0]", IsPresent: false }, { a: "text" }), true);
    assert.equal(holds({ Variable: "$.a[*]", IsPresent: true }, { a: [] }), false);
    assert.equal(holds({ Variable: "$nobody", IsPresent: true }, {}), false);
  });
});

describe("what is no rule is refused when compiled", () => {
  const rules: [Comparison, string[]][] = [
    [{ Variable: "x", StringEquals: "a" }, ["Variable"]],
    [{ StringEquals: "a" }, ["Variable"]],
    [{ Variable: "$.x" }, []],
    [{ Variable: "$.x", NumericEquals: "1" }, ["NumericEquals"]],
    [{ Variable: "$.x", TimestampEquals: "today" }, ["TimestampEquals"]],
    [{ Variable: "$.x", IsPresent: "true" }, ["IsPresent"]],
    [{ And: [{ Variable: "$.x", StringEqualsPath: "y" }] }, ["And", "0", "StringEqualsPath"]],
  ];
  for (const [rule, location] of rules) {
    test(JSON.stringify(rule), () => {
      assert.throws(
        () => compileComparison(rule),
        (problem) => {
          assert.ok(problem instanceof SyntaxProblem);
          assert.deepEqual(problem.location, location);
          return true;
        },
      );
    });
  }
  test("thousands of Not inside each other", () => {
    let rule: Comparison = { Variable: "$.x", IsPresent: true };
    for (let i = 0; i < 5000; i++) rule = { Not: rule };
    assert.throws(() => compileComparison(rule), SyntaxProblem);
  });
});

describe("recorded on AWS", () => {
  const file = new URL("../../../../../shared/conformance/step-functions/executions-choice-operators.json", import.meta.url);
  if (!existsSync(file)) {
    test("Choice states", { skip: "the recorded cases are not here" }, () => {});
    return;
  }
  interface Recorded {
    readonly id: string;
    readonly definition: { readonly States: { readonly CheckValues: { readonly Choices: readonly ChoiceRule[] } } };
    readonly input: Json;
    readonly expect: { readonly output: { readonly "TestResult.$": string } };
  }
  const recorded = JSON.parse(readFileSync(file, "utf8")) as readonly Recorded[];
  for (const { id, definition, input, expect } of recorded) {
    test(id.split("::").at(-1), () => {
      const chosen = definition.States.CheckValues.Choices.find((rule) => holds(rule, input));
      assert.equal(chosen?.Next ?? "ConditionFalse", expect.output["TestResult.$"]);
    });
  }
  test("all of them were compared", () => assert.ok(recorded.length >= 391));
});
