/** One HTTP request and its answer: connections that are kept, times that are bounded, answers that are not endless. */

import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import type { Clock } from "../platform/platform.ts";
import { answerBytesMax, idleConnectionsMax } from "./limits.ts";
import type { WireAnswer } from "./wire.ts";

export interface HttpRequest {
  readonly method: string;
  readonly host: string;
  /** Path and query as they are sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
}

export interface Patience {
  readonly connectTimeoutMs: number;
  /** Wall time at which the answer has to be there: its head where it is a stream, all of it otherwise. */
  readonly deadlineMs: number;
  /** Longest time without a byte of an answer that is a stream. */
  readonly silenceMs: number;
  readonly signal: AbortSignal | undefined;
}

/** No answer: the message says why, in the words of AWS's SDKs. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  /** Whether it may be different at once: not when time is up or nobody waits any more. */
  readonly mayPass: boolean;

  constructor(message: string, mayPass: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.mayPass = mayPass;
  }
}

/** To one origin. */
export interface Transport {
  send(request: HttpRequest, patience: Patience, streams: (status: number) => boolean): Promise<WireAnswer>;
  close(): void;
}

export function createTransport({
  url,
  connections,
  clock,
}: {
  readonly url: URL;
  readonly connections: number;
  readonly clock: Clock;
}): Transport {
  const secure = url.protocol === "https:";
  const agentOptions = { keepAlive: true, maxSockets: connections, maxFreeSockets: idleConnectionsMax };
  const agent = secure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  const options = { agent, hostname: url.hostname.replace(/^\[|\]$/g, ""), port: url.port || (secure ? 443 : 80) };
  return {
    async send(request, patience, streams) {
      const { method, target: path, headers, body } = request;
      const sent = (secure ? httpsRequest : httpRequest)({ ...options, method, path, headers: { ...headers, host: request.host } });
      const gaveUp = watch(sent, patience, clock);
      try {
        const answer = await answerOf(sent, body);
        const status = answer.statusCode ?? 0;
        // A stream goes on beyond the deadline of its head: its reader has a bound of their own.
        const isStream = streams(status);
        const read = isStream ? new Uint8Array() : await collect(answer);
        const stream = isStream ? { stream: streamed(answer, { url, clock, silenceMs: patience.silenceMs }) } : {};
        return { status, headers: answer.headers, body: read, ...stream };
      } catch (error) {
        sent.destroy();
        throw gaveUp.why ?? noAnswer(error, url);
      } finally {
        gaveUp.stop();
      }
    },
    close: () => agent.destroy(),
  };
}

/** Ends a request when it takes too long to connect, when its time is up, or when nobody waits for it any more. */
function watch(sent: ClientRequest, { connectTimeoutMs, deadlineMs, signal }: Patience, clock: Clock) {
  const watched: { why: NoAnswer | undefined; stop: () => void } = { why: undefined, stop: () => undefined };
  const giveUp = (message: string, mayPass: boolean) => {
    watched.why ??= new NoAnswer(message, mayPass);
    sent.destroy(watched.why);
  };
  const cancels = [
    clock.at(deadlineMs, () => giveUp("Client execution did not complete before the specified timeout configuration", false)),
  ];
  sent.once("socket", (socket) => {
    if (!socket.connecting) return;
    const cancel = clock.at(clock.nowMs() + connectTimeoutMs, () => giveUp("Unable to execute HTTP request: Connect timed out", true));
    cancels.push(cancel);
    socket.once("connect", cancel);
  });
  const aborted = () => giveUp("The request was aborted.", false);
  if (signal?.aborted) aborted();
  signal?.addEventListener("abort", aborted);
  watched.stop = () => {
    for (const cancel of cancels) cancel();
    signal?.removeEventListener("abort", aborted);
  };
  return watched;
}

function answerOf(sent: ClientRequest, body: HttpRequest["body"]): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once("response", resolve);
    sent.once("error", reject);
    if (typeof body === "string" || body instanceof Uint8Array) sent.end(body);
    else
      Readable.from(body)
        .once("error", (error) => sent.destroy(error))
        .pipe(sent);
  });
}

interface StreamOptions {
  readonly url: URL;
  readonly clock: Clock;
  readonly silenceMs: number;
}

/** What comes in, as it comes; who stops reading closes the connection. Throws NoAnswer when it breaks off or falls silent. */
async function* streamed(answer: IncomingMessage, { url, clock, silenceMs }: StreamOptions): AsyncGenerator<Uint8Array> {
  const silent = new NoAnswer(`Unable to read the answer: nothing came for ${silenceMs} ms`, false);
  const listen = () => clock.at(clock.nowMs() + silenceMs, () => answer.destroy(silent));
  let cancel = listen();
  try {
    for await (const chunk of answer as AsyncIterable<Uint8Array>) {
      cancel();
      yield chunk;
      cancel = listen();
    }
  } catch (error) {
    throw noAnswer(error, url);
  } finally {
    cancel();
  }
}

async function collect(answer: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) throw new NoAnswer(`Unable to read the answer: it is larger than ${answerBytesMax} bytes`, false);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

function noAnswer(error: unknown, { hostname }: URL): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === "ENOTFOUND" || code === "EAI_AGAIN"
      ? `${hostname}: Name or service not known`
      : code === "ECONNREFUSED"
        ? "Connection refused"
        : message;
  return new NoAnswer(`Unable to execute HTTP request: ${why}`, true, error);
}
