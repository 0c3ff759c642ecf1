import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json, JsonObject } from "../data/json.ts";
import { definitionProblems } from "./diagnostics.ts";
import { parseDefinition } from "./parse.ts";
import type { StateMachineType } from "./shape.ts";
import type { ValidationOptions } from "./validate.ts";

/** What is wrong, each as `message at location`, with the code in front unless it is SCHEMA_VALIDATION_FAILED. */
function problems(definition: Json, options: Partial<ValidationOptions> = {}): string[] {
  const parsed = parseDefinition(JSON.stringify(definition), { type: "STANDARD", ...options });
  if (parsed.kind === "definition") return [];
  return parsed.diagnostics
    .filter(({ severity }) => severity === "ERROR")
    .map(({ code, message, location }) => `${code === "SCHEMA_VALIDATION_FAILED" ? "" : `${code}: `}${message} at ${location}`);
}

/** A definition of one state, X, followed by the end E when it names it. */
function lone(state: JsonObject, definition: JsonObject = {}): JsonObject {
  const end: JsonObject = JSON.stringify(state).includes('"E"') ? { E: { Type: "Succeed" } } : {};
  return { StartAt: "X", States: { X: state, ...end }, ...definition };
}

function loneProblems(state: JsonObject, definition: JsonObject = {}, type: StateMachineType = "STANDARD"): string[] {
  return problems(lone(state, definition), { type });
}

const lambda = "arn:aws:states:::lambda:invoke";
const task = { Type: "Task", Resource: lambda, End: true };
const jsonata = { QueryLanguage: "JSONata" };
const inner = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };

test("a minimal state of each type is a definition", () => {
  const minimal: JsonObject[] = [
    task,
    { Type: "Pass", End: true },
    { Type: "Wait", Seconds: 0, End: true },
    { Type: "Succeed" },
    { Type: "Fail" },
    { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Next: "E" }] },
    { Type: "Parallel", Branches: [inner], End: true },
    { Type: "Map", ItemProcessor: inner, End: true },
    { Type: "Map", Iterator: inner, End: true },
  ];
  for (const state of minimal) {
    assert.deepEqual(loneProblems(state), [], String(state["Type"]));
  }
});

test("missing fields are listed at what misses them", () => {
  assert.deepEqual(problems({}), ["These fields are required: [StartAt, States] at /"]);
  assert.deepEqual(problems({ StartAt: "X" }), ["These fields are required: [States] at /"]);
  assert.deepEqual(loneProblems({ End: true }), ["These fields are required: [Type] at /States/X"]);
  assert.deepEqual(loneProblems({ Type: "Task", End: true }), ["These fields are required: [Resource] at /States/X"]);
  assert.deepEqual(loneProblems({ Type: "Choice" }), ["These fields are required: [Choices] at /States/X"]);
  assert.deepEqual(loneProblems({ Type: "Choice", Choices: [{ Variable: "$", StringMatches: "a" }] }), [
    "These fields are required: [Next] at /States/X/Choices[0]",
  ]);
});

test("what is not an object is no definition", () => {
  for (const text of ["[]", "1", '"text"', "null"]) {
    const parsed = parseDefinition(text, { type: "STANDARD" });
    assert.ok(parsed.kind === "refused");
    assert.equal(parsed.diagnostics[0]?.message, "Definition must be a valid JSON object");
  }
});

