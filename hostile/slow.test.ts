/**
 * What is slow on purpose: uploads that stop coming, readers that stop reading, endpoints that never answer. Each is ended
 * by a time-out of a minute or two, so that all of them are begun at once. The short form leaves them out: `HOSTILE_ROUNDS=2`.
 */

import assert from "node:assert/strict";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { assertRefused, assertUnharmed } from "./refusals.ts";
import { authorization, openTarget, type Target } from "./target.ts";

const mb = 1_048_576;
const peakBytesMax = 400 * mb;
/** Both the server's idle time of a streamed body and an HTTP Task's whole time are 60 s. */
const endedMaxMs = 75_000;
const skip = Number(process.env["HOSTILE_ROUNDS"] ?? 1) > 1 ? false : "takes two minutes: HOSTILE_ROUNDS=2";

let target: Target;
let endpoint: Server;
let beganMs = 0;
let stopped: Socket;
const open: { readonly what: string; readonly socket: Socket }[] = [];
const executions: { readonly what: string; readonly arn: string }[] = [];

function send(text: string, more?: Buffer): Socket {
  const socket = connect({ host: "127.0.0.1", port: target.port });
  socket.on("error", () => undefined);
  socket.write(text);
  if (more !== undefined) socket.write(more);
  return socket;
}

const head = (method: string, path: string, bytes: number) =>
  `${method} ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization("s3")}\r\nContent-Length: ${bytes}\r\n\r\n`;

before(async () => {
  if (skip !== false) return;
  target = await openTarget(["--log-level", "warn", "--http-task-allow", "127.0.0.1/32"]);
  for (const [path, body] of [
    ["/bucket", ""],
    ["/bucket/large", Buffer.alloc(64 * mb)],
  ] as const)
    assert.equal((await target.request("PUT", path, { service: "s3", body })).status, 200);
  endpoint = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (asked) => {
      if (asked.includes("/hang")) return;
      socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
      const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write("x")), 300);
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const { port } = endpoint.address() as AddressInfo;
  const { body } = await target.request("POST", "/", {
    service: "events",
    headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSEvents.CreateConnection" },
    body: '{"Name":"c","AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"X-Key","ApiKeyValue":"v"}}}',
  });
  beganMs = performance.now();
  for (const path of ["hang", "drip"]) {
    const Parameters = { ApiEndpoint: `http://127.0.0.1:${port}/${path}`, Method: "GET", Authentication: body };
    const states = { T: { Type: "Task", Resource: "arn:aws:states:::http:invoke", Parameters, End: true } };
    executions.push({ what: path, arn: await target.start(await target.machine({ StartAt: "T", States: states })) });
  }
  open.push(
    { what: "an object of which half has come", socket: send(head("PUT", "/bucket/half", mb), Buffer.alloc(mb / 2)) },
    { what: "an object of which nothing has come", socket: send(head("PUT", "/bucket/nothing", mb)) },
    { what: "a document of which half has come", socket: send(`${head("POST", "/bucket?delete", 1_000)}<Delete>`) },
  );
  stopped = send(head("GET", "/bucket/large", 0));
  stopped.once("data", () => stopped.pause());
});

after(async () => {
  for (const { socket } of open) socket.destroy();
  stopped?.destroy();
  endpoint?.close();
  await target?.close();
});

describe("slow ones", { skip }, () => {
  test("connections on which nothing moves are ended after a minute", { timeout: 120_000 }, async () => {
    for (const { what, socket } of open) {
      while (!socket.destroyed && performance.now() - beganMs < endedMaxMs) await sleep(100);
      assert.ok(socket.destroyed, what);
    }
    for (const key of ["half", "nothing"])
      assertRefused(await target.request("GET", `/bucket/${key}`, { service: "s3" }), "s3", "NoSuchKey", key);
  });

  test("a reader who has stopped reading is ended after two", { timeout: 150_000 }, async () => {
    const inFlight = async () =>
      Number(/^stile_requests_in_flight (\d+)/m.exec((await target.request("GET", "/_stile/metrics")).text)?.[1]);
    // One is the question itself.
    while ((await inFlight()) > 1 && performance.now() - beganMs < 2 * endedMaxMs) await sleep(500);
    assert.equal(await inFlight(), 1);
  });

  test("tasks whose endpoint says nothing, or never comes to an end, fail after a minute", { timeout: 120_000 }, async () => {
    for (const { what, arn } of executions) {
      const { status, error, cause } = await target.ended(arn, endedMaxMs);
      assert.deepEqual([status, error], ["FAILED", "States.Http.Socket"], `${what}: ${cause}`);
    }
  });

  test("the server is alive and of bounded size", (context) => assertUnharmed(target, peakBytesMax, context));
});
