/**
 * Requests to API destinations and token endpoints: one connection each, no redirects, answers cut off where they are too
 * long. Private addresses may be called, as those of one's own machine and network are what one tries out with;
 * link-local ones, where cloud machines keep their credentials, may not, by whatever name they are called.
 */

import { lookup } from "node:dns";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import type { Platform } from "../../platform/platform.ts";
import type { OutboundAnswer, OutboundHttp, OutboundRequest } from "./connection-auth.ts";

/** RFC 3927, RFC 4291 2.5.6, and the address of AWS's instance metadata in IPv6. */
const refused = new BlockList();
refused.addSubnet("169.254.0.0", 16, "ipv4");
refused.addSubnet("fe80::", 10, "ipv6");
refused.addAddress("fd00:ec2::254", "ipv6");

/** IPv4 addresses in IPv6 form are seen through. */
function isRefused(address: string): boolean {
  return refused.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}

/** The address that is judged is the address that is connected to. */
const judgedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const usable = error === null ? addresses.filter(({ address }) => !isRefused(address)) : [];
    const [first] = usable;
    if (first === undefined) return callback(error ?? new Error(`${hostname} has a link-local address, which is not called`), "");
    if (options.all === true) callback(null, usable);
    else callback(null, first.address, first.family);
  });
};

export function createOutboundHttp({ clock }: Pick<Platform, "clock">): OutboundHttp {
  return {
    async send(request) {
      const { timeoutMs, signal } = request;
      const stop = new AbortController();
      const cancel = clock.at(clock.nowMs() + timeoutMs, () => stop.abort(new Error(`no answer within ${timeoutMs} ms`)));
      const onAbort = () => stop.abort(signal?.reason);
      signal?.addEventListener("abort", onAbort);
      try {
        return await sent(request, stop.signal);
      } catch (error) {
        throw stop.signal.aborted && stop.signal.reason instanceof Error ? stop.signal.reason : error;
      } finally {
        cancel();
        signal?.removeEventListener("abort", onAbort);
      }
    },
  };
}

async function sent({ method, url, headers, body, answerBytesMax }: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && isRefused(host)) throw new Error(`${host} is a link-local address, which is not called`);
  const send = protocol === "https:" ? httpsRequest : httpRequest;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send(url, { method, headers: { ...headers }, lookup: judgedLookup, agent: false, signal });
    request.once("response", resolve);
    request.once("error", reject);
    request.end(body);
  });
  const shown = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
  return { status: answer.statusCode ?? 0, headers: Object.fromEntries(shown), body: await bodyOf(answer, answerBytesMax) };
}

async function bodyOf(answer: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= bytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax);
}
