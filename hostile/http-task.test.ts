/** HTTP Task under attack: endpoints that answer without end or lead inside, and hosts that are not what they seem. */

import assert from "node:assert/strict";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { assertUnharmed, eventLoopDelayMaxMs } from "./refusals.ts";
import { type Ended, openTarget, probe, type Target } from "./target.ts";

const mb = 1_048_576;
const peakBytesMax = 400 * mb;
const secret = "5ec7e7-of-the-connection";

let target: Target;
let endpoint: Server;
let inside: Server;
let raw: TcpServer;
let port = 0;
let rawPort = 0;
let insidePort = 0;
let connectionArn = "";
let sentBytes = 0;
let askedInside = 0;

const taskOf = (url: string, more: object = {}) => ({
  StartAt: "T",
  States: {
    T: {
      Type: "Task",
      Resource: "arn:aws:states:::http:invoke",
      Parameters: { ApiEndpoint: url, Method: "GET", Authentication: { ConnectionArn: connectionArn }, ...more },
      End: true,
    },
  },
});
const run = async (url: string, more: object = {}): Promise<Ended> => target.run(taskOf(url, more), "{}", 20_000);

/** More than anybody reads, as fast as it is read. */
function endless(response: ServerResponse): void {
  const piece = Buffer.alloc(mb, "x");
  const more = (): void => {
    while (!response.destroyed && sentBytes < 300 * mb) {
      sentBytes += mb;
      if (!response.write(piece)) {
        response.once("drain", more);
        return;
      }
    }
    response.end();
  };
  more();
}

before(async () => {
  inside = createServer((_request, response) => {
    askedInside += 1;
    response.end("inside");
  });
  endpoint = createServer((request, response) => {
    request.resume();
    response.on("error", () => undefined);
    const url = (request.url ?? "/").replace(/\?.*/, "");
    if (url === "/endless") endless(response);
    else if (url === "/inside") response.writeHead(302, { Location: `http://127.0.0.2:${insidePort}/` }).end();
    else if (url === "/metadata") response.writeHead(302, { Location: "http://169.254.169.254/latest/meta-data" }).end();
    else if (url === "/file") response.writeHead(302, { Location: "file:///etc/passwd" }).end();
    else if (url === "/round") response.writeHead(302, { Location: "/round" }).end();
    else if (url === "/break") request.socket.destroy();
    else if (url === "/early") {
      response.writeHead(200, { "Content-Length": 100 }).write("half");
      setTimeout(() => request.socket.destroy(), 50);
    } else if (url === "/deep")
      response.writeHead(200, { "Content-Type": "application/json" }).end("[".repeat(100_000) + "]".repeat(100_000));
    else if (url === "/proto")
      response
        .writeHead(200, { "Content-Type": "application/json", __proto__x: "1", constructor: "1" })
        .end('{"__proto__":{"polluted":1},"constructor":2}');
    else if (url === "/bytes") response.writeHead(200, { "Content-Type": "application/json" }).end(Buffer.from([0xff, 0xfe, 0x00]));
    else if (url === "/gzip") response.writeHead(200, { "Content-Encoding": "gzip" }).end("no gzip");
    else if (url === "/ok") response.end("ok");
  });
  raw = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (head) => {
      const asked = head.toString("latin1");
      if (asked.includes("/garbage")) socket.end("\u0000\u0001\u0002 no HTTP at all\r\n\r\n");
      else if (asked.includes("/headers")) socket.write(`HTTP/1.1 200 OK\r\n${"X-A: b\r\n".repeat(50_000)}`);
      else if (asked.includes("/line")) socket.write(`HTTP/1.1 200 ${"x".repeat(2 * mb)}`);
      else if (asked.includes("/chunks")) socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n");
    });
  });
  const listening = (server: Pick<TcpServer, "listen" | "address">, host: string) =>
    new Promise<number>((resolve) => void server.listen(0, host, () => resolve((server.address() as AddressInfo).port)));
  [port, insidePort, rawPort] = await Promise.all([
    listening(endpoint, "127.0.0.1"),
    listening(inside, "0.0.0.0"),
    listening(raw, "127.0.0.1"),
  ]);
  target = await openTarget(["--log-level", "warn", "--http-task-allow", "127.0.0.1/32"]);
  const made = await target.request("POST", "/", {
    service: "events",
    headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSEvents.CreateConnection" },
    body: JSON.stringify({
      Name: "c",
      AuthorizationType: "API_KEY",
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: secret } },
    }),
  });
  connectionArn = made.body.ConnectionArn as string;
});

after(async () => {
  await target?.close();
  for (const server of [endpoint, inside]) {
    server?.closeAllConnections();
    server?.close();
  }
  raw?.close();
});

