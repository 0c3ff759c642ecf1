/** Multipart uploads that are open, and their parts. A part belongs to its record, so that nothing of it is loose. */
import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import type { Content, Contents } from "./contents.ts";
import { belongingsPrefix } from "./keys.ts";
import { partNumberMax } from "./limits.ts";
import { createLocks } from "./locks.ts";
import { noSuchUpload } from "./refusals.ts";
import { type PartRecord, partKind, type UploadRecord, uploadKind } from "./upload-record.ts";

export function uploadRecordKey(bucket: string, key: string, uploadId: string): string {
  return belongingsPrefix(bucket, key) + uploadId;
}

function partRecordKey(uploadId: string, number: number): string {
  return `${uploadId}/${String(number).padStart(5, "0")}`;
}

export class Uploads {
  readonly #records: RecordStore;
  readonly #contents: Contents;
  readonly #locks = createLocks();

  constructor(records: RecordStore, contents: Contents) {
    this.#records = records;
    this.#contents = contents;
  }

  /** Throws NoSuchUpload. */
  async require(bucket: string, key: string, uploadId: string): Promise<UploadRecord> {
    // oxlint-disable-next-line no-control-regex
    const found = /[\0\u0001]/.test(uploadId)
      ? undefined
      : await this.#records.get<UploadRecord>(uploadKind, uploadRecordKey(bucket, key, uploadId));
    if (found === undefined) throw noSuchUpload(uploadId);
    return found.value;
  }

  /** One thing at a time with an upload: parts come, and at the end it is completed or aborted. */
  async exclusively<Answer>(uploadId: string, work: () => Promise<Answer>): Promise<Answer> {
    return await this.#locks.run(uploadId, work);
  }

  /** In the order of their numbers, those behind `after`. */
  async parts(uploadId: string, after: number, limit: number): Promise<readonly PartRecord[]> {
    const page = await this.#records.list<PartRecord>(partKind, { prefix: `${uploadId}/`, after: partRecordKey(uploadId, after), limit });
    return page.map(({ value }) => value);
  }

  /**
   * Durable when it resolves: the part takes the place of an earlier one of its number. To be called where nothing else is
   * done with the upload. Throws NoSuchUpload.
   */
  async putPart(bucket: string, key: string, uploadId: string, part: PartRecord, changes: readonly RecordChange[]): Promise<void> {
    await this.require(bucket, key, uploadId);
    const recordKey = partRecordKey(uploadId, part.number);
    const earlier = (await this.#records.get<PartRecord>(partKind, recordKey))?.value.content;
    await this.#records.write([
      ...changes,
      { kind: partKind, key: recordKey, value: part },
      ...(earlier === undefined ? [] : this.#contents.removal(earlier)),
    ]);
    if (earlier !== undefined) this.#contents.release([earlier]);
  }

  /** What the transaction writes that ends an upload, and the contents that go with it; those of `kept` stay. */
  ending(
    bucket: string,
    upload: UploadRecord,
    parts: readonly PartRecord[],
    kept: ReadonlySet<number>,
  ): { readonly changes: readonly RecordChange[]; readonly released: readonly Content[] } {
    const released = parts.filter(({ number }) => !kept.has(number)).map(({ content }) => content);
    return {
      released,
      changes: [
        { kind: uploadKind, key: uploadRecordKey(bucket, upload.key, upload.uploadId), value: undefined },
        ...parts.map(({ number }): RecordChange => ({ kind: partKind, key: partRecordKey(upload.uploadId, number), value: undefined })),
        ...released.flatMap((content) => this.#contents.removal(content)),
      ],
    };
  }

  /** Ends the upload and forgets its parts. Throws NoSuchUpload. */
  async abort(bucket: string, key: string, uploadId: string): Promise<void> {
    await this.exclusively(uploadId, async () => this.#drop(bucket, await this.require(bucket, key, uploadId)));
  }

  /** Ends every upload into a bucket that goes, while nothing is written into it. */
  async dropAll(bucket: string): Promise<void> {
    for (;;) {
      const some = await this.#records.list<UploadRecord>(uploadKind, { prefix: `${bucket}/`, limit: 100 });
      if (some.length === 0) return;
      for (const { value } of some) await this.#drop(bucket, value);
    }
  }

  async #drop(bucket: string, upload: UploadRecord): Promise<void> {
    const ending = this.ending(bucket, upload, await this.parts(upload.uploadId, 0, partNumberMax), new Set());
    await this.#records.write(ending.changes);
    this.#contents.release(ending.released);
  }
}
