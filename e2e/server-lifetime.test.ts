/** The server as a process: what it prints, how it ends, what it refuses, and TLS with the authority it names. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { awsEnvironment, startServerProcess, stile, temporaryFolder } from "./server-process.ts";

const timeout = 60_000;

async function startedServer(t: TestContext, ...flags: readonly string[]) {
  const folder = temporaryFolder(t);
  const server = await startServerProcess(folder, ...flags);
  t.after(async () => {
    server.kill("SIGKILL");
    await server.ended;
  });
  return { folder, server };
}

test("the start prints address, store, authority, status page and what to type, and ends with Ready.", { timeout }, async (t) => {
  const { folder, server } = await startedServer(t);
  assert.match(server.greeting, new RegExp(`Address +${server.url} `));
  assert.match(server.greeting, /Store +sqlite .*stile\.sqlite, a durable write takes \d+\.\d\d ms/);
  assert.ok(server.greeting.includes(join(folder, "tls", "ca.pem")), server.greeting);
  assert.ok(server.greeting.includes(`export AWS_ENDPOINT_URL=${server.url}\n`));
  assert.ok(server.greeting.endsWith("\nReady.\n"));
  const page = await fetch(/Status page +(\S+)/.exec(server.greeting)?.[1] ?? "");
  assert.equal(page.status, 200);
  const health = (await (await fetch(`${server.url}/_stile/health`)).json()) as { ready: boolean };
  assert.equal(health.ready, true);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} drains: a waiting worker is answered, and the server ends with 0`, { timeout }, async (t) => {
    const { folder, server } = await startedServer(t);
    const call = (operation: string, input: object) =>
      fetch(server.url, {
        method: "POST",
        headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AWSStepFunctions.${operation}` },
        body: JSON.stringify(input),
      });
    const { activityArn } = (await (await call("CreateActivity", { name: "drained" })).json()) as { activityArn: string };
    const poll = call("GetActivityTask", { activityArn });
    // The health page is answered after the poll has been taken in: both came over this process's loopback in order.
    await fetch(`${server.url}/_stile/health`);
    server.kill(signal);
    const { code, stderr } = await server.ended;
    assert.equal(code, 0, stderr);
    assert.equal((await poll).status, 200);
    const again = await startServerProcess(folder);
    again.kill("SIGTERM");
    assert.equal((await again.ended).code, 0, "the data folder was let go");
  });
}

test("a second server on the same data folder is refused with the first one's pid", { timeout }, async (t) => {
  const { folder, server } = await startedServer(t);
  const { code, stderr } = await stile(["start", "--port", "0", "--data-dir", folder]);
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`is in use by the process ${server.pid}\\.`));
  assert.ok(!stderr.includes("    at "), "no stack trace");
});

test("a port in use, a damaged database and a wrong setting are told in a line or two", { timeout }, async (t) => {
  const { folder, server } = await startedServer(t);
  const damaged = join(folder, "damaged.sqlite");
  writeFileSync(damaged, "this is no database, whatever its name says".repeat(200));
  const cases: readonly (readonly [argv: readonly string[], expected: RegExp])[] = [
    [["--port", String(server.port), "--data-dir", join(folder, "other")], new RegExp(`^Port ${server.port} on 127\\.0\\.0\\.1 is in use`)],
    [["--port", "0", "--data-dir", join(folder, "third"), "--store", `sqlite:${damaged}`], /damaged\.sqlite: .*Restore a backup/],
    [["--port", "70000"], /^--port: port must be a whole number from 0 to 65535, not "70000"$/m],
  ];
  for (const [argv, expected] of cases) {
    const { code, stdout, stderr } = await stile(["start", ...argv]);
    assert.equal(code, 1, stdout);
    assert.match(stderr, expected);
    assert.ok(stderr.trimEnd().split("\n").length <= 2, stderr);
  }
});

test("TLS works on the same port for whoever trusts the printed authority, from the first connection on", { timeout }, async (t) => {
  const { server } = await startedServer(t);
  const ca = readFileSync(/Authority +(\S+)/.exec(server.greeting)?.[1] ?? "", "utf8");
  for (const host of ["127.0.0.1", "localhost"]) {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request({ host, port: server.port, path: "/_stile/ready", ca, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once("error", reject)
        .end();
    });
    assert.equal(status, 200);
  }
});

test("what was deployed before a kill is there afterwards", { timeout }, async (t) => {
  const { folder, server } = await startedServer(t);
  const definition = join(folder, "pass.json");
  writeFileSync(definition, '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}');
  const first = await stile(["deploy", definition, "--name", "kept", "--follow"], { env: awsEnvironment(server.url) });
  assert.equal(first.code, 0, first.stderr);
  server.kill("SIGKILL");
  await server.ended;
  const again = await startServerProcess(folder);
  try {
    const second = await stile(["deploy", definition, "--name", "kept"], { env: awsEnvironment(again.url) });
    assert.match(second.stdout, /^state machine kept is there already with this definition/);
    const executionArn = /^started: (arn:\S+)$/m.exec(first.stdout)?.[1] ?? "";
    const history = await stile(["history", executionArn], { env: awsEnvironment(again.url) });
    assert.match(history.stdout, /SUCCEEDED\n/);
  } finally {
    again.kill("SIGKILL");
    await again.ended;
  }
});
