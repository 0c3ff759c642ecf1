import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { eventMessage } from "./event-stream.ts";

test("a message without headers and payload is the specification's example", () => {
  assert.equal(Buffer.from(eventMessage({}, "")).toString("hex"), "000000100000000005c248eb7d98c8ff");
});

test("lengths and checksums enclose headers and payload", () => {
  const message = Buffer.from(eventMessage({ ":event-type": "update" }, '{"a":"ü"}'));
  assert.equal(message.readUInt32BE(0), message.length);
  assert.equal(message.readUInt32BE(8), crc32(message.subarray(0, 8)));
  assert.equal(message.readUInt32BE(message.length - 4), crc32(message.subarray(0, -4)));
  const headersEnd = 12 + message.readUInt32BE(4);
  assert.equal(message.subarray(12, headersEnd).toString("latin1"), "\u000b:event-type\u0007\u0000\u0006update");
  assert.equal(message.subarray(headersEnd, -4).toString(), '{"a":"ü"}');
});
