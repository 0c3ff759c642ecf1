/** EventBridge Scheduler with the AWS SDKs: times that come, and what outlives a kill. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Scheduler } from "@aws-sdk/client-scheduler";
import { SQS } from "@aws-sdk/client-sqs";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 60_000;
const RoleArn = "arn:aws:iam::000000000000:role/any";
const FlexibleTimeWindow = { Mode: "OFF" } as const;

let server: ServerProcess;
let folder: string;
let clients: Clients;

interface Clients {
  readonly scheduler: Scheduler;
  readonly sqs: SQS;
  destroy(): void;
}

function clientsOf({ url }: ServerProcess): Clients {
  const settings = { endpoint: url, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };
  const [scheduler, sqs] = [new Scheduler(settings), new SQS(settings)];
  return { scheduler, sqs, destroy: () => [scheduler, sqs].forEach((client) => client.destroy()) };
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

async function bodies({ sqs }: Clients, QueueUrl: string, count: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let tries = 0; tries < 20 && found.length < count; tries++) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 });
    for (const { Body = "", ReceiptHandle } of Messages) {
      found.push(Body);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    }
  }
  return found;
}

/** `at(...)` so many seconds from now. */
const inSeconds = (seconds: number): string => `at(${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)})`;

test("a one-time schedule and a rate send their messages, and the first deletes itself", { timeout }, async () => {
  const { scheduler } = clients;
  const { url, arn } = await queue(clients, "due");
  const Target = { Arn: arn, RoleArn };
  const { ScheduleArn } = await scheduler.createSchedule({
    Name: "once",
    ScheduleExpression: inSeconds(2),
    FlexibleTimeWindow,
    ActionAfterCompletion: "DELETE",
    Target: { ...Target, Input: '"once <aws.scheduler.schedule-arn>"' },
  });
  await scheduler.createSchedule({
    Name: "rate",
    ScheduleExpression: "rate(1 hour)",
    FlexibleTimeWindow,
    Target: { ...Target, Input: '"rate"' },
  });
  assert.deepEqual((await bodies(clients, url, 2)).toSorted(), [`"once ${ScheduleArn}"`, '"rate"']);
  await assert.rejects(scheduler.getSchedule({ Name: "once" }), {
    name: "ResourceNotFoundException",
    message: "Schedule once does not exist.",
  });
});

test("a universal target calls any API's operation", { timeout }, async () => {
  const { scheduler } = clients;
  const { url } = await queue(clients, "universal");
  await scheduler.createSchedule({
    Name: "universal",
    ScheduleExpression: inSeconds(1),
    FlexibleTimeWindow,
    Target: {
      Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage",
      RoleArn,
      Input: JSON.stringify({ QueueUrl: url, MessageBody: "from any API" }),
    },
  });
  assert.deepEqual(await bodies(clients, url, 1), ["from any API"]);
});

test("what falls due while no server runs is made up for once after the next start", { timeout }, async (context) => {
  const dataDir = join(temporaryFolder(context), "data");
  const first = await startServerProcess(dataDir);
  const early = clientsOf(first);
  const { arn } = await queue(early, "late");
  const dueMs = Date.now() + 1_500;
  for (let index = 0; index < 5; index++) {
    await early.scheduler.createSchedule({
      Name: `s${index}`,
      ScheduleExpression: inSeconds(1.5),
      FlexibleTimeWindow,
      Target: { Arn: arn, RoleArn, Input: `"${index}"` },
    });
  }
  first.kill("SIGKILL");
  await first.ended;
  early.destroy();
  await new Promise((resolve) => setTimeout(resolve, Math.max(dueMs + 500 - Date.now(), 0)));
  const second = await startServerProcess(dataDir);
  context.after(() => second.stop());
  const late = clientsOf(second);
  context.after(() => late.destroy());
  const { url } = await queue(late, "late");
  assert.deepEqual((await bodies(late, url, 5)).toSorted(), ['"0"', '"1"', '"2"', '"3"', '"4"']);
});

const tour = `
import boto3, sys
url, verify = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else None)
scheduler = boto3.client("scheduler", endpoint_url=url, verify=verify)
name = "boto-" + ("tls" if verify else "plain")
arn = scheduler.create_schedule_group(Name=name, Tags=[{"Key": "a", "Value": "1"}])["ScheduleGroupArn"]
assert scheduler.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "1"}]
target = {"Arn": "arn:aws:sqs:us-east-1:000000000000:q", "RoleArn": "${RoleArn}"}
schedule = dict(Name="s", GroupName=name, ScheduleExpression="cron(0 12 ? * MON-FRI *)", ScheduleExpressionTimezone="Europe/Berlin", Target=target)
scheduler.create_schedule(FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}, **schedule)
shown = scheduler.get_schedule(Name="s", GroupName=name)
assert shown["State"] == "ENABLED" and shown["FlexibleTimeWindow"]["MaximumWindowInMinutes"] == 15, shown
scheduler.update_schedule(FlexibleTimeWindow={"Mode": "OFF"}, State="DISABLED", **schedule)
assert [s["State"] for s in scheduler.list_schedules(GroupName=name)["Schedules"]] == ["DISABLED"]
try:
    scheduler.create_schedule(FlexibleTimeWindow={"Mode": "OFF"}, **schedule)
    raise SystemExit("made twice")
except scheduler.exceptions.ConflictException as error:
    assert error.response["Error"]["Message"] == "Schedule s already exists.", error.response
try:
    scheduler.create_schedule(FlexibleTimeWindow={"Mode": "OFF"}, **{**schedule, "ScheduleExpression": "rate(10 secondss)"})
    raise SystemExit("made of nonsense")
except scheduler.exceptions.ValidationException as error:
    assert "Invalid Schedule Expression rate(10 secondss)." in str(error), error
scheduler.delete_schedule(Name="s", GroupName=name)
scheduler.delete_schedule_group(Name=name)
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
