/**
 * The Lambda Runtime API, version 2018-06-01, for one process: what runtimes ask to get invocations and to answer
 * them. Every process has its own server on a loopback port and its own token in the path
 * (`AWS_LAMBDA_RUNTIME_API=127.0.0.1:port/token`), so that no function can answer for another.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { responsePayloadBytesMax, runtimeApiConnectionsMax } from "../limits.ts";

/** What a runtime is handed for one invocation. */
export interface Invocation {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly payload: Uint8Array | string;
  /** JSON, ASCII. */
  readonly clientContext?: string | undefined;
  readonly traceId?: string | undefined;
}

/** What the process behind an API does; every method is called at most once an HTTP request. */
export interface RuntimeApiOwner {
  /** The invocation a runtime may answer now. */
  currentRequestId(): string | undefined;
  /** The runtime is free; `hand` gives it its next invocation, once. */
  onNext(hand: (invocation: Invocation) => void): void;
  onResponse(payload: Uint8Array): void;
  onResponseTooLarge(bytes: number): void;
  onError(report: Uint8Array): void;
  onInitError(report: Uint8Array): void;
  /** The runtime broke off in the middle of an answer. */
  onBroken(): void;
}

export interface RuntimeApi {
  /** `127.0.0.1:port/token`. */
  readonly address: string;
  close(): void;
}

/** The body, or its size when it is larger than `bytesMax` (read to its end, kept nowhere), or that it broke off. */
type Body =
  | { readonly kind: "whole"; readonly bytes: Uint8Array }
  | { readonly kind: "too-large"; readonly size: number }
  | { readonly kind: "broken" };

function readBody(request: IncomingMessage, bytesMax = responsePayloadBytesMax): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    request.on("data", (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size <= bytesMax) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on("end", () => {
      if (size > bytesMax) resolve({ kind: "too-large", size });
      else resolve({ kind: "whole", bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) });
    });
    request.on("close", () => resolve({ kind: "broken" }));
    request.on("error", () => resolve({ kind: "broken" }));
  });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }).end(text);
}

const refuse = (response: ServerResponse, status: number, errorType: string, errorMessage: string) =>
  answer(response, status, { errorMessage, errorType });

const tooLarge = (response: ServerResponse) =>
  refuse(response, 413, "RequestEntityTooLarge", `Exceeded maximum allowed payload size (${responsePayloadBytesMax} bytes).`);

const invocationPath = /^\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** Opens the API of one process. */
export async function openRuntimeApi(token: string, owner: RuntimeApiOwner): Promise<RuntimeApi> {
  const prefix = `/${token}/2018-06-01`;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? "";
    if (!url.startsWith(`${prefix}/`)) return refuse(response, 403, "Forbidden", "This is the Runtime API of another process.");
    const path = url.slice(prefix.length);
    if (request.method === "GET" && path === "/runtime/invocation/next") {
      return owner.onNext((invocation) => {
        const payload = typeof invocation.payload === "string" ? Buffer.from(invocation.payload) : invocation.payload;
        const headers: Record<string, string | number> = {
          "Content-Type": "application/json",
          "Content-Length": payload.byteLength,
          "Lambda-Runtime-Aws-Request-Id": invocation.requestId,
          "Lambda-Runtime-Deadline-Ms": invocation.deadlineMs,
          "Lambda-Runtime-Invoked-Function-Arn": invocation.invokedFunctionArn,
        };
        if (invocation.clientContext !== undefined) headers["Lambda-Runtime-Client-Context"] = invocation.clientContext;
        if (invocation.traceId !== undefined) headers["Lambda-Runtime-Trace-Id"] = invocation.traceId;
        response.writeHead(200, headers).end(payload);
      });
    }
    if (request.method !== "POST") return refuse(response, 404, "NotFound", "No such resource of the Runtime API.");
    if (path === "/runtime/init/error") {
      const body = await readBody(request);
      if (body.kind === "broken") return owner.onBroken();
      if (body.kind === "too-large") return tooLarge(response);
      owner.onInitError(body.bytes);
      return answer(response, 202, { status: "OK" });
    }
    const [, requestId, outcome] = invocationPath.exec(path) ?? [];
    if (requestId === undefined) return refuse(response, 404, "NotFound", "No such resource of the Runtime API.");
    const body = await readBody(request);
    if (body.kind === "broken") {
      if (requestId === owner.currentRequestId()) owner.onBroken();
      return;
    }
    if (requestId !== owner.currentRequestId()) return refuse(response, 400, "InvalidRequestID", "Invalid request ID");
    if (body.kind === "too-large") {
      owner.onResponseTooLarge(body.size);
      return tooLarge(response);
    }
    if (outcome === "error") owner.onError(body.bytes);
    else owner.onResponse(body.bytes);
    answer(response, 202, { status: "OK" });
  };

  // The connection lies idle for as long as the function does: no timeout of HTTP may end it.
  const server = createServer({
    keepAliveTimeout: 0,
    requestTimeout: 0,
    headersTimeout: 0,
    connectionsCheckingInterval: 0x7fffffff,
    noDelay: true,
  });
  server.maxConnections = runtimeApiConnectionsMax;
  server.on("request", (request, response) => {
    handle(request, response).catch(() => owner.onBroken());
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}/${token}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
