/** The server that is attacked, as a process of its own, and the few things an attacker does to it over HTTP. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { zipFolder } from "@stile/cli";
import { type ServerProcess, startServerProcess } from "../conformance/server-process.ts";

export interface Answer {
  readonly status: number;
  /** Of a refusal, without namespace. */
  readonly code: string | undefined;
  readonly headers: IncomingHttpHeaders;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of every operation; the test that asks knows the shape
  readonly body: any;
  readonly text: string;
  readonly tookMs: number;
}

export interface Ended {
  readonly status: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface Asked {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
  /** undefined: unsigned, as a browser would ask. */
  readonly service?: string;
}

export interface Target {
  readonly server: ServerProcess;
  readonly port: number;
  /** Any request, its path sent as it is: nobody makes `a/../b` shorter. */
  request(method: string, path: string, asked?: Asked): Promise<Answer>;
  /** An awsJson request of Step Functions; `text` is sent as it is. */
  ask(operation: string, input: unknown): Promise<Answer>;
  askText(operation: string, text: string | Buffer, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** A state machine of that definition; throws when it is refused. */
  machine(definition: unknown, type?: "STANDARD" | "EXPRESS"): Promise<string>;
  start(stateMachineArn: string, input?: string): Promise<string>;
  ended(executionArn: string, withinMs?: number): Promise<Ended>;
  /** Makes a machine, starts it, and waits for the end. */
  run(definition: unknown, input?: string, withinMs?: number): Promise<Ended>;
  /** ARN of a function of `hostile/functions`. */
  lambda(name: string): Promise<string>;
  /** Sends bytes on a socket of its own and gives everything that comes back until the server ends it, or time is over. */
  raw(bytes: string | Buffer, waitMs?: number): Promise<{ readonly text: string; readonly closed: boolean }>;
  /** Most memory the process ever had, bytes; undefined where the system does not tell. */
  peakBytes(): number | undefined;
  /** Memory of the process at present, bytes; 0 where the system does not tell. */
  nowBytes(): number;
  readonly dataDir: string;
  close(): Promise<void>;
}

export const role = "arn:aws:iam::000000000000:role/hostile";
/** Stands in every Authorization header; nothing may write it down. */
export const signatureMarker = "5ec7e7".repeat(10) + "feed";

export async function openTarget(flags: readonly string[] = ["--log-level", "debug"]): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), "stile-hostile-"));
  const server = await startServerProcess({ dataDir: join(folder, "data"), flags });
  const port = Number(new URL(server.url).port);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let machines = 0;
  const request: Target["request"] = (method, path, { headers = {}, body = "", service } = {}) =>
    new Promise((resolve, reject) => {
      const beganMs = performance.now();
      const signed = service === undefined ? {} : { "X-Amz-Date": "20260101T000000Z", Authorization: authorization(service) };
      const length = body.length === 0 && (method === "GET" || method === "HEAD") ? {} : { "Content-Length": Buffer.byteLength(body) };
      const options = { host: "127.0.0.1", port, method, path, agent, headers: { ...signed, ...length, ...headers } };
      const sent = httpRequest(options, (message) => {
        const pieces: Buffer[] = [];
        message.on("data", (piece: Buffer) => pieces.push(piece));
        message.once("error", reject);
        message.once("end", () => {
          const text = Buffer.concat(pieces).toString("utf8");
          const parsedBody = parsed(text) as { __type?: string } | undefined;
          const type = parsedBody?.__type ?? message.headers["x-amzn-errortype"] ?? /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
          resolve({
            status: message.statusCode ?? 0,
            code: typeof type === "string" ? type.slice(type.lastIndexOf("#") + 1) : undefined,
            headers: message.headers,
            body: parsedBody,
            text,
            tookMs: performance.now() - beganMs,
          });
        });
      });
      sent.setTimeout(30_000, () => sent.destroy(new Error(`${method} ${path.slice(0, 200)} was not answered within 30 s`)));
      sent.once("error", reject);
      sent.end(body);
    });
  const send = (method: string, path: string, service: string, body: string | Buffer, headers: Readonly<Record<string, string>>) =>
    request(method, path, { service, body, headers });
  const target: Target = {
    server,
    port,
    dataDir: join(folder, "data"),
    request,
    ask: (operation, input) => target.askText(operation, JSON.stringify(input)),
    askText: (operation, text, headers = {}) =>
      send("POST", "/", "states", text, {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": `AWSStepFunctions.${operation}`,
        ...headers,
      }),
    async machine(definition, type = "STANDARD") {
      const text = typeof definition === "string" ? definition : JSON.stringify(definition);
      const made = await target.ask("CreateStateMachine", { name: `hostile-${++machines}`, definition: text, roleArn: role, type });
      if (made.status !== 200) throw new Error(`the machine was refused: ${made.text.slice(0, 500)}`);
      return made.body.stateMachineArn as string;
    },
    async start(stateMachineArn, input = "{}") {
      const started = await target.ask("StartExecution", { stateMachineArn, input });
      if (started.status !== 200) throw new Error(`the start was refused: ${started.text.slice(0, 500)}`);
      return started.body.executionArn as string;
    },
    async ended(executionArn, withinMs = 20_000) {
      for (const untilMs = performance.now() + withinMs; ; await sleep(20)) {
        const { body } = await target.ask("DescribeExecution", { executionArn });
        if (body.status !== "RUNNING") return body as Ended;
        if (performance.now() > untilMs) throw new Error(`${executionArn} has not ended within ${withinMs} ms`);
      }
    },
    run: async (definition, input, withinMs) => target.ended(await target.start(await target.machine(definition), input), withinMs),
    async lambda(name) {
      const code = { ZipFile: zipFolder(fileURLToPath(new URL("functions", import.meta.url))).toString("base64") };
      const input = { FunctionName: name, Runtime: "nodejs22.x", Role: role, Handler: `index.${name}`, Timeout: 10, Code: code };
      const made = await send("POST", "/2015-03-31/functions", "lambda", JSON.stringify(input), { "Content-Type": "application/json" });
      if (made.status >= 300) throw new Error(`the function was refused: ${made.text.slice(0, 500)}`);
      return made.body.FunctionArn as string;
    },
    raw: (bytes, waitMs = 1_500) =>
      new Promise((resolve) => {
        const socket = connect({ host: "127.0.0.1", port });
        let text = "";
        const finish = (closed: boolean) => {
          clearTimeout(timer);
          socket.destroy();
          resolve({ text, closed });
        };
        const timer = setTimeout(() => finish(false), waitMs);
        socket.on("data", (chunk) => (text += chunk.toString("latin1")));
        socket.on("error", () => finish(true));
        socket.on("close", () => finish(true));
        socket.write(bytes);
      }),
    peakBytes: () => memoryBytes(server.pid, "VmHWM"),
    nowBytes: () => memoryBytes(server.pid, "VmRSS") ?? 0,
    async close() {
      agent.destroy();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return target;
}

export function authorization(service: string): string {
  const scope = `test/20260101/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=content-type;host;x-amz-date, Signature=${signatureMarker}`;
}

function memoryBytes(pid: number, field: string): number | undefined {
  try {
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asks for a page again and again; `stop` gives the longest time it took, milliseconds. */
export function probe(url: string): { stop(): Promise<number> } {
  let stopped = false;
  let worstMs = 0;
  const probing = (async () => {
    while (!stopped) {
      const beganMs = performance.now();
      await (await fetch(url)).text();
      worstMs = Math.max(worstMs, performance.now() - beganMs);
      await sleep(10);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await probing;
      return worstMs;
    },
  };
}
