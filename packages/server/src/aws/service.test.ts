import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { LambdaOperations } from "../models/lambda.ts";
import { model as lambdaModel } from "../models/lambda.ts";
import { type StepFunctionsOperations, model as stepFunctionsModel } from "../models/stepfunctions.ts";
import { createFakePlatform } from "../platform/fake.ts";
import { type Call, operationsOf } from "./operation.ts";
import type { WireRequest } from "./protocol.ts";
import { defineService } from "./service.ts";
import { ServiceError } from "./service-error.ts";

const { logger, logLines } = createFakePlatform();
const call = { requestId: "r-1", region: "us-east-1" } as unknown as Call;
const operation = operationsOf<StepFunctionsOperations, { readonly answer: number }>();

const describeActivity = operation("DescribeActivity", {
  handle: ({ activityArn }, { answer, call: { requestId } }) => ({ activityArn, name: requestId, creationDate: answer }),
});
const service = defineService({ model: stepFunctionsModel, operations: [describeActivity], deps: { answer: 1_500 }, logger });

function awsJson(operationName: string, body: string): WireRequest {
  return {
    method: "POST",
    path: "/",
    query: "",
    headers: { "x-amz-target": `AWSStepFunctions.${operationName}` },
    body: Buffer.from(body),
  };
}

test("an operation reads its input, finds its dependencies and answers in the protocol", async () => {
  const answer = await service.handle(awsJson("DescribeActivity", '{"activityArn":"arn:a"}'), call);
  assert.deepEqual(answer, {
    status: 200,
    headers: { "x-amzn-RequestId": "r-1", "Content-Type": "application/x-amz-json-1.0" },
    body: '{"activityArn":"arn:a","name":"r-1","creationDate":1.5}',
  });
});

const refusals: readonly [what: string, request: WireRequest, status: number, code: string][] = [
  ["malformed JSON", awsJson("DescribeActivity", "{"), 400, "SerializationException"],
  ["a wrong JSON type", awsJson("DescribeActivity", '{"activityArn":1}'), 400, "SerializationException"],
  ["a body that is no object", awsJson("DescribeActivity", "[]"), 400, "SerializationException"],
  ["a broken constraint, an empty body too", awsJson("DescribeActivity", ""), 400, "ValidationException"],
  ["an operation the model does not have", awsJson("Nothing", "{}"), 404, "UnknownOperationException"],
  ["another method than POST", { ...awsJson("DescribeActivity", "{}"), method: "GET" }, 404, "UnknownOperationException"],
  ["an operation nobody implemented", awsJson("ListActivities", "{}"), 501, "NotImplementedException"],
];

for (const [what, request, status, code] of refusals) {
  test(`${what} is ${code}`, async () => {
    const answer = await service.handle(request, call);
    assert.equal(answer.status, status);
    assert.equal(answer.errorCode, code);
    const body = JSON.parse(answer.body as string) as { __type: string; message: string };
    assert.equal(body.__type, code);
    assert.ok(body.message.length > 0);
  });
}

test("the status of an error is the model's, whatever the handler said", async () => {
  const lambda = operationsOf<LambdaOperations, object>();
  const missing = lambda("GetFunction", {
    handle: () => {
      throw new ServiceError("ResourceNotFoundException", "gone", { httpStatus: 418 });
    },
  });
  const lambdaService = defineService({ model: lambdaModel, operations: [missing], deps: {}, logger });
  const answer = await lambdaService.handle(
    { method: "GET", path: "/2015-03-31/functions/f", query: "", headers: {}, body: new Uint8Array(0) },
    call,
  );
  assert.equal(answer.status, 404);
  assert.equal(answer.headers["x-amzn-errortype"], "ResourceNotFoundException");
  assert.deepEqual(JSON.parse(answer.body as string), { Type: "User", Message: "gone" });
});

test("an output that breaks the model is logged under the request id and leaves as InternalFailure", async () => {
  const broken = operation("DescribeActivity", { handle: () => ({ activityArn: 7 as never, name: "n", creationDate: 0 }) });
  const brokenService = defineService({ model: stepFunctionsModel, operations: [broken], deps: { answer: 0 }, logger });
  logLines.length = 0;
  const answer = await brokenService.handle(awsJson("DescribeActivity", '{"activityArn":"arn:a"}'), call);
  assert.equal(answer.status, 500);
  assert.match(answer.body as string, /"__type":"InternalFailure".*r-1/);
  assert.equal(logLines.length, 1);
  assert.equal(logLines[0]?.fields.requestId, "r-1");
});

test("an operation that is not in the model, or there twice, stops the start", () => {
  const unknown = { ...describeActivity, name: "Nothing" };
  assert.throws(
    () => defineService({ model: stepFunctionsModel, operations: [unknown], deps: { answer: 0 }, logger }),
    /no operation Nothing/,
  );
  assert.throws(
    () => defineService({ model: stepFunctionsModel, operations: [describeActivity, describeActivity], deps: { answer: 0 }, logger }),
    /two handlers/,
  );
});

test("whatever JSON comes in, it is answered or refused, and never a bug", async () => {
  const text = fc.oneof(
    fc.constantFrom("arn:aws:states:us-east-1:000000000000:activity:a", "", "__proto__", "constructor"),
    fc.string({ unit: "binary" }),
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("json"), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(fc.constantFrom("name", "tags", "key", "value", "weight", "routingConfiguration", "maxResults", "__proto__"), text),
        tie("json"),
        { maxKeys: 5 },
      ),
    ),
  }));
  const operations = Object.keys(stepFunctionsModel.operations);
  const everything = operations.map((name) => ({
    name,
    handle: () => {
      throw new ServiceError("Reached", "the handler");
    },
  }));
  const open = defineService({ model: stepFunctionsModel, operations: everything, deps: { answer: 0 }, logger });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), json, async (name, body) => {
      const answer = await open.handle(awsJson(name, JSON.stringify(body) ?? ""), call);
      assert.ok(["Reached", "ValidationException", "SerializationException"].includes(answer.errorCode ?? ""), answer.body as string);
    }),
    { numRuns: 2_000 },
  );
});

test("an operation that answers with an event stream cannot be served yet, and says so at start", () => {
  const streaming = { name: "InvokeWithResponseStream", handle: () => ({}) };
  assert.throws(() => defineService({ model: lambdaModel, operations: [streaming], deps: {}, logger }), /event stream/);
});
