/**
 * One HTTP request that a workflow asked for: its host is resolved once, the address is judged, and the connection goes to
 * that very address, so that a name cannot mean one thing when it is judged and another when it is called. Redirects are
 * followed by hand, each judged like the first.
 */

import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Clock } from "../../platform/platform.ts";
import { redirectsMax } from "../limits.ts";
import type { AddressGuard } from "./http-address.ts";

export interface HttpExchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** What may go to the origin that was asked for and to no other: a redirect elsewhere goes without. */
  readonly secretHeaders: ReadonlySet<string>;
  /** For a server that answers in another one's name; the URL's own unless given. */
  readonly host?: string;
  /** `false`: a redirect is an answer like any other. */
  readonly followsRedirects?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Cut off where it is longer than asked for. */
  readonly body: Uint8Array;
}

/** No answer. The message is for the workflow's author: it names hosts, and nothing that was sent. */
export class ExchangeFailed extends Error {
  override readonly name = "ExchangeFailed";
  /** `refused`: it is not done; `socket`: it was tried. */
  readonly kind: "refused" | "socket";

  constructor(kind: "refused" | "socket", message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface HttpExchangerOptions {
  readonly guard: AddressGuard;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
  /** The addresses of a name; the system's resolver unless given. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>;
}

export interface HttpExchanger {
  /** Throws ExchangeFailed. */
  exchange(exchange: HttpExchange, signal: AbortSignal): Promise<HttpAnswer>;
}

export function createHttpExchanger(options: HttpExchangerOptions): HttpExchanger {
  const { clock, timeoutMs } = options;
  return {
    async exchange(first, signal) {
      const stop = new AbortController();
      const giveUp = (message: string) => stop.abort(new ExchangeFailed("socket", message));
      const cancel = clock.at(clock.nowMs() + timeoutMs, () => giveUp(`No answer came within ${timeoutMs / 1000} seconds.`));
      const aborted = () => giveUp("The request was aborted.");
      signal.addEventListener("abort", aborted);
      if (signal.aborted) aborted();
      try {
        return await followed(first, options, stop.signal);
      } finally {
        cancel();
        signal.removeEventListener("abort", aborted);
      }
    },
  };
}

async function followed(first: HttpExchange, options: HttpExchangerOptions, signal: AbortSignal): Promise<HttpAnswer> {
  let current = first;
  for (let redirects = 0; ; redirects++) {
    const answer = await sendOnce(current, options, signal);
    const next = redirectOf(current, answer);
    if (next === undefined) return answer;
    if (redirects === redirectsMax) throw new ExchangeFailed("socket", `The endpoint redirected more than ${redirectsMax} times.`);
    current = next;
  }
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** RFC 9110, 15.4: 307 and 308 repeat the request, the others become a GET. */
function redirectOf(exchange: HttpExchange, { status, headers }: HttpAnswer): HttpExchange | undefined {
  const location = headers["location"]?.[0];
  if (exchange.followsRedirects === false) return undefined;
  if (!redirects.has(status) || location === undefined || !URL.canParse(location, exchange.url.href)) return undefined;
  const url = new URL(location, exchange.url);
  if (url.protocol !== "https:" && url.protocol !== exchange.url.protocol) {
    throw new ExchangeFailed("refused", `The endpoint redirected from HTTPS to ${url.protocol}//${url.host}, which is refused.`);
  }
  const isElsewhere = url.origin !== exchange.url.origin;
  const repeats = status === 307 || status === 308;
  // What was meant for one origin is not told to another, and the body may be part of it.
  if (isElsewhere && repeats && exchange.body !== undefined) {
    throw new ExchangeFailed("refused", `The endpoint redirected the request and its body to ${url.host}, which is refused.`);
  }
  const dropped = (name: string) =>
    (isElsewhere && exchange.secretHeaders.has(name)) || (!repeats && (name === "content-type" || name === "content-length"));
  const kept = Object.fromEntries(Object.entries(exchange.headers).filter(([name]) => !dropped(name)));
  const method = repeats || exchange.method === "HEAD" ? exchange.method : "GET";
  return { ...exchange, url, method, headers: kept, body: repeats ? exchange.body : undefined };
}

async function sendOnce(exchange: HttpExchange, options: HttpExchangerOptions, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, method, headers, body } = exchange;
  const address = await addressOf(url, options, signal);
  const pinned: LookupFunction = (_hostname, { all }, callback) => {
    const family = isIP(address);
    if (all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    // No agent: a connection belongs to this request and its judged address alone.
    const sent = send(url, { method, headers: { ...headers, host: exchange.host ?? url.host }, lookup: pinned, agent: false, signal });
    sent.once("response", resolve);
    sent.once("error", (error) => reject(failureOf(error, url, signal)));
    sent.end(body);
  });
  try {
    return {
      status: answer.statusCode ?? 0,
      statusText: answer.statusMessage ?? "",
      headers: Object.fromEntries(Object.entries(answer.headersDistinct).map(([name, values]) => [name, values ?? []])),
      body: await bodyOf(answer, options.answerBytesMax),
    };
  } catch (error) {
    throw failureOf(error, url, signal);
  }
}

async function addressOf(url: URL, { guard, resolve = systemAddresses }: HttpExchangerOptions, signal: AbortSignal): Promise<string> {
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(hostname) === 0 ? await resolve(hostname).catch(() => []) : [hostname];
  if (signal.aborted) throw failureOf(undefined, url, signal);
  if (addresses.length === 0) throw new ExchangeFailed("socket", `${hostname}: Name or service not known`);
  const verdicts = addresses.map((address) => ({ address, verdict: guard.judge(address) }));
  const usable = verdicts.find(({ verdict }) => verdict === "allowed" || (verdict === "public" && url.protocol === "https:"));
  if (usable) return usable.address;
  const why = verdicts.some(({ verdict }) => verdict === "public")
    ? "only HTTPS endpoints can be called"
    : "its address is not a public one; --http-task-allow names private networks that may be called";
  throw new ExchangeFailed("refused", `${url.host} is refused: ${why}.`);
}

async function systemAddresses(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

async function bodyOf(answer: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > bytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax + 1);
}

function failureOf(error: unknown, url: URL, signal: AbortSignal): ExchangeFailed {
  if (signal.reason instanceof ExchangeFailed) return signal.reason;
  if (error instanceof ExchangeFailed) return error;
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  return new ExchangeFailed("socket", `${url.host}: ${code === "ECONNREFUSED" ? "Connection refused" : (message ?? "no answer")}`);
}
