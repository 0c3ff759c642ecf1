import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { parseResource } from "@stile/states";
import { ServiceError } from "../../aws/index.ts";
import { createFakePlatform } from "../../platform/fake.ts";
import type { TaskOutcome, TaskRequest } from "../integration.ts";
import { httpTaskTimeoutMs } from "../limits.ts";
import { createAddressGuard } from "./http-address.ts";
import type { ConnectionParameters } from "./http-parameters.ts";
import { type HttpTaskDeps, httpTasks } from "./http.ts";

const connectionArn = "arn:aws:events:us-east-1:000000000000:connection/c/1";
const secret = "hunter2";
const noParameters: ConnectionParameters = { headers: {}, queryParameters: {}, bodyParameters: {} };

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

async function listen(t: TestContext, answer: (response: ServerResponse, seen: Seen) => void) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body });
    answer(response, seen.at(-1) as Seen);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, port: (server.address() as AddressInfo).port };
}

function taskOf(more: Partial<HttpTaskDeps> = {}, connection: Partial<ConnectionParameters> = {}) {
  const platform = createFakePlatform();
  const forgotten: string[] = [];
  const connections = {
    resolve: async () => ({ ...noParameters, ...connection }),
    forgetToken: (arn: string) => void forgotten.push(arn),
  };
  const task = httpTasks({ connections, platform, allowedNetworks: ["127.0.0.0/8"], ...more });
  const run = (parameters: object): Promise<TaskOutcome> => {
    const request: TaskRequest = {
      resource: parseResource("arn:aws:states:::http:invoke"),
      parameters: JSON.stringify({ Method: "GET", Authentication: { ConnectionArn: connectionArn }, ...parameters }),
      ...{ taskToken: undefined, executionArn: "arn:e", roleArn: "arn:r", region: "eu-west-1", accountId: "0", idempotencyKey: "k" },
      ...{ again: false, deadlineMs: undefined, credentials: undefined, submission: undefined, signal: new AbortController().signal },
    };
    return task.run(request);
  };
  return { run, platform, forgotten };
}

const outputOf = (outcome: TaskOutcome) =>
  JSON.parse(outcome.kind === "succeeded" ? outcome.output : assert.fail(JSON.stringify(outcome))) as Record<string, unknown>;
const failureOf = (outcome: TaskOutcome) => (outcome.kind === "failed" ? outcome : assert.fail(JSON.stringify(outcome)));

test("the request is the workflow's with what the connection adds, which wins", async (t) => {
  const { port, seen } = await listen(t, (response) => response.writeHead(200, { "Content-Type": "application/json" }).end('{"ok":[1]}'));
  const { run } = taskOf(
    {},
    {
      headers: { Authorization: `Bearer ${secret}`, "X-Both": "connection" },
      queryParameters: { q: "connection" },
      bodyParameters: { b: "connection" },
    },
  );
  const outcome = await run({
    ApiEndpoint: `http://127.0.0.1:${port}/p?fixed=1`,
    Method: "POST",
    Headers: { "X-Both": "task", "X-Mine": ["a", "b"] },
    QueryParameters: { q: "task", many: ["x y", "z"] },
    RequestBody: { a: 1, b: 2 },
  });
  const [request] = seen;
  assert.equal(request?.url, "/p?fixed=1&q=connection&many=x+y&many=z");
  assert.deepEqual(JSON.parse(request?.body ?? ""), { a: 1, b: "connection" });
  const { authorization, "x-both": both, "x-mine": mine, range, "user-agent": agent, "content-type": type } = request?.headers ?? {};
  assert.deepEqual(
    [authorization, both, mine, range, agent, type],
    [
      `Bearer ${secret}`,
      "connection",
      "a, b",
      "bytes=0-262144",
      "Amazon|StepFunctions|HttpInvoke|eu-west-1",
      "application/json; charset=UTF-8",
    ],
  );
  const output = outputOf(outcome);
  assert.deepEqual([output["ResponseBody"], output["StatusCode"], output["StatusText"]], [{ ok: [1] }, 200, "OK"]);
  assert.deepEqual((output["Headers"] as Record<string, unknown>)["content-type"], ["application/json"]);
  assert.ok(!JSON.stringify(outcome).includes(secret));
});

test("bodies are URL encoded on request, arrays in four ways", async (t) => {
  const { port, seen } = await listen(t, (response) => response.end());
  const { run } = taskOf();
  const send = (RequestEncodingOptions: object | undefined) =>
    run({
      ApiEndpoint: `http://127.0.0.1:${port}/`,
      Method: "POST",
      RequestBody: { list: ["a b", "c"], in: { "k&": 1 }, none: null },
      Transform: { RequestBodyEncoding: "URL_ENCODED", ...(RequestEncodingOptions ? { RequestEncodingOptions } : {}) },
    });
  for (const format of [undefined, "INDICES", "BRACKETS", "REPEAT", "COMMAS"])
    await send(format === undefined ? undefined : { ArrayFormat: format });
  assert.deepEqual(
    seen.map(({ body }) => body),
    [
      "list[0]=a%20b&list[1]=c&in[k%26]=1",
      "list[0]=a%20b&list[1]=c&in[k%26]=1",
      "list[]=a%20b&list[]=c&in[k%26]=1",
      "list=a%20b&list=c&in[k%26]=1",
      "list=a%20b%2Cc&in[k%26]=1",
    ],
  );
  assert.equal(seen[0]?.headers["content-type"], "application/x-www-form-urlencoded");
  assert.equal(failureOf(await send({ ArrayFormat: "TREE" })).error, "States.Runtime");
});

