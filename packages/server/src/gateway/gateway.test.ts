import assert from "node:assert/strict";
import { request as httpRequest, type RequestOptions } from "node:http";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { test, type TestContext } from "node:test";
import { gzipSync } from "node:zlib";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../aws/sdk-hash.ts";
import type { GatewayOptions } from "./gateway.ts";
import { jsonPage } from "./pages.ts";
import { startToyGateway, type ToyGateway } from "./toy-services.ts";

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

function send(url: string, options: RequestOptions & { readonly body?: string | Uint8Array } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on("error", reject);
    sent.end(options.body);
  });
}

async function start(context: TestContext, options: Partial<GatewayOptions> = {}): Promise<ToyGateway> {
  const toy = await startToyGateway(options);
  context.after(() => toy.gateway.close(0));
  return toy;
}

const target = (operation: string) => ({ "x-amz-target": `AWSStepFunctions.${operation}` });
const scopeOf = (service: string, region = "us-east-1") => ({
  authorization: `AWS4-HMAC-SHA256 Credential=any/20300101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
const poll = JSON.stringify({ activityArn: "arn:aws:states:us-east-1:000000000000:activity:a" });

test("both loopback addresses answer on the same port", async (context) => {
  const { gateway } = await start(context);
  for (const address of gateway.addresses) {
    const answer = await send(`http://${address.includes(":") ? `[${address}]` : address}:${gateway.port}/`, {
      method: "POST",
      headers: target("ListExecutions"),
      body: "{}",
    });
    assert.equal(answer.status, 200, address);
    assert.equal(answer.body, '{"executions":[]}');
    assert.equal(answer.headers["content-type"], "application/x-amz-json-1.0");
    assert.match(String(answer.headers["x-amzn-requestid"]), /^[0-9a-f-]{36}$/);
  }
  assert.ok(gateway.addresses.includes("127.0.0.1"));
});

test("a port that is taken rejects with EADDRINUSE", async (context) => {
  const { gateway } = await start(context);
  await assert.rejects(startToyGateway({ port: gateway.port }), { code: "EADDRINUSE" });
});

test("the service is found by target, by credential scope, by path and by host", async (context) => {
  const { gateway } = await start(context);
  const listed = async (headers: Record<string, string>, path = "/2015-03-31/functions/") =>
    (await send(gateway.url + path, { headers })).status;
  assert.equal(await listed({}), 200);
  assert.equal(await listed(scopeOf("lambda")), 200);
  assert.equal(await listed({ host: "lambda.eu-west-1.amazonaws.com" }), 200);
  // The scope wins over the path: this is signed for Step Functions, which has no such path.
  const forStates = await send(`${gateway.url}/2015-03-31/functions/`, { headers: scopeOf("states") });
  assert.deepEqual([forStates.status, JSON.parse(forStates.body).__type], [404, "UnknownOperationException"]);
  const byHost = await send(gateway.url, { method: "POST", headers: { host: "sync-states.eu-west-1.amazonaws.com" } });
  assert.deepEqual([byHost.status, byHost.headers["content-type"]], [404, "application/x-amz-json-1.0"]);
});

test("what no service answers to is an UnknownOperationException", async (context) => {
  const { gateway } = await start(context);
  for (const headers of [{ "x-amz-target": "DynamoDB_20120810.ListTables" }, { "x-amz-target": "nonsense" }, scopeOf("kinesis"), {}]) {
    const answer = await send(gateway.url, { method: "POST", headers, body: "{}" });
    assert.deepEqual([answer.status, JSON.parse(answer.body).__type], [404, "UnknownOperationException"]);
  }
});

test("clients that expect XML get the same refusal as XML", async (context) => {
  const { gateway } = await start(context);
  for (const headers of [scopeOf("s3"), { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }]) {
    const answer = await send(`${gateway.url}/<a>`, { method: "POST", headers, body: "Action=GetCallerIdentity" });
    assert.deepEqual([answer.status, answer.headers["content-type"]], [404, "text/xml"]);
    assert.match(answer.body, /<Code>UnknownOperationException<\/Code><Message>[^<>]*<\/Message>/);
  }
});

