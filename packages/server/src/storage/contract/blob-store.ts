/** What every blob store promises, as tests. */

import assert from "node:assert/strict";
import type { BlobStore } from "../ports/blobs.ts";
import { type ContractOptions, contract, type OpenedStore } from "./open-store.ts";

/** SHA-256 of no bytes and of "abc": FIPS 180-2, appendix B. */
const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const abcSha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

export function blobStoreContract(name: string, open: () => Promise<OpenedStore>, options: ContractOptions = {}): void {
  contract(`${name}: blobs`, open, options, (promised) => {
    const promise = (sentence: string, body: (store: BlobStore, opened: OpenedStore) => Promise<void>) =>
      promised(sentence, (opened) => body(opened.store.blobs, opened));

    promise("bytes are kept under their SHA-256 in hex", async (store) => {
      assert.equal(await store.put(Buffer.from("abc")), abcSha256);
      assert.deepEqual(await store.get(abcSha256), new Uint8Array([97, 98, 99]));
      assert.equal(await store.get(emptySha256), undefined);
    });

    promise("no bytes are a blob as well", async (store) => {
      assert.equal(await store.put(new Uint8Array(0)), emptySha256);
      assert.deepEqual(await store.get(emptySha256), new Uint8Array(0));
    });

    promise("every byte value and a few megabytes come back unchanged", async (store) => {
      const bytes = Uint8Array.from({ length: 3_000_001 }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
      const found = await store.get(await store.put(bytes));
      assert.ok(found !== undefined && Buffer.compare(found, bytes) === 0, "the bytes differ");
    });

    promise("the same bytes put twice, or many times at once, are one blob: one delete and it is gone", async (store) => {
      const names = await Promise.all(Array.from({ length: 20 }, () => store.put(Buffer.from("abc"))));
      assert.deepEqual(new Set(names), new Set([abcSha256]));
      await store.delete(abcSha256);
      assert.equal(await store.get(abcSha256), undefined);
    });

    promise("deleting what is not there is fine, and a deleted blob may come back", async (store) => {
      await store.delete(abcSha256);
      await store.put(Buffer.from("abc"));
      await store.delete(abcSha256);
      await store.put(Buffer.from("abc"));
      assert.equal((await store.get(abcSha256))?.length, 3);
    });

    promise("what a caller does to the bytes after the put or the get does not reach the store", async (store) => {
      const bytes = Buffer.from("abc");
      await store.put(bytes);
      bytes.fill(0);
      (await store.get(abcSha256))?.fill(0);
      assert.deepEqual(await store.get(abcSha256), new Uint8Array([97, 98, 99]));
    });

    if (options.forgets) return;
    promise("reopened, it holds what was put", async (store, opened) => {
      await store.put(Buffer.from("abc"));
      assert.equal((await (await opened.reopen()).blobs.get(abcSha256))?.length, 3);
    });
  });
}