test("a field is refused on the types that do not have it", () => {
  for (const [type, extra] of [
    ["Pass", { End: true }],
    ["Wait", { Seconds: 1, End: true }],
    ["Succeed", {}],
    ["Fail", {}],
    ["Choice", { Choices: [{ Variable: "$.a", IsNull: true, Next: "E" }] }],
  ] as const) {
    for (const name of ["TimeoutSeconds", "Retry", "Catch"]) {
      assert.deepEqual(loneProblems({ Type: type, ...extra, [name]: [] }), [`Field '${name}' is not supported at /States/X`]);
    }
  }
  assert.deepEqual(loneProblems({ Type: "Map", ItemProcessor: inner, End: true, TimeoutSeconds: 1 }), [
    "Field 'TimeoutSeconds' is not supported at /States/X",
  ]);
  assert.deepEqual(problems({ ...lone({ Type: "Succeed" }), InvalidTopLevelField: 1 }), [
    "Field 'InvalidTopLevelField' is not supported at /",
  ]);
  assert.deepEqual(loneProblems({ Type: "Succeed", constructor: 1, ["__proto__"]: 2 }), [
    "Field 'constructor' is not supported at /States/X",
    "Field '__proto__' is not supported at /States/X",
  ]);
});

test("a field of the other query language is refused at its object", () => {
  const only = (set: string, name: string, at: string) => {
    const other = set === "JSONata" ? "JSONPath" : "JSONata";
    return [`The QueryLanguage is set to '${set}', but field '${name}' is only supported for the '${other}' QueryLanguage at ${at}`];
  };
  assert.deepEqual(loneProblems({ Type: "Pass", Output: 1, End: true }), only("JSONPath", "Output", "/States/X"));
  for (const name of ["InputPath", "OutputPath", "Parameters", "ResultPath", "Result"]) {
    assert.deepEqual(loneProblems({ Type: "Pass", [name]: "$", End: true }, jsonata), only("JSONata", name, "/States/X"));
  }
  assert.deepEqual(loneProblems({ ...task, Arguments: {} }), only("JSONPath", "Arguments", "/States/X"));
  const batched = { Type: "Map", ItemProcessor: inner, End: true, ItemBatcher: { MaxItemsPerBatch: 1, MaxInputBytesPerBatchPath: "$.n" } };
  assert.deepEqual(loneProblems(batched, jsonata), only("JSONata", "MaxInputBytesPerBatchPath", "/States/X/ItemBatcher"));
});

test("a state may take JSONata for itself, but not go back", () => {
  assert.deepEqual(loneProblems({ Type: "Pass", ...jsonata, Output: "{% 1 %}", End: true }), []);
  assert.deepEqual(loneProblems({ Type: "Pass", QueryLanguage: "JSONPath", End: true }, jsonata), [
    "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/X",
  ]);
  assert.deepEqual(loneProblems({ Type: "Pass", QueryLanguage: "SQL", End: true }), [
    "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata] at /States/X/QueryLanguage",
  ]);
});

test("states inside a state inherit the definition's query language, not that of the state around them", () => {
  const output = { StartAt: "I", States: { I: { Type: "Pass", Output: 1, End: true } } };
  assert.deepEqual(loneProblems({ Type: "Map", ...jsonata, ItemProcessor: output, End: true }), [
    "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/X/ItemProcessor/States/I",
  ]);
  assert.deepEqual(loneProblems({ Type: "Map", Iterator: { ...inner, ...jsonata }, End: true }), [
    "Field 'QueryLanguage' is not supported at /States/X/Iterator",
  ]);
});

