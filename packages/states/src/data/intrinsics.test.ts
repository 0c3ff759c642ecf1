import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { EvaluationError, type Environment } from "./failure.ts";
import { compileIntrinsic } from "./intrinsics.ts";
import type { Json } from "./json.ts";
import { SyntaxProblem } from "./syntax-problem.ts";
import { compileTemplate } from "./template.ts";

/** Deterministic numbers that differ from one another. */
function environmentOf(context: Json = {}): Environment {
  let drawn = 0;
  return { context: () => context, variable: (name) => (name === "n" ? 5 : undefined), random: () => (++drawn * 0.137) % 1 };
}
const call = (text: string, input: Json = {}) => compileIntrinsic(text)(input, environmentOf());
const refusal = (text: string, input: Json = {}) => {
  try {
    call(text, input);
  } catch (thrown) {
    assert.ok(thrown instanceof EvaluationError);
    assert.equal(thrown.failure.error, "States.Runtime");
    return thrown.failure.cause;
  }
  return assert.fail("the arguments were taken");
};

describe("values", () => {
  const cases: [string, Json, Json][] = [
    ["States.Array('a', 1, true, null, $.x, $n, States.Array())", { x: {} }, ["a", 1, true, null, {}, 5, []]],
    ["States.ArrayPartition($, 4)", [1, 2, 3, 4, 5, 6, 7, 8, 9], [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ["States.ArrayPartition($, 1.5)", [1, 2, 3], [[1, 2], [3]]],
    ["States.ArrayContains($, 1.0)", [1], true],
    ["States.ArrayRange(1, 9, 2)", {}, [1, 3, 5, 7, 9]],
    ["States.ArrayRange(1,9,9)", {}, [1]],
    ["States.ArrayRange(5, 1, -2)", {}, [5, 3, 1]],
    ["States.ArrayRange(1, 0, 1)", {}, []],
    ["States.ArrayGetItem($, 2)", [1, 2, 3], 3],
    ["States.ArrayLength($.a[*])", { a: [1, 2] }, 2],
    ["States.ArrayUnique($)", [1, 2, 1, { a: 1, b: 2 }, { b: 2, a: 1 }, "1"], [1, 2, { a: 1, b: 2 }, "1"]],
    ["States.Base64Encode($)", "größe 🆗", "Z3LDtsOfZSDwn4aX"],
    ["States.Base64Decode('Z3LDtsOfZSDwn4aX')", {}, "größe 🆗"],
    ["States.Hash('input data', 'SHA-1')", {}, "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["States.JsonMerge($.a, $.b, false)", { a: { x: { y: 1 }, k: 1 }, b: { x: { z: 2 } } }, { x: { z: 2 }, k: 1 }],
    ["States.StringToJson('')", {}, null],
    ["States.StringToJson(' ')", {}, null],
    ["States.StringToJson('-0')", {}, 0],
    [`States.StringToJson('{"a": [1, "x"]}')`, {}, { a: [1, "x"] }],
    ["States.JsonToString($)", { a: [1, "x\n"] }, '{"a":[1,"x\\n"]}'],
    ["States.MathAdd(1.49, 1.5)", {}, 3],
    ["States.MathAdd(-1.5, 0)", {}, -1],
    ["States.MathAdd(-2.5, 0)", {}, -2],
    ["States.MathAdd(2.5, 0)", {}, 3],
    ["States.MathAdd($.count, -1)", { count: 4 }, 3],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", {}, ["This", "is", "a", "test", "string"]],
    ["States.StringSplit(',,,,', ',')", {}, []],
    ["States.Format('{}, {} {} {}', $.m, $.l, null, 'x')", { m: { a: 1, b: ["t", null] }, l: [] }, "{a=1, b=[t, null]}, [] null x"],
    ["States.Format('It\\'s \\{\\} and \\\\ {}', 1)", {}, "It's {} and \\ 1"],
    ["States.Format($.template, $.name)", { template: "Hello \\ {}.", name: "Arnav" }, "Hello \\ Arnav."],
    ["States.Array('it\\'s, (odd) \\{')", {}, ["it's, (odd) {"]],
    ["States.Array( $['a,b)'] ,$.list[?(@.x == 'a,)')] )", { "a,b)": 1, list: [] }, [1, []]],
  ];
  for (const [text, input, expected] of cases) test(text, () => assert.equal(JSON.stringify(call(text, input)), JSON.stringify(expected)));

  test("a UUID is of version 4 and comes from the environment's numbers", () => {
    const first = call("States.UUID()");
    assert.match(first as string, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(call("States.UUID()"), first);
  });
  test("MathRandom includes its start and excludes its end", () => {
    const environment = environmentOf();
    const draw = compileIntrinsic("States.MathRandom(1, 4)");
    const drawn = new Set(Array.from({ length: 100 }, () => draw({}, environment)));
    assert.deepEqual([...drawn].toSorted(), [1, 2, 3]);
  });
  test("a seed fixes the number, as java.util.Random does", () => {
    // new Random(42).nextInt(10) is 0 and new Random(42).nextInt(1024) is 745 on every JVM.
    assert.equal(call("States.MathRandom(0, 10, 42)"), 0);
    assert.equal(call("States.MathRandom(0, 1024, 42)"), 745);
    assert.equal(call("States.MathRandom(5, 15, 42)"), 5);
  });
});

describe("arguments that are refused fail the state with the call as written", () => {
  for (const text of [
    "States.MathAdd(1, 'a')",
    "States.MathAdd(1)",
    "States.MathAdd(2147483648, 0)",
    "States.ArrayPartition(1, 2)",
    "States.ArrayPartition($.list, 0)",
    "States.ArrayRange(0, 1000, 1)",
    "States.ArrayRange(1, 2, 0)",
    "States.ArrayGetItem($.list, 9)",
    "States.ArrayGetItem($.list, -1)",
    "States.ArrayLength('text')",
    "States.ArrayContains('text', 't')",
    "States.ArrayUnique('text')",
    "States.Base64Encode(1)",
    "States.Base64Encode($.long)",
    "States.Base64Decode('*')",
    "States.Hash('x', 'SHA-3')",
    "States.JsonMerge($.object, $.object, true)",
    "States.JsonMerge($.list, $.object, false)",
    "States.StringToJson('{')",
    "States.StringToJson($.object)",
    "States.StringSplit('a', 1)",
    "States.MathRandom(3, 3)",
    "States.UUID(1)",
    "States.Format(1)",
  ]) {
    test(text, () => {
      const name = text.slice(0, text.indexOf("("));
      const cause = refusal(text, { list: [1], object: {}, long: "x".repeat(10_001) });
      assert.equal(cause, `The function '${text}' had the following error: Invalid arguments in ${name}`);
    });
  }
  test("a template and its arguments must agree", () => {
    assert.match(
      refusal("States.Format('{} {}', 1)"),
      /Invalid arguments in States\.Format: number of arguments do not match the occurrences of \{\}\.$/,
    );
    assert.match(refusal("States.Format('{}', 1, 2)"), /do not match/);
    assert.match(refusal(`States.Format('{"a": {}}', 1)`), /matching '}' not found for '{'$/);
  });
  test("an index into what is no array shows the JSONPath library's own words, as on AWS", () => {
    const expected =
      "The function 'States.Array($.other[0])' had the following error: Filter: [0] can only be applied to arrays. Current context is: 1";
    assert.equal(refusal("States.Array($.other[0])", { other: 1 }), expected);
  });
  test("the cause names the whole call, not the nested one that failed", () => {
    assert.match(refusal("States.Array(States.MathAdd(1, 'a'))"), /^The function 'States\.Array\(States\.MathAdd\(1, 'a'\)\)' had/);
  });
});

describe("what is no call is refused when compiled", () => {
  const nested = (depth: number) => `${"States.Array(".repeat(depth)}${")".repeat(depth)}`;
  for (const text of [
    "States.Nope()",
    "States.format('')",
    "States.Array(",
    "States.Array('a)",
    "States.Array('\\n')",
    `States.Array('\\"')`,
    "States.Array(a)",
    "States.Array(1,)",
    "States.Array(,)",
    "States.Array() ",
    "States.Array($.)",
    "States.Array(NaN)",
    "States.Array(1e999)",
    nested(11),
    nested(5000),
  ]) {
    test(text.slice(0, 60), () => assert.throws(() => compileIntrinsic(text), SyntaxProblem));
  }
  test("ten calls inside each other are fine", () => assert.ok(compileIntrinsic(nested(10))));
});

describe("recorded on AWS", () => {
  const file = new URL("../../../../../shared/conformance/step-functions/executions-pure.json", import.meta.url);
  if (!existsSync(file)) {
    test("single Pass states", { skip: "the recorded cases are not here" }, () => {});
    return;
  }
  interface Recorded {
    readonly id: string;
    readonly category: string;
    readonly definition: {
      readonly States: Readonly<
        Record<string, { readonly Type: string; readonly Parameters?: Json; readonly QueryLanguage?: string; readonly ResultPath?: string }>
      >;
    };
    readonly input: Json;
    readonly expect: { readonly status: string; readonly output?: Json };
  }
  const recorded = JSON.parse(readFileSync(file, "utf8")) as readonly Recorded[];
  let compared = 0;
  for (const { id, definition, input, expect } of recorded) {
    const [state, ...others] = Object.values(definition.States);
    if (others.length > 0 || state?.Type !== "Pass" || state.Parameters === undefined || state.ResultPath !== undefined) continue;
    const expected = JSON.stringify(expect.output);
    // A placeholder stands for a name that was different in every run.
    if (state.QueryLanguage === "JSONata" || /<|RandomNumberGenerated/.test(expected)) continue;
    compared++;
    test(id.split("::").at(-1), () => {
      assert.equal(expect.status, "SUCCEEDED");
      const environment = environmentOf({ Execution: { Input: input } });
      assert.equal(JSON.stringify(compileTemplate(state.Parameters as Json)(input, environment)), expected);
    });
  }
  test("enough cases were compared", () => assert.ok(compared > 70, `${compared}`));
});
