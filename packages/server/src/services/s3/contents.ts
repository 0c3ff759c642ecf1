/**
 * The bytes of objects. Small ones stand in the store and are written by the transaction of their object; large ones are
 * files. A file that no object owns is **loose**: a record says so from before the file is there until the transaction
 * that gives it to an object, and again from the transaction that takes it away. After a crash the loose records tell
 * which files to delete, and nothing else has to be looked at.
 */
import type { Platform } from "../../platform/platform.ts";
import type { FileRange, FileStore } from "../../storage/ports/files.ts";
import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { type Claims, createDigesting, type Digests } from "./digests.ts";
import { inlineBytesMax, releaseAfterMs } from "./limits.ts";
import { entityTooLarge, refusal } from "./refusals.ts";
import { StreamedBody } from "../../aws/index.ts";

/** Where the bytes are. */
export type Content =
  | { readonly kind: "none" }
  /** In the store, under that id. */
  | { readonly kind: "bytes"; readonly id: string }
  | { readonly kind: "file"; readonly id: string }
  /** In the contents of parts, which the manifest of that id lists. */
  | { readonly kind: "parts"; readonly id: string };

export interface ManifestPart {
  readonly number: number;
  readonly size: number;
  readonly content: Content;
  /** Base64, of the object's algorithm; absent where the parts came without. */
  readonly checksum?: string | undefined;
}

interface Manifest {
  readonly parts: readonly ManifestPart[];
}

const bytesKind = "s3.bytes";
const manifestKind = "s3.manifest";
const looseKind = "s3.loose";

/** A content that has come in. It is nobody's until `changes` are written together with whoever owns it. */
export interface Received extends Digests {
  readonly size: number;
  readonly content: Content;
  readonly changes: readonly RecordChange[];
}

export class Contents {
  readonly #records: RecordStore;
  readonly #files: FileStore;
  readonly #platform: Platform;
  /** How many readers each file has at present. */
  readonly #readers = new Map<string, number>();
  readonly #releases = new Set<() => void>();
  #closed = false;

  constructor(deps: { readonly records: RecordStore; readonly files: FileStore; readonly platform: Platform }) {
    this.#records = deps.records;
    this.#files = deps.files;
    this.#platform = deps.platform;
  }

  /** Deletes what an earlier server had not given to an object, or had taken from one. */
  async open(): Promise<void> {
    for (let after: string | undefined; ; ) {
      const loose = await this.#records.list<Content>(looseKind, { ...(after === undefined ? {} : { after }), limit: 500 });
      for (const { value } of loose) await this.#deleteFile(value).catch((error: unknown) => this.#warnUndeleted(error));
      after = loose.at(-1)?.key;
      if (loose.length < 500) return;
    }
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#releases) cancel();
    this.#releases.clear();
  }

