/** A server that verifies signatures, as a process: keys by the command line, the SDK with and without them, functions that call back. */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { DescribeExecutionCommand, ListStateMachinesCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { awsEnvironment, type ServerProcess, startServerProcess, stile, temporaryFolder } from "./server-process.ts";

const timeout = 90_000;

async function started(t: TestContext, ...flags: readonly string[]): Promise<{ dataDir: string; folder: string; server: ServerProcess }> {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  const server = await startServerProcess(dataDir, ...flags);
  t.after(async () => {
    server.kill("SIGKILL");
    await server.ended;
  });
  return { dataDir, folder, server };
}

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

async function createKey(dataDir: string): Promise<Key> {
  const { code, stdout, stderr } = await stile(["keys", "create", "--description", "a test", "--data-dir", dataDir, "--json"]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Key;
}

function clientOf(url: string, credentials: Key): SFNClient {
  return new SFNClient({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
}

const list = new ListStateMachinesCommand({});

test("keys are made, used, deactivated, activated and deleted, and each change counts at once", { timeout }, async (t) => {
  const { dataDir, server } = await started(t, "--auth", "enforce");
  assert.match(server.greeting, /must be signed with an access key; there is none yet\. .*\n\n +npx stile keys create --data-dir /);
  const key = await createKey(dataDir);
  const client = clientOf(server.url, key);
  await client.send(list);
  await assert.rejects(clientOf(server.url, { ...key, secretAccessKey: "x".repeat(40) }).send(list), { name: "InvalidSignatureException" });
  await assert.rejects(clientOf(server.url, { accessKeyId: "test", secretAccessKey: "test" }).send(list), {
    name: "UnrecognizedClientException",
    message: "The security token included in the request is invalid.",
  });
  const keys = (...argv: readonly string[]) => stile(["keys", ...argv, "--data-dir", dataDir]);
  assert.match((await keys("list")).stdout, new RegExp(`^${key.accessKeyId}  Active    \\S+  a test\n$`));
  assert.equal((await keys("deactivate", key.accessKeyId)).stdout, `${key.accessKeyId} is Inactive\n`);
  await assert.rejects(client.send(list), { name: "UnrecognizedClientException" });
  await keys("activate", key.accessKeyId);
  await client.send(list);
  assert.equal((await keys("delete", key.accessKeyId)).stdout, `${key.accessKeyId} is deleted\n`);
  await assert.rejects(client.send(list), { name: "UnrecognizedClientException" });
  const unknown = await keys("delete", key.accessKeyId);
  assert.deepEqual([unknown.code, unknown.stderr], [1, `There is no access key ${key.accessKeyId}.\n`]);
});

test("a key is kept across a restart, and what runs nowhere is said to", { timeout }, async (t) => {
  const { dataDir, server } = await started(t, "--auth", "enforce");
  const key = await createKey(dataDir);
  assert.deepEqual(JSON.parse(readFileSync(join(dataDir, "server.json"), "utf8")), { url: server.url, pid: server.pid });
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 0);
  assert.equal(existsSync(join(dataDir, "server.json")), false);
  const absent = await stile(["keys", "list", "--data-dir", dataDir]);
  assert.equal(absent.code, 1);
  assert.match(absent.stderr, /^No server runs with the data folder .*--data-dir\.\n$/);
  const again = await startServerProcess(dataDir, "--auth", "enforce");
  t.after(async () => {
    again.kill("SIGKILL");
    await again.ended;
  });
  assert.match(again.greeting, /1 is active/);
  await clientOf(again.url, key).send(list);
});

test("a server that was killed leaves its address behind, and nobody believes it", { timeout }, async (t) => {
  const { dataDir, server } = await started(t, "--auth", "enforce");
  server.kill("SIGKILL");
  await server.ended;
  assert.equal(existsSync(join(dataDir, "server.json")), true);
  assert.match((await stile(["keys", "list", "--data-dir", dataDir])).stderr, /^No server runs with the data folder/);
});

test("the token is the owner's alone, and without it Stile's own API is closed while health stays open", { timeout }, async (t) => {
  const { dataDir, server } = await started(t, "--auth", "enforce");
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  for (const file of ["admin-token", "server.json", "stile.sqlite"]) assert.equal(statSync(join(dataDir, file)).mode & 0o777, 0o600, file);
  const status = async (path: string, init?: RequestInit) => (await fetch(server.url + path, init)).status;
  assert.equal(await status("/_stile/api/keys"), 401);
  assert.equal(await status("/_stile/api/keys", { method: "POST", headers: { authorization: "Bearer guess" } }), 401);
  assert.equal(await status("/_stile/api/backup", { method: "POST", body: JSON.stringify({ path: join(dataDir, "x") }) }), 401);
  assert.equal(existsSync(join(dataDir, "x")), false);
  assert.equal(await status("/_stile/health"), 200);
});

test("the commands sign with AWS's variables, and say how to come by a key without them", { timeout }, async (t) => {
  const { dataDir, folder, server } = await started(t, "--auth", "enforce");
  const definition = join(folder, "pass.json");
  writeFileSync(definition, '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}');
  const deploy = ["deploy", definition, "--name", "signed", "--follow"];
  const wrong = await stile(deploy, { env: awsEnvironment(server.url) });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /^UnrecognizedClientException: .*\n.*"stile keys create" makes one\.\n$/);
  const unsigned = await stile(["describe", "signed", "--endpoint", server.url]);
  assert.match(unsigned.stderr, /^IncompleteSignatureException: .*\n.*"stile keys create" makes one\.\n$/);
  const { accessKeyId, secretAccessKey } = await createKey(dataDir);
  const env = { ...awsEnvironment(server.url), AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const signed = await stile(deploy, { env });
  assert.equal(signed.code, 0, signed.stderr);
  assert.match(signed.stdout, /SUCCEEDED/);
});

test("a function reaches the server that runs it, with credentials of its own", { timeout }, async (t) => {
  const { dataDir, folder, server } = await started(t, "--auth", "enforce");
  mkdirSync(join(folder, "functions", "counting"), { recursive: true });
  writeFileSync(
    join(folder, "functions", "counting", "index.mjs"),
    `export const handler = async ({ sdk }) => {
       const { SFNClient, ListStateMachinesCommand } = await import(sdk);
       const { stateMachines } = await new SFNClient({ maxAttempts: 1 }).send(new ListStateMachinesCommand({}));
       return { names: stateMachines.map(({ name }) => name) };
     };`,
  );
  const definition = join(folder, "call.json");
  const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:counting";
  writeFileSync(definition, JSON.stringify({ StartAt: "C", States: { C: { Type: "Task", Resource: functionArn, End: true } } }));
  const key = await createKey(dataDir);
  const env = {
    ...awsEnvironment(server.url),
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  };
  const input = JSON.stringify({ sdk: import.meta.resolve("@aws-sdk/client-sfn") });
  const { code, stdout, stderr } = await stile(
    ["deploy", definition, "--name", "counted", "--functions", join(folder, "functions"), "--follow", "--input", input],
    { env },
  );
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /SUCCEEDED\n\{\n {2}"names": \[\n {4}"counted"\n/);
});

const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.internal === false && address.family === "IPv4")?.address;

test("off loopback signatures are wanted whatever --auth says", {
  timeout,
  skip: outside === undefined && "no network here",
}, async (t) => {
  const { dataDir, server } = await started(t, "--host", "0.0.0.0", "--auth", "off");
  assert.match(server.greeting, /Other machines may reach 0\.0\.0\.0, so requests must be signed/);
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:/);
  const there = `http://${outside}:${server.port}`;
  for (const url of [server.url, there]) {
    await assert.rejects(clientOf(url, { accessKeyId: "test", secretAccessKey: "test" }).send(list), {
      name: "UnrecognizedClientException",
    });
  }
  const key = await createKey(dataDir);
  for (const url of [server.url, there]) await clientOf(url, key).send(list);
});

test("a backup taken under load is a data folder to start with, and holds what was acknowledged before", { timeout }, async (t) => {
  const { dataDir, folder, server } = await started(t);
  const definition = join(folder, "wait.json");
  writeFileSync(definition, '{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}');
  assert.equal((await stile(["deploy", definition, "--name", "kept"], { env: awsEnvironment(server.url) })).code, 0);
  const client = clientOf(server.url, { accessKeyId: "test", secretAccessKey: "test" });
  const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:kept";
  const acknowledged: string[] = [];
  let writing = true;
  const load = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (writing) {
        const { executionArn } = await client.send(
          new StartExecutionCommand({ stateMachineArn, input: JSON.stringify("x".repeat(2_000)) }),
        );
        acknowledged.push(executionArn ?? "");
      }
    }),
  );
  while (acknowledged.length < 200) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = [...acknowledged];
  const copy = join(folder, "copy");
  const backup = await stile(["backup", copy, "--data-dir", dataDir]);
  writing = false;
  await load;
  assert.equal(backup.code, 0, backup.stderr);
  assert.match(
    backup.stdout,
    new RegExp(`^\\d+\\.\\d MiB in \\d+ ms: ${copy}/stile\\.sqlite\nTo restore it: stile start --data-dir ${copy}\n$`),
  );
  const twice = await stile(["backup", copy, "--data-dir", dataDir]);
  assert.equal(twice.code, 1);
  assert.match(twice.stderr, /holds a database already/);
  const restored = await startServerProcess(copy);
  t.after(async () => {
    restored.kill("SIGKILL");
    await restored.ended;
  });
  const restoredClient = clientOf(restored.url, { accessKeyId: "test", secretAccessKey: "test" });
  for (const executionArn of before) {
    assert.equal((await restoredClient.send(new DescribeExecutionCommand({ executionArn }))).status, "RUNNING");
  }
});
