import assert from "node:assert/strict";
import { test } from "node:test";
import { EvaluationError, type Environment } from "./failure.ts";
import type { Json } from "./json.ts";
import { type JsonataBindings, checkJsonata, compileJsonataTemplate, expectType } from "./jsonata-template.ts";

function environment(variables: Readonly<Record<string, Json>> = {}, context: Json = {}): Environment {
  let state = 1;
  return {
    context: () => context,
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    random: () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647,
    nowMs: 1_700_000_000_000,
  };
}

function evaluate(template: Json, bindings: JsonataBindings = { input: null }, from = environment()): Json {
  return compileJsonataTemplate(template, "Output")(bindings, from);
}

function failureOf(template: Json, bindings: JsonataBindings = { input: null }, from = environment()): EvaluationError {
  try {
    evaluate(template, bindings, from);
  } catch (problem) {
    assert.ok(problem instanceof EvaluationError, String(problem));
    return problem;
  }
  throw new assert.AssertionError({ message: "the template evaluates" });
}

test("only a string that is wholly an expression is one", () => {
  const template = { a: "{% 1 + 1 %}", b: " {% 1 %}", c: ["{% $states.input.n %}", "$states", 3], d: { e: null } };
  assert.deepEqual(evaluate(template, { input: { n: 7 } }), { a: 2, b: " {% 1 %}", c: [7, "$states", 3], d: { e: null } });
});

test("$states holds the input, the result, the error output and the context", () => {
  const from = environment({}, { State: { Name: "S" } });
  const bindings = { input: 1, result: 2, errorOutput: { Error: "E" } };
  assert.deepEqual(evaluate("{% $states %}", bindings, from), { ...bindings, context: { State: { Name: "S" } } });
  assert.equal(evaluate("{% $states.context.State.Name %}", bindings, from), "S");
});

test("the context object is made only for an expression that reads it", () => {
  const from = { ...environment(), context: (): Json => assert.fail("the context was made") };
  assert.equal(evaluate("{% $states.input.a %}", { input: { a: 1 } }, from), 1);
});

test("workflow variables are variables, and win over functions of the same name", () => {
  assert.equal(evaluate("{% $total + 1 %}", { input: null }, environment({ total: 4 })), 5);
  assert.equal(evaluate("{% $count %}", { input: null }, environment({ count: 4 })), 4);
  assert.equal(evaluate("{% $maybe = null %}", { input: null }, environment({ maybe: null })), true);
});

test("null is a value, in a list as anywhere", () => {
  assert.deepEqual(evaluate(["{% null %}", 1, { a: "{% $states.input %}" }]), [null, 1, { a: null }]);
});

test("nothing is a failure that names the expression and the field", () => {
  const { failure, location } = failureOf({ result: "{% $doesNotExist %}" });
  assert.deepEqual(failure, {
    error: "States.QueryEvaluationError",
    cause: "The JSONata expression '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined).",
  });
  assert.equal(location, "Output/result");
  assert.equal(failureOf({ list: [1, { "a b": "{% $x %}" }] }).location, "Output/list[1]/a b");
});

test("an error carries the code and text of JSONata", () => {
  const cause = (text: string): string => failureOf(`{% ${text} %}`).failure.cause;
  assert.equal(
    cause("$eval('1+1')"),
    "The JSONata expression '$eval('1+1')' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function",
  );
  assert.match(
    cause("$abs('a')"),
    /threw an error during evaluation\. T0410: Argument 1 of function "abs" does not match function signature$/,
  );
  assert.match(cause("$error('mine')"), /evaluation\. D3137: mine$/);
});

test("a bound that is hit has no code and follows a colon", () => {
  assert.equal(
    failureOf("{% [1..900000] ~> $count() %}").failure.cause,
    "The JSONata expression '[1..900000] ~> $count()' specified for the field 'Output' threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage",
  );
});

test("a function is no result", () => {
  assert.equal(
    failureOf("{% $fn := function($x){$x} %}").failure.cause,
    "The JSONata expression '$fn := function($x){$x}' specified for the field 'Output' returned an unsupported result type.",
  );
});

test("a value of another type than wanted is named with its text", () => {
  const cause = (value: Json, template: string): string | undefined => {
    try {
      expectType(value, "array", template, "Items");
      return undefined;
    } catch (problem) {
      return problem instanceof EvaluationError ? problem.failure.cause : String(problem);
    }
  };
  assert.equal(
    cause({ foo: "bar" }, "{% {'foo': 'bar'} %}"),
    `The JSONata expression '{'foo': 'bar'}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {"foo":"bar"}`,
  );
  assert.match(cause(null, "{% null %}") ?? "", /Expected 'array', but was 'null' for value: null$/);
  assert.equal(cause([], "{% [] %}"), undefined);
});

