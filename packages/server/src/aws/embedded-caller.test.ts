import assert from "node:assert/strict";
import { test } from "node:test";
import { type StepFunctionsOperations, model } from "../models/stepfunctions.ts";
import { createFakePlatform } from "../platform/fake.ts";
import { createEmbeddedCaller, defineService, operationsOf, ServiceError } from "./index.ts";

const platform = createFakePlatform();
const operation = operationsOf<StepFunctionsOperations, { readonly answer: number }>();
const describeActivity = operation("DescribeActivity", {
  handle: ({ activityArn }, { answer, call }) => {
    if (activityArn === "arn:none") throw new ServiceError("ActivityDoesNotExist", "gone");
    if (activityArn === "arn:bug") throw new TypeError("a bug");
    return { activityArn, name: `${call.accountId} ${call.region} ${call.principalArn}`, creationDate: answer };
  },
});
const service = defineService({ model, operations: [describeActivity], deps: { answer: 1_500 }, logger: platform.logger });
const aws = createEmbeddedCaller({
  service: (name) => (name === "stepfunctions" ? service : undefined),
  platform,
  endpointUrl: () => "http://127.0.0.1:4566",
});
const ask = (activityArn: unknown, operationName = "DescribeActivity", serviceName = "stepfunctions") =>
  aws.call({ service: serviceName, operation: operationName, input: { activityArn }, region: "eu-west-1", accountId: "111111111111" });
const refusedWith = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code;

test("a call from inside is answered as the handler answers, for the caller's account and region", async () => {
  assert.deepEqual(await ask("arn:a"), {
    activityArn: "arn:a",
    name: "111111111111 eu-west-1 arn:aws:iam::111111111111:root",
    creationDate: 1_500,
  });
});

test("a call from inside is held against the model, and refused with the service's own errors", async () => {
  await assert.rejects(ask(undefined), refusedWith("ValidationException"));
  await assert.rejects(ask("arn:none"), refusedWith("ActivityDoesNotExist"));
  await assert.rejects(ask("arn:a", "ListActivities"), refusedWith("NotImplementedException"));
  await assert.rejects(ask("arn:a", "DescribeActivity", "batch"), refusedWith("UnknownOperationException"));
});

test("a bug behind a call from inside is logged and leaves as InternalFailure", async () => {
  await assert.rejects(ask("arn:bug"), refusedWith("InternalFailure"));
  assert.ok(platform.logLines.some((line) => JSON.stringify(line).includes("DescribeActivity")));
});
