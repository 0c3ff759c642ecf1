/**
 * The one door: HTTP and TLS on one port, AWS services and Stile's own pages behind it. A request passes: own page or
 * service (`service-routes.ts`), body within bounds (`body.ts`), signature when asked for, the service, the answer.
 * `close` drains: no new connections, what is in flight is answered, long polls are told to end.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type ChunkSigner,
  createChunkSigner,
  type CredentialScope,
  StreamedBody,
  readCredentialScope,
  type Route,
  screenSignature,
  type Service,
  ServiceError,
  type WireRequest,
  type WireResponse,
} from "../aws/index.ts";
import type { Clock, Platform } from "../platform/platform.ts";
import {
  announcedBytes,
  type BodyShare,
  collect,
  createBodyBudget,
  decompress,
  discardBody,
  readBody,
  requestEntityTooLarge,
  streamBody,
} from "./body.ts";
import { comesFromForeignPage } from "./browser.ts";
import { GatewayCall, type Identity, regionOf } from "./call.ts";
import type { TlsMaterial } from "./certificate.ts";
import { createAdoptingServer, type OnRequest, TlsServer } from "./http-servers.ts";
import * as limits from "./limits.ts";
import { handOver, listen, type Listener } from "./listen.ts";
import type { Metrics } from "./metrics.ts";
import { findPage, isOwnPath, jsonPage, type Page, type PageResponse } from "./pages.ts";
import { createServiceRoutes, type FoundService } from "./service-routes.ts";

export type Authentication =
  /** Any access key, or none, is the account's root. */
  | { readonly kind: "off"; readonly identity: Identity }
  /** Signatures are verified; the key tells who it is. */
  | {
      readonly kind: "enforce";
      readonly secretOf: (accessKeyId: string, sessionToken: string | undefined) => string | undefined;
      readonly identityOf: (accessKeyId: string) => Identity;
    };

export interface GatewayOptions {
  /** undefined: 127.0.0.1 and ::1. */
  readonly host?: string | undefined;
  /** 0 picks a free one. */
  readonly port: number;
  /** Region of requests that name none. */
  readonly region: string;
  readonly authentication: Authentication;
  readonly services: readonly Service[];
  readonly pages: readonly Page[];
  /** Requests for services wait until it resolves: nothing is answered by a service that has not remembered everything. */
  readonly started?: Promise<void>;
  /** Asked at the first TLS connection and again when what it gave is due for renewal. undefined: TLS is refused. */
  readonly tls?: (() => Promise<TlsMaterial>) | undefined;
  readonly platform: Platform;
  readonly metrics: Metrics;
}

export interface Gateway {
  readonly port: number;
  readonly addresses: readonly string[];
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  /**
   * Drains: stops accepting, aborts the signals of waiting calls with "draining", answers what is in flight, and after
   * `graceMs` ends what is left. Answers how many requests were cut off.
   */
  close(graceMs: number): Promise<number>;
}

