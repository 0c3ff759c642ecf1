/**
 * Packs a folder as a deployment package for Lambda: a zip with deflated files, unix modes kept, every date the same,
 * so that the same files always give the same bytes. Written against the ZIP application note instead of a library:
 * node:zlib has both the compression and the checksum.
 */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { CommandError } from "./command-error.ts";

/** What Lambda takes in one request is 50 MB zipped and 250 MB unzipped (its quotas); more is not even read. */
const unzippedBytesMax = 262_144_000;

/** Left out: what interpreters and version control leave behind. */
const leftOut = new Set(["__pycache__", ".git", ".DS_Store"]);

/** 1 January 1980, midnight, as MS-DOS writes it: the earliest date a zip can hold. */
const dosDate = 0x21;
const deflated = 8;
const madeOnUnix = 0x0314;
const needsVersion = 20;
const utf8Names = 0x0800;

/** Throws CommandError when the folder holds more than Lambda takes. */
export function zipFolder(folder: string): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  let unzippedBytes = 0;
  for (const path of filesOf(folder)) {
    const { mode, size } = statSync(path);
    unzippedBytes += size;
    if (unzippedBytes > unzippedBytesMax)
      throw new CommandError(`${folder} holds more than ${unzippedBytesMax} bytes, which is more than Lambda takes.`);
    const content = readFileSync(path);
    const packed = deflateRawSync(content);
    const name = Buffer.from(relative(folder, path).split(sep).join("/"));
    const common = fields(
      [2, needsVersion],
      [2, utf8Names],
      [2, deflated],
      [2, 0],
      [2, dosDate],
      [4, crc32(content)],
      [4, packed.length],
      [4, content.length],
      [2, name.length],
      [2, 0],
    );
    local.push(fields([4, 0x04034b50]), common, name, packed);
    const attributes = ((mode & 0o777) | 0o100000) * 0x10000;
    central.push(fields([4, 0x02014b50], [2, madeOnUnix]), common, fields([2, 0], [2, 0], [2, 0], [4, attributes], [4, offset]), name);
    offset += 4 + common.length + name.length + packed.length;
  }
  const files = central.length / 4;
  const directory = Buffer.concat(central);
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, files], [2, files], [4, directory.length], [4, offset], [2, 0]);
  return Buffer.concat([...local, directory, end]);
}

/** Little-endian numbers of 2 or 4 bytes. */
function fields(...numbers: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    numbers.map(([bytes, value]) => {
      const buffer = Buffer.alloc(bytes);
      if (bytes === 2) buffer.writeUInt16LE(value);
      else buffer.writeUInt32LE(value);
      return buffer;
    }),
  );
}

/** The regular files below a folder, in the order of their names; links are followed. */
function filesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => !leftOut.has(name));
  return names.toSorted().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
}
