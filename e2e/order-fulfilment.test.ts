/** The example, as a newcomer runs it: by the official SDKs, against a real server, which may be killed in the middle. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from "@aws-sdk/client-sfn";
import { pythonWithRecentBoto3, whyNoRecentBoto3 } from "./python.ts";
import { awsEnvironment, command, type Ended, type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 180_000;

function assertFulfilled({ code, stdout, stderr }: Ended): void {
  assert.equal(code, 0, stdout + stderr);
  for (const state of [
    "Price order",
    "Record order",
    "Ask for approval",
    "Reserve item",
    "Charge card",
    "Send invoice",
    "Pack parcel",
    "Book carrier",
    "Wait for pick-up",
    "Store outcome",
    "Announce",
    "Order fulfilled",
  ]) {
    assert.match(stdout, new RegExp(`> ${state}`), stdout);
  }
  assert.match(stdout, /! TaskFailed: WarehouseBusy/, "a retrier was needed");
  assert.match(stdout, /! TaskFailed: CardDeclined/, "a catcher was needed");
  assert.match(stdout, /the table says FULFILLED, TRACK-A-1001/);
  assert.match(stdout, /the topic said Order fulfilled: \{.*"trackingNumber":\s*"TRACK-A-1001"/);
  assert.match(stdout, /SUCCEEDED: .*"trackingNumber":\s*"TRACK-A-1001"/);
}

/** Ids of the history are 1..n, and it has one end. */
async function assertHistoryWhole(server: ServerProcess, stdout: string): Promise<void> {
  const executionArn = /started (arn:\S+)/.exec(stdout)?.[1];
  assert.ok(executionArn, stdout);
  const client = new SFNClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  try {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    assert.equal(status, "SUCCEEDED");
    const { events = [], nextToken } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    assert.equal(nextToken, undefined);
    assert.deepEqual(
      events.map(({ id }) => id),
      events.map((_, index) => index + 1),
    );
    assert.deepEqual(
      events.filter(({ type }) => /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type ?? "")).map(({ type }) => type),
      ["ExecutionSucceeded"],
    );
  } finally {
    client.destroy();
  }
}

test("the example runs to SUCCEEDED with the SDK for JavaScript, and again on what it has deployed", { timeout }, async (t) => {
  const server = await startServerProcess(temporaryFolder(t));
  try {
    for (let round = 1; round <= 2; round++) {
      const ended = await command(process.execPath, ["examples/order-fulfilment/run.mjs"], { env: awsEnvironment(server.url) });
      assertFulfilled(ended);
      await assertHistoryWhole(server, ended.stdout);
    }
  } finally {
    await server.stop();
  }
});

test("the example runs to SUCCEEDED with boto3", { timeout }, async (t) => {
  if (pythonWithRecentBoto3 === undefined) return t.skip(whyNoRecentBoto3);
  const server = await startServerProcess(temporaryFolder(t));
  try {
    const ended = await command(pythonWithRecentBoto3, ["examples/order-fulfilment/run.py"], { env: awsEnvironment(server.url) });
    assertFulfilled(ended);
    await assertHistoryWhole(server, ended.stdout);
  } finally {
    await server.stop();
  }
});

// The moments differ in what is under way: a function, a question to a human, a retrier's pause, a worker's task, a Wait.
for (const moment of [
  "> Price order",
  "> Ask for approval",
  "! TaskFailed: WarehouseBusy",
  "the worker packs",
  "the carrier will collect",
  "> Wait for pick-up",
]) {
  test(`killed at "${moment}" and started again, the server takes the example on to SUCCEEDED`, { timeout }, async (t) => {
    const folder = temporaryFolder(t);
    const first = await startServerProcess(folder);
    let killed = false;
    let restarted: Promise<ServerProcess> | undefined;
    const ended = await command(process.execPath, ["examples/order-fulfilment/run.mjs"], {
      env: awsEnvironment(first.url),
      onOutput(stdout) {
        if (killed || !stdout.includes(moment)) return;
        killed = true;
        first.kill("SIGKILL");
        restarted = first.ended.then(() => startServerProcess(folder, "--port", String(first.port)));
      },
    });
    assert.ok(restarted, `the example never came to "${moment}":\n${ended.stdout}${ended.stderr}`);
    const second = await restarted;
    try {
      assert.match(second.greeting, /Recovered +1 open execution goes on/);
      assertFulfilled(ended);
      await assertHistoryWhole(second, ended.stdout);
    } finally {
      await second.stop();
    }
  });
}
