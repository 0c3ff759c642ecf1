import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { ServiceError, type ServiceModel } from "../aws/index.ts";
import { createFakePlatform } from "../platform/fake.ts";
import { createAwsClient, type Target } from "./client.ts";
import { awsEndpoint } from "./endpoints.ts";
import { answerBytesMax } from "./limits.ts";
import { openModelCatalogue } from "./model-catalogue.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Answer = (response: ServerResponse, seen: Seen) => void;

const catalogue = openModelCatalogue(() => undefined);
const modelOf = async (service: string): Promise<ServiceModel> => (await catalogue.model(service)) ?? assert.fail(`no model of ${service}`);

/** A server that answers with these, one a request, and the last one for ever. */
async function serverOf(t: TestContext, ...answers: readonly Answer[]) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    (answers[seen.length - 1] ?? answers.at(-1))?.(response, seen.at(-1) as Seen);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const platform = createFakePlatform();
  const client = createAwsClient(platform);
  t.after(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const target = async (service: string, more: Partial<Target> = {}): Promise<Target> => ({
    model: await modelOf(service),
    url,
    signingRegion: "eu-west-1",
    credentials: { accessKeyId: "AKID", secretAccessKey: "secret" },
    hostPrefixes: false,
    timeoutMs: 60_000,
    connectTimeoutMs: 5_000,
    maxAttempts: 3,
    connections: 5,
    ...more,
  });
  const call = async (service: string, operation: string, input: unknown, more: Partial<Target> = {}) =>
    client.call(await target(service, more), { operation, input });
  return { client, platform, seen, call, target };
}

/** Lets back-offs pass while the call is under way; requests themselves take no time of this clock. */
async function throughBackoffs<T>({ clock }: ReturnType<typeof createFakePlatform>, call: Promise<T>): Promise<T> {
  let over = false;
  const ended = call.finally(() => (over = true));
  ended.catch(() => undefined);
  while (!over) {
    await new Promise((resolve) => setImmediate(resolve));
    const dueMs = clock.nextDueMs();
    if (dueMs !== undefined && dueMs - clock.nowMs() < 1_000) clock.advanceTo(dueMs);
  }
  return ended;
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const text =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);

const refusedWith =
  (code: string, message?: RegExp, status?: number) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof ServiceError, String(error));
    assert.equal(error.code, code);
    if (message) assert.match(error.message, message);
    if (status) assert.equal(error.httpStatus, status);
    return true;
  };

test("awsJson: the target names the operation, times are seconds, bytes Base64", async (t) => {
  const { call, seen } = await serverOf(t, json({ SequenceNumber: "1", ShardId: "s" }));
  const output = await call("kinesis", "PutRecord", { StreamName: "s", Data: Buffer.from([1, 2, 255]), PartitionKey: "p" });
  assert.deepEqual(output, { SequenceNumber: "1", ShardId: "s" });
  const [request] = seen;
  assert.equal(request?.headers["x-amz-target"], "Kinesis_20131202.PutRecord");
  assert.equal(request?.headers["content-type"], "application/x-amz-json-1.1");
  assert.deepEqual(JSON.parse(request?.body ?? ""), { StreamName: "s", Data: "AQL/", PartitionKey: "p" });
  assert.match(
    String(request?.headers.authorization),
    /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/kinesis\/aws4_request, SignedHeaders=\S*host\S*, Signature=[0-9a-f]{64}$/,
  );
});

test("awsJson: a number of seconds is an instant in milliseconds", async (t) => {
  const { call } = await serverOf(t, json({ executions: [{ executionArn: "a", startDate: 1.5 }] }));
  const output = (await call("stepfunctions", "ListExecutions", {})) as { executions: { startDate: number }[] };
  assert.equal(output.executions[0]?.startDate, 1_500);
});

test("restJson: labels, query, headers and the body each have their members", async (t) => {
  const { call, seen } = await serverOf(
    t,
    (response) => void response.writeHead(200, { "X-Amz-Function-Error": "Unhandled", "X-Amz-Executed-Version": "7" }).end('{"a":1}'),
  );
  const input = { FunctionName: "f/x y", Qualifier: "a&b", InvocationType: "RequestResponse", Payload: Buffer.from("{}") };
  assert.deepEqual(await call("lambda", "Invoke", input), {
    StatusCode: 200,
    FunctionError: "Unhandled",
    ExecutedVersion: "7",
    Payload: Buffer.from('{"a":1}'),
  });
  assert.equal(seen[0]?.url, "/2015-03-31/functions/f%2Fx%20y/invocations?Qualifier=a%26b");
  assert.equal(seen[0]?.headers["x-amz-invocation-type"], "RequestResponse");
});