describe("addresses", () => {
  test("nothing inside is reached, however it is written, or whoever leads there", async () => {
    const hosts = [
      `127.0.0.2:${insidePort}`,
      `127.1.2.3:${insidePort}`,
      `0x7f000002:${insidePort}`,
      `2130706434:${insidePort}`,
      `0177.0.0.2:${insidePort}`,
      `127.2:${insidePort}`,
      `0.0.0.0:${insidePort}`,
      `[::1]:${insidePort}`,
      `[::ffff:127.0.0.2]:${insidePort}`,
      `[::ffff:7f00:2]:${insidePort}`,
      `[64:ff9b::7f00:2]:${insidePort}`,
      `[::]:${insidePort}`,
      `127.0.0.1@127.0.0.2:${insidePort}`,
      `127.0.0.1:x@127.0.0.2:${insidePort}`,
      `127.0.0.2:${insidePort}#127.0.0.1`,
      `①②⑦.0.0.2:${insidePort}`,
      "169.254.169.254",
      "[fd00:ec2::254]",
      "10.0.0.1",
      "192.168.0.1",
      "100.64.0.1",
      "255.255.255.255",
    ];
    for (const scheme of ["http", "https"]) {
      const ended = await Promise.all(hosts.map((host) => run(`${scheme}://${host}/x`)));
      for (const [at, { status, error, cause }] of ended.entries()) {
        assert.deepEqual([status, error], ["FAILED", "States.Runtime"], `${scheme}://${hosts[at]}: ${cause}`);
        assert.ok(!cause?.includes(secret));
      }
    }
    for (const path of ["/inside", "/metadata", "/file"]) {
      const { status, cause, output } = await run(`http://127.0.0.1:${port}${path}`);
      assert.ok(!output?.includes("inside") && !output?.includes("root:"), path);
      if (status === "FAILED") assert.ok(!cause?.includes("root:"), path);
    }
    assert.equal(askedInside, 0, "somebody was asked inside");
  });

  test("what is no URL of HTTP is refused", async () => {
    for (const url of [
      "",
      "x",
      "file:///etc/passwd",
      "gopher://127.0.0.1/",
      "ftp://127.0.0.1/",
      "data:,x",
      "javascript:1",
      "unix:/tmp/x",
      "http://",
      "http:///x",
      "//127.0.0.1/",
      `http://127.0.0.1:${port}/${"x".repeat(100_000)}`,
      "http://127.0.0.1:99999/",
      "http://a b/",
      "http://[::1",
      "http://%00/",
    ]) {
      let ended: Ended;
      try {
        ended = await run(url);
      } catch (refused) {
        assert.match(String(refused), /the machine was refused/);
        continue;
      }
      assert.equal(ended.status, "FAILED", url.slice(0, 60));
      assert.match(ended.error ?? "", /^States\.|^Events\./, url.slice(0, 60));
    }
  });

  test("no header, method or body of a workflow's makes two requests of one", async () => {
    for (const more of [
      { Headers: { "X-A": "b\r\nX-Injected: 1" } },
      { Headers: { "X-A\r\nX-Injected": "1" } },
      { Headers: { "Transfer-Encoding": "chunked" } },
      { Headers: { "Content-Length": "0" } },
      { Headers: { Host: "other" } },
      { Headers: { "X-Key": "mine" } },
      { Headers: JSON.parse('{"__proto__":"x"}') as object },
      { Method: "GET /x HTTP/1.1\r\nX: y" },
      { Method: "CONNECT" },
      { QueryParameters: { a: "b&c=d#e" } },
      { RequestBody: "x".repeat(200_000), Method: "POST" },
    ]) {
      let ended: Ended;
      try {
        ended = await run(`http://127.0.0.1:${port}/ok`, more);
      } catch (refused) {
        assert.match(String(refused), /the machine was refused/);
        continue;
      }
      if (ended.status === "FAILED") assert.match(ended.error ?? "", /^States\./, JSON.stringify(more).slice(0, 60));
      else assert.match(ended.output ?? "", /"ResponseBody":"ok"/);
      assert.ok(!JSON.stringify(ended).includes(secret));
    }
  });
});

describe("answers", () => {
  test("300 MB are read as far as a result may go, and the memory stays flat", async () => {
    const probing = probe(`${target.server.url}/_stile/health`);
    const memoryBefore = target.nowBytes();
    const ended = await Promise.all(Array.from({ length: 8 }, () => run(`http://127.0.0.1:${port}/endless`)));
    for (const { status, error } of ended) assert.deepEqual([status, error], ["FAILED", "States.DataLimitExceeded"]);
    assert.ok(sentBytes < 100 * mb, `${sentBytes} bytes were taken`);
    assert.ok(target.nowBytes() - memoryBefore < 100 * mb);
    assert.ok((await probing.stop()) < eventLoopDelayMaxMs);
  });

  test("answers that break off, go round, are no HTTP or no JSON fail or come back as they are", async () => {
    const failing = [
      `${port}/break`,
      `${port}/early`,
      `${port}/round`,
      `${rawPort}/garbage`,
      `${rawPort}/headers`,
      `${rawPort}/line`,
      `${rawPort}/chunks`,
    ];
    for (const place of failing) {
      const { status, error } = await run(`http://127.0.0.1:${place}`);
      assert.deepEqual([status, error?.startsWith("States.")], ["FAILED", true], `${place}: ${error}`);
    }
    for (const place of ["/deep", "/proto", "/bytes", "/gzip"]) {
      const { status, error, output } = await run(`http://127.0.0.1:${port}${place}`);
      if (status === "FAILED") assert.match(error ?? "", /^States\./, place);
      else assert.doesNotThrow(() => JSON.parse(output ?? ""), place);
      if (place === "/proto") assert.ok(output?.includes('"__proto__":{"polluted":1}'), output);
    }
  });
});

describe("afterwards", () => {
  test("the server is alive, of bounded size, and has told nobody the connection's secret", async (context) => {
    assert.match((await run(`http://127.0.0.1:${port}/ok`)).output ?? "", /"ResponseBody":"ok"/);
    assert.ok(!target.server.log().includes(secret));
    await assertUnharmed(target, peakBytesMax, context);
  });
});
