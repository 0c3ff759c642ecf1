import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { parseResource } from "@stile/states";
import { createFakePlatform } from "../../platform/fake.ts";
import type { TaskOutcome } from "../integration.ts";
import { apiGatewayTasks } from "./api-gateway.ts";

interface Seen {
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const credentials = { accessKeyId: "AKID", secretAccessKey: "s" };

async function world(t: TestContext, status = 200) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    seen.push({ url: request.url, headers: request.headers, body });
    response.writeHead(status, { "content-type": "application/json", location: "/elsewhere" }).end('{"message": "hi"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { seen, run: runner({ url, credentials, region: undefined }) };
}

function runner(target: Parameters<typeof apiGatewayTasks>[0]["target"]) {
  const integration = apiGatewayTasks({ platform: createFakePlatform(), target });
  return (parameters: object, taskToken?: string): Promise<TaskOutcome> =>
    integration.run({
      resource: parseResource("arn:aws:states:::apigateway:invoke"),
      parameters: JSON.stringify({ ApiEndpoint: "a1.execute-api.us-east-1.amazonaws.com", Method: "POST", ...parameters }),
      ...{ taskToken, executionArn: "arn:e", roleArn: "arn:r", region: "us-east-1", accountId: "0", idempotencyKey: "k" },
      ...{ again: false, deadlineMs: undefined, credentials: undefined, submission: undefined, signal: new AbortController().signal },
    });
}

test("the API is asked for by its host name, wherever it is answered; bodies are JSON", async (t) => {
  const { run, seen } = await world(t);
  const outcome = await run({
    Stage: "s",
    Path: "a/b c",
    QueryParameters: { q: ["1", "2"] },
    Headers: { "X-A": ["v"] },
    RequestBody: "text",
  });
  assert.equal(seen[0]?.url, "/s/a/b%20c?q=1&q=2");
  assert.deepEqual(
    [seen[0]?.headers.host, seen[0]?.headers["x-a"], seen[0]?.body],
    ["a1.execute-api.us-east-1.amazonaws.com", "v", '"text"'],
  );
  const output = JSON.parse(outcome.kind === "succeeded" ? outcome.output : assert.fail()) as Record<string, unknown>;
  assert.deepEqual(Object.keys(output), ["Headers", "ResponseBody", "StatusCode", "StatusText"]);
  assert.deepEqual(output["ResponseBody"], { message: "hi" });
  await run({ RequestBody: null });
  await run({ RequestBody: { a: null, b: [null, 1] } });
  await run({ RequestBody: { a: null }, AllowNullValues: true });
  assert.deepEqual(
    seen.slice(1).map(({ body }) => body),
    ["{}", '{"b":[1]}', '{"a":null}'],
  );
});

test("with IAM_ROLE the request is signed for execute-api; with a token it is submitted", async (t) => {
  const { run, seen } = await world(t);
  assert.equal((await run({ AuthType: "IAM_ROLE" }, "token")).kind, "submitted");
  assert.match(String(seen[0]?.headers.authorization), /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/us-east-1\/execute-api\/aws4_request/);
});

test("a status that is no success is an error, redirects included", async (t) => {
  for (const status of [403, 302]) {
    const { run, seen } = await world(t, status);
    assert.deepEqual(await run({}), { kind: "failed", error: `ApiGateway.${status}`, cause: '{"message":"hi"}' });
    assert.equal(seen.length, 1);
  }
});

test("without an API Gateway the task says how to route it; a host that is none is refused", async () => {
  const nowhere = await runner(undefined)({});
  assert.match(nowhere.kind === "failed" ? (nowhere.cause ?? "") : "", /--service apigateway=URL/);
  const aws = runner({ url: undefined, credentials, region: undefined });
  assert.equal((await aws({ ApiEndpoint: "evil/../x@y" })).kind, "failed");
  const inside = await aws({ ApiEndpoint: "127.0.0.1" });
  assert.match(inside.kind === "failed" ? (inside.cause ?? "") : "", /is refused/);
});
