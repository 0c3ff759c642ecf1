/** Deployment packages that mean harm, written byte by byte: no honest tool makes them. */

import { crc32, deflateRawSync } from "node:zlib";

export interface PackedFile {
  readonly name: string | Buffer;
  readonly content?: Uint8Array;
  /** What the directory says instead of the truth. */
  readonly claims?: {
    readonly bytes?: number;
    readonly crc32?: number;
    readonly offset?: number;
    readonly method?: number;
    readonly flags?: number;
  };
  /** Unix file type and permissions. */
  readonly mode?: number;
  readonly stored?: boolean;
}

/** A zip of those files. With `shared` all entries point at the content of the first one. */
export function packed(files: readonly PackedFile[], { shared = false } = {}): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  let before: { readonly offset: number; readonly crc: number; readonly bytes: number; readonly packedBytes: number } | undefined;
  for (const { name, content = new Uint8Array(0), claims = {}, mode = 0o100644, stored = false } of files) {
    const nameBytes = Buffer.from(name);
    const body = stored ? Buffer.from(content) : deflateRawSync(content, { level: 9 });
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(stored ? 0 : 8, 8);
    head.writeUInt16LE(nameBytes.length, 26);
    const own = { offset, crc: crc32(content), bytes: content.length, packedBytes: body.length };
    const at = shared && before !== undefined ? before : own;
    if (at === own) {
      local.push(head, nameBytes, body);
      offset += head.length + nameBytes.length + body.length;
    }
    before ??= own;
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt8(3, 5);
    entry.writeUInt16LE(claims.flags ?? 0, 8);
    entry.writeUInt16LE(claims.method ?? (stored ? 0 : 8), 10);
    entry.writeUInt32LE(claims.crc32 ?? at.crc, 16);
    entry.writeUInt32LE(at.packedBytes, 20);
    entry.writeUInt32LE(claims.bytes ?? at.bytes, 24);
    entry.writeUInt16LE(nameBytes.length, 28);
    entry.writeUInt16LE(mode, 40);
    entry.writeUInt32LE(claims.offset ?? at.offset, 42);
    central.push(entry, nameBytes);
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...local, directory, endOf(files.length, directory.length, offset)]);
}

export function endOf(entries: number, directoryBytes: number, directoryOffset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries, 0xffff), 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryOffset, 16);
  return end;
}