test("a status that is no success is an error of its own, with the body as its cause", async (t) => {
  const { port } = await listen(t, (response, { url }) =>
    response.writeHead(Number(url?.slice(1)), { "content-type": "application/json" }).end('{"why": 1}'),
  );
  const { run, forgotten } = taskOf();
  const ask = async (status: number) => failureOf(await run({ ApiEndpoint: `http://127.0.0.1:${port}/${status}` }));
  assert.deepEqual(await ask(404), { kind: "failed", error: "States.Http.StatusCode.404", cause: '{"why":1}' });
  assert.equal((await ask(500)).error, "States.Http.StatusCode.500");
  assert.deepEqual(forgotten, []);
  assert.equal((await ask(401)).error, "States.Http.StatusCode.401");
  assert.deepEqual(forgotten, [connectionArn]);
});

test("an answer that is no text is States.Runtime", async (t) => {
  const bytes = new Map([
    ["/image", ["image/png", Buffer.from("text")]],
    ["/octets", ["application/octet-stream", Buffer.from("text")]],
    ["/broken", ["text/plain", Buffer.from([0x61, 0xff])]],
    ["/cut", ["text/plain", Buffer.from(`${"x".repeat(262_144)}\u20ac`)]],
  ] as const);
  const { port } = await listen(t, (response, { url = "" }) => {
    const [type, body] = bytes.get(url as "/cut")!;
    response.writeHead(200, { "content-type": type }).end(body);
  });
  const ask = (path: string) => taskOf().run({ ApiEndpoint: `http://127.0.0.1:${port}${path}` });
  for (const path of ["/image", "/octets", "/broken"]) assert.equal(failureOf(await ask(path)).error, "States.Runtime", path);
  outputOf(await ask("/cut"));
});

test("a connection that is not there or not authorized is told as AWS tells it", async () => {
  for (const [code, error] of [
    ["ResourceNotFoundException", "Events.ConnectionResource.ResourceNotFound"],
    ["ConnectionNotAuthorized", "Events.ConnectionResource.InvalidConnectionState"],
    ["InternalFailure", "Events.ConnectionResource.InternalError"],
  ] as const) {
    const connections = {
      resolve: () => Promise.reject(new ServiceError(code, "why")),
      forgetToken: () => {},
    };
    const outcome = failureOf(await taskOf({ connections }).run({ ApiEndpoint: "https://example.com/" }));
    assert.deepEqual([outcome.error, outcome.cause], [error, "why"]);
  }
});

test("an answer is read as far as a state's result may go", async (t) => {
  const { port } = await listen(t, (response) => void response.end("x".repeat(1_000_000)));
  const output = outputOf(await taskOf().run({ ApiEndpoint: `http://127.0.0.1:${port}/` }));
  assert.equal(String(output["ResponseBody"]).length, 262_145);
});

test("no answer within a minute, and no connection at all, are States.Http.Socket", async (t) => {
  const { port, seen } = await listen(t, () => undefined);
  const { run, platform } = taskOf();
  const waiting = run({ ApiEndpoint: `http://127.0.0.1:${port}/` });
  while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  platform.clock.advanceBy(httpTaskTimeoutMs);
  assert.deepEqual(failureOf(await waiting), { kind: "failed", error: "States.Http.Socket", cause: "No answer came within 60 seconds." });
  const refused = failureOf(await run({ ApiEndpoint: "http://127.0.0.1:1/" }));
  assert.deepEqual([refused.error, refused.cause], ["States.Http.Socket", "127.0.0.1:1: Connection refused"]);
  const unknown = failureOf(await taskOf({ resolve: async () => [] }).run({ ApiEndpoint: "https://nowhere.example/" }));
  assert.equal(unknown.error, "States.Http.Socket");
});

test("what cannot be asked for is States.Runtime and names no secret", async () => {
  const { run } = taskOf({}, { bodyParameters: { password: secret } });
  for (const parameters of [
    { ApiEndpoint: "https://user:hunter2@example.com/" },
    { ApiEndpoint: "file:///etc/passwd" },
    { ApiEndpoint: "https://example.com/", Method: "TRACE" },
    { ApiEndpoint: "https://example.com/", Headers: { Host: "other" } },
    { ApiEndpoint: "https://example.com/", Headers: { "X-A": "b\r\nX-C: d" } },
    { ApiEndpoint: "https://example.com/", Method: "POST", RequestBody: "text" },
    { ApiEndpoint: "https://example.com/", Authentication: {} },
  ]) {
    const { error, cause } = failureOf(await run(parameters));
    assert.equal(error, "States.Runtime", JSON.stringify(parameters));
    assert.ok(!cause?.includes(secret), cause);
  }
});

