import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EvaluationError, type Environment } from "./failure.ts";
import type { Json } from "./json.ts";
import { SyntaxProblem } from "./syntax-problem.ts";
import { compileTemplate, compileValuePath } from "./template.ts";

const environment: Environment = {
  context: () => ({ Execution: { Id: "arn" } }),
  variable: (name) => (name === "v" ? [1] : undefined),
  random: () => 0.5,
};
const fill = (template: Json, input: Json) => JSON.stringify(compileTemplate(template)(input, environment));

test("names that end in .$ are replaced, everything else is data", () => {
  const template = { a: "$.x", "b.$": "$.x", "c.$": "$$.Execution.Id", "d.$": "$v[0]", "e.$": "States.Format('{}!', $.x)", Comment: null };
  assert.equal(fill(template, { x: 1 }), '{"a":"$.x","Comment":null,"b":1,"c":"arn","d":1,"e":"1!"}');
});

test("objects and arrays are templates at every depth", () => {
  assert.equal(
    fill({ list: [{ "a.$": "$.x" }, "b.$", 3], deep: { deeper: { "y.$": "$" } } }, { x: 1 }),
    '{"list":[{"a":1},"b.$",3],"deep":{"deeper":{"y":{"x":1}}}}',
  );
});

test("a template without paths answers the very same value", () => {
  const template = { a: [1, { b: 2 }] };
  assert.equal(compileTemplate(template)({}, environment), template);
});

describe("members are in AWS's order: constants as written, then computed ones as a Java HashMap holds them", () => {
  const orders: [readonly string[], readonly string[]][] = [
    [
      ["original_input.$", "iteration_input_value.$", "iteration_index.$", "from_input_constant.$", "constant_value"],
      ["constant_value", "iteration_input_value", "from_input_constant", "iteration_index", "original_input"],
    ],
    [
      ["StateMachineArn.$", "Input.$", "Name.$"],
      ["Input", "StateMachineArn", "Name"],
    ],
    [
      ["TableName.$", "Key.$", "UpdateExpression.$", "ExpressionAttributeValues.$", "ReturnValues"],
      ["ReturnValues", "TableName", "UpdateExpression", "Key", "ExpressionAttributeValues"],
    ],
    [
      ["ApiEndpoint.$", "Method.$", "Path.$", "Stage.$", "RequestBody.$", "QueryParameters.$", "AllowNullValues.$"],
      ["Path", "AllowNullValues", "Stage", "ApiEndpoint", "Method", "QueryParameters", "RequestBody"],
    ],
    [
      [
        "context_object",
        "execution",
        "execution_id",
        "execution_input",
        "execution_name",
        "execution_rolearn",
        "execution_starttime",
        "state",
        "state_enteredtime",
        "state_name",
        "statemachine",
        "statemachine_id",
        "statemachine_name",
      ].map((name) => `${name}.$`),
      [
        "execution",
        "execution_rolearn",
        "execution_name",
        "statemachine_id",
        "execution_id",
        "execution_input",
        "execution_starttime",
        "state_name",
        "state_enteredtime",
        "statemachine",
        "state",
        "context_object",
        "statemachine_name",
      ],
    ],
  ];
  for (const [written, expected] of orders) {
    test(written.join(" "), () => {
      const template = Object.fromEntries(written.map((name) => [name, name.endsWith(".$") ? "$" : 0]));
      assert.deepEqual(Object.keys(compileTemplate(template)(1, environment) as object), expected);
    });
  }
  test("a computed member takes the place of a constant of the same name", () => {
    assert.equal(fill({ a: 1, b: 2, "a.$": "$.x" }, { x: 3 }), '{"a":3,"b":2}');
  });
});

describe("a value that cannot be found", () => {
  const failure = (read: (input: Json, environment: Environment) => Json, input: Json) => {
    try {
      read(input, environment);
    } catch (thrown) {
      assert.ok(thrown instanceof EvaluationError);
      return thrown.failure;
    }
    return assert.fail("nothing was missing");
  };
  test("names the path, the field and the input", () => {
    assert.deepEqual(failure(compileTemplate({ x: { "value.$": "$.no_such_jsonpath" } }), { a: [1] }), {
      error: "States.Runtime",
      cause: `The JSONPath '$.no_such_jsonpath' specified for the field 'value.$' could not be found in the input '{"a":[1]}'`,
    });
    assert.match(
      failure(compileTemplate({ "value.$": "$.a.b" }), { a: 1 }).cause,
      /^The JSONPath '\$\.a\.b' specified for the field 'value\.\$'/,
    );
    assert.match(
      failure(compileValuePath("$.Error", "ErrorPath"), {}).cause,
      /specified for the field 'ErrorPath' could not be found in the input '\{\}'$/,
    );
  });
  test("of an intrinsic function names the call", () => {
    assert.deepEqual(failure(compileTemplate({ "v.$": "States.Format('{}', $.nope)" }), { other: 1 }), {
      error: "States.Runtime",
      cause: `The function 'States.Format('{}', $.nope)' had the following error: The JsonPath argument for the field '$.nope' could not be found in the input '{"other":1}'`,
    });
  });
  test("deep inputs can be quoted", () => {
    const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000)) as Json;
    assert.ok(failure(compileTemplate({ "v.$": "$.x" }), deep).cause.length > 200_000);
  });
});

describe("refusals carry AWS's words and the place in the template", () => {
  const cases: [Json, string, string[]][] = [
    [
      { "parsed.$": "text" },
      "The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function call",
      ["parsed.$"],
    ],
    [
      { a: { "b.$": "States.format('')" } },
      "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call",
      ["a", "b.$"],
    ],
    [
      { "p.$": `States.StringToJson('{"text":"An \\"escaped double quote\\" here"}')` },
      "The value for the field 'p.$' must be a valid JSONPath or a valid intrinsic function call",
      ["p.$"],
    ],
    [{ "l.$": ["$.x"] }, "The value for the field 'l.$' must be a STRING that contains a JSONPath but was an ARRAY", ["l.$"]],
  ];
  for (const [template, message, location] of cases) {
    test(JSON.stringify(template), () => {
      assert.throws(
        () => compileTemplate(template),
        (problem) => {
          assert.ok(problem instanceof SyntaxProblem);
          assert.deepEqual([problem.message, problem.location], [message, location]);
          return true;
        },
      );
    });
  }
});
