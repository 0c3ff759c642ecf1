/** CloudWatch Logs with the AWS SDKs: what clients put, what functions print, and what outlives a kill. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { Lambda } from "@aws-sdk/client-lambda";
import { zipFolder } from "@stile/cli";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 60_000;

let server: ServerProcess;
let folder: string;
let clients: Clients;

interface Clients {
  readonly logs: CloudWatchLogs;
  readonly lambda: Lambda;
  readonly events: EventBridge;
  destroy(): void;
}

function clientsOf({ url }: ServerProcess): Clients {
  const settings = { endpoint: url, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };
  const [logs, lambda, events] = [new CloudWatchLogs(settings), new Lambda(settings), new EventBridge(settings)];
  return { logs, lambda, events, destroy: () => [logs, lambda, events].forEach((client) => client.destroy()) };
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  server = await startServerProcess(join(folder, "data"));
  clients = clientsOf(server);
});

after(async () => {
  clients.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function create({ lambda }: Clients, FunctionName: string, body: string): Promise<string> {
  const code = join(folder, FunctionName);
  mkdirSync(code);
  writeFileSync(join(code, "index.js"), `exports.handler = async (event, context) => { ${body} };`);
  const { FunctionArn = "" } = await lambda.createFunction({
    FunctionName,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: "arn:aws:iam::000000000000:role/any",
    Code: { ZipFile: zipFolder(code) },
  });
  return FunctionArn;
}

/** Messages of a group, once there are as many as that. */
async function messagesOf({ logs }: Clients, logGroupName: string, count: number, filterPattern = ""): Promise<readonly string[]> {
  let messages: readonly string[] = [];
  for (let tries = 0; tries < 200 && messages.length < count; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { events = [] } = await logs.filterLogEvents({ logGroupName, filterPattern }).catch(() => ({ events: [] }));
    messages = events.map(({ message = "" }) => message);
  }
  return messages;
}

test("events are put, got in pages, and found by patterns", { timeout }, async () => {
  const { logs } = clients;
  const group = { logGroupName: "/app/one" };
  await logs.createLogGroup({ ...group, tags: { team: "x" } });
  await logs.createLogStream({ ...group, logStreamName: "s" });
  const now = Date.now();
  const logEvents = Array.from({ length: 50 }, (_, n) => ({
    timestamp: now + n,
    message: JSON.stringify({ n, level: n % 10 === 0 ? "ERROR" : "INFO" }),
  }));
  const { rejectedLogEventsInfo } = await logs.putLogEvents({ ...group, logStreamName: "s", logEvents });
  assert.equal(rejectedLogEventsInfo, undefined);
  const page = await logs.getLogEvents({ ...group, logStreamName: "s", startFromHead: true, limit: 30 });
  const rest = await logs.getLogEvents({ ...group, logStreamName: "s", nextToken: page.nextForwardToken });
  assert.deepEqual([page.events?.length, rest.events?.length], [30, 20]);
  const { events } = await logs.filterLogEvents({ ...group, filterPattern: '{ $.level = "ERROR" && $.n > 10 }' });
  assert.deepEqual(
    events?.map(({ message }) => (JSON.parse(message ?? "") as { n: number }).n),
    [20, 30, 40],
  );
  await assert.rejects(logs.getLogEvents({ ...group, logStreamName: "no" }), {
    name: "ResourceNotFoundException",
    message: "The specified log stream does not exist.",
  });
  await assert.rejects(logs.startQuery({ ...group, startTime: 0, endTime: 1, queryString: "fields @message" }), {
    name: "NotImplementedException",
  });
});