test("values have types and bounds", () => {
  for (const [state, problem] of [
    [{ Type: "Wait", Seconds: "10", End: true }, "Expected value of type Integer at /States/X/Seconds"],
    [{ Type: "Wait", Seconds: 10000000000000000, End: true }, "Maximum value is 99999999 at /States/X/Seconds"],
    [{ Type: "Wait", Seconds: -1, End: true }, "Minimum value is 0 at /States/X/Seconds"],
    [{ ...task, TimeoutSeconds: 0 }, "Minimum value is 1 at /States/X/TimeoutSeconds"],
    [{ ...task, Comment: 1 }, "Expected value of type String at /States/X/Comment"],
    [{ Type: "Pass", End: "true" }, "Expected value of type Boolean at /States/X/End"],
    [{ Type: "Parallel", Branches: [], End: true }, "Value cannot be empty at /States/X/Branches"],
    [{ Type: "Parallel", Branches: {}, End: true }, "Expected value of type Array at /States/X/Branches"],
    [{ Type: "Parallel", Branches: [1], End: true }, "Expected value of type Object at /States/X/Branches[0]"],
    [{ Type: "Choice", Choices: [] }, "Value cannot be empty at /States/X/Choices"],
    [
      { Type: "Nope" },
      "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/X/Type",
    ],
    [{ Type: "Wait", Timestamp: "2016-12-05 21:29:29Z", End: true }, "String does not match RFC3339 timestamp at /States/X/Timestamp"],
  ] as const) {
    assert.deepEqual(loneProblems(state), [problem]);
  }
  assert.deepEqual(problems({ StartAt: "X", States: {} }), ["Value cannot be empty at /States"]);
  assert.deepEqual(problems({ StartAt: "X", States: { X: null } }), ["Expected value of type Object at /States/X"]);
});

test("fields that exclude one another are refused together", () => {
  assert.deepEqual(loneProblems({ Type: "Wait", Seconds: 1, SecondsPath: "$.s", End: true }), [
    "There should only be one of the following fields: [Seconds, SecondsPath, Timestamp, TimestampPath] at /States/X",
  ]);
  assert.equal(loneProblems({ Type: "Wait", End: true }).length, 1);
  assert.equal(loneProblems({ Type: "Fail", Error: "a", ErrorPath: "$.e" }).length, 1);
  assert.equal(loneProblems({ ...task, Next: "E" }).length, 1);
  assert.equal(loneProblems({ Type: "Task", Resource: lambda }).length, 1);
  assert.equal(loneProblems({ Type: "Pass", End: false }).length, 1);
  assert.equal(loneProblems({ Type: "Map", ItemProcessor: inner, Iterator: inner, End: true }).length, 1);
  assert.equal(loneProblems({ Type: "Map", End: true }).length, 1);
  assert.equal(loneProblems({ ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 }).length, 1);
  assert.deepEqual(loneProblems({ ...task, TimeoutSeconds: 6, HeartbeatSeconds: 5 }), []);
});

test("paths are compiled when the definition is made", () => {
  for (const [state, problem] of [
    [{ Type: "Pass", OutputPath: "Test", End: true }, "Value must be a valid JSONPath. at /States/X/OutputPath"],
    [{ Type: "Pass", InputPath: "$.a[", End: true }, "Value must be a valid JSONPath. at /States/X/InputPath"],
    [
      { Type: "Choice", Choices: [{ Variable: "Test", StringMatches: "a", Next: "E" }] },
      "Value is not a Reference Path: Reference path didn't start with '$' at /States/X/Choices[0]/Variable",
    ],
    [
      { Type: "Pass", Parameters: { "a.$": "Test" }, End: true },
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters",
    ],
    [
      { Type: "Pass", Parameters: { "a.$": "States.format('{}', $.b)" }, End: true },
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters",
    ],
    [
      { Type: "Pass", Assign: { "a.$": 1 }, End: true },
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Assign",
    ],
  ] as const) {
    assert.deepEqual(loneProblems(state), [problem]);
  }
  const sound: JsonObject[] = [
    { Type: "Pass", InputPath: null, OutputPath: "$$.Execution.Input", ResultPath: null, End: true },
    { Type: "Pass", InputPath: "$.a[?(@.b==1)]", ResultPath: "$.a['b'][0]", End: true },
    { Type: "Pass", Parameters: { "a.$": "States.Format('{}', $.b)", b: [{ "c.$": "$name.d" }] }, End: true },
    { Type: "Fail", CausePath: "States.Format('{}', $.cause)", ErrorPath: "$.error" },
    { Type: "Map", ItemsPath: "$$.Execution.Input.items", MaxConcurrencyPath: "$limit", ItemProcessor: inner, End: true },
  ];
  for (const state of sound) {
    assert.deepEqual(loneProblems(state), []);
  }
  const elsewhere = { Type: "Map", ItemProcessor: inner, End: true, MaxConcurrencyPath: "$$.Execution.Input.n" };
  assert.match(loneProblems(elsewhere)[0] ?? "", /^Value is not a Reference Path.* at \/States\/X\/MaxConcurrencyPath$/);
  assert.equal(loneProblems({ Type: "Pass", ResultPath: "$$.a", End: true }).length, 1);
  assert.equal(loneProblems({ Type: "Pass", ResultPath: "$.a[*]", End: true }).length, 1);
});

