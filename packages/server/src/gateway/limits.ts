/** Bounds of the sockets. None of them is AWS's own; each says what it protects. */

/** A connection that has not sent its first byte by then is ended: it has not even shown whether it speaks TLS. */
export const firstByteTimeoutMs = 15_000;

/** Header section, from first byte to blank line (slow-loris). */
export const headersTimeoutMs = 15_000;

/** Whole request including its body. An object of 5 GB over a line of 2 Mbit/s fits; who sends nothing is ended by `streamIdleMs`. */
export const requestTimeoutMs = 6 * 3_600_000;

/** A client that neither sends nor reads a byte of a streamed body for so long is gone. */
export const streamIdleMs = 60_000;

/** A body that is collected, from its first byte to its last. 70 MB of Lambda code over a slow line fit. */
export const bodyTimeoutMs = 300_000;

/** Idle keep-alive connections. Longer than the SDKs keep theirs, so that the client ends them and no request races the end. */
export const keepAliveTimeoutMs = 75_000;

/** Request line and headers. Presigned URLs with session tokens stay below 8 KB. */
export const headerBytesMax = 32_768;

export const headersMax = 200;

/** Connections at one address; further ones are refused at once. */
export const connectionsMax = 10_000;

/** Bytes of a refused body that are read and thrown away so that the client gets to read the refusal; then the socket is ended. */
export const discardedBodyBytesMax = 64 * 1_048_576;

/** Bodies of all requests in flight together, so that many large ones at once are refused before memory is gone. */
export const bodyBytesInFlightMax = 512 * 1_048_576;

/** Body of a request to Stile's own pages. */
export const pageBodyBytesMax = 1_048_576;

/** Tries to find one free port that both loopback addresses can have. */
export const portTriesMax = 20;

/** Label sets one metric may grow to; more are counted under `other`. */
export const labelSetsMax = 1_000;
