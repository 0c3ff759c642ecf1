/** The body of a request: collected up to a bound, and decompressed up to the same bound. */
import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ServiceError, serializationException } from "../aws/index.ts";
import { discardedBodyBytesMax } from "./limits.ts";

const empty = Buffer.alloc(0);
const gunzipAsync = promisify(gunzip);

/** AWS "Common errors": RequestEntityTooLargeException, 413. */
export function requestEntityTooLarge(bodyBytesMax: number): ServiceError {
  return new ServiceError("RequestEntityTooLargeException", `The request body is longer than ${bodyBytesMax} bytes.`, { httpStatus: 413 });
}

function hasBody(message: IncomingMessage): boolean {
  const length = message.headers["content-length"];
  return message.headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

/** The announced length, 0 when it is not announced. */
export function announcedBytes(message: IncomingMessage): number {
  return Number(message.headers["content-length"] ?? 0);
}

/**
 * All bytes of the body. Rejects with RequestEntityTooLargeException past the bound, and with ECONNRESET when the
 * client ends before the body does.
 */
export function readBody(message: IncomingMessage, bodyBytesMax: number, share: BodyShare): Promise<Buffer> {
  if (!hasBody(message)) return Promise.resolve(empty);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    message.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      const tooLarge = bytes > bodyBytesMax;
      if (!tooLarge && share.take(chunk.length)) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      message.removeAllListeners("data");
      discardBody(message);
      reject(tooLarge ? requestEntityTooLarge(bodyBytesMax) : tooManyBodies());
    });
    message.once("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)));
    message.once("error", reject);
    // "close" comes after "end" as well; a settled promise does not mind.
    message.once("close", () => reject(new Error("the client ended before its request did")));
  });
}

/**
 * The body as it comes in, no faster than it is read. `onRead` is called before the first byte is asked for. Reading
 * throws when the client goes away, or sends nothing for so long; ending early leaves the connection to answer on.
 */
export function streamBody(message: IncomingMessage, idleMs: number, onRead: () => void): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      onRead();
      message.socket.setTimeout(idleMs);
      const pieces = message.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
      let wanted = true;
      // Nothing comes while what has come is made durable: then the connection is quiet, not idle.
      message.once("end", () => {
        if (wanted) message.socket.setTimeout(0);
      });
      return {
        next: () => pieces.next(),
        return: async () => {
          wanted = false;
          return (await pieces.return?.()) ?? { done: true, value: undefined };
        },
      };
    },
  };
}

/** All of a stream. Rejects with RequestEntityTooLargeException past the bound, and with what the stream throws. */
export async function collect(stream: AsyncIterable<Uint8Array>, bytesMax: number, share: BodyShare): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of stream) {
    bytes += piece.length;
    if (bytes > bytesMax) throw requestEntityTooLarge(bytesMax);
    if (!share.take(piece.length)) throw tooManyBodies();
    pieces.push(piece);
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces, bytes);
}

/** Reads and forgets a refused body, so that the client can finish sending and read why; up to a bound. */
export function discardBody(message: IncomingMessage): void {
  let bytes = 0;
  message.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > discardedBodyBytesMax) message.socket.destroy();
  });
  message.resume();
}

/** Undoes `Content-Encoding: gzip`. A small body may unpack to far more than memory holds: bounded as well. */
export async function decompress(body: Buffer, encoding: string | undefined, bodyBytesMax: number, share: BodyShare): Promise<Buffer> {
  if (encoding === undefined || encoding === "identity" || encoding === "aws-chunked" || body.length === 0) return body;
  if (encoding !== "gzip") {
    throw new ServiceError("UnsupportedMediaTypeException", `The content encoding '${encoding.slice(0, 64)}' is not supported; gzip is.`, {
      httpStatus: 415,
    });
  }
  let unpacked: Buffer;
  try {
    unpacked = await gunzipAsync(body, { maxOutputLength: bodyBytesMax });
  } catch (cause) {
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw requestEntityTooLarge(bodyBytesMax);
    throw serializationException("The request body is not valid gzip.", cause);
  }
  if (!share.take(unpacked.length)) throw tooManyBodies();
  return unpacked;
}

/** What one request has taken of the bytes that bodies may hold together. */
export interface BodyShare {
  /** Whether there was room for that many more. */
  take(bytes: number): boolean;
  /** Gives all of it back. */
  release(): void;
}

/** Bounds the bytes of all bodies in flight. */
export function createBodyBudget(bytesMax: number): { share(): BodyShare } {
  let used = 0;
  return {
    share() {
      let taken = 0;
      return {
        take(bytes) {
          if (used + bytes > bytesMax) return false;
          used += bytes;
          taken += bytes;
          return true;
        },
        release() {
          used -= taken;
          taken = 0;
        },
      };
    },
  };
}

/** AWS "Common errors": ServiceUnavailable, 503; SDKs try again. */
function tooManyBodies(): ServiceError {
  return new ServiceError("ServiceUnavailableException", "Too many large requests are being answered at once; try again.", {
    httpStatus: 503,
  });
}
