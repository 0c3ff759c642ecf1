/**
 * Files in a folder. A file is written under `new/`, synced, and only then renamed to where its id says, and the folder
 * that holds the name is synced as well: what has a name is whole. Opening the folder throws away what an earlier
 * process had not finished. Names are random, so that no caller's words ever become a path.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, type FileHandle, link, mkdir, open, readdir, rename, rm, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { FileMissing, type FileStore } from "./ports/files.ts";

/** What is gathered before it is written: the file system is asked some hundred times for a gigabyte, not 16,000 times. */
const writeBytesMax = 1_048_576;

const readBytesMax = 262_144;

/** What is gathered by all files that are written or read at one time: many at once take smaller pieces each. */
const gatheredBytesMax = 64 * 1_048_576;

const pieceBytesMin = 65_536;

/** How many files are written or read at present. */
interface Traffic {
  files: number;
}

function pieceBytes(most: number, { files }: Traffic): number {
  return Math.max(pieceBytesMin, Math.min(most, Math.floor(gatheredBytesMax / Math.max(files, 1))));
}

/** `path` is made when it is missing. */
export async function openFileFolder(path: string): Promise<FileStore> {
  const unfinished = join(path, "new");
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  for (const name of await readdir(unfinished)) await rm(join(unfinished, name), { force: true });

  const pathOf = (id: string): string => {
    if (!/^[0-9a-f]{32}$/.test(id)) throw new FileMissing(id);
    return join(path, id.slice(0, 2), id.slice(2));
  };
  const traffic: Traffic = { files: 0 };
  const made = new Map<string, Promise<void>>();
  /** The folder for files of that id, durable. */
  const folderOf = async (id: string): Promise<string> => {
    const name = id.slice(0, 2);
    let making = made.get(name);
    if (making === undefined) {
      making = mkdir(join(path, name), { recursive: true, mode: 0o700 }).then(() => syncFolder(path));
      made.set(name, making);
      making.catch(() => made.delete(name));
    }
    await making;
    return join(path, name);
  };
  /** Resolved while no backup is being made: what is to be deleted waits for it. */
  let deletable: Promise<unknown> = Promise.resolve();
  const keep = async (announce: (id: string) => Promise<void>, write: (unfinishedPath: string) => Promise<void>): Promise<string> => {
    const id = randomBytes(16).toString("hex");
    const from = join(unfinished, id);
    const announced = announce(id);
    // It is awaited below; until then its failure is not unhandled.
    announced.catch(() => {});
    try {
      await write(from);
      const folder = await folderOf(id);
      await announced;
      await rename(from, pathOf(id));
      await syncFolder(folder);
      return id;
    } catch (error) {
      await rm(from, { force: true });
      throw error;
    }
  };
  return {
    put: (pieces, announce) =>
      keep(announce, async (to) => {
        const handle = await open(to, "wx", 0o600);
        try {
          await writeAll(handle, pieces, traffic);
          await handle.sync();
        } finally {
          await handle.close();
        }
      }),
    clone: (id, announce) => keep(announce, (to) => sameBytes(pathOf(id), to, id)),
    read: (id, range) => readRange(id, pathOf(id), range.from, range.to, traffic),
    async backup(to, snapshot) {
      const copied = snapshot().then(() => copyFiles(path, to));
      deletable = Promise.allSettled([deletable, copied]);
      return { bytes: await copied };
    },
    async delete(id) {
      await deletable;
      await unlink(pathOf(id)).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      });
    },
  };
}

/** While a megabyte is being written the next one is gathered. */
async function writeAll(handle: FileHandle, pieces: AsyncIterable<Uint8Array>, traffic: Traffic): Promise<void> {
  traffic.files += 1;
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    for await (const piece of pieces) {
      if (piece.length === 0) continue;
      gathered.push(piece);
      bytes += piece.length;
      if (bytes < pieceBytes(writeBytesMax, traffic)) continue;
      await writing;
      writing = writeWhole(handle, gathered, bytes);
      // Awaited before the next write; until then its failure is not unhandled.
      writing.catch(() => {});
      gathered = [];
      bytes = 0;
    }
  } finally {
    traffic.files -= 1;
    await writing;
  }
  if (bytes > 0) await writeWhole(handle, gathered, bytes);
}

/** A full disk may take a part of what it is given, and says so only at the next write. */
async function writeWhole(handle: FileHandle, pieces: readonly Uint8Array[], bytes: number): Promise<void> {
  let { bytesWritten } = await handle.writev(pieces);
  if (bytesWritten === bytes) return;
  const all = Buffer.concat(pieces);
  while (bytesWritten < bytes) bytesWritten += (await handle.write(all, bytesWritten)).bytesWritten;
}

async function sameBytes(from: string, to: string, id: string): Promise<void> {
  try {
    // Files never change once they have a name: two names for the same bytes are as good as two files.
    await link(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new FileMissing(id, { cause: error });
    // File systems without hard links, or with too many of one file.
    await copyFile(from, to, constants.COPYFILE_EXCL);
    const handle = await open(to, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** Answers the bytes of all files, those included that share their place on the disk with the original. */
async function copyFiles(from: string, to: string): Promise<number> {
  let bytes = 0;
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const folder of await readdir(from)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    await mkdir(join(to, folder), { mode: 0o700 });
    for (const name of await readdir(join(from, folder))) {
      const copy = join(to, folder, name);
      await sameBytes(join(from, folder, name), copy, folder + name);
      bytes += (await stat(copy)).size;
    }
    await syncFolder(join(to, folder));
  }
  await syncFolder(to);
  return bytes;
}

async function* readRange(id: string, path: string, from: number, to: number, traffic: Traffic): AsyncIterable<Uint8Array> {
  const handle = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === "ENOENT" ? new FileMissing(id, { cause }) : cause;
  });
  traffic.files += 1;
  try {
    const next = (at: number) =>
      at < to ? handle.read(Buffer.allocUnsafeSlow(Math.min(pieceBytes(readBytesMax, traffic), to - at)), 0, undefined, at) : undefined;
    let reading = next(from);
    for (let at = from; reading !== undefined; ) {
      const { buffer, bytesRead } = await reading;
      if (bytesRead === 0) throw new FileMissing(id);
      at += bytesRead;
      // The next piece is read while this one is on its way.
      reading = next(at);
      reading?.catch(() => {});
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    traffic.files -= 1;
    await handle.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
