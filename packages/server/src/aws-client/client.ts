/**
 * Calls AWS APIs over HTTP: typed input in, typed output out, for every service whose model there is. Requests are signed
 * (SigV4), and tried again when the service asks for patience, fails in itself, or does not answer.
 */

import { createHash } from "node:crypto";
import { type ApiRequest, type Credentials, type ServiceModel, ServiceError, signRequest } from "../aws/index.ts";
import type { Platform } from "../platform/platform.ts";
import { backoffMaxMs, backoffMinMs } from "./limits.ts";
import { clientWireOf } from "./protocols.ts";
import { createTransport, NoAnswer, type Patience, type Transport } from "./transport.ts";
import type { ClientWire, WireAnswer, WireCall } from "./wire.ts";

export interface Target {
  readonly model: ServiceModel;
  /** Without a trailing slash. */
  readonly url: string;
  readonly signingRegion: string;
  readonly credentials: Credentials;
  /** Whether the operation's own prefix goes before the host, as at AWS; a name of somebody else's server may not resolve with it. */
  readonly hostPrefixes: boolean;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly maxAttempts: number;
  readonly connections: number;
}

export interface AwsClient {
  /** Throws ServiceError: what the service says, or SdkClientException where no answer came. */
  call(target: Target, request: Pick<ApiRequest, "operation" | "input" | "signal">): Promise<unknown>;
  /** Lets all connections go. */
  close(): void;
}

export function createAwsClient({ clock, random }: Pick<Platform, "clock" | "random">): AwsClient {
  const wires = new WeakMap<ServiceModel, ClientWire>();
  const transports = new Map<string, Transport>();
  const wireOf = (model: ServiceModel) => {
    let wire = wires.get(model);
    if (wire === undefined) wires.set(model, (wire = clientWireOf(model)));
    return wire;
  };
  const transportTo = (url: URL, connections: number) => {
    const key = `${url.origin} ${connections}`;
    let transport = transports.get(key);
    if (transport === undefined) transports.set(key, (transport = createTransport({ url, connections, clock })));
    return transport;
  };

  const send = async (target: Target, call: WireCall, operation: string, patience: Patience): Promise<WireAnswer> => {
    const url = endpointUrl(target, operation);
    const transport = transportTo(url, target.connections);
    const path = url.pathname === "/" ? call.path : url.pathname + call.path;
    const search = call.query === "" ? "" : `?${call.query}`;
    const headers = signRequest(
      {
        method: call.method,
        url: { host: url.host, pathname: path, search },
        headers: { ...call.headers, ...payloadHeaders(target.model, call) },
        body: isStream(call.body) ? "" : call.body,
      },
      { credentials: target.credentials, region: target.signingRegion, service: target.model.signingName, nowMs: clock.nowMs() },
    );
    const wire = wireOf(target.model);
    return transport.send(
      { method: call.method, host: url.host, target: path + search, headers, body: call.body },
      patience,
      (status) => status < 300 && wire.streams(operation),
    );
  };

  return {
    async call(target, { operation, input, signal }) {
      const { model } = target;
      const wire = wireOf(model);
      const call = wire.writeInput(operation, input);
      const deadlineMs = clock.nowMs() + target.timeoutMs;
      const patience = { connectTimeoutMs: target.connectTimeoutMs, deadlineMs, silenceMs: target.timeoutMs, signal };
      // What has been read once cannot be sent again.
      const attemptsMax = isStream(call.body) ? 1 : target.maxAttempts;
      for (let attempt = 1; ; attempt++) {
        const outcome = await attempted(() => send(target, call, operation, patience), wire, operation);
        if (outcome.kind === "answered") return outcome.output;
        if (!outcome.again || attempt >= attemptsMax || signal?.aborted) throw outcome.error;
        const delayMs = backoffMs(attempt, random.uint32());
        if (clock.nowMs() + delayMs >= deadlineMs) throw outcome.error;
        await new Promise<void>((resolve) => void clock.at(clock.nowMs() + delayMs, resolve));
      }
    },
    close() {
      for (const transport of transports.values()) transport.close();
      transports.clear();
    },
  };
}

type Outcome =
  | { readonly kind: "answered"; readonly output: unknown }
  | { readonly kind: "refused"; readonly error: ServiceError; readonly again: boolean };

async function attempted(send: () => Promise<WireAnswer>, wire: ClientWire, operation: string): Promise<Outcome> {
  let answer: WireAnswer;
  try {
    answer = await send();
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { kind: "refused", error: clientException(error.message, error), again: error.mayPass };
  }
  if (answer.status >= 300) {
    const { code, message, requestId, fields } = wire.readRefusal(answer);
    const error = new ServiceError(code, message, { httpStatus: answer.status, fields, requestId });
    return { kind: "refused", error, again: asksForPatience(code, answer.status) };
  }
  try {
    const { stream } = answer;
    return { kind: "answered", output: wire.readOutput(operation, stream ? { ...answer, stream: refusing(stream) } : answer) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "refused", error: clientException(`Unable to unmarshall response (${why}).`, error), again: false };
  }
}

/** A stream that breaks off is refused as an answer would be that never came. */
async function* refusing(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw error instanceof NoAnswer ? clientException(error.message, error) : error;
  }
}

function clientException(message: string, cause: unknown): ServiceError {
  return new ServiceError("SdkClientException", message, { httpStatus: 500, cause });
}

/** Codes of the SDKs' "standard" mode. */
const patienceCodes =
  /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete|RequestTimeout|TransactionInProgress/;

function asksForPatience(code: string, status: number): boolean {
  return [429, 500, 502, 503, 504].includes(status) || patienceCodes.test(code);
}

/** Full jitter: anything from nothing to the bound, which doubles. */
function backoffMs(attempt: number, dice: number): number {
  return (dice / 2 ** 32) * Math.min(backoffMinMs * 2 ** (attempt - 1), backoffMaxMs);
}

function endpointUrl({ url, hostPrefixes, model }: Target, operation: string): URL {
  const prefix = hostPrefixes ? model.operations[operation]?.hostPrefix : undefined;
  const parsed = new URL(url);
  // A prefix with labels of the input belongs to operations that nothing here calls.
  if (prefix !== undefined && !prefix.includes("{")) parsed.hostname = prefix + parsed.hostname;
  return parsed;
}

/** S3 wants the hash of the body among what is signed; one that is a stream is sent unsigned. */
function payloadHeaders({ service }: ServiceModel, { body }: WireCall): Record<string, string> {
  const length: Record<string, string> = isStream(body) ? {} : { "content-length": String(Buffer.byteLength(body)) };
  if (service !== "s3") return length;
  const hash = isStream(body) ? "UNSIGNED-PAYLOAD" : createHash("sha256").update(body).digest("hex");
  return { ...length, "x-amz-content-sha256": hash };
}

function isStream(body: WireCall["body"]): body is AsyncIterable<Uint8Array> {
  return typeof body !== "string" && !(body instanceof Uint8Array);
}