test("numbers that are not finite become text inside a value", () => {
  assert.deepEqual(evaluate("{% [1/0] %}"), ["Infinity"]);
  assert.deepEqual(evaluate("{% {'k': -1/0} %}"), { k: "-Infinity" });
});

test("results are plain JSON whatever class they had on the way", () => {
  const result = evaluate("{% {'found': $states.input.list[n > 1], 'pairs': $states.input.list.[n, n]} %}", {
    input: { list: [{ n: 1 }, { n: 2 }, { n: 3 }] },
  });
  assert.deepEqual(result, {
    found: [{ n: 2 }, { n: 3 }],
    pairs: [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  });
});

test("the six functions of Step Functions", () => {
  const value = (text: string): Json => evaluate(`{% ${text} %}`);
  assert.deepEqual(value("$partition([1,2,3,4,5], 2)"), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(value("$range(0, 9, 3)"), [0, 3, 6, 9]);
  assert.deepEqual(value("$range(3, 0, -1)"), [3, 2, 1, 0]);
  assert.deepEqual(value("$range(-1.7, 2, 1)"), [-1, 0, 1, 2]);
  assert.equal(value("$range(1, 9, 9)"), 1);
  assert.equal(value("$hash('input', 'SHA-1')"), "140f86aae51ab9e1cda9b4254fe98a74eb54c1a1");
  assert.equal(value("$random(42)"), 0.7275636800328681);
  assert.deepEqual(value("[$random(), $random()].($ >= 0 and $ < 1)"), [true, true]);
  assert.match(String(value("$uuid()")), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(value(`$parse('{"a":[1,{"b":2}]}').a[1].b`), 2);
  assert.match(failureOf("{% $range(1, 100000000, 1) %}").failure.cause, /memory limit exceeded/);
  assert.match(failureOf("{% $partition([1], -1) %}").failure.cause, /T0410: Argument 2 of function "partition"/);
  assert.match(failureOf("{% $parse('{') %}").failure.cause, /threw an error during evaluation\. /);
});

test("the clock is the environment's", () => {
  assert.equal(evaluate("{% $now() %}"), "2023-11-14T22:13:20.000Z");
  assert.equal(evaluate("{% $millis() %}"), 1_700_000_000_000);
});

test("creating a state machine refuses what does not parse", () => {
  const everything = { result: true, errorOutput: true };
  assert.deepEqual(checkJsonata("1 +", everything), { code: "INVALID_JSONATA_EXPRESSION", message: "Unexpected end of expression" });
  assert.deepEqual(checkJsonata("$x[1,2)", everything), { code: "INVALID_JSONATA_EXPRESSION", message: 'Expected "]", got ","' });
  assert.throws(() => compileJsonataTemplate("{% 1 + %}", "Output"), { name: "SyntaxProblem", message: "Unexpected end of expression" });
});

test("creating a state machine refuses references to a context that is not there", () => {
  const everything = { result: true, errorOutput: true };
  const message = (text: string): string | undefined => checkJsonata(text, everything)?.message;
  assert.equal(message("phone"), "Reference to 'phone' at the top level is not supported.");
  assert.equal(message("phone.number[0]"), "Reference to 'phone' at the top level is not supported.");
  assert.equal(message("$sum(prices)"), "Reference to 'prices' at the top level is not supported.");
  assert.equal(message("$"), "Reference to '$' at the top level is not supported.");
  assert.equal(message("1 + $$.a"), "Reference to '$$' at the top level is not supported.");
  for (const text of [
    "$states.input.phone",
    "$states.input.list[price > 1]",
    "$map($x, function($v) { $v.a })",
    "$x.{'a': b}",
    "$x^(>price).name",
  ]) {
    assert.equal(message(text), undefined, text);
  }
});

test("creating a state machine refuses $states.result and $states.errorOutput where they mean nothing", () => {
  const code = (text: string, result: boolean, errorOutput: boolean): string | undefined =>
    checkJsonata(text, { result, errorOutput })?.code;
  assert.equal(code("$states.result.a", false, true), "UNSUPPORTED_JSONATA_EXPRESSION");
  assert.equal(code("$count([$states.errorOutput])", true, false), "UNSUPPORTED_JSONATA_EXPRESSION");
  assert.equal(code("$states.result.a", true, false), undefined);
  assert.equal(code("$states.errorOutput.Error", false, true), undefined);
});
