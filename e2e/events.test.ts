/** EventBridge with the AWS SDKs: events to queues, machines and HTTP endpoints, and what outlives a kill. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { SFN } from "@aws-sdk/client-sfn";
import { SQS } from "@aws-sdk/client-sqs";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 60_000;
const roleArn = "arn:aws:iam::000000000000:role/any";

let server: ServerProcess;
let folder: string;
let clients: Clients;

interface Clients {
  readonly events: EventBridge;
  readonly sqs: SQS;
  readonly sfn: SFN;
  destroy(): void;
}

function clientsOf({ url }: ServerProcess): Clients {
  const settings = { endpoint: url, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };
  const [events, sqs, sfn] = [new EventBridge(settings), new SQS(settings), new SFN(settings)];
  return { events, sqs, sfn, destroy: () => [events, sqs, sfn].forEach((client) => client.destroy()) };
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

async function queue({ sqs }: Clients, QueueName: string): Promise<{ readonly url: string; readonly arn: string }> {
  const { QueueUrl: url = "" } = await sqs.createQueue({ QueueName });
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["QueueArn"] });
  return { url, arn: Attributes?.["QueueArn"] ?? "" };
}

/** The next messages' bodies, parsed. */
async function messages({ sqs }: Clients, QueueUrl: string, count: number): Promise<readonly Record<string, unknown>[]> {
  const bodies: Record<string, unknown>[] = [];
  for (let tries = 0; tries < 20 && bodies.length < count; tries++) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 });
    for (const { Body = "null", ReceiptHandle } of Messages) {
      bodies.push(JSON.parse(Body) as Record<string, unknown>);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    }
  }
  return bodies;
}

test("an event that matches a rule's pattern reaches a queue", { timeout }, async () => {
  const { events } = clients;
  const { url, arn } = await queue(clients, "matched");
  await events.putRule({
    Name: "matched",
    EventPattern: JSON.stringify({ source: ["shop"], detail: { total: [{ numeric: [">", 100] }] } }),
  });
  const put = await events.putTargets({ Rule: "matched", Targets: [{ Id: "queue", Arn: arn }] });
  assert.equal(put.FailedEntryCount, 0);
  const { Entries, FailedEntryCount } = await events.putEvents({
    Entries: [50, 150].map((total) => ({ Source: "shop", DetailType: "Order", Detail: JSON.stringify({ total }) })),
  });
  assert.equal(FailedEntryCount, 0);
  const [message, ...others] = await messages(clients, url, 1);
  assert.deepEqual([message?.["id"], message?.["detail"], others], [Entries?.[1]?.EventId, { total: 150 }, []]);
});

test("an event starts an execution with a transformed input, and its changes of status come back as events", { timeout }, async () => {
  const { events, sfn } = clients;
  const { url, arn } = await queue(clients, "statuses");
  const definition = JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } });
  const { stateMachineArn = "" } = await sfn.createStateMachine({ name: "from-event", roleArn, definition });
  await events.putRule({ Name: "starts", EventPattern: '{"source":["start"]}' });
  await events.putTargets({
    Rule: "starts",
    Targets: [
      {
        Id: "machine",
        Arn: stateMachineArn,
        RoleArn: roleArn,
        InputTransformer: { InputPathsMap: { who: "$.detail.who" }, InputTemplate: '{"hello": <who>, "rule": <aws.events.rule-name>}' },
      },
    ],
  });
  await events.putRule({
    Name: "statuses",
    EventPattern: JSON.stringify({ source: ["aws.states"], detail: { stateMachineArn: [stateMachineArn] } }),
  });
  await events.putTargets({ Rule: "statuses", Targets: [{ Id: "queue", Arn: arn }] });
  await events.putEvents({ Entries: [{ Source: "start", DetailType: "go", Detail: '{"who":"world"}' }] });
  const changes = (await messages(clients, url, 2)).map(({ detail }) => detail as Record<string, unknown>);
  assert.deepEqual(changes.map(({ status }) => status).sort(), ["RUNNING", "SUCCEEDED"]);
  const ended = changes.find(({ status }) => status === "SUCCEEDED");
  assert.deepEqual(JSON.parse(String(ended?.["output"])), { hello: "world", rule: "starts" });
});

