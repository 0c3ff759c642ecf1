/** What a protocol makes of a call, and of what comes back: the client's mirror of the server's `Protocol`. */

export interface WireCall {
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
}

/** An answer with its body collected, but for an operation whose answer is a stream. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** What the service says when it refuses. */
export interface WireRefusal {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ClientWire {
  writeInput(operation: string, input: unknown): WireCall;
  /** Whether the answer's body is handed on while it comes in. */
  streams(operation: string): boolean;
  /** Throws for an answer that cannot be read. */
  readOutput(operation: string, answer: WireAnswer): unknown;
  readRefusal(answer: WireAnswer): WireRefusal;
}

export function headerOf(answer: Pick<WireAnswer, "headers">, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = answer.headers[name];
    if (value !== undefined) return Array.isArray(value) ? value.join(", ") : value;
  }
  return undefined;
}

export function requestIdOf(answer: Pick<WireAnswer, "headers">): string | undefined {
  return headerOf(answer, "x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id");
}