test("a Task names something it can call", () => {
  const at = "at /States/X/Resource";
  const unknown = (arn: string) =>
    `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. ${at}`;
  for (const [resource, problem] of [
    ["HelloWorld", `Value is not a valid resource ARN ${at}`],
    ["arn:aws:states:::dynamodb:query", unknown("arn:aws:states:::dynamodb:query")],
    ["arn:aws:states:::s3:getObject", unknown("arn:aws:states:::s3:getObject")],
    ["arn:aws:states:::aws-sdk:glue:startJobRun.sync", unknown("arn:aws:states:::aws-sdk:glue:startJobRun.sync")],
    [7, `Expected value of type String ${at}`],
  ] as const) {
    assert.deepEqual(loneProblems({ Type: "Task", Resource: resource, End: true }), [problem]);
  }
});

test("Express waits for nothing outside, nor do the items of an Express Map Run", () => {
  const express = (resource: string) => loneProblems({ Type: "Task", Resource: resource, End: true }, {}, "EXPRESS");
  const at = "at /States/X/Resource";
  assert.deepEqual(express("arn:aws:states:::sqs:sendMessage"), []);
  assert.deepEqual(express("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), [
    `Express state machine does not support '.waitForTaskToken' service integration  ${at}`,
  ]);
  assert.deepEqual(express("arn:aws:states:::states:startExecution.sync"), [
    `Express state machine does not support '.sync' service integration ${at}`,
  ]);
  assert.deepEqual(express("arn:aws:states:us-east-1:111111111111:activity:a"), [
    `Express state machine does not support Activity ARN ${at}`,
  ]);
  const items = (ExecutionType: string) => ({
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
    StartAt: "I",
    States: { I: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true } },
  });
  assert.deepEqual(loneProblems({ Type: "Map", ItemProcessor: items("STANDARD"), End: true }), []);
  assert.equal(loneProblems({ Type: "Map", ItemProcessor: items("EXPRESS"), End: true }).length, 1);
});

test("Credentials need a role", () => {
  for (const credentials of [{}, { InvalidField: "invalid" }] as JsonObject[]) {
    assert.deepEqual(loneProblems({ ...task, Credentials: credentials }), [
      "The field 'RoleArn' is required but was missing at /States/X/Credentials",
    ]);
  }
  assert.deepEqual(loneProblems({ ...task, Credentials: { "RoleArn.$": "$.role" } }), []);
});

test("States.ALL stands alone, in the last retrier and the last catcher", () => {
  const all = "States.ALL must appear alone and at end of list";
  const handler = (...ErrorEquals: string[]) => ({ ErrorEquals });
  assert.deepEqual(loneProblems({ ...task, Retry: [handler("a"), handler("States.ALL")] }), []);
  assert.deepEqual(loneProblems({ ...task, Retry: [handler("States.ALL"), handler("a")] }), [
    `${all} at /States/X/Retry[0]/ErrorEquals[0]`,
  ]);
  assert.deepEqual(loneProblems({ ...task, Catch: [{ ...handler("a", "States.ALL"), Next: "E" }] }), [
    `${all} at /States/X/Catch[0]/ErrorEquals[1]`,
  ]);
});

