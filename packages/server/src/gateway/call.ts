/** Who calls: made for each request, with what is dear made at first use. */
import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import { type AbortReason, type Call, type CredentialScope, isRegion, partitionOf } from "../aws/index.ts";

/** Who a caller is, as far as the credential scope or a verified signature tells. */
export interface Identity {
  readonly accountId: string;
  readonly principalArn: string;
}

export class GatewayCall implements Call {
  readonly requestId: string;
  readonly region: string;
  readonly nowMs: number;
  readonly #message: IncomingMessage;
  #identity: Identity;
  #abort: AbortController | undefined;
  #abortReason: AbortReason | undefined;

  constructor(message: IncomingMessage, requestId: string, nowMs: number, region: string, identity: Identity) {
    this.#message = message;
    this.requestId = requestId;
    this.nowMs = nowMs;
    this.region = region;
    this.#identity = identity;
  }

  get accountId(): string {
    return this.#identity.accountId;
  }

  get principalArn(): string {
    return this.#identity.principalArn;
  }

  get partition(): string {
    return partitionOf(this.region);
  }

  get endpointUrl(): string {
    return endpointUrl(this.#message);
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#abortReason !== undefined) this.#abort.abort(this.#abortReason);
    }
    return this.#abort.signal;
  }

  /** What a verified signature told. */
  identify(identity: Identity): void {
    this.#identity = identity;
  }

  /** Tells who waits. The first reason stays. */
  abort(reason: AbortReason): void {
    this.#abortReason ??= reason;
    this.#abort?.abort(this.#abortReason);
  }
}

/** The region a request is for: from its credential scope where that is one, else the configured one. */
export function regionOf(scope: CredentialScope | undefined, configured: string): string {
  return scope !== undefined && isRegion(scope.region) ? scope.region : configured;
}

/** Where the caller reached us, as it may reach us again. A Host header that is no host is not repeated. */
function endpointUrl(message: IncomingMessage): string {
  const scheme = (message.socket as Partial<TLSSocket>).encrypted === true ? "https" : "http";
  const { host } = message.headers;
  if (host !== undefined && host.length <= 261 && /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:\d{1,5})?$/.test(host))
    return `${scheme}://${host}`;
  const { localAddress = "127.0.0.1", localPort = 0 } = message.socket;
  return `${scheme}://${localAddress.includes(":") ? `[${localAddress}]` : localAddress}:${localPort}`;
}
