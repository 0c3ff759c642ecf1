/**
 * Unpacks a deployment package. Written against the ZIP application note ("central directory", "end of
 * central directory") instead of a library because three things matter here that libraries keep to
 * themselves: the unix modes, refusing links and paths that leave the folder, and inflating off the main
 * thread with a hard bound. The central directory alone is believed; a local header only says where bytes start.
 */

import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { unzippedBytesMax, zipEntriesMax, zipEntryNameBytesMax, zipNamePartBytesMax } from "./limits.ts";

const inflate = promisify(inflateRaw);

/** Why a package is refused; `too-large` is about its unzipped size, everything else is a package AWS "could not unzip". */
export type ZipProblem = "malformed" | "empty" | "too-large";

export class ZipRefused extends Error {
  readonly problem: ZipProblem;
  constructor(problem: ZipProblem, detail: string) {
    super(detail);
    this.name = "ZipRefused";
    this.problem = problem;
  }
}

/** One file of a package. */
export interface ZipEntry {
  /** Relative, with `/`, without `.` and `..`. */
  readonly path: string;
  readonly method: "stored" | "deflated";
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  readonly localHeaderOffset: number;
  /** Unix permission bits; undefined where the package was not made on a unix. */
  readonly mode: number | undefined;
}

const endOfCentralDirectory = 0x06054b50;
const centralFileHeader = 0x02014b50;
const localFileHeader = 0x04034b50;
const fileTypeMask = 0o170000;
const directoryType = 0o040000;
const regularType = 0o100000;
/** "Version made by", upper byte: unix and macOS keep st_mode in the upper half of the external attributes. */
const unixHosts = [3, 19];

const malformed = (detail: string) => new ZipRefused("malformed", detail);

function endRecordOffset(zip: DataView): number {
  // The record is 22 bytes and may be followed by a comment of up to 65,535.
  const lowest = Math.max(0, zip.byteLength - 22 - 0xffff);
  for (let offset = zip.byteLength - 22; offset >= lowest; offset--) {
    if (zip.getUint32(offset, true) === endOfCentralDirectory && offset + 22 + zip.getUint16(offset + 20, true) === zip.byteLength)
      return offset;
  }
  throw malformed("no end of central directory");
}

/** A path inside the folder, or a refusal: a package must not write anywhere else ("zip slip"). */
function safePath(name: string): string {
  if (Buffer.byteLength(name) > zipEntryNameBytesMax) throw malformed("an entry's name is too long");
  // Windows tools write backslashes where the format wants slashes.
  const parts = name.replaceAll("\\", "/").split("/");
  if (name.includes("\0") || parts[0] === "" || /^[A-Za-z]:/.test(name))
    throw malformed(`entry ${JSON.stringify(name)} has an absolute path`);
  if (parts.some((part) => Buffer.byteLength(part) > zipNamePartBytesMax)) throw malformed("a part of an entry's name is too long");
  if (parts.includes("..")) throw malformed(`entry ${JSON.stringify(name)} leaves the package`);
  const path = parts.filter((part) => part !== "" && part !== ".").join("/");
  if (path === "") throw malformed(`entry ${JSON.stringify(name)} names no file`);
  return path;
}

/**
 * The files of a package, folders left out, in the package's order.
 * Throws ZipRefused: not a zip, encrypted, links or devices, paths outside, more than `bytesMax` when unzipped.
 */
