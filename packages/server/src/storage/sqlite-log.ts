/**
 * The write-ahead log of an SQLite database, looked at before SQLite opens it. SQLite takes the log up to the first
 * frame whose checksum is wrong and drops the rest without a word: right for a transaction that a power cut tore, wrong
 * for a disk that has changed a byte in the middle, because what follows was acknowledged. The two can be told apart.
 * A transaction is begun only after the one before it was synced, so a frame whose checksum goes on from a commit
 * proves that everything up to that commit was whole on the disk once.
 * The format: sqlite.org/fileformat2.html, "The Write-Ahead Log".
 */

import { closeSync, openSync, readSync } from "node:fs";

const headerBytes = 32;
const frameHeaderBytes = 24;
const bigEndianMagic = 0x377f0683;
const littleEndianMagic = 0x377f0682;
/** Frames read at a time: about four megabytes. */
const framesPerRead = 1_000;

type Checksum = readonly [number, number];

/** Where an acknowledged transaction of the log cannot be read any more, in words; undefined when the log is whole up to its end. */
export function findLogDamage(databasePath: string): string | undefined {
  const found = scan(databasePath);
  // Another program may have been writing; damage stays.
  return found === undefined ? undefined : scan(databasePath);
}

function scan(databasePath: string): string | undefined {
  const log = openIfThere(`${databasePath}-wal`);
  if (log === undefined) return undefined;
  try {
    const header = new DataView(new ArrayBuffer(headerBytes));
    if (readSync(log, header, 0, headerBytes, 0) < headerBytes) return undefined;
    const littleEndian = header.getUint32(0) !== bigEndianMagic;
    const computed = checksumOf([0, 0], header, 0, 24, littleEndian);
    const headerHolds = [bigEndianMagic, littleEndianMagic].includes(header.getUint32(0)) && same(computed, storedAt(header, 24));
    const pageBytes = headerHolds ? header.getUint32(8) : pageBytesOf(databasePath);
    if (pageBytes === undefined) return undefined;
    return scanFrames(log, { header: headerHolds ? header : undefined, pageBytes, littleEndian });
  } finally {
    closeSync(log);
  }
}

interface LogForm {
  /** Undefined when the header itself is damaged. */
  readonly header: DataView | undefined;
  readonly pageBytes: number;
  readonly littleEndian: boolean;
}

function scanFrames(log: number, { header, pageBytes, littleEndian }: LogForm): string | undefined {
  const frameBytes = frameHeaderBytes + pageBytes;
  const frames = new DataView(new ArrayBuffer(framesPerRead * frameBytes));
  let salts: Checksum | undefined = header && storedAt(header, 16);
  let before: Checksum | undefined = header && storedAt(header, 24);
  let brokenFrame: number | undefined = header ? undefined : 0;
  let beforeIsCommit = false;
  for (let first = 0; ; first += framesPerRead) {
    const bytes = readSync(log, frames, 0, frames.byteLength, headerBytes + first * frameBytes);
    const count = Math.floor(bytes / frameBytes);
    for (let index = 0; index < count; index++) {
      const at = index * frameBytes;
      const stored = storedAt(frames, at + 16);
      const belongs = salts === undefined || same(salts, storedAt(frames, at + 8));
      const follows = belongs && before !== undefined && same(stored, frameChecksum(before, frames, at, pageBytes, littleEndian));
      // Two frames of the log of before the last checkpoint may stand here; nothing of it is missed.
      if (follows && brokenFrame !== undefined && beforeIsCommit) return damageAt(brokenFrame);
      if (!follows) brokenFrame ??= first + index + 1;
      before = stored;
      beforeIsCommit = frames.getUint32(at + 4) !== 0;
      if (header === undefined) salts = storedAt(frames, at + 8);
    }
    if (count < framesPerRead) return undefined;
  }
}

function damageAt(frame: number): string {
  return `its write-ahead log is damaged ${frame === 0 ? "in its header" : `at frame ${frame}`}, and transactions after that place were acknowledged`;
}

function frameChecksum(before: Checksum, frames: DataView, at: number, pageBytes: number, littleEndian: boolean): Checksum {
  return checksumOf(checksumOf(before, frames, at, 8, littleEndian), frames, at + frameHeaderBytes, pageBytes, littleEndian);
}

/** "Checksum Algorithm" of the format. */
function checksumOf([first, second]: Checksum, data: DataView, at: number, bytes: number, littleEndian: boolean): Checksum {
  let sum = first;
  let weighted = second;
  for (let end = at + bytes, next = at; next < end; next += 8) {
    sum = (sum + data.getUint32(next, littleEndian) + weighted) >>> 0;
    weighted = (weighted + data.getUint32(next + 4, littleEndian) + sum) >>> 0;
  }
  return [sum, weighted];
}

/** Two numbers side by side, as salts and checksums stand. */
function storedAt(data: DataView, at: number): Checksum {
  return [data.getUint32(at), data.getUint32(at + 4)];
}

function same(one: Checksum, other: Checksum): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** From the database's own header; undefined when it tells none that SQLite knows. */
function pageBytesOf(databasePath: string): number | undefined {
  const file = openIfThere(databasePath);
  if (file === undefined) return undefined;
  try {
    const header = new DataView(new ArrayBuffer(18));
    if (readSync(file, header, 0, 18, 0) < 18) return undefined;
    const told = header.getUint16(16);
    const pageBytes = told === 1 ? 65_536 : told;
    return pageBytes >= 512 && Number.isInteger(Math.log2(pageBytes)) ? pageBytes : undefined;
  } finally {
    closeSync(file);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch {
    // SQLite meets the same obstacle, if it is one, and tells it with what to do.
    return undefined;
  }
}
