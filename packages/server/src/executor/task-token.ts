/**
 * A task token names one attempt of one task and proves that we made it: version, shard's execution id,
 * frame, attempt, and a truncated HMAC-SHA256 over them, in base64url. No table is needed to find the task,
 * and nobody can make one up. Tokens are secrets: they never go into a log.
 */

import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";

export interface TaskTokenContent {
  readonly executionId: number;
  readonly frameId: number;
  readonly attempt: number;
}

const version = 1;
const contentBytes = 17;
const macBytes = 16;

export function mintTaskToken(key: Uint8Array, { executionId, frameId, attempt }: TaskTokenContent): string {
  const bytes = Buffer.alloc(contentBytes + macBytes);
  bytes.writeUInt8(version, 0);
  bytes.writeBigUInt64BE(BigInt(executionId), 1);
  bytes.writeUInt32BE(frameId, 9);
  bytes.writeUInt32BE(attempt, 13);
  macOf(key, bytes.subarray(0, contentBytes)).copy(bytes, contentBytes);
  return bytes.toString("base64url");
}

/** Undefined for a text that is not one of our tokens. */
export function readTaskToken(key: Uint8Array, token: string): TaskTokenContent | undefined {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== contentBytes + macBytes || bytes.readUInt8(0) !== version || bytes.toString("base64url") !== token) return undefined;
  const content = bytes.subarray(0, contentBytes);
  if (!timingSafeEqual(macOf(key, content), bytes.subarray(contentBytes))) return undefined;
  return { executionId: Number(bytes.readBigUInt64BE(1)), frameId: bytes.readUInt32BE(9), attempt: bytes.readUInt32BE(13) };
}

/** A key object costs a fifth of what raw bytes cost at every use; there is one key a server. */
const keyObjects = new WeakMap<Uint8Array, ReturnType<typeof createSecretKey>>();

function macOf(key: Uint8Array, content: Uint8Array): Buffer {
  let keyObject = keyObjects.get(key);
  if (keyObject === undefined) keyObjects.set(key, (keyObject = createSecretKey(key)));
  return createHmac("sha256", keyObject).update(content).digest().subarray(0, macBytes);
}