export function readCentralDirectory(bytes: Uint8Array, bytesMax: number = unzippedBytesMax): readonly ZipEntry[] {
  if (bytes.byteLength < 22) throw malformed("too short for a zip");
  const zip = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecordOffset(zip);
  const count = zip.getUint16(end + 10, true);
  let offset = zip.getUint32(end + 16, true);
  if (count === 0xffff || offset === 0xffffffff) throw malformed("zip64 packages are not supported");
  if (count > zipEntriesMax) throw malformed("too many entries");

  const entries = new Map<string, ZipEntry>();
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (offset + 46 > end || zip.getUint32(offset, true) !== centralFileHeader) throw malformed("the central directory is cut short");
    const nameBytes = zip.getUint16(offset + 28, true);
    const headerBytes = 46 + nameBytes + zip.getUint16(offset + 30, true) + zip.getUint16(offset + 32, true);
    if (offset + headerBytes > end) throw malformed("the central directory is cut short");
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + offset + 46, nameBytes).toString("utf8");
    const method = zip.getUint16(offset + 10, true);
    const size = zip.getUint32(offset + 24, true);
    if (zip.getUint16(offset + 8, true) & 1) throw malformed(`entry ${JSON.stringify(name)} is encrypted`);
    if (method !== 0 && method !== 8) throw malformed(`entry ${JSON.stringify(name)} uses compression method ${method}`);

    const isUnix = unixHosts.includes(zip.getUint8(offset + 5));
    const stMode = isUnix ? zip.getUint16(offset + 40, true) : 0;
    const type = stMode & fileTypeMask;
    // A link could point outside of the folder, so that a later entry writes through it.
    if (type !== 0 && type !== regularType && type !== directoryType) throw malformed(`entry ${JSON.stringify(name)} is not a file`);
    const path = safePath(name);
    if (!/[/\\]$/.test(name) && type !== directoryType) {
      total += size;
      if (total > bytesMax) throw new ZipRefused("too-large", `more than ${bytesMax} bytes when unzipped`);
      // The last entry of a name wins, as it would when unpacked one after the other.
      entries.set(path, {
        path,
        method: method === 0 ? "stored" : "deflated",
        compressedBytes: zip.getUint32(offset + 20, true),
        bytes: size,
        crc32: zip.getUint32(offset + 16, true),
        localHeaderOffset: zip.getUint32(offset + 42, true),
        mode: (stMode & 0o777) === 0 ? undefined : stMode & 0o777,
      });
    }
    offset += headerBytes;
  }
  if (entries.size === 0) throw new ZipRefused("empty", "no file in the package");
  checkFolders(entries);
  return [...entries.values()];
}

/** A name of 2 KB is a thousand folders: unbounded, a small package would make millions. Throws ZipRefused. */
function checkFolders(entries: ReadonlyMap<string, ZipEntry>): void {
  const folders = new Set<string>();
  for (const path of entries.keys()) {
    // From the innermost out, so that what is known already is not walked again.
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const folder = path.slice(0, slash);
      if (folders.has(folder)) break;
      if (entries.has(folder)) throw malformed(`entry ${JSON.stringify(folder)} is a file and a folder`);
      folders.add(folder);
      if (folders.size > zipEntriesMax) throw malformed("too many folders");
    }
  }
}

/** One file's content, checked against its declared size and checksum. Inflates in the thread pool. */
export async function readEntry(bytes: Uint8Array, entry: ZipEntry): Promise<Uint8Array> {
  const zip = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = entry.localHeaderOffset;
  if (header + 30 > bytes.byteLength || zip.getUint32(header, true) !== localFileHeader)
    throw malformed(`entry ${entry.path} has no local header`);
  const start = header + 30 + zip.getUint16(header + 26, true) + zip.getUint16(header + 28, true);
  const stop = start + entry.compressedBytes;
  if (stop > bytes.byteLength) throw malformed(`entry ${entry.path} is cut short`);
  const packed = bytes.subarray(start, stop);
  let content: Uint8Array = packed;
  if (entry.method === "deflated") {
    try {
      // The declared size is the bound: a bomb that lies about its size stops here.
      content = await inflate(packed, { maxOutputLength: Math.max(1, entry.bytes) });
    } catch (cause) {
      throw malformed(`entry ${entry.path} does not inflate: ${(cause as Error).message}`);
    }
  }
  if (content.byteLength !== entry.bytes || crc32(content) !== entry.crc32)
    throw malformed(`entry ${entry.path} does not match its checksum`);
  return content;
}

/**
 * Unpacks a package to `folder`, which appears whole or not at all: everything is written beside it first
 * (`temporary`, a name nobody else uses) and then renamed. Files lose their write bits, as `/var/task` is
 * read-only on AWS and the folder is shared by every function with the same code; the other bits are kept.
 */
export async function unpack(bytes: Uint8Array, folder: string, temporary: string): Promise<void> {
  const entries = readCentralDirectory(bytes);
  try {
    await mkdir(temporary, { recursive: true });
    const made = new Set<string>([temporary]);
    for (const entry of entries) {
      const path = join(temporary, entry.path);
      const parent = dirname(path);
      if (!made.has(parent)) {
        await mkdir(parent, { recursive: true });
        made.add(parent);
      }
      await writeFile(path, await readEntry(bytes, entry));
      await chmod(path, ((entry.mode ?? 0o644) & 0o555) | 0o444);
    }
    await rename(temporary, folder).catch((error: NodeJS.ErrnoException) => {
      // Another unpacking of the same bytes came first: its folder holds the same files.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
