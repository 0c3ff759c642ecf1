/** Requests to API destinations and token endpoints: one connection each, no redirects, answers cut off where they are too long. */

import type { Platform } from "../../platform/platform.ts";
import type { OutboundAnswer, OutboundHttp } from "./connection-auth.ts";

/** `isAllowed` is asked with the address's host before anything is sent. */
export function createOutboundHttp({ clock }: Pick<Platform, "clock">): OutboundHttp {
  return {
    async send({ method, url, headers, body, timeoutMs, answerBytesMax, signal }) {
      const stop = new AbortController();
      const cancel = clock.at(clock.nowMs() + timeoutMs, () => stop.abort(new Error(`no answer within ${timeoutMs} ms`)));
      const onAbort = () => stop.abort(signal?.reason);
      signal?.addEventListener("abort", onAbort);
      try {
        const answer = await fetch(url, { method, headers: { ...headers }, body: body ?? null, redirect: "manual", signal: stop.signal });
        return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await bodyOf(answer, answerBytesMax) };
      } finally {
        cancel();
        signal?.removeEventListener("abort", onAbort);
      }
    },
  };
}

async function bodyOf(answer: Response, bytesMax: number): Promise<OutboundAnswer["body"]> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= bytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax);
}
