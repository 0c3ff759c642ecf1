import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { model as lambdaModel } from "../models/lambda.ts";
import { model as stepFunctionsModel } from "../models/stepfunctions.ts";
import { createConstraints, javaPattern } from "./constraints.ts";
import type { ServiceModel } from "./model.ts";

const stepFunctions = createConstraints(stepFunctionsModel);
const lambda = createConstraints(lambdaModel);

function messageOf(run: () => void): string {
  try {
    run();
  } catch (error) {
    assert.equal((error as { code?: string }).code, "ValidationException");
    return (error as Error).message;
  }
  return "accepted";
}

/** The message for an input of that Step Functions operation. */
function refusal(operation: string, input: unknown): string {
  return messageOf(() => stepFunctions.check(`${operation}Input`, input));
}

test("a number past its bound", () => {
  assert.equal(
    refusal("ListExecutions", { maxResults: 1001 }),
    "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
  );
  assert.equal(
    refusal("ListExecutions", { maxResults: -1 }),
    "1 validation error detected: Value '-1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 0",
  );
});

test("an enum lists its values in the order AWS was recorded with", () => {
  assert.equal(
    refusal("ListExecutions", { statusFilter: "succeeded" }),
    "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
  );
});

test("a missing required member is null, whether absent or null", () => {
  const told = "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null";
  assert.equal(refusal("DescribeStateMachine", {}), told);
  assert.equal(refusal("DescribeStateMachine", { stateMachineArn: null }), told);
});

test("several faults are counted and told in the order of the members", () => {
  assert.equal(
    refusal("CreateStateMachineAlias", { name: "", routingConfiguration: [{ stateMachineVersionArn: "arn:v", weight: 101 }] }),
    "3 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
      "Value '' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$; " +
      "Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100",
  );
});

test("what the model marks sensitive is not echoed", () => {
  assert.equal(
    refusal("SendTaskFailure", { taskToken: "t", error: "e".repeat(257) }),
    "1 validation error detected: Value at 'error' failed to satisfy constraint: Member must have length less than or equal to 256",
  );
});

test("names and ARNs of Step Functions are held to their length only: the service itself answers InvalidName and InvalidArn", () => {
  assert.equal(refusal("CreateActivity", { name: "a b<>" }), "accepted");
  assert.equal(refusal("DescribeExecution", { executionArn: "not_a_valid_arn" }), "accepted");
  assert.match(
    refusal("CreateActivity", { name: "a".repeat(81) }),
    /at 'name' failed to satisfy constraint: Member must have length less than or equal to 80$/,
  );
});

test("length counts code points, not code units", () => {
  assert.equal(refusal("CreateActivity", { name: "\u{1fa9c}".repeat(80) }), "accepted");
  assert.notEqual(refusal("CreateActivity", { name: "\u{1fa9c}".repeat(81) }), "accepted");
});

test("lists and maps are held to their size", () => {
  const route = { stateMachineVersionArn: "arn:v", weight: 1 };
  assert.match(
    refusal("CreateStateMachineAlias", { name: "a", routingConfiguration: [route, route, route] }),
    /^1 validation error detected: Value '\[\{stateMachineVersionArn=arn:v, weight=1\}, .*\]' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or equal to 2$/,
  );
});

test("a list of scalars is refused as a whole, with all constraints of its element", () => {
  assert.equal(
    messageOf(() =>
      lambda.check("CreateFunctionRequest", {
        FunctionName: "f",
        Role: "arn:aws:iam::000000000000:role/r",
        Code: {},
        Architectures: ["X86"],
      }),
    ),
    "1 validation error detected: Value '[X86]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
  );
});

test("map keys are refused as a whole, and a sensitive map is not echoed", () => {
  assert.match(
    messageOf(() =>
      lambda.check("CreateFunctionRequest", {
        FunctionName: "f",
        Role: "arn:aws:iam::000000000000:role/r",
        Code: {},
        Environment: { Variables: { "a-b": "1" } },
      }),
    ),
    /^1 validation error detected: Value at 'environment\.variables' failed to satisfy constraint: Map keys must satisfy constraint: \[.*Member must satisfy regular expression pattern: \[a-zA-Z\]\(\[a-zA-Z0-9_\]\)\+\]$/,
  );
});