test("the region is that of the credential scope where it is one, else the configured one", async (context) => {
  const { gateway, calls } = await start(context, { region: "eu-central-1" });
  const create = async (headers: Record<string, string>) => {
    await send(gateway.url, {
      method: "POST",
      headers: { ...target("CreateStateMachine"), ...headers },
      body: '{"name":"n","definition":"{}","roleArn":"arn:r"}',
    });
    const call = calls.at(-1);
    return [call?.region, call?.partition];
  };
  assert.deepEqual(await create({}), ["eu-central-1", "aws"]);
  assert.deepEqual(await create(scopeOf("states", "cn-north-1")), ["cn-north-1", "aws-cn"]);
  assert.deepEqual(await create(scopeOf("states", "..")), ["eu-central-1", "aws"]);
});

test("the endpoint is the host the caller used, and never what is no host", async (context) => {
  const { gateway, endpointUrls } = await start(context);
  const endpoint = async (host: string) => {
    await send(gateway.url, {
      method: "POST",
      headers: { ...target("CreateStateMachine"), host },
      body: '{"name":"n","definition":"{}","roleArn":"arn:r"}',
    });
    return endpointUrls.at(-1);
  };
  assert.equal(await endpoint("sync-localhost:4566"), "http://sync-localhost:4566");
  assert.equal(await endpoint('x"><script>'), gateway.url);
});

test("until the services have started their requests wait, and own pages are answered", async (context) => {
  const started = Promise.withResolvers<void>();
  const page = { method: "GET", path: "/_stile/ready", handle: () => jsonPage(503, {}) };
  const { gateway } = await start(context, { started: started.promise, pages: [page] });
  let answered = false;
  const asked = send(`${gateway.url}/`, { method: "POST", headers: target("ListExecutions"), body: "{}" }).then((answer) => {
    answered = true;
    return answer;
  });
  assert.equal((await send(`${gateway.url}/_stile/ready`)).status, 503);
  assert.equal(answered, false);
  started.resolve();
  assert.equal((await asked).status, 200);
});

test("own pages: exact, below, HEAD, method not allowed, unknown, failing", async (context) => {
  const { gateway, logLines } = await start(context, {
    pages: [
      { method: "GET", path: "/_stile/health", handle: () => jsonPage(200, { ok: true }) },
      { method: "POST", path: "/_stile/api/*", handle: ({ body, path, query }) => jsonPage(200, { path, query, bytes: body.length }) },
      {
        method: "GET",
        path: "/_stile/fails",
        handle: () => {
          throw new Error("secret");
        },
      },
      {
        method: "GET",
        path: "/_stile/events",
        async handle() {
          return {
            status: 200,
            body: (async function* () {
              yield "one\n";
              yield new TextEncoder().encode("two\n");
            })(),
          };
        },
      },
    ],
  });
  const page = (path: string, options: Parameters<typeof send>[1] = {}) => send(gateway.url + path, options);
  assert.equal((await page("/_stile/health")).body, '{"ok":true}\n');
  const head = await page("/_stile/health", { method: "HEAD" });
  assert.deepEqual([head.status, head.body, head.headers["content-length"]], [200, "", "12"]);
  assert.deepEqual(JSON.parse((await page("/_stile/api/a/b?c=d", { method: "POST", body: "12345" })).body), {
    path: "/_stile/api/a/b",
    query: "c=d",
    bytes: 5,
  });
  const denied = await page("/_stile/health", { method: "DELETE" });
  assert.deepEqual([denied.status, denied.headers.allow], [405, "GET"]);
  assert.equal((await page("/_stile/nothing")).status, 404);
  const failed = await page("/_stile/fails");
  assert.equal(failed.status, 500);
  assert.ok(!failed.body.includes("secret"));
  assert.equal(logLines.filter((line) => line.level === "error").length, 1);
  assert.equal((await page("/_stile/events")).body, "one\ntwo\n");
});

test("a body that is too long is refused in the protocol's shape, announced or not, and the connection survives", async (context) => {
  const { gateway } = await start(context);
  const long = Buffer.alloc(4 * 1_048_576 + 1, 0x20);
  for (const headers of [{ "content-length": String(long.length) }, { "transfer-encoding": "chunked" }]) {
    const answer = await send(gateway.url, { method: "POST", headers: { ...target("ListExecutions"), ...headers }, body: long });
    assert.deepEqual([answer.status, JSON.parse(answer.body).__type], [413, "RequestEntityTooLargeException"]);
  }
  const lambda = await send(`${gateway.url}/2015-03-31/functions/f/invocations`, { method: "POST", body: long });
  assert.equal(lambda.status, 200);
  assert.equal(lambda.body.length, long.length);
});

