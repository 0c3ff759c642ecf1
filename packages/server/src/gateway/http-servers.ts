/**
 * The HTTP servers behind the port: they never listen, they are handed connections by `listen.ts`, one plain server and
 * one that speaks TLS, which gets its certificate when the first connection asks for it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { Platform } from "../platform/platform.ts";
import type { TlsMaterial } from "./certificate.ts";
import * as limits from "./limits.ts";
import { handOver } from "./listen.ts";

/** `expectsContinue`: the client waits for `100 Continue` before it sends the body. */
export type OnRequest = (message: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => void;

const serverOptions = {
  headersTimeout: limits.headersTimeoutMs,
  requestTimeout: limits.requestTimeoutMs,
  keepAliveTimeout: limits.keepAliveTimeoutMs,
  maxHeaderSize: limits.headerBytesMax,
  connectionsCheckingInterval: 5_000,
} as const;

/** Makes a server that never listens take handed-over connections, with its timeouts at work. */
function adopting<S extends Server | HttpsServer>(server: S, onRequest: OnRequest): S {
  server.maxHeadersCount = limits.headersMax;
  server.on("request", (message: IncomingMessage, response: ServerResponse) => onRequest(message, response, false));
  server.on("checkContinue", (message: IncomingMessage, response: ServerResponse) => onRequest(message, response, true));
  // Node starts the check of header and request timeouts when the server listens, which this one never does.
  server.emit("listening");
  return server;
}

export function createAdoptingServer(onRequest: OnRequest): Server {
  return adopting(createServer(serverOptions), onRequest);
}

/** TLS connections: the certificate comes at the first one. */
export class TlsServer {
  readonly #material: (() => Promise<TlsMaterial>) | undefined;
  readonly #platform: Platform;
  readonly #onRequest: OnRequest;
  #server: HttpsServer | undefined;
  #renewAtMs = 0;
  #opening: Promise<HttpsServer> | undefined;

  /** Without `material` TLS connections are refused. */
  constructor(material: (() => Promise<TlsMaterial>) | undefined, platform: Platform, onRequest: OnRequest) {
    this.#material = material;
    this.#platform = platform;
    this.#onRequest = onRequest;
  }

  accept(socket: Socket): void {
    const material = this.#material;
    if (material === undefined) {
      socket.destroy();
      return;
    }
    if (this.#server !== undefined && this.#platform.clock.nowMs() < this.#renewAtMs) {
      handOver(socket, this.#server);
      return;
    }
    socket.on("error", ignoreError);
    this.#opening ??= this.#open(material).finally(() => (this.#opening = undefined));
    this.#opening.then(
      (server) => {
        socket.off("error", ignoreError);
        handOver(socket, server);
      },
      (error: unknown) => {
        this.#platform.logger.error("no certificate for TLS", { error });
        socket.destroy();
      },
    );
  }

  async #open(material: () => Promise<TlsMaterial>): Promise<HttpsServer> {
    const { certificate: cert, privateKey: key, renewAtMs } = await material();
    this.#renewAtMs = renewAtMs;
    if (this.#server === undefined)
      this.#server = adopting(
        createHttpsServer({ ...serverOptions, handshakeTimeout: limits.headersTimeoutMs, cert, key, minVersion: "TLSv1.2" }),
        this.#onRequest,
      );
    else this.#server.setSecureContext({ cert, key, minVersion: "TLSv1.2" });
    return this.#server;
  }

  closeIdleConnections(): void {
    this.#server?.closeIdleConnections();
  }

  close(): void {
    this.#server?.close();
  }
}

function ignoreError(): void {}
