/**
 * A message as it is stored: what changes with every receive (`sqs.message`, small, read at start) apart from what
 * never changes (`sqs.body`, read when it is handed out). Both stand under `<queue id>/<number>`.
 */

import { createHash } from "node:crypto";
import type { RecordChange } from "../../storage/ports/records.ts";
import type { Entry } from "./message-index.ts";

export const messageKind = "sqs.message";
export const bodyKind = "sqs.body";

/** Short names: there may be millions. */
export interface MessageRecord {
  /** Sent, epoch ms. */
  readonly s: number;
  /** Visible at, epoch ms. */
  readonly v: number;
  /** Receives so far. */
  readonly n: number;
  /** Of them, receives in the queue that gave it up; absent for none. */
  readonly b?: number | undefined;
  /** First received, epoch ms. */
  readonly f?: number | undefined;
  /** Message group. */
  readonly g?: string | undefined;
}

export interface StoredAttribute {
  readonly type: string;
  readonly text?: string;
  readonly base64?: string;
}

export interface BodyRecord {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly attributes?: Readonly<Record<string, StoredAttribute>> | undefined;
  readonly attributesMd5?: string | undefined;
  readonly traceHeader?: string | undefined;
  readonly senderId: string;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** FIFO queues only. */
  readonly sequenceNumber?: string | undefined;
  /** ARN of the queue that gave it up. */
  readonly deadLetterSource?: string | undefined;
}

const seqDigits = 16;

export function messageKey(queueId: string, seq: number): string {
  return `${queueId}/${String(seq).padStart(seqDigits, "0")}`;
}

export function seqOfKey(key: string): number {
  return Number(key.slice(-seqDigits));
}

export function messageChange(queueId: string, entry: Entry): RecordChange {
  const { sentMs, visibleAtMs, receives, receivesBefore, firstReceivedMs, group } = entry;
  const b = receivesBefore === 0 ? undefined : receivesBefore;
  const value: MessageRecord = { s: sentMs, v: visibleAtMs, n: receives, b, f: firstReceivedMs, g: group?.id };
  return { kind: messageKind, key: messageKey(queueId, entry.seq), value };
}

export function removal(queueId: string, seq: number): readonly RecordChange[] {
  const key = messageKey(queueId, seq);
  return [
    { kind: messageKind, key, value: undefined },
    { kind: bodyKind, key, value: undefined },
  ];
}

/** Twenty digits that grow within a queue, as AWS's do. */
export function sequenceNumberOf(seq: number): string {
  return `18${String(seq).padStart(18, "0")}`;
}

/** Which receive of which message: what deletes it or changes its visibility. */
export interface ReceiptHandle {
  readonly queueId: string;
  readonly seq: number;
  /** How often the message had been received with this receive. */
  readonly receives: number;
}

export function formatReceiptHandle({ queueId, seq, receives }: ReceiptHandle): string {
  return Buffer.from(`${queueId} ${seq} ${receives} ${checkOf(queueId, seq, receives)}`).toString("base64");
}

/** undefined for what no receive has answered. */
export function parseReceiptHandle(text: string): ReceiptHandle | undefined {
  const match = /^([A-Za-z0-9_-]{1,64}) (\d{1,16}) (\d{1,9}) ([0-9a-f]{8})$/.exec(Buffer.from(text, "base64").toString("latin1"));
  if (match === null) return undefined;
  const [, queueId = "", seq, receives, check] = match;
  const handle = { queueId, seq: Number(seq), receives: Number(receives) };
  // Base64 is read leniently: what stands behind its end, or between its signs, would be overlooked.
  return check === checkOf(queueId, handle.seq, handle.receives) && formatReceiptHandle(handle) === text ? handle : undefined;
}

/** Not a secret: it only tells a handle that was cut or mistyped from a message that is gone. */
function checkOf(queueId: string, seq: number, receives: number): string {
  return createHash("sha256").update(`${queueId} ${seq} ${receives}`).digest("hex").slice(0, 8);
}