/** Rejects when the port cannot be had; the error names address and port. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const door = new Door(options);
  const plain = createAdoptingServer(door.enter);
  const tls = new TlsServer(options.tls, options.platform, door.enter);
  const listener = await listen({
    host: options.host,
    port: options.port,
    onPlain: (socket) => handOver(socket, plain),
    onTls: (socket) => tls.accept(socket),
  });
  options.metrics.gaugeOf("stile_connections", "Open connections of any kind.", () => listener.sockets.size);
  const [address = "127.0.0.1"] = listener.addresses;
  return {
    port: listener.port,
    addresses: listener.addresses,
    url: `http://${address.includes(":") ? `[${address}]` : address}:${listener.port}`,
    close: (graceMs) => drain(door, listener, [plain, tls], graceMs, options.platform),
  };
}

/** Takes requests one by one and knows which are in flight. */
class Door {
  readonly inFlight = new Set<GatewayCall>();
  draining = false;
  /** Called when the last request in flight has been answered. */
  onIdle: (() => void) | undefined;
  readonly #options: GatewayOptions;
  #hasStarted: boolean;
  readonly #routes;
  readonly #bodies = createBodyBudget(limits.bodyBytesInFlightMax);
  readonly #requests;
  readonly #latency;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#routes = createServiceRoutes(options.services);
    this.#hasStarted = options.started === undefined;
    void options.started?.then(() => {
      this.#hasStarted = true;
    });
    const { metrics } = options;
    this.#requests = metrics.counter("stile_requests_total", "Requests answered, by error code (`ok` when none).", [
      "service",
      "operation",
      "code",
    ]);
    this.#latency = metrics.histogram("stile_request_seconds", "From the request's head to the answer handed to the socket.", [
      "service",
      "operation",
    ]);
    metrics.gaugeOf("stile_requests_in_flight", "Requests that are being answered.", () => this.inFlight.size);
  }

  readonly enter: OnRequest = (message, response, expectsContinue) => {
    const { platform, region } = this.#options;
    const url = originForm(message.url ?? "/");
    const mark = url.indexOf("?");
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? "" : url.slice(mark + 1);
    const scope = readCredentialScope(message.headers, query);
    const identity = this.#options.authentication.kind === "off" ? this.#options.authentication.identity : nobody;
    const call = new GatewayCall(message, platform.random.uuid(), platform.clock.nowMs(), regionOf(scope, region), identity);
    this.inFlight.add(call);
    const bodies = this.#bodies.share();
    const { clock } = platform;
    const exchange: Exchange = { message, response, call, path, query, scope, expectsContinue, continued: false, bodies, clock };
    response.once("close", () => {
      bodies.release();
      if (!response.writableFinished) call.abort("callerGone");
      this.inFlight.delete(call);
      if (this.inFlight.size === 0) this.onIdle?.();
    });
    if (this.draining) call.abort("draining");
    this.#answer(exchange).catch((error: unknown) => {
      // The client left while sending or reading; there is nobody to tell.
      if (!message.complete || response.destroyed) platform.logger.debug("the caller went away", { requestId: call.requestId, error });
      else platform.logger.error("answering failed", { requestId: call.requestId, error });
      response.destroy();
    });
  };

  async #answer(exchange: Exchange): Promise<void> {
    const { message, path, query, scope, call } = exchange;
    if (!this.#hasStarted && !isOwnPath(path)) await this.#options.started;
    if (this.#options.authentication.kind === "off" && comesFromForeignPage(message.headers)) {
      discardBody(message);
      await this.#sendPage(exchange, jsonPage(403, { message: "Pages of other sites may not talk to Stile while authentication is off." }));
      return;
    }
    if (isOwnPath(path)) {
      await this.#answerPage(exchange);
      return;
    }
    const head: WireRequest = { method: message.method ?? "GET", path, query, headers: message.headers, body: noBody };
    let found: FoundService | undefined;
    try {
      found = this.#routes.find(head, scope);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      discardBody(message);
      await this.#sendPage(exchange, refusalPage(error, call.requestId));
      return;
    }
    if (found === undefined) {
      discardBody(message);
      const refusal = speaksXml(message, scope) ? xmlRefusal : refusalPage;
      await this.#sendPage(exchange, refusal(unknownService(message), call.requestId));
      return;
    }
    await this.#send(exchange, await this.#serve(exchange, found, head), found);
  }

  async #serve(exchange: Exchange, found: FoundService, head: WireRequest): Promise<WireResponse> {
    const { service, route } = found;
    const { message, call } = exchange;
    const { authentication } = this.#options;
    const open = authentication.kind === "off" || (route !== undefined && service.judgesItself?.(route, found.request) === true);
    let request: WireRequest;
    try {
      const authenticate = open ? undefined : screen(exchange, head, service, authentication);
      if (service.model.protocol === "rest-xml") {
        // What is signed is a header that tells the body's hash: the signature is verified first, the body as it comes in.
        return await service.handle(await receivePayload(exchange, found, authenticate?.(noBody)), call, route);
      }
      const raw = await receiveBody(exchange, service.bodyBytesMax);
      request = { ...found.request, body: raw };
      authenticate?.(raw);
      if (message.headers["content-encoding"] !== undefined) {
        request = {
          ...found.request,
          body: await decompress(raw, message.headers["content-encoding"], service.bodyBytesMax, exchange.bodies),
        };
      }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return service.refuse(error, call.requestId, head);
    }
    exchange.route = route ?? routeWithBody(service, request);
    return await service.handle(request, call, exchange.route);
  }

  async #answerPage(exchange: Exchange): Promise<void> {
    const { message, path, query, call } = exchange;
    const method = message.method ?? "GET";
    const found = findPage(this.#options.pages, method, path);
    if (found.kind !== "page") {
      discardBody(message);
      const page =
        found.kind === "unknown"
          ? jsonPage(404, { message: "There is no such page." })
          : jsonPage(405, { message: `${method} is not allowed here.` }, { Allow: found.allowed });
      await this.#sendPage(exchange, page);
      return;
    }
    let page: PageResponse;
    try {
      const body = await receiveBody(exchange, limits.pageBodyBytesMax);
      page = await found.page.handle({
        method,
        path,
        query,
        headers: message.headers,
        body,
        requestId: call.requestId,
        signal: call.signal,
      });
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        if (!message.complete) throw error;
        this.#options.platform.logger.error("a page failed", { requestId: call.requestId, path, error });
      }
      page =
        error instanceof ServiceError
          ? refusalPage(error, call.requestId)
          : jsonPage(500, { message: `Internal error; request id ${call.requestId}.` });
    }
    await this.#sendPage(exchange, page);
  }

  async #send(exchange: Exchange, answer: WireResponse, { service, route }: FoundService): Promise<void> {
    const { message, response, call } = exchange;
    const { clock, logger } = this.#options.platform;
    const operation = (route ?? exchange.route)?.operation ?? "unknown";
    this.#requests.add(1, service.model.service, operation, answer.errorCode ?? "ok");
    this.#latency.observe(Math.max(clock.nowMs() - call.nowMs, 0) / 1000, service.model.service, operation);
    logger.debug("request", {
      requestId: call.requestId,
      service: service.model.service,
      operation,
      status: answer.status,
      code: answer.errorCode,
    });
    const { headers, body } = answer;
    const isWhole = typeof body === "string" || body instanceof Uint8Array;
    // The answer to a HEAD tells the length of what a GET would get.
    if (
      isWhole &&
      answer.status !== 204 &&
      answer.status !== 304 &&
      !(message.method === "HEAD" && body.length === 0 && "Content-Length" in headers)
    ) {
      headers["Content-Length"] = String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
    }
    if (this.draining) headers.Connection = "close";
    if (!message.complete) endUnread(exchange, headers);
    // What a reader gave up on in the middle would hold the connection's next request back.
    else if (message.readableDidRead && !message.readableEnded) message.resume();
    response.writeHead(answer.status, lengthLast(headers));
    if (isWhole) response.end(message.method === "HEAD" ? undefined : body);
    else if (message.method === "HEAD") response.end();
    else await writePieces(response, body, call.signal, limits.streamIdleMs);
  }

  async #sendPage({ message, response, call }: Exchange, page: PageResponse): Promise<void> {
    const headers: Record<string, string> = { "x-amzn-RequestId": call.requestId, ...page.headers };
    if (this.draining) headers.Connection = "close";
    const { body } = page;
    this.#requests.add(1, "stile", "page", page.status < 400 ? "ok" : String(page.status));
    if (typeof body === "string" || body instanceof Uint8Array) {
      headers["Content-Length"] = String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
      response.writeHead(page.status, headers);
      response.end(message.method === "HEAD" ? undefined : body);
      return;
    }
    response.writeHead(page.status, headers);
    if (message.method === "HEAD") response.end();
    else await writePieces(response, body, call.signal, 0);
  }
}

interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: GatewayCall;
  readonly path: string;
  readonly query: string;
  /** As the signature names it, unverified. */
  readonly scope: CredentialScope | undefined;
  /** The client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  /** Whether it was told to go on. */
  continued: boolean;
  readonly bodies: BodyShare;
  readonly clock: Clock;
  /** The operation, where the body had to be read to know it. */
  route?: Route | undefined;
}

const noBody = new Uint8Array(0);

/** Clients behind a proxy setting send the whole URL (RFC 9112, 3.2.2); only its path and query matter here. */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const rest = /^https?:\/\/[^/?]*(.*)$/i.exec(target)?.[1] ?? target;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** Under `enforce`, until the signature has told otherwise. */
const nobody: Identity = { accountId: "", principalArn: "" };

type Enforced = Extract<Authentication, { kind: "enforce" }>;

/**
 * Strangers are turned away before a byte of what they want to send is kept. What this answers is given the body, and
 * tells the call who it is. Both throw ServiceError.
 */
function screen(
  { message, call }: Exchange,
  head: WireRequest,
  { model }: Service,
  { secretOf, identityOf }: Enforced,
): (body: Uint8Array) => ChunkSigner {
  try {
    const { nowMs } = call;
    const verify = screenSignature(head, { nowMs, secretOf, services: [model.signingName], protocol: model.protocol });
    if (model.protocol !== "rest-xml" && hasAmbiguousSegments(head.path)) {
      throw new ServiceError("ValidationException", "A signed path holds no empty segments and none that are '.' or '..'.");
    }
    return (body) => {
      const signature = verify(body);
      const { scope, sessionToken } = signature;
      // The region was read before anything was verified; a request that shows two different ones is nobody's.
      if (scope.region !== call.region) throw new ServiceError("InvalidSignatureException", "The credential scope is ambiguous.");
      call.identify(identityOf(scope.accessKeyId));
      return createChunkSigner(signature, secretOf(scope.accessKeyId, sessionToken) ?? "");
    };
  } catch (error) {
    discardBody(message);
    throw error;
  }
}

