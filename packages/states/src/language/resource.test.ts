import assert from "node:assert/strict";
import { test } from "node:test";
import { isItemReader, isResultWriter, isTaskIntegration, parseResource } from "./resource.ts";

function service(text: string) {
  const resource = parseResource(text);
  assert.equal(resource.kind, "service", text);
  return resource.kind === "service" ? resource : assert.fail();
}

test("a function's ARN is called directly, with or without a version or alias", () => {
  for (const arn of [
    "arn:aws:lambda:us-east-1:111111111111:function:lambda_1_func_00000001",
    "arn:aws:lambda:us-east-1:111111111111:function:fn:$LATEST",
    "arn:aws-us-gov:lambda:us-gov-west-1:111111111111:function:fn:blue",
  ]) {
    assert.deepEqual(parseResource(arn), { kind: "lambda", functionArn: arn });
  }
});

test("an activity's ARN is an activity", () => {
  const activityArn = "arn:aws:states:us-east-1:111111111111:activity:activity-00000001";
  assert.deepEqual(parseResource(activityArn), { kind: "activity", activityArn });
});

test("an optimized integration is taken apart as the history shows it", () => {
  assert.deepEqual(parseResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), {
    kind: "service",
    service: "sqs",
    action: "sendMessage",
    pattern: "waitForTaskToken",
    sdk: false,
    resourceType: "sqs",
    resource: "sendMessage.waitForTaskToken",
  });
  const nested = service("arn:aws:states:::states:startExecution.sync:2");
  assert.deepEqual([nested.pattern, nested.action, nested.resource], ["sync2", "startExecution", "startExecution.sync:2"]);
});

test("an SDK integration keeps its prefix in the resource type", () => {
  assert.deepEqual(parseResource("arn:aws:states:::aws-sdk:dynamodb:getItem"), {
    kind: "service",
    service: "dynamodb",
    action: "getItem",
    pattern: "requestResponse",
    sdk: true,
    resourceType: "aws-sdk:dynamodb",
    resource: "getItem",
  });
});

test("region and account of an integration may be written out", () => {
  assert.equal(service("arn:aws:states:us-east-1:111111111111:athena:startQueryExecution.sync").pattern, "sync");
});

test("anything else is not recognized, and keeps its text", () => {
  for (const text of [
    "",
    "arn:aws:resource:example",
    "HelloWorld",
    "arn:aws:states:::sqs",
    "arn:aws:states:::sqs:sendMessage.sync:3",
    "${Arn}",
  ]) {
    assert.deepEqual(parseResource(text), { kind: "unrecognized", text });
  }
});

test("an optimized integration offers only its own actions and patterns", () => {
  for (const [resource, offered] of [
    ["lambda:invoke", true],
    ["lambda:invoke.waitForTaskToken", true],
    ["lambda:invoke.sync", false],
    ["dynamodb:query", false],
    ["dynamodb:getItem.waitForTaskToken", false],
    ["states:startExecution.sync:2", true],
    ["ecs:runTask.sync", true],
    ["ecs:runTask.sync:2", false],
    ["s3:getObject", false],
    ["constructor:toString", false],
    ["lambda:constructor", false],
  ] as const) {
    assert.equal(isTaskIntegration(service(`arn:aws:states:::${resource}`)), offered, resource);
  }
});

test("an SDK integration never waits for a job", () => {
  assert.equal(isTaskIntegration(service("arn:aws:states:::aws-sdk:glue:startJobRun")), true);
  assert.equal(isTaskIntegration(service("arn:aws:states:::aws-sdk:glue:startJobRun.waitForTaskToken")), true);
  assert.equal(isTaskIntegration(service("arn:aws:states:::aws-sdk:glue:startJobRun.sync")), false);
});

test("only S3 is read by an ItemReader and written by a ResultWriter", () => {
  assert.equal(isItemReader(parseResource("arn:aws:states:::s3:getObject")), true);
  assert.equal(isItemReader(parseResource("arn:aws:states:::s3:listObjectsV2")), true);
  assert.equal(isItemReader(parseResource("arn:aws:states:::s3:putObject")), false);
  assert.equal(isItemReader(parseResource("arn:aws:states:::aws-sdk:s3:getObject")), false);
  assert.equal(isResultWriter(parseResource("arn:aws:states:::s3:putObject")), true);
  assert.equal(isResultWriter(parseResource("arn:aws:states:::sqs:sendMessage")), false);
});