test("restXml: keys keep their slashes and dots, metadata are headers, a body is a stream", async (t) => {
  const { call, seen } = await serverOf(
    t,
    text("", 200, { etag: '"e"' }),
    text("content", 200, { "x-amz-meta-colour": "red", "last-modified": "Thu, 01 Jan 1970 00:00:01 GMT" }),
  );
  const Key = "a/../b c/ü";
  assert.deepEqual(await call("s3", "PutObject", { Bucket: "b", Key, Body: Buffer.from("hello"), Metadata: { colour: "red" } }), {
    ETag: '"e"',
  });
  assert.equal(seen[0]?.url?.split("?")[0], "/b/a/../b%20c/%C3%BC");
  assert.equal(seen[0]?.headers["x-amz-meta-colour"], "red");
  assert.equal(seen[0]?.headers["x-amz-content-sha256"], "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  const got = (await call("s3", "GetObject", { Bucket: "b", Key })) as {
    Body: AsyncIterable<Uint8Array>;
    Metadata: object;
    LastModified: number;
  };
  const chunks: Uint8Array[] = [];
  for await (const chunk of got.Body) chunks.push(chunk);
  assert.equal(Buffer.concat(chunks).toString(), "content");
  assert.deepEqual([got.Metadata, got.LastModified], [{ colour: "red" }, 1_000]);
});

test("restXml: lists are read out of the document", async (t) => {
  const { call, seen } = await serverOf(
    t,
    text(
      "<ListBucketResult><Name>b</Name><Contents><Key>k&amp;1</Key><Size>3</Size></Contents><Contents><Key>2</Key></Contents></ListBucketResult>",
    ),
  );
  const { Contents } = (await call("s3", "ListObjectsV2", { Bucket: "b", MaxKeys: 2 })) as { Contents: object[] };
  assert.deepEqual(Contents, [{ Key: "k&1", Size: 3 }, { Key: "2" }]);
  assert.equal(seen[0]?.url, "/b?list-type=2&max-keys=2");
});

test("query: every leaf is a parameter, lists and maps are numbered, the result is unwrapped", async (t) => {
  const { call, seen } = await serverOf(
    t,
    text("<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult><ResponseMetadata/></PublishResponse>"),
    text("<X><Y/></X>"),
  );
  const MessageAttributes = { a: { DataType: "String", StringValue: "x y" } };
  assert.deepEqual(await call("sns", "Publish", { TopicArn: "t", Message: "hi&ho", MessageAttributes }), { MessageId: "m" });
  assert.equal(
    seen[0]?.body,
    "Action=Publish&Version=2010-03-31&TopicArn=t&Message=hi%26ho&MessageAttributes.entry.1.Name=a" +
      "&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=x%20y",
  );
  await call("sts", "AssumeRole", { RoleArn: "r", RoleSessionName: "s", Tags: [{ Key: "k", Value: "v" }], PolicyArns: [] });
  assert.match(seen[1]?.body ?? "", /&PolicyArns=&Tags\.member\.1\.Key=k&Tags\.member\.1\.Value=v/);
});

test("EC2's query: capitals, flat lists, the answer without a wrapper, errors of its own form", async (t) => {
  const { call, seen } = await serverOf(
    t,
    text(
      "<X><reservationSet><item><reservationId>r</reservationId><instancesSet><item><instanceId>i</instanceId></item></instancesSet></item></reservationSet></X>",
    ),
    text(
      "<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>no</Message></Error></Errors><RequestID>rid</RequestID></Response>",
      400,
    ),
  );
  const output = await call("ec2", "DescribeInstances", { InstanceIds: ["i"], Filters: [{ Name: "n", Values: ["a", "b"] }] });
  assert.deepEqual(output, { Reservations: [{ ReservationId: "r", Instances: [{ InstanceId: "i" }] }] });
  assert.match(
    seen[0]?.body ?? "",
    /&InstanceId\.1=i&.*Filter\.1\.Name=n&Filter\.1\.Value\.1=a&Filter\.1\.Value\.2=b|Filter\.1\.Name=n.*InstanceId\.1=i/,
  );
  await assert.rejects(
    call("ec2", "DescribeInstances", {}),
    (error: ServiceError) => error.requestId === "rid" && refusedWith("InvalidInstanceID.NotFound")(error),
  );
});

