/**
 * The body of an S3 request on its way in: out of its signed or unsigned chunks ("aws-chunked"), with its length, its
 * hash and its chunk signatures verified while it goes by. Whoever reads it to the end has a body that is whole; an
 * error comes before that end, so nothing may be kept for good until then. S3 API reference, "Signature calculations
 * for the Authorization header: transferring payload in multiple chunks".
 */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { chunkLineBytesMax, chunkTrailersMax } from "./limits.ts";
import { invalidArgument, s3Error } from "./rest-xml-refusals.ts";
import type { ServiceError } from "./service-error.ts";
import type { ChunkSigner } from "./sigv4.ts";

/** The content of a request, to be read once. */
export class StreamedBody implements AsyncIterable<Uint8Array> {
  /** Headers that came behind the content, by their names in lower case; complete when it has been read. */
  readonly trailers = new Map<string, string>();
  /** Names of the headers that will come behind the content. */
  readonly announcedTrailers: readonly string[];
  /** Bytes of the content; undefined when nobody said. */
  readonly bytes: number | undefined;
  readonly #content: AsyncIterable<Uint8Array>;

  /** Throws ServiceError for headers that contradict one another. Without a signer chunk signatures are not verified. */
  constructor(headers: IncomingHttpHeaders, raw: AsyncIterable<Uint8Array>, signer: ChunkSigner | undefined) {
    const declared = one(headers["x-amz-content-sha256"]) ?? "UNSIGNED-PAYLOAD";
    const streaming = /^STREAMING-(UNSIGNED-PAYLOAD-TRAILER|AWS4-(HMAC-SHA256|ECDSA-P256-SHA256)-PAYLOAD(-TRAILER)?)$/.test(declared);
    if (declared.startsWith("STREAMING-") && !streaming) throw unknownContentSha256(declared);
    const chunked = streaming || /(^|,)\s*aws-chunked\s*(,|$)/i.test(one(headers["content-encoding"]) ?? "");
    const announced = one(chunked ? (headers["x-amz-decoded-content-length"] ?? headers["content-length"]) : headers["content-length"]);
    this.bytes = lengthOf(announced, chunked && headers["x-amz-decoded-content-length"] !== undefined);
    this.announcedTrailers = (one(headers["x-amz-trailer"]) ?? "")
      .toLowerCase()
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "");
    const whole = untilBroken(raw);
    if (chunked) {
      if (headers["x-amz-decoded-content-length"] === undefined) {
        throw s3Error("MissingContentLength", "You must provide the x-amz-decoded-content-length HTTP header.", { httpStatus: 411 });
      }
      const signed = declared.startsWith("STREAMING-AWS4");
      this.#content = counted(decodeChunks(whole, signed ? signer : undefined, this.trailers, this.announcedTrailers), this.bytes);
    } else if (/^[0-9a-f]{64}$/i.test(declared)) {
      this.#content = hashed(whole, declared.toLowerCase());
    } else if (declared === "UNSIGNED-PAYLOAD") {
      this.#content = whole;
    } else {
      throw unknownContentSha256(declared);
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#content[Symbol.asyncIterator]();
  }
}

function unknownContentSha256(declared: string): ServiceError {
  return invalidArgument(
    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value.",
    "x-amz-content-sha256",
    declared,
  );
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function lengthOf(text: string | undefined, decoded: boolean): number | undefined {
  if (text === undefined) return undefined;
  const bytes = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(bytes)) {
    throw invalidArgument("The content length is no number of bytes.", decoded ? "x-amz-decoded-content-length" : "Content-Length", text);
  }
  return bytes;
}

/** A connection that broke is no failure of ours: the body is incomplete. */
async function* untilBroken(raw: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* raw;
  } catch (cause) {
    throw incompleteBody(cause);
  }
}

async function* hashed(raw: AsyncIterable<Uint8Array>, declared: string): AsyncIterable<Uint8Array> {
  const hash = createHash("sha256");
  for await (const piece of raw) {
    hash.update(piece);
    yield piece;
  }
  const computed = hash.digest("hex");
  if (computed === declared) return;
  throw s3Error("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.", {
    fields: { ClientComputedContentSHA256: declared, S3ComputedContentSHA256: computed },
  });
}

