/** The wire against its judges: the official JavaScript clients and boto3, over real sockets, plain and TLS. */
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent as HttpsAgent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import * as lambda from "@aws-sdk/client-lambda";
import * as sfn from "@aws-sdk/client-sfn";
import { openCertificate, type TlsMaterial } from "./certificate.ts";
import { startToyGateway, type ToyGateway, toyInstantMs } from "./toy-services.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const machineArn = "arn:aws:states:eu-west-1:000000000000:stateMachine:hello";

let directory: string;
let material: TlsMaterial;
let toy: ToyGateway;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), "stile-tls-"));
  material = await openCertificate({ directory, nowMs: Date.now() });
  toy = await startToyGateway({ tls: async () => material });
});

after(async () => {
  await toy.gateway.close(1_000);
  await rm(directory, { recursive: true });
});

function clientOptions(endpoint: string, ca?: string) {
  return {
    endpoint,
    region: "eu-west-1",
    credentials,
    maxAttempts: 1,
    disableHostPrefix: true,
    ...(ca === undefined ? {} : { requestHandler: { httpsAgent: new HttpsAgent({ ca }) } }),
  };
}

for (const scheme of ["http", "https"] as const) {
  describe(`the official JavaScript clients over ${scheme}`, () => {
    const endpoint = (): string => (scheme === "http" ? toy.gateway.url : `https://localhost:${toy.gateway.port}`);
    // TLS clients trust nothing but the authority file: the chain and the names have to verify.
    const sfnClient = () => new sfn.SFNClient(clientOptions(endpoint(), scheme === "https" ? material.authority : undefined));
    const lambdaClient = () => new lambda.LambdaClient(clientOptions(endpoint(), scheme === "https" ? material.authority : undefined));

    test("a timestamp arrives to the millisecond, and the region is that of the credential scope", async () => {
      const created = await sfnClient().send(
        new sfn.CreateStateMachineCommand({
          name: "naïve-名",
          definition: '{"StartAt":"A"}',
          roleArn: "arn:aws:iam::000000000000:role/r",
          tags: [{ key: "k", value: "v" }],
        }),
      );
      assert.equal(created.creationDate?.getTime(), toyInstantMs);
      assert.equal(created.stateMachineArn, "arn:aws:states:eu-west-1:000000000000:stateMachine:naïve-名");
      assert.deepEqual(toy.inputs.get("CreateStateMachine"), {
        name: "naïve-名",
        definition: '{"StartAt":"A"}',
        roleArn: "arn:aws:iam::000000000000:role/r",
        tags: [{ key: "k", value: "v" }],
      });
      assert.equal(toy.calls.at(-1)?.endpointUrl, endpoint());
    });

    test("nested structures, lists, maps and booleans make the round trip", async () => {
      const described = await sfnClient().send(new sfn.DescribeStateMachineCommand({ stateMachineArn: machineArn }));
      assert.deepEqual(described.loggingConfiguration, {
        level: "ALL",
        includeExecutionData: true,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: "arn:x" } }],
      });
      assert.deepEqual(described.variableReferences, { First: ["a", "b"], __proto__state: [] });
      assert.match(described.$metadata.requestId ?? "", /^[0-9a-f-]{36}$/);
    });

    test("numbers arrive as numbers", async () => {
      await sfnClient().send(
        new sfn.UpdateMapRunCommand({ mapRunArn: "arn:m", maxConcurrency: 7, toleratedFailurePercentage: 12.5, toleratedFailureCount: 3 }),
      );
      assert.deepEqual(toy.inputs.get("UpdateMapRun"), {
        mapRunArn: "arn:m",
        maxConcurrency: 7,
        toleratedFailurePercentage: 12.5,
        toleratedFailureCount: 3,
      });
    });

    test("a synchronous execution answers at the same host when the host prefix is off", async () => {
      const answer = await sfnClient().send(new sfn.StartSyncExecutionCommand({ stateMachineArn: machineArn, input: '{"emoji":"🪜"}' }));
      assert.equal(answer.output, '{"emoji":"🪜"}');
      assert.deepEqual(answer.billingDetails, { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 });
    });

    test("a broken constraint is AWS's ValidationException", async () => {
      await assert.rejects(
        sfnClient().send(new sfn.ListExecutionsCommand({ stateMachineArn: machineArn, maxResults: 1001 })),
        (error: sfn.ValidationException) => {
          assert.ok(error instanceof sfn.ValidationException);
          assert.equal(
            error.message,
            "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
          );
          assert.equal(error.$metadata.httpStatusCode, 400);
          return true;
        },
      );
    });

    test("an error's own members arrive with it", async () => {
      await assert.rejects(
        sfnClient().send(new sfn.DeleteStateMachineCommand({ stateMachineArn: machineArn })),
        (error: sfn.ValidationException) => {
          assert.equal(error.reason, "MISSING_REQUIRED_PARAMETER");
          return true;
        },
      );
    });

    test("what is not implemented says so", async () => {
      await assert.rejects(sfnClient().send(new sfn.ListActivitiesCommand({})), {
        name: "NotImplementedException",
        message: "Stile does not implement states:ListActivities yet.",
      });
    });

    test("a bug leaves as InternalFailure with the request id, and is logged once under it", async () => {
      toy.logLines.length = 0;
      await assert.rejects(sfnClient().send(new sfn.StopExecutionCommand({ executionArn: "arn:e" })), (error: sfn.SFNServiceException) => {
        assert.equal(error.name, "InternalFailure");
        assert.equal(error.$metadata.httpStatusCode, 500);
        assert.ok(error.message.includes(error.$metadata.requestId ?? "?"));
        assert.ok(!error.message.includes("secret"));
        const logged = toy.logLines.filter((line) => line.level === "error");
        assert.equal(logged.length, 1);
        assert.equal(logged[0]?.fields.requestId, error.$metadata.requestId);
        return true;
      });
    });

    test("a blob inside JSON, a map and a list make the round trip", async () => {
      const zip = new Uint8Array([0, 1, 2, 250, 251, 255]);
      const made = await lambdaClient().send(
        new lambda.CreateFunctionCommand({
          FunctionName: "hello",
          Runtime: "nodejs22.x",
          Role: "arn:aws:iam::000000000000:role/r",
          Handler: "index.handler",
          Code: { ZipFile: zip },
          Environment: { Variables: { AB: "1", CD: "ü" } },
          Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:one:1"],
        }),
      );
      assert.equal(made.$metadata.httpStatusCode, 201);
      assert.deepEqual(made.Environment?.Variables, { AB: "1", CD: "ü" });
      assert.equal(made.CodeSize, 6);
      const input = toy.inputs.get("CreateFunction") as { Code: { ZipFile: Uint8Array } };
      assert.deepEqual(new Uint8Array(input.Code.ZipFile), zip);
    });

    test("label, query, headers, blob payload and bound status: an invocation", async () => {
      const invoked = await lambdaClient().send(
        new lambda.InvokeCommand({
          FunctionName: "arn:aws:lambda:eu-west-1:000000000000:function:hello",
          Qualifier: "1",
          InvocationType: "RequestResponse",
          ClientContext: "e30=",
          Payload: new Uint8Array([123, 125, 255]),
        }),
      );
      assert.equal(invoked.StatusCode, 200);
      assert.equal(invoked.ExecutedVersion, "1");
      assert.equal(invoked.LogResult, "bG9n");
      assert.deepEqual(new Uint8Array(invoked.Payload ?? []), new Uint8Array([123, 125, 255]));
      const { Payload: _payload, ...bound } = toy.inputs.get("Invoke") as Record<string, unknown>;
      assert.deepEqual(bound, {
        FunctionName: "arn:aws:lambda:eu-west-1:000000000000:function:hello",
        Qualifier: "1",
        InvocationType: "RequestResponse",
        ClientContext: "e30=",
      });
      const queued = await lambdaClient().send(new lambda.InvokeCommand({ FunctionName: "hello", InvocationType: "Event" }));
      assert.equal(queued.StatusCode, 202);
    });

    test("query parameters are typed, and repeated ones are a list", async () => {
      const listed = await lambdaClient().send(new lambda.ListFunctionsCommand({ MaxItems: 5, Marker: "a b&c=d+é" }));
      assert.deepEqual(toy.inputs.get("ListFunctions"), { MaxItems: 5, Marker: "a b&c=d+é" });
      assert.equal(listed.NextMarker, "a b&c=d+é");
      const untagged = await lambdaClient().send(
        new lambda.UntagResourceCommand({ Resource: "arn:aws:lambda:us-east-1:000000000000:function:f", TagKeys: ["a", "b/c"] }),
      );
      assert.deepEqual((toy.inputs.get("UntagResource") as { TagKeys: unknown }).TagKeys, ["a", "b/c"]);
      assert.equal(untagged.$metadata.httpStatusCode, 204);
    });

    test("a timestamp inside a JSON input arrives as milliseconds", async () => {
      const mapping = await lambdaClient().send(
        new lambda.CreateEventSourceMappingCommand({
          FunctionName: "f",
          StartingPosition: "AT_TIMESTAMP",
          StartingPositionTimestamp: new Date(toyInstantMs),
          BatchSize: 3,
        }),
      );
      assert.equal(
        (toy.inputs.get("CreateEventSourceMapping") as { StartingPositionTimestamp: number }).StartingPositionTimestamp,
        toyInstantMs,
      );
      assert.equal(mapping.StartingPositionTimestamp?.getTime(), toyInstantMs);
    });

    test("Lambda's errors have its status, Type, Message and headers", async () => {
      await assert.rejects(
        lambdaClient().send(new lambda.InvokeCommand({ FunctionName: "missing" })),
        (error: lambda.ResourceNotFoundException) => {
          assert.ok(error instanceof lambda.ResourceNotFoundException);
          assert.equal(error.$metadata.httpStatusCode, 404);
          assert.equal(error.Type, "User");
          assert.equal(error.message, "Function not found: missing");
          return true;
        },
      );
      await assert.rejects(
        lambdaClient().send(new lambda.InvokeCommand({ FunctionName: "busy" })),
        (error: lambda.TooManyRequestsException) => {
          assert.equal(error.$metadata.httpStatusCode, 429);
          assert.equal(error.retryAfterSeconds, "7");
          assert.equal(error.Reason, "ReservedFunctionConcurrentInvocationLimitExceeded");
          return true;
        },
      );
    });
  });
}