test("a retrier's numbers have bounds", () => {
  const retry = (retrier: JsonObject) => loneProblems({ ...task, Retry: [{ ErrorEquals: ["a"], ...retrier }] });
  const full = { IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 1, MaxDelaySeconds: 31_622_400, JitterStrategy: "FULL", Comment: "c" };
  assert.deepEqual(retry(full), []);
  assert.deepEqual(retry({ IntervalSeconds: 0 }), ["Minimum value is 1 at /States/X/Retry[0]/IntervalSeconds"]);
  assert.deepEqual(retry({ MaxAttempts: 100_000_000 }), ["Maximum value is 99999999 at /States/X/Retry[0]/MaxAttempts"]);
  assert.deepEqual(retry({ BackoffRate: 0.9 }), ["Minimum value is 1.0 at /States/X/Retry[0]/BackoffRate"]);
  assert.equal(retry({ JitterStrategy: "HALF" }).length, 1);
  assert.deepEqual(loneProblems({ ...task, Retry: [{ ErrorEquals: [] }] }), ["Value cannot be empty at /States/X/Retry[0]/ErrorEquals"]);
  assert.deepEqual(loneProblems({ ...task, Retry: [{}] }), ["These fields are required: [ErrorEquals] at /States/X/Retry[0]"]);
  assert.deepEqual(loneProblems({ ...task, Retry: [] }), []);
});

test("a choice rule makes one test", () => {
  const choice = (rule: JsonObject) => loneProblems({ Type: "Choice", Choices: [{ Next: "E", ...rule }] });
  assert.deepEqual(choice({ Variable: "$.a", NumericEquals: 1 }), []);
  assert.deepEqual(choice({ And: [{ Variable: "$.a", IsNull: false }, { Not: { Variable: "$$.b", StringEqualsPath: "$.c" } }] }), []);
  assert.deepEqual(choice({ Variable: "$.a", NumericEquals: "1" }), ["Expected value of type Float at /States/X/Choices[0]/NumericEquals"]);
  assert.deepEqual(choice({ Variable: "$.a", TimestampEquals: "soon" }), [
    "String does not match RFC3339 timestamp at /States/X/Choices[0]/TimestampEquals",
  ]);
  assert.deepEqual(choice({ StringEquals: "a" }), ["These fields are required: [Variable] at /States/X/Choices[0]"]);
  assert.deepEqual(choice({ Or: [] }), ["Value cannot be empty at /States/X/Choices[0]/Or"]);
  assert.equal(choice({ Variable: "$.a", NumericEquals: 1, IsNull: false }).length, 1);
  assert.equal(choice({ Variable: "$.a" }).length, 1);
  assert.deepEqual(choice({ Not: { Variable: "$.a", IsNull: true, Next: "E" } }), [
    "Field 'Next' is not supported at /States/X/Choices[0]/Not",
  ]);
  const condition = (rule: JsonObject) => loneProblems({ Type: "Choice", Choices: [{ Next: "E", ...rule }] }, jsonata);
  assert.deepEqual(condition({ Condition: "{% true %}", Output: 1, Assign: { a: 1 } }), []);
  assert.deepEqual(condition({ Condition: true }), []);
  assert.deepEqual(condition({}), ["These fields are required: [Condition] at /States/X/Choices[0]"]);
  assert.equal(condition({ Condition: "true" }).length, 1);
});

