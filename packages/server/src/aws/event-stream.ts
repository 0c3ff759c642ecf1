/**
 * Amazon event streams (`application/vnd.amazon.eventstream`): an answer that is a row of messages, each framed by its
 * length with checksums (Smithy, "Amazon Event Stream specification").
 */

import { crc32 } from "node:zlib";

export const eventStreamType = "application/vnd.amazon.eventstream";

/** One message; header values are texts. */
export function eventMessage(headers: Readonly<Record<string, string>>, payload: Uint8Array | string): Uint8Array {
  const fields = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const body = Buffer.from(payload);
  const message = Buffer.alloc(preludeBytes + fields.length + body.length + checksumBytes);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(fields.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  fields.copy(message, preludeBytes);
  body.copy(message, preludeBytes + fields.length);
  message.writeUInt32BE(crc32(message.subarray(0, -checksumBytes)), message.length - checksumBytes);
  return message;
}

/** Total length, length of the headers, and the checksum of both. */
const preludeBytes = 12;
const checksumBytes = 4;
/** The specification's number for a text of at most 65,535 bytes. */
const textType = 7;

function header(name: string, value: string): Buffer {
  const bytes = Buffer.from(value);
  const field = Buffer.alloc(1 + name.length + 3);
  field.writeUInt8(name.length, 0);
  field.write(name, 1, "ascii");
  field.writeUInt8(textType, 1 + name.length);
  field.writeUInt16BE(bytes.length, 2 + name.length);
  return Buffer.concat([field, bytes]);
}