test("what services refuse with has their code, whichever way it is told", async (t) => {
  const { call } = await serverOf(
    t,
    json({ __type: "com.amazon.coral.service#InvalidArn", message: "bad" }, 400, { "x-amzn-requestid": "rid" }),
    json({ Message: "gone", Type: "User" }, 404, { "x-amzn-errortype": "ResourceNotFoundException:http://internal/" }),
    text(
      "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>no topic</Message></Error><RequestId>r</RequestId></ErrorResponse>",
      404,
    ),
    text("<Error><Code>NoSuchKey</Code><Message>no key</Message><Key>k</Key><RequestId>r</RequestId></Error>", 404),
    text("", 404),
    json({ __type: "x#Y", message: "m" }, 400, { "x-amzn-query-error": "MissingParameter;Sender" }),
    text("<html>proxy</html>", 403),
  );
  await assert.rejects(
    call("stepfunctions", "DescribeExecution", {}),
    (error: ServiceError) => error.requestId === "rid" && refusedWith("InvalidArn", /^bad$/, 400)(error),
  );
  await assert.rejects(call("lambda", "GetFunction", { FunctionName: "f" }), refusedWith("ResourceNotFoundException", /^gone$/, 404));
  await assert.rejects(call("sns", "Publish", {}), refusedWith("NotFound", /^no topic$/, 404));
  await assert.rejects(
    call("s3", "GetObject", { Bucket: "b", Key: "k" }),
    (error: ServiceError) => error.fields["Key"] === "k" && refusedWith("NoSuchKey")(error),
  );
  await assert.rejects(call("s3", "HeadObject", { Bucket: "b", Key: "k" }), refusedWith("NotFound", undefined, 404));
  await assert.rejects(call("sqs", "SendMessage", {}), (error: ServiceError) => error.fields["queryErrorCode"] === "MissingParameter");
  await assert.rejects(call("sqs", "SendMessage", {}), refusedWith("HTTP403", /proxy/, 403));
});

test("a service that asks for patience is asked again, with pauses; one that refuses is not", async (t) => {
  const throttled = json({ __type: "ThrottlingException", message: "slow" }, 400);
  const { call, seen, platform } = await serverOf(t, throttled, text("", 503), json({ executionArn: "a", startDate: 1 }));
  await throughBackoffs(platform, call("stepfunctions", "StartExecution", { stateMachineArn: "m" }));
  assert.equal(seen.length, 3);
  const { call: callOther, seen: seenThere, platform: there } = await serverOf(t, throttled);
  await assert.rejects(throughBackoffs(there, callOther("stepfunctions", "StartExecution", {})), refusedWith("ThrottlingException"));
  assert.equal(seenThere.length, 3, "and no more often than configured");
  const refusing = await serverOf(t, json({ __type: "InvalidName", message: "no" }, 400));
  await assert.rejects(refusing.call("stepfunctions", "StartExecution", {}), refusedWith("InvalidName"));
  assert.equal(refusing.seen.length, 1);
});

test("a connection that breaks is tried again; a server that is not there says so", async (t) => {
  const { call, seen, platform } = await serverOf(t, (response) => void response.destroy(), json({}));
  await throughBackoffs(platform, call("stepfunctions", "StopExecution", { executionArn: "a" })).catch(() => undefined);
  assert.equal(seen.length, 2);
  const nobody = call("stepfunctions", "StopExecution", {}, { url: "http://127.0.0.1:1", maxAttempts: 1 });
  await assert.rejects(nobody, refusedWith("SdkClientException", /^Unable to execute HTTP request: Connection refused$/));
  const nowhere = call("stepfunctions", "StopExecution", {}, { url: "http://no-such-host.invalid", maxAttempts: 1 });
  await assert.rejects(
    nowhere,
    refusedWith("SdkClientException", /^Unable to execute HTTP request: no-such-host\.invalid: Name or service not known$/),
  );
});

