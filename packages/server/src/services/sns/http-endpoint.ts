/**
 * One notification to an HTTP endpoint. Endpoints on this machine and in private networks are allowed: that is where
 * they are in development. The time, the answer and the connections are bounded, and redirects are not followed.
 */

import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { Clock } from "../../platform/platform.ts";
import { httpAnswerBytesMax, httpConnectionsMax, httpTimeoutMs } from "./limits.ts";

export interface HttpEndpoints {
  /** Answers the status. Rejects when none came in time. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<number>;
  close(): void;
}

export function createHttpEndpoints(clock: Clock): HttpEndpoints {
  const plain = new HttpAgent({ keepAlive: true, maxSockets: httpConnectionsMax });
  const tls = new HttpsAgent({ keepAlive: true, maxSockets: httpConnectionsMax });
  return {
    post(url, headers, body, signal) {
      return new Promise((resolve, reject) => {
        const target = new URL(url);
        const isTls = target.protocol === "https:";
        const send = isTls ? httpsRequest : httpRequest;
        const request = send(target, {
          method: "POST",
          agent: isTls ? tls : plain,
          headers: { ...headers, "Content-Length": String(Buffer.byteLength(body)) },
          signal,
          // On this machine certificates are self-made, as Stile's own are.
          ...(isTls && isLoopback(target.hostname) ? { rejectUnauthorized: false } : {}),
        });
        const cancel = clock.at(clock.nowMs() + httpTimeoutMs, () => request.destroy(new Error(`no answer within ${httpTimeoutMs} ms`)));
        request.once("close", cancel);
        // More than one may come: of the request, then of its socket.
        request.on("error", reject);
        request.once("response", (response) => {
          let bytes = 0;
          response.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > httpAnswerBytesMax) request.destroy(new Error(`the answer is longer than ${httpAnswerBytesMax} bytes`));
          });
          response.on("error", reject);
          response.once("end", () => resolve(response.statusCode ?? 0));
        });
        request.end(body);
      });
    },
    close() {
      plain.destroy();
      tls.destroy();
    },
  };
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) === 4) return host.startsWith("127.");
  return host === "::1" || host === "localhost" || host.endsWith(".localhost");
}
