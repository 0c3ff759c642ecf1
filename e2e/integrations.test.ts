/** Workflows and the services of the same server: nested executions through crashes and stops, HTTP Tasks, large Maps. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test, type TestContext } from "node:test";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { S3 } from "@aws-sdk/client-s3";
import type { SFN } from "@aws-sdk/client-sfn";
import { type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";
import { clientOptions, createMachine, endOf, outputOf, start, stepFunctionsOf, taskMachine, until } from "./workflow-runs.ts";

const timeout = 60_000;
const secret = "hunter2-of-the-connection";

let folder: string;
let server: ServerProcess;
let sfn: SFN;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  server = await startServerProcess(join(folder, "data"), "--http-task-allow", "127.0.0.0/8");
  sfn = stepFunctionsOf(server.url);
});

after(async () => {
  sfn.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const waiting = (seconds: number) =>
  JSON.stringify({
    StartAt: "W",
    States: { W: { Type: "Wait", Seconds: seconds, Next: "P" }, P: { Type: "Pass", Result: { r: 1 }, End: true } },
  });

test("a child's end is heard of when it is durable, not by asking again and again", { timeout }, async () => {
  const StateMachineArn = await createMachine(sfn, waiting(1));
  const beganMs = Date.now();
  const definition = taskMachine("states:startExecution.sync:2", { StateMachineArn });
  const ends = await Promise.all(Array.from({ length: 20 }, () => outputOf(sfn, definition)));
  assert.ok(ends.every(({ Output }) => JSON.stringify(Output) === '{"r":1}'));
  assert.ok(Date.now() - beganMs < 4_000, "twenty parents were told within the time of one wait and a little more");
});

test("a parent that is stopped, or whose task times out, stops its child", { timeout }, async () => {
  const StateMachineArn = await createMachine(sfn, waiting(9_000));
  const childOf = (status?: "RUNNING") =>
    until(
      "the child",
      async () =>
        (await sfn.listExecutions({ stateMachineArn: StateMachineArn, ...(status ? { statusFilter: status } : {}) })).executions?.[0]
          ?.executionArn,
    );
  const parent = await start(sfn, taskMachine("states:startExecution.sync", { StateMachineArn }));
  const stopped = await childOf("RUNNING");
  await until("the submission", async () =>
    (await sfn.getExecutionHistory({ executionArn: parent })).events?.some(({ type }) => type === "TaskSubmitted") ? true : undefined,
  );
  await sfn.stopExecution({ executionArn: parent });
  assert.equal((await endOf(sfn, stopped)).status, "ABORTED");
  const late = await start(sfn, taskMachine("states:startExecution.sync", { StateMachineArn }, { TimeoutSeconds: 1 }));
  const timedOut = await childOf("RUNNING");
  assert.equal((await endOf(sfn, late)).error, "States.Timeout");
  assert.equal((await endOf(sfn, timedOut)).status, "ABORTED");
});

test("a kill while a child runs starts no second one, and the parent hears of the first one's end", { timeout }, async (t) => {
  const dataDir = temporaryFolder(t);
  const first = await startServerProcess(dataDir);
  const before = stepFunctionsOf(first.url);
  const StateMachineArn = await createMachine(before, waiting(2));
  const parents = await Promise.all(
    Array.from({ length: 10 }, () => start(before, taskMachine("states:startExecution.sync", { StateMachineArn }))),
  );
  await until("the children", async () =>
    ((await before.listExecutions({ stateMachineArn: StateMachineArn })).executions?.length ?? 0) > 4 ? true : undefined,
  );
  before.destroy();
  first.kill("SIGKILL");
  await first.ended;
  const second = await startServerProcess(dataDir);
  const client = stepFunctionsOf(second.url);
  try {
    for (const executionArn of parents) assert.equal((await endOf(client, executionArn)).status, "SUCCEEDED");
    assert.equal((await client.listExecutions({ stateMachineArn: StateMachineArn })).executions?.length, parents.length);
  } finally {
    client.destroy();
    await second.stop();
  }
});

test("a task that waits for a child ends by its token as well", { timeout }, async () => {
  const StateMachineArn = await createMachine(
    sfn,
    taskMachine("aws-sdk:sfn:sendTaskSuccess", { "TaskToken.$": "$.token", Output: { by: "token" } }),
  );
  const output = await outputOf(sfn, taskMachine("states:startExecution.sync", { StateMachineArn, Input: { "token.$": "$$.Task.Token" } }));
  assert.deepEqual(output, { by: "token" });
});

/** An HTTP server that answers what it was asked. */
async function echo(t: TestContext): Promise<{ readonly url: string; readonly seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const listening = createServer((request, response) => {
    seen.push(request);
    response.writeHead(request.url === "/teapot" ? 418 : 200, { "content-type": "application/json" }).end('{"hello":"workflow"}');
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, seen };
}

test("an HTTP Task sends a connection's secret and shows it nowhere", { timeout }, async (t) => {
  const { url, seen } = await echo(t);
  const events = new EventBridge(clientOptions(server.url));
  t.after(() => events.destroy());
  const { ConnectionArn } = await events.createConnection({
    Name: "api",
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Api-Key", ApiKeyValue: secret } },
  });
  const call = (path: string) => taskMachine("http:invoke", { ApiEndpoint: url + path, Method: "GET", Authentication: { ConnectionArn } });
  const executionArn = await start(sfn, call("/"));
  const { output } = await endOf(sfn, executionArn);
  assert.deepEqual((JSON.parse(output ?? "") as { ResponseBody: object }).ResponseBody, { hello: "workflow" });
  assert.equal(seen[0]?.headers["x-api-key"], secret);
  assert.ok(!JSON.stringify(await sfn.getExecutionHistory({ executionArn })).includes(secret));
  const { error, cause } = await endOf(sfn, await start(sfn, call("/teapot")));
  assert.deepEqual([error, cause], ["States.Http.StatusCode.418", '{"hello":"workflow"}']);
  const metadata = { ApiEndpoint: "https://169.254.169.254/", Method: "GET", Authentication: { ConnectionArn } };
  const refused = await endOf(sfn, await start(sfn, taskMachine("http:invoke", metadata)));
  assert.deepEqual([refused.error, /is refused/.test(refused.cause ?? "")], ["States.Runtime", true]);
});

test("a distributed Map reads CSV from a bucket, batches it, and writes its results there", { timeout }, async (t) => {
  const s3 = new S3({ ...clientOptions(server.url), forcePathStyle: true });
  t.after(() => s3.destroy());
  await s3.createBucket({ Bucket: "bucket" });
  const rows = Array.from({ length: 500 }, (_, index) => `${index},name ${index}`).join("\n");
  await s3.putObject({ Bucket: "bucket", Key: "rows.csv", Body: `id,name\n${rows}\n` });
  const definition = {
    StartAt: "M",
    States: {
      M: {
        Type: "Map",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" },
          Parameters: { Bucket: "bucket", Key: "rows.csv" },
        },
        ItemSelector: { "n.$": "$$.Map.Item.Value.name", "i.$": "$$.Map.Item.Index" },
        ItemBatcher: { MaxItemsPerBatch: 50, BatchInput: { "file.$": "$.file" } },
        MaxConcurrency: 4,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "P",
          States: { P: { Type: "Pass", Parameters: { "last.$": "$.Items[49]", "file.$": "$.BatchInput.file" }, End: true } },
        },
        ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "bucket", Prefix: "out" } },
        End: true,
      },
    },
  };
  const { ResultWriterDetails } = await outputOf(sfn, JSON.stringify(definition), { file: "rows.csv" });
  const { Bucket, Key } = ResultWriterDetails as { Bucket: string; Key: string };
  const read = async (key: string) =>
    JSON.parse((await (await s3.getObject({ Bucket, Key: key })).Body?.transformToString()) ?? "") as unknown;
  const manifest = (await read(Key)) as { DestinationBucket: string; ResultFiles: Record<string, { Key: string; Size: number }[]> };
  assert.deepEqual([manifest.DestinationBucket, manifest.ResultFiles["FAILED"]], ["bucket", []]);
  const results = (await read(manifest.ResultFiles["SUCCEEDED"]?.[0]?.Key ?? "")) as { Output: string; Status: string }[];
  assert.equal(results.length, 10);
  assert.deepEqual(JSON.parse(results[9]?.Output ?? ""), { last: { n: "name 499", i: 499 }, file: "rows.csv" });
});

test("an object larger than a state's result fails as too large", { timeout }, async (t) => {
  const s3 = new S3({ ...clientOptions(server.url), forcePathStyle: true });
  t.after(() => s3.destroy());
  await s3.createBucket({ Bucket: "large" });
  await s3.putObject({ Bucket: "large", Key: "k", Body: Buffer.alloc(2_000_000, "x") });
  const { error } = await endOf(sfn, await start(sfn, taskMachine("aws-sdk:s3:getObject", { Bucket: "large", Key: "k" })));
  assert.equal(error, "States.DataLimitExceeded");
});