  /** Takes in a body. When it throws, nothing is kept: for what the claims do not hold, and for bodies beyond the bound. */
  async receive(body: Uint8Array | AsyncIterable<Uint8Array> | undefined, claims: Claims, bytesMax: number): Promise<Received> {
    if (claims.bytes !== undefined && claims.bytes > bytesMax) throw entityTooLarge(claims.bytes, bytesMax);
    const digesting = createDigesting(claims);
    let size = 0;
    const measure = (piece: Uint8Array): Uint8Array => {
      size += piece.length;
      if (size > bytesMax) throw entityTooLarge(undefined, bytesMax);
      digesting.update(piece);
      return piece;
    };
    const finish = (): Digests => {
      if (claims.bytes !== undefined && claims.bytes !== size) {
        throw refusal("IncompleteBody", 400, "You did not provide the number of bytes specified by the Content-Length HTTP header.");
      }
      return digesting.finish(body instanceof StreamedBody ? body.trailers : undefined);
    };
    const pieces = body === undefined ? [] : body instanceof Uint8Array ? [body] : body;
    const source = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
    try {
      const small: Uint8Array[] = [];
      while (size <= inlineBytesMax) {
        const next = await source.next();
        if (next.done === true) {
          const digests = finish();
          return { ...digests, size, ...this.inline(Buffer.concat(small, size)) };
        }
        small.push(measure(next.value));
      }
      let digests: Digests | undefined;
      const kept = await this.#keepFile(async function* () {
        yield* small;
        for (;;) {
          const next = await source.next();
          if (next.done === true) break;
          yield measure(next.value);
        }
        // Before the file is whole: a content that is not what it claims to be is not kept.
        digests = finish();
      });
      if (digests === undefined) throw new Error("the file was kept before its content had ended");
      return { ...digests, size, ...kept };
    } finally {
      await source.return?.();
    }
  }

  /** A content of bytes at hand. */
  inline(bytes: Uint8Array): Pick<Received, "content" | "changes"> {
    if (bytes.length === 0) return { content: { kind: "none" }, changes: [] };
    const id = this.#newId();
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
    return { content: { kind: "bytes", id }, changes: [{ kind: bytesKind, key: id, value: base64 }] };
  }

  async #keepFile(pieces: () => AsyncIterable<Uint8Array>): Promise<Pick<Received, "content" | "changes">> {
    return await this.#loosely((announce) => this.#files.put(pieces(), announce));
  }

  async #loosely(make: (announce: (id: string) => Promise<void>) => Promise<string>): Promise<Pick<Received, "content" | "changes">> {
    let announced: Content | undefined;
    try {
      const id = await make(async (newId) => {
        announced = { kind: "file", id: newId };
        await this.#records.write([{ kind: looseKind, key: newId, value: announced }]);
      });
      return { content: { kind: "file", id }, changes: [{ kind: looseKind, key: id, value: undefined }] };
    } catch (error) {
      if (announced !== undefined) this.#scheduleRelease([announced]);
      throw error;
    }
  }

  /** What was received and will have no owner. */
  discard(content: Content): void {
    if (content.kind === "file") this.#scheduleRelease([content]);
  }

  /** The same bytes once more, for another owner. */
  async clone(content: Content): Promise<Pick<Received, "content" | "changes">> {
    switch (content.kind) {
      case "none":
        return { content, changes: [] };
      case "bytes":
        return this.inline(await this.#bytesOf(content.id));
      case "file": {
        const unpin = this.#pin(content.id);
        try {
          return await this.#loosely((announce) => this.#files.clone(content.id, announce));
        } finally {
          unpin();
        }
      }
      case "parts":
        throw new Error("a content of parts is copied by reading it");
    }
  }

  /** One content out of parts that have their bytes already. */
  manifest(parts: readonly ManifestPart[]): Pick<Received, "content" | "changes"> {
    const id = this.#newId();
    return { content: { kind: "parts", id }, changes: [{ kind: manifestKind, key: id, value: { parts } satisfies Manifest }] };
  }

  async parts(manifestId: string): Promise<readonly ManifestPart[]> {
    const found = await this.#records.get<Manifest>(manifestKind, manifestId);
    if (found === undefined) throw new ContentGone(manifestId);
    return found.value.parts;
  }

  /**
   * What the transaction writes that takes the content from its owner. Afterwards `release` is called with the same
   * content; should the server end before that, the next one deletes it.
   */
  removal(content: Content): readonly RecordChange[] {
    switch (content.kind) {
      case "none":
        return [];
      case "bytes":
        return [{ kind: bytesKind, key: content.id, value: undefined }];
      case "file":
      case "parts":
        return [{ kind: looseKind, key: content.id, value: content }];
    }
  }

  release(contents: readonly Content[]): void {
    const loose = contents.filter(({ kind }) => kind === "file" || kind === "parts");
    if (loose.length > 0) this.#scheduleRelease(loose);
  }

  /**
   * The bytes of that range, which have to be read: until then they stay, also when their object is replaced meanwhile.
   * Small contents are there at once, so that a missing one is known before an answer begins.
   */
  async read(content: Content, range: FileRange): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
    switch (content.kind) {
      case "none":
        return new Uint8Array(0);
      case "bytes":
        return (await this.#bytesOf(content.id)).subarray(range.from, range.to);
      case "file": {
        const unpin = this.#pin(content.id);
        return unpinning(this.#files.read(content.id, range), unpin);
      }
      case "parts":
        return this.#readParts(await this.parts(content.id), range);
    }
  }

  #readParts(parts: readonly ManifestPart[], range: FileRange): AsyncIterable<Uint8Array> {
    const unpins = parts.flatMap(({ content }) => (content.kind === "file" ? [this.#pin(content.id)] : []));
    const read = (content: Content, inPart: FileRange) => this.read(content, inPart);
    return unpinning(
      (async function* () {
        let begin = 0;
        for (const { size, content } of parts) {
          const from = Math.max(range.from - begin, 0);
          const to = Math.min(range.to - begin, size);
          begin += size;
          if (from >= to) continue;
          const bytes = await read(content, { from, to });
          if (bytes instanceof Uint8Array) yield bytes;
          else yield* bytes;
        }
      })(),
      () => {
        for (const unpin of unpins) unpin();
      },
    );
  }

  async #bytesOf(id: string): Promise<Buffer> {
    const found = await this.#records.get<string>(bytesKind, id);
    if (found === undefined) throw new ContentGone(id);
    return Buffer.from(found.value, "base64");
  }

  #newId(): string {
    return this.#platform.random.uuid();
  }

  #pin(id: string): () => void {
    this.#readers.set(id, (this.#readers.get(id) ?? 0) + 1);
    let pinned = true;
    return () => {
      if (!pinned) return;
      pinned = false;
      const left = (this.#readers.get(id) ?? 1) - 1;
      if (left === 0) this.#readers.delete(id);
      else this.#readers.set(id, left);
    };
  }

  #scheduleRelease(contents: readonly Content[]): void {
    if (this.#closed) return;
    const { clock } = this.#platform;
    const cancel = clock.at(clock.nowMs() + releaseAfterMs, () => {
      this.#releases.delete(cancel);
      void (async () => {
        for (const content of contents) await this.#deleteFile(content);
      })().catch((error: unknown) => this.#warnUndeleted(error));
    });
    this.#releases.add(cancel);
  }

  #warnUndeleted(error: unknown): void {
    this.#platform.logger.warn("a file that nobody owns could not be deleted; the next start tries again", { error });
  }

  /** Deletes files that nobody owns, and then the record that says so. What is being read is left for later. */
  async #deleteFile(content: Content): Promise<void> {
    if (content.kind !== "file" && content.kind !== "parts") return;
    const parts = content.kind === "parts" ? ((await this.#records.get<Manifest>(manifestKind, content.id))?.value.parts ?? []) : [];
    const files = content.kind === "file" ? [content.id] : parts.flatMap((part) => (part.content.kind === "file" ? [part.content.id] : []));
    if (files.some((id) => this.#readers.has(id))) {
      this.#scheduleRelease([content]);
      return;
    }
    for (const id of files) await this.#files.delete(id);
    const small = parts.flatMap((part) => (part.content.kind === "bytes" ? [part.content.id] : []));
    await this.#records.write([
      { kind: looseKind, key: content.id, value: undefined },
      ...small.map((key): RecordChange => ({ kind: bytesKind, key, value: undefined })),
      ...(content.kind === "parts" ? [{ kind: manifestKind, key: content.id, value: undefined }] : []),
    ]);
  }
}

/** The object was replaced between looking it up and reading it: look it up again. */
class ContentGone extends Error {
  constructor(id: string) {
    super(`the content ${id} is gone`);
    this.name = "ContentGone";
  }
}

/** Looks again when what it found was replaced before it could be read: what is there by then is as good an answer. */
export async function untilRead<Answer>(look: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ContentGone) || tries >= 5) throw error;
    }
  }
}

async function* unpinning(bytes: AsyncIterable<Uint8Array>, unpin: () => void): AsyncIterable<Uint8Array> {
  try {
    yield* bytes;
  } finally {
    unpin();
  }
}
