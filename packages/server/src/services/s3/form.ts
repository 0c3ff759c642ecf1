/**
 * multipart/form-data as browsers send it to a bucket (RFC 7578): fields first, then the file, which is handed on while it
 * comes in. What stands behind the file is ignored, as S3 does.
 */
import { formFieldsBytesMax } from "./limits.ts";
import { invalidArgument, refusal } from "./refusals.ts";

export interface Form {
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly fileName: string;
  readonly fileType: string | undefined;
  readonly file: AsyncIterable<Uint8Array>;
}

const malformed = () => refusal("MalformedPOSTRequest", 400, "The body of your POST request is not well-formed multipart/form-data.");

/** The boundary of a `Content-Type: multipart/form-data`; undefined when it is none. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const found = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? "");
  return found?.[1] ?? found?.[2];
}

/** Reads up to the file. Throws MalformedPOSTRequest, MaxPostPreDataLengthExceeded, or InvalidArgument without a file. */
export async function readForm(body: AsyncIterable<Uint8Array>, boundary: string): Promise<Form> {
  const source = new FormSource(body[Symbol.asyncIterator]());
  try {
    return await readFields(source, boundary);
  } catch (error) {
    await source.giveUp();
    throw error;
  }
}

async function readFields(source: FormSource, boundary: string): Promise<Form> {
  const delimiter = `--${boundary}`;
  const fields = new Map<string, string>();
  // A preamble may stand before the first delimiter.
  await source.upTo(Buffer.from(delimiter), formFieldsBytesMax);
  for (;;) {
    const ending = await source.line();
    if (ending === "--") throw invalidArgument("POST requires exactly one file upload per request.", "file", "0");
    if (ending.trim() !== "") throw malformed();
    const head = await readHead(source);
    if (head.name === "file") {
      return { fields, fileName: head.fileName ?? "", fileType: head.type, file: source.streamTo(Buffer.from(`\r\n${delimiter}`)) };
    }
    const value = await source.upTo(Buffer.from(`\r\n${delimiter}`), formFieldsBytesMax);
    fields.set(head.name, value.toString("utf8"));
  }
}

interface PartHead {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly type: string | undefined;
}

async function readHead(source: FormSource): Promise<PartHead> {
  let name: string | undefined;
  let fileName: string | undefined;
  let type: string | undefined;
  for (;;) {
    const line = await source.line();
    if (line === "") break;
    const [, header = "", value = ""] = /^([^:]+):\s*([\s\S]*)$/.exec(line) ?? [];
    if (header.toLowerCase() === "content-type") type = value;
    if (header.toLowerCase() !== "content-disposition") continue;
    name = /;\s*name="((?:[^"\\]|\\.)*)"/i.exec(value)?.[1]?.toLowerCase() ?? /;\s*name=([^";]+)/i.exec(value)?.[1]?.toLowerCase();
    fileName = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(value)?.[1];
  }
  if (name === undefined) throw malformed();
  // Some browsers send the whole path.
  return { name, fileName: fileName?.replace(/^.*[\\/]/, ""), type };
}

/** Bytes of a form, and how many of those before the file have been read. */
class FormSource {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #left: Buffer = Buffer.alloc(0);
  #read = 0;

  constructor(pieces: AsyncIterator<Uint8Array>) {
    this.#pieces = pieces;
  }

  async #more(): Promise<void> {
    const next = await this.#pieces.next();
    if (next.done === true) throw malformed();
    this.#left = this.#left.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#left, next.value]);
  }

  #take(bytes: number): Buffer {
    const taken = this.#left.subarray(0, bytes);
    this.#left = this.#left.subarray(bytes);
    return taken;
  }

  /** What stands before the mark, which is read away. */
  async upTo(mark: Buffer, bytesMax: number): Promise<Buffer> {
    for (;;) {
      const at = this.#left.indexOf(mark);
      if (this.#read + (at < 0 ? this.#left.length - mark.length : at) > bytesMax) {
        throw refusal("MaxPostPreDataLengthExceededError", 400, "Your POST request fields preceding the upload file were too large.");
      }
      if (at >= 0) {
        this.#read += at + mark.length;
        const found = this.#take(at);
        this.#take(mark.length);
        return found;
      }
      await this.#more();
    }
  }

  async line(): Promise<string> {
    // Behind the last delimiter nothing has to follow.
    while (this.#left.length < 2) await this.#more();
    if (this.#left.subarray(0, 2).toString("latin1") === "--") return "--";
    return (await this.upTo(Buffer.from("\r\n"), formFieldsBytesMax)).toString("utf8");
  }

  /** Nothing more is wanted; whoever answers reads the rest away. */
  async giveUp(): Promise<void> {
    await this.#pieces.return?.();
  }

  async *streamTo(mark: Buffer): AsyncIterable<Uint8Array> {
    try {
      for (;;) {
        const at = this.#left.indexOf(mark);
        if (at >= 0) {
          if (at > 0) yield this.#take(at);
          return;
        }
        // The mark may have begun at the end of what is here.
        const safe = this.#left.length - mark.length + 1;
        if (safe > 0) yield this.#take(safe);
        await this.#more();
      }
    } finally {
      await this.giveUp();
    }
  }
}