test("the host prefix sync- is accepted where the name resolves", async () => {
  // Node resolves every *.localhost by itself on most systems, not on all: the connection is made to the address.
  const { request } = await import("node:http");
  const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request(
      toy.gateway.url,
      { method: "POST", headers: { host: `sync-localhost:${toy.gateway.port}`, "x-amz-target": "AWSStepFunctions.StartSyncExecution" } },
      (response) => {
        let body = "";
        response.on("data", (chunk) => (body += String(chunk)));
        response.on("end", () => resolve({ status: response.statusCode, body }));
      },
    );
    sent.on("error", reject);
    sent.end(JSON.stringify({ stateMachineArn: machineArn }));
  });
  assert.equal(answer.status, 200);
});

const boto3 = spawnSync("python3", ["-c", "import boto3"]).status === 0;

test("boto3 makes the same round trips", { skip: boto3 ? false : "python3 with boto3 is not installed" }, async () => {
  const script = `
import boto3, json, sys, datetime
from botocore.config import Config
from botocore.exceptions import ClientError
endpoint, ca = sys.argv[1], sys.argv[2]
options = dict(endpoint_url=endpoint, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b",
               verify=ca, config=Config(inject_host_prefix=False, retries={"max_attempts": 1}))
sfn = boto3.client("stepfunctions", **options)
awslambda = boto3.client("lambda", **options)
out = {}
out["arn"] = sfn.create_state_machine(name="m", definition="{}", roleArn="arn:r")["stateMachineArn"]
out["date"] = sfn.create_state_machine(name="m", definition="{}", roleArn="arn:r")["creationDate"].timestamp()
out["sync"] = sfn.start_sync_execution(stateMachineArn="arn:s", input='{"a":1}')["output"]
try:
    sfn.list_executions(stateMachineArn="arn:s", maxResults=1001)
except ClientError as error:
    out["error"] = error.response["Error"]
    out["status"] = error.response["ResponseMetadata"]["HTTPStatusCode"]
answer = awslambda.invoke(FunctionName="hello", Payload=b"\\x00\\xff", Qualifier="2")
out["payload"] = list(answer["Payload"].read())
out["version"] = answer["ExecutedVersion"]
out["code"] = awslambda.create_function(FunctionName="f", Role="arn:aws:iam::000000000000:role/r", Code={"ZipFile": b"zip"}, Environment={"Variables": {"AB": "1"}})["CodeSize"]
try:
    awslambda.invoke(FunctionName="missing")
except awslambda.exceptions.ResourceNotFoundException as error:
    out["missing"] = error.response["Message"], error.response["Type"]
print(json.dumps(out))
`;
  for (const endpoint of [toy.gateway.url, `https://localhost:${toy.gateway.port}`]) {
    const { stdout } = await promisify(execFile)("python3", ["-c", script, endpoint, join(directory, "ca.pem")], { timeout: 60_000 });
    assert.deepEqual(JSON.parse(stdout), {
      arn: "arn:aws:states:eu-west-1:000000000000:stateMachine:m",
      date: toyInstantMs / 1000,
      sync: '{"a":1}',
      error: {
        Code: "ValidationException",
        Message:
          "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
      },
      status: 400,
      payload: [0, 255],
      version: "2",
      code: 3,
      missing: ["Function not found: missing", "User"],
    });
  }
});
