/**
 * In LocalStack's place: a suite written for its free edition runs unchanged, what waits for it finds Stile ready, and
 * its host names lead here where a resolver has them.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 240_000;

test("a suite written for LocalStack's free edition runs unchanged", { timeout }, async (t) => {
  if (pythonWithBoto3 === undefined) return t.skip(whyNoBoto3);
  const server = await startServerProcess(temporaryFolder(t));
  try {
    // Such suites carry their credentials themselves; of the environment they read the one variable.
    const { AWS_ENDPOINT_URL: _, ...environment } = awsEnvironment(server.url);
    const env = { ...environment, LOCALSTACK_ENDPOINT: `http://localhost:${server.port}` };
    const { code, stdout, stderr } = await command(pythonWithBoto3, ["-m", "unittest", "-v", "e2e/localstack/test_suite.py"], { env });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stderr, /Ran (9|\d\d) tests/);
  } finally {
    await server.stop();
  }
});

test("what waits for LocalStack finds Stile ready: the line of its log, and its health page", { timeout }, async (t) => {
  const server = await startServerProcess(temporaryFolder(t));
  try {
    // The pattern by which Testcontainers' modules wait.
    assert.match(server.greeting, /.*Ready\.\n/);
    const health = (await (await fetch(`${server.url}/_localstack/health`)).json()) as {
      services: Record<string, string>;
      edition: string;
    };
    assert.equal(health.edition, "community");
    for (const service of ["s3", "sqs", "sns", "dynamodb", "dynamodbstreams", "lambda", "events", "scheduler", "logs", "stepfunctions"])
      assert.equal(health.services[service], "running", service);
    assert.equal((await fetch(`${server.url}/_localstack/health`, { method: "HEAD" })).status, 200);
    assert.equal((await fetch(`${server.url}/_localstack/init/ready`)).status, 200);
  } finally {
    await server.stop();
  }
});

/** As a client does to whom the name has been resolved to loopback. */
function ask(port: number, host: string, method: string, path: string, body = ""): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, method, path, headers: { Host: `${host}:${port}` } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

test("the certificate holds the names below localhost.localstack.cloud", { timeout }, async (t) => {
  const folder = temporaryFolder(t);
  const server = await startServerProcess(folder);
  try {
    const ca = readFileSync(join(folder, "tls", "ca.pem"), "utf8");
    for (const servername of [
      "localhost.localstack.cloud",
      "s3.localhost.localstack.cloud",
      "names.s3.localhost.localstack.cloud",
      "sqs.us-east-1.localhost.localstack.cloud",
      "names.s3.us-east-1.localhost.localstack.cloud",
    ]) {
      const socket = connect({ host: "127.0.0.1", port: server.port, servername, ca });
      await once(socket, "secureConnect");
      assert.equal(socket.authorized, true, servername);
      socket.destroy();
    }
  } finally {
    await server.stop();
  }
});

test("the hosts below localhost.localstack.cloud lead to their services", { timeout }, async (t) => {
  const server = await startServerProcess(temporaryFolder(t));
  try {
    const { port } = server;
    assert.equal((await ask(port, "names.s3.localhost.localstack.cloud", "PUT", "/")).status, 200);
    assert.equal((await ask(port, "names.s3.localhost.localstack.cloud", "PUT", "/key", "by its host")).status, 200);
    assert.equal((await ask(port, "s3.localhost.localstack.cloud", "GET", "/names/key")).body, "by its host");
    assert.equal((await ask(port, "names.s3.us-east-1.localhost.localstack.cloud", "GET", "/key")).body, "by its host");
    const queue = await ask(
      port,
      "sqs.us-east-1.localhost.localstack.cloud",
      "GET",
      "/?Action=CreateQueue&QueueName=names&Version=2012-11-05",
    );
    assert.match(queue.body, /<QueueUrl>http:\/\/sqs\.us-east-1\.localhost\.localstack\.cloud:\d+\/000000000000\/names<\/QueueUrl>/);
  } finally {
    await server.stop();
  }
});