test("an announced body that is too long is refused before 100 Continue", async (context) => {
  const { gateway } = await start(context);
  const said = await raw(
    gateway.port,
    `POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSStepFunctions.ListExecutions\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n`,
    /\r\n\r\n/,
  );
  assert.match(said, /^HTTP\/1\.1 413 /);
});

test("gzip is undone within the bound of the body", async (context) => {
  const { gateway } = await start(context);
  const gzip = (body: Uint8Array, encoding = "gzip") =>
    send(gateway.url, { method: "POST", headers: { ...target("ListExecutions"), "content-encoding": encoding }, body });
  assert.equal((await gzip(gzipSync('{"maxResults":5}'))).status, 200);
  assert.equal((await gzip(gzipSync(Buffer.alloc(50 * 1_048_576)))).status, 413);
  const broken = await gzip(Buffer.from("not gzip"));
  assert.deepEqual([broken.status, JSON.parse(broken.body).__type], [400, "SerializationException"]);
  assert.equal((await gzip(Buffer.from("x"), "br")).status, 415);
});

test("when the caller goes away the signal fires", async (context) => {
  const { gateway, calls } = await start(context);
  const socket = connect(gateway.port, "127.0.0.1");
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSStepFunctions.GetActivityTask\r\nContent-Length: ${poll.length}\r\n\r\n${poll}`,
  );
  const call = await until(() => calls[0]);
  socket.destroy();
  await new Promise<void>((resolve) => (call.signal.aborted ? resolve() : call.signal.addEventListener("abort", () => resolve())));
  assert.equal(call.signal.reason, "callerGone");
});

test("a drain answers long polls at once, ends idle connections and accepts no new ones", async () => {
  const { gateway, calls } = await startToyGateway();
  const idle = connect(gateway.port, "127.0.0.1");
  const silent = connect(gateway.port, "127.0.0.1");
  await new Promise<void>((resolve) => {
    idle.once("data", () => resolve());
    idle.write("GET /_stile/x HTTP/1.1\r\nHost: x\r\n\r\n");
  });
  const idleEnded = new Promise<void>((resolve) => idle.once("close", () => resolve()));
  const silentEnded = new Promise<void>((resolve) => silent.once("close", () => resolve()));
  silent.on("error", () => {});
  const waiting = send(gateway.url, { method: "POST", headers: target("GetActivityTask"), body: poll });
  await until(() => calls[0]);
  assert.equal(await gateway.close(60_000), 0);
  const answer = await waiting;
  assert.deepEqual([answer.status, answer.body, answer.headers.connection], [200, "{}", "close"]);
  await Promise.all([idleEnded, silentEnded]);
  await assert.rejects(send(gateway.url), { code: "ECONNREFUSED" });
});

test("what does not end within the grace is cut off and counted", async () => {
  let stuck: (() => void) | undefined;
  const { gateway } = await startToyGateway({
    pages: [{ method: "GET", path: "/_stile/stuck", handle: () => new Promise(() => stuck?.()) }],
  });
  const entered = new Promise<void>((resolve) => (stuck = resolve));
  const waiting = send(`${gateway.url}/_stile/stuck`);
  const outcome = assert.rejects(waiting, { code: "ECONNRESET" });
  await entered;
  assert.equal(await gateway.close(1), 1);
  await outcome;
});

test("requests and their errors are counted by service and operation", async (context) => {
  const { gateway, metrics } = await start(context);
  await send(gateway.url, { method: "POST", headers: target("ListExecutions"), body: "{}" });
  await send(gateway.url, { method: "POST", headers: target("ListExecutions"), body: "{" });
  await send(gateway.url, { method: "POST", headers: target("MadeUp"), body: "{}" });
  const text = metrics.print();
  assert.match(text, /stile_requests_total\{service="stepfunctions",operation="ListExecutions",code="ok"\} 1/);
  assert.match(text, /stile_requests_total\{service="stepfunctions",operation="ListExecutions",code="SerializationException"\} 1/);
  assert.match(text, /operation="unknown",code="UnknownOperationException"\} 1/);
  assert.ok(!text.includes("MadeUp"));
});

test("pages of other sites may not talk to an unauthenticated server, local ones may", async (context) => {
  const { gateway } = await start(context);
  const status = async (headers: Record<string, string>) =>
    (await send(gateway.url, { method: "POST", headers: { ...target("ListExecutions"), ...headers }, body: "{}" })).status;
  assert.equal(await status({ origin: "https://evil.example" }), 403);
  assert.equal(await status({ origin: "null" }), 403);
  assert.equal(await status({ host: "evil.example", "sec-fetch-site": "same-origin" }), 403);
  assert.equal(await status({ "sec-fetch-site": "cross-site" }), 403);
  assert.equal(await status({ origin: "http://localhost:3000" }), 200);
  assert.equal(await status({ origin: "http://app.localhost:3000", "sec-fetch-site": "same-site" }), 200);
  assert.equal(await status({ host: "stile.internal" }), 200);
});

test("a request in absolute form is answered like any other", async (context) => {
  const { gateway } = await start(context);
  const said = await raw(
    gateway.port,
    "GET http://lambda.us-east-1.amazonaws.com/2015-03-31/functions/?MaxItems=1 HTTP/1.1\r\nHost: x\r\n\r\n",
    /\}/,
  );
  assert.match(said, /^HTTP\/1\.1 200 /);
});

test("under enforce only what is signed with a known key gets in", async (context) => {
  const { gateway, calls } = await start(context, {
    authentication: {
      kind: "enforce",
      secretOf: (id) => (id === "AKID" ? "s3cret" : undefined),
      identityOf: (id) => ({ accountId: "111111111111", principalArn: `arn:aws:iam::111111111111:user/${id}` }),
    },
  });
  const body = '{"name":"n","definition":"{}","roleArn":"arn:r"}';
  const signed = async (accessKeyId: string, secretAccessKey: string) => {
    const signer = new SignatureV4({
      service: "states",
      region: "us-east-1",
      credentials: { accessKeyId, secretAccessKey },
      sha256: Sha256 as never,
    });
    const host = `127.0.0.1:${gateway.port}`;
    const request = {
      method: "POST",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: "/",
      query: {},
      headers: { host, ...target("CreateStateMachine") },
      body,
    };
    const { headers } = (await signer.sign(request as never)) as unknown as { headers: Record<string, string> };
    const answer = await send(gateway.url, { method: "POST", headers, body });
    return [answer.status, (JSON.parse(answer.body) as { __type?: string }).__type];
  };
  assert.deepEqual(await signed("AKID", "s3cret"), [200, undefined]);
  assert.equal(calls[0]?.principalArn, "arn:aws:iam::111111111111:user/AKID");
  assert.deepEqual(await signed("AKID", "wrong"), [400, "InvalidSignatureException"]);
  assert.deepEqual(await signed("OTHER", "s3cret"), [400, "UnrecognizedClientException"]);
  const unsigned = await send(gateway.url, { method: "POST", headers: target("CreateStateMachine"), body });
  assert.deepEqual([unsigned.status, JSON.parse(unsigned.body).__type], [400, "MissingAuthenticationTokenException"]);
});

test("a TLS client is turned away where TLS is off, and the server goes on", async (context) => {
  const { gateway } = await start(context);
  await new Promise<void>((resolve) => {
    const socket = connectTls({ port: gateway.port, host: "127.0.0.1", rejectUnauthorized: false });
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
  });
  assert.equal((await send(gateway.url, { method: "POST", headers: target("ListExecutions"), body: "{}" })).status, 200);
});

test("bytes that are no HTTP do not disturb others", async (context) => {
  const { gateway } = await start(context);
  for (const garbage of ["\0\0\0\0", "GET", "\x16\x03garbage that is no handshake", `GET / HTTP/1.1\r\n${"X: y\r\n".repeat(10_000)}\r\n`]) {
    const socket = connect(gateway.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.end(garbage);
    await new Promise<void>((resolve) => socket.once("close", () => resolve()).resume());
  }
  assert.equal((await send(gateway.url, { method: "POST", headers: target("ListExecutions"), body: "{}" })).status, 200);
});

/** Sends bytes as they are and answers what came back, up to a match. */
function raw(port: number, bytes: string, upTo: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let said = "";
    socket.on("data", (chunk) => {
      said += chunk.toString();
      if (!upTo.test(said)) return;
      socket.destroy();
      resolve(said);
    });
    socket.on("error", reject);
    socket.write(bytes);
  });
}

/** Waits, turn by turn of the event loop, for something to be there. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
