import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { type Call, defineService } from "../../aws/index.ts";
import { home, memoryBlobs, memoryRecords, openFixture, refusal, zipOf } from "./lambda-fixture.ts";

const fixture = openFixture();
const { call, create } = fixture;
after(() => fixture.close());

const code = { "index.js": "exports.handler = async () => 1;" };
const request = {
  FunctionName: "other",
  Runtime: "nodejs22.x",
  Role: "arn:aws:iam::111111111111:role/r",
  Handler: "index.handler",
  Code: { ZipFile: zipOf(code) },
} as const;

test("CreateFunction answers the configuration as AWS does", async () => {
  await create("shape", code, { Timeout: 7, Environment: { Variables: { A: "1" } }, Tags: { team: "x" } });
  const { Configuration, Code, Tags } = await call("GetFunction", { FunctionName: "shape" });
  const { LastModified, CodeSha256, RevisionId, CodeSize, RuntimeVersionConfig, ...rest } = Configuration!;
  assert.deepEqual(JSON.parse(JSON.stringify(rest)), {
    FunctionName: "shape",
    FunctionArn: "arn:aws:lambda:us-east-1:111111111111:function:shape",
    Runtime: "nodejs22.x",
    Role: "arn:aws:iam::111111111111:role/test",
    Handler: "index.handler",
    Description: "",
    Timeout: 7,
    MemorySize: 128,
    Version: "$LATEST",
    Environment: { Variables: { A: "1" } },
    TracingConfig: { Mode: "PassThrough" },
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/shape" },
  });
  assert.match(LastModified!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
  assert.match(CodeSha256!, /^[A-Za-z0-9+/]{43}=$/);
  assert.match(RevisionId!, /^[0-9a-f-]{36}$/);
  assert.match(RuntimeVersionConfig!.RuntimeVersionArn!, /^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/);
  assert.ok(CodeSize! > 0);
  assert.deepEqual(Tags, { team: "x" });
  assert.deepEqual(Code, { RepositoryType: "S3" });
});

test("a second function of the same name is refused", async () => {
  await create("twice", code);
  await assert.rejects(create("twice", code), refusal("ResourceConflictException", "Function already exist: twice", 409));
});

test("of two functions created at once with the same name one is refused", async () => {
  const outcomes = await Promise.allSettled([create("race", code), create("race", code)]);
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("what cannot be unzipped is refused in AWS's words", async () => {
  const message = "Could not unzip uploaded file. Please check your file, then try to upload again.";
  await assert.rejects(
    call("CreateFunction", { ...request, Code: { ZipFile: Buffer.from("nonsense, but long enough to be looked at") } }),
    refusal("InvalidParameterValueException", message),
  );
  await assert.rejects(
    call("CreateFunction", { ...request, Code: { ZipFile: zipOf({ "../../slip.js": "1" }) } }),
    refusal("InvalidParameterValueException", message),
  );
  assert.equal(existsSync(join(fixture.dataDir, "slip.js")), false);
});

test("runtimes that cannot be run are refused with a list of those that can", async () => {
  await assert.rejects(
    call("CreateFunction", { ...request, Runtime: "java21" }),
    refusal("InvalidParameterValueException", /Value java21 at 'runtime'.*nodejs22\.x.*python3\.12/),
  );
});

test("reserved and oversized environment variables, long timeouts and unsupported fields are refused", async () => {
  await assert.rejects(
    call("CreateFunction", { ...request, Environment: { Variables: { AWS_REGION: "x" } } }),
    refusal("InvalidParameterValueException", /Reserved keys used in this request: AWS_REGION$/),
  );
  await assert.rejects(
    call("CreateFunction", { ...request, Environment: { Variables: { A: "x".repeat(4_096) } } }),
    refusal("InvalidParameterValueException", /exceeded the 4KB limit/),
  );
  await assert.rejects(
    call("CreateFunction", { ...request, Timeout: 901 }),
    refusal("ValidationException", /at 'timeout' failed.*less than or equal to 900/),
  );
  await assert.rejects(
    call("CreateFunction", { ...request, CodeSigningConfigArn: "arn:aws:lambda:us-east-1:111111111111:code-signing-config:csc-1" }),
    refusal("InvalidParameterValueException", "Stile does not support CodeSigningConfigArn yet."),
  );
  await assert.rejects(
    call("CreateFunction", { ...request, Code: { S3Bucket: "b", S3Key: "k" } }),
    refusal("InvalidParameterValueException", /no S3/),
  );
});

test("a function is found by name, partial ARN and ARN, and with the qualifier $LATEST", async () => {
  await create("names", code);
  const arn = "arn:aws:lambda:us-east-1:111111111111:function:names";
  for (const FunctionName of ["names", "111111111111:function:names", "function:names", arn]) {
    assert.equal((await call("GetFunctionConfiguration", { FunctionName })).FunctionArn, arn);
  }
  assert.equal((await call("GetFunctionConfiguration", { FunctionName: "names", Qualifier: "$LATEST" })).FunctionArn, `${arn}:$LATEST`);
  await assert.rejects(
    call("GetFunction", { FunctionName: "arn:aws:lambda:eu-west-1:111111111111:function:names" }),
    refusal("ResourceNotFoundException", "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')", 404),
  );
});

test("a function or version that is not there is named by its ARN", async () => {
  const arn = "arn:aws:lambda:us-east-1:111111111111:function:nobody";
  for (const operation of ["GetFunction", "GetFunctionConfiguration", "DeleteFunction"] as const) {
    await assert.rejects(
      call(operation, { FunctionName: "nobody" }),
      refusal("ResourceNotFoundException", `Function not found: ${arn}`, 404),
    );
  }
  await assert.rejects(fixture.invoke("nobody"), refusal("ResourceNotFoundException", `Function not found: ${arn}:$LATEST`, 404));
  await create("unversioned", code);
  await assert.rejects(
    fixture.invoke("unversioned:3"),
    refusal("ResourceNotFoundException", /^Function not found: .*function:unversioned:3$/, 404),
  );
});

test("UpdateFunctionConfiguration changes what it names and gives another revision", async () => {
  await create("settings", code, { Description: "before", Environment: { Variables: { A: "1" } } });
  const before = await call("GetFunctionConfiguration", { FunctionName: "settings" });
  const changed = await call("UpdateFunctionConfiguration", {
    FunctionName: "settings",
    MemorySize: 256,
    Environment: {},
    RevisionId: before.RevisionId,
  });
  assert.deepEqual([changed.MemorySize, changed.Description, changed.Environment], [256, "before", undefined]);
  assert.notEqual(changed.RevisionId, before.RevisionId);
  await assert.rejects(
    call("UpdateFunctionConfiguration", { FunctionName: "settings", Timeout: 1, RevisionId: before.RevisionId }),
    refusal("PreconditionFailedException", /RevisionId provided does not match/, 412),
  );
});

test("UpdateFunctionCode with DryRun changes nothing", async () => {
  await create("dry", code);
  const before = await call("GetFunctionConfiguration", { FunctionName: "dry" });
  const promised = await call("UpdateFunctionCode", { FunctionName: "dry", ZipFile: zipOf({ "index.js": "2" }), DryRun: true });
  assert.notEqual(promised.CodeSha256, before.CodeSha256);
  assert.deepEqual(await call("GetFunctionConfiguration", { FunctionName: "dry" }), before);
});

test("ListFunctions pages through the functions of the region by name", async () => {
  const listing = openFixture();
  for (const name of ["b", "a", "c"]) await listing.create(name, code);
  const first = await listing.call("ListFunctions", { MaxItems: 2 });
  assert.deepEqual(
    first.Functions!.map(({ FunctionName }) => FunctionName),
    ["a", "b"],
  );
  assert.equal("State" in first.Functions![0]!, false);
  const second = await listing.call("ListFunctions", { MaxItems: 2, Marker: first.NextMarker! });
  assert.deepEqual([second.Functions!.map(({ FunctionName }) => FunctionName), second.NextMarker], [["c"], undefined]);
  await listing.close();
});

test("DeleteFunction takes the function away", async () => {
  await create("gone", code);
  assert.deepEqual(await call("DeleteFunction", { FunctionName: "gone" }), { StatusCode: 204 });
  await assert.rejects(fixture.invoke("gone"), refusal("ResourceNotFoundException", /function:gone:\$LATEST$/));
});

test("payloads that are no JSON or too large are refused before a process starts", async () => {
  await create("payloads", code);
  await assert.rejects(
    fixture.invoke("payloads", {}, { payload: "{nope" }),
    refusal("InvalidRequestContentException", /^Could not parse request body into json: /),
  );
  await assert.rejects(
    fixture.invoke("payloads", "x".repeat(6_291_456)),
    refusal("RequestEntityTooLargeException", "Request must be smaller than 6291456 bytes for the InvokeFunction operation", 413),
  );
  await assert.rejects(
    fixture.invoke("payloads", "x".repeat(1_048_576), { invocationType: "Event" }),
    refusal(
      "RequestTooLargeException",
      "1048578 byte payload is too large for the Event invocation type (service limit 1048576 bytes)",
      413,
    ),
  );
  assert.equal(fixture.lambda.counts.processes, 0);
});

test("a server with an empty data folder unpacks the code again from its blob", async () => {
  const records = memoryRecords();
  const blobs = memoryBlobs();
  const first = openFixture({ records, blobs });
  await first.create("kept", { "index.js": "exports.handler = async () => 'still here'" });
  await first.close();
  const second = openFixture({ records, blobs });
  assert.equal((await second.invoke("kept")).payload, '"still here"');
  await second.close();
});

test("on the wire a result is body and headers, as the API model binds them", async () => {
  await create("wire", { "index.js": "exports.handler = async () => { throw new Error('no'); }" });
  const service = defineService(fixture.lambda.definition);
  const call: Call = {
    requestId: "r-1",
    ...home,
    partition: "aws",
    principalArn: "arn:aws:iam::111111111111:root",
    endpointUrl: "http://127.0.0.1:4566",
    nowMs: Date.now(),
    signal: new AbortController().signal,
  };
  const answer = await service.handle(
    {
      method: "POST",
      path: "/2015-03-31/functions/wire/invocations",
      query: "",
      headers: { "x-amz-log-type": "Tail" },
      body: Buffer.from("{}"),
    },
    call,
  );
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]));
  assert.deepEqual([answer.status, headers["x-amz-function-error"], headers["x-amz-executed-version"]], [200, "Unhandled", "$LATEST"]);
  assert.match(Buffer.from(String(headers["x-amz-log-result"]), "base64").toString(), /^START RequestId: r-1 /);
  assert.equal(JSON.parse(Buffer.from(answer.body as Uint8Array).toString()).errorMessage, "no");
});