test("what a function prints is in its log group, in the stream its environment names, between AWS's lines", { timeout }, async () => {
  const { lambda, logs } = clients;
  await create(clients, "printer", "console.log('hello from it'); return context.logStreamName;");
  const { Payload } = await lambda.invoke({ FunctionName: "printer" });
  const stream = JSON.parse(Buffer.from(Payload ?? []).toString()) as string;
  const messages = await messagesOf(clients, "/aws/lambda/printer", 4);
  assert.match(messages[0] ?? "", /^START RequestId: [0-9a-f-]{36} Version: \$LATEST\n$/);
  assert.match(messages[1] ?? "", /hello from it\n$/);
  assert.match(messages[2] ?? "", /^END RequestId: /);
  assert.match(messages[3] ?? "", /^REPORT RequestId: .*Billed Duration/);
  const { logStreams } = await logs.describeLogStreams({ logGroupName: "/aws/lambda/printer" });
  assert.deepEqual(
    logStreams?.map(({ logStreamName }) => logStreamName),
    [stream],
  );
  assert.match(stream, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
});

test("a function that is subscribed reads the events of a group", { timeout }, async () => {
  const { logs } = clients;
  const destinationArn = await create(
    clients,
    "reader",
    "const { logEvents } = JSON.parse(require('node:zlib').gunzipSync(Buffer.from(event.awslogs.data, 'base64'))); console.log('read: ' + logEvents.map((e) => e.message).join());",
  );
  await logs.createLogGroup({ logGroupName: "read" });
  await logs.createLogStream({ logGroupName: "read", logStreamName: "s" });
  await logs.putSubscriptionFilter({ logGroupName: "read", filterName: "f", filterPattern: "WARN", destinationArn });
  const timestamp = Date.now();
  await logs.putLogEvents({
    logGroupName: "read",
    logStreamName: "s",
    logEvents: ["WARN a", "fine", "WARN b"].map((message) => ({ timestamp, message })),
  });
  assert.match((await messagesOf(clients, "/aws/lambda/reader", 1, "read"))[0] ?? "", /read: WARN a,WARN b\n$/);
});

test("a live tail shows what is put as it comes", { timeout }, async (context) => {
  const { logs } = clients;
  const settings = { endpoint: server.url, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  // AWS answers this operation at a host name of its own, which addresses like 127.0.0.1 cannot have.
  const client = new CloudWatchLogs({ ...settings, disableHostPrefix: true });
  context.after(() => client.destroy());
  await logs.createLogGroup({ logGroupName: "tailed" });
  await logs.createLogStream({ logGroupName: "tailed", logStreamName: "s" });
  const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: "tailed" });
  const stop = new AbortController();
  const { responseStream = [] } = await client.startLiveTail(
    { logGroupIdentifiers: [logGroups?.[0]?.logGroupArn ?? ""], logEventFilterPattern: "ERROR" },
    { abortSignal: stop.signal },
  );
  const timestamp = Date.now();
  for await (const { sessionStart, sessionUpdate } of responseStream) {
    if (sessionStart !== undefined) {
      const logEvents = ["ERROR one", "fine"].map((message) => ({ timestamp, message }));
      await logs.putLogEvents({ logGroupName: "tailed", logStreamName: "s", logEvents });
    }
    const results = sessionUpdate?.sessionResults ?? [];
    if (results.length === 0) continue;
    assert.deepEqual([results[0]?.message, results.length, results[0]?.logStreamName], ["ERROR one", 1, "s"]);
    break;
  }
  stop.abort();
});