/** S3 "List of error codes": IncompleteBody. */
function incompleteBody(cause?: unknown): ServiceError {
  return s3Error("IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header.", { cause });
}

async function* counted(content: AsyncIterable<Uint8Array>, expected: number | undefined): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (expected !== undefined && bytes > expected) throw incompleteBody();
    yield piece;
  }
  if (expected !== undefined && bytes !== expected) throw incompleteBody();
}

function malformedChunk(): ServiceError {
  return s3Error("InvalidRequest", "The chunks of the request body are malformed.");
}

function malformedTrailer(): ServiceError {
  return s3Error(
    "MalformedTrailerError",
    "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  );
}

function wrongSignature(): ServiceError {
  return s3Error(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    { httpStatus: 403 },
  );
}

/** Bytes that have come in and are not used yet. */
class Incoming {
  readonly #raw: AsyncIterator<Uint8Array>;
  #left: Buffer = Buffer.alloc(0);

  constructor(raw: AsyncIterable<Uint8Array>) {
    this.#raw = raw[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const next = await this.#raw.next();
    if (next.done === true) return false;
    const piece = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    this.#left = this.#left.length === 0 ? piece : Buffer.concat([this.#left, piece]);
    return true;
  }

  /** Up to the next line feed, without it and a carriage return before it; undefined when everything has been read. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#left.indexOf(10);
      if (end > chunkLineBytesMax || (end < 0 && this.#left.length > chunkLineBytesMax)) throw malformedChunk();
      if (end >= 0) {
        const text = this.#left.toString("latin1", 0, end > 0 && this.#left[end - 1] === 13 ? end - 1 : end);
        this.#left = this.#left.subarray(end + 1);
        return text;
      }
      if (await this.#more()) continue;
      if (this.#left.length > 0) throw incompleteBody();
      return undefined;
    }
  }

  /** Some bytes, at most so many. */
  async some(bytesMax: number): Promise<Buffer> {
    while (this.#left.length === 0) if (!(await this.#more())) throw incompleteBody();
    const piece = this.#left.subarray(0, bytesMax);
    this.#left = this.#left.subarray(piece.length);
    return piece;
  }

  async end(): Promise<void> {
    await this.#raw.return?.();
  }
}

async function* decodeChunks(
  raw: AsyncIterable<Uint8Array>,
  signer: ChunkSigner | undefined,
  trailers: Map<string, string>,
  announcedTrailers: readonly string[],
): AsyncIterable<Uint8Array> {
  const incoming = new Incoming(raw);
  try {
    for (;;) {
      const line = await incoming.line();
      if (line === undefined) throw incompleteBody();
      const head = /^([0-9a-fA-F]{1,12})\s*(?:;\s*chunk-signature=([0-9a-f]{64}))?$/.exec(line);
      if (head === null) throw malformedChunk();
      const bytes = Number.parseInt(head[1] ?? "", 16);
      const hash = signer === undefined ? undefined : createHash("sha256");
      for (let left = bytes; left > 0; ) {
        const piece = await incoming.some(left);
        left -= piece.length;
        hash?.update(piece);
        yield piece;
      }
      if (signer !== undefined && hash !== undefined && !signer.isChunk(hash.digest("hex"), head[2] ?? "")) throw wrongSignature();
      if (bytes === 0) break;
      if ((await incoming.line()) !== "") throw malformedChunk();
    }
    await readTrailers(incoming, signer, trailers);
    if (!announcedTrailers.every((name) => trailers.has(name))) throw malformedTrailer();
  } finally {
    await incoming.end();
  }
}

async function readTrailers(incoming: Incoming, signer: ChunkSigner | undefined, trailers: Map<string, string>): Promise<void> {
  let canonical = "";
  let signature: string | undefined;
  for (let count = 0; ; count++) {
    const line = await incoming.line();
    if (line === undefined) break;
    if (line === "") continue;
    const colon = line.indexOf(":");
    if (colon < 1 || count > chunkTrailersMax) throw malformedChunk();
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "x-amz-trailer-signature") {
      signature = value;
    } else {
      trailers.set(name, value);
      canonical += `${name}:${value}\n`;
    }
  }
  if (signer === undefined || trailers.size === 0) return;
  if (signature === undefined || !signer.isTrailer(canonical, signature)) throw wrongSignature();
}