test("the fields of a distributed Map are held to their bounds", () => {
  const distributed = { ...inner, ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };
  const map = (fields: JsonObject) => loneProblems({ Type: "Map", ItemProcessor: distributed, End: true, ...fields });
  const reader = { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b", "Key.$": "$.k" } };
  assert.deepEqual(
    map({
      Label: "Items",
      MaxConcurrency: 0,
      ToleratedFailurePercentage: 0.5,
      ItemReader: { ...reader, ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["a"], MaxItems: 1 } },
      ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { "a.$": "$.b" } },
      ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
    }),
    [],
  );
  assert.deepEqual(map({ ToleratedFailurePercentage: 101 }), ["Maximum value is 100.0 at /States/X/ToleratedFailurePercentage"]);
  assert.deepEqual(map({ ToleratedFailurePercentage: -1 }), ["Minimum value is 0.0 at /States/X/ToleratedFailurePercentage"]);
  assert.deepEqual(map({ MaxConcurrency: -1 }), ["Minimum value is 0 at /States/X/MaxConcurrency"]);
  assert.deepEqual(map({ ItemReader: { ...reader, ReaderConfig: { MaxItems: 100_000_001 } } }), [
    "Maximum value is 100000000 at /States/X/ItemReader/ReaderConfig/MaxItems",
  ]);
  assert.deepEqual(map({ ItemReader: { ...reader, ReaderConfig: { MaxItems: 1, MaxItemsPath: "$.n" } } }), [
    "There should only be one of the following fields: [MaxItems, MaxItemsPath] at /States/X/ItemReader/ReaderConfig",
  ]);
  assert.equal(map({ ItemReader: { Resource: "arn:aws:states:::sqs:sendMessage" } }).length, 1);
  assert.equal(map({ ItemBatcher: { BatchInput: {} } }).length, 1);
  assert.deepEqual(map({ ResultWriter: {} }), ["Value cannot be empty at /States/X/ResultWriter"]);
  assert.deepEqual(map({ ResultWriter: { WriterConfig: { Transformation: "COMPACT", OutputType: "JSONL" } } }), []);
  assert.match(map({ Label: "a b" })[0] ?? "", /^INVALID_LABEL_NAME: /);
  assert.match(map({ Label: "a".repeat(41) })[0] ?? "", /^INVALID_LABEL_NAME: /);
  const untyped = { ...inner, ProcessorConfig: { Mode: "DISTRIBUTED" } };
  assert.deepEqual(map({ ItemProcessor: untyped }), [
    "These fields are required: [ExecutionType] at /States/X/ItemProcessor/ProcessorConfig",
  ]);
});

test("a label belongs to one Map", () => {
  const map = (state: string, next: JsonObject) => ({
    Type: "Map",
    Label: "Same",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: state,
      States: { [state]: { Type: "Pass", End: true } },
    },
    ...next,
  });
  const found = problems({ StartAt: "A", States: { A: map("I", { Next: "B" }), B: map("J", { End: true }) } });
  assert.deepEqual(found, ["DUPLICATE_LABEL_NAME: Duplicate Label name: Same at /States/B/Label"]);
});

test("a target that does not exist is reported before the states that nothing leads to", () => {
  const States = { pass1: { Type: "Pass", Next: "pass3" }, pass2: { Type: "Pass", End: true } };
  const parsed = parseDefinition(JSON.stringify({ StartAt: "pass1", States }), { type: "STANDARD" });
  assert.ok(parsed.kind === "refused");
  assert.equal(
    definitionProblems(parsed.diagnostics),
    "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, " +
      'MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2\'',
  );
});