test("private addresses are refused however they are written", async () => {
  const { run } = taskOf({ allowedNetworks: [], resolve: async (name) => (name === "inside.example" ? ["10.0.0.7"] : ["127.0.0.1"]) });
  for (const host of [
    ...[
      "127.0.0.1",
      "0x7f.1",
      "2130706433",
      "017700000001",
      "localhost",
      "inside.example",
      "0.0.0.0",
      "10.1.2.3",
      "172.16.0.1",
      "192.168.1.1",
    ],
    ...["169.254.169.254", "100.64.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"],
    ...["[fe80::1]", "[fd00:ec2::254]", "[fc00::1]", "255.255.255.255", "224.0.0.1"],
  ]) {
    const { error, cause } = failureOf(await run({ ApiEndpoint: `https://${host}/` }));
    assert.equal(error, "States.Runtime", host);
    assert.match(cause ?? "", /is refused: its address is not a public one/, host);
  }
});

test("the guard knows public addresses, allowed networks, and IPv4 within IPv6", () => {
  const guard = createAddressGuard(["10.0.0.0/8", "fd00::/8"]);
  for (const [address, verdict] of [
    ["93.184.216.34", "public"],
    ["2606:4700::1111", "public"],
    ["::ffff:93.184.216.34", "public"],
    ["10.2.3.4", "allowed"],
    ["::ffff:10.2.3.4", "allowed"],
    ["64:ff9b::a02:304", "allowed"],
    ["fd12::1", "allowed"],
    ["192.168.0.1", "refused"],
    ["::ffff:169.254.169.254", "refused"],
    ["not an address", "refused"],
  ] as const)
    assert.equal(guard.judge(address), verdict, address);
});

test("plain HTTP is for allowed networks only", async () => {
  const { run } = taskOf({ resolve: async () => ["93.184.216.34"] });
  const { error, cause } = failureOf(await run({ ApiEndpoint: "http://public.example/" }));
  assert.deepEqual([error, cause], ["States.Runtime", "public.example is refused: only HTTPS endpoints can be called."]);
});

test("a name is resolved once: what answers differently the second time is not asked", async (t) => {
  const { port } = await listen(t, (response) => response.end("here"));
  let asked = 0;
  const { run } = taskOf({ resolve: async () => [asked++ === 0 ? "127.0.0.1" : "169.254.169.254"] });
  assert.equal(outputOf(await run({ ApiEndpoint: `http://rebinding.example:${port}/` }))["ResponseBody"], "here");
  assert.equal(asked, 1);
  const second = failureOf(await run({ ApiEndpoint: `http://rebinding.example:${port}/` }));
  assert.match(second.cause ?? "", /is refused/);
});

test("a redirect is judged like the first request, and takes no secrets elsewhere", async (t) => {
  const other = await listen(t, (response) => response.end("other"));
  let location = "";
  const { port, seen } = await listen(t, (response, { url }) =>
    url === "/end" ? response.end("end") : response.writeHead(Number(url?.slice(1)), { location }).end(),
  );
  const { run } = taskOf({}, { headers: { "x-api-key": secret } });
  const send = (status: number, to: string, more: object = {}) => {
    location = to;
    return run({ ApiEndpoint: `http://127.0.0.1:${port}/${status}`, ...more });
  };
  assert.equal(outputOf(await send(302, "/end", { Method: "POST", RequestBody: {} }))["ResponseBody"], "end");
  assert.deepEqual([seen.at(-1)?.method, seen.at(-1)?.headers["x-api-key"]], ["GET", secret]);
  assert.equal(outputOf(await send(307, "/end", { Method: "POST", RequestBody: { a: 1 } }))["ResponseBody"], "end");
  assert.deepEqual([seen.at(-1)?.method, seen.at(-1)?.body], ["POST", '{"a":1}']);
  assert.equal(outputOf(await send(301, `http://127.0.0.1:${other.port}/`))["ResponseBody"], "other");
  assert.equal(other.seen[0]?.headers["x-api-key"], undefined);
  for (const to of ["http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/", "https://10.0.0.1/"]) {
    assert.match(failureOf(await send(302, to)).cause ?? "", /is refused/, to);
  }
  assert.match(failureOf(await send(302, "ftp://127.0.0.1/")).cause ?? "", /redirected from HTTPS to ftp|is refused/);
  assert.match(
    failureOf(await send(308, `http://127.0.0.1:${other.port}/`, { Method: "POST", RequestBody: {} })).cause ?? "",
    /is refused/,
  );
  location = "/302";
  assert.match(failureOf(await send(302, "/302")).cause ?? "", /more than 5 times/);
});
