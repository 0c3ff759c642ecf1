import assert from "node:assert/strict";
import { test } from "node:test";
import { clientName, exceptionName, sdkServiceName } from "./service-names.ts";

test("clients are named as the second Java SDK names them", () => {
  for (const [serviceId, name] of [
    ["DynamoDB", "DynamoDb"],
    ["SFN", "Sfn"],
    ["S3", "S3"],
    ["Secrets Manager", "SecretsManager"],
    ["CloudWatch Logs", "CloudWatchLogs"],
    ["EMR containers", "EmrContainers"],
    ["EventBridge", "EventBridge"],
    ["API Gateway", "ApiGateway"],
    ["SESv2", "SesV2"],
    ["ECS", "Ecs"],
    ["Config Service", "Config"],
    ["Elastic Load Balancing v2", "ElasticLoadBalancingV2"],
  ] as const) {
    assert.equal(clientName(serviceId), name);
  }
  assert.equal(sdkServiceName("CloudWatch Logs"), "cloudwatchlogs");
});

test("an error is a class whose name ends in Exception", () => {
  assert.equal(exceptionName("InvalidToken"), "InvalidTokenException");
  assert.equal(exceptionName("ResourceNotFoundException"), "ResourceNotFoundException");
  assert.equal(exceptionName("DBInstanceNotFoundFault"), "DBInstanceNotFoundException");
});
