/** What every file store promises; its adapters' tests run it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileStore } from "../ports/files.ts";

async function* pieces(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of stream) all.push(piece);
  return Buffer.concat(all).toString();
}

const accept = async (): Promise<void> => {};

export function fileStoreContract(name: string, open: () => Promise<FileStore>): void {
  test(`${name}: what was put is read back, whole and in ranges`, async () => {
    const files = await open();
    const id = await files.put(pieces("hel", "", "lo wor", "ld"), accept);
    assert.equal(await textOf(files.read(id, { from: 0, to: 11 })), "hello world");
    assert.equal(await textOf(files.read(id, { from: 4, to: 7 })), "o w");
    assert.equal(await textOf(files.read(id, { from: 11, to: 11 })), "");
    const empty = await files.put(pieces(), accept);
    assert.equal(await textOf(files.read(empty, { from: 0, to: 0 })), "");
  });

  test(`${name}: many megabytes keep their order`, async () => {
    const files = await open();
    const block = (index: number) => Buffer.alloc(100_000, index);
    async function* blocks() {
      for (let index = 0; index < 50; index++) yield block(index);
    }
    const id = await files.put(blocks(), accept);
    let at = 0;
    for await (const piece of files.read(id, { from: 0, to: 5_000_000 })) {
      for (const byte of piece) {
        if (byte !== Math.floor(at / 100_000)) assert.fail(`byte ${at} is ${byte}`);
        at++;
      }
    }
    assert.equal(at, 5_000_000);
  });

  test(`${name}: the id is announced before the file is there, and a file that fails is not kept`, async () => {
    const files = await open();
    let announced = "";
    await assert.rejects(
      files.put(
        (async function* () {
          yield Buffer.from("half");
          throw new Error("the client went away");
        })(),
        async (id) => void (announced = id),
      ),
      /went away/,
    );
    assert.notEqual(announced, "");
    await assert.rejects(textOf(files.read(announced, { from: 0, to: 1 })), { name: "FileMissing" });
    let refused = "";
    await assert.rejects(
      files.put(pieces("x"), async (id) => {
        refused = id;
        throw new Error("nobody wrote it down");
      }),
      /wrote it down/,
    );
    await assert.rejects(textOf(files.read(refused, { from: 0, to: 1 })), { name: "FileMissing" });
  });

  test(`${name}: a clone stays when the original is deleted; deleting twice is no error`, async () => {
    const files = await open();
    const id = await files.put(pieces("same"), accept);
    let announced = "";
    const other = await files.clone(id, async (given) => void (announced = given));
    assert.equal(other, announced);
    await files.delete(id);
    await files.delete(id);
    assert.equal(await textOf(files.read(other, { from: 0, to: 4 })), "same");
    await assert.rejects(textOf(files.read(id, { from: 0, to: 4 })), { name: "FileMissing" });
    await assert.rejects(files.clone(id, accept), { name: "FileMissing" });
  });

  test(`${name}: a range beyond the end, and an id that is none, are missing files`, async () => {
    const files = await open();
    const id = await files.put(pieces("abc"), accept);
    await assert.rejects(textOf(files.read(id, { from: 0, to: 4 })), { name: "FileMissing" });
    await assert.rejects((async () => textOf(files.read("../../etc/passwd", { from: 0, to: 1 })))(), { name: "FileMissing" });
  });

  test(`${name}: what is being read is read to its end while it is deleted`, async () => {
    const files = await open();
    const id = await files.put(pieces("a".repeat(600_000)), accept);
    let bytes = 0;
    for await (const piece of files.read(id, { from: 0, to: 600_000 })) {
      if (bytes === 0) await files.delete(id);
      bytes += piece.length;
    }
    assert.equal(bytes, 600_000);
  });
}
