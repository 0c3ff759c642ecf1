import assert from "node:assert/strict";
import { test } from "node:test";
import type { DispatchTask } from "@stile/states";
import type { TaskRequest } from "../integration.ts";
import { type FunctionInvoker, lambdaTasks } from "./lambda.ts";

type Resource = DispatchTask["resource"];

const direct: Resource = { kind: "lambda", functionArn: "arn:aws:lambda:us-east-1:000000000000:function:f" } as Resource;
const invoke = {
  kind: "service",
  resourceType: "lambda",
  resource: "invoke",
  service: "lambda",
  action: "invoke",
  sdk: false,
} as unknown as Resource;

function outcomeOf(resource: Resource, payload: string) {
  const functions: FunctionInvoker = { invoke: async () => ({ statusCode: 200, payload, executedVersion: "$LATEST", requestId: "r-1" }) };
  const request = {
    resource,
    parameters: '{"FunctionName":"f"}',
    signal: new AbortController().signal,
    accountId: "000000000000",
    region: "us-east-1",
  };
  return lambdaTasks(functions).run(request as unknown as TaskRequest);
}

const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

test("an answer as deep as an input may be is the task's output, and a deeper one fails the task", async () => {
  assert.deepEqual(await outcomeOf(direct, nested(1_000)), { kind: "succeeded", output: nested(1_000) });
  const deeper = await outcomeOf(direct, nested(1_001));
  assert.ok(deeper.kind === "failed" && deeper.error === "Lambda.Unknown");
  const deepest = await outcomeOf(direct, nested(100_000));
  assert.equal(deepest.kind, "failed");
});

test("through lambda:invoke an answer that is nested too deep stays text, as one that is no JSON does", async () => {
  for (const payload of [nested(100_000), "no JSON", ""]) {
    const outcome = await outcomeOf(invoke, payload);
    assert.equal(outcome.kind === "succeeded" && (JSON.parse(outcome.output) as { Payload: unknown }).Payload, payload);
  }
});