test("an answer that does not come is given up when the time is up, and when nobody waits", async (t) => {
  const { call, client, target, platform, seen } = await serverOf(t, () => undefined);
  const arrived = async (count: number) => {
    while (seen.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  const late = call("stepfunctions", "StopExecution", {}, { timeoutMs: 5_000 });
  await arrived(1);
  platform.clock.advanceBy(5_000);
  await assert.rejects(late, refusedWith("SdkClientException", /did not complete before the specified timeout/));
  const controller = new AbortController();
  const aborted = client.call(await target("stepfunctions"), { operation: "StopExecution", input: {}, signal: controller.signal });
  await arrived(2);
  controller.abort();
  await assert.rejects(aborted, refusedWith("SdkClientException", /aborted/));
});

test("answers that are no answers are refused: not JSON, not XML, of the wrong types, endless", async (t) => {
  const { call } = await serverOf(
    t,
    text("<html>"),
    json([]),
    json({ executionArn: 7 }),
    text("<ListBucketResult>"),
    text('<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>'),
    (response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(1_048_576, 0x20);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        response.once("drain", more);
      };
      more();
    },
  );
  const describe = () => call("stepfunctions", "DescribeExecution", { executionArn: "a" });
  const list = () => call("s3", "ListObjectsV2", { Bucket: "b" });
  for (const ask of [describe, describe, describe, list, list])
    await assert.rejects(ask(), refusedWith("SdkClientException", /Unable to unmarshall response/));
  await assert.rejects(describe(), refusedWith("SdkClientException", new RegExp(`larger than ${answerBytesMax} bytes`)));
});

test("an answer that is a stream and breaks off or falls silent is refused while it is read", async (t) => {
  const begin: Answer = (response) => void response.writeHead(200, { "content-length": "100" }).write("begun");
  const { call, platform } = await serverOf(
    t,
    (response, seen) => {
      begin(response, seen);
      setImmediate(() => response.destroy());
    },
    begin,
  );
  const read = async () => {
    const { Body } = (await call("s3", "GetObject", { Bucket: "b", Key: "k" }, { timeoutMs: 5_000 })) as {
      Body: AsyncIterable<Uint8Array>;
    };
    for await (const chunk of Body)
      if (Buffer.from(chunk).toString() === "begun") setImmediate(() => setImmediate(() => platform.clock.advanceBy(5_000)));
  };
  await assert.rejects(read(), refusedWith("SdkClientException", /aborted|ECONNRESET|nothing came/));
  await assert.rejects(read(), refusedWith("SdkClientException", /nothing came for 5000 ms/));
});

test("connections are kept, and no more are opened than configured", async (t) => {
  const ports = new Set<number | undefined>();
  const { call } = await serverOf(t, (response) => {
    ports.add(response.socket?.remotePort);
    setImmediate(() => response.end("{}"));
  });
  const calls = Array.from({ length: 20 }, () => call("sqs", "DeleteMessage", { QueueUrl: "q", ReceiptHandle: "r" }, { connections: 2 }));
  await Promise.all(calls);
  assert.equal(ports.size, 2);
});

test("AWS's own hosts follow from service, region and partition", async () => {
  const at = async (service: string, region: string) => awsEndpoint(await modelOf(service), region);
  assert.deepEqual(await at("stepfunctions", "eu-central-1"), {
    url: "https://states.eu-central-1.amazonaws.com",
    signingRegion: "eu-central-1",
  });
  assert.equal((await at("sqs", "cn-north-1")).url, "https://sqs.cn-north-1.amazonaws.com.cn");
  assert.equal((await at("emr", "us-gov-west-1")).url, "https://elasticmapreduce.us-gov-west-1.amazonaws.com");
  assert.deepEqual(await at("iam", "eu-west-1"), { url: "https://iam.amazonaws.com", signingRegion: "us-east-1" });
});

test("every model there is has a protocol that the client speaks, and its file", async () => {
  for (const [service, { operations, serviceId }] of await catalogue.entries()) {
    const model = await modelOf(service);
    assert.equal(model.serviceId, serviceId);
    assert.deepEqual(Object.keys(model.operations), operations);
    assert.ok(["json", "rest-json", "rest-xml", "query", "ec2"].includes(model.protocol), `${service} speaks ${model.protocol}`);
  }
});