test("paths begin in lower case, and patterns match the whole value", () => {
  assert.match(
    messageOf(() => lambda.check("GetFunctionRequest", { FunctionName: "has space" })),
    /^1 validation error detected: Value 'has space' at 'functionName' failed .* pattern: /,
  );
});

test("a null element is refused where it stands", () => {
  assert.equal(
    refusal("TagResource", { resourceArn: "arn:r", tags: [{ key: "a" }, null] }),
    "1 validation error detected: Value null at 'tags.2.member' failed to satisfy constraint: Member must not be null",
  );
});

test("a shape that contains itself is checked at every depth", () => {
  const model = {
    service: "toy",
    shapes: {
      Tree: { type: "structure", members: { Name: { shape: "Name" }, Children: { shape: "Trees" } } },
      Trees: { type: "list", member: { shape: "Tree" } },
      Name: { type: "string", max: 1 },
    },
  } as unknown as ServiceModel;
  assert.match(
    messageOf(() => createConstraints(model).check("Tree", { Children: [{ Children: [{ Name: "ok" }] }] })),
    /^1 validation error detected: Value 'ok' at 'children\.1\.member\.children\.1\.member\.name' failed/,
  );
});

test("a megabyte of refused value is not echoed whole, and not tried against a pattern", () => {
  const told = messageOf(() => lambda.check("GetFunctionRequest", { FunctionName: "!".repeat(1_000_000) }));
  assert.ok(told.length < 100_000, `${told.length} characters`);
});

test("Java's ways of writing patterns are understood", () => {
  assert.ok(javaPattern("(?s).+").test("a\nb"));
  assert.ok(!javaPattern(".+").test("a\nb"));
  assert.ok(javaPattern("[\\w_-]+\\ \\@").test("a-b @"));
  assert.ok(javaPattern("\\p{ASCII}*").test("~"));
  assert.ok(!javaPattern("\\p{ASCII}*").test("é"));
  assert.ok(!javaPattern("a|b").test("ab"));
});

test("every pattern of the generated models compiles", () => {
  for (const model of [stepFunctionsModel, lambdaModel]) {
    for (const shape of Object.values(model.shapes)) if (shape.pattern !== undefined) assert.ok(javaPattern(shape.pattern));
  }
});

const recordings = new URL("../../../../../shared/conformance/step-functions/api-scripts.json", import.meta.url);

test("every recorded constraint refusal is told in the recorded words", {
  skip: existsSync(recordings) ? false : "the recorded cases are not here",
}, () => {
  type Case = { readonly script: readonly { readonly op: string; readonly params?: Record<string, unknown> }[]; readonly expect: unknown };
  const cases = JSON.parse(readFileSync(recordings, "utf8")) as readonly Case[];
  let compared = 0;
  for (const { script, expect } of cases) {
    const recorded = new Set(
      JSON.stringify(expect ?? null)
        .match(/\d validation errors? detected: (?:[^"\\]|\\.)*/g)
        ?.map((text) => JSON.parse(`"${text}"`) as string),
    );
    if (recorded.size === 0) continue;
    const told = new Set<string>();
    for (const { op, params } of script) {
      const [service, operation = ""] = op.split(".");
      const shape = stepFunctionsModel.operations[operation]?.input;
      if (service !== "stepfunctions" || shape === undefined) continue;
      const message = messageOf(() => stepFunctions.check(shape, params ?? {}));
      // The recorder replaced long tokens by their names.
      if (message !== "accepted") told.add(message.replace(/'x+'|'([A-Za-z0-9])\1{1000,}'/, "'<long>'"));
    }
    for (const text of recorded) {
      if (!text.includes("failed to satisfy constraint") || text.includes("(Service: ")) continue;
      compared += 1;
      assert.ok(told.has(text.replace(/'<invalid_token_\d+_chars>'/, "'<long>'")), `recorded: ${text}\ntold: ${[...told].join("\n")}`);
    }
  }
  assert.ok(compared >= 5, `${compared} refusals compared`);
});