test("an API destination is called with its connection's key, which the data folder holds sealed", { timeout }, async (context) => {
  const { events } = clients;
  const seen: { url: string | undefined; key: unknown; body: string }[] = [];
  const endpoint = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      seen.push({ url: request.url, key: request.headers["x-key"], body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  context.after(() => endpoint.close());
  const { ConnectionArn, ConnectionState } = await events.createConnection({
    Name: "keyed",
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "very-secret-value" } },
  });
  assert.equal(ConnectionState, "AUTHORIZED");
  const { ApiDestinationArn } = await events.createApiDestination({
    Name: "local",
    ConnectionArn,
    InvocationEndpoint: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`,
    HttpMethod: "POST",
  });
  await events.putRule({ Name: "hook", EventPattern: '{"source":["hook"]}' });
  await events.putTargets({ Rule: "hook", Targets: [{ Id: "http", Arn: ApiDestinationArn, RoleArn: roleArn, InputPath: "$.detail" }] });
  await events.putEvents({ Entries: [{ Source: "hook", DetailType: "go", Detail: '{"n":1}' }] });
  for (let tries = 0; tries < 100 && seen.length === 0; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(seen, [{ url: "/hook", key: "very-secret-value", body: '{"n":1}' }]);
  const key = join(folder, "data", "master.key");
  assert.equal(statSync(key).mode & 0o777, 0o600);
  const stored = ["stile.sqlite", "stile.sqlite-wal"].map((name) => readFileSync(join(folder, "data", name), "latin1")).join("");
  assert.equal(stored.includes("very-secret-value"), false);
});

test("archived events are replayed to a rule", { timeout }, async () => {
  const { events } = clients;
  const { url, arn } = await queue(clients, "replayed");
  const { Arn: EventSourceArn } = await events.describeEventBus({});
  const { ArchiveArn } = await events.createArchive({ ArchiveName: "kept", EventSourceArn, EventPattern: '{"source":["kept"]}' });
  const began = new Date(Date.now() - 60_000);
  await events.putEvents({ Entries: [{ Source: "kept", DetailType: "d", Detail: "{}" }] });
  assert.equal((await events.describeArchive({ ArchiveName: "kept" })).EventCount, 1);
  await events.putRule({ Name: "replayed", EventPattern: '{"source":["kept"]}' });
  await events.putTargets({ Rule: "replayed", Targets: [{ Id: "queue", Arn: arn }] });
  await events.startReplay({
    ReplayName: "again",
    EventSourceArn: ArchiveArn,
    EventStartTime: began,
    EventEndTime: new Date(Date.now() + 60_000),
    Destination: { Arn: EventSourceArn },
  });
  const [message] = await messages(clients, url, 1);
  assert.equal(message?.["replay-name"], "again");
});

test("AWS's error codes reach the client as its exceptions", { timeout }, async () => {
  const { events } = clients;
  await assert.rejects(events.putRule({ Name: "bad", EventPattern: '{"a":"b"}' }), { name: "InvalidEventPatternException" });
  await assert.rejects(events.describeRule({ Name: "never" }), { name: "ResourceNotFoundException" });
  await assert.rejects(events.listEndpoints({}), { name: "NotImplementedException" });
});

test("what was acknowledged before a kill is delivered after the next start", { timeout }, async (context) => {
  const dataDir = join(temporaryFolder(context), "data");
  const first = await startServerProcess(dataDir);
  const before = clientsOf(first);
  const { arn } = await queue(before, "late");
  await before.events.putRule({ Name: "late", EventPattern: '{"source":["late"]}' });
  await before.events.putTargets({ Rule: "late", Targets: [{ Id: "queue", Arn: arn }] });
  const detail = (n: number) => ({ Source: "late", DetailType: "d", Detail: JSON.stringify({ n }) });
  const acknowledged = new Set<number>();
  const puts = Array.from({ length: 20 }, async (_, group) => {
    const numbers = Array.from({ length: 10 }, (_, index) => group * 10 + index);
    const { FailedEntryCount } = await before.events.putEvents({ Entries: numbers.map(detail) });
    if (FailedEntryCount === 0) for (const n of numbers) acknowledged.add(n);
  });
  await Promise.race(puts);
  first.kill("SIGKILL");
  await Promise.allSettled(puts);
  await first.ended;
  before.destroy();
  const second = await startServerProcess(dataDir);
  context.after(() => second.stop());
  const after = clientsOf(second);
  context.after(() => after.destroy());
  const { url } = await queue(after, "late");
  const found = new Set<unknown>();
  for (let tries = 0; tries < 20 && [...acknowledged].some((n) => !found.has(n)); tries++) {
    for (const message of await messages(after, url, 1)) found.add((message["detail"] as { n: number }).n);
  }
  assert.ok(acknowledged.size > 0);
  assert.deepEqual(
    [...acknowledged].filter((n) => !found.has(n)),
    [],
  );
});

const tour = `
import boto3, json, sys
url, verify = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else None)
make = lambda name: boto3.client(name, endpoint_url=url, verify=verify)
events, sqs = make("events"), make("sqs")
name = "boto-" + ("tls" if verify else "plain")
queue = sqs.create_queue(QueueName=name)["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
bus = events.create_event_bus(Name=name)["EventBusArn"]
events.put_rule(Name="r", EventBusName=name, EventPattern=json.dumps({"detail": {"kind": [{"wildcard": "a*z"}]}}))
events.put_targets(Rule="r", EventBusName=name, Targets=[{"Id": "1", "Arn": arn, "InputPath": "$.detail"}])
answer = events.put_events(Entries=[{"Source": "boto", "DetailType": "d", "Detail": json.dumps({"kind": k}), "EventBusName": bus} for k in ("abz", "b")])
assert answer["FailedEntryCount"] == 0, answer
body = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"][0]["Body"]
assert json.loads(body) == {"kind": "abz"}, body
assert [r["Name"] for r in events.list_rules(EventBusName=name)["Rules"]] == ["r"]
try:
    events.delete_rule(Name="r", EventBusName=name)
    raise SystemExit("deleted with targets")
except events.exceptions.ClientError as error:
    assert error.response["Error"]["Message"] == "Rule can't be deleted since it has targets.", error
events.remove_targets(Rule="r", EventBusName=name, Ids=["1"])
events.delete_rule(Name="r", EventBusName=name)
events.delete_event_bus(Name=name)
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