/**
 * Signatures are made over the path without such segments (IAM user guide, "Canonical URI"), services read it as it
 * came: a signed request could be bent into another one. S3's keys may hold anything, and it signs the path as it is.
 */
function hasAmbiguousSegments(path: string): boolean {
  return /\/(\.{1,2}|(%2e){1,2}|\.%2e|%2e\.)?(\/|$)/i.test(path === "/" ? "" : path.replace(/\/$/, ""));
}

/** Refuses an announced length before a byte of it is sent. */
function receiveBody(exchange: Exchange, bodyBytesMax: number): Promise<Buffer> {
  const { message, bodies } = exchange;
  if (announcedBytes(message) > bodyBytesMax) {
    discardBody(message);
    return Promise.reject(requestEntityTooLarge(bodyBytesMax));
  }
  askForBody(exchange);
  return inTime(exchange, readBody(message, bodyBytesMax, bodies));
}

/** A body that is collected has to come within `bodyTimeoutMs`; a connection that dribbles is ended. */
function inTime<Answer>({ message, clock }: Exchange, body: Promise<Answer>): Promise<Answer> {
  if (message.complete) return body;
  const cancel = clock.at(clock.nowMs() + limits.bodyTimeoutMs, () => message.destroy());
  return body.finally(cancel);
}

function askForBody(exchange: Exchange): void {
  if (!exchange.expectsContinue || exchange.continued) return;
  exchange.continued = true;
  exchange.response.writeContinue();
}

