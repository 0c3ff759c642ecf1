import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../data/json.ts";
import { Payload } from "../data/payload.ts";
import { DrivenRun, functionArn, programOf } from "./run-fixture.ts";

/** What a task gets and what its state gives. */
function flow(
  fields: object,
  input: Json,
  result: Json,
  more: object = {},
): { parameters: string | undefined; output: string | undefined } {
  const run = new DrivenRun(programOf({ T: { Type: "Task", Resource: functionArn, ...fields } }, more), input);
  run.succeed(result);
  return { parameters: run.last("LambdaFunctionScheduled")?.payloads?.input?.text, output: run.run.output?.text ?? run.run.failure?.error };
}

test("InputPath, Parameters, ResultSelector, ResultPath and OutputPath apply in this order", () => {
  const fields = {
    InputPath: "$.in",
    Parameters: { "x.$": "$.a" },
    ResultSelector: { "y.$": "$.r" },
    ResultPath: "$.out",
    OutputPath: "$.out",
  };
  assert.deepEqual(flow(fields, { in: { a: 1 }, b: 2 }, { r: 3, s: 4 }), { parameters: '{"x":1}', output: '{"y":3}' });
});

test("ResultPath combines with the raw input; null keeps it, absent replaces it", () => {
  assert.equal(flow({ ResultPath: "$.r" }, { a: 1 }, 2).output, '{"a":1,"r":2}');
  assert.equal(flow({ ResultPath: "$.r", InputPath: "$.a" }, { a: 1 }, 2).output, '{"a":1,"r":2}');
  assert.equal(flow({ ResultPath: null }, { a: 1 }, 2).output, '{"a":1}');
  assert.equal(flow({}, { a: 1 }, 2).output, "2");
  assert.equal(flow({ ResultPath: "$.a.b" }, { a: 1 }, 2).output, "States.ResultPathMatchFailure");
});

test("a null InputPath and a null OutputPath are empty objects", () => {
  assert.deepEqual(flow({ InputPath: null, OutputPath: null }, { a: 1 }, 2), { parameters: "{}", output: "{}" });
});

test("a path that leads nowhere fails the state, in AWS's words", () => {
  const run = new DrivenRun(programOf({ P: { Type: "Pass", InputPath: "$.no" } }));
  assert.deepEqual(run.run.failure, {
    error: "States.Runtime",
    cause:
      "An error occurred while executing the state 'P' (entered at the event id #2). Invalid path '$.no' : No results for path: $['no']",
  });
});

test("a payload that is only handed on keeps its text, white space and all", () => {
  const text = ' { "a" : 1.0e0 ,\n"b":[ ] } ';
  const run = new DrivenRun(programOf({ P: { Type: "Pass", Next: "S" }, S: { Type: "Succeed" } }), Payload.ofText(text));
  assert.equal(run.run.output?.text, text);
});

test("a state's output may be 262,144 bytes and not one more", () => {
  const output = (length: number) => {
    const run = new DrivenRun(programOf({ P: { Type: "Pass", ResultPath: "$.r", Result: "x".repeat(length) } }));
    return run.run.failure ?? run.run.status;
  };
  const room = 262_144 - '{"r":""}'.length;
  assert.equal(output(room), "SUCCEEDED");
  assert.deepEqual(output(room + 1), {
    error: "States.DataLimitExceeded",
    cause: "The state/task 'P' returned a result with a size exceeding the maximum number of bytes service limit.",
  });
});

test("variables assigned by a state are seen by the next one, not by the state itself", () => {
  const states = {
    A: { Type: "Pass", Assign: { v: 1 }, Next: "B" },
    B: { Type: "Pass", Assign: { "v.$": "States.MathAdd($v, 1)" }, Parameters: { "v.$": "$v" }, ResultPath: "$.b", Next: "C" },
    C: { Type: "Pass", Parameters: { "b.$": "$.b.v", "v.$": "$v" } },
  };
  assert.equal(new DrivenRun(programOf(states)).run.output?.text, '{"b":1,"v":2}');
});

test("JSONata: Arguments, then Output and Assign beside each other from the same data", () => {
  const fields = {
    Arguments: { x: "{% $states.input.a + 1 %}" },
    Output: "{% [$states.result, $states.input.a] %}",
    Assign: { v: "{% $states.result %}" },
  };
  assert.deepEqual(flow(fields, { a: 1 }, 5, { QueryLanguage: "JSONata" }), { parameters: '{"x":2}', output: "[5,1]" });
});

test("hostile member names are plain data everywhere", () => {
  const input = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"n":1}') as Json;
  const states = {
    A: {
      Type: "Pass",
      Parameters: JSON.parse('{"__proto__.$":"$.__proto__","constructor.$":"$.constructor","x.$":"$.__proto__.polluted"}') as Json,
      ResultPath: "$.__proto__.deep",
      Next: "B",
    },
    B: { Type: "Pass", Assign: JSON.parse('{"constructor.$":"$.constructor"}') as Json, Next: "C" },
    C: { Type: "Pass", Parameters: { "all.$": "$", "variable.$": "$constructor", "context.$": "$$.Execution.Input.__proto__" } },
  };
  const run = new DrivenRun(programOf(states), Payload.of(input));
  assert.equal(run.run.status, "SUCCEEDED", run.run.failure?.cause);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  const output = run.run.output?.text ?? "";
  assert.match(output, /"__proto__":\{"polluted":1,"deep":\{/);
  assert.match(output, /"context":\{"polluted":1\}/);
  assert.match(output, /"variable":\{"prototype":\{"polluted":2\}\}/);
});

test("an input nested a hundred thousand deep passes through templates, paths, variables and results", () => {
  const deep = `{"d":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const states = {
    A: { Type: "Pass", Parameters: { "d.$": "$.d" }, ResultPath: "$.r", Assign: { "v.$": "$" }, Next: "B" },
    B: { Type: "Pass", Parameters: { "was.$": "$.r.d" }, OutputPath: "$.was", Next: "C" },
    C: { Type: "Choice", Choices: [{ Variable: "$[0]", IsPresent: true, Next: "D" }] },
    D: { Type: "Pass", Parameters: { "v.$": "$v.d" } },
  };
  const run = new DrivenRun(programOf(states), Payload.ofText(deep));
  // The two copies of A's output are beyond the limit of a state: that, too, is an answer.
  assert.ok(run.run.status === "SUCCEEDED" || run.run.failure?.error === "States.DataLimitExceeded");
  const small = new DrivenRun(
    programOf({ ...states, A: { ...states.A, ResultPath: "$" }, B: { ...states.B, Parameters: { "was.$": "$.d" } } }),
    Payload.ofText(deep),
  );
  assert.equal(small.run.status, "SUCCEEDED", small.run.failure?.cause?.slice(0, 300));
});
