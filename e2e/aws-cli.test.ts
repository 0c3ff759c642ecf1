/**
 * A tour of the services with the AWS CLI as distributions ship it (Debian's speaks to SQS in its old query form), over
 * HTTP and over HTTPS: everything a newcomer tries from a terminal.
 */

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { zipFolder } from "@stile/cli";
import { awsEnvironment, command, type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 300_000;
/** Debian's comes first: that is the one that was promised to work. */
const programs = ["/usr/bin/aws", ...(process.env["PATH"] ?? "").split(":").map((folder) => join(folder, "aws"))];
const program = programs.find((path) => existsSync(path));

/** Runs one `aws` command; answers its JSON, or its text where it prints none. */
type Aws = (line: string, ...more: readonly string[]) => Promise<unknown>;

interface Tour {
  readonly aws: Aws;
  readonly folder: string;
}

async function withTour(t: TestContext, scheme: "http" | "https", work: (tour: Tour) => Promise<void>): Promise<void> {
  if (program === undefined) return t.skip("the AWS CLI is absent");
  const dataDir = temporaryFolder(t);
  const folder = mkdtempSync(join(tmpdir(), "stile-aws-cli-"));
  const server: ServerProcess = await startServerProcess(dataDir);
  const url = server.url.replace("http:", `${scheme}:`);
  const trust = scheme === "https" ? ["--ca-bundle", join(dataDir, "tls", "ca.pem")] : [];
  // AWS_ENDPOINT_URL is younger than the CLI of some distributions; the flag is not.
  const { AWS_ENDPOINT_URL: _, ...environment } = awsEnvironment(server.url);
  const env = { ...environment, AWS_PAGER: "", AWS_CONFIG_FILE: join(folder, "none"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
  const aws: Aws = async (line, ...more) => {
    const argv = [...line.split(" "), ...more, "--endpoint-url", url, "--output", "json", ...trust];
    const { code, stdout, stderr } = await command(program, argv, { env });
    assert.equal(code, 0, `aws ${line}: ${stderr}`);
    try {
      return JSON.parse(stdout) as unknown;
    } catch {
      return stdout;
    }
  };
  try {
    await work({ aws, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  }
}

async function tourOfBuckets({ aws, folder }: Tour): Promise<void> {
  const upload = join(folder, "upload.bin");
  const content = Buffer.alloc(9 * 1_048_576, "stile ");
  writeFileSync(upload, content);
  await aws("s3 mb s3://tour");
  await aws(`s3 cp ${upload} s3://tour/in/big.bin --only-show-errors`);
  await aws(`s3 cp s3://tour/in/big.bin ${folder}/download.bin --only-show-errors`);
  assert.ok(readFileSync(join(folder, "download.bin")).equals(content), "a multipart upload comes back as it went");
  assert.match(String(await aws("s3 ls s3://tour/in/")), / 9437184 big\.bin/);
  const { ContentLength, ETag } = (await aws("s3api head-object --bucket tour --key in/big.bin")) as Record<string, unknown>;
  assert.equal(ContentLength, content.length);
  assert.match(String(ETag), /^"[0-9a-f]{32}-2"$/);
  await aws("s3 sync", folder, "s3://tour/synced", "--exclude", "*", "--include", "upload.bin", "--only-show-errors");
  await aws("s3 rm s3://tour --recursive --only-show-errors");
  await aws("s3 rb s3://tour");
}

async function tourOfTables({ aws }: Tour): Promise<void> {
  await aws(
    "dynamodb create-table --table-name tour --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH",
  );
  await aws("dynamodb wait table-exists --table-name tour");
  await aws("dynamodb put-item --table-name tour --item", '{"id":{"S":"a"},"n":{"N":"1"}}');
  await aws(
    "dynamodb update-item --table-name tour --key",
    '{"id":{"S":"a"}}',
    ...["--update-expression", "ADD n :one", "--expression-attribute-values", '{":one":{"N":"1"}}'],
  );
  assert.deepEqual(await aws("dynamodb get-item --table-name tour --key", '{"id":{"S":"a"}}'), { Item: { id: { S: "a" }, n: { N: "2" } } });
  const { Count } = (await aws("dynamodb scan --table-name tour")) as { Count: number };
  assert.equal(Count, 1);
}

async function tourOfMessages({ aws }: Tour): Promise<void> {
  const { QueueUrl } = (await aws("sqs create-queue --queue-name tour")) as { QueueUrl: string };
  await aws(`sqs send-message --queue-url ${QueueUrl} --message-body`, "hello & <welcome>");
  const { Messages } = (await aws(`sqs receive-message --queue-url ${QueueUrl}`)) as {
    Messages: { Body: string; ReceiptHandle: string }[];
  };
  assert.equal(Messages[0]?.Body, "hello & <welcome>");
  await aws(`sqs delete-message --queue-url ${QueueUrl} --receipt-handle`, Messages[0]?.ReceiptHandle ?? "");
  const { Attributes } = (await aws(`sqs get-queue-attributes --queue-url ${QueueUrl} --attribute-names All`)) as {
    Attributes: Record<string, string>;
  };
  assert.equal(Attributes["ApproximateNumberOfMessages"], "0");

  const { TopicArn } = (await aws("sns create-topic --name tour")) as { TopicArn: string };
  await aws(`sns subscribe --topic-arn ${TopicArn} --protocol sqs --notification-endpoint ${Attributes["QueueArn"]}`);
  await aws(`sns publish --topic-arn ${TopicArn} --message`, "from the topic");
  await expectMessage(aws, QueueUrl, "from the topic");

  await aws("events put-rule --name tour --event-pattern", '{"source":["tour"]}');
  await aws(`events put-targets --rule tour --targets Id=queue,Arn=${Attributes["QueueArn"]}`);
  await aws("events put-events --entries", '[{"Source":"tour","DetailType":"visit","Detail":"{\\"place\\":\\"bus\\"}"}]');
  await expectMessage(aws, QueueUrl, '"place":"bus"');
}

async function expectMessage(aws: Aws, queueUrl: string, text: string): Promise<void> {
  const { Messages } = (await aws(`sqs receive-message --queue-url ${queueUrl} --wait-time-seconds 10`)) as {
    Messages: { Body: string; ReceiptHandle: string }[];
  };
  const [message] = Messages;
  const said = message && ((JSON.parse(message.Body) as { Message?: string }).Message ?? message.Body);
  assert.ok(said?.includes(text), JSON.stringify(Messages));
  await aws(`sqs delete-message --queue-url ${queueUrl} --receipt-handle`, message?.ReceiptHandle ?? "");
}

async function tourOfWorkflows({ aws, folder }: Tour): Promise<void> {
  const role = "arn:aws:iam::000000000000:role/tour";
  const code = mkdtempSync(join(folder, "code-"));
  writeFileSync(join(code, "index.mjs"), "export const handler = async ({ name }) => ({ greeting: `Hello, ${name}!` });\n");
  writeFileSync(join(folder, "code.zip"), zipFolder(code));
  const { FunctionArn } = (await aws(
    `lambda create-function --function-name tour --runtime nodejs22.x --handler index.handler --role ${role} --zip-file fileb://${folder}/code.zip`,
  )) as { FunctionArn: string };
  await aws("lambda wait function-active-v2 --function-name tour");
  await aws("lambda invoke --function-name tour --cli-binary-format raw-in-base64-out --payload", '{"name":"Ada"}', join(folder, "answer"));
  assert.equal(readFileSync(join(folder, "answer"), "utf8"), '{"greeting":"Hello, Ada!"}');

  const definition = JSON.stringify({ StartAt: "Greet", States: { Greet: { Type: "Task", Resource: FunctionArn, End: true } } });
  const { stateMachineArn } = (await aws(`stepfunctions create-state-machine --name tour --role-arn ${role} --definition`, definition)) as {
    stateMachineArn: string;
  };
  const { executionArn } = (await aws(
    `stepfunctions start-execution --state-machine-arn ${stateMachineArn} --input`,
    '{"name":"Grace"}',
  )) as { executionArn: string };
  for (let asked = 0; ; asked++) {
    const { status, output } = (await aws(`stepfunctions describe-execution --execution-arn ${executionArn}`)) as Record<string, string>;
    if (status === "RUNNING" && asked < 20) continue;
    assert.deepEqual([status, output], ["SUCCEEDED", '{"greeting":"Hello, Grace!"}']);
    break;
  }
}

async function tourOfLogsAndSchedules({ aws }: Tour): Promise<void> {
  await aws("logs create-log-group --log-group-name /tour");
  await aws("logs create-log-stream --log-group-name /tour --log-stream-name one");
  await aws(`logs put-log-events --log-group-name /tour --log-stream-name one --log-events timestamp=${Date.now()},message=hello`);
  const { events } = (await aws("logs get-log-events --log-group-name /tour --log-stream-name one")) as { events: { message: string }[] };
  assert.deepEqual(
    events.map(({ message }) => message),
    ["hello"],
  );
  await aws(
    "scheduler create-schedule --name tour --flexible-time-window Mode=OFF --schedule-expression",
    "cron(0 8 ? * MON-FRI *)",
    ...["--target", '{"Arn":"arn:aws:sqs:us-east-1:000000000000:tour","RoleArn":"arn:aws:iam::000000000000:role/tour"}'],
  );
  const { ScheduleExpression } = (await aws("scheduler get-schedule --name tour")) as { ScheduleExpression: string };
  assert.equal(ScheduleExpression, "cron(0 8 ? * MON-FRI *)");
  await aws("scheduler delete-schedule --name tour");
}

for (const scheme of ["http", "https"] as const) {
  test(`the AWS CLI stores, reads and removes objects over ${scheme}`, { timeout }, (t) => withTour(t, scheme, tourOfBuckets));
  test(`the AWS CLI works with tables over ${scheme}`, { timeout }, (t) => withTour(t, scheme, tourOfTables));
  test(`the AWS CLI sends through queues, topics and buses over ${scheme}`, { timeout }, (t) => withTour(t, scheme, tourOfMessages));
  test(`the AWS CLI runs functions and workflows over ${scheme}`, { timeout }, (t) => withTour(t, scheme, tourOfWorkflows));
  test(`the AWS CLI writes logs and makes schedules over ${scheme}`, { timeout }, (t) => withTour(t, scheme, tourOfLogsAndSchedules));
}