test("a rule of EventBridge writes events to a log group", { timeout }, async () => {
  const { logs, events } = clients;
  await logs.createLogGroup({ logGroupName: "/aws/events/all" });
  await events.putRule({ Name: "to-logs", EventPattern: '{"source":["app"]}' });
  await events.putTargets({
    Rule: "to-logs",
    Targets: [{ Id: "logs", Arn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/all" }],
  });
  await events.putEvents({ Entries: [{ Source: "app", DetailType: "d", Detail: '{"n":1}' }] });
  const [message] = await messagesOf(clients, "/aws/events/all", 1);
  assert.deepEqual((JSON.parse(message ?? "null") as { detail: unknown }).detail, { n: 1 });
});

test("what was acknowledged before a kill is there after the next start", { timeout }, async (context) => {
  const dataDir = join(temporaryFolder(context), "data");
  const first = await startServerProcess(dataDir);
  const early = clientsOf(first);
  await early.logs.createLogGroup({ logGroupName: "g" });
  await early.logs.createLogStream({ logGroupName: "g", logStreamName: "s" });
  const acknowledged = new Set<string>();
  const puts = Array.from({ length: 50 }, async (_, n) => {
    await early.logs.putLogEvents({ logGroupName: "g", logStreamName: "s", logEvents: [{ timestamp: Date.now(), message: `${n}` }] });
    acknowledged.add(`${n}`);
  });
  await Promise.race(puts);
  first.kill("SIGKILL");
  await Promise.allSettled(puts);
  await first.ended;
  early.destroy();
  const second = await startServerProcess(dataDir);
  context.after(() => second.stop());
  const late = clientsOf(second);
  context.after(() => late.destroy());
  const { events = [] } = await late.logs.getLogEvents({ logGroupName: "g", logStreamName: "s" });
  const found = new Set(events.map(({ message }) => message));
  assert.ok(acknowledged.size > 0);
  assert.deepEqual(
    [...acknowledged].filter((message) => !found.has(message)),
    [],
  );
});

const tour = `
import boto3, sys, time
url, verify = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else None)
logs = boto3.client("logs", endpoint_url=url, verify=verify)
name = "/boto/" + ("tls" if verify else "plain")
logs.create_log_group(logGroupName=name)
logs.put_retention_policy(logGroupName=name, retentionInDays=7)
group = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0]
assert group["retentionInDays"] == 7 and group["arn"].endswith(":log-group:" + name + ":*"), group
group_arn = group["arn"].removesuffix(":*")  # boto3 of some distributions knows no logGroupArn yet
logs.tag_resource(resourceArn=group_arn, tags={"a": "1"})
assert logs.list_tags_for_resource(resourceArn=group_arn)["tags"] == {"a": "1"}
now = int(time.time() * 1000)
for stream in ("one", "two"):
    logs.create_log_stream(logGroupName=name, logStreamName=stream)
    logs.put_log_events(logGroupName=name, logStreamName=stream, logEvents=[{"timestamp": now + i, "message": stream + " ERROR %d" % i} for i in range(3)])
found = [e for p in logs.get_paginator("filter_log_events").paginate(logGroupName=name, filterPattern="ERROR -two", PaginationConfig={"PageSize": 2}) for e in p["events"]]
assert [e["message"] for e in found] == ["one ERROR 0", "one ERROR 1", "one ERROR 2"], found
assert [s["logStreamName"] for s in logs.describe_log_streams(logGroupName=name, orderBy="LastEventTime", descending=True)["logStreams"]] == ["two", "one"]
try:
    logs.create_log_stream(logGroupName=name, logStreamName="one")
    raise SystemExit("made twice")
except logs.exceptions.ResourceAlreadyExistsException as error:
    assert error.response["Error"]["Message"] == "The specified log stream already exists", error
try:
    logs.put_log_events(logGroupName=name, logStreamName="one", logEvents=[{"timestamp": now, "message": "b"}, {"timestamp": now - 1, "message": "a"}])
    raise SystemExit("out of order")
except logs.exceptions.InvalidParameterException as error:
    assert "chronological order" in str(error), error
logs.delete_log_group(logGroupName=name)
print("done")
`;

for (const scheme of ["http", "https"]) {
  test(`boto3 makes its tour over ${scheme}`, { timeout }, async (t) => {
    if (pythonWithBoto3 === undefined) return t.skip(whyNoBoto3);
    const url = server.url.replace("http:", `${scheme}:`);
    const trust = scheme === "https" ? [join(folder, "data", "tls", "ca.pem")] : [];
    const { code, stdout, stderr } = await command(pythonWithBoto3, ["-c", tour, url, ...trust], { env: awsEnvironment(url) });
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trim(), "done");
  });
}