test("whatever names a missing state, AWS calls it the 'Next' target", () => {
  const missing = (at: string) => [`MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at ${at}`];
  assert.deepEqual(problems({ StartAt: "NOPE", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Succeed" } } }), [
    ...missing("/StartAt"),
    'MISSING_TRANSITION_TARGET: State "A" is not reachable. at /States/A',
  ]);
  const rules = [{ Variable: "$.a", IsNull: true, Next: "NOPE" }];
  assert.deepEqual(loneProblems({ Type: "Choice", Choices: rules, Default: "E" }), missing("/States/X/Choices[0]/Next"));
  assert.deepEqual(loneProblems({ Type: "Choice", Choices: [{ ...rules[0], Next: "E" }], Default: "NOPE" }), missing("/States/X/Default"));
  assert.deepEqual(loneProblems({ ...task, Catch: [{ ErrorEquals: ["a"], Next: "NOPE" }] }), missing("/States/X/Catch[0]/Next"));
});

test("without an end there is one complaint, and it has no place", () => {
  const loop = { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } };
  const noEnd = "MISSING_END_STATE: Workflow has no terminal state at undefined";
  assert.deepEqual(problems({ StartAt: "A", States: loop }), [noEnd]);
  assert.deepEqual(problems({ StartAt: "A", States: { ...loop, C: { Type: "Pass", Next: "A" } } }), [noEnd]);
  assert.deepEqual(problems({ StartAt: "A", States: { ...loop, C: { Type: "Pass", End: true } } }), [
    'MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C',
  ]);
  assert.deepEqual(problems({ StartAt: "A", States: { A: { Type: "Pass", Next: "NOPE" } } }), [
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next",
    noEnd,
  ]);
  const parsed = parseDefinition(JSON.stringify({ StartAt: "A", States: loop }), { type: "STANDARD" });
  assert.ok(parsed.kind === "refused");
  assert.equal(
    definitionProblems(parsed.diagnostics),
    "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'",
  );
});

test("states inside a branch lead only to each other", () => {
  const branch = { StartAt: "I", States: { I: { Type: "Pass", Next: "E" }, J: { Type: "Pass", End: true } } };
  assert.deepEqual(problems({ StartAt: "X", States: { X: { Type: "Parallel", Branches: [branch], Next: "E" }, E: { Type: "Succeed" } } }), [
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: E at /States/X/Branches[0]/States/I/Next",
    'MISSING_TRANSITION_TARGET: State "J" is not reachable. at /States/X/Branches[0]/States/J',
  ]);
});

test("a state's name is unique in the whole definition, and up to 80 characters long", () => {
  const map = { Type: "Map", Iterator: { StartAt: "E", States: { E: { Type: "Pass", End: true } } }, Next: "E" };
  assert.deepEqual(problems({ StartAt: "X", States: { X: map, E: { Type: "Pass", End: true } } }), [
    "DUPLICATE_STATE_NAME: Duplicate State name: E at /States/E",
  ]);
  const named = (name: string) => problems({ StartAt: name, States: { [name]: { Type: "Succeed" } } });
  assert.deepEqual(named("\u{1f600}".repeat(80)), []);
  assert.match(named("a".repeat(81))[0] ?? "", /^INVALID_STATE_NAME: /);
  assert.match(named("")[0] ?? "", /^INVALID_STATE_NAME: /);
});

test("variables have names of their own", () => {
  const assign = (Assign: JsonObject) => loneProblems({ Type: "Pass", Assign, End: true });
  assert.deepEqual(assign({ a: 1, "b.$": "$.c", größe: { "d.$": "$.e" } }), []);
  for (const name of ["states", "1a", "a b", "", "a".repeat(81)]) assert.equal(assign({ [name]: 1 }).length, 1, name);
  assert.equal(loneProblems({ Type: "Pass", Assign: 1, End: true }).length, 1);
});

test("a branch may not assign what was assigned around it before", () => {
  const assigning = (variable: string, next: JsonObject) => ({ Type: "Pass", Assign: { [variable]: 1 }, ...next });
  const around = (branch: JsonObject, parallel: JsonObject = {}) =>
    problems({
      StartAt: "A",
      States: {
        A: assigning("before", { Next: "X" }),
        X: { Type: "Parallel", Branches: [{ StartAt: "I", States: { I: branch } }], Next: "B", ...parallel },
        B: assigning("after", { End: true }),
      },
    });
  assert.equal(around(assigning("before", { End: true })).length, 1);
  assert.match(around(assigning("before", { End: true }))[0] ?? "", /at \/States\/X\/Branches\[0\]\/States\/I\/Assign\/before$/);
  assert.deepEqual(around(assigning("own", { End: true })), []);
  assert.deepEqual(around(assigning("after", { End: true })), []);
  // Recorded on AWS: the catcher of the Parallel assigns what a branch assigns.
  assert.deepEqual(
    around(assigning("own", { End: true }), { Catch: [{ ErrorEquals: ["States.ALL"], Assign: { own: 1 }, Next: "B" }] }),
    [],
  );
  const deeper = { Type: "Parallel", Branches: [{ StartAt: "J", States: { J: assigning("before", { End: true }) } }], End: true };
  assert.equal(around(deeper).length, 1);
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
  const apart = {
    Type: "Map",
    ItemProcessor: { ProcessorConfig, StartAt: "J", States: { J: assigning("before", { End: true }) } },
    End: true,
  };
  assert.deepEqual(around(apart), []);
});

