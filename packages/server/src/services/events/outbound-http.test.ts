import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { createFakePlatform } from "../../platform/fake.ts";
import { createOutboundHttp } from "./outbound-http.ts";

const seen: string[] = [];
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    seen.push(`${request.method} ${request.url} ${body}`);
    if (request.url === "/silent") return;
    if (request.url === "/away") response.writeHead(302, { Location: "/elsewhere" });
    response.end("x".repeat(10_000));
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => {
  server.closeAllConnections();
  server.close();
});
const { port } = server.address() as AddressInfo;
const platform = createFakePlatform();
const http = createOutboundHttp(platform);
const send = (url: string, method = "GET", body?: string) =>
  http.send({ method, url, headers: {}, body, timeoutMs: 1_000, answerBytesMax: 100 });

test("a request arrives as it was given, and its answer is cut off where it is too long", async () => {
  const { status, headers, body } = await send(`http://localhost:${port}/path?q=1`, "POST", "hello");
  assert.deepEqual([status, headers["connection"], body.length], [200, "close", 100]);
  assert.equal(seen.at(-1), "POST /path?q=1 hello");
});

test("a redirect is an answer, and is not followed", async () => {
  const { status, headers } = await send(`http://127.0.0.1:${port}/away`);
  assert.deepEqual([status, headers["location"], seen.at(-1)], [302, "/elsewhere", "GET /away "]);
});

test("an endpoint that does not answer is given up", async () => {
  const refused = assert.rejects(send(`http://127.0.0.1:${port}/silent`), /no answer within 1000 ms/);
  while (seen.at(-1) !== "GET /silent ") await new Promise((resolve) => setImmediate(resolve));
  platform.clock.advanceBy(1_000);
  await refused;
});

test("link-local addresses are not called, in whatever form they are written", async () => {
  for (const host of ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "0xa9fea9fe", "2852039166"]) {
    await assert.rejects(send(`http://${host}/latest/meta-data`), /link-local address/, host);
  }
});