/** Query protocols name the operation in the form that is the body. What is malformed the service refuses. */
function routeWithBody(service: Service, request: WireRequest): Route | undefined {
  try {
    return service.route(request);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/** The request with its body: as a stream where the operation reads one, else collected. */
async function receivePayload(exchange: Exchange, found: FoundService, signer: ChunkSigner | undefined): Promise<WireRequest> {
  const { service, route, request } = found;
  const { message, bodies } = exchange;
  const payload = new StreamedBody(
    request.headers,
    streamBody(message, limits.streamIdleMs, () => askForBody(exchange)),
    signer,
  );
  if (route !== undefined && service.streams(route)) return { ...request, stream: payload };
  if ((payload.bytes ?? 0) > service.bodyBytesMax) throw requestEntityTooLarge(service.bodyBytesMax);
  return { ...request, body: await inTime(exchange, collect(payload, service.bodyBytesMax, bodies)), trailers: payload.trailers };
}

/** An answer before the body has been read: the rest is thrown away, or, where it was not asked for, never comes. */
function endUnread({ message, expectsContinue, continued }: Exchange, headers: Record<string, string>): void {
  if (expectsContinue && !continued) headers.Connection = "close";
  else if (message.readableFlowing !== true) discardBody(message);
}

/** Waits for a slow reader, ends one that does not read for so long (0: however long), and stops asking for pieces when it has gone. */
async function writePieces(
  response: ServerResponse,
  pieces: AsyncIterable<string | Uint8Array>,
  signal: AbortSignal,
  idleMs: number,
): Promise<void> {
  if (idleMs > 0) response.socket?.setTimeout(idleMs);
  for await (const piece of pieces) {
    // A log that is followed ends with the server; an object is sent to its end.
    if (response.destroyed || (signal.aborted && (idleMs === 0 || signal.reason === "callerGone"))) break;
    if (!response.write(piece)) {
      await new Promise<void>((resolve) => {
        const goOn = (): void => {
          response.off("drain", goOn).off("close", goOn);
          resolve();
        };
        response.on("drain", goOn).on("close", goOn);
      });
    }
  }
  response.end();
}

/**
 * Node takes a Content-Disposition that comes behind a Content-Length for UTF-8, and refuses bytes that are none or stand
 * for signs beyond Latin-1; in this order it leaves them as they are.
 */
function lengthLast(headers: Record<string, string>): Record<string, string> {
  if (headers["Content-Disposition"] === undefined) return headers;
  const { "Content-Length": length, ...others } = headers;
  return length === undefined ? others : { ...others, "Content-Length": length };
}

function unknownService(message: IncomingMessage): ServiceError {
  const target = message.headers["x-amz-target"];
  const asked =
    typeof target === "string" ? `the operation ${target.slice(0, 256)}` : `${message.method ?? ""} ${(message.url ?? "").slice(0, 256)}`;
  return new ServiceError("UnknownOperationException", `No service here answers to ${asked}.`, { httpStatus: 404 });
}

/** A refusal before a service, and with it a protocol, is known: understood by clients of all JSON protocols. */
function refusalPage(error: ServiceError, requestId: string): PageResponse {
  return jsonPage(
    error.httpStatus,
    { __type: error.code, message: error.message },
    { "x-amzn-errortype": error.code, "x-amzn-RequestId": requestId },
  );
}

/** Whether a client of a service that is not here expects XML: query protocols post forms, S3 has none at all. */
function speaksXml(message: IncomingMessage, scope: CredentialScope | undefined): boolean {
  return scope?.service === "s3" || (message.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
}

/** The error of the query protocols; S3 clients read its Code and Message too. */
function xmlRefusal(error: ServiceError, requestId: string): PageResponse {
  const escape = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escape(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status: error.httpStatus, headers: { "Content-Type": "text/xml", "x-amzn-RequestId": requestId }, body };
}

async function drain(
  door: Door,
  listener: Listener,
  servers: readonly { closeIdleConnections(): void; close(): void }[],
  graceMs: number,
  { clock }: Platform,
): Promise<number> {
  door.draining = true;
  listener.stop();
  for (const server of servers) server.closeIdleConnections();
  for (const call of door.inFlight) call.abort("draining");
  let cancelGrace = (): void => {};
  if (door.inFlight.size > 0) {
    await new Promise<void>((resolve) => {
      door.onIdle = resolve;
      cancelGrace = clock.at(clock.nowMs() + graceMs, resolve);
    });
  }
  cancelGrace();
  const cutOff = door.inFlight.size;
  for (const server of servers) server.close();
  for (const socket of listener.sockets) {
    // Answers already handed over go out first; who does not read them is ended with the rest.
    if (cutOff === 0) socket.destroySoon();
    else socket.destroy();
  }
  return cutOff;
}