test("a JSONata expression fills its string", () => {
  const output = (Output: Json) => loneProblems({ Type: "Pass", Output, End: true }, jsonata);
  assert.deepEqual(output({ a: "{% $states.input %}", b: ["text", " {% text %} ", "$.a", "50%"] }), []);
  for (const text of ["{% 1", "1 %}", " {% 1 %}", "{% 1 %} ", "{%}"]) {
    assert.match(output({ a: [text] })[0] ?? "", /^INVALID_JSONATA_EXPRESSION: .* at \/States\/X\/Output\/a\[0\]$/, text);
  }
  assert.deepEqual(loneProblems({ Type: "Wait", Seconds: "{% 1 %}", End: true }, jsonata), []);
  assert.equal(loneProblems({ Type: "Wait", Seconds: "{% 1 %}", End: true }).length, 1);
});

test("expressions are compiled, and may read only the members of $states that exist where they stand", () => {
  const check = (Output: Json, caught: string) => {
    const state = { ...task, Output, Catch: [{ ErrorEquals: ["States.ALL"], Output: caught, Next: "E" }] };
    return problems(lone(state, jsonata));
  };
  assert.deepEqual(check({ v: "{% $states.result %}" }, "{% $states.errorOutput %}"), []);
  assert.deepEqual(check({ v: "{% phone %}" }, "{% 1 %}"), [
    "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/X/Output/v",
  ]);
  assert.deepEqual(check("{% 1 + %}", "{% 1 %}"), ["INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/X/Output"]);
  assert.equal(check("{% $states.errorOutput %}", "{% $states.result %}").length, 2);
});

test("what only looks wrong is a warning", () => {
  const warnings = (state: JsonObject) => {
    const parsed = parseDefinition(JSON.stringify(lone(state)), { type: "STANDARD" });
    return parsed.kind === "definition" ? parsed.warnings.map(({ code, location }) => `${code} ${location}`) : assert.fail();
  };
  assert.deepEqual(warnings({ Type: "Pass", Parameters: { a: "$.b" }, End: true }), ["NO_DOLLAR /States/X/Parameters/a"]);
  assert.deepEqual(warnings({ Type: "Fail", Cause: "$.cause" }), ["NO_PATH /States/X/Cause"]);
  assert.deepEqual(warnings({ Type: "Pass", Result: { "a.$": "$.b" }, End: true }), ["PASS_RESULT_IS_STATIC /States/X/Result"]);
  assert.deepEqual(warnings({ Type: "Pass", Parameters: { a: "costs $5" }, Result: "$", End: true }), []);
});

test("an SDK integration's action is held against the models there are; of other services nothing is known", () => {
  const machine = (resource: string) =>
    JSON.stringify({ StartAt: "T", States: { T: { Type: "Task", Resource: `arn:aws:states:::aws-sdk:${resource}`, End: true } } });
  const sdkActionExists = (service: string, action: string) => (service === "sqs" ? action === "sendMessage" : undefined);
  const kindOf = (resource: string) => parseDefinition(machine(resource), { type: "STANDARD", sdkActionExists }).kind;
  assert.deepEqual(["sqs:sendMessage", "sqs:sendMassage", "other:thing"].map(kindOf), ["definition", "refused", "definition"]);
});
